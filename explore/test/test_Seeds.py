"""Seeds of runs are those that numpy's SeedSequence spawns."""

import numpy as np
import pytest

from explore.Seeds import Seeds
from util.errors import ParameterError


@pytest.mark.parametrize("campaign_seed", [0, 1, 7, 2**32 - 1, 2**32, 2**63 + 12345, 2**64 - 1])
def test_seeds_are_those_that_numpy_spawns(campaign_seed):
    """Point and replication are numbers of children, so that no two runs share a stream but by the same numbers."""
    seeds = Seeds(campaign_seed, common=False)
    for point, rep in [(0, 0), (0, 1), (1, 0), (99_999, 7), (2**32 - 1, 2**20)]:
        child = np.random.SeedSequence(campaign_seed, spawn_key=(0, point, rep))
        assert seeds.of(point, rep) == int(child.generate_state(1, np.uint64)[0])
    plan = np.random.SeedSequence(campaign_seed, spawn_key=(1, 3, 0))
    assert seeds.ofPlan(3) == int(plan.generate_state(1, np.uint64)[0])


def test_common_seeds_do_not_depend_on_the_point():
    """Differences between points are then differences of parameters."""
    common, own = Seeds(5, common=True), Seeds(5, common=False)
    assert common.of(3, 2) == common.of(9, 2) == own.of(0, 2)
    assert own.of(3, 2) != own.of(9, 2)


@pytest.mark.parametrize("campaign_seed", [-1, 2**64, 1.5, True, "7"])
def test_what_is_no_seed_is_refused(campaign_seed):
    """It would otherwise stand for another one."""
    with pytest.raises(ParameterError, match="whole number from 0 to"):
        Seeds(campaign_seed, common=True)
