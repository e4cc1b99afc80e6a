"""How `optimize` looks for one goal's best point: which points it asks for, given what it was told.

Each searcher asks for a batch of the same size whatever the number of workers, and draws from one seed, so that the
same search is the same runs. Points are float[d] of the unit cube, and options of the choices.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from explore.Box import Box
from explore.objective import Objective, Scores
from explore.Runs import Floats
from explore.sampling import sobolUnits

# Points that are asked for together, and the share of them that fill space before anything is learnt.
_BATCH, _FIRST = 8, 0.2
# A search of more evaluations than this, without choices, is CMA-ES's.
LONG = 1000
_SIGMA = 0.25
_SIMPLEX = 0.1
_REGION = 0.05


class Spot(NamedTuple):
    """A point that was looked at: where it is in the cube, what is chosen, and the parameters there."""

    unit: Floats
    choices: dict[str, Any]
    point: dict[str, Any]


class Trace:
    """All that was asked and told.

    Args:
        box: the cube.
        objective: asked at its points.
        isOver: whether time is up.
        has_chance: whether each round of points has a new seed; otherwise all have the same.

    Attributes:
        most_runs: how many runs there may be in all.
        reserved: evaluations of these that are not for the search.
        spots, scores: the points and what they came to, in order.
        nominal: the nominal point, the first of them; None where the cube does not contain it.
    """

    def __init__(self, box: Box, objective: Objective, isOver: Callable[[], bool], has_chance: bool):
        self.box = box
        self.objective = objective
        self.most_runs = self.reserved = 0
        self.spots: list[Spot] = []
        self.scores = Scores(np.zeros((0, 1)), np.zeros((0, 0)))
        self.has_chance = has_chance
        self.nominal: Spot | None = None
        self._isOver = isOver
        self._n_rounds = 0

    @property
    def left(self) -> int:
        """Evaluations that may still be made."""
        return 0 if self._isOver() else max(0, self.runsLeft() // self.objective.cost)

    def runsLeft(self, n_more: int = 0) -> int:
        """Runs that may still be made, if an evaluation took `n_more` runs more than it does."""
        kept = self.reserved * (self.objective.cost + n_more)
        return self.most_runs - self.objective.n_runs - kept

    def begin(self) -> None:
        """Evaluates the nominal point with the first seed, where it may be chosen: no search is to end with less."""
        point = self.box.nominalPoint()
        if point is not None and self.left > 0:
            self.nominal = Spot(self.box.nominal, {name: point[name] for name in self.box.choices}, point)
            self._evaluate([self.nominal])

    def ask(self, units: Sequence[Floats], choices: Sequence[dict[str, Any]] | None = None) -> Scores:
        """Evaluates points, all with the next seed."""
        given = choices or [{}] * len(units)
        spots = [Spot(np.asarray(u, dtype=float), c, self.box.point(u, c)) for u, c in zip(units, given)]
        scores = self._evaluate(spots)
        self._n_rounds += 1
        return scores

    def again(self, n: int) -> None:
        """Forgets all scores, because the objective is another one now; asks for the best `n` spots again, and for the
        nominal point."""
        best = [self.spots[i] for i in self.order[:n]]
        if self.nominal is not None and all(spot is not self.nominal for spot in best):
            best.append(self.nominal)
        self.spots = []
        self._evaluate(best)
        self._n_rounds += 1

    def _evaluate(self, spots: Sequence[Spot]) -> Scores:
        scores = self.objective.scores([spot.point for spot in spots], self._n_rounds if self.has_chance else 0)
        self.scores = scores if not self.spots else self.scores + scores
        self.spots += spots
        return scores

    @property
    def order(self) -> list[int]:
        """Numbers of the spots, the best first."""
        return list(np.argsort(self.scores.rank, kind="stable"))


def optionsAt(box: Box, unit: Floats) -> dict[str, Any]:
    """The choices that the sides of a cube behind the first d stand for."""
    more = unit[box.d :]
    return {name: opts[min(int(p * len(opts)), len(opts) - 1)] for (name, opts), p in zip(box.choices.items(), more)}


def byTpe(trace: Trace, seed: int) -> None:
    """Optuna's tree-structured Parzen estimator, for noise, choices and constraints."""
    import optuna

    box, d = trace.box, trace.box.d
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        # What is experimental there is pinned here.
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            multivariate=True, group=True, constant_liar=True, seed=seed % 2**32, n_startup_trials=1,
        )  # fmt: skip
    study = optuna.create_study(sampler=sampler)
    sides: dict[str, Any] = {name: optuna.distributions.FloatDistribution(0.0, 1.0) for name in box.names}
    sides |= {n: optuna.distributions.CategoricalDistribution(list(range(len(o)))) for n, o in box.choices.items()}
    n_first = max(_BATCH, int(_FIRST * (len(trace.spots) + trace.left)))
    first = list(sobolUnits(n_first, d + len(box.choices), seed))
    while (batch := min(_BATCH, trace.left)) > 0:
        trials = []
        for _ in range(batch):
            if first:
                unit = first.pop(0)
                chosen = {m: o.index(v) for (m, o), v in zip(box.choices.items(), optionsAt(box, unit).values())}
                study.enqueue_trial({**dict(zip(box.names, map(float, unit))), **chosen})
            trials.append(study.ask(sides))
        units = [np.array([trial.params[name] for name in box.names]) for trial in trials]
        choices = [{name: opts[trial.params[name]] for name, opts in box.choices.items()} for trial in trials]
        scores = trace.ask(units, choices)
        for trial, value, violations in zip(trials, scores.values[:, 0], scores.violations):
            for k, violation in enumerate(violations):
                trial.set_constraint(f"{k}", float(violation))
            study.tell(trial, *([float(value)] if np.isfinite(value) else [None, optuna.trial.TrialState.FAIL]))


