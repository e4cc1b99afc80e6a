"""Subset simulation: probabilities down to 1e-12 from thousands of runs.

A rare failure is reached in levels, each as likely given the one before as one run in ten: the best runs of a level
begin Markov chains, whose states stay within it. A run is a function of independent standard normal values u, its
parameters, and of independent whole numbers b, the seeds of its blocks of randomness; a move changes both a little.

Where a quadratic predicts margins well, moves follow it, and chains forget faster where they began (`Guide`).

Source: Au and Beck 2001; moves of u as in Papaioannou et al. 2015 (adaptive conditional sampling).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explore.Guide import Guide, guideTo, proposed
from explore.Runs import Floats
from util.errors import ParameterError
from util.mathutil import addUp

Seeds = NDArray[np.uint64]
# (u: float[n, d], b: uint64[n, K]) -> float[n], how far each run is from failing; nan where it has no result.
Margins = Callable[[Floats, Seeds], Floats]
# (threshold, probability of being below it, coefficient of variation): told after each level.
Reached = Callable[[float, float, float], None]

# Share of a level that begins the next one: levels of 1 in 8 scatter less in few dimensions than those of 1 in 10.
_SHARE = 0.125
# Share of moves to be accepted: of u alone, of b alone, of both.
_ACCEPTED_U, _ACCEPTED_B, _ACCEPTED_BOTH = 0.44, 0.35, 0.4
# Length of a move, as a part of the seeds' own spread; and how likely a block is drawn anew, per length.
_FIRST_LENGTH, _MOST_LENGTH, _REDRAWN = 0.6, 2.0, 0.5
# Below this, a probability is not told.
LEAST = 1e-12
_MIN_CHAINS = 10
# What chains say of their own scatter is too little by these factors, as repetitions show: with them, intervals cover
# what they should (accept/searching.py).
_LACKS, _LACKS_WITH_LUCK = 1.22, 1.15


class Worlds(NamedTuple):
    """Runs: what they were given, u: float[n, d] and b: uint64[n, K], and margins: float[n], what they came to."""

    u: Floats
    b: Seeds
    margins: Floats

    def of(self, which: NDArray[np.bool_] | NDArray[np.int_]) -> Worlds:
        """Some of them."""
        return Worlds(self.u[which], self.b[which], self.margins[which])


class Level(NamedTuple):
    """One step towards failure.

    Attributes:
        threshold: margin that its successors stay below; 0 in the last level.
        share: of its runs that are below.
        accepted: share of its moves; nan in the first level, which has none.
        runs: how many it has made.
    """

    threshold: float
    share: float
    accepted: float
    runs: int


class Estimate(NamedTuple):
    """A probability of failure.

    Attributes:
        p: the probability; 0.0 where it is below 1e-12.
        delta: coefficient of variation, from the chains, and raised by what they do not know of it.
        n: runs of each level.
        levels: how it was reached.
        failures: runs that fail; those of one chain resemble each other.
    """

    p: float
    delta: float
    n: int
    levels: list[Level]
    failures: Worlds

    @property
    def runs(self) -> int:
        """How many were made for it."""
        return addUp(level.runs for level in self.levels)


class Subset:
    """Estimates how likely a margin is below 0.

    Args:
        margins: of runs; it is asked for many at a time.
        d, n_blocks: how many values u and how many seeds b a run has; one of them may be 0.
        rng: of all that is drawn here.
        reached: told how far an estimate has come.
    """

    def __init__(
        self,
        margins: Margins,
        d: int,
        n_blocks: int,
        rng: np.random.Generator,
        reached: Reached = lambda threshold, p, delta: None,
    ):
        self._margins = margins
        self._d, self._n_blocks = d, n_blocks
        self._rng = rng
        self._tell = reached
        self._aim = _ACCEPTED_U if not n_blocks else _ACCEPTED_B if not d else _ACCEPTED_BOTH

    def plain(self, n: int) -> Worlds:
        """n independent runs."""
        u = self._rng.standard_normal((n, self._d))
        return self._made(u, self._drawn((n, self._n_blocks)))

    def estimate(self, n: int, first: Worlds | None = None) -> Estimate:
        """The probability, from levels of n runs each.

        Args:
            first: independent runs that are there already, at most n; they are part of the first level.
        Raises:
            ParameterError: margins do not tell how near to failing a run is.
        """
        made = self.plain(n - (0 if first is None else len(first.margins)))
        level = made if first is None else joined(first, made)
        tried, length, p, variance, accepted = level, 1, 1.0, 0.0, math.nan
        move, levels, n_runs = _FIRST_LENGTH, list[Level](), len(made.margins)
        while True:
            threshold = max(0.0, self._threshold(level.margins))
            below = level.margins < 0.0 if threshold == 0.0 else level.margins <= threshold
            share = float(below.mean())
            p *= share
            variance += _variance(below.reshape(-1, length))
            levels.append(Level(threshold, share, accepted, n_runs))
            delta = math.sqrt(variance) * (_LACKS_WITH_LUCK if self._n_blocks else _LACKS)
            self._tell(threshold, p, delta)
            if threshold == 0.0 or p < LEAST:
                failures = level.of(level.margins < 0.0)
                return Estimate(p if threshold == 0.0 else 0.0, delta, n, levels, failures)
            guide = guideTo(threshold, tried.u, tried.margins)
            level, length, tried, accepted, move = self._next(level.of(below), threshold, n, move, guide)
            n_runs = len(tried.margins)

    def _threshold(self, margins: Floats) -> float:
        """The margin below which the next level lies."""
        threshold = float(np.quantile(margins, _SHARE, method="inverted_cdf"))
        if threshold <= 0.0:
            return threshold
        if (margins <= threshold).all():
            # Most runs have the one largest margin.
            smaller = margins[margins < threshold]
            threshold = float(smaller.max()) if len(smaller) else threshold
            if len(smaller) < _MIN_CHAINS:
                why = f"{len(margins) - len(smaller)} of {len(margins)} runs have the same margin, {margins.max():g}"
                cure = "a spec on a measure that says how near a run is to failing"
                raise ParameterError("how rare this is cannot be found out", why, cure)
        return threshold

    def _next(
        self, seeds: Worlds, threshold: float, n: int, move: float, guide: Guide | None
    ) -> tuple[Worlds, int, Worlds, float, float]:
        """The runs of the next level, chain by chain; the length of a chain; the runs that were made for it; the share
        of moves that were accepted, and how long a move should be."""
        n_chains = min(len(seeds.margins), max(_MIN_CHAINS, round(_SHARE * n)))
        length = max(2, round(n / n_chains))
        now = seeds.of(self._rng.permutation(len(seeds.margins))[:n_chains])
        spread = seeds.u.std(axis=0)
        states, made, n_accepted = [now], [], 0.0
        for i in range(1, length):
            sigma = np.minimum(1.0, move * spread)
            proposal = proposed(now.u, sigma, guide, self._rng)
            there, new = self._reached(now, proposal.u, self._redrawn(now.b, min(1.0, _REDRAWN * move)))
            is_accepted = there.margins <= threshold
            if guide is not None:
                is_accepted &= self._rng.random(n_chains) < proposal.chance
            now = Worlds(*[_where(is_accepted, a, b) for a, b in zip(there, now)])
            states.append(now)
            made.append(new)
            n_accepted += float(is_accepted.mean())
            share = min(float(is_accepted.mean()), proposal.share)
            move = min(_MOST_LENGTH, move * math.exp((share - self._aim) / math.sqrt(i)))
        level = Worlds(*[np.stack(parts, axis=1).reshape(n_chains * length, *parts[0].shape[1:])
                         for parts in zip(*states)])  # fmt: skip
        return level, length, joined(*made), n_accepted / (length - 1), move

    def _reached(self, now: Worlds, u: Floats, b: Seeds) -> tuple[Worlds, Worlds]:
        """Where chains have moved to, and those among these runs that had to be made: a chain may not have moved."""
        is_new = (u != now.u).any(axis=1) | (b != now.b).any(axis=1)
        new = self._made(u[is_new], b[is_new]) if is_new.any() else now.of(is_new)
        margins = now.margins.copy()
        margins[is_new] = new.margins
        return Worlds(u, b, margins), new

    def _redrawn(self, b: Seeds, share: float) -> Seeds:
        """Some of the seeds anew."""
        is_new = self._rng.random(b.shape) < share
        if self._n_blocks:
            # At least one, or nothing moves where there is no u.
            is_new[np.arange(len(is_new)), self._rng.integers(0, self._n_blocks, len(is_new))] = True
        return np.where(is_new, self._drawn(b.shape), b)

    def _made(self, u: Floats, b: Seeds) -> Worlds:
        found = self._margins(u, b)
        # A run without a result fulfils nothing.
        return Worlds(u, b, np.where(np.isfinite(found), found, -np.inf))

    def _drawn(self, shape: tuple[int, ...]) -> Seeds:
        return self._rng.integers(0, 2**64, shape, dtype=np.uint64)


def joined(*parts: Worlds) -> Worlds:
    """All of these runs."""
    return Worlds(*[np.concatenate(some) for some in zip(*parts)])


def _where(chosen: NDArray[np.bool_], a: Any, b: Any) -> Any:
    return np.where(chosen.reshape(-1, *[1] * (a.ndim - 1)), a, b)


def _variance(below: NDArray[np.bool_]) -> float:
    """Squared coefficient of variation of the share of True in chains, bool[n_chains, length]."""
    n_chains, length = below.shape
    share = float(below.mean())
    if share in (0.0, 1.0):
        return 0.0 if share else math.inf
    x = below.astype(float)
    own = share * (1.0 - share)
    along = [float((x[:, k:] * x[:, : length - k]).mean()) - share**2 for k in range(1, length)]
    gamma = 2.0 * addUp((1.0 - k / length) * r / own for k, r in enumerate(along, 1))
    return (1.0 - share) / (share * below.size) * (1.0 + max(0.0, gamma))
