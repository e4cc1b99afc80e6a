"""The granter gives all it has, in equal grants."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.GrantGivingAgent import GrantGivingAgent
from engine.AgentBase import AgentBaseNoEvm
from engine.test.fixtures import State
from util.constants import S_PER_DAY
from util.errors import ParameterError, UnknownAgent


class Saver(AgentBaseNoEvm):
    """An agent that keeps what it gets."""

    def takeStep(self, state):
        pass


def economy(USD=0.0, OCEAN=1.0, s_between_grants=3 * S_PER_DAY, n_actions=4, time_step=S_PER_DAY):
    """A state with a granter "g" and a saver "s"."""
    state = State()
    state.ss.setTimeStep(time_step)
    state.addAgent(GrantGivingAgent("g", USD, OCEAN, "s", s_between_grants, n_actions))
    state.addAgent(Saver("s", 0.0, 0.0))
    return state, state.getAgent("g"), state.getAgent("s")


def test_four_equal_grants_three_days_apart():
    """With daily ticks, a quarter is given at ticks 0, 3, 6 and 9, and nothing in between or after."""
    state, granter, saver = economy(USD=8.0, OCEAN=1.0)
    held = []
    for _ in range(14):
        state.runTicks(1)
        held.append((saver.USD(), saver.OCEAN(), granter.OCEAN()))
    quarters = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4]
    assert held == [(2.0 * n, 0.25 * n, 1.0 - 0.25 * n) for n in quarters]


def test_the_first_grant_is_given_at_once():
    """The first grant comes whenever the granter takes its first step."""
    state, granter, saver = economy()
    state.tick = 1000
    state.takeStep()
    assert (granter.OCEAN(), saver.OCEAN()) == (0.75, 0.25)


@pytest.mark.parametrize(
    ("time_step", "ticks"), [(7, [0, 2, 4, 6]), (10, [0, 1, 2, 3]), (25, [0, 1, 2, 3]), (3, [0, 4, 8, 12])]
)
def test_grants_wait_for_the_first_tick_after_their_time(time_step, ticks):
    """Grants come every 10 s, also with time steps that do not divide it; at most one grant per tick."""
    state, granter, saver = economy(s_between_grants=10, time_step=time_step)
    given_at = []
    for tick in range(ticks[-1] + 3):
        before = saver.OCEAN()
        state.runTicks(1)
        if saver.OCEAN() > before:
            given_at.append(tick)
    assert given_at == ticks


# Nothing, or an amount of money: at least a token's smallest unit.
AMOUNTS = st.just(0.0) | st.floats(1e-18, 1e9)


@given(AMOUNTS, AMOUNTS, st.integers(1, 120))
@settings(derandomize=True, database=None, deadline=None)
def test_in_the_end_all_is_given(USD, OCEAN, n_actions):
    """However the money is divided, no float noise stays with the granter, and none is created."""
    state, granter, saver = economy(USD, OCEAN, s_between_grants=S_PER_DAY, n_actions=n_actions)
    state.runTicks(n_actions + 2)
    assert granter.USD() == pytest.approx(0.0, abs=1e-12 * USD)
    assert granter.OCEAN() == pytest.approx(0.0, abs=1e-12 * OCEAN)
    assert math.isclose(saver.USD(), USD, rel_tol=1e-12)
    assert math.isclose(saver.OCEAN(), OCEAN, rel_tol=1e-12)


def test_a_granter_that_receives_money_goes_on_giving():
    """Grants keep their size: after a loss, the granter gives what it can of each."""
    state, granter, saver = economy(OCEAN=1.0, s_between_grants=S_PER_DAY)
    state.runTicks(4)
    granter.receiveOCEAN(0.3)
    state.runTicks(1)
    assert saver.OCEAN() == pytest.approx(1.25)
    state.runTicks(1)
    assert (granter.OCEAN(), saver.OCEAN()) == (0.0, pytest.approx(1.3))


def test_the_receiver_must_be_there():
    """An unknown receiver is named in the error."""
    state = State()
    state.addAgent(GrantGivingAgent("g", 0.0, 1.0, "nobody", S_PER_DAY, 4))
    with pytest.raises(UnknownAgent, match="no agent is named 'nobody'"):
        state.takeStep()


@pytest.mark.parametrize("n_actions", [0, -1])
def test_all_is_given_in_one_grant_or_more(n_actions):
    """Zero or fewer grants are refused."""
    with pytest.raises(ParameterError, match=f"g cannot give its money in {n_actions} grants"):
        GrantGivingAgent("g", 0.0, 1.0, "s", S_PER_DAY, n_actions)


@pytest.mark.parametrize("wrong", [{"USD": 1}, {"n_actions": 4.0}, {"s_between_grants": 0.5}], ids=str)
def test_types_are_checked(wrong):
    """Money is a float; times and counts are integers."""
    arguments = {"USD": 0.0, "OCEAN": 1.0, "receiving_agent_name": "s", "s_between_grants": 1, "n_actions": 4}
    with pytest.raises(TypeError):
        GrantGivingAgent("g", **{**arguments, **wrong})
