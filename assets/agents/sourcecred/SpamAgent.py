"""`SpamAgent`: contributes junk for the sake of being paid for it."""

from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from util.types import enforce_types

# The kind that costs least to write.
KIND = "review"


@enforce_types
class SpamAgent(OpsciAgent):
    """In each epoch it writes reviews, each of which refers to its own review before.

    Args:
        name: unique in the simulation.
        graph: where contributions go.
        per_epoch: how many it writes.
        n_identities: under how many names, which take turns; `identities` has them.
        epoch_ticks: length of an epoch.
    """

    def __init__(self, name: str, graph: ContributionGraph, per_epoch: int, n_identities: int, epoch_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._graph = graph
        self._per_epoch = per_epoch
        self._epoch_ticks = epoch_ticks
        self.identities = [name] if n_identities == 1 else [f"{name}#{i}" for i in range(n_identities)]
        self._n_written = 0
        self._latest: Any = None

    def takeStep(self, state: Any) -> None:
        if (state.tick + 1) % self._epoch_ticks:
            return
        epoch = state.tick // self._epoch_ticks
        for _ in range(self._per_epoch):
            author = self.identities[self._n_written % len(self.identities)]
            references = () if self._latest is None else (self._latest,)
            self._latest = self._graph.contribute(KIND, author, epoch, references)
            self._n_written += 1


def payee(participant: str) -> str:
    """Name of the agent who is paid for a participant, which may be one of its identities."""
    return participant.partition("#")[0]
