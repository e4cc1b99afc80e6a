"""`DonorAgent`: gives to projects that it values, by habit or because it has worked out what is best for it."""

import math
from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.theory.quadraticfunding import bestGift
from util.base18 import fromBase18, toBase18
from util.mathutil import addUp, poissonCount
from util.types import enforce_types

HEURISTIC, EQUILIBRIUM = "heuristic", "equilibrium"
# How many projects a donor looks at in addition to the first, on average.
_MORE_PROJECTS = 2.0
# A best response that changes by less than this part of a donor's budget is the same.
_SETTLED = 1e-7
# What a proposal without qualities is worth; all others have an impact from 0 to 10.
_USUAL_IMPACT = 5.0


@enforce_types
class DonorAgent(OpsciAgent):
    """In each round it looks at some projects, which it values by their impact and its own taste.

    By habit, it does so at a random time, and splits its budget among them in proportion to their value. In
    equilibrium, a total F of a project is worth a ln F to it, and it looks at the start of the round; then, whenever
    others have changed their promises, it promises what is best for it. What it gives comes from outside, when it gives
    it.

    Args:
        name: unique in the simulation.
        budget: OCEAN per round.
        valuation: what all the projects that it looks at are worth to it together, the sum of a, in budgets.
        habits: "heuristic" or "equilibrium".

    Attributes:
        OCEAN_brought: OCEAN that came from outside.
    """

    def __init__(self, name: str, budget: float, valuation: float, habits: str):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._budget = budget
        self._valuation = valuation
        self._is_rational = habits == EQUILIBRIUM
        # Project → (proposal, a).
        self._interests: dict = {}
        self._promises: dict = {}
        # How many changes of promises it has answered.
        self._seen = -1
        self._decides_at = -1
        self._wakes_at = 0
        self._brought_base = 0

    @property
    def OCEAN_brought(self) -> float:
        """OCEAN that came from outside."""
        return fromBase18(self._brought_base)

    def takeStep(self, state: Any) -> None:
        if state.tick < self._wakes_at:
            return
        round_ = state.agents["qf_round"]
        in_round = state.tick % round_.round_ticks
        if in_round == 0:
            self._interests, self._promises, self._seen = {}, {}, -1
            # The round opens after donors have acted, so they look in one of its other ticks.
            waits = 1 if self._is_rational else state.rng.randint(1, round_.round_ticks - 1)
            self._decides_at = self._wakes_at = state.tick + waits
            return
        if state.tick == self._decides_at:
            self._decide(state, round_)
        if self._is_rational and round_.n_changes != self._seen:
            self._respond(round_)
            self._seen = round_.n_changes
        if round_.isLastTick(state):
            round_.collect(state, self)
            self._wakes_at = state.tick + 1
        else:
            waits = not (self._is_rational and self._interests)
            self._wakes_at = state.tick + round_.round_ticks - 1 - in_round if waits else state.tick + 1

    def _decide(self, state: Any, round_: Any) -> None:
        """Looks at some projects, the more valuable ones more likely."""
        round_.expect(self)
        rng, found = state.rng, round_.projects(state)
        values = {
            name: proposal.get("impact", _USUAL_IMPACT) * rng.expovariate(1.0) for name, proposal in found.items()
        }
        n = min(1 + poissonCount(_MORE_PROJECTS, rng.random()), len(values))
        chosen: dict = {}
        for _ in range(n):
            left = {name: v for name, v in values.items() if name not in chosen}
            if not any(left.values()):
                break
            name = rng.choices(list(left), list(left.values()))[0]
            chosen[name] = left[name]
        total = math.fsum(chosen.values())
        for name, value in chosen.items():
            a = self._valuation * self._budget * value / total
            self._interests[name] = (found[name], a)
            if not self._is_rational:
                self._promise(round_, name, self._budget * value / total)

    def _respond(self, round_: Any) -> None:
        """Promises what is best now, within the budget."""
        gifts = {}
        for name, (_, a) in self._interests.items():
            roots, given = round_.others(self.name, name)
            gifts[name] = bestGift(a, roots, given, round_.share)
        scale = min(1.0, self._budget / (math.fsum(gifts.values()) or math.inf))
        for name, gift in gifts.items():
            if abs(scale * gift - self._promises.get(name, -1.0)) > _SETTLED * self._budget:
                self._promise(round_, name, scale * gift)

    def _promise(self, round_: Any, project: str, OCEAN: float) -> None:
        self._promises[project] = OCEAN
        round_.promise(self.name, project, OCEAN, self._interests[project][1])

    def keepPromises(self, state: Any, round_: Any) -> None:
        """Gives to projects that are still there."""
        found = round_.projects(state)
        due_base = {
            project: toBase18(OCEAN)
            for project, OCEAN in self._promises.items()
            if found.get(project) is self._interests[project][0] and toBase18(OCEAN)
        }
        total_base = addUp(due_base.values())
        if total_base:
            self.receiveOCEAN(fromBase18(total_base))
            self._brought_base += total_base
        for project, amount_base in due_base.items():
            round_.give(self, self.name, project, amount_base)
