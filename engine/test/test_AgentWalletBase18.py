"""Wallets that count OCEAN in base 18: nothing is lost among them, and they deal with wallets of floats."""

import random
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.AgentWallet import AgentWalletNoEvm, BurnWallet
from engine.AgentWalletBase18 import AgentWalletBase18
from util.base18 import fromBase18, toBase18
from util.errors import BadAmount, InsufficientFunds

REPEATABLE = settings(derandomize=True, database=None, deadline=None)
amounts = st.floats(0, 1e9, allow_nan=False)


def test_it_counts_to_the_last_unit():
    """0.1 and 0.2 are 0.3, and ten times 0.1 is 1; floats say otherwise."""
    wallet, other = AgentWalletBase18(OCEAN=0.1), AgentWalletBase18(OCEAN=1.0)
    wallet.depositOCEAN(0.2)
    assert (wallet.OCEAN(), wallet.OCEAN_base()) == (0.3, 3 * 10**17)
    for _ in range(10):
        other.transferOCEAN(wallet, 0.1)
    assert (other.OCEAN_base(), wallet.OCEAN_base()) == (0, 13 * 10**17)
    assert wallet.totalOCEANin() == pytest.approx(1.3, rel=1e-15)


def test_less_than_a_unit_is_nothing():
    """An amount is rounded toward zero; nothing moves, even from an empty wallet."""
    rich, poor = AgentWalletBase18(OCEAN=1.0), AgentWalletBase18()
    rich.transferOCEAN(poor, 0.9e-18)
    poor.transferOCEAN(rich, 0.0)
    poor.transferOCEAN(rich, 0.9e-18)
    assert (rich.OCEAN_base(), poor.OCEAN_base()) == (10**18, 0)


def test_it_pays_no_more_than_it_holds():
    """But float noise is forgiven: what is all it holds, up to 1e-12, is all it holds."""
    wallet, other = AgentWalletBase18(OCEAN=100.0, holder="ann"), AgentWalletBase18()
    with pytest.raises(InsufficientFunds, match="ann cannot spend 100.001 OCEAN: it holds 100.0"):
        wallet.transferOCEAN(other, 100.001)
    assert (wallet.OCEAN(), other.OCEAN()) == (100.0, 0.0)
    wallet.transferOCEAN(other, 100.0 * (1 + 5e-13))
    assert (wallet.OCEAN_base(), other.OCEAN_base()) == (0, 100 * 10**18)
    with pytest.raises(InsufficientFunds):
        wallet.transferOCEAN(other, 1e-18)
    other.transferOCEAN(wallet, 100.0 * (1 - 5e-13))
    assert (wallet.OCEAN_base(), other.OCEAN_base()) == (100 * 10**18, 0)


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_it_refuses_what_is_no_amount(amount):
    """In whatever direction, and from the start."""
    wallet, other = AgentWalletBase18(OCEAN=1.0), AgentWalletNoEvm(OCEAN=1.0)
    for spend in (
        lambda: wallet.transferOCEAN(AgentWalletBase18(), amount),
        lambda: wallet.transferOCEAN(other, amount),
        lambda: other.transferOCEAN(wallet, amount),
        lambda: wallet.depositOCEAN(amount),
        lambda: wallet.withdrawOCEAN(amount),
        lambda: AgentWalletBase18(OCEAN=amount),
    ):
        with pytest.raises(BadAmount):
            spend()
    assert (wallet.OCEAN_base(), other.OCEAN()) == (10**18, 1.0)


def test_it_takes_amounts_of_any_number_type():
    """Whole numbers, and numpy's, which do not make the balance as coarse as they are."""
    wallet, other = AgentWalletBase18(OCEAN=10), AgentWalletBase18()
    amounts: list[Any] = [1, numpy.float32(1), numpy.int64(1), numpy.float64(0.1)]
    for amount in amounts:
        wallet.transferOCEAN(other, amount)
    assert (wallet.OCEAN_base(), other.OCEAN_base()) == (69 * 10**17, 31 * 10**17)
    assert isinstance(wallet.OCEAN(), float)
    assert not isinstance(wallet.OCEAN(), numpy.generic)