def byCma(trace: Trace, seed: int, after: Callable[[int], bool] | None = None) -> None:
    """CMA-ES, begun again with twice the population (IPOP) where it has converged; for numbers only.

    Args:
        after: called with the number of each generation; the search ends where it returns False.
    """
    import cma

    rng = np.random.default_rng(seed)
    # It wants two sides at least; of one parameter, the second is ignored.
    d = max(2, trace.box.d)
    start: Floats = np.resize(trace.box.nominal, d)
    size = generation = 0
    while trace.left > 0:
        options = {"bounds": [0.0, 1.0], "seed": int(rng.integers(1, 2**31)), "verbose": -9}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            search = cma.CMAEvolutionStrategy(start, _SIGMA, {**options, **({"popsize": size} if size else {})})
        while not search.stop() and trace.left > 0:
            units = search.ask()
            if len(units) > trace.left:
                trace.ask([unit[: trace.box.d] for unit in units[: trace.left]])
                return
            ranks = trace.ask([unit[: trace.box.d] for unit in units]).rank
            search.tell(units, ranks.tolist())
            generation += 1
            if after is not None and not after(generation):
                return
        start, size = rng.random(d), 2 * search.popsize


def byNelderMead(trace: Trace, start: Floats) -> None:
    """The simplex of Nelder and Mead from one point; give all the same seed, so that differences are of parameters."""
    from scipy.optimize import minimize

    def rank(unit: Floats) -> float:
        if trace.left <= 0:
            raise StopIteration
        trace.ask([unit], [choices])
        return float(trace.scores.rank[-1])

    inside = np.clip(start, 0.01, 0.99)
    step = np.where(inside < 0.5, _SIMPLEX, -_SIMPLEX)
    simplex = np.vstack([inside, inside + np.diag(step)])
    choices = {name: trace.box.nominalChoice(name) for name in trace.box.choices}
    options = {"initial_simplex": simplex, "xatol": 1e-5, "fatol": 1e-12}
    try:
        minimize(rank, inside, method="Nelder-Mead", bounds=[(0.0, 1.0)] * len(inside), options=options)
    except StopIteration:
        return


