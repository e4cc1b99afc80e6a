"""Agents that submit to a board what they are told to, and a simulation of them: for tests of blocks."""

from __future__ import annotations

from typing import Any

from engine.AgentBase import AgentBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from engine.Simulation import Simulation
from web3engine.chains import openChain
from web3engine.test.board import deployBoard
from web3engine.test.conformance import EMBEDDED

# What SHA3 over so many bytes costs: more than half of a block.
HEAVY = 3_000_000
GWEI = 1e-9


class SimStrategy(SimStrategyBase):
    """Each tick a block."""

    BLOCKS = "per_tick"
    ORDER: Any = "arrival"


class Player(AgentBase):
    """Submits what it is told to: tick → (number to play, options of submit)."""

    def __init__(self, name: str, plan: Any):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.plan = plan
        self.sent: list[Any] = []

    def takeStep(self, state: Any) -> None:
        for x, options in self.plan.get(state.tick, ()):
            self.sent.append(self.submit(state.board.play, x, **options))


class SimState(SimStateBase):
    """Players, and a board that tells who came when."""

    def __init__(self, players: list[Player], ss: SimStrategyBase):
        super().__init__(ss)
        for player in players:
            self.addAgent(player)
        self.board = deployBoard()


def netlist(plans: dict[str, Any], watchers: dict[str, Any], **strategy: Any) -> dict[str, Any]:
    """A netlist of players with these plans, and of watchers with these `watch` functions."""

    def state() -> SimState:
        ss = SimStrategy()
        ss.max_ticks = 3
        for name, value in strategy.items():
            setattr(ss, name, value)
        players = [Player(name, plan) for name, plan in plans.items()]
        for name, watch in watchers.items():
            players.append(type("Watcher", (Player,), {"watch": watch})(name, {}))
        return SimState(players, ss)

    return {"SimState": state, "SimStrategy": SimStrategy, "netlist_createLogData": lambda state: ([], [], [])}


def played(
    plans: dict[str, Any], n: int = 1, engine: str = EMBEDDED[-1], watchers: Any = None, **strategy: Any
) -> tuple[Any, list[Any]]:
    """The state after `n` ticks, and their blocks."""
    blocks = []
    with Simulation(
        netlist(plans, watchers or {}, **strategy), 1, chain=lambda: openChain("embedded", engine)
    ) as simulation:
        for _ in range(n):
            simulation.step()
            blocks.append(simulation.state.block)
        return simulation.state, blocks


def names(state: Any, block: Any) -> list[str]:
    """Names of the senders of a block, in its order."""
    by_address = {agent.address: agent.name for agent in state.allAgents()}
    return [by_address[p.sender] for p in block.transactions]
