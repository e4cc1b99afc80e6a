"""`CredRankerAgent`: keeps a graph of contributions, and ranks everybody at the end of each epoch."""

import math
from typing import Any

from assets.agents.opsci.members import membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from assets.agents.sourcecred.MarketContributions import MarketContributions
from assets.agents.sourcecred.SpamAgent import payee
from assets.agents.sourcecred.SyntheticContributions import SyntheticContributions
from assets.agents.theory.credrank import Walk
from util.types import enforce_types

FIELD = "cred"
# A newcomer's proposal counts for something.
_LEAST = 0.01


@enforce_types
class CredRankerAgent(OpsciAgent):
    """Ranks by CredRank. Where scores ask for it, it writes "cred" into proposals: the proposer's part of all cred,
    relative to the average participant's.

    Args:
        name: unique in the simulation.
        graph: of contributions.
        walk: how credit flows.
        source: where contributions come from.
        epoch_ticks: length of an epoch.
    """

    def __init__(
        self,
        name: str,
        graph: ContributionGraph,
        walk: Walk,
        source: MarketContributions | SyntheticContributions,
        epoch_ticks: int,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.graph = graph
        self._walk = walk
        self._source = source
        self._epoch_ticks = epoch_ticks
        self._weights: dict = {}
        # Name of the agent → its part of all cred, times the number of participants.
        self._relative: dict = {}

    def weights(self) -> dict:
        """Agent → its cred of all epochs, all identities together, as of the last ranking."""
        return self._weights

    def takeStep(self, state: Any) -> None:
        if isinstance(self._source, MarketContributions):
            self._source.noteGrants(state.agents[parameter(state.ss, "TREASURY")])
        if (state.tick + 1) % self._epoch_ticks == 0:
            self._rank(state)
        if FIELD in parameter(state.ss, "SCORE_FIELDS"):
            self._write(state)

    def _rank(self, state: Any) -> None:
        epoch = state.tick // self._epoch_ticks
        if isinstance(self._source, SyntheticContributions):
            self._source.make(self.graph, state, epoch)
        self.graph.rank(self._walk, epoch)
        if isinstance(self._source, MarketContributions):
            self._source.forget()
        weights: dict = {}
        for participant, cred in self.graph.totals().items():
            weights[payee(participant)] = weights.get(payee(participant), 0.0) + cred
        total = math.fsum(weights.values())
        self._weights = weights
        self._relative = {name: len(weights) * cred / total for name, cred in weights.items()} if total else {}

    def _write(self, state: Any) -> None:
        if not self._relative:
            return
        for name, researcher in membersOf(state, "researchers").items():
            if researcher.proposal:
                researcher.proposal[FIELD] = max(_LEAST, self._relative.get(name, 0.0))
