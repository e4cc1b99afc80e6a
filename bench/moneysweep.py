"""`python -m bench.moneysweep WHO N`: a sweep of N runs of Boltzmann money, ten agents and 100 ticks, in one process.

The number of coins that an agent starts with varies, and the caller gets what the first agent ends with. Prints CPU
seconds per run, including everything that a sweep costs beyond its runs; `bench.money` compares them. Mesa's
`batch_run` insists on a value at every tick, so it gets one that costs little; radCAD keeps the state of every tick.
Both run where nothing that TokenSPICE needs is installed.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.boltzmann import FLOATS, HAND, PLAIN, draw, handLoop, mesaEconomy
from bench.environment import MESA_3

MESA, RADCAD = "Mesa", "radCAD"
OURS = (HAND, PLAIN, FLOATS)
# radCAD needs a package that it does not ask for.
RIVALS = {MESA: MESA_3, RADCAD: "radcad==0.14.0 typing_extensions"}
N_AGENTS, N_TICKS = 10, 100
WHAT = f"sweep over Boltzmann money, {N_AGENTS} agents and {N_TICKS} ticks, CPU per run"


def secondsPerRun(who: str, n: int) -> float:
    """CPU seconds of a sweep of `n` runs, behind a short one that does not count, by `n`."""
    sweep = _SWEEPS[who]
    sweep([1.0, 2.0])
    values = [float(i) for i in range(1, n + 1)]
    start = time.process_time()
    n_results = sweep(values)
    taken = time.process_time() - start
    if n_results != n:
        sys.exit(f"{who}: {n_results} results of {n} runs")
    return taken / n


def _ours(kept_in: str, values: list[float]) -> int:
    from explore.sweep import sweep

    found = sweep(
        "bench/tengivers.py",
        vary={"coins": f"{values[0]}..{values[-1]}"},
        set={"kept_in": kept_in},
        values=len(values),
        reps=1,
        jobs=1,
    )
    return int(found.results.ok.sum())


def _hand(values: list[float]) -> int:
    results = []
    for coins in values:
        run, money = handLoop(N_AGENTS, N_TICKS, coins)
        run()
        results.append(money())
    return len(results)


def _mesa(values: list[float]) -> int:
    mesa: Any = importlib.import_module("mesa")
    Economy = mesaEconomy("do", N_AGENTS)

    class Swept(Economy):  # type: ignore[misc, valid-type] # a class made by a function
        def __init__(self, coins: float, seed: Any = None):
            super().__init__(coins, seed)
            self.datacollector = mesa.DataCollector({"first": lambda model: model.everybody[0].coins})

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    rows = mesa.batch_run(Swept, {"coins": values}, number_processes=1, max_steps=N_TICKS, display_progress=False)
    return len({row["coins"] for row in rows})


def _radcad(values: list[float]) -> int:
    radcad: Any = importlib.import_module("radcad")

    def give(params: Any, substep: int, history: Any, state: Any, signals: Any) -> tuple[str, list[float]]:
        held = list(state["held"]) or [params["coins"]] * N_AGENTS
        for i in range(N_AGENTS):
            if held[i] > 0.0:
                held[i] -= 1.0
                held[int(draw() * N_AGENTS)] += 1.0
        return "held", held

    model = radcad.Model(
        initial_state={"held": []},
        state_update_blocks=[{"policies": {}, "variables": {"held": give}}],
        params={"coins": values},
    )
    experiment = radcad.Experiment([radcad.Simulation(model=model, timesteps=N_TICKS, runs=1)])
    experiment.engine = radcad.Engine(backend=radcad.Backend.SINGLE_PROCESS)
    return len({row["subset"] for row in experiment.run() if row["timestep"] == N_TICKS})


_SWEEPS: dict[str, Callable[[list[float]], int]] = {
    PLAIN: partial(_ours, "attributes"),
    FLOATS: partial(_ours, "wallets"),
    HAND: _hand,
    MESA: _mesa,
    RADCAD: _radcad,
}

if __name__ == "__main__":
    print(secondsPerRun(sys.argv[1], int(sys.argv[2])))
