"""`FixedMarket`: a shared market of researchers that are funded in rounds."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci.FixedResearcher import winners
from assets.agents.opsci.members import derived, membersOf
from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.SharedMarket import SharedMarket

# The tick at which the reference credits the first winners, with whatever they had by then.
_FIRST_CREDIT = 20


class FixedMarket(SharedMarket):
    """Publishers own their assets from the end of the round, the next multiple of TICKS_BETWEEN_PROPOSALS."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._due: list[Payment] = []
        # Names of the agents that announced payments, and the tick in which these were processed.
        self._heard: set[str] = set()
        self._heard_at = -1
        # What it held at the end of its steps, where that changed: (number of the step, OCEAN).
        self._held_since: list[tuple[int, float]] = [(0, self.OCEAN())]
        self._held: list[float] = []
        self._research_offset = 0

    @derived
    def my_OCEAN_list(self) -> list[float]:
        """OCEAN it held at the end of each of its steps."""
        ends = [step for step, _ in self._held_since[1:]] + [self._n_steps]
        for (_, OCEAN), end in zip(self._held_since, ends):
            self._held += [OCEAN] * (end - len(self._held))
        del self._held_since[:-1]
        return self._held

    @derived
    def last_research_tick(self) -> int:
        """The tick in which assets were last credited, plus the number of its steps from then on."""
        return self._research_offset + self._n_steps

    def _takeIn(self, state: Any, received: float) -> None:
        super()._takeIn(state, received)
        self._held_since.append((self._n_steps - 1, self.OCEAN()))

    def _register(self, state: Any, payments: list[Payment]) -> None:
        self._due += [p for p in payments if p.publish]

    def _creditWinners(self, state: Any) -> None:
        late = rules(state.ss).credits_late
        if self._isRoundOver(state):
            if not late:
                for p in self._due:
                    self._credit(p.payer.name, p.assets_generated)
            self._due = []
            self._creditProposals(state, self._winners(state))
        elif late and state.tick == _FIRST_CREDIT:
            for name in self._winners(state):
                self.book.of().pop(name, None)
            self._creditProposals(state, self._winners(state))

    def _creditProposals(self, state: Any, winners: list[str]) -> None:
        super()._creditProposals(state, winners)
        if winners:
            self._research_offset = state.tick + 1 - self._n_steps

    def _isRoundOver(self, state: Any) -> bool:
        over: bool = state.tick % state.ss.TICKS_BETWEEN_PROPOSALS == 0
        return over

    def _winners(self, state: Any) -> list[str]:
        evaluation = state.getAgent(parameter(state.ss, "TREASURY")).proposal_evaluation
        return winners(evaluation) if evaluation else []

    def _payments(self, state: Any, received: float) -> list[Payment]:
        if not rules(state.ss).one_ratio_for_all:
            announced = {p.payer.name for p in self._inbox}
            payments = super()._payments(state, received)
            self._heard, self._heard_at = announced, state.tick
            return payments
        self._inbox = []
        return [Payment(None, received, r.ratio_funds_to_publish) for r in self._recent(state)[:1]]

    def _noted(self, state: Any, unannounced: float, announced: set[str]) -> list[Payment]:
        # Researchers that announced something in the last tick count as having paid lately as well.
        heard = announced | self._heard if self._heard_at == state.tick - 1 else announced
        recent = [r for r in self._recent(state) if r.name not in heard]
        return [Payment(r, unannounced, r.ratio_funds_to_publish) for r in recent[:1]]

    def _recent(self, state: Any) -> list[Any]:
        """Researchers that have spent something lately."""
        return [
            r for r in membersOf(state, "researchers").values() if state.tick - 1 <= r.last_tick_spent <= state.tick
        ]
