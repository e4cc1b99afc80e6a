"""`SimStateBase`: everything that a simulation is at one moment, and how it takes one step."""

import hashlib
import logging
import random
import sys
from collections.abc import Sequence
from functools import lru_cache
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from pathlib import Path
from typing import Any

from engine.AgentBase import AgentBaseAbstract
from engine.AgentDict import AgentDict
from engine.Blocks import Blocks, blocksOf
from engine.Event import Event, note
from engine.SimStrategyBase import SimStrategyBase
from util.errors import NetlistError
from web3engine.chain import Chain, chainInUse, configureChain, onChain, openedChains
from web3engine.pending import Block, Queue

log = logging.getLogger(__name__)

# Functions whose call only makes a coroutine or a generator.
_DEFERRED = CO_COROUTINE | CO_GENERATOR | CO_ASYNC_GENERATOR


class SimStateBase:
    """The agents, the clock, the strategy and the KPIs. A netlist's SimState wires them up.

    Args:
        ss: the strategy; netlists make their own if it is None.

    Attributes:
        tick: how many steps lie behind; the engine counts it up.
        agents: name → agent, in the order in which they act.
        rng: the run's one stream of randomness, the same as Python's module `random`; `tsp run --seed` seeds it.
        n_reverts: how often a contract refused what an agent tried, and the agent went on.
        event_log: what happened so far, by tick; see `event`.
        queue: with BLOCKS = "per_tick", the transactions that wait for a block, in the order in which they came.
        block: with BLOCKS = "per_tick", the block of the tick before this one; None before there is one.
    """

    rng = random
    n_reverts: int = 0
    # A list, once there is an event.
    event_log: Sequence[Event] = ()
    # Path → hash of each file that inputFile was asked for.
    input_files: dict[str, str] = {}
    queue: Queue
    block: Block | None = None
    # Makes blocks of what agents submit; None where each transaction is its own block. And the strategy that says so.
    # Every tick asks for the first: Python finds what only an object has in a third of the time.
    _blocks: Blocks | None
    _blocks_of: SimStrategyBase | None = None

    def __init__(self, ss: SimStrategyBase | None = None):
        self.tick = 0
        self.ss: Any = ss
        self._blocks = None
        check = getattr(ss, "check", None)
        if check is not None:
            check()
        if ss is not None:
            setClockOf(ss)
            self._setUpBlocks()
        self.agents = AgentDict()
        # A netlist's own KPIs has its own measurements, so its type is left open.
        self.kpis: Any = None

    def _setUpBlocks(self) -> None:
        """Has agents' transactions share blocks, where the strategy says so."""
        self._blocks, self._blocks_of = blocksOf(self.ss), self.ss
        if self._blocks is not None:
            self.queue = self._blocks.queue

    def inputFile(self, name: str | Path) -> Path:
        """A file that the netlist reads, e.g. of prices; run.json then records what was in it.

        Args:
            name: its path, relative to the folder of the netlist, or absolute.
        Returns:
            Its absolute path, to be opened.
        Raises:
            NetlistError: it is not there.
        """
        module = sys.modules.get(type(self).__module__)
        folder = Path(getattr(module, "__file__", None) or "netlist.py").absolute().parent
        file = folder / name
        try:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as e:
            raise NetlistError(f"the input file {file} cannot be read", e.strerror or str(e)) from e
        self.input_files = {**self.input_files, str(file): digest}
        here = Path(name).absolute()
        if here.is_file() and not here.samefile(file):
            _sayUnused(here, file)
        return file

    def takeStep(self) -> None:
        """Lets each agent act once, mines the tick's block if agents submit, then measures."""
        try:
            blocks = self._blocks
        except AttributeError:  # a subclass's own __init__ has not called ours
            blocks = self._blocks = None
        used = chainInUse()
        # Newborn agents act from the next tick: they are not in the list that this tick began with.
        if blocks is not None:
            present = self._agentDict().arranged()
        try:
            acting = self.agents.acting_now
        except AttributeError:  # agents came or went, or have another order at each tick
            acting = self._agentDict().acting()
        if used is not None and used.has_several:
            for agent in acting:
                chain = chainOf(agent)
                with onChain(chain.label if chain is not None else ""):
                    agent.takeStep(self)
        else:
            for agent in acting:
                agent.takeStep(self)
        if blocks is not None:
            self.block = blocks.end(self, present)
        kpis = self.kpis
        if kpis is not None:
            kpis.takeStep(self)

    def _agentDict(self) -> AgentDict:
        """The agents, also where the netlist has put a plain dict in their place, as the scheduler of 2023 does."""
        if not isinstance(self.agents, AgentDict):
            self.agents = AgentDict(self.agents)
        return self.agents

    def getAgent(self, name: str) -> Any:
        """The agent of that name.

        Raises:
            UnknownAgent: there is none (a KeyError, too).
        """
        return self.agents[name]

    def allAgents(self) -> list[Any]:
        """All agents, in the order in which they act."""
        return list(self.agents.values())

    def numAgents(self) -> int:
        """How many agents there are."""
        return len(self.agents)

    def addAgent(self, agent: AgentBaseAbstract) -> None:
        """Adds an agent, which acts after those that are there.

        Raises:
            NetlistError: it is none, its name is taken, or its takeStep() would do nothing when it is called.
        """
        try:
            step = type(agent).takeStep
        except AttributeError:
            what, why = f"{agent!r} is not an agent", "it has no takeStep(state)"
            if isinstance(agent, type):
                what, why = f"{agent.__name__} is not an agent", "it is a class"
            raise NetlistError(what, why, 'addAgent(MyAgent(name="a1", USD=0.0, OCEAN=0.0))') from None
        code = getattr(step, "__code__", None)
        if code is not None and code.co_flags & _DEFERRED:
            why = "it is async or has a yield, so calling it does nothing"
            raise NetlistError(f"{type(agent).__name__}.takeStep() cannot be used", why, "a plain function")
        if agent.name in self.agents:
            raise NetlistError(f"two agents are named {agent.name!r}", "", "give each agent its own name")
        known = openedChains()
        chain = chainOf(agent) if known else None
        if chain is not None and chain not in known.values():
            why = "its wallet is on a chain that is not one of the simulation's, so no time passes there"
            raise NetlistError(f"{agent.name} cannot take part", why, 'with onChain("L2"): … instead of useChain')
        self.agents[agent.name] = agent
        if self.tick:
            self.event(f"new {getattr(agent, 'role', '') or type(agent).__name__}", agent.name)

    def event(self, what: str, who: str = "") -> None:
        """Notes that something happened at this tick: it goes to events.csv, and `tsp view` marks it in every chart.

        Agents that join while the simulation runs, and what contracts refuse, are noted without being asked for.

        Args:
            what: in few words, the same for each event of the kind, such as "rug pulled".
            who: name of the agent, or what else tells it from others.
        """
        events = self.event_log if isinstance(self.event_log, list) else []
        self.event_log = events
        note(events, int(self.tick), what, who)


