"""The text of a surrogate's netlist."""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import Template

import numpy as np

from engine.Measure import Measure, Reduced
from explore.Box import Box
from explore.emulator import Column
from explore.Runs import Floats
from explore.Study import Study

# Of more ticks than this, a run would be slow for nothing: values between moments are interpolated.
_MAX_TICKS = 10_000

_TEXT = Template('''"""A surrogate of $source: $n columns, predicted from $d parameters by what its runs had.

Made by `tsp surrogate`. No agent acts in it. Within the ranges of its parameters it is wrong by EXPECTED_ERROR on
average (root mean square); beyond them, it refuses to run.
"""

from pathlib import Path

import numpy as np

from engine.Parameter import parameter
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from explore.emulator import Emulator
from util.plotutil import COUNT, LINEAR, MULT1, YParam, arrayToFloatList

_EMULATOR = Emulator.load(Path(__file__).with_name("surrogate.json"))

EXPECTED_ERROR = {
$errors
}


class SimStrategy(SimStrategyBase):
    time_step = $time_step
    max_ticks = $max_ticks
    log_interval = $log_interval
$parameters


class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        series = _EMULATOR.series({side.name: getattr(self.ss, side.name) for side in _EMULATOR.sides})
        self.names, self.values = list(series), np.array(list(series.values()))

    def row(self):
        """The values of all columns now."""
        second = self.tick * self.ss.time_step
        at = int(np.searchsorted(_EMULATOR.moments, second))
        if at < len(_EMULATOR.moments) and _EMULATOR.moments[at] == second:
            return self.values[:, at].tolist()
        return [float(np.interp(second, _EMULATOR.moments, series)) for series in self.values]


def netlist_createLogData(state):
    return [], state.names, state.row()


def netlist_plotInstructions(header, values):
    x = arrayToFloatList(values[:, header.index("Day")])
    names = [column.name for column in _EMULATOR.columns]
    return "Day", x, [YParam([name], [""], name, LINEAR, MULT1, COUNT) for name in names]


netlist_parameters = {
$varied
}
netlist_measures = {
$measures
}
''')


def textOf(study: Study, box: Box, moments: Floats, columns: Sequence[Column]) -> str:
    """The netlist: parameters as those of the original, with the ranges that the surrogate knows as their bounds."""
    steps = np.diff(np.concatenate([[0.0], moments]))
    apart = [round(step) for step in steps if step > 0.0] or [1]
    time_step = math.gcd(*apart)
    if moments[-1] / time_step > _MAX_TICKS:
        time_step = max(1, round(moments[-1] / _MAX_TICKS))
    max_ticks = int(moments[-1] // time_step)
    ends = box.ends()
    parameters, varied = [], []
    for name, (lo, hi) in ends.items():
        nominal = study.space.nominal[name]
        kind = "int" if isinstance(nominal, int) else "float"
        lo, hi = study.space.typed(name, lo), study.space.typed(name, hi)
        unit, meaning = study.space.described(name)
        default = min(max(nominal, lo), hi)
        parameters.append(f"    {name}: {kind} = parameter({default!r}, {unit!r}, {meaning!r}, lo={lo!r}, hi={hi!r})")
        how = f"design({lo!r}, {hi!r}{', log' if box.isLog(name) else ''})"
        varied.append(f"    {name!r}: {how!r},")
    return _TEXT.substitute(
        source=study.name,
        n=len(columns),
        d=box.d,
        errors="\n".join(f"    {one.name!r}: {float(f'{one.error:.6g}')!r}," for one in columns),
        time_step=time_step,
        max_ticks=max_ticks,
        log_interval=max(time_step, min(apart)),
        parameters="\n".join(parameters),
        varied="\n".join(varied),
        measures="\n".join(_measures(study, {one.name for one in columns})),
    )


def _measures(study: Study, names: set[str]) -> list[str]:
    """The measures of the original that read nothing else."""
    found = []
    for name, what in (study.runner.loaded()[1].measures or {}).items():
        if isinstance(what, Measure) and {p.column for p in what.parts() if isinstance(p, Reduced)} <= names:
            found.append(f"    {name!r}: {str(what)!r},")
    return found
