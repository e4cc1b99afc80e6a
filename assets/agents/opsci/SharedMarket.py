"""`SharedMarket`: a knowledge market whose asset owners share what is paid in it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from assets.agents.opsci.KnowledgeMarketBase import KnowledgeMarketBase
from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.Payment import Payment


class SharedMarket(KnowledgeMarketBase):
    """A market whose assets have no types. Publishers own their assets after the payouts of the same step."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._n_steps = 0
        self._published: list[Payment] = []
        # Names of winners that were credited before they could announce anything: they act after the market.
        self._presumed: set[str] = set()

    @property
    def knowledge_assets_per_researcher(self) -> dict[Hashable, float]:
        """Name of an agent → number of assets that it owns."""
        return self.book.by_type.setdefault(None, {})

    def takeStep(self, state: Any) -> None:
        self._n_steps += 1
        super().takeStep(state)
        self._creditWinners(state)

    def _takeIn(self, state: Any, received: float) -> None:
        super()._takeIn(state, received)
        if not rules(state.ss).credits_late:
            for p in self._published:
                if p.payer.name in self._presumed:
                    self._presumed.remove(p.payer.name)
                else:
                    self._credit(p.payer.name, p.assets_generated)

    def _register(self, state: Any, payments: list[Payment]) -> None:
        self._published = [p for p in payments if p.publish]

    def _ToDistribute(self, state: Any) -> tuple[float, float, float]:
        fee, keep, payouts = super()._ToDistribute(state)
        return fee, keep, payouts.get(None, 0.0)

    def _creditWinners(self, state: Any) -> None:
        """Credits this tick's winners that do not announce what they publish."""
        treasury = state.agents[parameter(state.ss, "TREASURY")]
        if treasury.update and treasury.proposal_evaluation_update:
            self._creditProposals(state, [record["winner"] for record in treasury.proposal_evaluation_update.values()])

    def _creditProposals(self, state: Any, winners: list[str]) -> None:
        """Credits each winner with the assets of its present proposal, unless it announced what it published."""
        late = rules(state.ss).credits_late
        for name in winners:
            if late or name not in self._publishers:
                self._presumed.add(name)
                self._credit(name, state.getAgent(name).proposal.get("assets_generated", 0))

    def _credit(self, owner: str, n: float) -> None:
        self.book.credit(owner, n)
        self.total_knowledge_assets += n
