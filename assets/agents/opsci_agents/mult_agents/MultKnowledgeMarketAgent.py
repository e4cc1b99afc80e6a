"""`MultKnowledgeMarketAgent`: the market of the model with several grants per round."""

from typing import Any

from assets.agents.opsci.FixedMarket import FixedMarket
from assets.agents.opsci.parameters import rules


class MultKnowledgeMarketAgent(FixedMarket):
    """A FixedMarket. With the reference's quirks, it credits winners at each tick after its first credit."""

    _has_credited = False

    def _isRoundOver(self, state: Any) -> bool:
        if not rules(state.ss).credits_late:
            return super()._isRoundOver(state)
        return self._has_credited

    def _creditProposals(self, state: Any, winners: list) -> None:
        self._has_credited = self._has_credited or bool(winners)
        super()._creditProposals(state, winners)

    def _recent(self, state: Any) -> list:
        recent = super()._recent(state)
        return [r for r in recent if r.last_tick_spent == state.tick] if rules(state.ss).one_ratio_for_all else recent
