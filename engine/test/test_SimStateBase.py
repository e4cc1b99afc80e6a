"""One step of a simulation: who acts when, and how agents are found."""

import copy
import random
from typing import Any

import pytest

from engine.AgentBase import AgentBaseNoEvm
from engine.AgentDict import AgentDict
from engine.Event import readEvents, writeEvents
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase
from util.errors import NetlistError, UnknownAgent


class Recorder(AgentBaseNoEvm):
    """Notes each of its steps in a list that it shares with others."""

    def __init__(self, name, notes, action=None):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self.notes = notes
        self.action = action

    def takeStep(self, state):
        self.notes.append((state.tick, self.name))
        if self.action:
            self.action(state)


class RecordingKPIs(KPIsBase):
    """Notes each of its steps, too."""

    def __init__(self, notes):
        super().__init__(time_step=1)
        self.notes = notes

    def takeStep(self, state):
        super().takeStep(state)
        self.notes.append((state.tick, "kpis"))


@pytest.fixture
def notes():
    """Who acted: [(tick, name), …]."""
    return []


def test_a_new_state_is_empty():
    """Nobody is there, no time has passed, and the strategy is the one given."""
    ss = SimStrategyBase()
    state = SimStateBase(ss)
    assert (state.tick, state.numAgents(), state.allAgents()) == (0, 0, [])
    assert state.ss is ss
    assert state.kpis is None


def test_each_agent_acts_once_in_the_order_of_addition_and_then_KPIs_measure(notes):
    """The order is that of addAgent, whatever the names."""
    state = SimStateBase(SimStrategyBase())
    state.kpis = RecordingKPIs(notes)
    for name in ("zoe", "adam", "mia"):
        state.addAgent(Recorder(name, notes))
    state.takeStep()
    assert notes == [(0, "zoe"), (0, "adam"), (0, "mia"), (0, "kpis")]
    assert state.kpis.tick() == 1


def test_a_step_leaves_the_tick_to_the_engine(notes):
    """takeStep() lets agents act; time goes on only in SimEngine."""
    state = SimStateBase(SimStrategyBase())
    state.addAgent(Recorder("a", notes))
    state.takeStep()
    state.takeStep()
    assert state.tick == 0
    assert notes == [(0, "a"), (0, "a")]


def test_newborn_agents_act_from_the_next_tick(notes):
    """An agent that is added during a step watches the rest of it."""
    state = SimStateBase(SimStrategyBase())

    def bearsOnce(state):
        if "child" not in state.agents:
            state.addAgent(Recorder("child", notes))

    state.addAgent(Recorder("parent", notes, bearsOnce))
    state.addAgent(Recorder("aunt", notes))
    state.takeStep()
    state.tick += 1
    state.takeStep()
    assert notes == [(0, "parent"), (0, "aunt"), (1, "parent"), (1, "aunt"), (1, "child")]


def test_agents_are_found_by_name(notes):
    """getAgent gives the very agent that was added."""
    state = SimStateBase(SimStrategyBase())
    agents = [Recorder("agent1", notes), Recorder("agent2", notes)]
    for agent in agents:
        state.addAgent(agent)
    assert [state.getAgent("agent1"), state.getAgent("agent2")] == agents
    assert state.allAgents() == agents
    assert state.numAgents() == 2


def test_asking_for_an_agent_that_nobody_is_tells_who_sounds_like_it(notes):
    """The error is a KeyError, too, and reads as a sentence."""
    state = SimStateBase(SimStrategyBase())
    state.addAgent(Recorder("granter1", notes))
    with pytest.raises(UnknownAgent, match="no agent is named 'granter'.*Try: one of granter1") as raised:
        state.getAgent("granter")
    assert isinstance(raised.value, KeyError)


def test_two_agents_cannot_share_a_name(notes):
    """The second one is refused, and the first one stays."""
    state = SimStateBase(SimStrategyBase())
    first = Recorder("twin", notes)
    state.addAgent(first)
    with pytest.raises(NetlistError, match="two agents are named 'twin'"):
        state.addAgent(Recorder("twin", notes))
    assert state.allAgents() == [first]


def test_randomness_of_a_state_is_that_of_module_random():
    """One seed governs both, so that agents may use either."""
    random.seed(5)
    drawn = [SimStateBase().rng.random(), random.random()]
    random.seed(5)
    assert drawn == [random.random(), SimStateBase().rng.random()]


def emptyStep(self, state):
    """Empty but for a word."""


def fewer(self):
    """Cannot be called with a state."""


def countingStep(self, state):
    state.n_reverts += 1


def agentWith(step, name="a"):
    """An agent whose class has that `takeStep`."""
    return type("Agent", (AgentBaseNoEvm,), {"takeStep": step})(name, 0.0, 0.0)


