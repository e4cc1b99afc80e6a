"""Variants of a run: what is changed in it that the conclusions of a sound model do not depend on.

    order reversed, order shuffled    agents act in another order: the other way round, or a new one at each step
    names                             agents' names sort in another order, and agents are listed in another order
    stream                            some random numbers are drawn before the first tick
    start                             the chain's clock starts at a later time
    engine revm, engine pyevm         the embedded EVM

A run depends on its variant as it does on its seed: the same pair, the same bytes. Only `robust` asks for variants.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.AgentDict import AgentDict
from engine.Simulation import Simulation
from util.config import Settings
from web3engine.chain import Chain
from web3engine.chains import openChain

# How many random numbers are drawn before the first tick.
_N_DRAWN = 17
# How much later the chain's clock starts: an odd number of seconds, some months.
_LATER_S = 12_345_679

Opener = Callable[[], Chain]


class Variant:
    """Changes nothing."""

    def settings(self, settings: Settings) -> Settings:
        """Those of the chain."""
        return settings

    def chain(self, seed: int, settings: Settings) -> Opener | None:
        """What opens the chain; None leaves that to the simulation."""
        return None

    def begin(self, simulation: Simulation) -> None:
        """Called before the first tick."""


class Order(Variant):
    """Agents act in another order.

    Args:
        shuffled: whether each step has a new order; otherwise all steps have the reverse of the netlist's.
    """

    def __init__(self, shuffled: bool):
        self._shuffled = shuffled

    def begin(self, simulation: Simulation) -> None:
        """See Variant. Newborn agents still act from the next step: they are put in order with the others then."""
        rng = random.Random(f"order {simulation.seed}")

        def shuffle(agents: list[Any]) -> list[Any]:
            return rng.sample(agents, len(agents))

        _agentsOf(simulation).arrange = shuffle if self._shuffled else lambda agents: agents[::-1]


class Name(str):
    """A name that sorts in another order. Otherwise it is the same text, so code that looks for it finds it."""

    _place: bytes

    def __new__(cls, name: str, salt: str) -> Name:
        made = super().__new__(cls, name)
        made._place = _place(name, salt)
        return made

    def __lt__(self, other: str) -> bool:
        return (self._place, str(self)) < (_placeBeside(self, other), str(other))

    def __gt__(self, other: str) -> bool:
        return (self._place, str(self)) > (_placeBeside(self, other), str(other))

    def __le__(self, other: str) -> bool:
        return not self > other

    def __ge__(self, other: str) -> bool:
        return not self < other

    def __reduce__(self) -> Any:
        # A copy in another process needs the text.
        return str, (str(self),)


def _place(name: str, salt: str) -> bytes:
    return hashlib.blake2b(f"{salt} {name}".encode(), digest_size=8).digest()


def _placeBeside(name: Name, other: str) -> bytes:
    # A text that is not an agent's name comes after those that are.
    return other._place if isinstance(other, Name) else b"\xff" * 9


class Names(Variant):
    """Agents' names sort in another order, and code that walks through the agents meets them in another order.

    They still act in the order in which they entered.
    """

    def begin(self, simulation: Simulation) -> None:
        """See Variant."""
        salt = f"names {simulation.seed}"
        agents, state = _agentsOf(simulation), simulation.state
        entered = {id(agent): i for i, agent in enumerate(agents.values())}
        listed = random.Random(salt).sample(list(agents.items()), len(agents))
        add = state.addAgent

        def rename(agent: Any) -> None:
            agent.name = Name(agent.name, salt)

        def addAgent(agent: Any) -> None:
            rename(agent)
            add(agent)
            entered[id(agent)] = len(entered)

        agents.clear()
        for name, agent in listed:
            rename(agent)
            agents[Name(name, salt)] = agent
        agents.arrange = lambda some: sorted(some, key=lambda agent: entered.get(id(agent), len(entered)))
        state.addAgent = addAgent


class Stream(Variant):
    """Random numbers are drawn before the first tick, so that all later draws are others."""

    def begin(self, simulation: Simulation) -> None:
        """See Variant."""
        with simulation.inUse():
            for _ in range(_N_DRAWN):
                random.random()
            if "numpy.random" in sys.modules:
                sys.modules["numpy.random"].random(_N_DRAWN)


class Start(Variant):
    """The chain's clock starts later."""

    def chain(self, seed: int, settings: Settings) -> Opener | None:
        """See Variant."""

        def opened() -> Chain:
            chain = openChain(seed=seed, settings=settings)
            chain.advance(_LATER_S)
            return chain

        return opened


class Engine(Variant):
    """This embedded EVM, whatever the settings say."""

    def __init__(self, engine: str):
        self._engine = engine

    def settings(self, settings: Settings) -> Settings:
        """See Variant."""
        return replace(settings, engine=self._engine)


REVERSED, SHUFFLED, NAMES, STREAM, START = "order reversed", "order shuffled", "names", "stream", "start"
REVM, PYEVM = "engine revm", "engine pyevm"
VARIANTS: dict[str, Variant] = {
    "": Variant(),
    REVERSED: Order(shuffled=False),
    SHUFFLED: Order(shuffled=True),
    NAMES: Names(),
    STREAM: Stream(),
    START: Start(),
    REVM: Engine("revm"),
    PYEVM: Engine("pyevm"),
}


def _agentsOf(simulation: Simulation) -> AgentDict:
    agents: AgentDict = simulation.state.agents
    return agents
