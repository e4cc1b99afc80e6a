"""`Adversary`: answers each proposal of an optimisation with what is worst for it, and keeps the answers as corners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.Variation import Worst
from explore.Box import Box
from explore.cornerfile import Corner
from explore.objective import Objective
from explore.Runs import Floats
from explore.sampling import sobolUnits
from explore.searching import Trace
from explore.Study import Study
from util.errors import ParameterError

# After so many generations it answers, with so many runs per side of its cube; and it gives up after so many answers
# that are no worse than what is known.
_EVERY, _RUNS_PER_SIDE, _QUIET = 10, 50, 2
_FIRST, _SIGMA = 0.35, 0.12
# Points that are tried again where there is a new answer, besides the nominal one.
_AGAIN = 15
# Replications of its runs are numbered from here.
_ANSWERS = 3 * 10**6


class Adversary:
    """Whoever chooses what is the world's to choose.

    Args:
        study: of the runs.
        objective: whose corners it adds to.
        ours: the parameters that are optimised.
    Raises:
        ParameterError: nothing is the world's to choose.

    Attributes:
        n_answers: that it looked for.
    """

    def __init__(self, study: Study, objective: Objective, ours: Box):
        self._study = study
        self._objective = objective
        theirs = [n for n, v in study.space.variations.items() if isinstance(v, Worst) and n not in ours.names]
        if not theirs:
            raise ParameterError("nothing is the world's to choose", "", "netlist_parameters with Worst(lo, hi)")
        self._box = Box(study.space, "optimize", (Worst,), names=theirs)
        self._n_runs = _RUNS_PER_SIDE * (self._box.d + 1)
        self._n_quiet = self.n_answers = 0

    def answered(self, trace: Trace, generation: int) -> bool:
        """After every tenth generation, looks for what is worst for the best point so far, if there are runs for that
        and for its consequences; whether to go on."""
        again = (_AGAIN + 1) * (self._objective.cost + 1)
        if generation % _EVERY or trace.runsLeft(1) < self._n_runs + self._objective.cost + again:
            return True
        best = trace.spots[trace.order[0]]
        known = float(self._objective.scores([best.point], _ANSWERS).rank[0])
        worst, rank = self._worstFor(best.point)
        self.n_answers += 1
        if rank <= known:
            self._n_quiet += 1
            return self._n_quiet < _QUIET
        self._n_quiet = 0
        self._objective.corners.append(Corner(f"answer {self.n_answers}", worst))
        trace.again(_AGAIN)
        return True

    def _worstFor(self, point: Mapping[str, Any]) -> tuple[dict[str, Any], float]:
        """The worst point of its cube, and what it makes of `point`."""
        import cma

        n, seed = self._n_runs, self._study.campaign.seeds.ofPlan(10 + self.n_answers)
        alone = Objective(self._study, [Corner("", {})])
        units: list[Floats] = list(sobolUnits(int(_FIRST * n), self._box.d, seed))
        ranks = self._ranks(alone, point, units)
        options = {"bounds": [0.0, 1.0], "seed": seed % 2**31 + 1, "verbose": -9}
        # It wants two sides at least; of one parameter, the second is ignored.
        start = np.resize(units[int(np.argmax(ranks))], max(2, self._box.d))
        search = cma.CMAEvolutionStrategy(start, _SIGMA, options)
        while len(units) + search.popsize <= n and not search.stop():
            asked = search.ask()
            new = [np.asarray(unit[: self._box.d]) for unit in asked]
            found = self._ranks(alone, point, new)
            search.tell(asked, [-rank for rank in found])
            units += new
            ranks += found
        self._objective.n_runs += alone.n_runs
        best = int(np.argmax(ranks))
        return self._box.point(units[best]), ranks[best]

    def _ranks(self, alone: Objective, point: Mapping[str, Any], units: list[Floats]) -> list[float]:
        found = alone.scores([{**self._box.point(unit), **point} for unit in units], _ANSWERS)
        return [float(found.at([i]).rank[0]) for i in range(len(units))]
