"""`python -m bench.explorers WHO throughput N` and `… WHO survive ACTION N`: campaigns in other libraries.

Runs in the environment that `bench.explore` makes. Each library gets the ten agents of `bench/tenagents.py` in its own
terms, keeps the total at every tick, and is asked for N runs. Prints CPU seconds per run; or, of N runs on two
processes, of which the third does ACTION (raise, die or hang), how many results its caller holds in the end.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.harm import harm

N_AGENTS, N_TICKS = 10, 100
_N_FEW = 100
OURS, MESA, RADCAD, EMA = "TokenSPICE", "Mesa batch_run", "radCAD", "EMA workbench"
# Seconds after which a run of ours is stopped; the others have no such limit.
_TIMEOUT_S = 3.0
PINNED = {MESA: "mesa==3.3.1", RADCAD: "radcad==0.14.0", EMA: "ema-workbench==2.5.3"}

# ---- TokenSPICE


def _ours(n: int, action: str, n_processes: int) -> int:
    from explore.mc import mc
    from explore.sweep import sweep

    if n_processes == 1:
        return int(mc("bench/tenagents.py", None, runs=n, jobs=1, plain=True).results.n)
    report = sweep(
        "bench/harmful.py",
        vary={"number": f"0..{n - 1}"},
        set={"action": action},
        values=n,
        reps=1,
        jobs=n_processes,
        timeout=_TIMEOUT_S,
    )
    return int(report.results.ok.sum())


# ---- Mesa


def _mesa(n: int, action: str, n_processes: int) -> int:
    import mesa

    from bench.mesagrowers import Growers

    fixed = {"number": list(range(n)), "action": [action]}
    rows = mesa.batch_run(Growers, fixed, number_processes=n_processes, max_steps=N_TICKS, display_progress=False)
    return len({row["number"] for row in rows})


# ---- radCAD


def _radcad(n: int, action: str, n_processes: int) -> int:
    from radcad import Backend, Engine, Experiment, Model, Simulation

    def update(params: Any, substep: int, history: Any, state: Any, signals: Any) -> Any:
        if state["timestep"] == 0:
            harm(action, params["number"])
        return "holds", [held + random.random() for held in state["holds"]]

    def total(params: Any, substep: int, history: Any, state: Any, signals: Any) -> Any:
        return "total", sum(state["holds"])

    model = Model(
        initial_state={"holds": [0.0] * N_AGENTS, "total": 0.0},
        state_update_blocks=[{"policies": {}, "variables": {"holds": update, "total": total}}],
        params={"number": list(range(n))},
    )
    backend = Backend.SINGLE_PROCESS if n_processes == 1 else Backend.PATHOS
    experiment = Experiment([Simulation(model=model, timesteps=N_TICKS, runs=1)])
    experiment.engine = Engine(backend=backend, processes=n_processes, raise_exceptions=False)
    return len({row["subset"] for row in experiment.run() if row["timestep"] == N_TICKS})


# ---- EMA workbench

_action = ""


def grown(number: float = 0.0) -> dict[str, float]:
    """The model as a function, which is what EMA's Model takes."""
    harm(_action, number)
    holds = [0.0] * N_AGENTS
    totals = []
    for _ in range(N_TICKS):
        for i in range(N_AGENTS):
            holds[i] += random.random()
        totals.append(sum(holds))
    return {"total": totals[-1]}


def _ema(n: int, action: str, n_processes: int) -> int:
    from ema_workbench import (
        Model,
        MultiprocessingEvaluator,
        RealParameter,
        ScalarOutcome,
        Scenario,
        SequentialEvaluator,
    )

    global _action
    _action = action
    model = Model("tenagents", function=grown)
    model.uncertainties = [RealParameter("number", -1.0, float(n))]
    model.outcomes = [ScalarOutcome("total")]
    scenarios = [Scenario(f"{i}", number=float(i)) for i in range(n)]
    kind = SequentialEvaluator(model) if n_processes == 1 else MultiprocessingEvaluator(model, n_processes=n_processes)
    with kind as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=scenarios)
    return int((outcomes["total"] == outcomes["total"]).sum())


RUNS: dict[str, Callable[[int, str, int], int]] = {OURS: _ours, MESA: _mesa, RADCAD: _radcad, EMA: _ema}


def main(who: str, what: str, *arguments: str) -> None:
    """See the module."""
    if what == "survive":
        action, n = arguments
        print(f"results {RUNS[who](int(n), action, 2)}")
        return
    RUNS[who](3, "", 1)
    n_runs = int(arguments[0])
    # What a campaign costs apart from its runs cancels out.
    print(f"seconds {(_seconds(who, n_runs + _N_FEW) - _seconds(who, _N_FEW)) / n_runs!r}")


def _seconds(who: str, n: int) -> float:
    start = time.process_time()
    RUNS[who](n, "", 1)
    return time.process_time() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
