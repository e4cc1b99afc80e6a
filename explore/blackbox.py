"""A netlist as a function of its parameters, for any library that asks for one: X -> measures, parallel and stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine.Variation import Chance, Choice, Design, Range, Scale, Variation
from explore.asking import wholePoints
from explore.curves import meanAt
from explore.Report import Report
from explore.Runs import Floats
from explore.Study import Common, Study
from util.errors import ParameterError


class BlackBox:
    """f(X: float[n, d]) -> float[n, m]: the mean of each measure at each row of X, nan where there is none.

    The columns of X are parameters, in the order of `names`; of a Choice, the number of the option. With a folder,
    every run is stored, and one that was made before is taken from there. `with` closes it, or close().

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps nothing.
        common: see explore.Common; `vary` names the parameters, otherwise they are those of netlist_parameters.
    Raises:
        ParameterError: nothing varies.

    Attributes:
        names: the parameters.
        measures: the measures, in the order of the columns of what it returns; known after the first call.
    """

    def __init__(self, netlist: Any, out: str | Path | None = None, **common: Any):
        self._study = Study("campaign", Common(netlist, out, **common), Design, {})
        # Calls may come in another order than they did when the folder was made.
        self._study.campaign.numberFrom(self._study.n_stored)
        space = self._study.space
        chosen = space.asked or [n for n, v in space.variations.items() if not isinstance(v, Scale)]
        self._variations: dict[str, Variation] = {name: space.variations[name] for name in chosen}
        if not chosen:
            self.close()
            raise ParameterError(
                "nothing varies here", "the netlist has no netlist_parameters", "vary={'name': '1..10'}"
            )
        self.names = chosen
        self.measures: list[str] = []

    def __call__(self, X: Any) -> Floats:
        """See the class.

        Raises:
            ParameterError: X has other columns, or a value that the netlist refuses.
            ExperimentError: time was up before all runs had ended.
        """
        x = np.atleast_2d(np.asarray(X, dtype=float))
        if x.shape[1] != len(self.names):
            why = f"it has {x.shape[1]} columns, and there are {len(self.names)} parameters"
            raise ParameterError("X does not fit", why, ", ".join(self.names))
        points = [{name: self._value(name, float(v)) for name, v in zip(self.names, row)} for row in x]
        runs = wholePoints(self._study, self._study.campaign.runs(points, self._study.reps))
        self.measures = self.measures or runs.measures
        stats = [[meanAt(runs, measure, i) for measure in self.measures] for i in range(len(points))]
        return np.array([[np.nan if stat is None else stat.mean for stat in some] for some in stats])

    def _value(self, name: str, value: float) -> Any:
        variation = self._variations[name]
        if isinstance(variation, Choice):
            low, high = _continuousBoundsOf(variation)
            if not low <= value <= high:
                raise ParameterError(f"{name} has no option {value:g}", f"it has {len(variation.options)}, from 0 on")
            return variation.options[min(round(value), len(variation.options) - 1)]
        return self._study.space.typed(name, value)

    def bounds(self) -> list[tuple[float, float]]:
        """(low, high) of each parameter; of a distribution without ends, at 3 sigma."""
        return [_boundsOf(variation) for variation in self._variations.values()]

    def _continuousBounds(self) -> list[tuple[float, float]]:
        return [_continuousBoundsOf(variation) for variation in self._variations.values()]

    def salib_problem(self) -> dict[str, Any]:
        """What SALib's samplers and analysers ask for."""
        return {
            "num_vars": len(self.names),
            "names": self.names,
            "bounds": [list(ends) for ends in self._continuousBounds()],
        }

    def optuna_objective(self, measure: str) -> Callable[[Any], float]:
        """trial -> the measure, for study.optimize."""

        def objective(trial: Any) -> float:
            row = []
            for (name, variation), (low, high) in zip(self._variations.items(), self.bounds()):
                is_choice = isinstance(variation, Choice)
                row.append(trial.suggest_int(name, low, high) if is_choice else trial.suggest_float(name, low, high))
            found = self(row)
            return float(found[0, self.measures.index(measure)])

        return objective

    def ema_model(self, name: str = "tokenspice") -> Any:
        """A Model of the EMA workbench, with real parameters as uncertainties and the measures as outcomes."""
        from ema_workbench import Model, RealParameter, ScalarOutcome

        def function(**values: float) -> dict[str, float]:
            return dict(zip(self.measures, map(float, self([values[n] for n in self.names])[0])))

        bounds = self._continuousBounds()
        self(np.array([[(low + high) / 2.0 for low, high in bounds]]))
        model = Model(name, function=function)
        model.uncertainties = [RealParameter(n, *ends) for n, ends in zip(self.names, bounds)]
        model.outcomes = [ScalarOutcome(measure) for measure in self.measures]
        return model

    def __enter__(self) -> BlackBox:
        return self

    def __exit__(self, *error: Any) -> None:
        self._study.finish(Report(self._study.planned(self._study.campaign.n_runs, "as a function")))
        self._study.__exit__(*error)

    def close(self) -> None:
        """Ends its processes."""
        self.__exit__(None, None, None)


def _continuousBoundsOf(variation: Variation) -> tuple[float, float]:
    """Bounds for what draws real numbers: each option of a choice has an equal part, around its number."""
    low, high = _boundsOf(variation)
    return (low - 0.5, high + 0.5) if isinstance(variation, Choice) else (low, high)


def _boundsOf(variation: Variation) -> tuple[float, float]:
    if isinstance(variation, Choice):
        return 0.0, float(len(variation.options) - 1)
    assert isinstance(variation, (Range, Chance))
    values = variation.values(2)
    return float(values[0]), float(values[-1])
