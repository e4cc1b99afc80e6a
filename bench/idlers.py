"""`python -m bench.idlers WHO N_TICKS OUTDIR`: agents that do nothing, in the loop of WHO; prints the loop's seconds.

All write the same data.csv, row by row: a time, and the OCEAN of five of the agents. Mesa's loop runs in an environment
that has nothing of what TokenSPICE needs, so the engine is imported only by those who use it.
"""

from __future__ import annotations

import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR

ENGINE, HAND, MESA = "engine", "hand", "Mesa"
# The engine with no file to write.
NO_CSV = "engine-without-csv"

N_AGENTS = 10
_TIME_STEP = S_PER_HOUR
_TICKS_PER_ROW = 24

_NAMES = [f"idle{i}" for i in range(N_AGENTS)]
_LOGGED = _NAMES[:5]
_COLUMNS = [f"{name}_OCEAN" for name in _LOGGED]
# Tenths have no short binary form, so the numbers are neither the cheapest to write nor the dearest.
_OCEAN = [i + 0.1 for i in range(N_AGENTS)]


def loopSeconds(who: str, n_ticks: int, folder: Path) -> float:
    """Seconds of the loop of `who` alone. `folder` is made; data.csv comes into it."""
    makers = {ENGINE: _engine, NO_CSV: lambda n_ticks, _: _engine(n_ticks, None), HAND: _hand, MESA: _mesa}
    run = makers[who](n_ticks, folder)
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _engine(n_ticks: int, folder: Path | None) -> Callable[[], None]:
    """As a netlist without EVM does it, KPIs included."""
    from engine.KPIsBase import KPIsBase
    from engine.SimEngine import SimEngine
    from engine.SimStateBase import SimStateBase
    from engine.SimStrategyBase import SimStrategyBase

    ss = SimStrategyBase()
    ss.setTimeStep(_TIME_STEP)
    ss.setLogInterval(_TICKS_PER_ROW * _TIME_STEP)
    # The run begins with tick 0 and includes the one at which it ends.
    ss.setMaxTicks(n_ticks - 1)
    state = SimStateBase(ss)
    state.kpis = KPIsBase(ss.time_step)
    for agent in _agents():
        state.addAgent(agent)

    def createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
        return [], list(_COLUMNS), [state.getAgent(name).OCEAN() for name in _LOGGED]

    return SimEngine(state, folder, createLogData).run


def _hand(n_ticks: int, folder: Path) -> Callable[[], None]:
    """What one would write who needs no more than this run."""
    agents = _agents()
    logged = agents[: len(_LOGGED)]

    def run() -> None:
        with _opened(folder) as f:
            for tick in range(n_ticks):
                if tick % _TICKS_PER_ROW == 0:
                    f.write(_line(tick, [agent.OCEAN() for agent in logged]))
                for agent in agents:
                    agent.takeStep(None)

    return run


def _mesa(n_ticks: int, folder: Path) -> Callable[[], None]:
    """A Model whose agents act in fixed order. Writing rows by hand costs what Mesa's DataCollector and pandas do."""
    mesa: Any = importlib.import_module("mesa")

    class Idle(mesa.Agent):
        def __init__(self, model: Any, OCEAN: float):
            super().__init__(model)
            self.OCEAN = OCEAN

        def step(self) -> None:
            pass

    class Economy(mesa.Model):
        def __init__(self, f: TextIO):
            super().__init__(seed=1)
            self._f = f
            self._logged = [Idle(self, OCEAN) for OCEAN in _OCEAN][: len(_LOGGED)]

        def step(self) -> None:
            # Mesa counts the step before it takes it.
            tick = self.steps - 1
            if tick % _TICKS_PER_ROW == 0:
                self._f.write(_line(tick, [agent.OCEAN for agent in self._logged]))
            self.agents.do("step")

    def run() -> None:
        with _opened(folder) as f:
            model = Economy(f)
            for _ in range(n_ticks):
                model.step()

    return run


def _agents() -> list[Any]:
    from engine.AgentBase import AgentBaseNoEvm

    class Idle(AgentBaseNoEvm):
        def takeStep(self, state: Any) -> None:
            pass

    return [Idle(name, USD=0.0, OCEAN=OCEAN) for name, OCEAN in zip(_NAMES, _OCEAN)]


@contextmanager
def _opened(folder: Path) -> Iterator[TextIO]:
    """data.csv with its first line. Each line goes to the system at once, as the engine's do."""
    folder.mkdir()
    with open(folder / "data.csv", "w", buffering=1, encoding="utf-8") as f:
        f.write(",".join(["Tick", "Second", "Min", "Hour", "Day", "Month", "Year", *_COLUMNS]) + "\n")
        yield f


def _line(tick: int, values: list[float]) -> str:
    s = tick * _TIME_STEP
    times = [s / S_PER_MIN, s / S_PER_HOUR, s / S_PER_DAY, s / S_PER_MONTH, s / S_PER_YEAR]
    return f"{tick},{s}," + ",".join([_number(x) for x in [*times, *values]]) + "\n"


def _number(x: float) -> str:
    text = repr(x)
    return text[:-2] if text.endswith(".0") else text


if __name__ == "__main__":
    print(loopSeconds(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
