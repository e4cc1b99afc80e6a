"""`Objective`: what an optimisation makes of a point: its goals, to be small, and how far it violates the specs.

A plain objective is one run of each point. A robust one is the worst over corners, or the mean and the scatter over
worlds that chance chooses: then an evaluation is several runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.Variation import Chance
from explore.cornerfile import Corner
from explore.goals import YIELD
from explore.Runs import Floats, Runs
from explore.sampling import Sample, sobol
from explore.Study import Study

# Worlds that a point is tried in, and how many standard deviations a goal is on the safe side.
_N_WORLDS = 64
# What a run that failed comes to.
_AWFUL = 1e300


class Scores(NamedTuple):
    """Of some points, one evaluation each.

    Attributes:
        values: float[n, n_goals], to be small; infinite where a run failed.
        violations: float[n, n_specs], above 0 where a spec is violated.
    """

    values: Floats
    violations: Floats

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """bool[n], whether no spec is violated."""
        holds = np.asarray((self.violations <= 0.0).all(axis=1))
        found: NDArray[np.bool_] = holds & np.isfinite(self.values).all(axis=1)
        return found

    @property
    def rank(self) -> Floats:
        """float[n]: the first goal where a point is feasible; otherwise more than any of these, by its violations."""
        feasible = self.feasible
        worst = self.values[feasible, 0].max(initial=0.0)
        total = np.minimum(np.maximum(self.violations, 0.0).sum(axis=1), _AWFUL)
        infinite = ~np.isfinite(self.values).all(axis=1)
        return np.where(feasible, self.values[:, 0], abs(worst) + 1.0 + total + np.where(infinite, _AWFUL, 0.0))

    def __add__(self, other: Any) -> Scores:
        """The points of both."""
        return Scores(np.concatenate([self.values, other.values]), np.concatenate([self.violations, other.violations]))

    def at(self, which: Any) -> Scores:
        """Those of some points."""
        return Scores(self.values[which], self.violations[which])


class Objective:
    """What is asked of each point.

    Args:
        study: whose goals and specs count.
        corners: places at which each point is tried; the worst counts. They may grow.
        worlds: whether each is tried in worlds that chance chooses instead.
        k_sigma: with worlds, how many standard deviations a goal and a margin are moved to the unsafe side.

    Attributes:
        n_runs: asked for so far.
        specs: their names, once something was asked.
    """

    def __init__(self, study: Study, corners: Sequence[Corner] = (), worlds: bool = False, k_sigma: float = 1.0):
        self._study = study
        self.corners = list(corners) or [Corner("nominal", {})]
        self._k = k_sigma
        self._worlds: list[Mapping[str, Any]] = []
        self.n_runs = 0
        self.specs: list[str] = []
        if worlds:
            chances = {name: v for name, v in study.space.variations.items() if isinstance(v, Chance)}
            normals = sobol(_N_WORLDS, max(1, len(chances)), study.campaign.seeds.ofPlan(3))[:, : len(chances)]
            correlations = study.netlist.get("netlist_correlations") or {}
            self._worlds = list(Sample(study.space, chances, normals, {}, correlations))

    @property
    def cost(self) -> int:
        """Runs per evaluation."""
        return len(self._worlds) or len(self.corners)

    def scores(self, points: Sequence[Mapping[str, Any]], rep: int) -> Scores:
        """One evaluation of each point, with the seeds of replication `rep`."""
        self.n_runs += len(points) * self.cost
        if self._worlds:
            return self._inWorlds(points, rep)
        places = [{**corner.set, **point} for point in points for corner in self.corners]
        seeds = [corner.seed for corner in self.corners] * len(points)
        blocks = [corner.blocks for corner in self.corners] * len(points)
        runs = self._study.campaign.runs(places, 1, first_rep=rep, seeds=seeds, blocks=blocks)
        values, violations = self._perRun(runs, len(points))
        return Scores(values.max(axis=1), violations.max(axis=1))

    def replicated(self, points: Sequence[Mapping[str, Any]], first: int, reps: int) -> list[Scores]:
        """Of each point, several evaluations: replications `first` and those after it."""
        found = [self.scores(points, first + rep) for rep in range(reps)]
        return [
            Scores(np.stack([one.values[i] for one in found]), np.stack([one.violations[i] for one in found]))
            for i in range(len(points))
        ]

    def _inWorlds(self, points: Sequence[Mapping[str, Any]], rep: int) -> Scores:
        places = [{**world, **point} for point in points for world in self._worlds]
        # Each world has a seed, the same for all points.
        first = rep * len(self._worlds)
        seeds = [self._study.campaign.seeds.of(0, first + i) for i in range(len(self._worlds))] * len(points)
        values, violations = self._perRun(self._study.campaign.runs(places, 1, seeds=seeds), len(points))
        shares = -(violations <= 0.0).all(axis=2).mean(axis=1)
        moved = values.mean(axis=1) + self._k * values.std(axis=1, ddof=1)
        is_yield = np.array([goal.measure == YIELD for goal in self._study.goals])
        if is_yield.any():
            # The yield is what is asked of the specs, so they are no constraints.
            return Scores(np.where(is_yield, shares[:, None], moved), np.zeros((len(points), 0)))
        return Scores(moved, violations.mean(axis=1) + self._k * violations.std(axis=1, ddof=1))

    def _perRun(self, runs: Runs, n: int) -> tuple[Floats, Floats]:
        """float[n, n_places, n_goals] and float[n, n_places, n_specs]."""
        self.specs = runs.specs
        goals = [np.nan_to_num(goal.of(runs), nan=np.inf) for goal in self._study.goals]
        if len(self._worlds):
            goals = [np.zeros(runs.n) if g.measure == YIELD else v for g, v in zip(self._study.goals, goals)]
        margins = [-np.nan_to_num(runs.margin(spec), nan=-_AWFUL) for spec in runs.specs]
        values = np.stack(goals, axis=-1).reshape(n, runs.n // n, len(goals))
        stacked = np.stack(margins, axis=-1) if margins else np.zeros((runs.n, 0))
        # A run that failed has neither.
        failed = ~runs.ok.reshape(n, -1)
        values[failed] = np.inf
        return values, stacked.reshape(n, runs.n // n, len(margins))
