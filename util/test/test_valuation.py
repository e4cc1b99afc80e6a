"""What a firm and its token are worth."""

import pytest

from util.errors import TokenSpiceError
from util.valuation import OCEANprice, firmValuationPE, firmValuationPS


def test_price_to_sales():
    """1000 USD of revenue at a ratio of 30."""
    assert firmValuationPS(1e3, 30.0) == 30e3


def test_price_to_earnings():
    """1000 USD of earnings at a ratio of 20."""
    assert firmValuationPE(1e3, 20.0) == 20e3


def test_price_of_OCEAN_is_the_valuation_per_token():
    """10 billion USD over a billion OCEAN."""
    assert OCEANprice(10e9, 1e9) == 10.0


@pytest.mark.parametrize("supply", [0.0, -1.0, float("nan")])
@pytest.mark.parametrize("error", [AssertionError, ValueError, TokenSpiceError])
def test_no_supply_has_no_price(supply, error):
    """The reference asserted; ours says what is wrong and is each of these errors."""
    with pytest.raises(error, match="above zero"):
        OCEANprice(10e9, supply)
