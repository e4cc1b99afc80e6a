"""Corners: does every spec hold at every named point, or at every extreme that the world may choose?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Worst
from explore import pictures
from explore.asking import wholePoints
from explore.cornerfile import Corner, Corners, chosen, cornersOf
from explore.curves import meanAt
from explore.Report import FAIL, PASS, UNSURE, Report, Table
from explore.Runs import Runs
from explore.statistics import Stat, summary
from explore.Study import Common, Study
from explore.words import interval, number
from util.errors import ParameterError

# With no more parameters than this, all corners of the box; beyond, each parameter by itself, and all together.
MAX_ALL = 5
# Corners that a note names.
_MAX_NAMED = 5


def corners(
    netlist: Any,
    out: str | Path | None = None,
    *,
    corners: Corners = None,
    at: Sequence[str] = (),
    **common: Any,
) -> Report:
    """Runs a netlist at its nominal values and at corners, and says of each spec whether it holds there.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        corners: file of corners, or name → {parameter: value}, or several of them, besides those of the netlist. Where
            there are none at all, the extremes of all Worst parameters are corners.
        at: names of the corners to use; by default all.
        common: see explore.Common.
    Raises:
        ParameterError: there are no corners.
    """
    settings = Common(netlist, out, **common)
    with Study("corners", settings, Worst, {"at": list(at)} if at else {}) as study:
        named = _named(study, corners)
        places = [Corner("nominal", {}), *(chosen(named, at) if at else named.values())]
        study.settle("corners", {place.name: place.facts() for place in places})
        seeds, blocks = [p.seed for p in places], [p.blocks for p in places]
        runs = study.campaign.runs([p.set for p in places], study.reps, seeds=seeds, blocks=blocks)
        runs = wholePoints(study, runs)
        return study.finish(_report(study, places, runs))


def _named(study: Study, given: Corners) -> dict[str, Corner]:
    said = study.netlist.get("netlist_corners") or {}
    # Parameters on the command line are asked for because of their extremes.
    found = {} if study.space.asked and not given else cornersOf(study.space, said, given)
    return found or extremes(study)


def extremes(study: Study) -> dict[str, Corner]:
    """The extremes of what the world may choose.

    Raises:
        ParameterError: it may choose nothing.
    """
    ends = {
        name: (study.space.typed(name, worst.lo), study.space.typed(name, worst.hi))
        for name, worst in study.space.variations.items()
        if isinstance(worst, Worst)
    }
    if not ends:
        why = "the netlist names none, and no parameter is the world's to choose"
        cure = "--vary 'NAME=worst(lo,hi)', --corners FILE, or netlist_corners"
        raise ParameterError("there are no corners", why, cure)
    if len(ends) <= MAX_ALL:
        sets = [dict(zip(ends, combination)) for combination in product(*ends.values())]
        return {_nameOf(values): Corner(_nameOf(values), values) for values in sets}
    alone = [{name: end} for name, both in ends.items() for end in both]
    together = {
        f"all {word}": {name: both[side] for name, both in ends.items()} for side, word in ((0, "low"), (1, "high"))
    }
    named = {**{_nameOf(values): values for values in alone}, **together}
    return {name: Corner(name, values) for name, values in named.items()}


def _nameOf(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())


class Rating(NamedTuple):
    """How a spec fares at a corner: the verdict, and its margin over the runs that have one."""

    verdict: str
    margin: Stat | None

    def __str__(self) -> str:
        if self.margin is None:
            return f"{self.verdict} no value"
        return f"{self.verdict} {interval(self.margin)}, worst {number(self.margin.least)}"


def _report(study: Study, places: Sequence[Corner], runs: Runs) -> Report:
    report = Report(study.planned(runs.n, f"{len(places)} corners, {study.reps} replications"), results=runs)
    names = [place.name for place in places]
    if runs.specs:
        found = [[rated(study, runs, spec, i) for spec in runs.specs] for i in range(len(places))]
        texts = [[str(rating) for rating in ratings] for ratings in found]
        rows = [[name, *cells] for name, cells in zip(names, texts)]
        report.tables.append(Table("Margins: mean with 95 % interval, worst run", ["corner", *runs.specs], rows))
        verdicts = [[rating.verdict for rating in ratings] for ratings in found]
        report.pictures["corners"] = pictures.verdicts(names, runs.specs, verdicts, texts, study.caption())
        for spec, column in zip(runs.specs, zip(*verdicts)):
            bad = [name for name, verdict in zip(names, column) if verdict == FAIL]
            if bad:
                # A terminal cuts a wide table.
                more = f" and {len(bad) - _MAX_NAMED} more" if len(bad) > _MAX_NAMED else ""
                report.notes.append(f"{spec} fails at {', '.join(bad[:_MAX_NAMED])}{more}")
        report.holds = all(verdict == PASS for row in verdicts for verdict in row)
        report.facts["specs"] = [
            {"corner": name, "spec": spec, "verdict": rating.verdict, "runs": runs.reps, **_facts(rating.margin)}
            for name, ratings in zip(names, found)
            for spec, rating in zip(runs.specs, ratings)
        ]
    stats = [[meanAt(runs, measure, i) for measure in runs.measures] for i in range(len(places))]
    rows = [[name, *["no value" if s is None else interval(s) for s in some]] for name, some in zip(names, stats)]
    report.tables.append(Table("Measures: mean with 95 % interval", ["corner", *runs.measures], rows))
    report.facts["measures"] = [
        {"corner": name, "measure": measure, "runs": runs.reps, **_facts(stat)}
        for name, some in zip(names, stats)
        for measure, stat in zip(runs.measures, some)
    ]
    report.facts.update(reps=study.reps, corners={place.name: place.set for place in places})
    report.files["corners"] = _csv(report.facts)
    report.noteLost(runs)
    for k, failure in sorted(runs.failures.items())[:3]:
        report.notes.append(f"run {runs.number(k)}, at {names[k // runs.reps]}, failed: {failure}")
    return report


def rated(study: Study, runs: Runs, spec: str, point: int) -> Rating:
    """How a spec fares at a point: PASS or FAIL where the interval of its mean margin lies on one side of the limit."""
    margins = runs.margin(spec)[point * runs.reps : (point + 1) * runs.reps]
    finite = margins[np.isfinite(margins)]
    if len(finite) < runs.reps:
        # A run without a margin has failed, or its measure has no value: it does not fulfil the spec.
        return Rating(FAIL, summary(finite.tolist()) if len(finite) else None)
    stat = summary(margins.tolist())
    limit = study.spec(spec)
    ends = (stat.low, stat.high) if study.has_chance and runs.reps > 1 else (stat.mean, stat.mean)
    holds = [limit.holds(end) if limit is not None else end >= 0.0 for end in ends]
    return Rating(PASS if all(holds) else UNSURE if any(holds) else FAIL, stat)


def _facts(stat: Stat | None) -> dict[str, Any]:
    if stat is None:
        return {"n": 0}
    return {"n": stat.n, "mean": stat.mean, "low": stat.low, "high": stat.high, "least": stat.least, "most": stat.most}


def _csv(facts: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    columns = ["n", "mean", "low", "high", "least", "most", "verdict"]
    rows = [[f["corner"], f"margin of {f['spec']}", *[f.get(c, "") for c in columns]] for f in facts.get("specs", [])]
    rows += [[f["corner"], f["measure"], *[f.get(c, "") for c in columns]] for f in facts["measures"]]
    return ["corner", "what", *columns], rows
