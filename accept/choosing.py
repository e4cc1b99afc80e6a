"""Optimisation, fits and surrogates on problems whose answers are known. docs/accuracy.md has what they measured."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from accept.Check import Check, Outcome
from engine.Run import Run, runOf
from engine.SimEngine import TIME_COLUMNS
from engine.Simulation import Simulation
from explore.fit import fit
from explore.optimize import optimize
from explore.Runs import Floats
from explore.sampling import sobolUnits
from explore.surrogate import surrogate
from explore.test.planted import bowl, curve
from util.mathutil import addUp

_N = 20
_XYZ = [f"{name}=0..1" for name in "xyz"]


def _ran(netlist: Any, overrides: Mapping[str, Any], seed: int) -> Run:
    with Simulation(netlist, seed, overrides) as simulation:
        began_with = simulation.parameters()
        simulation.run()
        return runOf(simulation, began_with)


def _repeated(one: Callable[[int], Any], jobs: int, n: int = _N) -> list[Any]:
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(one, range(n)))


# ---- optimize


def _optimum(seed: int, goal: str) -> tuple[float, bool]:
    """Distance from the best point, and whether the stated interval has the true value at the point found."""
    facts = optimize(vars(bowl), goal=f"min {goal}", vary=_XYZ, set={"noise": 0.02}, runs=300, seed=seed).facts
    true = _ran(vars(bowl), facts["best"], 0).data[goal][0]
    away = np.subtract([facts["best"][name] for name in "xyz"], bowl.BEST)
    return float(np.linalg.norm(away)), bool(facts["low"] <= true <= facts["high"])


def _constrained(seed: int) -> tuple[float, bool]:
    report = optimize(vars(bowl), goal="min rosen", specs=["disc <= 1"], vary=_XYZ[:2], runs=300, seed=seed)
    return float(report.facts["value"]), bool(report.holds)


def _hypervolume(seed: int) -> float:
    from pymoo.indicators.hv import HV

    vary = [f"{name}=0..1" for name in "xyzabc"]
    report = optimize(vars(bowl), goal=["min zdt_0", "min zdt_1"], vary=vary, runs=2000, seed=seed)
    front = np.array([list(point["goals"].values()) for point in report.facts["front"]])
    return float(HV(ref_point=np.array([1.1, 1.1]))(front))


def _robustPoint(seed: int, goal: str, how: str) -> float:
    vary = ["x=0..1", "threat=worst(0,1)"]
    report = optimize(vars(bowl), goal=f"min {goal}", vary=vary, robust=how, set={"noise": 0.02}, runs=1500, seed=seed)
    return float(report.facts["best"]["x"])


def _optimized(jobs: int) -> Iterator[Outcome]:
    for goal, most in (("sphere", 0.05), ("skewed", 0.09)):
        found = _repeated(partial(_optimum, goal=goal), jobs)
        n = addUp(distance <= most for distance, _ in found)
        worst = sorted(distance for distance, _ in found)[-3:]
        said = f"{n}; median {median(d for d, _ in found):.3f}, three largest {', '.join(f'{d:.3f}' for d in worst)}"
        yield Outcome(f"{goal}, noise 0.02, 300 runs: within {most}", f">= 18 of {_N}", said, n >= 18)
        n = addUp(is_in for _, is_in in found)
        yield Outcome(f"{goal}: the interval has the true value", f">= 18 of {_N}", f"{n}", n >= 18)
    values = _repeated(_constrained, jobs, 5)
    off = max(abs(value / 0.0456748 - 1.0) for value, _ in values)
    feasible = all(holds for _, holds in values)
    yield Outcome("Rosenbrock on a disc, 300 runs, 5 seeds: off", "<= 1 %, feasible", f"{100 * off:.3f} %, {feasible}",
                  off <= 0.01 and feasible)  # fmt: skip
    volumes = _repeated(_hypervolume, jobs, 5)
    share = min(volumes) / 0.8767
    yield Outcome("ZDT1, d = 6, 2,000 runs, 5 seeds: hypervolume", ">= 95 %", f"{100 * share:.1f} %", share >= 0.95)
    for goal, how in (("saddle", "corners"), ("saddle", "worst"), ("hidden", "worst")):
        xs = _repeated(partial(_robustPoint, goal=goal, how=how), jobs)
        n = addUp(abs(x - 0.3) <= 0.05 for x in xs)
        what = f"{goal}, --robust {how}, noise 0.02: 0.3, not 0.7"
        yield Outcome(what, f">= 18 of {_N} within 0.05", f"{n}; median {median(xs):.3f}", n >= 18)


# ---- fit

_LOOP_TRUTH = {"max_growth_rate": 0.3, "percent_burn": 0.12, "init_speculation_valuation": 180e6}
_LOOP_VARY = ["max_growth_rate=0..1", "percent_burn=0..0.5", "init_speculation_valuation=5e7..3e8"]
_LOOP_DAYS = {"log_interval": 86400, "max_ticks": 60 * 24}
_MARKET_TRUTH = {"staker_perc_stake": 0.2, "mal_perc_unstake": 0.12, "publisher_DT_stake": 40.0}
_MARKET_VARY = ["staker_perc_stake=0.02..0.5", "mal_perc_unstake=0.01..0.3", "publisher_DT_stake=10..100"]
_MARKET_COLUMNS = [
    "OCEAN_staked",
    "OCEAN_swapped",
    "OCEAN_unstaked",
    "stakerSpeculator_OCEAN_networth",
    "publisher_OCEAN_networth",
    "maliciousPublisher_profit",
    "rug_TVL",
    "pool0_price",
    "pool0_TVL",
]


def _written(file: Path, run: Run, columns: Sequence[str], noise: float = 0.0, seed: int = 0) -> None:
    rng, data = np.random.default_rng(seed), run.data
    with open(file, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["Day", *columns])
        for i, day in enumerate(data["Day"]):
            out.writerow([day, *[data[name][i] * (1.0 + noise * rng.standard_normal()) for name in columns]])


def _judged(report: Any, truth: Mapping[str, float]) -> tuple[float, int, int]:
    """The worst relative error, how many intervals have the truth, and how many runs it took."""
    found = report.facts["parameters"]
    worst = max(abs(found[name]["value"] / true - 1.0) for name, true in truth.items())
    covered = addUp(found[name]["low"] <= true <= found[name]["high"] for name, true in truth.items())
    return worst, int(covered), int(report.facts["runs"])


def _loopFit(seed: int, noise: float) -> tuple[float, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "observed.csv")
        run = _ran("wsloop", {**_LOOP_TRUTH, **_LOOP_DAYS}, 1)
        _written(file, run, [name for name in run.data if name not in TIME_COLUMNS], noise, seed)
        return _judged(fit("wsloop", to=file, set=_LOOP_DAYS, vary=_LOOP_VARY, jobs=1), _LOOP_TRUTH)


def _marketFit(seed: int) -> tuple[float, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{i}.csv") for i in range(8)]
        for i, file in enumerate(files):
            _written(file, _ran("oceanv3", _MARKET_TRUTH, 1000 * (seed + 1) + i), _MARKET_COLUMNS)
        return _judged(fit("oceanv3", to=files, vary=_MARKET_VARY, jobs=1, seed=seed), _MARKET_TRUTH)


def _untold(seed: int) -> bool:
    """Whether a pair of which only the product can be told is reported as not told, and the others as told."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "observed.csv")
        _written(file, _ran(vars(curve), {"a": 8.0, "b": 0.3, "c": 2.0}, 1), ["level", "drift"], 0.02, seed)
        vary = ["a=1..20", "b=0.02..1", "c=0.5..4", "e=0.5..4"]
        found = fit(vars(curve), to=file, vary=vary).facts["parameters"]
        return [found[name]["is_known"] for name in "abce"] == [True, True, False, False]


