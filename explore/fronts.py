"""Several goals at once: the points that no other beats in all of them, found by NSGA-II."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explore.Box import Box
from explore.cornerfile import Corner
from explore.curves import shown
from explore.objective import Objective, Scores
from explore.Report import Report, Table
from explore.Runs import Floats
from explore.searching import Trace, optionsAt
from explore.selection import N_FIRST, meansOf
from explore.statistics import summary
from explore.Study import Study
from explore.words import interval, number

_POPULATION, LEAST_POPULATION = 40, 8
# The point from which hypervolumes are measured lies so far behind the worst of the first generation.
_BEHIND = 0.1

Evaluate = Callable[[Sequence[Mapping[str, Any]]], list[Scores]]


class History(NamedTuple):
    """Of each generation, the number of runs by then and the hypervolume of what was found, as a part of the box from
    the best of each goal to what lies behind the first generation."""

    runs: list[int]
    volumes: list[float]


def byNsga(trace: Trace, seed: int) -> History:
    """NSGA-II (Deb et al. 2002), with pymoo, until the budget is spent."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.problems.static import StaticProblem

    box, objective = trace.box, trace.objective
    size = max(LEAST_POPULATION, min(_POPULATION, trace.left // 5))
    n_sides = box.d + len(box.choices)
    n_goals, search, generations = 0, None, list[Scores]()
    runs: list[int] = []
    units = None
    while trace.left >= size:
        if search is None:
            rng = np.random.default_rng(seed)
            units = rng.random((size, n_sides))
        else:
            population = search.ask()
            units = population.get("X")
        scores = trace.ask([u[: box.d] for u in units], [optionsAt(box, u) for u in units])
        values = np.where(np.isfinite(scores.values), scores.values, 1e300)
        if search is None:
            n_goals, n_limits = values.shape[1], scores.violations.shape[1]
            problem = Problem(n_var=n_sides, n_obj=n_goals, n_ieq_constr=n_limits, xl=0.0, xu=1.0)
            search = NSGA2(pop_size=size, sampling=units)
            search.setup(problem, termination=("n_gen", 10**9), seed=seed % 2**31, verbose=False)
            population = search.ask()
        limits = {"G": scores.violations} if scores.violations.shape[1] else {}
        search.evaluator.eval(StaticProblem(problem, F=values, **limits), population)
        search.tell(infills=population)
        generations.append(scores)
        runs.append(objective.n_runs)
    return History(runs, _volumes(generations))


def _volumes(generations: Sequence[Scores]) -> list[float]:
    from pymoo.indicators.hv import HV

    every = np.concatenate([one.values[one.feasible] for one in generations]) if generations else np.zeros((0, 2))
    if not len(every):
        return [0.0] * len(generations)
    first = next(one.values[one.feasible] for one in generations if one.feasible.any())
    best = every.min(axis=0)
    reference = first.max(axis=0) + _BEHIND * np.maximum(np.ptp(every, axis=0), 1e-300)
    volume = HV(ref_point=np.ones(len(best)))
    found: list[float] = []
    so_far: Floats = np.zeros((0, every.shape[1]))
    for one in generations:
        so_far = np.concatenate([so_far, one.values[one.feasible]])
        so_far = so_far[undominated(so_far)]
        scaled = (so_far - best) / np.maximum(reference - best, 1e-300)
        found.append(float(volume(scaled)) if len(scaled) else 0.0)
    return found


def undominated(values: Floats) -> list[int]:
    """Numbers of the rows that no other row beats in one column without losing in another."""
    found = []
    for i, row in enumerate(values):
        beats = (values <= row).all(axis=1) & (values < row).any(axis=1)
        twin = (values[:i] == row).all(axis=1).any() if i else False
        if not beats.any() and not twin:
            found.append(i)
    return found


def frontReport(
    study: Study,
    box: Box,
    trace: Trace,
    objective: Objective,
    history: History,
    most: int,
    evaluate: Evaluate | None,
) -> tuple[Report, list[Corner]]:
    """The front, re-evaluated with fresh replications where there is chance, and filtered again; its points as corners.

    Args:
        most: how many evaluations there are for that.
        evaluate: points → their replications; None where there is no chance.
    """
    feasible = np.flatnonzero(trace.scores.feasible)
    numbers = [int(feasible[i]) for i in undominated(trace.scores.values[feasible])]
    numbers.sort(key=lambda i: tuple(trace.scores.values[i]))
    if evaluate is not None and numbers:
        k = max(2, most // N_FIRST)
        numbers = [
            numbers[i] for i in sorted({round(j) for j in np.linspace(0, len(numbers) - 1, min(k, len(numbers)))})
        ]
        scores = evaluate([trace.spots[i].point for i in numbers])
    else:
        scores = [trace.scores.at([i]) for i in numbers]
    means = meansOf(scores) if scores else trace.scores.at([])
    kept = [i for i in undominated(means.values) if means.feasible[i]]
    kept.sort(key=lambda i: tuple(means.values[i]))
    points = [trace.spots[numbers[i]].point for i in kept]
    report = _report(study, box, objective, points, [scores[i] for i in kept], history)
    return report, [Corner(f"front {i + 1}", point) for i, point in enumerate(points)]


def _report(
    study: Study,
    box: Box,
    objective: Objective,
    points: Sequence[Mapping[str, Any]],
    scores: Sequence[Scores],
    history: History,
) -> Report:
    signs = [goal.sign for goal in study.goals]
    goals = [str(goal) for goal in study.goals]
    n_sides = box.d + len(box.choices)
    report = Report(study.planned(objective.n_runs, f"{n_sides} to choose, {len(goals)} goals"))
    rows = []
    facts: list[dict[str, Any]] = []
    for point, score in zip(points, scores):
        stats = [summary((sign * score.values[:, g]).tolist()) for g, sign in enumerate(signs)]
        rows.append([*[interval(stat) for stat in stats], *[shown(value) for value in point.values()]])
        facts.append({"set": point, "goals": {name: stat.mean for name, stat in zip(goals, stats)},
                      "low": [stat.low for stat in stats], "high": [stat.high for stat in stats]})  # fmt: skip
    names = [*box.names, *box.choices]
    report.tables.append(Table(f"Front: {len(rows)} points that no other beats", [*goals, *names], rows))
    if not rows:
        report.notes.append("No point that was tried fulfils every spec.")
    report.holds = bool(rows) if objective.specs else None
    if history.volumes:
        some = [*history.volumes[:: max(1, len(history.volumes) // 6)], history.volumes[-1]]
        report.notes.append(f"Hypervolume by generation: {', '.join(map(number, some))}.")
    report.facts = {"front": facts, "runs": history.runs, "hypervolume": history.volumes}
    report.files["front"] = (
        [*goals, *names],
        [[*one["goals"].values(), *one["set"].values()] for one in facts],
    )
    if len(goals) == 2 and rows:
        pairs = np.array([list(one["goals"].values()) for one in facts])
        report.pictures["front"] = _drawn(pairs, goals, study.caption())
    return report


def _drawn(pairs: Floats, goals: Sequence[str], caption: str) -> Any:
    def draw(file: Path) -> None:
        from util.plotsearch import saveFront

        saveFront(file, pairs, goals, caption)

    return draw
