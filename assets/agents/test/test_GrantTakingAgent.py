"""The taker spends everything at once."""

import pytest

from assets.agents.GrantTakingAgent import GrantTakingAgent


def test_a_taker_spends_everything_at_every_step(state):
    """With OCEAN at 3 USD: 10 USD plus 20 OCEAN make 70 USD, then nothing, then 5, then nothing."""
    state.price = 3.0
    taker = GrantTakingAgent("taker1", USD=10.0, OCEAN=20.0)
    state.addAgent(taker)
    spent = [taker.spentAtTick()]
    for income in (0.0, 0.0, 5.0, 0.0):
        taker.receiveUSD(income)
        state.runTicks(1)
        spent.append(taker.spentAtTick())
        assert (taker.USD(), taker.OCEAN()) == (0.0, 0.0)
    assert spent == [0.0, 70.0, 0.0, 5.0, 0.0]


def test_OCEAN_are_worth_what_they_cost_now(state):
    """The price is read at each step."""
    taker = GrantTakingAgent("taker1", USD=0.0, OCEAN=4.0)
    state.price = 0.25
    taker.takeStep(state)
    assert taker.spentAtTick() == 1.0
    taker.receiveOCEAN(4.0)
    state.price = 2.0
    taker.takeStep(state)
    assert taker.spentAtTick() == 8.0


def test_types_are_checked():
    """Money is a float."""
    with pytest.raises(TypeError):
        GrantTakingAgent("taker1", USD=10, OCEAN=0.0)
