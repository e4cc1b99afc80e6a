"""`python -m bench.boltzmann WHO N_AGENTS N_TICKS`: Boltzmann money in the loop of WHO.

Each agent starts with one coin. At each tick, each agent that has a coin gives one to an agent drawn at random, as in
Mesa's tutorial. Prints CPU seconds per step of an agent; `bench.money` compares them all. Other frameworks run where
nothing that TokenSPICE needs is installed, so only the loops that use the engine import it.
"""

from __future__ import annotations

import gc
import importlib
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.environment import MESA_3

HAND, PLAIN, FLOATS, BASE18, REVM = "hand", "plain", "NoEvm", "Base18", "revm"
MESA_DO, MESA_SHUFFLE, AGENTPY, SIMPY = "Mesa-do", "Mesa-shuffle_do", "AgentPy", "SimPy"
OURS = (HAND, PLAIN, FLOATS, BASE18, REVM)
RIVALS = {MESA_DO: MESA_3, MESA_SHUFFLE: MESA_3, AGENTPY: "agentpy<0.2", SIMPY: "simpy>=4,<5"}
SEED = 7
WHAT = "Boltzmann money, CPU per agent and tick"

draw = random.random


def secondsPerStep(who: str, n_agents: int, n_ticks: int) -> tuple[float, float]:
    """CPU seconds of the loop per step of an agent, and how much money there is at the end."""
    random.seed(SEED)
    run, money = _MAKERS[who](n_agents, n_ticks)
    gc.collect()
    start = time.process_time()
    run()
    return (time.process_time() - start) / (n_agents * n_ticks), money()


Made = tuple[Callable[[], None], Callable[[], float]]


def handLoop(n_agents: int, n_ticks: int, coins: float = 1.0) -> Made:
    """A loop that does no more than this run needs."""

    class Giver:
        __slots__ = ("coins",)

        def __init__(self) -> None:
            self.coins = coins

    agents = [Giver() for _ in range(n_agents)]

    def run() -> None:
        for _ in range(n_ticks):
            for agent in agents:
                if agent.coins > 0.0:
                    agent.coins -= 1.0
                    agents[int(draw() * n_agents)].coins += 1.0

    return run, lambda: sum(agent.coins for agent in agents)


def _engine(Giver: Callable[[str], Any], n_agents: int, n_ticks: int) -> Made:
    """Agents of that class in the engine."""
    from engine.SimEngine import SimEngine
    from engine.SimStateBase import SimStateBase
    from engine.SimStrategyBase import SimStrategyBase

    ss = SimStrategyBase()
    ss.setTimeStep(3600)
    ss.setLogInterval(3600 * n_ticks)
    ss.setMaxTicks(n_ticks - 1)
    state: Any = SimStateBase(ss)
    state.everybody = [Giver(f"agent{i}") for i in range(n_agents)]
    for agent in state.everybody:
        state.addAgent(agent)
    return SimEngine(state, None).run, lambda: sum(agent.coins() for agent in state.everybody)


def plainGiver() -> Any:
    """Agents whose money is an attribute: what the engine's loop costs next to the one by hand."""
    from engine.AgentBase import AgentBaseNoEvm

    class Giver(AgentBaseNoEvm):
        def __init__(self, name: str, coins: float = 1.0):
            super().__init__(name, USD=0.0, OCEAN=0.0)
            self.held = coins

        def takeStep(self, state: Any) -> None:
            if self.held > 0.0:
                self.held -= 1.0
                everybody = state.everybody
                everybody[int(draw() * len(everybody))].held += 1.0

        def coins(self) -> float:
            return self.held

    return Giver


def payingGiver(base: Any) -> Any:
    """Agents that pay from the wallet that `base` gives them."""

    class Giver(base):
        def __init__(self, name: str, coins: float = 1.0):
            super().__init__(name, USD=0.0, OCEAN=coins)

        def takeStep(self, state: Any) -> None:
            if self.OCEAN() > 0.0:
                everybody = state.everybody
                self._transferOCEAN(everybody[int(draw() * len(everybody))], 1.0)

        def coins(self) -> float:
            return float(self.OCEAN())

    return Giver


