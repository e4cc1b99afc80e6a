"""`Seeds`: the seed of every run of a campaign. Replications are numbered, never drawn, so neither their order nor the
number of workers nor an interruption matters.
"""

from __future__ import annotations

import numpy as np

from engine.Stream import checkedSeed

# What random numbers are for: the agents of a run, the campaign's own samples, its bootstraps.
AGENTS, PLAN, BOOTSTRAP = 0, 1, 2


class Seeds:
    """Seeds that follow from one.

    Args:
        campaign_seed: the one.
        common: whether replication r has the same seed at each point ("common random numbers"), so that differences
            between points are differences of parameters; otherwise each point has its own.
    Raises:
        ParameterError: the campaign's seed is not one.
    """

    def __init__(self, campaign_seed: int, common: bool):
        self.campaign_seed = checkedSeed(campaign_seed)
        self.common = common
        self._of_reps: dict[int, int] = {}
        # The campaign's seed in words of 32 bits, as many as fill what SeedSequence mixes them into.
        self._words = [campaign_seed >> 32 * i & 0xFFFFFFFF for i in range(4)]

    def of(self, point: int, rep: int) -> int:
        """Of a replication at a point, 0 to 2**64 - 1."""
        if not self.common:
            return self._drawn(AGENTS, point, rep)
        # Asked for again at each point.
        if rep not in self._of_reps:
            self._of_reps[rep] = self._drawn(AGENTS, 0, rep)
        return self._of_reps[rep]

    def ofPlan(self, number: int = 0) -> int:
        """Of the campaign's own sampling, one for each `number`."""
        return self._drawn(PLAN, number, 0)

    def ofBootstrap(self) -> int:
        """Of its bootstraps."""
        return self._drawn(BOOTSTRAP, 0, 0)

    def _drawn(self, stream: int, point: int, rep: int) -> int:
        # What SeedSequence makes of spawn_key=(stream, point, rep), in two thirds of the time: each run needs one.
        words = np.array([*self._words, stream, point, rep], dtype=np.uint32)
        return int(np.random.SeedSequence(words).generate_state(1, np.uint64)[0])
