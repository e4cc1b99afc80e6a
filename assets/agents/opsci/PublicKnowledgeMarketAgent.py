"""`PublicKnowledgeMarketAgent`: a market of common knowledge, whose income goes back to the treasury."""

from typing import Any

from assets.agents.opsci.parameters import rules
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.TypedMarket import TypedMarket
from util.mathutil import addUp


class PublicKnowledgeMarketAgent(TypedMarket):
    """Nobody owns its assets: everything paid is a fee, except for what publishers leave in the market."""

    NOTED_AS = "public_market"

    def _register(self, state: Any, payments: list[Payment]) -> None:
        for p in payments:
            if p.publish and p.payer.research_type == "public":
                self.total_knowledge_assets += p.assets_generated
                # Common property belongs to the market.
                self.book.credit(self, p.assets_generated, p.payer.asset_type)

    def _ToDistribute(self, state: Any) -> tuple[float, float]:
        phi, rule = self.transaction_fees_percentage, rules(state.ss)
        fee = kept = 0.0
        for spent, ratio in _byPayer(self._taken, rule.strangers_pay_no_fee):
            keep = (1 - phi) * spent * ratio
            kept = kept + keep if rule.retention_runs_up else keep
            fee += spent - kept
        return fee, addUp(p.spent for p in self._taken) - fee


def _byPayer(payments: list[Payment], researchers_only: bool) -> list[tuple[float, float]]:
    """(OCEAN spent, part that stays) of each payer."""
    spent: dict[str, float] = {}
    kept: dict[str, float] = {}
    for p in payments:
        if researchers_only and not hasattr(p.payer, "research_type"):
            continue
        name = p.payer.name if p.payer is not None else ""
        spent[name] = spent.get(name, 0.0) + p.spent
        kept[name] = kept.get(name, 0.0) + p.spent * p.ratio
    return [(amount, kept[name] / amount) for name, amount in spent.items() if amount > 0]
