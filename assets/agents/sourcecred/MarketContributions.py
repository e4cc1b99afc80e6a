"""`MarketContributions`: what is published in knowledge markets, as contributions that refer to what was bought."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci.Payment import Payment
from assets.agents.sourcecred.ContributionGraph import ContributionGraph

# Kind of contribution, by type of asset. Computing is software that runs.
_KINDS = {"data": "dataset", "algo": "algo", "compute": "algo"}
PAPER = "paper"
PROPOSAL = "proposal"


class MarketContributions:
    """Listens to markets. Each published asset is a contribution; the first one that a grant paid for is a paper.

    A purchase is of one random asset of its type by another author, or of any type if the payment names none. The next
    publication of an author refers to what it has bought since the last one.

    Args:
        graph: where contributions go.
        state: of the simulation.
    """

    def __init__(self, graph: ContributionGraph, state: Any):
        self._graph = graph
        self._state = state
        self._bought: dict[str, list[int]] = {}

    def hear(self, payment: Payment) -> None:
        """Takes note of a payment that was announced to a market."""
        name = payment.payer.name
        if payment.publish:
            self._publish(payment, name)
            return
        kinds = [_KINDS[payment.asset_buy]] if payment.asset_buy else [*dict.fromkeys(_KINDS.values()), PAPER]
        asset = self._graph.drawn(kinds, self._state.rng, not_by=name)
        if asset is not None:
            self._bought.setdefault(name, []).append(asset)

    def noteGrants(self, treasury: Any) -> None:
        """Makes a contribution of each proposal that was granted in this tick."""
        if treasury.update:
            for record in treasury.proposal_evaluation_update.values():
                self._graph.contribute(PROPOSAL, record["winner"], self._epoch())

    def forget(self) -> None:
        """Forgets purchases of what the graph has forgotten."""
        for name, assets in self._bought.items():
            self._bought[name] = [asset for asset in assets if self._graph.remembers(asset)]

    def _publish(self, payment: Payment, name: str) -> None:
        references = self._bought.pop(name, [])
        kind = _KINDS.get(getattr(payment.payer, "asset_type", "data"), "dataset")
        is_funded = getattr(payment.payer, "research_type", "public") == "public"
        for i in range(int(payment.assets_generated)):
            self._graph.contribute(PAPER if is_funded and i == 0 else kind, name, self._epoch(), references)

    def _epoch(self) -> int:
        epoch: int = self._state.tick // self._state.ss.EPOCH_TICKS
        return epoch
