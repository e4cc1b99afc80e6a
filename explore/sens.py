"""Sensitivity: which parameters matter to which measure, alone and together, and how much is chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.Stream import StreamsOnly
from engine.Variation import Chance, Choice, Discrete, Range, Scale, Uniform, Variation
from explore import pictures
from explore.asking import checkSource, placesOf, whole
from explore.Common import checkCount
from explore.cornerfile import Corner, Corners
from explore.given import given
from explore.indices import Index, around
from explore.packages import need
from explore.Report import Report, Table
from explore.Runs import Floats, Runs
from explore.slopes import slopes
from explore.Study import Common, Study
from explore.words import number
from util.errors import ParameterError

LOCAL, MORRIS, SOBOL, GIVEN = "local", "morris", "sobol", "given"
# The factor that stands for agents' luck.
SEED = "seed"

_N_TRAJECTORIES, _N_LEVELS = 20, 6
_N_SOBOL, _MOST_RUNS, _PRECISE = 1024, 50_000, 0.05
_N_RESAMPLES = 200
# Groups of runs, trajectories or rows of a Sobol plan, without which there is no answer.
_LEAST_GROUPS = 10
# Values of the seed's factor are numbers of replications.
_N_SEEDS = 2**31
_MAX_PICTURES = 12
_NORMAL, _EDGE = NormalDist(), 1e-4


def sens(
    netlist: Any,
    out: str | Path | None = None,
    *,
    local: bool = False,
    morris: bool = False,
    sobol: bool = False,
    source: str | Path | None = None,
    runs: int | None = None,
    at: Sequence[str] = (),
    corners: Corners = None,
    **common: Any,
) -> Report:
    """Tells which parameters matter.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        local: derivatives at the nominal values, by common seeds.
        morris: screening by elementary effects, the default: mu_star is the mean size of an effect, sigma its scatter.
        sobol: shares of the variance: S1 of each parameter alone, ST with all its interactions. The number of runs is
            doubled until every ST is known within ± 0.05.
        source: folder of another campaign; its runs are used, and none are made.
        runs: how many there may be at most.
        at: names of corners at which to do it; by default at the nominal values.
        corners: file of corners, or several, besides those of the netlist.
        common: see explore.Common.
    Returns:
        The report; `facts["indices"]` has every index with its interval of 95 %.
    Raises:
        ParameterError: nothing varies, more than one method is asked for, or SALib is missing.
    """
    methods = [name for name, is_on in ((LOCAL, local), (MORRIS, morris), (SOBOL, sobol), (GIVEN, source)) if is_on]
    if len(methods) > 1:
        raise ParameterError("sens does one thing at a time", f"not {' and '.join(methods)}", "one of them")
    method = methods[0] if methods else MORRIS
    if method != LOCAL:
        need("a sensitivity analysis", "SALib")
    asked = {"method": method, "runs": runs, "at": list(at), "source": None if source is None else str(source)}
    settings = Common(netlist, out, **common)
    checkCount("runs", runs)
    if method != LOCAL and (settings.reps is not None or settings.seeds is not None):
        raise ParameterError("sens chooses seeds by itself", "the seed is a parameter there", "--local; or no --reps")
    if source is not None and any((runs, at, corners, settings.set, settings.vary, settings.measures, settings.specs)):
        cure = "leave out --runs, --at, --corners, --set, --vary, --measure and --spec"
        raise ParameterError(f"the runs in {source} are taken as they are", "nothing else can be asked of them", cure)
    seeds, reps = ("common", (8, 1)) if method == LOCAL else ("independent", (1, 1))
    with Study("sens", settings, Uniform, {k: v for k, v in asked.items() if v}, seeds, reps, is_search=True) as study:
        places = placesOf(study, at, corners)
        found, notes = {}, list[str]()
        if source is not None:
            checkSource(study, Path(source))
            return study.finish(_report(study, method, {"": given(study.common.seed, Path(source), notes)}, notes))
        for place in places:
            factors = _factors(study, place, method)
            found[place.name] = (
                slopes(study, place, factors) if method == LOCAL
                else Sampled(study, place, factors).indices(method, runs, notes)
            )  # fmt: skip
        return study.finish(_report(study, method, found, notes))


def _factors(study: Study, place: Corner, method: str) -> dict[str, Variation]:
    """What varies: all that was asked for, or all that the netlist says varies."""
    space = study.space
    found = {
        name: v for name, v in space.variations.items()
        if name not in place.set and (name in space.asked or (not space.asked and not isinstance(v, Scale)))
    }  # fmt: skip
    for name, variation in found.items():
        is_loose = isinstance(variation, (Choice, Discrete))
        if isinstance(variation, Scale) or (method == LOCAL and is_loose):
            raise ParameterError(f"sens cannot vary {name}={variation}", "it has no range", f"--set {name}=VALUE")
    if not found:
        raise ParameterError("nothing varies here", "the netlist has no netlist_parameters", "--vary NAME=1..10")
    return found


class Sampled:
    """Indices from runs at points that SALib chooses.

    Args:
        study: that is open.
        place: the corner.
        factors: what varies.
    """

    def __init__(self, study: Study, place: Corner, factors: Mapping[str, Variation]):
        self._study = study
        self._place = place
        self._factors = factors
        names = [*factors, *([SEED] if study.has_chance else [])]
        self._names = names
        self._problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        self._seed = study.campaign.seeds.ofPlan() % 2**32
        self._is_late = False

    def indices(self, method: str, most: int | None, notes: list[str]) -> list[Index]:
        """All indices of all measures."""
        if method == MORRIS:
            return self._morris(most, notes)
        d = len(self._names) + 2
        n = _N_SOBOL
        if most is not None:
            _checkBudget(most, d)
            n = 2 ** int(math.log2(most // d)) if most < n * d else n
        while True:
            found = self._sobol(n, notes)
            widest = max((high - value for one in found for value, _, high in [one.indices["ST"]]), default=0.0)
            if self._is_late:
                return found
            if widest <= _PRECISE or 2 * n * d > (most or _MOST_RUNS):
                notes.append(f"N = {n:,}: every ST is known within ± {number(widest)}.")
                return found
            n *= 2

    def _sobol(self, n: int, notes: list[str]) -> list[Index]:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling

        with StreamsOnly():
            x = sampling.sample(self._problem, n, calc_second_order=False, seed=self._seed)
        size = len(self._names) + 2
        found = []
        for measure, y, _ in self._complete(self._made(x, size, notes), size, notes):
            with StreamsOnly():
                s = analysis.analyze(self._problem, y, calc_second_order=False, num_resamples=_N_RESAMPLES,
                                     seed=self._seed)  # fmt: skip
            for i, name in enumerate(self._names):
                found.append(Index(measure, name, {k: around(s[k][i], s[f"{k}_conf"][i]) for k in ("S1", "ST")}))
        return found

    def _morris(self, most: int | None, notes: list[str]) -> list[Index]:
        from SALib.analyze import morris as analysis
        from SALib.sample.morris import sample

        length = len(self._names) + 1
        if most is not None:
            _checkBudget(most, length)
        n = _N_TRAJECTORIES if most is None else min(_N_TRAJECTORIES, most // length)
        with StreamsOnly():
            x = sample(self._problem, n, num_levels=_N_LEVELS, seed=self._seed)
        found = []
        for measure, y, kept in self._complete(self._made(x, length, notes), length, notes):
            with StreamsOnly():
                s = analysis.analyze(self._problem, x[kept], y, num_resamples=1000,
                                      num_levels=_N_LEVELS, seed=self._seed)  # fmt: skip
            for i, name in enumerate(self._names):
                sigma = float(s["sigma"][i])
                effects = {"mu_star": around(s["mu_star"][i], s["mu_star_conf"][i]), "sigma": (sigma, sigma, sigma)}
                found.append(Index(measure, name, effects))
        return found

    def _made(self, x: Floats, size: int, notes: list[str]) -> Runs:
        """The runs at points of the unit cube, in groups of this size. Some will do if time is up."""
        space, seeds = self._study.space, self._study.campaign.seeds
        points, chosen = [], []
        for row in x:
            drawn = {n: space.typed(n, fromUnit(v, float(p))) for (n, v), p in zip(self._factors.items(), row)}
            points.append({**self._place.set, **drawn})
            chosen.append(seeds.of(0, int(float(row[-1]) * (_N_SEEDS - 1)) if self._study.has_chance else 0))
        runs = self._study.campaign.runs(points, seeds=chosen)
        n_whole = int(runs.done.reshape(-1, size).all(axis=1).sum())
        if n_whole < _LEAST_GROUPS:
            return whole(self._study, runs)
        self._is_late = not runs.done.all()
        if self._is_late:
            notes.append(
                f"Time was up: this is from {n_whole:,} of {runs.n // size:,} groups of runs. The same command goes on."
            )
        return runs

    def _complete(self, runs: Runs, size: int, notes: list[str]) -> Sequence[tuple[str, Floats, NDArray[np.bool_]]]:
        """Of each measure that varies: name, values, and which runs they are of.

        Runs come in groups; a group of which one run has no value is left out.
        """
        found = []
        for name in runs.measures:
            y = runs.measure(name)
            is_whole = np.asarray(np.isfinite(y).reshape(-1, size).all(axis=1))
            kept = np.repeat(is_whole, size)
            is_made = runs.done.reshape(-1, size).all(axis=1)
            lost = int((is_made & ~is_whole).sum())
            if lost:
                notes.append(
                    f"{name} has no value in some runs: {lost} of {int(is_made.sum())} groups of runs are left out."
                )
            y = y[kept]
            if len(y) and y.min() < y.max():
                found.append((name, y, kept))
            else:
                notes.append(f"{name} depends on nothing here." if len(y) else f"{name} has too few values.")
        return found


def _checkBudget(most: int, size: int) -> None:
    """Refuses a budget of less than two groups of so many runs."""
    if most < 2 * size:
        why = f"this takes {2 * size} at least: two groups of {size}"
        raise ParameterError(f"{most} runs are too few", why, f"--runs {2 * size}")


def fromUnit(variation: Variation, p: float) -> Any:
    """The value of a parameter at p, 0 to 1, of what it may be: of its range, or of its probability."""
    if isinstance(variation, Choice):
        return variation.options[min(int(p * len(variation.options)), len(variation.options) - 1)]
    if isinstance(variation, Chance):
        # Not quite to the ends, which may be infinite.
        return variation.fromNormal(_NORMAL.inv_cdf(min(max(p, _EDGE), 1.0 - _EDGE)))
    assert isinstance(variation, Range)
    return variation.fromUnit(p)


# ---- report

_WORDS = {
    LOCAL: "Slopes at the nominal values: elasticity is % of the measure per % of the parameter",
    MORRIS: "Elementary effects over the whole range: mean size and scatter",
    SOBOL: "Shares of the variance: alone (S1) and with interactions (ST)",
    GIVEN: "Dependence in given runs: delta (0 to 1) and PAWN (0 to 1)",
}


def _report(study: Study, method: str, found: Mapping[str, list[Index]], notes: Sequence[str]) -> Report:
    names = dict.fromkeys(one.parameter for some in found.values() for one in some)
    report = Report(study.planned(study.campaign.n_made, f"{method}, {len(names)} parameters"))
    facts = []
    for place, some in found.items():
        at = f" at {place}" if place else ""
        keys = list(some[0].indices) if some else []
        ranked = sorted(some, key=lambda one: -abs(one.indices[keys[-1 if method == SOBOL else 0]][0]))
        measures = list(dict.fromkeys(one.measure for one in some))
        rows = [[one.measure, one.parameter, *[_cell(one.indices[key]) for key in keys]]
                for measure in measures for one in ranked if one.measure == measure]  # fmt: skip
        report.tables.append(Table(f"{_WORDS[method]}{at}", ["measure", "parameter", *keys], rows))
        for measure in measures[:_MAX_PICTURES]:
            # A tornado: the longest bars on top.
            bars = [(one.parameter, [one.indices[k] for k in keys]) for one in ranked if one.measure == measure]
            key = pictures.fileName(f"sens_{measure}{f'_{place}' if place else ''}")
            report.pictures[key] = pictures.bars(measure, bars, keys, study.caption(place))
        if method == SOBOL:
            chance = {one.measure: one.indices["S1"] for one in some if one.parameter == SEED}
            notes = [*notes, *[f"{m}{at}: {_cell(v)} of its variance is chance alone." for m, v in chance.items()]]
        facts += [{"at": place or "nominal", "measure": one.measure, "parameter": one.parameter, **_flat(one)}
                  for one in ranked]  # fmt: skip
    report.notes += list(dict.fromkeys(notes))
    report.facts = {"method": method, "runs": study.campaign.n_made, "indices": facts}
    head = list(dict.fromkeys(name for row in facts for name in row))
    report.files["sens"] = head, [[row.get(name, "") for name in head] for row in facts]
    return report


def _flat(one: Index) -> dict[str, float]:
    return {
        f"{key}{end}": value for key, both in one.indices.items() for end, value in zip(("", "_low", "_high"), both)
    }


def _cell(value: tuple[float, float, float]) -> str:
    middle, low, high = value
    return number(middle) if low == high else f"{number(middle)} ({number(low)} to {number(high)})"
