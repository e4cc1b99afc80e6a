"""What can be observed of Ocean Market V3 on a chain: pools that are created, and trades in them, as rows of a csv.

`observe` gets them from a simulation, `readEvents` from a file that somebody made of a real chain. `fit.py` uses them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from assets.agents.PoolAgent import PoolAgent
from engine.overrides import valuesOf
from engine.Simulation import Simulation
from util.errors import ParameterError

from .KPIs import poolWorth
from .logs import AGENTS
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


def readEvents(file: str | Path) -> list[Event]:
    """The events in such a csv, in the order of time; the order of its rows and columns plays no part.

    Raises:
        ParameterError: it cannot be read; a column is missing; an agent or a kind that there is not; what should be a
            number is none.
    """
    try:
        with open(file, newline="", encoding="utf-8") as f:
            reader = csv.DictReader(f, skipinitialspace=True)
            missing = set(Event._fields) - set(reader.fieldnames or ())
            if missing:
                raise ParameterError(f"{file} is no csv of events", f"it lacks {', '.join(sorted(missing))}")
            events = [_event(f"{file}, line {reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise ParameterError(f"{file} cannot be read", str(e), "name a csv of events, see about.md of oceanv3") from e
    return sorted(events, key=lambda event: event.second)


def _event(place: str, row: dict[str, str]) -> Event:
    for name, known in (("agent", AGENTS), ("kind", KINDS)):
        if row[name] not in known:
            raise ParameterError(f"{place} has {name} {row[name]!r}", f"it is one of {', '.join(known)}")
    texts = {name: row[name] for name in ("agent", "kind", "pool")}
    try:
        numbers = {name: float(row[name]) for name in Event._fields if name not in texts}
    except (TypeError, ValueError) as e:
        raise ParameterError(f"{place} cannot be used", str(e), "a number in each column but agent, kind, pool") from e
    return Event(**texts, **numbers)  # type: ignore[arg-type]


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
