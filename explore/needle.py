"""A search for the smallest value of a noisy function over a box: also where it hides in a narrow hole.

Corners and scrambled Sobol points first, then evolution strategies (CMA-ES, Hansen and Ostermeier 2001) from the best
of these that lie apart. What is best by a single noisy value is so by luck: candidates are to be measured anew.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explore.Runs import Floats
from explore.sampling import sobolUnits
from util.mathutil import addUp

# x: float[n, d] in the unit cube, number of the round -> float[n]; nan where there is no value.
Values = Callable[[Floats, int], Floats]

# Part of the budget for Sobol points; where strategies begin, how far apart at least, with which step.
_SPREAD, _N_STARTS, _APART, _STEP = 0.35, 4, 0.3, 0.12
_N_CANDIDATES, _CANDIDATES_APART = 5, 0.05


def candidates(values: Values, corners: Floats, d: int, budget: int, seed: int) -> tuple[Floats, Floats]:
    """Points that may be the smallest, float[n, d], the best one first; and the best one of the Sobol points, float[d].

    Args:
        values: of points; it is asked for many at a time.
        corners: float[n, d], points that are tried first.
        d: dimension.
        budget: how many values may be asked for.
        seed: of all that is drawn here.
    """
    spread = sobolUnits(max(4, round(_SPREAD * budget)), d, seed)
    x = np.vstack([corners[: max(1, budget // 4)], spread])
    y = _known(values(x, 0))
    sobols_best = spread[int(np.argmin(y[-len(spread) :]))]
    starts = x[_apart(x, y, _N_STARTS, _APART)]
    strategies = [Strategy(start, np.random.default_rng([seed, i])) for i, start in enumerate(starts)]
    number = 1
    while len(y) + addUp(map(len, strategies)) <= budget:
        asked = [strategy.ask() for strategy in strategies]
        found = _known(values(np.vstack(asked), number))
        parts = np.split(found, np.cumsum([len(part) for part in asked])[:-1])
        for strategy, some in zip(strategies, parts):
            strategy.tell(some)
        x, y, number = np.vstack([x, *asked]), np.concatenate([y, found]), number + 1
    means = np.stack([strategy.mean for strategy in strategies])
    chosen = x[_apart(x, y, _N_CANDIDATES, _CANDIDATES_APART)]
    # The centre of the strategy that went deepest is less a matter of luck than any of its points.
    deepest = min(range(len(strategies)), key=lambda i: strategies[i].level)
    return np.vstack([means[deepest], chosen])[:_N_CANDIDATES], sobols_best


class Strategy:
    """One evolution strategy in the unit cube.

    Args:
        start: float[d], where it begins.
        rng: of its points.

    Attributes:
        level: median of its last values.
    """

    def __init__(self, start: Floats, rng: np.random.Generator):
        with warnings.catch_warnings():
            # It would tell of optional packages.
            warnings.simplefilter("ignore")
            import cma

        def normals(*shape: int) -> Any:
            return rng.standard_normal(shape)

        # A seed that is no number leaves numpy's global generator alone.
        options = {"bounds": [0.0, 1.0], "seed": np.nan, "randn": normals, "verbose": -9, "verb_log": 0}
        self._d = len(start)
        # It wants two dimensions at least; of one parameter, the second is ignored.
        begin = np.resize(np.clip(start, 0.02, 0.98), max(2, self._d))
        self._es: Any = cma.CMAEvolutionStrategy(begin, _STEP, options)
        self.level = np.inf
        self._asked: list[Floats] = []

    def __len__(self) -> int:
        return int(self._es.popsize)

    def ask(self) -> Floats:
        """float[n, d], its next points."""
        self._asked = self._es.ask()
        return np.clip(np.stack(self._asked)[:, : self._d], 0.0, 1.0)

    def tell(self, values: Floats) -> None:
        """What these points came to."""
        self._es.tell(self._asked, values.tolist())
        self.level = float(np.median(values))

    @property
    def mean(self) -> Floats:
        """float[d], where it is."""
        return np.clip(np.asarray(self._es.result.xfavorite, dtype=float)[: self._d], 0.0, 1.0)


def _known(values: Floats) -> Floats:
    """Values where some have none: these count as the smallest of all, since nothing is worse than to fail."""
    finite = values[np.isfinite(values)]
    least = float(finite.min()) if len(finite) else 0.0
    return np.where(np.isfinite(values), values, least)


def _apart(x: Floats, y: Floats, n: int, distance: float) -> Sequence[int]:
    """Numbers of the smallest values whose points lie this far from each other, n at most."""
    chosen: list[int] = []
    for i in np.argsort(y, kind="stable"):
        if len(chosen) == n:
            break
        if all(np.linalg.norm(x[i] - x[k]) >= distance for k in chosen):
            chosen.append(int(i))
    return chosen
