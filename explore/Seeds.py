"""`Seeds`: the seed of every run of a campaign. Replications are numbered, never drawn, so neither their order nor the
number of workers nor an interruption matters.
"""

from __future__ import annotations

import numpy as np

# What random numbers are for: the agents of a run, the campaign's own samples, its bootstraps.
AGENTS, PLAN, BOOTSTRAP = 0, 1, 2


class Seeds:
    """Seeds that follow from one.

    Args:
        campaign_seed: the one.
        common: whether replication r has the same seed at each point ("common random numbers"), so that differences
            between points are differences of parameters; otherwise each point has its own.
    """

    def __init__(self, campaign_seed: int, common: bool):
        self.campaign_seed = campaign_seed
        self.common = common

    def of(self, point: int, rep: int) -> int:
        """Of a replication at a point, 0 to 2**64 - 1."""
        return self._drawn(AGENTS, 0 if self.common else point, rep)

    def ofPlan(self, number: int = 0) -> int:
        """Of the campaign's own sampling, one for each `number`."""
        return self._drawn(PLAN, number, 0)

    def ofBootstrap(self) -> int:
        """Of its bootstraps."""
        return self._drawn(BOOTSTRAP, 0, 0)

    def _drawn(self, stream: int, point: int, rep: int) -> int:
        sequence = np.random.SeedSequence(entropy=self.campaign_seed, spawn_key=(stream, point, rep))
        return int(sequence.generate_state(1, np.uint64)[0])
