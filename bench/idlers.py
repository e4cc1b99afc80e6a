"""`python -m bench.idlers WHO N_TICKS OUTDIR`: idle agents in the loop of WHO; prints its CPU seconds per tick.

Their step is one assignment. An empty one would not do, because the engine does not even call it: that has a separate
row. All write the same data.csv, row by row: a time, and the OCEAN of five of the agents; a dash in place of OUTDIR
means no file. Mesa's loop runs in an environment without what TokenSPICE needs, so the engine is imported only by the
loops that use it.
"""

from __future__ import annotations

import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR

ENGINE, HAND, MESA = "engine", "hand", "Mesa"
# With no file to write.
ENGINE_NO_CSV, HAND_NO_CSV = "engine-without-csv", "hand-without-csv"
# The engine with agents whose step is empty.
EMPTY = "engine-empty-steps"

N_AGENTS = 10
_TIME_STEP = S_PER_HOUR
_TICKS_PER_ROW = 24

_NAMES = [f"idle{i}" for i in range(N_AGENTS)]
_LOGGED = _NAMES[:5]
_COLUMNS = [f"{name}_OCEAN" for name in _LOGGED]
# Tenths have no short binary form, so the numbers are neither the cheapest to write nor the dearest.
_OCEAN = [i + 0.1 for i in range(N_AGENTS)]


def secondsPerTick(who: str, n_ticks: int, folder: Path | None) -> float:
    """CPU seconds per tick of the loop of `who` alone. `folder` is made, and data.csv in it; None: there is no file."""
    run = _MAKERS[who](n_ticks, folder)
    gc.collect()
    start = time.process_time()
    run()
    return (time.process_time() - start) / n_ticks


def _engine(n_ticks: int, folder: Path | None, with_empty_steps: bool = False) -> Callable[[], None]:
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
    for agent in _agents(with_empty_steps):
        state.addAgent(agent)

    def createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
        return [], list(_COLUMNS), [state.getAgent(name).OCEAN() for name in _LOGGED]

    return SimEngine(state, folder, createLogData).run


def _hand(n_ticks: int, folder: Path | None) -> Callable[[], None]:
    """What one would write for this run alone."""
    agents = _agents()
    logged = agents[: len(_LOGGED)]

    def run() -> None:
        with _opened(folder) as f:
            for tick in range(n_ticks):
                if f is not None and tick % _TICKS_PER_ROW == 0:
                    f.write(_line(tick, [agent.OCEAN() for agent in logged]))
                for agent in agents:
                    agent.takeStep(None)

    return run


def _mesa(n_ticks: int, folder: Path | None) -> Callable[[], None]:
    """A Model whose agents act in fixed order. It writes rows as the loop by hand does, which is fast."""
    mesa: Any = importlib.import_module("mesa")

    class Idle(mesa.Agent):
        def __init__(self, model: Any, OCEAN: float):
            super().__init__(model)
            self.OCEAN = OCEAN

        def step(self) -> None:
            _ = self

    class Economy(mesa.Model):
        def __init__(self, f: TextIO | None):
            super().__init__(seed=1)
            self._f = f
            self._logged = [Idle(self, OCEAN) for OCEAN in _OCEAN][: len(_LOGGED)]

        def step(self) -> None:
            # Mesa counts the step before it takes it.
            tick = self.steps - 1
            if self._f is not None and tick % _TICKS_PER_ROW == 0:
                self._f.write(_line(tick, [agent.OCEAN for agent in self._logged]))
            self.agents.do("step")

    def run() -> None:
        with _opened(folder) as f:
            model = Economy(f)
            for _ in range(n_ticks):
                model.step()

    return run


def _agents(with_empty_steps: bool = False) -> list[Any]:
    from engine.AgentBase import AgentBaseNoEvm

    class Empty(AgentBaseNoEvm):
        def takeStep(self, state: Any) -> None:
            pass

    class Idle(AgentBaseNoEvm):
        def takeStep(self, state: Any) -> None:
            _ = state

    Agent = Empty if with_empty_steps else Idle
    return [Agent(name, USD=0.0, OCEAN=OCEAN) for name, OCEAN in zip(_NAMES, _OCEAN)]


@contextmanager
def _opened(folder: Path | None) -> Iterator[TextIO | None]:
    """data.csv with its first line, or no file. Each line goes to the system at once, as the engine's do."""
    if folder is None:
        yield None
        return
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


_MAKERS: dict[str, Callable[[int, Path | None], Callable[[], None]]] = {
    ENGINE: _engine,
    ENGINE_NO_CSV: _engine,
    EMPTY: partial(_engine, with_empty_steps=True),
    HAND: _hand,
    HAND_NO_CSV: _hand,
    MESA: _mesa,
}

if __name__ == "__main__":
    print(secondsPerTick(sys.argv[1], int(sys.argv[2]), None if sys.argv[3] == "-" else Path(sys.argv[3])))
