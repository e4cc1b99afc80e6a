"""A netlist that keeps all sorts of things, wherever Python lets one keep them."""

import functools
import random
from collections import deque
from pathlib import Path

import numpy

from engine.AgentBase import AgentBaseEvm, AgentBaseNoEvm
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

TABLE = {"twice": lambda x: 2 * x}
COUNT = 0
SEEN: list[int] = []


class SimStrategy(SimStrategyBase):
    """Ten ticks, a row for each."""

    def __init__(self):
        super().__init__()
        self.setLogInterval(self.time_step)
        self.setMaxTicks(10)
        self.is_on_chain = False
        self.unused = 0


def half(x):
    """A plain function."""
    return x / 2


def remembering(x, into=[]):  # noqa: B006 - some do it
    """Keeps what it was given, in a default and in an attribute."""
    into.append(x)
    own = vars(remembering)
    own["n"] = own.get("n", 0) + 1
    return len(into) + own["n"]


def counting(function):
    """A decorator that counts in a closure."""
    n = 0

    @functools.wraps(function)
    def counted(x):
        nonlocal n
        n += 1
        return function(x) + n

    return counted


@counting
def third(x):
    """Is counted."""
    return x / 3


class Register:
    """One object, in a variable of the module."""

    def __init__(self):
        self.names = []


REGISTER = Register()


class Walker(AgentBaseNoEvm):
    """Keeps things, and uses them at every step."""

    born = 0

    def __init__(self):
        super().__init__("walker", 0.0, 1.0)
        type(self).born += 1
        self.choice = random.choice
        self.module = random
        self.own = random.Random(5)
        self.numpys = numpy.random.default_rng(3)
        self.uniform = numpy.random.uniform
        self.rules = [half, TABLE["twice"], self.quarter, remembering, third]
        self.friends = {self}
        self.last = deque([1, 2], maxlen=2)
        self.array = numpy.arange(3.0)
        self.seen, self.register = SEEN, REGISTER
        self.drawn = [0.0] * 14

    def quarter(self, x):
        """A method."""
        return x / 4

    def takeStep(self, state):
        global COUNT
        COUNT += 1
        type(self).born += 1
        assert self in self.friends
        assert self.seen is SEEN
        assert self.register is REGISTER
        self.seen.append(state.tick)
        self.register.names.append(self.name)
        draws = [self.choice(range(99)), self.module.random(), self.own.random(), self.numpys.random(), self.uniform()]
        self.array += draws[-1]
        self.last.append(draws[0])
        kept = [sum(self.last), float(self.array.sum()), COUNT + self.born, sum(SEEN) + len(REGISTER.names)]
        self.drawn = [*draws, *(rule(draws[1]) for rule in self.rules), *kept]


class Holder(AgentBaseEvm):
    """Reads all balances and pays the last agent."""

    def takeStep(self, state):
        self.read = [agent.OCEAN() for agent in state.allAgents()]
        self._transferOCEAN(state.agents.inOrder()[-1], 1.0)


class SimState(SimStateBase):
    """One agent, or three."""

    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.addAgent(Walker())
        if self.ss.is_on_chain:
            self.addAgent(Holder("first", 0.0, 100.0))
            self.addAgent(Holder("second", 0.0, 100.0))


def netlist_createLogData(state):
    """What was drawn, and balances; a column that comes late, in the middle."""
    drawn = state.getAgent("walker").drawn
    names, values = [f"drawn{i}" for i in range(len(drawn))], list(drawn)
    if state.tick > 3:
        names.insert(2, "late")
        values.insert(2, state.tick)
    if state.ss.is_on_chain:
        names += ["first", "second"]
        values += [state.getAgent(name).OCEAN() for name in ("first", "second")]
    return [], names, values


def leave():
    """A function of the netlist that a checkpoint must not call."""
    Path("left").write_text("run")
