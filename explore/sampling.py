"""Samples of what chance chooses: independent, or scrambled Sobol points, which fill space more evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.Variation import Chance
from explore.packages import has, need
from explore.Space import Space
from util.errors import ParameterError

# Sobol points come in this number of sequences, each scrambled by itself: their scatter says how exact a mean is.
N_SCRAMBLINGS = 16
# Beyond this dimension, short Sobol sequences fill no space any more.
_MAX_DIMENSION = 20


class Sample(Sequence[dict[str, Any]]):
    """Points: parameter → value. They are made as they are asked for.

    Args:
        space: of the parameters.
        chances: name → distribution, of those that vary here.
        normals: float[n, d], independent standard normal values.
        others: values that all points share.
        correlations: (name, name) → correlation of the normal values behind the parameters (Gaussian copula).
    Raises:
        ParameterError: correlations that cannot all be true.
    """

    def __init__(
        self,
        space: Space,
        chances: Mapping[str, Chance],
        normals: NDArray[np.float64],
        others: Mapping[str, Any] | None = None,
        correlations: Mapping[tuple[str, str], float] | None = None,
    ):
        self._space = space
        self._chances = chances
        self._others = dict(others or {})
        self.normals = normals @ _factor(list(chances), correlations or {}).T
        if not chances:
            self.normals = normals

    def __len__(self) -> int:
        return len(self.normals)

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            # Points are computed when they are asked for, and most parts of a sample are not asked for any.
            part = copy(self)
            part.normals = self.normals[i]
            return part
        try:
            drawn = {
                name: self._space.typed(name, chance.fromNormal(float(u)))
                for (name, chance), u in zip(self._chances.items(), self.normals[i])
            }
        except ParameterError as e:
            raise ParameterError(
                e.what,
                f"{e.why}, and chance drew this",
                "bounds in its distribution, such as normal(0.9, 0.5, lo=0, hi=1)",
            ) from e
        return {**drawn, **self._others}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[i] for i in range(len(self)))


def independent(n: int, d: int, seed: int) -> NDArray[np.float64]:
    """float[n, d], independent standard normal values. A longer sample begins with the shorter one."""
    return np.random.default_rng(seed).standard_normal((n, d))


def sobol(n: int, d: int, seed: int) -> NDArray[np.float64]:
    """float[n, d], standard normal values at scrambled Sobol points: row i is of scrambling i % N_SCRAMBLINGS. A longer
    sample begins with the shorter one.

    Raises:
        ParameterError: scipy is not installed.
    """
    needScipy("Sobol points")
    from scipy.special import ndtri
    from scipy.stats import qmc

    rounds = -(-n // N_SCRAMBLINGS)
    # Whole powers of two are what the sequence is balanced for, and what makes prefixes agree.
    m = max(1, int(np.ceil(np.log2(max(2, rounds)))))
    seeds = np.random.SeedSequence(seed).spawn(N_SCRAMBLINGS)
    columns = [qmc.Sobol(d, scramble=True, rng=np.random.default_rng(s)).random_base2(m) for s in seeds]
    points = np.stack(columns, axis=1).reshape(-1, d)[:n]
    normals: NDArray[np.float64] = ndtri(np.clip(points, 1e-12, 1.0 - 1e-12))
    return normals


def sobolUnits(n: int, d: int, seed: int) -> NDArray[np.float64]:
    """float[n, d], one scrambled Sobol sequence in the unit cube.

    Raises:
        ParameterError: scipy is not installed.
    """
    needScipy("Sobol points")
    from scipy.stats import qmc

    m = max(1, int(np.ceil(np.log2(max(2, n)))))
    units: NDArray[np.float64] = qmc.Sobol(d, scramble=True, rng=np.random.default_rng(seed)).random_base2(m)[:n]
    return units


def hasScipy() -> bool:
    """Whether scipy is installed; nothing is imported."""
    return has("scipy")


def needScipy(what: str) -> None:
    """Refuses what only scipy can do.

    Raises:
        ParameterError: it is not installed.
    """
    need(what, "scipy")


def fitsSobol(d: int) -> bool:
    """Whether Sobol points are of use in `d` dimensions."""
    return 1 <= d <= _MAX_DIMENSION


def _factor(names: list[str], correlations: Mapping[tuple[str, str], float]) -> NDArray[np.float64]:
    """L such that L u has these correlations, for independent u."""
    matrix = np.eye(len(names))
    for (a, b), value in correlations.items():
        if a in names and b in names:
            i, j = names.index(a), names.index(b)
            if i == j or not -1.0 <= value <= 1.0:
                raise ParameterError(f"{a} and {b} cannot have correlation {value!r}", "it is between -1 and 1")
            matrix[i, j] = matrix[j, i] = value
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise ParameterError(
            "netlist_correlations cannot all be true", "their matrix is not positive definite", "smaller ones"
        ) from None
