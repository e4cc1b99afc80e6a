"""The worst case: the point, among all that the world may choose, at which a spec has the least margin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Chance, Choice, Range, Variation, Worst
from explore import pictures
from explore.asking import placesOf, targetsOf, whole
from explore.Common import checkCount
from explore.cornerfile import Corner, Corners, saveCorners
from explore.corners import MAX_ALL, rated
from explore.curves import shown
from explore.goals import Goal
from explore.Job import Job
from explore.needle import candidates
from explore.packages import need
from explore.Report import FAIL, PASS, Report, Table
from explore.Runs import Floats, Runs
from explore.statistics import Stat, summary
from explore.Study import Common, Study
from explore.words import interval, number
from util.errors import ParameterError

# Budget per dimension; combinations of choices at most; the least budget of each.
_PER_DIMENSION, _MAX_CHOICES, _LEAST = 100, 16, 40
# How far into the tails the world may go (sd); replications of a candidate; where their numbers begin.
_TAIL, _REPS, _FRESH = 3.0, 10, 1_000_000
NOMINAL, SPREAD = "nominal", "best of the Sobol points"


class Place(NamedTuple):
    """A point that was measured anew.

    Attributes:
        what: how it was found.
        set: its parameters.
        stat: what the target comes to there; None if a run has no value.
        verdict: whether the spec holds there; "" for a goal.
        number, seed: of its worst run.
        command: which makes that again.
    """

    what: str
    set: dict[str, Any]
    stat: Stat | None
    verdict: str
    number: int
    seed: int
    command: str

    @property
    def rank(self) -> float:
        """Its mean; a run without a value is worse than any."""
        return -math.inf if self.stat is None else self.stat.mean


class Found(NamedTuple):
    """What was found for a target at a corner: the places, the worst one first, and how many values were asked for."""

    at: str
    target: str
    places: list[Place]
    budget: int


def worst(
    netlist: Any,
    out: str | Path | None = None,
    *,
    runs: int | None = None,
    adverse: bool = False,
    only: Sequence[str] = (),
    at: Sequence[str] = (),
    corners: Corners = None,
    save_corners: str | Path | None = None,
    **common: Any,
) -> Report:
    """Searches for the worst that the world may do to each spec, or for the point at which a goal is reached.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        runs: of each search; by default 100 (d + 1) for d parameters.
        adverse: whether the world also chooses the random parameters, within 3 standard deviations.
        only: names of the specs to ask about; by default all, one after the other.
        at: names of corners at which to do it; by default at the nominal values.
        corners: file of corners, or several, besides those of the netlist.
        save_corners: file for the worst points, and others that fail, as corners.
        common: see explore.Common; with `goal`, that is searched for. `reps` measure what was found.
    Returns:
        The report; `facts["found"]` has every worst point with its interval and the command that replays it.
    Raises:
        ParameterError: the world may choose nothing, there is neither spec nor goal, or scipy or cma is missing.
    """
    need("a search for the worst", "scipy", "cma")
    asked = {"runs": runs, "adverse": adverse, "only": list(only), "at": list(at)}
    settings = Common(netlist, out, **common)
    checkCount("runs", runs)
    if settings.seeds == "independent":
        raise ParameterError("worst needs common seeds", "points of a round are compared", "leave out --seeds")
    if settings.goal and only:
        raise ParameterError("one search is after a goal or after specs", "not both", "one of --goal and --only")
    with Study(
        "worst", settings, Worst, {k: v for k, v in asked.items() if v}, reps=(_REPS, 1), max_goals=1, is_search=True
    ) as study:
        places = placesOf(study, at, corners)
        targets: Sequence[Goal | str] = study.goals or targetsOf(study, only)
        found = [Search(study, place, adverse, runs).found(target) for place in places for target in targets]
        if save_corners is not None:
            saveCorners(Path(save_corners), _corners(found))
        return study.finish(_report(study, found))


class Search:
    """The search at one corner.

    Args:
        study: that is open.
        at: the corner.
        adverse, runs: see worst().
    """

    def __init__(self, study: Study, at: Corner, adverse: bool, runs: int | None):
        self._study = study
        self._at = at
        free = {n: v for n, v in study.space.variations.items() if n not in at.set}
        _check(study, free, adverse)
        self._ranges = {n: v for n, v in free.items() if isinstance(v, Worst) or (adverse and isinstance(v, Chance))}
        choices = {n: v.options for n, v in free.items() if isinstance(v, Choice) and n in study.space.asked}
        self._choices = [dict(zip(choices, options)) for options in product(*choices.values())]
        if not self._ranges and not choices:
            cure = "--vary 'NAME=worst(lo,hi)', or netlist_parameters"
            raise ParameterError("there is nothing that the world may choose", "no parameter is worst(lo,hi)", cure)
        if len(self._choices) > _MAX_CHOICES:
            why = f"there are {len(self._choices)} combinations of choices, and {_MAX_CHOICES} at most are tried"
            raise ParameterError("worst cannot try everything", why, "--set some of them")
        self.budget = runs or _PER_DIMENSION * (len(self._ranges) + 1)

    def found(self, target: Goal | str) -> Found:
        """The worst places for a spec or a goal."""
        self._least, self._so_far = math.inf, ""
        space = self._study.space
        points = [(NOMINAL, {n: space.nominal[n] for n in [*self._ranges, *self._choices[0]]})]
        for i, choice in enumerate(self._choices):
            if not self._ranges:
                points.append(("choice", choice))
                continue
            some, spread = self._searched(target, choice, i)
            points += [("search", self._point(x, choice)) for x in some]
            points.append((SPREAD, self._point(spread, choice)))
        places = self._measured(target, points)
        return Found(self._at.name, str(target), sorted(places, key=lambda place: place.rank), self.budget)

    def _searched(self, target: Goal | str, choice: Mapping[str, Any], i: int) -> tuple[Floats, Floats]:
        campaign, d = self._study.campaign, len(self._ranges)

        def values(x: Floats, rep: int) -> Floats:
            points = [{**self._at.set, **self._point(row, choice)} for row in x]
            # Points of a round share a seed, which differs from round to round: no point is good by one seed alone.
            found = _valuesOf(whole(self._study, campaign.runs(points, first_rep=rep), self._so_far), target)
            self._keep(found, points, target)
            return found

        budget = max(_LEAST, self.budget // len(self._choices))
        return candidates(values, unitCorners(d), d, budget, campaign.seeds.ofPlan(i))

    def _keep(self, values: Floats, points: Sequence[Mapping[str, Any]], target: Goal | str) -> None:
        """The worst so far, for if time is up: that of a single run, which may have been bad luck."""
        k = int(np.argmin(np.where(np.isfinite(values), values, math.inf)))
        if values[k] < self._least:
            self._least = float(values[k])
            value = -self._least if isinstance(target, Goal) and target.sign < 0.0 else self._least
            where = ", ".join(f"{name}={shown(set_to)}" for name, set_to in points[k].items())
            what = f"{target} has come to" if isinstance(target, Goal) else f"the margin of {target} is down to"
            self._so_far = f"{what} {number(value)} in a single run, at {where}"

    def _point(self, x: Floats, choice: Mapping[str, Any]) -> dict[str, Any]:
        space = self._study.space
        drawn = {n: space.typed(n, _value(v, float(p))) for (n, v), p in zip(self._ranges.items(), x)}
        return {**drawn, **choice}

    def _measured(self, target: Goal | str, points: Sequence[tuple[str, dict[str, Any]]]) -> list[Place]:
        """These points with seeds that no search has seen."""
        study = self._study
        sets = [{**self._at.set, **point} for _, point in points]
        runs = whole(study, study.campaign.runs(sets, study.reps, first_rep=_FRESH), self._so_far)
        values = _valuesOf(runs, target)
        return [self._place(what, i, runs, values, target, point) for i, (what, point) in enumerate(points)]

    def _place(self, what: str, i: int, runs: Runs, values: Floats, target: Goal | str, point: dict[str, Any]) -> Place:
        study = self._study
        some = values[i * runs.reps : (i + 1) * runs.reps]
        failed = np.flatnonzero(~np.isfinite(some))
        k = i * runs.reps + int(failed[0] if len(failed) else np.argmin(some))
        made = {**self._at.set, **point}
        command = study.commandOf(Job(runs.number(k), i, 0, study.campaign.seedOf(runs, k), made, ""))
        seed = study.campaign.seedOf(runs, k)
        if isinstance(target, Goal):
            stat = None if len(failed) else summary(some.tolist())
            return Place(what, point, stat, "", runs.number(k), seed, command)
        rating = rated(study, runs, target, i)
        return Place(what, point, None if len(failed) else rating.margin, rating.verdict, runs.number(k), seed, command)


def _check(study: Study, free: Mapping[str, Variation], adverse: bool) -> None:
    """A parameter that was asked for may not stand still without a word."""
    for name in study.space.asked:
        variation = free.get(name)
        if variation is None or isinstance(variation, (Worst, Choice)) or (adverse and isinstance(variation, Chance)):
            continue
        cure = "--adverse" if isinstance(variation, Chance) else f"--vary '{name}=worst(lo,hi)'"
        raise ParameterError(f"worst does not vary {name}={variation}", "it is not the world's to choose", cure)


def _value(variation: Variation, p: float) -> Any:
    if isinstance(variation, Chance):
        return variation.fromNormal(_TAIL * (2.0 * p - 1.0))
    assert isinstance(variation, Range)
    return variation.fromUnit(p)


def _valuesOf(runs: Runs, target: Goal | str) -> Floats:
    """float[n], the smaller the worse."""
    return target.of(runs) if isinstance(target, Goal) else runs.margin(target)


def unitCorners(d: int) -> Floats:
    """The extremes of the unit cube: all, or with many dimensions each by itself and all together."""
    if d <= MAX_ALL:
        return np.array(list(product([0.0, 1.0], repeat=d)))
    alone = np.full((2 * d, d), 0.5)
    alone[np.arange(d), np.arange(d)], alone[d + np.arange(d), np.arange(d)] = 0.0, 1.0
    return np.vstack([alone, np.zeros(d), np.ones(d)])


def _corners(found: Sequence[Found]) -> list[Corner]:
    """The worst place of each, and others that fail."""
    made: list[Corner] = []
    for one in found:
        others = [place for place in one.places[1:] if place.verdict == FAIL and place.what != NOMINAL]
        at = f", {one.at}" if one.at else ""
        for i, place in enumerate([one.places[0], *others]):
            name = f"worst {one.target}{at}{f' {i + 1}' if i else ''}"
            if all(place.set != corner.set for corner in made):
                made.append(Corner(name, place.set, place.seed))
    return made


# ---- report


def _report(study: Study, found: Sequence[Found]) -> Report:
    names = list(dict.fromkeys(name for one in found for name in one.places[0].set))
    report = Report(study.planned(study.campaign.n_made, f"the world chooses {', '.join(names)}"))
    is_at = any(one.at for one in found)
    what = "margin" if not study.goals else "value"
    rows = []
    for one in found:
        first = one.places[0]
        values = [shown(first.set[name]) if name in first.set else "" for name in names]
        verdict = [] if study.goals else [first.verdict]
        rows.append([one.target, *([one.at] if is_at else []), _text(study, first), *verdict, *values])
        _addNotes(study, report, one)
        key = pictures.fileName(f"worst_{one.target}{f'_{one.at}' if one.at else ''}")
        title = f"{one.target}: worst {_text(study, first)}"
        bars = [(_label(place), [_ends(study, place)]) for place in one.places]
        report.pictures[key] = pictures.bars(title, bars, [what], study.caption(f"replay: {first.command}"))
        report.files[key] = _csv(study, one, names)
    extra = [*(["corner"] if is_at else []), f"worst {what} (95 %)", *([] if study.goals else ["verdict"])]
    report.tables.append(Table("Worst points", ["goal" if study.goals else "spec", *extra, *names], rows))
    report.facts = {"reps": study.reps, "found": [_facts(study, one) for one in found]}
    report.holds = None if study.goals else all(one.places[0].verdict == PASS for one in found)
    report.hint = found[0].places[0].command
    return report


def _signed(study: Study, stat: Stat) -> Stat:
    """In the units of the measure, where a large one was searched for."""
    if not study.goals or study.goals[0].sign > 0.0:
        return stat
    return Stat(stat.n, -stat.mean, -stat.high, -stat.low, -stat.most, -stat.least)


def _text(study: Study, place: Place) -> str:
    return "no value" if place.stat is None else interval(_signed(study, place.stat))


def _ends(study: Study, place: Place) -> tuple[float, float, float]:
    if place.stat is None:
        return math.nan, math.nan, math.nan
    stat = _signed(study, place.stat)
    return stat.mean, stat.low, stat.high


def _label(place: Place) -> str:
    return f"{place.what}: {', '.join(shown(value) for value in place.set.values())}"


def _addNotes(study: Study, report: Report, one: Found) -> None:
    first = one.places[0]
    for place in one.places:
        if place.what in (NOMINAL, SPREAD) and place is not first:
            report.notes.append(f"{one.target}{f' at {one.at}' if one.at else ''}: {place.what} {_text(study, place)}")
    if first.what == NOMINAL:
        report.notes.append(f"{one.target}: nothing worse than the nominal values was found.")
    if first.stat is None:
        report.notes.append(f"{one.target}: a run fails there.")
    report.notes.append(f"{one.target}: its worst run again: {first.command}")


def _facts(study: Study, one: Found) -> dict[str, Any]:
    places = [
        {"what": place.what, "set": place.set, "verdict": place.verdict, "run": place.number, "seed": place.seed,
         "command": place.command, **dict(zip(("mean", "low", "high"), _ends(study, place)))}
        for place in one.places
    ]  # fmt: skip
    return {"target": one.target, "at": one.at or NOMINAL, "budget": one.budget, "places": places}


def _csv(study: Study, one: Found, names: Sequence[str]) -> tuple[list[str], list[list[Any]]]:
    rows = [
        [place.what, *[place.set.get(name, "") for name in names], *_ends(study, place), place.verdict, place.command]
        for place in one.places
    ]
    return ["what", *names, "mean", "low", "high", "verdict", "command"], rows