def _plain(n_agents: int, n_ticks: int) -> Made:
    return _engine(plainGiver(), n_agents, n_ticks)


def _floats(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseNoEvm

    return _engine(payingGiver(AgentBaseNoEvm), n_agents, n_ticks)


def _base18(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseNoEvm
    from engine.AgentWalletBase18 import AgentWalletBase18

    class Exact(AgentBaseNoEvm):
        def __init__(self, name: str, USD: float, OCEAN: float):
            super().__init__(name, USD, 0.0)
            self._wallet = AgentWalletBase18(USD, OCEAN, name)

    return _engine(payingGiver(Exact), n_agents, n_ticks)


def _revm(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseEvm
    from web3engine.chain import useChain
    from web3engine.chains import openChain

    useChain(openChain("embedded", "revm"))
    return _engine(payingGiver(AgentBaseEvm), n_agents, n_ticks)


def mesaEconomy(step: str, n_agents: int) -> Any:
    """A Model of Mesa in which agents act by `step`: "do", in their order, or "shuffle_do"."""
    mesa: Any = importlib.import_module("mesa")

    class Giver(mesa.Agent):
        def __init__(self, model: Any, coins: float):
            super().__init__(model)
            self.coins = coins

        def step(self) -> None:
            if self.coins > 0.0:
                self.coins -= 1.0
                everybody = self.model.everybody
                everybody[int(self.random.random() * len(everybody))].coins += 1.0

    class Economy(mesa.Model):
        def __init__(self, coins: float = 1.0, seed: int = SEED) -> None:
            super().__init__(seed=seed)
            self.everybody = [Giver(self, coins) for _ in range(n_agents)]

        def step(self) -> None:
            getattr(self.agents, step)("step")

    return Economy


def _mesa(step: str, n_agents: int, n_ticks: int) -> Made:
    model = mesaEconomy(step, n_agents)()

    def run() -> None:
        for _ in range(n_ticks):
            model.step()

    return run, lambda: sum(agent.coins for agent in model.everybody)


def _agentpy(n_agents: int, n_ticks: int) -> Made:
    agentpy: Any = importlib.import_module("agentpy")

    class Giver(agentpy.Agent):
        def setup(self) -> None:
            self.coins = 1.0

        def act(self) -> None:
            if self.coins > 0.0:
                self.coins -= 1.0
                everybody = self.model.everybody
                everybody[int(self.model.random.random() * len(everybody))].coins += 1.0

    class Economy(agentpy.Model):
        def setup(self) -> None:
            self.agents = agentpy.AgentList(self, n_agents, Giver)
            self.everybody = list(self.agents)

        def step(self) -> None:
            self.agents.act()

    model = Economy({"steps": n_ticks, "seed": SEED})
    return lambda: model.run(display=False), lambda: sum(agent.coins for agent in model.everybody)


def _simpy(n_agents: int, n_ticks: int) -> Made:
    simpy: Any = importlib.import_module("simpy")
    environment = simpy.Environment()
    coins = [1.0] * n_agents

    def giver(i: int) -> Any:
        while True:
            if coins[i] > 0.0:
                coins[i] -= 1.0
                coins[int(draw() * n_agents)] += 1.0
            yield environment.timeout(1)

    for i in range(n_agents):
        environment.process(giver(i))
    return lambda: environment.run(until=n_ticks), lambda: sum(coins)


_MAKERS: dict[str, Callable[[int, int], Made]] = {
    HAND: handLoop,
    PLAIN: _plain,
    FLOATS: _floats,
    BASE18: _base18,
    REVM: _revm,
    MESA_DO: partial(_mesa, "do"),
    MESA_SHUFFLE: partial(_mesa, "shuffle_do"),
    AGENTPY: _agentpy,
    SIMPY: _simpy,
}

if __name__ == "__main__":
    per_step, money = secondsPerStep(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    if money != float(sys.argv[2]):
        sys.exit(f"{sys.argv[1]}: there are {money} coins, and there were {sys.argv[2]}")
    print(per_step)
