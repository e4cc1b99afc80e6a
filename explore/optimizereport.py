"""What an optimisation of one goal found, for a reader: the point, what it comes to, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explore.Box import Box
from explore.curves import shown
from explore.objective import Objective, Scores
from explore.Report import FAIL, PASS, UNSURE, Report, Table
from explore.searching import Spot, Trace
from explore.selection import CONFIDENCE, Selected, meansOf
from explore.statistics import Stat, summary
from explore.Study import Study
from explore.words import interval, number, percent
from util.mathutil import addUp

# This near to an end of its range, a parameter may want to go beyond.
_AT_END = 1e-3


def optimizeReport(
    study: Study,
    box: Box,
    trace: Trace,
    objective: Objective,
    spots: Sequence[Spot],
    found: Selected,
    final: Sequence[Scores],
) -> Report:
    """The report.

    Args:
        spots: the candidates.
        final: fresh replications of the best one, and of the nominal point.
    """
    best, goal = spots[found.best], study.goals[0]
    n_sides = box.d + len(box.choices)
    report = Report(study.planned(objective.n_runs, f"{n_sides} to choose, {_how(objective)}"))
    nominal = study.space.nominal
    ends = {n: f"{lo:g} to {hi:g}" for n, (lo, hi) in box.ends().items()} | {
        name: ", ".join(map(str, options)) for name, options in box.choices.items()
    }
    rows = [[name, shown(value), shown(nominal[name]), ends[name]] for name, value in best.point.items()]
    report.tables.append(Table("Best point", ["parameter", "best", "nominal", "range"], rows))
    stats = [_stat(goal.sign * one.values[:, 0]) for one in final]
    texts = ["no value" if stat is None else interval(stat) for stat in stats]
    held = [["goal", str(goal), *texts, ""]]
    for i, spec in enumerate(objective.specs if final[0].violations.shape[1] else []):
        margins = [_stat(-one.violations[:, i]) for one in final]
        verdict = _verdict(study, spec, margins[0])
        held.append(["margin", spec, *["no value" if m is None else interval(m) for m in margins], verdict])
    report.tables.append(Table("What it comes to", ["", "", "at best", "at nominal", ""], held))
    verdicts = [row[-1] for row in held[1:]]
    report.holds = all(verdict == PASS for verdict in verdicts) if verdicts else None
    report.facts = {
        "best": best.point,
        "goal": str(goal),
        "value": None if stats[0] is None else stats[0].mean,
        "low": None if stats[0] is None else stats[0].low,
        "high": None if stats[0] is None else stats[0].high,
        "nominal": None if stats[1] is None else stats[1].mean,
        "probability": found.probability,
        "runs": objective.n_runs,
        "corners": {corner.name: corner.facts() for corner in objective.corners},
        "specs": {row[1]: row[-1] for row in held[1:]},
    }
    ranks = meansOf(final).rank
    if best is trace.nominal:
        report.notes.append("No point that was tried is known to be better than the nominal one.")
    elif ranks[1] < ranks[0]:
        report.notes.append(
            "The nominal point, which is not among those that may be chosen, is better than any that was found."
        )
    _addCandidates(report, study, spots, found)
    _addNotes(report, study, box, objective, best, found)
    _addHistory(report, study, trace)
    report.hint = study.runCommand(best.point)
    return report


def _how(objective: Objective) -> str:
    if objective.cost == 1:
        return "one run each"
    return f"the worst of {objective.cost} corners" if len(objective.corners) > 1 else f"{objective.cost} worlds each"


def _stat(values: Any) -> Stat | None:
    finite = values[np.isfinite(values) & (np.abs(values) < 1e299)]
    return summary(finite.tolist()) if len(finite) == len(values) else None


def _verdict(study: Study, name: str, margin: Stat | None) -> str:
    if margin is None:
        return FAIL
    limit = study.spec(name)
    ends = (margin.low, margin.high) if study.has_chance and margin.n > 1 else (margin.mean, margin.mean)
    holds = [limit.holds(end) if limit is not None else end >= 0.0 for end in ends]
    return PASS if all(holds) else UNSURE if any(holds) else FAIL


def _addCandidates(report: Report, study: Study, spots: Sequence[Spot], found: Selected) -> None:
    means, sign = meansOf(found.scores), study.goals[0].sign
    order = np.argsort(means.rank, kind="stable")
    names = list(spots[0].point)
    rows = [
        [
            *spots[i].point.values(),
            sign * float(means.values[i, 0]),
            len(found.scores[i].values),
            bool(means.feasible[i]),
        ]
        for i in order
    ]
    report.files["candidates"] = [*names, str(study.goals[0]), "replications", "fulfils the specs"], rows


def _addNotes(report: Report, study: Study, box: Box, objective: Objective, best: Spot, found: Selected) -> None:
    if study.has_chance and not study.campaign.is_out_of_time:
        n = addUp(len(one.values) for one in found.scores)
        sure = "sure enough" if found.probability >= CONFIDENCE else "not sure"
        known = f"the best of them with probability {percent(found.probability)} % or more, {sure}"
        report.notes.append(
            f"Chosen among {len(found.scores)} candidates by {n} evaluations with fresh seeds"
            + (f": {known}. What it comes to is from others again." if found.probability > 0.0 else
               ". In others again, which count here, the nominal point was better than the one chosen.")
        )  # fmt: skip
    if not meansOf(found.scores).feasible[found.best]:
        report.notes.append("No candidate fulfils every spec; this one violates them least.")
    at_end = [n for n, u in zip(box.names, best.unit) if min(u, 1.0 - u) < _AT_END]
    if at_end:
        report.notes.append(f"At an end of its range: {', '.join(at_end)}. A wider range may hold a better point.")
    if study.campaign.is_out_of_time:
        report.notes.append("Time was up, and nothing was run with fresh seeds; the same command again goes on.")
    answers = [corner for corner in objective.corners if corner.name.startswith("answer ")]
    for corner in answers:
        sets = ", ".join(f"{name}={shown(value)}" for name, value in corner.set.items())
        report.notes.append(f"{corner.name}, which was worst for a proposal: {sets}")


def _addHistory(report: Report, study: Study, trace: Trace) -> None:
    goal = study.goals[0]
    values = goal.sign * trace.scores.values[:, 0]
    feasible = trace.scores.feasible
    names = list(trace.spots[0].point)
    rows = [
        [*spot.point.values(), float(value) if np.isfinite(value) else "", bool(is_in)]
        for spot, value, is_in in zip(trace.spots, values, feasible)
    ]
    report.files["optimize"] = [*names, str(goal), "fulfils the specs"], rows

    def draw(file: Path) -> None:
        from util.plotsearch import saveHistory

        saveHistory(file, str(goal), values, feasible, goal.sign, study.caption())

    report.pictures["history"] = draw
    report.notes.append(
        f"{number(len(values))} points were tried; optimize.csv has them, candidates.csv the last ones."
    )
