"""What can be observed of Ocean Market V3 on a chain: pools that are created, and trades in them, as rows of a csv.

`observe` gets them from a simulation; somebody who looks at a real chain makes a file of the same columns. `tsp fit`
reads it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from assets.agents.PoolAgent import PoolAgent
from engine.overrides import valuesOf
from engine.Simulation import Simulation

from .KPIs import poolWorth
from .SimState import SimState

KINDS = ("create", "stake", "unstake", "buyDT", "sellDT")


class Event(NamedTuple):
    """Somebody did something to a pool. Amounts in whole tokens.

    Attributes:
        second: since the start.
        agent: who; a name of oceanv3's agents. Addresses of a real chain are to be sorted into these five roles.
        kind: one of KINDS.
        pool: its name or address.
        OCEAN: how many went into the pool, or came out of it.
        tokens: BPT of a stake or unstake; DT of a purchase, a sale, or a creation.
        OCEAN_held: by the agent, just before.
        tokens_held: BPT of that pool, or DT, by the agent, just before; at a creation, all DT that were minted.
        price, TVL: of the pool, just after: OCEAN per DT, and OCEAN.
    """

    second: float
    agent: str
    kind: str
    pool: str
    OCEAN: float
    tokens: float
    OCEAN_held: float
    tokens_held: float
    price: float
    TVL: float


def observe(ss: Any, seed: int = 0) -> list[Event]:
    """Runs a market with the strategy `ss` on its own chain, and returns what happened in it."""
    watched = {"SimStrategy": type(ss), "SimState": _WatchedState, "netlist_createLogData": _nothing}
    with Simulation(watched, seed, valuesOf(ss)) as simulation:
        simulation.run()
    events: list[Event] = simulation.state.events
    return events


def _nothing(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Events are observed, not rows."""
    return [], [], []


def writeEvents(events: Iterable[Event], file: str | Path) -> None:
    """Writes a csv, one row per event, whose columns are named as the attributes."""
    with open(file, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows([Event._fields, *events])


class _WatchedState(SimState):
    """A market whose pools are watched from their birth on."""

    def __init__(self, ss: Any):
        self.events: list[Event] = []
        super().__init__(ss)

    def addAgent(self, agent: Any) -> None:
        super().addAgent(agent)
        if isinstance(agent, PoolAgent):
            self._noteBirth(agent)
            for kind in KINDS[1:]:
                setattr(agent, kind, self._watched(agent, kind, getattr(agent, kind)))

    def _noteBirth(self, pool: PoolAgent) -> None:
        publisher = self.agents.agentByAddress(pool.publisherAddress())
        OCEAN, DT = pool.OCEANreserve(), pool.DTreserve()
        had = OCEAN + publisher.OCEAN(), DT + publisher.DT(pool.datatoken)
        self._note(publisher, "create", pool, (OCEAN, DT), had)

    def _watched(self, pool: PoolAgent, kind: str, trade: Callable[..., float]) -> Callable[..., float]:
        """`trade`, which also makes an event."""

        def watched(agent: Any, amount: float, **limits: float) -> float:
            in_BPT = kind in ("stake", "unstake")
            held = agent.OCEAN(), agent.BPT(pool.pool) if in_BPT else agent.DT(pool.datatoken)
            result = trade(agent, amount, **limits)
            self._note(agent, kind, pool, (amount, result) if kind == "stake" else (result, amount), held)
            return result

        return watched

    def _note(
        self, agent: Any, kind: str, pool: PoolAgent, moved: tuple[float, float], held: tuple[float, float]
    ) -> None:
        """Makes an event. `moved` and `held` are OCEAN and tokens."""
        worth = poolWorth(pool)
        second = float(self.tick * self.ss.time_step)
        self.events.append(Event(second, agent.name, kind, pool.name, *moved, *held, worth.price, worth.TVL))