@given(st.lists(st.integers(1, 2**120), min_size=1, max_size=5))
@REPEATABLE
def test_all_that_it_says_it_holds_can_be_spent(parts):
    """Whatever the number of units: between two such wallets none is left behind, and none too many is asked for."""
    wallet, other = AgentWalletBase18(), AgentWalletBase18()
    for units in parts:
        wallet.depositOCEAN(fromBase18(units))
    assert toBase18(wallet.OCEAN()) == wallet.OCEAN_base() == sum(parts)
    wallet.transferOCEAN(other, wallet.OCEAN())
    assert (wallet.OCEAN_base(), other.OCEAN_base()) == (0, sum(parts))


def test_it_deals_with_wallets_of_floats():
    """Either may pay the other, all it has included, or burn."""
    exact, floats = AgentWalletBase18(OCEAN=3.0), AgentWalletNoEvm(OCEAN=0.1 + 0.2)
    floats.transferOCEAN(exact, floats.OCEAN())
    assert (floats.OCEAN(), exact.OCEAN_base()) == (0.0, 3300000000000000040)
    exact.transferOCEAN(floats, 1.25)
    assert floats.OCEAN() == 1.25
    assert floats.totalOCEANin() == pytest.approx(1.55)
    exact.transferOCEAN(floats, exact.OCEAN())
    assert exact.OCEAN_base() == 0
    assert floats.OCEAN() == pytest.approx(3.3, rel=1e-15)
    with pytest.raises(InsufficientFunds):
        exact.transferOCEAN(floats, 0.5)
    floats.transferOCEAN(exact, 1.0)
    exact.transferOCEAN(BurnWallet(), 0.25)
    exact.withdrawOCEAN(0.25)
    assert exact.OCEAN_base() == toBase18(0.5)


def test_it_pays_itself():
    """And holds what it held."""
    wallet = AgentWalletBase18(OCEAN=1.5)
    wallet.transferOCEAN(wallet, 1.0)
    assert wallet.OCEAN_base() == 15 * 10**17


@REPEATABLE
@given(st.lists(amounts, min_size=2, max_size=5), st.integers(0, 10**6))
def test_among_them_nothing_is_lost(starts, seed):
    """Whatever is paid at random, the sum stays the same to the last unit, and nobody owes anything."""
    rng = random.Random(seed)
    wallets = [AgentWalletBase18(OCEAN=start) for start in starts]
    total = sum(w.OCEAN_base() for w in wallets)
    for _ in range(20):
        src, dst = rng.choice(wallets), rng.choice(wallets)
        src.transferOCEAN(dst, src.OCEAN() * rng.random())
        # What they say follows at once, and leads back to the very units.
        assert [(w.OCEAN(), toBase18(w.OCEAN())) for w in (src, dst)] == [
            (w.OCEAN_base() / 10**18, w.OCEAN_base()) for w in (src, dst)
        ]
    assert sum(w.OCEAN_base() for w in wallets) == total
    assert min(w.OCEAN_base() for w in wallets) >= 0


@REPEATABLE
@given(amounts, amounts, st.integers(0, 10**6))
def test_with_floats_only_noise_is_lost(a, b, seed):
    """Paying to and fro between the two kinds keeps the sum up to float noise."""
    rng = random.Random(seed)
    wallets = [AgentWalletBase18(OCEAN=a), AgentWalletNoEvm(OCEAN=b)]
    for _ in range(20):
        rng.shuffle(wallets)
        wallets[0].transferOCEAN(wallets[1], wallets[0].OCEAN() * rng.random())
    assert wallets[0].OCEAN() + wallets[1].OCEAN() == pytest.approx(a + b, rel=1e-13, abs=1e-15)
