"""`python -m bench.boltzmann WHO N_AGENTS N_TICKS`: Boltzmann money in the loop of WHO.

Each agent starts with one coin. At each tick, each agent that has a coin gives one to an agent drawn at random, as in
Mesa's tutorial. Prints CPU seconds per step of an agent; `bench.money` compares them all. Other frameworks run where
nothing of what TokenSPICE needs is installed, so the engine is imported only by those who use it.
"""

from __future__ import annotations

import gc
import importlib
import random
import sys
import time
from collections.abc import Callable
from typing import Any

HAND, PLAIN, FLOATS, BASE18, REVM = "hand", "plain", "NoEvm", "Base18", "revm"
MESA_DO, MESA_SHUFFLE, AGENTPY, SIMPY = "Mesa-do", "Mesa-shuffle_do", "AgentPy", "SimPy"
OURS = (HAND, PLAIN, FLOATS, BASE18, REVM)
RIVALS = {MESA_DO: "mesa>=3,<4", MESA_SHUFFLE: "mesa>=3,<4", AGENTPY: "agentpy", SIMPY: "simpy"}
SEED = 7
WHAT = "Boltzmann money, CPU per agent and tick"

draw = random.random


def secondsPerStep(who: str, n_agents: int, n_ticks: int) -> tuple[float, float]:
    """CPU seconds of the loop per step of an agent, and the money that there is in the end."""
    random.seed(SEED)
    run, money = _MAKERS[who](n_agents, n_ticks)
    gc.collect()
    start = time.process_time()
    run()
    return (time.process_time() - start) / (n_agents * n_ticks), money()


Made = tuple[Callable[[], None], Callable[[], float]]


def _hand(n_agents: int, n_ticks: int) -> Made:
    class Giver:
        __slots__ = ("coins",)

        def __init__(self) -> None:
            self.coins = 1.0

    agents = [Giver() for _ in range(n_agents)]

    def run() -> None:
        for _ in range(n_ticks):
            for agent in agents:
                if agent.coins > 0.0:
                    agent.coins -= 1.0
                    agents[int(draw() * n_agents)].coins += 1.0

    return run, lambda: sum(agent.coins for agent in agents)


def _engine(giver: Callable[[str, list[Any]], Any], n_agents: int, n_ticks: int) -> Made:
    """The agents that `giver` makes, in the engine."""
    from engine.SimEngine import SimEngine
    from engine.SimStateBase import SimStateBase
    from engine.SimStrategyBase import SimStrategyBase

    ss = SimStrategyBase()
    ss.setTimeStep(3600)
    ss.setLogInterval(3600 * n_ticks)
    ss.setMaxTicks(n_ticks - 1)
    state = SimStateBase(ss)
    everybody: list[Any] = []
    for i in range(n_agents):
        agent = giver(f"agent{i}", everybody)
        everybody.append(agent)
        state.addAgent(agent)
    return SimEngine(state, None).run, lambda: sum(agent.coins() for agent in everybody)


def _plain(n_agents: int, n_ticks: int) -> Made:
    """Money as an attribute: what the engine's loop costs next to the hand loop."""
    from engine.AgentBase import AgentBaseNoEvm

    class Giver(AgentBaseNoEvm):
        def __init__(self, name: str, everybody: list[Any]):
            super().__init__(name, USD=0.0, OCEAN=0.0)
            self.held = 1.0
            self._everybody = everybody

        def takeStep(self, state: Any) -> None:
            if self.held > 0.0:
                self.held -= 1.0
                everybody = self._everybody
                everybody[int(draw() * len(everybody))].held += 1.0

        def coins(self) -> float:
            return self.held

    return _engine(Giver, n_agents, n_ticks)


def _paying(base: Any) -> Callable[[str, list[Any]], Any]:
    """Agents that pay from the wallet that `base` gives them."""

    class Giver(base):
        def __init__(self, name: str, everybody: list[Any]):
            super().__init__(name, USD=0.0, OCEAN=1.0)
            self._everybody = everybody

        def takeStep(self, state: Any) -> None:
            if self.OCEAN() > 0.0:
                everybody = self._everybody
                self._transferOCEAN(everybody[int(draw() * len(everybody))], 1.0)

        def coins(self) -> float:
            return float(self.OCEAN())

    return Giver


def _floats(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseNoEvm

    return _engine(_paying(AgentBaseNoEvm), n_agents, n_ticks)


def _base18(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseNoEvm
    from engine.AgentWalletBase18 import AgentWalletBase18

    class Exact(AgentBaseNoEvm):
        def __init__(self, name: str, USD: float, OCEAN: float):
            super().__init__(name, USD, 0.0)
            self._wallet = AgentWalletBase18(USD, OCEAN, name)

    return _engine(_paying(Exact), n_agents, n_ticks)


def _revm(n_agents: int, n_ticks: int) -> Made:
    from engine.AgentBase import AgentBaseEvm
    from web3engine.chain import useChain
    from web3engine.chains import openChain

    useChain(openChain("embedded", "revm"))
    return _engine(_paying(AgentBaseEvm), n_agents, n_ticks)


def _mesa(step: str, n_agents: int, n_ticks: int) -> Made:
    mesa: Any = importlib.import_module("mesa")

    class Giver(mesa.Agent):
        def __init__(self, model: Any):
            super().__init__(model)
            self.coins = 1.0

        def step(self) -> None:
            if self.coins > 0.0:
                self.coins -= 1.0
                everybody = self.model.everybody
                everybody[int(self.random.random() * len(everybody))].coins += 1.0

    class Economy(mesa.Model):
        def __init__(self) -> None:
            super().__init__(seed=SEED)
            self.everybody = [Giver(self) for _ in range(n_agents)]

        def step(self) -> None:
            getattr(self.agents, step)("step")

    model = Economy()

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
    HAND: _hand,
    PLAIN: _plain,
    FLOATS: _floats,
    BASE18: _base18,
    REVM: _revm,
    MESA_DO: lambda n_agents, n_ticks: _mesa("do", n_agents, n_ticks),
    MESA_SHUFFLE: lambda n_agents, n_ticks: _mesa("shuffle_do", n_agents, n_ticks),
    AGENTPY: _agentpy,
    SIMPY: _simpy,
}

if __name__ == "__main__":
    per_step, money = secondsPerStep(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    if money != float(sys.argv[2]):
        sys.exit(f"{sys.argv[1]}: there are {money} coins, and there were {sys.argv[2]}")
    print(per_step)
