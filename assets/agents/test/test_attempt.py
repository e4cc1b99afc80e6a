"""What a contract refuses does not end a run."""

import logging

import pytest

from assets.agents.market.attempt import attempt
from assets.agents.PoolAgent import PoolAgent
from engine.SimStateBase import SimStateBase
from util.errors import InsufficientFunds


def test_what_works_gives_its_result(state):
    """A successful action returns its result, and nothing is counted."""
    assert attempt(state, "alice", lambda: 7.5) == 7.5
    assert state.n_reverts == 0


def test_what_is_refused_is_counted_and_logged(state, alice_agent, pool, caplog):
    """A refusal logs the agent, the tick and the contract's reason, and leaves the world unchanged."""
    agent = PoolAgent("pool1", pool)
    state.tick = 37
    with caplog.at_level(logging.INFO, logger="assets"):
        assert attempt(state, "alice", lambda: agent.stake(alice_agent, 150.0)) is None
    assert state.n_reverts == 1
    (line,) = caplog.messages
    assert "Tick 37: alice was refused" in line
    assert "ERR_MAX_IN_RATIO" in line
    assert (alice_agent.OCEAN(), alice_agent.BPT(pool)) == (800.0, 100.0)
    attempt(state, "alice", lambda: agent.stake(alice_agent, 150.0))
    assert state.n_reverts == 2


def test_other_errors_are_not_swallowed(state, alice_agent, pool):
    """Other errors pass through: an agent that spends what it does not have is a bug."""
    with pytest.raises(InsufficientFunds):
        attempt(state, "alice", lambda: PoolAgent("pool1", pool).stake(alice_agent, 5000.0))
    assert state.n_reverts == 0


def test_each_state_counts_for_itself():
    """The count begins at zero, without any provision in the netlist."""
    first, second = SimStateBase(), SimStateBase()
    first.n_reverts += 1
    assert (first.n_reverts, second.n_reverts) == (1, 0)
