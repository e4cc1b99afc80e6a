"""`PublicKnowledgeMarketAgent`: a market of common knowledge, whose income goes back to the treasury."""

from typing import Any

from assets.agents.opsci.KnowledgeMarketBase import KnowledgeMarketBase
from assets.agents.opsci.parameters import rules
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci_pp_agents.PrivateMarketAgent import TYPES
from util.types import enforce_types


@enforce_types
class PublicKnowledgeMarketAgent(KnowledgeMarketBase):
    """Nobody owns what is in it: all that is paid, but for what publishers leave in it, is a fee.

    Attributes:
        knowledge_assets: type → how many were published.
    """

    NOTED_AS = "public_market"
    types = list(TYPES)

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        transaction_fees_percentage: float,
        fee_receiving_agents: dict | None = None,
    ):
        super().__init__(name, USD, OCEAN, transaction_fees_percentage, fee_receiving_agents)
        self.knowledge_assets: dict[str, float] = dict.fromkeys(TYPES, 0)

    def _register(self, state: Any, payments: list[Payment]) -> None:
        for p in payments:
            if p.publish and p.payer.research_type == "public":
                self.total_knowledge_assets += p.assets_generated
                self.knowledge_assets[p.payer.asset_type] += p.assets_generated

    def _ToDistribute(self, state: Any, payments: list[Payment]) -> tuple[float, dict]:
        phi, rule = self._fees_percentage, rules(state.ss)
        fee = kept = 0.0
        for spent, ratio in _byPayer(payments, rule.strangers_pay_no_fee):
            keep = (1 - phi) * spent * ratio
            kept = kept + keep if rule.retention_runs_up else keep
            fee += spent - kept
        return fee, {}


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
