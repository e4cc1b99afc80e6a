"""Fixtures for tests of the science communities."""

import pytest

from assets.netlists.opsci_kit.test.communities import community, randomValues


@pytest.fixture
def sim(request):
    """A community at its start, with parameters at random: for tests that are marked with anyOf.

    It is in use all the time, so that a step takes half as long.
    """
    name, seed = request.param
    with community(name, seed, **randomValues(name, seed)).inUse() as sim:
        yield sim