def test_an_agent_whose_step_is_empty_is_not_called():
    """So that it costs no time; it is an agent like any other otherwise, and keeps its place in the order."""
    state = SimStateBase(SimStrategyBase())
    state.n_reverts = 0
    for i, step in enumerate([countingStep, emptyStep, lambda self, state: None, countingStep]):
        state.addAgent(agentWith(step, f"a{i}"))
    state.takeStep()
    assert state.n_reverts == 2
    assert [agent.name for agent in state.allAgents()] == ["a0", "a1", "a2", "a3"]
    assert [agent.name for agent in state.agents.acting()] == ["a0", "a3"]


def test_who_acts_follows_the_agents_and_their_order():
    """At the next tick: agents are added, replaced and taken away, arranged, and put into a plain dict."""
    acted = []
    state: Any = SimStateBase(SimStrategyBase())

    def agent(name):
        return agentWith(lambda self, state: acted.append(self.name), name)

    def step():
        acted.clear()
        state.takeStep()
        return "".join(acted)

    for name in "abc":
        state.addAgent(agent(name))
    assert (step(), step()) == ("abc", "abc")
    state.addAgent(agent("d"))
    assert (step(), step()) == ("abcd", "abcd")
    state.agents.arrange = lambda agents: agents[::-1]
    assert (step(), step()) == ("dcba", "dcba")
    del state.agents["b"]
    assert step() == "dca"
    state.agents.arrange = None
    assert (step(), step()) == ("acd", "acd")
    state.agents["c"] = agent("e")
    assert step() == "aed"
    state.agents = {"f": agent("f"), "a": state.agents["a"]}
    assert (step(), step()) == ("fa", "fa")
    state.agents = copy.copy(state.agents)
    state.addAgent(agent("g"))
    assert step() == "fag"


def test_a_state_may_set_itself_up_alone():
    """Its own __init__ need not call the base class's."""

    class SimState(SimStateBase):
        def __init__(self):
            self.tick, self.ss, self.agents, self.kpis = 0, SimStrategyBase(), AgentDict(), None

    state: Any = SimState()
    acted = []
    state.agents["a"] = agentWith(lambda self, state: acted.append(state.tick), "a")
    state.takeStep()
    assert acted == [0]


def test_agents_may_have_another_order_of_their_own():
    """Those that come later act as well."""

    class Backwards(AgentDict):
        def inOrder(self):
            return list(self.values())[::-1]

    acted = []
    state: Any = SimStateBase(SimStrategyBase())
    state.agents = Backwards()
    for names in ("ab", "c"):
        for name in names:
            state.agents[name] = agentWith(lambda self, state: acted.append(self.name), name)
        state.takeStep()
    assert acted == ["b", "a", "c", "b", "a"]


def test_an_empty_step_that_cannot_be_called_is_called():
    """So that what is wrong with it is said."""
    state = SimStateBase(SimStrategyBase())
    state.addAgent(agentWith(fewer))
    with pytest.raises(TypeError, match="argument"):
        state.takeStep()


def test_an_agent_may_get_a_step_of_its_own():
    """Before it is added; its class does nothing."""
    idle, busy = agentWith(emptyStep, "idle"), agentWith(emptyStep, "busy")
    busy.takeStep = lambda state: setattr(state, "n_reverts", state.n_reverts + 1)
    state = SimStateBase(SimStrategyBase())
    state.n_reverts = 0
    state.addAgent(idle)
    state.addAgent(busy)
    state.takeStep()
    assert state.n_reverts == 1


def test_a_plain_dict_of_agents_will_do(notes):
    """As the scheduler of 2023 has one; from the first step on it has filters as well."""
    state = SimStateBase(SimStrategyBase())
    state.agents = {"a": Recorder("a", notes)}  # type: ignore[assignment]
    state.addAgent(Recorder("b", notes))
    assert [agent.name for agent in state.allAgents()] == ["a", "b"]
    state.takeStep()
    assert notes == [(0, "a"), (0, "b")]
    assert list(state.agents.filterByClass(Recorder)) == ["a", "b"]


def test_events_are_counted_by_tick_and_kind(tmp_path):
    """Agents that join later are events by themselves; the file holds what reads back the same."""
    state = SimStateBase()
    state.addAgent(Recorder("first", []))
    assert list(state.event_log) == []
    state.tick = 3
    state.addAgent(Recorder("late", []))
    for who in ("a", "b", "a", "c", "d"):
        state.event("rug pulled", who)
    state.tick = 4
    state.event("rug pulled")
    joined, pulled, again = state.event_log
    assert (joined.tick, joined.what, joined.who) == (3, "new Recorder", "late")
    assert (pulled.tick, pulled.who, pulled.n) == (3, "a, b, c, …", 5)
    assert (again.tick, again.who, again.n) == (4, "", 1)
    writeEvents(tmp_path / "events.csv", state.event_log)
    assert readEvents(tmp_path / "events.csv") == state.event_log
    assert SimStateBase().event_log == ()
