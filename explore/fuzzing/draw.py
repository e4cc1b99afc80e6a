"""Drawing a sequence, step by step: which action, who, how much. Small and special values come first.

Each sequence has its own habits (it leaves out some actions, prefers others, keeps to one agent or to none), so that
many sequences together reach what even mixing would not.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Sequence
from typing import Any

from engine.invariants import Action, Properties
from engine.Parameter import parametersOf
from engine.Variation import Agent, Chance, Choice, Range, Variation
from explore.fuzzing.cases import TICK, Step

# How many ticks pass at once.
_BUNCHES = (1, 10, 100)
# A bunch is at most this part of all ticks.
_SHARE = 10
_EDGE, _AGAIN, _LOG = 0.15, 0.10, 0.35
# Steps above which a prefix is long, and the part of it that is left out then.
_LONG, _CUT = 12, 0.25
# Values of an argument that may come again.
_N_KEPT = 4
_UNIT = 1e-18
_MOST_DIGITS = 24.0
_SEEDS = 2**32
# Tokens, where nobody says how many there are.
_MUCH = 1e6


class Drawer:
    """Draws the steps of one sequence.

    Args:
        properties: of the netlist.
        rng: where from.
        prefix: steps with which it begins.
    """

    def __init__(self, properties: Properties, rng: random.Random, prefix: Sequence[Step] = ()):
        self._rng = rng
        # A long way may have detours.
        is_cut = len(prefix) > _LONG and rng.random() < 0.5
        self._prefix = deque(step for step in prefix if not is_cut or rng.random() > _CUT)
        self._actions = properties.actions
        self._names, self._weights = _habits([*properties.actions, TICK], rng)
        self._bunches = [n for n in _BUNCHES if rng.random() < 0.6] or [rng.choice(_BUNCHES)]
        # How often an argument is the agent that this sequence prefers.
        self._loyalty = rng.choice((0.0, 0.5, 0.9))
        self._preferred: dict[Agent, str] = {}
        self._kept: dict[str, deque[Any]] = {}

    def next(self, state: Any) -> Step | None:
        """The next step; None where only time could pass, and the end is reached."""
        if self._prefix:
            return self._prefix.popleft()
        rng = self._rng
        most = state.ss.max_ticks
        is_over = state.tick >= most
        if is_over and TICK in self._names:
            at = self._names.index(TICK)
            del self._names[at], self._weights[at]
        if not self._names:
            return None
        name = rng.choices(self._names, self._weights)[0]
        s = rng.randrange(_SEEDS)
        if name == TICK:
            # Not all of the time at once.
            n = rng.choice(self._bunches)
            return Step(TICK, {"n": next(b for b in (n, n // 10, 1) if b <= 1 or b * _SHARE <= most)}, s)
        return Step(name, self._arguments(self._actions[name], state), s)

    def _arguments(self, action: Action, state: Any) -> dict[str, Any]:
        agents: list[str] = []
        values: dict[str, Any] = {}
        for name, kind in action.arguments.items():
            if isinstance(kind, Agent):
                values[name] = self._agent(kind, state, agents)
                agents.append(values[name])
            else:
                values[name] = self._value(kind, state, agents)
        return values

    def _agent(self, kind: Agent, state: Any, others: Sequence[str]) -> str:
        rng, fitting = self._rng, kind.among(state.agents)
        if not fitting:
            return ""
        if others and others[0] in fitting and rng.random() < _EDGE:
            # An agent that deals with itself is a special case.
            return others[0]
        preferred = self._preferred.setdefault(kind, rng.choice(fitting))
        return preferred if preferred in fitting and rng.random() < self._loyalty else rng.choice(fitting)

    def _value(self, kind: Variation, state: Any, agents: Sequence[str]) -> Any:
        # By its text: of two arguments that may be the same, one may repeat the other's value.
        kept = self._kept.setdefault(str(kind), deque(maxlen=_N_KEPT))
        if kept and self._rng.random() < _AGAIN:
            return self._rng.choice(kept)
        value = drawn(kind, self._rng, lambda: _holdings(state, agents))
        kept.append(value)
        return value


def _habits(names: Sequence[str], rng: random.Random) -> tuple[list[str], list[float]]:
    """Some of the actions, and how often each is taken."""
    share = rng.choice((0.5, 0.8, 1.0, 1.0))
    chosen = [name for name in names if rng.random() < share]
    if not chosen:
        chosen = [rng.choice(list(names))]
    return chosen, [2.0 ** rng.uniform(0.0, 3.0) for _ in chosen]


def _holdings(state: Any, agents: Sequence[str]) -> float:
    """OCEAN of the first of these agents."""
    agent: Any = state.agents[agents[0]] if agents and agents[0] else None
    return float(agent.OCEAN()) if hasattr(agent, "OCEAN") else _MUCH


def drawn(kind: Variation, rng: random.Random, most: Any = None) -> Any:
    """A value.

    Args:
        most: what there is of it, asked only where the kind names no upper end.
    """
    if isinstance(kind, Choice):
        return rng.choice(list(kind.options))
    if isinstance(kind, Range):
        return _number(kind, rng, most)
    assert isinstance(kind, Chance)
    return kind.fromNormal(rng.choice((-3.0, 3.0)) if rng.random() < _EDGE else rng.gauss(0.0, 1.0))


def _number(kind: Range, rng: random.Random, most: Any) -> float:
    lo = kind.lo if kind.lo is not None else 0.0
    unit = _UNIT if kind.step is None else kind.step
    is_open = kind.hi is None
    hi = max(lo, most() if most is not None else _MUCH) if kind.hi is None else kind.hi
    u = rng.random()
    if u < _EDGE:
        beyond = [hi * (1.0 + 1e-9) + unit] if is_open else []
        value = rng.choice([lo, lo + unit, lo + (hi - lo) / 2, hi, *beyond])
    elif u < _EDGE + _LOG and hi - lo > unit:
        digits = min(_MOST_DIGITS, math.log10((hi - lo) / unit))
        # Most are within a few powers of ten; some are as small as can be.
        value = lo + (hi - lo) * 10.0 ** (-digits * rng.random() ** 2)
    else:
        value = lo + (hi - lo) * rng.random()
    if kind.step is None:
        return float(value)
    n = round((value - lo) / kind.step)
    stepped = lo + kind.step * min(n, int((hi - lo) // kind.step))
    return int(stepped) if isinstance(kind.step, int) else float(stepped)


def drawnOverrides(properties: Properties, SimStrategy: type, rng: random.Random) -> dict[str, Any]:
    """Values of some of the parameters that may vary; often none."""
    if rng.random() < 0.25:
        return {}
    declared = parametersOf(SimStrategy)
    found: dict[str, Any] = {}
    for name, kind in properties.fuzz.items():
        if rng.random() < 0.5:
            value = drawn(_within(kind, declared.get(name)), rng)
            nominal = getattr(declared.get(name), "kind", None)
            found[name] = round(value) if nominal is int and isinstance(value, float) else value
    return found


def _within(kind: Variation, declared: Any) -> Variation:
    """The same, with the ends that the parameter's declaration has where it has none."""
    if not isinstance(kind, Range) or declared is None:
        return kind
    hi = declared.hi if declared.hi is not None else declared.below
    return kind.within(declared.lo if declared.lo is not None else declared.above, hi)


def reproducible(*parts: Any) -> random.Random:
    """Draws that depend on these parts alone."""
    return random.Random("/".join(map(str, parts)))