def _fitted(jobs: int) -> Iterator[Outcome]:
    for noise, most, least in ((0.0, 0.01, 1), (0.02, 0.10, 19)):
        found = _repeated(partial(_loopFit, noise=noise), jobs, 1 if noise == 0.0 else _N)
        n, n_runs = addUp(worst <= most for worst, _, _ in found), max(runs for _, _, runs in found)
        what = f"wsloop, all columns, 60 days, noise {noise:.0%}: all three within {most:.0%}"
        largest = max(worst for worst, _, _ in found)
        yield Outcome(what, f">= {least} of {len(found)}", f"{n}; largest error {100 * largest:.2g} %", n >= least)
        yield Outcome("runs that it took", "<= 60", f"{n_runs}", n_runs <= 60)
    n = addUp(_repeated(_untold, jobs))
    yield Outcome("a product of two: the data do not tell either", f"{_N} of {_N}", f"{n}", n == _N)
    found = _repeated(_marketFit, jobs)
    errors = [worst for worst, _, _ in found]
    yield Outcome("oceanv3, 8 observed runs: worst of three errors", "median <= 10 %", f"{100 * median(errors):.1f} %",
                  median(errors) <= 0.1)  # fmt: skip
    n = addUp(error <= 0.2 for error in errors)
    yield Outcome("within 20 %", f">= 18 of {_N}", f"{n}; largest {100 * max(errors):.1f} %", n >= 18)
    covered, n_runs = addUp(k for _, k, _ in found), max(runs for _, _, runs in found)
    yield Outcome(
        "95 % intervals that have the truth", ">= 85 %", f"{100 * covered / (3 * _N):.0f} %", covered >= 2.55 * _N
    )
    yield Outcome("runs that it took", "<= 1,000", f"{n_runs}", n_runs <= 1000)


