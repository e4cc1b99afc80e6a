"""Optimisation: which values of what is ours to choose serve the goals best, while the specs hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Chance, Design, Variation, Worst
from explore.adversary import Adversary
from explore.Box import Box
from explore.Common import checkCount
from explore.cornerfile import Corner, Corners, chosen, cornersOf, saveCorners
from explore.corners import extremes
from explore.fronts import LEAST_POPULATION, byNsga, frontReport
from explore.goals import YIELD
from explore.objective import Objective, Scores
from explore.optimizereport import optimizeReport
from explore.packages import need
from explore.Report import Report
from explore.searching import LONG, Spot, Trace, byCma, byNelderMead, byTpe, descended, polished
from explore.selection import N_FIRST, Selected, meansOf, selected
from explore.Study import Common, Study
from util.errors import ParameterError

ROBUST = ("corners", "worst", "mc")
SAMPLERS = ("auto", "tpe", "cma")
_RUNS_PER_PARAMETER, _K_SIGMA = 100, 1.0
# Fresh replications, far from those of the search: of candidates, and of the winner alone.
_FRESH, _FINAL = 10**6, 2 * 10**6
_DISTINCT = 0.05
_MAX_CANDIDATES = 12
# Evaluations that choosing among candidates takes at least, two of each of two; and a last look at one of them.
_SELECTION_LEAST, _FINAL_LEAST = 4, 3


class Shares(NamedTuple):
    """How a budget of evaluations is divided: the search, the choice among candidates, the last look at the
    winner and at the nominal point."""

    search: int
    selection: int
    final: int

    @classmethod
    def of(cls, n: int, has_chance: bool) -> Shares:
        """Of `n` evaluations."""
        if not has_chance:
            return cls(n - 2, 0, 1)
        final = min(max(_FINAL_LEAST, n // 20), 30)
        selection = max(_SELECTION_LEAST, n // 5)
        return cls(n - selection - 2 * final, selection, final)

    @classmethod
    def least(cls, n_sides: int, n_goals: int, has_chance: bool) -> int:
        """How many evaluations a search needs."""
        search = max(2 * (n_sides + 1), LEAST_POPULATION + 1 if n_goals > 1 else 0)
        return search + (_SELECTION_LEAST + 2 * _FINAL_LEAST if has_chance else 0)


def optimize(
    netlist: Any,
    out: str | Path | None = None,
    *,
    runs: int | None = None,
    robust: str | None = None,
    corners: Corners = None,
    at: Sequence[str] = (),
    k_sigma: float = _K_SIGMA,
    local: bool = False,
    sampler: str = "auto",
    save_corners: str | Path | None = None,
    **common: Any,
) -> Report:
    """Looks for the values that serve the goals best.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        runs: how many there may be, by default 100 (d + 1) evaluations of d parameters.
        robust: "corners", where the worst corner counts; "worst", where the world answers each proposal with what is
            worst for it; or "mc", where the mean and `k_sigma` standard deviations over worlds that chance chooses
            count, or, for the goal "max yield", the share of worlds that fulfil the specs. By default, points are tried
            as they are.
        corners: file of corners, or several, besides those of the netlist. at: names of those to be used.
        local: Nelder and Mead's simplex from the nominal point, rather than a search everywhere.
        sampler: "tpe", "cma", or "auto": CMA-ES for more than 1,000 evaluations without choices.
        save_corners: file for the best point, or for the points of the front, as corners.
        common: see explore.Common; `goal` is one or several texts such as "max profit"; specs are constraints.
    Raises:
        ParameterError: nothing varies, there is no goal, or a package is not installed.
    """
    need("an optimisation", "scipy", "optuna", "cma", "pymoo")
    _check(robust, sampler)
    settings = Common(netlist, out, **common)
    checkCount("runs", runs)
    if settings.reps is not None:
        raise ParameterError("optimize chooses replications by itself", "", "leave out --reps")
    if local and sampler != "auto":
        raise ParameterError(f"a local search does not use {sampler}", "", "one of --local and --sampler")
    if k_sigma != _K_SIGMA and robust != "mc":
        raise ParameterError(f"{k_sigma:g} sigma is of random worlds", "", "--robust mc, or no --k-sigma")
    if not settings.goal:
        raise ParameterError("there is no goal", "", "--goal 'max MEASURE', or 'min MEASURE'")
    asked: dict[str, Any] = {"runs": runs, "robust": robust, "local": local, "sampler": sampler, "at": list(at)}
    asked["k_sigma"] = k_sigma if robust == "mc" else None
    options = {name: value for name, value in asked.items() if value and value != "auto"}
    with Study("optimize", settings, Design, options, reps=(1, 1), max_goals=None, is_search=True) as study:
        report, best = _Optimizing(study, runs, robust, corners, at, k_sigma).report(local, sampler)
        if failed := study.campaign.n_failed:
            report.notes.append(
                f"{failed:,} of {study.campaign.n_runs:,} runs failed; their points count as the worst."
            )
        if save_corners is not None:
            saveCorners(Path(save_corners), best)
        return study.finish(report)


def _check(robust: str | None, sampler: str) -> None:
    for what, value, known in (("robust", robust, (None, *ROBUST)), ("sampler", sampler, SAMPLERS)):
        if value not in known:
            raise ParameterError(f"{what} cannot be {value!r}", "", " or ".join(filter(None, known)))


class _Optimizing:
    """One optimisation."""

    def __init__(
        self,
        study: Study,
        runs: int | None,
        robust: str | None,
        corners: Corners,
        at: Sequence[str],
        k_sigma: float,
    ):
        self._study = study
        self._box = box = Box(study.space, "optimize", (Design,), choices=True)
        _checkOthers(study, box, robust)
        if any(goal.measure == YIELD for goal in study.goals) and robust != "mc":
            raise ParameterError("the yield cannot be a goal", "it is a property of many worlds", "--robust mc")
        places = self._places(robust, corners, at)
        self._objective = Objective(study, places, robust == "mc", k_sigma)
        self._adversary = Adversary(study, self._objective, box) if robust == "worst" else None
        self._robust = robust
        n_sides = box.d + len(box.choices)
        self._has_chance = study.has_chance
        self._n = (runs or _RUNS_PER_PARAMETER * (n_sides + 1) * self._objective.cost) // self._objective.cost
        if self._n < (n := Shares.least(n_sides, len(study.goals), self._has_chance)):
            least = n * self._objective.cost
            raise ParameterError(f"{runs} runs are too few", f"a search here takes {least} at least", f"--runs {least}")
        over = partial(_isOver, study)
        self._trace = Trace(box, self._objective, over, self._has_chance)

    def _places(self, robust: str | None, given: Corners, at: Sequence[str]) -> list[Corner]:
        if robust not in ("corners", "worst"):
            if given or at:
                raise ParameterError("corners count only where they are asked for", "", "--robust corners")
            return []
        study = self._study
        named = cornersOf(study.space, study.netlist.get("netlist_corners") or {}, given) or extremes(study)
        places = [Corner("nominal", {}), *(chosen(named, at) if at else named.values())]
        ours = {*self._box.names, *self._box.choices}
        both = next((f"{name} of the corner {p.name}" for p in places for name in p.set if name in ours), None)
        if both is not None:
            raise ParameterError(
                f"{both} cannot be optimised", "a corner fixes it", "other corners with --at, or --vary"
            )
        study.settle("corners", {place.name: place.facts() for place in places})
        return places

    def report(self, local: bool, sampler: str) -> tuple[Report, list[Corner]]:
        """Searches, selects, and tells what was found; and the best points as corners."""
        if len(self._study.goals) > 1:
            if local or sampler != "auto" or self._robust == "worst":
                what = "a local search" if local else "CMA-ES" if sampler != "auto" else "--robust worst"
                raise ParameterError(f"{what} cannot be after several goals", "", "one --goal")
            return self._front()
        shares = Shares.of(self._n, self._has_chance)
        self._trace.most_runs = self._n * self._objective.cost
        self._trace.reserved = self._n - shares.search
        self._search(local, sampler)
        candidates = self._candidates(max(2, min(_MAX_CANDIDATES, shares.selection // N_FIRST)))
        spots, found, final = self._looked(candidates, self._selected(candidates, shares), shares.final)
        report = optimizeReport(self._study, self._box, self._trace, self._objective, spots, found, final)
        if self._adversary is not None and not self._adversary.n_answers:
            report.notes.append("There were too few runs for an answer of the world; only known corners counted.")
        return report, [Corner("best", spots[found.best].point)]

    def _looked(
        self, spots: list[Spot], found: Selected, reps: int
    ) -> tuple[Sequence[Spot], Selected, Sequence[Scores]]:
        """The candidates, what was found, and a last look: replications of the winner and of the nominal point. If that
        may be chosen and is better, it is the winner."""
        nominal = self._trace.nominal
        if spots[found.best] is nominal:
            return spots, found, self._objective.replicated([nominal.point], _FINAL, reps) * 2
        final = self._objective.replicated([spots[found.best].point, {}], _FINAL, reps)
        ranks = meansOf(final).rank
        if nominal is None or ranks[0] <= ranks[1]:
            return spots, found, final
        n = len(found.scores)
        return [*spots[:n], nominal], Selected(n, 0.0, [*found.scores, final[1]]), [final[1]] * 2

    def _search(self, local: bool, sampler: str) -> None:
        trace, seed = self._trace, self._study.campaign.seeds.ofPlan()
        if self._box.choices and (sampler == "cma" or self._adversary):
            raise ParameterError(
                "CMA-ES cannot choose", f"{next(iter(self._box.choices))} is a choice", "--sampler tpe"
            )
        trace.has_chance = self._has_chance and not local
        trace.begin()
        if local:
            byNelderMead(trace, self._box.nominal)
        elif self._adversary is not None:
            byCma(trace, seed, partial(self._adversary.answered, trace))
        elif sampler == "cma" or (sampler == "auto" and self._n > LONG and not self._box.choices):
            byCma(trace, seed)
        else:
            # Without chance, the other half is for the descent.
            others = 0 if self._has_chance else (self._n - trace.reserved) // 2
            trace.reserved += others
            byTpe(trace, seed)
            trace.reserved -= others
        self._checkValues()
        if not self._has_chance and not local and self._box.d:
            descended(trace)

    def _checkValues(self) -> None:
        """Refuses a goal that has no value anywhere, as when it names a column that no row has."""
        for goal, values in zip(self._study.goals, self._trace.scores.values.T):
            if not np.isfinite(values).any() and not _isOver(self._study):
                why = "its columns are in no row, or have no value there"
                raise ParameterError(f"no run has a value for {goal}", why, "tsp run NETLIST OUT, and look at data.csv")

    def _candidates(self, n: int) -> list[Spot]:
        """`n` of the best spots that lie apart, and of those that quadratics through all of them propose."""
        found: list[Spot] = []
        trace, nominal = self._trace, self._trace.nominal
        made = [Spot(u, c, self._box.point(u, c)) for u, c in polished(trace)] if self._has_chance else []
        for spot in (trace.spots[i] for i in trace.order):
            if nominal is not None and spot.point == nominal.point:
                spot = nominal
            if len(found) + len(made) < n and all(_differ(spot, other) for other in found):
                found.append(spot)
        return [*found, *made]

    def _selected(self, spots: Sequence[Spot], shares: Shares) -> Selected:
        if not self._has_chance or _isOver(self._study):
            sure = 0.0 if self._has_chance else 1.0
            return Selected(0, sure, [self._trace.scores.at([self._trace.order[0]])])
        points = [spot.point for spot in spots]

        def evaluate(which: Sequence[int], first: int, reps: int) -> list[Scores]:
            return self._objective.replicated([points[i] for i in which], _FRESH + first, reps)

        n_first = max(2, min(N_FIRST, shares.selection // len(spots)))
        found = selected(len(spots), evaluate, shares.selection, n_first, partial(_isOver, self._study))
        if not np.isfinite(found.probability):
            # Time was up among the first runs of the candidates.
            return Selected(0, 0.0, [self._trace.scores.at([self._trace.order[0]])])
        return found

    def _front(self) -> tuple[Report, list[Corner]]:
        shares = Shares.of(self._n, self._has_chance)
        self._trace.most_runs = self._n * self._objective.cost
        self._trace.reserved = shares.selection
        self._trace.begin()
        history = byNsga(self._trace, self._study.campaign.seeds.ofPlan())
        self._checkValues()
        is_checked = self._has_chance and not _isOver(self._study)

        def evaluate(points: Sequence[Mapping[str, Any]]) -> list[Scores]:
            reps = max(2, min(N_FIRST, shares.selection // len(points)))
            return self._objective.replicated(points, _FRESH, reps)

        n, fresh = shares.selection, evaluate if is_checked else None
        return frontReport(self._study, self._box, self._trace, self._objective, history, n, fresh)


def _checkOthers(study: Study, box: Box, robust: str | None) -> None:
    """Refuses what was asked to vary and would not."""
    kinds: tuple[type[Variation], ...] = {None: (), "mc": (Chance,)}.get(robust, (Worst,))
    for name in study.space.asked:
        variation = study.space.variations[name]
        if name not in box.names and name not in box.choices and not isinstance(variation, kinds):
            cure = "--robust mc" if isinstance(variation, Chance) else "--robust worst"
            raise ParameterError(f"{name}={variation} is not ours to choose", "it would not vary here", cure)


def _differ(one: Spot, other: Spot) -> bool:
    return one.choices != other.choices or bool(np.abs(one.unit - other.unit).max(initial=0.0) > _DISTINCT)


def _isOver(study: Study) -> bool:
    return study.campaign.is_out_of_time
