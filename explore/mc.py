"""Monte Carlo: what share of worlds fulfils the specs, and how measures scatter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.Variation import Chance, Uniform
from explore import pictures
from explore.asking import placesOf, targetsOf, whole
from explore.chances import chancesOf
from explore.Common import checkCount
from explore.cornerfile import Corner, Corners, saveCorners
from explore.Report import FAIL, PASS, UNSURE, Report, Table
from explore.Runs import Floats, Runs
from explore.sampling import N_SCRAMBLINGS, Sample, fitsSobol, hasScipy, independent, sobol
from explore.statistics import (
    CONFIDENCE,
    Interval,
    Stat,
    clopperPearson,
    intervalOfSd,
    lookConfidence,
    quantileInterval,
    sigmaOf,
    summary,
    wilson,
)
from explore.Study import Common, Study
from explore.words import interval, number, percent, yielded
from util.errors import ParameterError
from util.installing import cureFor
from util.mathutil import addUp

_RUNS, _MOST_RUNS = 1000, 100_000
_TARGET, _K_SIGMA = 0.95, 3.0
# The first look at a campaign that stops when it is precise enough; each later one is twice as far.
_FIRST_LOOK = 250
_QUANTILES = (0.01, 0.05, 0.5, 0.95, 0.99)
ALL = "all specs"
_MAX_PICTURES = 12


def mc(
    netlist: Any,
    out: str | Path | None = None,
    *,
    runs: int | None = None,
    precision: float | None = None,
    target: float = _TARGET,
    plain: bool = False,
    at: Sequence[str] = (),
    corners: Corners = None,
    save_corners: str | Path | None = None,
    k_sigma: float = _K_SIGMA,
    **common: Any,
) -> Report:
    """Runs a netlist in many worlds: each draws the random parameters, and a seed.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        runs: how many worlds, at each corner; by default 1,000, or up to 100,000 with `precision`.
        precision: half width of the interval of each yield at which to stop; None makes all runs.
        target: share of worlds that is to fulfil each spec.
        plain: independent samples even where Sobol points could be used.
        at: names of corners at which to do it, each with the same worlds; by default at the nominal values.
        corners: file of corners, or several, besides those of the netlist.
        save_corners: file for the sample nearest to `k_sigma` of each spec, as corners.
        common: see explore.Common.
    Returns:
        The report; its `runs` has every run, `facts["specs"]` the yields.
    Raises:
        ParameterError: nothing is random, or an option cannot be used.
    """
    settings = Common(netlist, out, **common)
    checkCount("runs", runs)
    if not 0.0 < target < 1.0:
        raise ParameterError(f"the target cannot be {target:g}", "it is a share of worlds, between 0 and 1")
    if precision is not None and not precision > 0.0:
        raise ParameterError(f"the precision cannot be {precision:g}", "it is the half width of an interval, above 0")
    if settings.seeds == "common" or (settings.reps or 1) != 1:
        why = "intervals are those of runs that share neither parameters nor a seed"
        raise ParameterError("mc gives each run a world of its own", why, "--runs, without --reps and --seeds")
    if k_sigma != _K_SIGMA and save_corners is None:
        raise ParameterError(f"{k_sigma:g} sigma is where to save corners", "no file was named", "--save-corners FILE")
    most = runs or (_MOST_RUNS if precision is not None else _RUNS)
    asked = {"runs": most, "precision": precision, "target": target, "plain": plain, "at": list(at), "k_sigma": k_sigma}
    with Study("mc", settings, Uniform, {k: v for k, v in asked.items() if v}, "independent", (1, 1)) as study:
        chances = chancesOf(study)
        if precision is not None or save_corners is not None or target != _TARGET:
            # They are about specs.
            targetsOf(study, ())
        places = placesOf(study, at, corners)
        is_sobol = _usesSobol(study, chances, plain)
        found = {place.name: _sampled(study, place, chances, most, precision, is_sobol) for place in places}
        report = _report(study, found, chances, is_sobol, target, precision, most)
        if save_corners is not None:
            saveCorners(Path(save_corners), _sigmaCorners(study, found, k_sigma))
        return study.finish(report)


def _usesSobol(study: Study, chances: Mapping[str, Chance], plain: bool) -> bool:
    if plain or study.reps != 1 or not fitsSobol(len(chances)):
        return False
    if not study.settled("sobol", hasScipy()):
        with_scipy = f"with scipy ({cureFor('scipy')}), Sobol points say more in as many runs"
        study.progress.say(f"independent samples; {with_scipy}")
        return False
    return True


def _sampled(
    study: Study, place: Corner, chances: Mapping[str, Chance], most: int, precision: float | None, is_sobol: bool
) -> tuple[Runs, int]:
    """All runs at one corner, and after how many looks it was enough."""
    draw = sobol if is_sobol else independent
    normals = draw(-(-most // study.reps), len(chances), study.campaign.seeds.ofPlan())
    correlations = study.netlist.get("netlist_correlations") or {}
    sample = Sample(study.space, chances, normals, place.set, correlations)
    planned = study.campaign.plan(sample, study.reps, first_point=0)
    if precision is None:
        return _some(study, study.campaign.fill(planned)), 1
    look, n = 1, _FIRST_LOOK
    while True:
        so_far = study.campaign.fill(planned, min(n, len(sample))).head(min(n, len(sample)))
        confidence = lookConfidence(look)
        widest = max(
            (_half(clopperPearson(*_counted(study, so_far, spec), confidence)) for spec in so_far.specs), default=0
        )
        if widest <= precision or n >= len(sample) or study.campaign.is_out_of_time:
            return _some(study, so_far), look
        look, n = look + 1, 2 * n


def _some(study: Study, runs: Runs) -> Runs:
    """The runs before the first that was not made, because time was up; one at least."""
    found = runs.head()
    return found if found.n else whole(study, runs)


def _half(bounds: Interval) -> float:
    return (bounds.high - bounds.low) / 2.0


# ---- yields


def _fulfilled(study: Study, runs: Runs, spec: str) -> NDArray[np.bool_]:
    """bool[n], whether each run fulfils a spec, or ALL of them. One that failed does not."""
    if spec == ALL:
        every = [_fulfilled(study, runs, name) for name in runs.specs]
        return np.logical_and.reduce(every) if every else runs.ok
    margins = runs.margin(spec)
    limit = study.spec(spec)
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = margins >= 0.0 if limit is None or limit.holds(0.0) else margins > 0.0
    return found


def _counted(study: Study, runs: Runs, spec: str) -> tuple[int, int]:
    return int(_fulfilled(study, runs, spec).sum()), runs.n


class Yield(NamedTuple):
    """What share of worlds fulfils a spec.

    Attributes:
        spec: its name.
        value, shown: the share and its interval for a reader.
        exact: the interval that decides; it covers the truth at least as often as it says.
        verdict: PASS if all of `exact` is at least the target, FAIL if none is.
    """

    spec: str
    value: float
    shown: Interval
    exact: Interval
    verdict: str


def _yieldOf(study: Study, runs: Runs, spec: str, is_sobol: bool, look: int, target: float) -> Yield:
    confidence = lookConfidence(look) if look > 1 else CONFIDENCE
    k, n = _counted(study, runs, spec)
    exact = clopperPearson(k, n, confidence)
    shown = wilson(k, n, confidence)
    if is_sobol and min(k, n - k) >= N_SCRAMBLINGS:
        # Enough of either kind in each sequence for their scatter to mean something.
        shares = [float(part.mean()) for part in _sequences(_fulfilled(study, runs, spec).astype(float))]
        stat = summary(shares, confidence)
        shown = Interval(max(0.0, stat.low), min(1.0, stat.high))
    verdict = PASS if exact.low >= target else FAIL if exact.high < target else UNSURE
    return Yield(spec, k / n, shown, exact, verdict)


def _sequences(values: Floats) -> list[Floats]:
    return [values[i::N_SCRAMBLINGS] for i in range(N_SCRAMBLINGS)]


# ---- measures


def _meanOf(values: Floats, finite: Floats, is_sobol: bool) -> Stat:
    """Mean and interval: over all values, or over the means of the Sobol sequences, where each has some."""
    stat = summary(finite.tolist())
    if not is_sobol or len(finite) < 2 * N_SCRAMBLINGS:
        return stat
    means = [float(part[np.isfinite(part)].mean()) for part in _sequences(values)]
    between = summary(means)
    half = between.high - between.mean
    return stat._replace(low=stat.mean - half, high=stat.mean + half)


def _scatter(study: Study, runs: Runs, measure: str, is_sobol: bool) -> dict[str, Any] | None:
    """Mean, standard deviation and quantiles of a measure, with their intervals; None if no run has a value."""
    values = runs.measure(measure)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return None
    mean = _meanOf(values, finite, is_sobol)
    found: dict[str, Any] = {
        "n": len(finite),
        "failed": int(runs.ok.sum()) - len(finite),
        "mean": mean.mean,
        "mean_low": mean.low,
        "mean_high": mean.high,
        "least": mean.least,
        "most": mean.most,
    }
    if len(finite) > 1:
        sd = intervalOfSd(finite.tolist(), study.campaign.seeds.ofBootstrap())
        is_constant = mean.least == mean.most
        found.update(sd=0.0 if is_constant else float(finite.std(ddof=1)), sd_low=sd.low, sd_high=sd.high)
        for q in _QUANTILES:
            bounds = quantileInterval(finite.tolist(), q)
            at = float(np.quantile(finite, q))
            found.update({f"q{100 * q:g}": at, f"q{100 * q:g}_low": bounds.low, f"q{100 * q:g}_high": bounds.high})
    return found


# ---- report


def _report(
    study: Study,
    found: Mapping[str, tuple[Runs, int]],
    chances: Mapping[str, Chance],
    is_sobol: bool,
    target: float,
    precision: float | None,
    most: int,
) -> Report:
    n_runs = addUp(runs.n for runs, _ in found.values())
    drawn = f"{len(chances)} random ({', '.join(chances)})" if chances else "random seeds alone"
    report = Report(study.planned(n_runs, drawn), results=next(iter(found.values()))[0])
    yields: list[list[str]] = []
    measures: list[list[str]] = []
    places: dict[str, Any] = {}
    verdicts = []
    for place, (runs, look) in found.items():
        specs = [*runs.specs, *([ALL] if len(runs.specs) > 1 else [])]
        rated = [_yieldOf(study, runs, spec, is_sobol, look, target) for spec in specs]
        scattered = {name: _scatter(study, runs, name, is_sobol) for name in runs.measures}
        verdicts += [one.verdict for one in rated]
        where = [place] if len(found) > 1 else []
        yields += [[*where, *_yieldRow(one, target)] for one in rated]
        measures += [[*where, *_measureRow(name, facts)] for name, facts in scattered.items() if facts]
        places[place or "nominal"] = {"runs": runs.n, "failed": len(runs.failures), **_facts(rated, scattered)}
        _addNotes(report, study, runs, place, look, precision, most)
        report.pictures.update(_pictures(study, runs, place, rated))
    extra = ["corner"] if len(found) > 1 else []
    if yields:
        head = [*extra, "spec", "yield, with 95 % interval", "sigma", "asked", "verdict"]
        report.tables.append(Table("Yield", head, yields))
    report.tables.append(Table("Measures", [*extra, "measure", "mean (95 %)", "sd", "5 %", "50 %", "95 %"], measures))
    report.facts = {"target": target, "design": "sobol" if is_sobol else "independent", "at": places}
    report.files["mc"] = _csv(places)
    report.holds = all(verdict == PASS for verdict in verdicts) if verdicts else None
    return report


def _yieldRow(one: Yield, target: float) -> list[str]:
    if 0.0 < one.value < 1.0:
        sigma = number(sigmaOf(one.value))
    else:
        sigma = f"> {number(sigmaOf(one.exact.low))}" if one.value else f"< {number(sigmaOf(one.exact.high))}"
    return [one.spec, yielded(one.value, one.shown), sigma, f"{percent(target)} %", one.verdict]


def _measureRow(name: str, facts: Mapping[str, Any]) -> list[str]:
    mean = Stat(facts["n"], facts["mean"], facts["mean_low"], facts["mean_high"], facts["least"], facts["most"])
    rest = [number(facts[key]) if key in facts else "" for key in ("sd", "q5", "q50", "q95")]
    return [name, interval(mean), *rest]


def _facts(rated: Sequence[Yield], scattered: Mapping[str, Any]) -> dict[str, Any]:
    specs = {
        one.spec: {
            "yield": one.value,
            "low": one.shown.low,
            "high": one.shown.high,
            "exact_low": one.exact.low,
            "exact_high": one.exact.high,
            "sigma": sigmaOf(one.value),
            "verdict": one.verdict,
        }
        for one in rated
    }
    return {"specs": specs, "measures": scattered}


def _addNotes(
    report: Report, study: Study, runs: Runs, place: str, look: int, precision: float | None, most: int
) -> None:
    at = f" at {place}" if place else ""
    if runs.failures:
        first = next(iter(sorted(runs.failures)))
        report.notes.append(
            f"{len(runs.failures)} of {runs.n} runs failed{at} and count as fulfilling no spec."
            f" Run {runs.number(first)}: {runs.failures[first]}"
        )
    report.noteLost(runs, at)
    is_enough = False
    if precision is not None:
        widest = max(
            (_half(clopperPearson(*_counted(study, runs, s), lookConfidence(look))) for s in runs.specs), default=0.0
        )
        is_enough = widest <= precision
        why = "precise enough" if is_enough else "not precise enough"
        report.notes.append(f"{why} after {runs.n} runs{at}: ± {percent(widest)} %, asked ± {percent(precision)} %")
    if study.campaign.is_out_of_time and runs.n < most and not is_enough:
        report.notes.append(f"Time was up after {runs.n:,} of {most:,} runs{at}; the same command again goes on.")


def _pictures(study: Study, runs: Runs, place: str, rated: Sequence[Yield]) -> dict[str, Any]:
    prefix = f"{place}_" if place else ""
    found = {}
    limits = study.limitsOf()
    for name in runs.measures[:_MAX_PICTURES]:
        values = runs.measure(name)
        finite = values[np.isfinite(values)]
        if len(finite) > 1:
            text = {one.spec: yielded(one.value, one.shown) for one in rated}
            lines = [(spec, bound, text.get(spec, "")) for spec, bound in limits.get(name, [])]
            found[pictures.fileName(f"mc_{prefix}{name}")] = pictures.histogram(
                name, finite, lines, study.caption(place)
            )
    return found


def _csv(places: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    keys = ["n", "failed", "mean", "mean_low", "mean_high", "sd", "sd_low", "sd_high", "least", "most"]
    keys += [f"q{100 * q:g}{end}" for q in _QUANTILES for end in ("", "_low", "_high")]
    rows = [
        [place, name, *[facts.get(key, "") for key in keys]]
        for place, found in places.items()
        for name, facts in found["measures"].items()
        if facts
    ]
    return ["at", "measure", *keys], rows


def _sigmaCorners(study: Study, found: Mapping[str, tuple[Runs, int]], k: float) -> list[Corner]:
    """For each spec, the run whose margin is nearest to k standard deviations on the bad side."""
    corners = []
    for place, (runs, _) in found.items():
        for spec in runs.specs:
            margins = runs.margin(spec)
            finite = margins[np.isfinite(margins)]
            if len(finite) < 2:
                continue
            tail = 0.5 * math.erfc(k / math.sqrt(2.0))
            # Beyond the sample, a normal tail is the best guess.
            is_inside = len(finite) * tail >= 1.0
            wanted = np.quantile(finite, tail) if is_inside else finite.mean() - k * finite.std(ddof=1)
            nearest = int(np.nanargmin(np.abs(margins - wanted)))
            name = f"{spec}, {k:g} sigma{f', {place}' if place else ''}"
            corners.append(Corner(name, dict(runs.points[nearest // runs.reps]), study.campaign.seedOf(runs, nearest)))
    return corners