# ---- surrogate


def _q2(predicted: Floats, true: Floats) -> float:
    return 1.0 - float(((predicted - true) ** 2).sum()) / float(((true - true.mean(axis=0)) ** 2).sum())


def _surrogated(jobs: int) -> Iterator[Outcome]:
    ends = {"percent_burn": (0.0, 0.5), "tau": (0.3, 1.2), "max_growth_rate": (0.1, 0.7)}
    vary = [f"{name}={lo}..{hi}" for name, (lo, hi) in ends.items()]
    # A year, with a row a week.
    length = {"max_ticks": 24 * 365, "log_interval": 7 * 86400}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "wsloop")
        report = surrogate("wsloop", out, vary=vary, set=length, runs=128, jobs=jobs)
        points = [{n: lo + (hi - lo) * float(p) for (n, (lo, hi)), p in zip(ends.items(), unit)}
                  for unit in sobolUnits(60, 3, 99)]  # fmt: skip
        begin = time.process_time()
        true = [_ran("wsloop", {**length, **point}, 1).data for point in points]
        slow = time.process_time() - begin
        _ran(str(out / "netlist.py"), points[0], 1)
        begin = time.process_time()
        fast = [_ran(str(out / "netlist.py"), point, 1).data for point in points]
        quick = time.process_time() - begin
        for name in report.facts["required"]:
            a, b = (np.array([data[name] for data in some]) for some in (fast, true))
            last, whole = _q2(a[:, -1:], b[:, -1:]), _q2(a, b)
            yield Outcome(f"wsloop, 128 runs: Q2 of the last {name}", ">= 0.99", f"{last:.5f}", last >= 0.99)
            yield Outcome(f"Q2 of the whole series of {name}", ">= 0.95", f"{whole:.5f}", whole >= 0.95)
        yield Outcome("CPU of a run, wsloop over surrogate", ">= 50", f"{slow / quick:.0f}", slow >= 50 * quick)
        market = Path(folder, "oceanv3")
        report = surrogate("oceanv3", market, vary=_MARKET_VARY, runs=100, reps=8, jobs=jobs)
        worst = min((report.facts["columns"][name]["q2"], name) for name in report.facts["required"])
        is_honest = report.holds == (worst[0] >= 0.9) == (market / "netlist.py").is_file()
        said = f"Q2 of {worst[1]} {worst[0]:.3f}, {'written' if report.holds else 'refused'}"
        yield Outcome("oceanv3, 100 points, 8 runs each", "Q2 >= 0.9, or refused", said, bool(is_honest))


CHECKS = {
    "choosing-optimize": Check(f"Optimisation of functions whose best points are known, {_N} seeds each", _optimized),
    "choosing-fit": Check(f"Parameters that are known, from data made with them, {_N} sets of data each", _fitted),
    "choosing-surrogate": Check("Surrogates on fresh points", _surrogated),
}
