"""Agents around a vault, each stepped through what it can do."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from assets.agents.vault.DepositorAgent import DepositorAgent
from assets.agents.vault.InflationAttackerAgent import InflationAttackerAgent
from assets.agents.vault.YieldAgent import YieldAgent
from util.constants import S_PER_DAY
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


@pytest.fixture
def vault(alice):
    """A guarded vault without an offset."""
    return Vault.new(OCEANtoken().address, True, 0, alice)


@pytest.fixture
def state():
    """What agents read: a clock that ticks once a day, and randomness."""
    return SimpleNamespace(ss=SimpleNamespace(time_step=S_PER_DAY), rng=random.Random(1))


def _steps(agent, state, n):
    for _ in range(n):
        agent.takeStep(state)


def test_a_depositor_deposits_and_withdraws_in_turn(vault, state):
    """All it has, each time; nothing is lost."""
    agent = DepositorAgent("d", vault, OCEAN=10.0, mean_days=0.001, loss_allowed=1.0)
    agent.takeStep(state)
    assert (agent.OCEAN(), agent.shares_base()) == (0.0, 10 * 10**18)
    agent.takeStep(state)
    assert (agent.OCEAN(), agent.shares_base(), agent.profit()) == (10.0, 0, 0.0)


def test_a_depositor_waits(vault, state):
    """For about as long as it says, 20 days on average."""
    agent = DepositorAgent("d", vault, OCEAN=10.0, mean_days=20.0, loss_allowed=1.0)
    changes, held = 0, False
    for _ in range(2000):
        agent.takeStep(state)
        changes += held != bool(agent.shares_base())
        held = bool(agent.shares_base())
    # One day in a tick is lost to rounding; three standard errors.
    assert changes == pytest.approx(2000 / 20.5, abs=3 * 10)


@pytest.mark.parametrize(("allowed", "shares_base"), [(1.0, 1), (0.4, 1), (0.2, 0)])
def test_a_depositor_asks_what_it_would_lose(allowed, shares_base, vault, state, alice):
    """One share costs 7.5 OCEAN: of 10, a quarter would be lost to rounding."""
    OCEANtoken().transfer(vault.address, 75 * 10**17 - 1, alice)
    agent = DepositorAgent("d", vault, OCEAN=10.0, mean_days=0.001, loss_allowed=allowed)
    agent.takeStep(state)
    assert agent.shares_base() == shares_base
    assert agent.OCEAN() == (0.0 if shares_base else 10.0)


def test_a_depositor_without_money_does_nothing(vault, state):
    """As after it has lost everything."""
    agent = DepositorAgent("d", vault, OCEAN=0.0, mean_days=0.001, loss_allowed=1.0)
    _steps(agent, state, 3)
    assert vault.totalSupply_base() == 0


def test_a_yield_is_paid_while_there_are_shareholders_and_money(vault, state):
    """36.5 % a year are 0.1 % a day."""
    source = YieldAgent("y", OCEAN=0.15, per_year=0.365)
    source.takeStep(state)
    source.vault = vault
    source.takeStep(state)
    assert source.paid == 0.0
    depositor = DepositorAgent("d", vault, OCEAN=100.0, mean_days=0.001, loss_allowed=1.0)
    depositor.takeStep(state)
    source.takeStep(state)
    assert source.paid == pytest.approx(0.1, rel=1e-12)
    _steps(source, state, 3)
    assert source.paid == pytest.approx(0.15, rel=1e-12)
    assert source.OCEAN() == 0.0
    assert depositor.profit() == pytest.approx(0.15, rel=1e-9)


def test_an_attacker_attacks_once_and_withdraws_when_its_patience_ends(vault, state):
    """Half of what it sent stays with the virtual share."""
    agent = InflationAttackerAgent("a", vault, OCEAN=11.0, units=1, donation=10.0, patience_days=3.0)
    agent.takeStep(state)
    assert (agent.shares_base(), vault.totalAssets_base()) == (1, 10 * 10**18 + 1)
    _steps(agent, state, 2)
    assert agent.shares_base() == 1
    agent.takeStep(state)
    assert (agent.shares_base(), agent.profit()) == (0, pytest.approx(-5.0))
    _steps(agent, state, 3)
    assert vault.totalSupply_base() == 0


def test_an_attacker_without_a_donation_never_attacks(vault, state):
    """Nor does it deposit."""
    agent = InflationAttackerAgent("a", vault, OCEAN=11.0, units=1, donation=0.0, patience_days=0.0)
    _steps(agent, state, 3)
    assert (agent.OCEAN(), vault.totalSupply_base()) == (11.0, 0)