# ---- polish


def polished(trace: Trace) -> list[tuple[Floats, dict[str, Any]]]:
    """Points of the cube where quadratics through what was found have their constrained minimum: one through the 60 %
    of spots that lie nearest to the best 15, one through the 30 %."""
    best = trace.order[:15]
    chosen = trace.spots[best[0]].choices
    same = [i for i in range(len(trace.spots)) if trace.spots[i].choices == chosen]
    same = [i for i in same if np.isfinite(trace.scores.values[i]).all()]
    centre = np.mean([trace.spots[i].unit for i in best if i in same] or [trace.spots[best[0]].unit], axis=0)
    nearest = sorted(same, key=lambda i: float(((trace.spots[i].unit - centre) ** 2).sum()))
    found = []
    for share in (0.6, 0.3):
        used = nearest[: int(share * len(nearest))]
        if len(used) >= 2 * (trace.box.d + 1) * (trace.box.d + 2) // 2:
            units = np.array([trace.spots[i].unit for i in used])
            found.append((_minimum(units, trace.scores.at(used), centre), chosen))
    return found


def _minimum(units: Floats, scores: Scores, start: Floats) -> Floats:
    """Where the quadratic of the goal is smallest within the box of the points and within those of the constraints."""
    from scipy.optimize import minimize

    goal, *limits = [_quadratic(units, y) for y in (scores.values[:, 0], *scores.violations.T)]
    bounds = list(zip(units.min(axis=0), units.max(axis=0)))
    constraints = [{"type": "ineq", "fun": lambda u, limit=limit: -limit(u)} for limit in limits]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = minimize(goal, start, method="SLSQP", bounds=bounds, constraints=constraints)
    return np.asarray(np.clip(found.x, [b[0] for b in bounds], [b[1] for b in bounds]))


def _quadratic(units: Floats, y: Floats) -> Callable[[Floats], float]:
    """Least squares; scaled, so that SLSQP's tolerances mean something."""
    centre, width = units.mean(axis=0), np.ptp(units, axis=0) + 1e-12
    rows, columns = np.triu_indices(units.shape[1])

    def features(u: Floats) -> Floats:
        z = (np.atleast_2d(u) - centre) / width
        return np.column_stack([np.ones(len(z)), z, z[:, rows] * z[:, columns]])

    size = float(np.ptp(y)) or 1.0
    weights, *_ = np.linalg.lstsq(features(units), y / size, rcond=None)
    return lambda u: float((features(u) @ weights)[0])


def descended(trace: Trace) -> None:
    """From the best spot, downhill on runs themselves, with COBYQA (Ragonneau and Zhang 2024), which builds quadratic
    models in a shrinking region: for netlists without chance, whose differences are exact."""
    from scipy.optimize import NonlinearConstraint, minimize

    start = trace.spots[trace.order[0]]
    known: dict[bytes, Scores] = {}

    def score(unit: Floats) -> Scores:
        unit = np.clip(unit, 0.0, 1.0)
        if unit.tobytes() not in known:
            if trace.left <= 0:
                raise StopIteration
            known[unit.tobytes()] = trace.ask([unit], [start.choices])
        return known[unit.tobytes()]

    n_limits = trace.scores.violations.shape[1]
    limits = [NonlinearConstraint(lambda u: score(u).violations[0], -np.inf, np.zeros(n_limits))] if n_limits else []
    best = trace.scores.values[trace.order[: max(10, len(trace.spots) // 4)], 0]
    best = best[np.isfinite(best)]
    if not best.size:
        # Time was up before anything was found.
        return
    size = float(np.ptp(best)) or 1.0
    options = {"initial_tr_radius": _REGION, "final_tr_radius": 1e-7}
    bounds = [(0.0, 1.0)] * len(start.unit)
    try:
        minimize(
            lambda u: float(score(u).values[0, 0]) / size, start.unit, method="COBYQA",
            bounds=bounds, constraints=limits, options=options,
        )  # fmt: skip
    except StopIteration:
        return
