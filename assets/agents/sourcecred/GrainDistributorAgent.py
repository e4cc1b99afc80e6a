"""`GrainDistributorAgent`: pays by cred, out of the treasury."""

from collections.abc import Mapping
from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from assets.agents.sourcecred.SpamAgent import payee
from assets.agents.theory.grain import balanced, immediate, recent
from util.base18 import fromBase18, toBase18
from util.types import enforce_types

IMMEDIATE, RECENT, BALANCED = "IMMEDIATE", "RECENT", "BALANCED"
POLICIES = (IMMEDIATE, RECENT, BALANCED)


@enforce_types
class GrainDistributorAgent(OpsciAgent):
    """At the end of each epoch, splits an amount of OCEAN among participants, as long as the treasury can spare it.

    Args:
        name: unique in the simulation.
        graph: of contributions, ranked before.
        OCEAN_per_epoch: what it asks the treasury for.
        policies: policy → part of it.
        lookback: epochs that IMMEDIATE counts.
        discount: what cred loses in an epoch, for RECENT.
        special: agent → fixed amount, OCEAN per epoch, paid before the rest is split.
        epoch_ticks: length of an epoch.
    """

    def __init__(
        self,
        name: str,
        graph: ContributionGraph,
        OCEAN_per_epoch: float,
        policies: Mapping,
        lookback: int,
        discount: float,
        special: Mapping,
        epoch_ticks: int,
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._graph = graph
        self._OCEAN_per_epoch = OCEAN_per_epoch
        self._policies = dict(policies)
        self._lookback = lookback
        self._discount = discount
        self._special = dict(special)
        self._epoch_ticks = epoch_ticks
        self._paid_base: dict = {}

    @property
    def paid(self) -> dict:
        """Participant → OCEAN it got so far."""
        return {name: fromBase18(base) for name, base in self._paid_base.items()}

    def paidToAgents(self) -> dict:
        """Agent → OCEAN it got so far, all identities together."""
        found: dict = {}
        for participant, base in self._paid_base.items():
            found[payee(participant)] = found.get(payee(participant), 0) + base
        return {name: fromBase18(base) for name, base in found.items()}

    def takeStep(self, state: Any) -> None:
        if (state.tick + 1) % self._epoch_ticks or not any(self._graph.totals().values()):
            return
        treasury = state.agents[parameter(state.ss, "TREASURY")]
        if treasury.endow(state, self, self._OCEAN_per_epoch):
            self._distribute(state)

    def _distribute(self, state: Any) -> None:
        # All policies look at what was paid before this epoch, so their order does not matter.
        paid = self.paid
        for name, OCEAN in self._special.items():
            self._pay(state, name, toBase18(OCEAN))
        for policy, budget_base in RewardSplit().split(self.OCEAN_base(), self._policies).items():
            weights = self._weights(policy, paid, fromBase18(budget_base))
            for name, part_base in RewardSplit().split(budget_base, weights).items():
                self._pay(state, name, part_base)

    def _weights(self, policy: str, paid: Mapping, budget: float) -> dict:
        cred = self._graph.cred
        if policy == IMMEDIATE:
            return immediate(cred, self._lookback)
        if policy == RECENT:
            return recent(cred, self._discount)
        return balanced(cred, paid, budget)

    def _pay(self, state: Any, participant: str, amount_base: int) -> None:
        self._transferOCEAN_base(state.agents[payee(participant)], amount_base)
        self._paid_base[participant] = self._paid_base.get(participant, 0) + amount_base
