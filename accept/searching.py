"""Rare events, sensitivity and worst cases, where the answers are known. docs/accuracy.md has what they measured."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from accept.Check import Check, Outcome
from explore.mc import mc
from explore.needle import candidates
from explore.rare import rare
from explore.rarity import rarity
from explore.Runs import Floats
from explore.sens import sens
from explore.subset import Margins, Seeds
from explore.test.planted import gauss, ishigami
from explore.worst import unitCorners, worst
from util.mathutil import addUp

_N = 40
_P = 1e-4
_NORMAL = NormalDist()
# What plain runs would take to know 1e-4 ± 30 %.
_BRUTE = 1.96**2 / 0.3**2 * (1.0 - _P) / _P

# ---- planted failures: float[n, d] -> float[n], below 0 with probability 1e-4


def _linear(d: int) -> Callable[[Floats], Floats]:
    beta = -_NORMAL.inv_cdf(_P)
    return lambda u: beta - u.sum(axis=1) / math.sqrt(d)


def _curved(kappa: float, d: int) -> Callable[[Floats], Floats]:
    beta = _curvedDistance(kappa, d)
    return lambda u: beta + kappa / 2.0 * (u[:, 1:] ** 2).sum(axis=1) - u[:, 0]


@cache
def _curvedDistance(kappa: float, d: int) -> float:
    """Distance at which a paraboloid is crossed with probability 1e-4: the mean of a normal tail over chi squared."""
    from scipy.integrate import quad
    from scipy.optimize import brentq
    from scipy.stats import chi2, norm

    def excess(beta: float) -> float:
        inner = quad(lambda q: norm.sf(beta + kappa / 2.0 * chi2.ppf(q, d - 1)), 0.0, 1.0, limit=200, epsabs=1e-10)
        return math.log(inner[0]) - math.log(_P)

    return float(brentq(excess, 0.5, 8.0))


def _twoRegions(d: int) -> Callable[[Floats], Floats]:
    beta = -_NORMAL.inv_cdf(_P / 2.0)
    return lambda u: beta - np.abs(u[:, 0])


def _largest(d: int) -> Callable[[Floats], Floats]:
    beta = _NORMAL.inv_cdf((1.0 - _P) ** (1.0 / d))
    return lambda u: beta - u.max(axis=1)


def _radial(d: int) -> Callable[[Floats], Floats]:
    from scipy.stats import chi2

    beta = math.sqrt(chi2(d).isf(_P))
    return lambda u: beta - np.sqrt((u**2).sum(axis=1))


def _levelling(d: int) -> Callable[[Floats], Floats]:
    from scipy.stats import norm

    # As where a parameter is uniform, whatever the others are.
    return lambda u: norm.sf(u[:, 0]) - _P


# Name, and what makes it; the last word is the dimension.
TRUTHS: Mapping[str, Callable[[], Callable[[Floats], Floats]]] = {
    **{f"linear, d = {d}": partial(_linear, d) for d in (2, 5, 10, 20)},
    **{f"curved by 0.2, d = {d}": partial(_curved, 0.2, d) for d in (2, 10, 20)},
    **{f"curved by -0.1, d = {d}": partial(_curved, -0.1, d) for d in (2, 10)},
    **{f"two regions, d = {d}": partial(_twoRegions, d) for d in (2, 10)},
    **{f"largest of {d}, d = {d}": partial(_largest, d) for d in (5, 20)},
    **{f"radial, d = {d}": partial(_radial, d) for d in (2, 10)},
    **{f"levelling off, d = {d}": partial(_levelling, d) for d in (1, 5)},
}


def distanceOf(name: str) -> float:
    """How far from the mean one of the linear or curved failures begins, in standard deviations."""
    d = int(name.split()[-1])
    return -_NORMAL.inv_cdf(_P) if name.startswith("linear") else _curvedDistance(float(name.split()[2].strip(",")), d)


class Tally:
    """Estimates of one probability: how many are near, how many intervals cover it, and what they took."""

    def __init__(self, truth: float, near: float, found: Sequence[tuple[float, float, float, int]]):
        p, low, high, runs = np.array(found).T
        self.n = len(found)
        self.near = int((np.abs(p / truth - 1.0) <= near).sum())
        self.covered = int(((low <= truth) & (truth <= high)).sum())
        self.runs = float(runs.mean())
        self.ratio, self.scatter = float(p.mean() / truth), float(p.std() / truth)

    def __str__(self) -> str:
        return (
            f"{self.near} near, {self.covered} covered, {self.runs:,.0f} runs; mean {self.ratio:.2f} of the truth,"
            f" sd {self.scatter:.2f}"
        )


def estimated(seed: int, name: str, weighs: bool, precision: float = 0.3) -> tuple[float, float, float, int]:
    """Probability, interval and runs of one estimate of a planted failure."""
    fails, d = TRUTHS[name](), int(name.split()[-1])
    found = rarity(lambda u, b: fails(u), d, 0, seed, precision=precision, may_weigh=weighs)
    return found.p, found.interval.low, found.interval.high, found.runs


def _subset(jobs: int) -> Iterator[Outcome]:
    yield from _planted(jobs, list(TRUTHS), False, 34, 0.05, 0.93)


def _weighted(jobs: int) -> Iterator[Outcome]:
    few = [n for n in TRUTHS if n.startswith(("linear", "curved")) and int(n.split()[-1]) <= 10]
    yield from _planted(jobs, few, True, 38, 0.02, 0.95)


def _planted(
    jobs: int, names: Sequence[str], weighs: bool, least: int, share: float, pooled: float
) -> Iterator[Outcome]:
    tallies = []
    with ProcessPoolExecutor(jobs) as pool:
        for k, name in enumerate(names):
            found = list(pool.map(partial(estimated, name=name, weighs=weighs), range(100 * k, 100 * k + _N)))
            tally = Tally(_P, 0.3, found)
            tallies.append(tally)
            is_met = tally.near >= least and tally.covered >= 0.85 * _N and tally.runs <= share * _BRUTE
            required = f">= {least} of {_N} ± 30 %, 34 covered, {share * _BRUTE:,.0f} runs"
            yield Outcome(name, required, str(tally), is_met)
    n = addUp(tally.n for tally in tallies)
    near, covered = (addUp(one) / n for one in ([t.near for t in tallies], [t.covered for t in tallies]))
    is_met = near >= pooled and covered >= 0.93
    yield Outcome("all together", f">= {100 * pooled:.0f} % near, 93 % covered", f"{near:.1%}, {covered:.1%}", is_met)


# ---- failures by agents' luck


def _walks(b: Seeds, n_draws: int) -> Floats:
    """float[n, n_draws], standard normal draws of runs with these blocks: what a run does, for many at once."""
    from scipy.special import ndtri

    each = n_draws // b.shape[1]
    steps = np.arange(1, each + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        # splitmix64 (Steele, Lea and Flood 2014)
        z = b[:, :, None] + steps * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    uniform = ((z >> np.uint64(11)).astype(float) + 0.5) / 2.0**53
    found: Floats = ndtri(uniform).reshape(len(b), n_draws)
    return found


def _sumMargin(u: Floats, b: Seeds, beta: float) -> Floats:
    found: Floats = beta - _walks(b, gauss.N_DRAWS).sum(axis=1) / math.sqrt(gauss.N_DRAWS)
    return found


def _drawdown(draws: Floats) -> Floats:
    path = np.concatenate([np.zeros((len(draws), 1)), draws.cumsum(axis=1)], axis=1) / math.sqrt(gauss.N_DRAWS)
    found: Floats = (np.maximum.accumulate(path, axis=1) - path).max(axis=1)
    return found


def _drawdownMargin(u: Floats, b: Seeds, level: float) -> Floats:
    return level - _drawdown(_walks(b, gauss.N_DRAWS))


# A drawdown that is reached about once in 10,000 walks.
_LEVEL = 3.97
_N_PLAIN, _PLAIN_BATCH = 4_000_000, 50_000


def _plainDrawdowns(seed: int) -> int:
    rng = np.random.default_rng(seed)
    return int((_drawdown(rng.standard_normal((_PLAIN_BATCH, gauss.N_DRAWS))) > _LEVEL).sum())


def _lucky(seed: int, margins: Margins, precision: float) -> tuple[float, float, float, int]:
    found = rarity(margins, 0, 20, seed, precision=precision)
    return found.p, found.interval.low, found.interval.high, found.runs


def _luck(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        n_bad = addUp(pool.map(_plainDrawdowns, range(_N_PLAIN // _PLAIN_BATCH)))
        drawdown = n_bad / _N_PLAIN
        what = f"drawdown, {n_bad} of {_N_PLAIN:,} plain walks"
        cases: list[tuple[str, Margins, float, float, float, int, float]] = [
            ("sum of 100 draws, 1e-4", partial(_sumMargin, beta=-_NORMAL.inv_cdf(_P)), _P, 0.3, 0.3, 34, 0.05 * _BRUTE),
            (what, partial(_drawdownMargin, level=_LEVEL), drawdown, 0.3, 0.3, 34, 0.05 * 42.68 / drawdown),
            ("sum of 100 draws, 1e-6", partial(_sumMargin, beta=-_NORMAL.inv_cdf(1e-6)), 1e-6, 0.5, 0.5, 36, 32_000.0),
        ]
        for name, margins, truth, near, precision, least, most in cases:
            found = list(pool.map(partial(_lucky, margins=margins, precision=precision), range(500, 500 + _N)))
            tally = Tally(truth, near, found)
            is_met = tally.near >= least and tally.covered >= 0.85 * _N and tally.runs <= most
            required = f">= {least} of {_N} ± {100 * near:.0f} %, 34 covered, {most:,.0f} runs"
            yield Outcome(name, required, str(tally), is_met)
    beta = -_NORMAL.inv_cdf(_P)
    for seed in range(2):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(gauss.__file__))
            report = rare(
                path, Path(folder, "out"), specs={"s": f"final(sum) <= {beta!r}"}, precision=0.3, seed=seed, jobs=jobs
            )
            one = report.facts["found"][0]
        is_met = one["low"] <= _P <= one["high"]
        said = f"{one['p']:.3g} ({one['low']:.3g} to {one['high']:.3g}), {one['runs']:,} runs"
        yield Outcome(f"the same in a netlist, seed {seed}", "1e-4 in the interval", said, is_met)


# ---- a real netlist

_REAL: dict[str, Any] = {
    "netlist": "simplepool",
    "vary": {"DT_stake": "normal(20,4,lo=1)", "pub_init_OCEAN": "normal(10000,1000,lo=0)"},
    "specs": {"s": "OCEAN_left >= 1050"},
}
_N_REAL = 100_000


def _real(jobs: int) -> Iterator[Outcome]:
    plain = mc(out=None, runs=_N_REAL, plain=True, jobs=jobs, **_REAL).facts["at"]["nominal"]["specs"]["s"]
    low, high = 1.0 - plain["exact_high"], 1.0 - plain["exact_low"]
    yield Outcome(
        f"simplepool, {_N_REAL:,} plain runs", "p between 1e-3 and 1e-2",
        f"{1.0 - plain['yield']:.3g} ({low:.3g} to {high:.3g})", 1e-3 <= 1.0 - plain["yield"] <= 1e-2,
    )  # fmt: skip
    one = rare(out=None, precision=0.2, only=["s"], jobs=jobs, **_REAL).facts["found"][0]
    said = f"{one['p']:.3g} ({one['low']:.3g} to {one['high']:.3g}), {one['runs']:,} runs, {one['method']}"
    yield Outcome("the same by tsp rare", "the intervals overlap", said, one["low"] <= high and low <= one["high"])


# ---- sensitivity

_XS = {f"x{i}": f"uniform({-math.pi},{math.pi})" for i in (1, 2, 3)}
# a = 7, b = 0.1: Ishigami and Homma 1990.
_V1, _V2, _V13 = 0.5 * (1.0 + 0.1 * math.pi**4 / 5.0) ** 2, 49.0 / 8.0, 0.01 * math.pi**8 * 8.0 / 225.0
_V = _V1 + _V2 + _V13
_EXACT = {
    "S1": {"x1": _V1 / _V, "x2": _V2 / _V, "x3": 0.0},
    "ST": {"x1": (_V1 + _V13) / _V, "x2": _V2 / _V, "x3": _V13 / _V},
}
_N_SENS = 20


def _shares(seed: int) -> list[tuple[str, float, bool]]:
    """(index, error, whether its interval covers the truth) of each."""
    options: dict[str, Any] = {"vary": _XS, "measures": {"y": "final(ishigami)"}, "runs": 5 * 1024, "seed": seed}
    rows = sens(vars(ishigami), sobol=True, **options).facts["indices"]
    return [
        (key, abs(row[key] - truth), row[f"{key}_low"] <= truth <= row[f"{key}_high"])
        for row in rows for key, exact in _EXACT.items() for truth in [exact[row["parameter"]]]
    ]  # fmt: skip


def _effects(seed: int) -> tuple[bool, float]:
    """Whether Morris ranks Sobol's g as its coefficients do; and the share of chance where 30 % is planted."""
    options: dict[str, Any] = {"vary": {f"u{i}": "uniform(0,1)" for i in (1, 2, 3)}, "measures": {"y": "final(g)"}}
    rows = sens(vars(ishigami), seed=seed, **options).facts["indices"]
    mu = {row["parameter"]: row["mu_star"] for row in rows}
    noisy: dict[str, Any] = {"vary": {"x1": _XS["x1"]}, "measures": {"y": "final(noisy)"}}
    noise = math.sqrt(0.3 / 0.7)
    rows = sens(vars(ishigami), sobol=True, seed=seed, set={"noise": noise}, **noisy).facts["indices"]
    return min(mu["u1"], mu["u2"]) > mu["u3"], next(row["S1"] for row in rows if row["parameter"] == "seed")


