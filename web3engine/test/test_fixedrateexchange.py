"""Datatokens sold at a set price."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.chain import ZERO_ADDRESS
from web3engine.fixedrateexchange import Exchange, FixedRateExchange

UNKNOWN = 32 * b"\2"


@pytest.fixture
def exchange(chain):
    """The library's exchange, deployed at first need."""
    return FixedRateExchange()


@pytest.fixture
def sale(alice, exchange, OCEAN, DT):
    """Alice offers 5 DT at 2 OCEAN each."""
    DT.approve(exchange.address, toBase18(5.0), alice)
    return exchange.create(OCEAN.address, DT.address, toBase18(2.0), alice)


@pytest.fixture
def buyer(bob, exchange, OCEAN):
    """Bob with 20 OCEAN, all of which the exchange may take."""
    globaltokens.mintOCEAN(bob.address, toBase18(20.0))
    OCEAN.approve(exchange.address, toBase18(20.0), bob)
    return bob


def test_sale_is_known_by_its_id(alice, bob, exchange, sale, OCEAN, DT):
    """A sale's id is 32 bytes made of both tokens and the owner; getExchange() tells all about it."""
    assert len(sale) == 32
    assert sale == exchange.generateExchangeId(OCEAN.address, DT.address, alice.address)
    assert sale != exchange.generateExchangeId(OCEAN.address, DT.address, bob.address)
    assert exchange.getExchange(sale) == Exchange(
        owner=alice.address,
        datatoken=DT.address,
        base_token=OCEAN.address,
        rate_base=toBase18(2.0),
        active=True,
        supply_base=toBase18(5.0),
    )
    assert exchange.isActive(sale)
    assert exchange.getRate_base(sale) == toBase18(2.0)
    assert exchange.getSupply_base(sale) == toBase18(5.0)


def test_sales_are_listed(alice, bob, exchange, sale, OCEAN, DT):
    """getExchanges() gives the ids of all sales; anyone may open one for any token."""
    assert exchange.getExchanges() == [sale]
    other = exchange.create(OCEAN.address, DT.address, toBase18(3.0), bob)
    assert exchange.getExchanges() == [sale, other]
    assert exchange.getExchange(other).owner == bob.address
    assert exchange.getSupply_base(other) == 0


def test_swap_moves_both_tokens(alice, buyer, exchange, sale, OCEAN, DT):
    """3 DT cost 6 OCEAN: they go from seller to buyer and from buyer to seller, no fee, and the supply shrinks."""
    assert exchange.calcInGivenOut_base(sale, toBase18(3.0)) == toBase18(6.0)
    receipt = exchange.swap(sale, toBase18(3.0), buyer)
    assert DT.balanceOf_base(buyer.address) == toBase18(3.0)
    assert OCEAN.balanceOf_base(buyer.address) == toBase18(14.0)
    assert DT.balanceOf_base(alice.address) == toBase18(97.0)
    assert OCEAN.balanceOf_base(alice.address) == toBase18(1006.0)
    assert exchange.getSupply_base(sale) == toBase18(2.0)
    assert exchange._event(receipt, "Swapped") == {
        "exchangeId": sale,
        "by": buyer.address,
        "baseTokenSwappedAmount": toBase18(6.0),
        "dataTokenSwappedAmount": toBase18(3.0),
    }


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (0.0, "FixedRateExchange: zero data token amount"),
        # Alice has approved 5.
        (6.0, "ERC20: transfer amount exceeds allowance"),
        # Bob has 20 OCEAN.
        (11.0, "ERC20: transfer amount exceeds balance"),
    ],
)
def test_swap_of_what_there_is_not(alice, buyer, exchange, sale, OCEAN, DT, amount, reason):
    """One buys more than nothing, at most what is for sale, and at most what one can pay; else nothing moves."""
    with pytest.raises(TxReverted) as e:
        exchange.swap(sale, toBase18(amount), buyer)
    assert e.value.reason == reason
    assert OCEAN.balanceOf_base(buyer.address) == toBase18(20.0)
    assert DT.balanceOf_base(alice.address) == toBase18(100.0)