@lru_cache(maxsize=64)
def _sayUnused(here: Path, file: Path) -> None:
    """Says, once in a process, that a file of the working folder is not the one that is read."""
    log.warning("%s is not read, but %s is. To read the first, name it by its absolute path.", here, file)


def chainOf(agent: Any) -> Chain | None:
    """The chain on which an agent lives, which is in use whenever it acts; None if it is on none."""
    found = getattr(getattr(agent, "_wallet", None), "_chain", None) or getattr(agent, "_chain", None)
    return found if isinstance(found, Chain) else None


def setClockOf(ss: Any) -> None:
    """Sets the clock of the chain in use as a strategy says; see SimStrategyBase."""
    start, s_per_block = getattr(ss, "start_time", None), getattr(ss, "s_per_block", None)
    configureChain("clock", lambda chain: chain.setClock(start, s_per_block))


def setUpBlocks(state: Any) -> None:
    """Has agents' transactions share blocks, where the strategy says so and the state has not done so itself.

    Raises:
        NetlistError: the state is not derived from SimStateBase.
    """
    if isinstance(state, SimStateBase):
        if state._blocks_of is not state.ss:
            state._setUpBlocks()
    elif blocksOf(getattr(state, "ss", None)) is not None:
        why = "its SimState is not derived from SimStateBase, which mines them"
        raise NetlistError('BLOCKS = "per_tick" has no effect', why)


def rngOf(state: Any) -> Any:
    """The stream that agents draw from: `state.rng`, or Python's module `random` for a state that has none."""
    return getattr(state, "rng", random)
