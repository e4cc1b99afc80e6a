"""Making a case short: fewer steps, smaller numbers, the first agents, the parameters as they are by default."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from engine.Variation import Agent, Range
from explore.fuzzing.cases import TICK, Case, Step
from explore.fuzzing.play import Player
from util.mathutil import addUp

# At most this number of sequences is played, or of steps taken.
_MOST_PLAYS, _MOST_STEPS = 5_000, 200_000
# Pairs of steps are tried among so few.
_FEW = 40
_BISECTIONS = 40
_UNIT, _FAR = 1e-18, 1e3
# What is nearly all.
_LARGE = 0.9


def shrunk(case: Case, player: Player) -> Case:
    """The shortest case that was found that breaks the same invariant."""
    return _Shrinker(case, player).shrunk()


class _Shrinker:
    def __init__(self, case: Case, player: Player):
        self._best, self._player = case, player
        self._n_plays = self._n_steps = 0
        # What became of cases that were tried: the case, as far as it is needed, or None if it did not break the same.
        self._known: dict[str, Case | None] = {}

    def shrunk(self) -> Case:
        """The shortest case that was found."""
        self._dropOverrides()
        self._shorten()
        self._simplify()
        while not self._isSpent():
            small = self._best
            # One large number may do for several small ones.
            self._enlarge()
            self._shorten()
            self._simplify()
            if len(self._best.steps) >= len(small.steps):
                self._best = small
                break
        return self._best

    def _shorten(self) -> None:
        self._dropSteps()
        self._mergeTicks()

    def _isSpent(self) -> bool:
        return self._n_plays >= _MOST_PLAYS or self._n_steps >= _MOST_STEPS

    def _try(self, case: Case) -> bool:
        """Whether the case breaks the same; then it is the best so far."""
        key = case.name()
        if key not in self._known:
            if self._isSpent():
                return False
            self._known[key] = self._played(case)
        found = self._known[key]
        if found is not None:
            self._best = found
        return found is not None

    def _played(self, case: Case) -> Case | None:
        self._n_plays += 1
        played = self._player.again(case)
        self._n_steps += addUp(step.args["n"] if step.do == TICK else 1 for step in played.steps)
        if played.broken is None or played.broken.name != case.broken:
            return None
        return case.before(len(played.steps), message=played.broken.message)

    def _withSteps(self, steps: list[Step]) -> Case:
        return replace(self._best, steps=tuple(steps))

    def _dropOverrides(self) -> None:
        for name in list(self._best.overrides):
            kept = {other: value for other, value in self._best.overrides.items() if other != name}
            self._try(replace(self._best, overrides=kept))

    def _dropSteps(self) -> None:
        """Leaves out halves, quarters, … single steps, again and again."""
        size = max(1, len(self._best.steps) // 2)
        while True:
            is_shorter, at = False, 0
            while at < len(self._best.steps):
                steps = list(self._best.steps)
                if self._try(self._withSteps(steps[:at] + steps[at + size :])):
                    is_shorter = True
                else:
                    at += size
            if size > 1:
                size //= 2
            elif not is_shorter:
                break
        if len(self._best.steps) < _FEW:
            self._dropPairs()

    def _dropPairs(self) -> None:
        i = 0
        while i < len(self._best.steps):
            j = i + 1
            while j < len(self._best.steps):
                steps = list(self._best.steps)
                if self._try(self._withSteps(steps[:i] + steps[i + 1 : j] + steps[j + 1 :])):
                    j = i + 1
                else:
                    j += 1
            i += 1

    def _mergeTicks(self) -> None:
        """Ticks that pass one after the other, or in several places, pass at once."""
        i = 0
        while i < len(self._best.steps):
            steps = list(self._best.steps)
            later = [j for j in range(i + 1, len(steps)) if steps[j].do == TICK]
            tries = [(i, j) for j in later] + [(j, i) for j in later]
            if steps[i].do != TICK or not any(self._try(self._merged(steps, *places)) for places in tries):
                i += 1

    def _merged(self, steps: list[Step], at: int, other: int) -> Case:
        """All the ticks of two steps pass in the place of one of them."""
        n = steps[at].args["n"] + steps[other].args["n"]
        one = replace(steps[at], args={"n": n})
        return self._withSteps([one if i == at else step for i, step in enumerate(steps) if i != other])

    def _renameAgents(self) -> None:
        """The first agents that will do, in all steps at once."""
        names = list(self._player.agents)
        for later in sorted(self._agentsUsed(), key=names.index):
            for sooner in names[: names.index(later)]:
                if self._try(self._swapped(sooner, later)):
                    break

    def _agentsUsed(self) -> list[str]:
        used = dict.fromkeys(step.args[name] for step in self._best.steps for name in self._agentArguments(step))
        return [name for name in used if name in self._player.agents]

    def _agentArguments(self, step: Step) -> list[str]:
        return [name for name, kind in self._kinds(step) if isinstance(kind, Agent)]

    def _swapped(self, one: str, other: str) -> Case:
        swap = {one: other, other: one}
        steps = []
        for step in self._best.steps:
            args = {name: swap.get(step.args[name], step.args[name]) for name in self._agentArguments(step)}
            steps.append(replace(step, args={**step.args, **args}))
        return self._withSteps(steps)

    def _simplify(self) -> None:
        self._renameAgents()
        for i in range(len(self._best.steps)):
            if i >= len(self._best.steps):
                break
            step = self._best.steps[i]
            if step.s:
                self._try(self._changed(i, replace(step, s=0)))
            for name, kind in self._kinds(step):
                if i >= len(self._best.steps):
                    break
                if isinstance(kind, Agent):
                    self._firstAgent(i, name, kind)
                else:
                    self._smallest(i, name, *kind)

    def _enlarge(self) -> None:
        """The largest numbers that an action may have."""
        for i in range(len(self._best.steps)):
            step = self._best.steps[i] if i < len(self._best.steps) else None
            action = self._player.properties.actions.get(step.do) if step is not None else None
            for name, kind in (action.arguments if action else {}).items():
                if isinstance(kind, Range) and kind.hi is not None:
                    isStillBroken = self._setter(i, name)
                    is_whole = isinstance(kind.step, int)
                    _ = isStillBroken(kind.hi) or isStillBroken(int(_LARGE * kind.hi) if is_whole else _LARGE * kind.hi)

    def _kinds(self, step: Step) -> Iterator[tuple[str, Any]]:
        """Each argument, and how it can be made simpler: Agent, or the least it may be and its unit."""
        if step.do == TICK:
            yield "n", (1, True)
            return
        action = self._player.properties.actions.get(step.do)
        for name, kind in (action.arguments if action else {}).items():
            if isinstance(kind, Agent):
                yield name, kind
            elif isinstance(kind, Range) and name in step.args:
                is_whole = isinstance(step.args[name], int)
                yield name, (kind.lo if kind.lo is not None else 0, is_whole)

    def _changed(self, i: int, step: Step) -> Case:
        steps = list(self._best.steps)
        steps[i] = step
        return self._withSteps(steps)

    def _setter(self, i: int, name: str) -> Callable[[Any], bool]:
        def isStillBroken(value: Any) -> bool:
            if i >= len(self._best.steps):
                return False
            step = self._best.steps[i]
            if step.args.get(name) == value:
                return False
            return self._try(self._changed(i, replace(step, args={**step.args, name: value})))

        return isStillBroken

    def _firstAgent(self, i: int, name: str, kind: Agent) -> None:
        """The first agent that will do, in the order of the simulation."""
        present = self._best.steps[i].args.get(name)
        isStillBroken = self._setter(i, name)
        for other in kind.among(self._player.agents):
            if other == present or isStillBroken(other):
                break

    def _smallest(self, i: int, name: str, least: float, is_whole: bool) -> None:
        """0 or 1; otherwise the smallest number that still breaks it, found by halves, with few digits."""
        isStillBroken = self._setter(i, name)
        value = self._best.steps[i].args[name]
        one = 1 if is_whole else 1.0
        if value in (least, one) or isStillBroken(least) or (least < one and isStillBroken(one)):
            return
        low, high = float(least), float(value)
        for _ in range(_BISECTIONS):
            middle = _between(low, high, 1.0 if is_whole else _UNIT)
            middle = int(middle) if is_whole else middle
            if middle in (low, high) or (not is_whole and high - low < 0.05 * high):
                break
            if isStillBroken(middle):
                high = middle
            else:
                low = middle
        for digits in (1, 2, 3):
            for rounded in _rounded(high, digits):
                if low < rounded <= max(high, float(value)) and isStillBroken(int(rounded) if is_whole else rounded):
                    return


def _between(low: float, high: float, unit: float) -> float:
    """The middle of two numbers, or of their powers of ten where these are far apart."""
    least = max(low, unit)
    return (low + high) / 2 if high <= _FAR * least else math.sqrt(least * high)


def _rounded(value: float, digits: int) -> list[float]:
    """`value` with so few digits, not smaller; and the nearest."""
    near = float(f"{value:.{digits - 1}e}")
    exponent = float(f"1e{int(f'{value:e}'.partition('e')[2]) - digits + 1}")
    return [near] if near >= value else [float(f"{near + exponent:.{digits - 1}e}"), near]
