"""The burner buys OCEAN with everything it gets, and burns it."""

import pytest

from assets.agents.OCEANBurnerAgent import OCEANBurnerAgent


@pytest.fixture
def burning(state):
    """A state that counts the burned OCEAN."""
    state._total_OCEAN_burned = state._total_OCEAN_burned_USD = 0.0
    return state


def test_at_a_fixed_price(burning):
    """At 2 USD, 10 USD burns 5 OCEAN, and 20 more burns 10 more; no USD is left."""
    burning.price = 2.0
    burner = OCEANBurnerAgent("burner", USD=10.0, OCEAN=0.0)
    burner.takeStep(burning)
    assert (burning._total_OCEAN_burned, burning._total_OCEAN_burned_USD) == pytest.approx((5.0, 10.0))
    burner.takeStep(burning)
    burner.receiveUSD(20.0)
    burner.takeStep(burning)
    assert (burning._total_OCEAN_burned, burning._total_OCEAN_burned_USD) == pytest.approx((15.0, 30.0))
    assert burner.USD() == 0.0


def test_burning_makes_the_rest_dearer(burning):
    """With 100 OCEAN worth 200 USD, 10 USD burns less than 5, since the price rises from one part to the next."""
    burning.OCEANprice = lambda: 200.0 / (100.0 - burning._total_OCEAN_burned)
    burner = OCEANBurnerAgent("burner", USD=10.0, OCEAN=0.0)
    burner.takeStep(burning)
    assert 4.0 < burning._total_OCEAN_burned < 5.0
    assert burning.OCEANprice() > 2.0
    burner.receiveUSD(20.0)
    burner.takeStep(burning)
    assert 13.0 < burning._total_OCEAN_burned < 15.0


def test_its_own_OCEAN_are_not_burned(burning):
    """Its own OCEAN is not part of what it burns."""
    burner = OCEANBurnerAgent("burner", USD=0.0, OCEAN=3.0)
    burner.takeStep(burning)
    assert (burner.OCEAN(), burning._total_OCEAN_burned) == (3.0, 0.0)


def test_types_are_checked():
    """Money is a float."""
    with pytest.raises(TypeError):
        OCEANBurnerAgent("burner", USD=10, OCEAN=0.0)
