"""`PrivateKnowledgeMarketAgent`: a market whose owners are paid when assets of their type are bought."""

from typing import Any

from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.TypedMarket import TypedMarket


class PrivateKnowledgeMarketAgent(TypedMarket):
    """Assets are credited to their publisher, by type, before the payouts of the same step.

    Attributes:
        total_publications: number of publications.
    """

    NOTED_AS = "private_market"
    total_publications = 0

    @property
    def knowledge_assets_per_researcher(self) -> dict:
        """Type → agent → how many it owns."""
        return self.book.by_type

    def _register(self, state: Any, payments: list[Payment]) -> None:
        for p in payments:
            if p.publish:
                self.book.credit(p.payer, p.assets_generated, p.payer.asset_type)
                self.total_knowledge_assets += p.assets_generated
                self.total_publications += 1

    def _kindBought(self, payment: Payment) -> Any:
        return payment.asset_buy

    def _ownerAgent(self, state: Any, owner: Any) -> Any:
        return owner