def _sensitivity(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        shares = [one for some in pool.map(_shares, range(_N_SENS)) for one in some]
        effects = list(pool.map(_effects, range(_N_SENS)))
    for key in ("S1", "ST"):
        worst_error = max(error for name, error, _ in shares if name == key)
        what = f"Ishigami, N = 1,024, {_N_SENS} seeds: largest error of {key}"
        yield Outcome(what, "<= 0.03", f"{worst_error:.3f}", worst_error <= 0.03)
    part = addUp(is_in for _, _, is_in in shares) / len(shares)
    yield Outcome("intervals cover", ">= 90 %", f"{part:.1%}", part >= 0.9)
    n = addUp(is_right for is_right, _ in effects)
    yield Outcome("Morris: u1 and u2 before u3 of Sobol's g", f"{_N_SENS} of {_N_SENS}", f"{n}", n == _N_SENS)
    low, high = min(s for _, s in effects), max(s for _, s in effects)
    yield Outcome(
        "share of chance, 30 % planted", "25 to 35 %", f"{low:.1%} to {high:.1%}", 0.25 <= low <= high <= 0.35
    )


# ---- worst cases

# Dimension, runs, width of the needle, how many of 40 are to be found.
_NEEDLES = ((3, 300, 0.13, 34), (4, 500, 0.15, 36), (6, 1000, 0.2, 36))
_DEPTH, _SLOPE, _NOISE, _FRESH = 1.5, 0.4, 0.1, 50


def _searched(seed: int, d: int, runs: int, width: float) -> tuple[bool, bool]:
    """Whether the search, and random points, find a needle in a slope that leads away from it."""
    rng = np.random.default_rng([d, seed])
    centre = rng.uniform(0.15, 0.85, d)

    def truth(x: Floats) -> Floats:
        away = np.linalg.norm(x - centre, axis=1)
        found: Floats = -_SLOPE * away / math.sqrt(d) - _DEPTH * np.exp(-((away / width) ** 2) / 2.0)
        return found

    def noisy(x: Floats, _: int = 0) -> Floats:
        return truth(x) + _NOISE * rng.standard_normal(len(x))

    def isFound(some: Floats) -> bool:
        fresh = noisy(np.repeat(some, 10, axis=0)).reshape(-1, 10).mean(axis=1)
        return bool(truth(some[[int(np.argmin(fresh))]])[0] <= -0.8 * _DEPTH)

    some, _ = candidates(noisy, unitCorners(d), d, runs - _FRESH, seed)
    points = rng.random((runs - _FRESH, d))
    return isFound(some), isFound(points[np.argsort(noisy(points))[:5]])


def _cornered(seed: int) -> bool:
    """Whether the worst of a monotone netlist is found at its corner."""
    vary = {"x1": "worst(0,1)", "x2": "worst(0,1)"}
    specs = {"s": "final(rise) >= 0"}
    report = worst(vars(ishigami), vary=vary, specs=specs, runs=60, seed=seed)
    place = report.facts["found"][0]["places"][0]
    return max(place["set"]["x1"], place["set"]["x2"]) <= 0.01


def _worst(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        for d, runs, width, least in _NEEDLES:
            found = list(pool.map(partial(_searched, d=d, runs=runs, width=width), range(_N)))
            ours, randoms = (addUp(one[i] for one in found) for i in (0, 1))
            said = f"{ours}; random points {randoms}"
            yield Outcome(f"needle, d = {d}, {runs} runs: found", f">= {least} of {_N}", said, ours >= least)
        n = addUp(pool.map(_cornered, range(_N)))
    yield Outcome("corner of a monotone netlist", f"{_N} of {_N}", f"{n}", n == _N)


CHECKS = {
    "searching-subset": Check("Failures of 1e-4 by subset simulation", _subset),
    "searching-weighted": Check("The same with importance sampling", _weighted),
    "searching-luck": Check("Failures by agents' luck", _luck),
    "searching-real": Check("A rare event of a netlist on contracts, by plain runs and by tsp rare", _real),
    "searching-sensitivity": Check("Sensitivity indices that are known", _sensitivity),
    "searching-worst": Check("Worst cases that are hidden", _worst),
}