def test_supply_is_what_can_be_bought(alice, bob, exchange, sale, DT):
    """The least of the owner's approval and balance."""
    DT.approve(exchange.address, toBase18(7.0), alice)
    assert exchange.getSupply_base(sale) == toBase18(7.0)
    DT.transfer(bob.address, toBase18(99.0), alice)
    assert exchange.getSupply_base(sale) == toBase18(1.0)


def test_owner_changes_the_price(alice, bob, buyer, exchange, sale, OCEAN):
    """setRate() is the owner's; buyers pay the new price."""
    with pytest.raises(TxReverted, match="FixedRateExchange: invalid exchange owner"):
        exchange.setRate(sale, 1, bob)
    with pytest.raises(TxReverted, match="FixedRateExchange: Ratio must be >0"):
        exchange.setRate(sale, 0, alice)
    exchange.setRate(sale, toBase18(0.5), alice)
    assert exchange.getRate_base(sale) == toBase18(0.5)
    exchange.swap(sale, toBase18(4.0), buyer)
    assert OCEAN.balanceOf_base(buyer.address) == toBase18(18.0)


def test_owner_closes_and_opens(alice, buyer, exchange, sale, DT):
    """A closed sale sells nothing and has no supply; its owner opens it again."""
    with pytest.raises(TxReverted, match="FixedRateExchange: invalid exchange owner"):
        exchange.toggleExchangeState(sale, buyer)
    exchange.toggleExchangeState(sale, alice)
    assert not exchange.isActive(sale)
    assert exchange.getSupply_base(sale) == 0
    assert not exchange.getExchange(sale).active
    for use in (lambda: exchange.swap(sale, 1, buyer), lambda: exchange.calcInGivenOut_base(sale, 1)):
        with pytest.raises(TxReverted, match="FixedRateExchange: Exchange does not exist!"):
            use()
    exchange.toggleExchangeState(sale, alice)
    exchange.swap(sale, toBase18(1.0), buyer)
    assert DT.balanceOf_base(buyer.address) == toBase18(1.0)


def test_sale_must_make_sense(alice, exchange, sale, OCEAN, DT):
    """A price of zero, a token for itself, no token, and the same sale twice are refused."""
    for tokens, rate, reason in (
        ((DT.address, OCEAN.address), 0, "Invalid exchange rate value"),
        ((OCEAN.address, OCEAN.address), 1, "Invalid datatoken,  equals basetoken"),
        ((ZERO_ADDRESS, DT.address), 1, "Invalid basetoken,  zero address"),
        ((OCEAN.address, ZERO_ADDRESS), 1, "Invalid datatoken,  zero address"),
        ((OCEAN.address, DT.address), 1, "Exchange already exists!"),
    ):
        with pytest.raises(TxReverted) as e:
            exchange.create(*tokens, rate, alice)
        assert e.value.reason == f"FixedRateExchange: {reason}"
    assert exchange.getExchanges() == [sale]


def test_unknown_sale(buyer, exchange):
    """An id that no sale has is closed, free of charge and empty; one cannot buy there."""
    assert not exchange.isActive(UNKNOWN)
    assert (exchange.getRate_base(UNKNOWN), exchange.getSupply_base(UNKNOWN)) == (0, 0)
    with pytest.raises(TxReverted, match="Exchange does not exist!"):
        exchange.swap(UNKNOWN, 1, buyer)


def test_exchange_can_be_another_than_the_librarys(alice, exchange, sale):
    """A user's own exchange has its own sales."""
    own = FixedRateExchange.deploy(alice)
    assert own.address != exchange.address
    assert own.getExchanges() == []
    assert FixedRateExchange(exchange.address) == FixedRateExchange() == exchange
