"""A pair of Uniswap V2 against its arithmetic in integers, to the unit, on both engines."""

from __future__ import annotations

import random
from math import isqrt

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS, useChain
from web3engine.chains import openChain
from web3engine.oceanv3util import createDatatoken
from web3engine.test.conformance import EMBEDDED
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE
from web3engine.uniswapv2.factory import UniswapV2Factory
from web3engine.uniswapv2.pair import MINIMUM_LIQUIDITY, amountOut
from web3engine.web3wallet import randomWeb3Wallet


@pytest.fixture(autouse=True)
def _package():
    requirePackage(PACKAGE)


class Market:
    """A factory, two tokens of which one wallet holds plenty, and their pair, still empty."""

    def __init__(self):
        self.owner = randomWeb3Wallet()
        self.owner.fundFromAbove(10**18)
        self.tokens = [createDatatoken(name, toBase18(1e12), self.owner, cap_base=HUGEINT) for name in ("A", "B")]
        self.factory = UniswapV2Factory.new(self.owner)
        self.pair = self.factory.createPair(self.tokens[0].address, self.tokens[1].address, self.owner)
        if self.pair.token0() != self.tokens[0].address:
            self.tokens.reverse()

    def put(self, amount0, amount1):
        """Adds liquidity; returns the shares that it brought."""
        for token, amount in zip(self.tokens, (amount0, amount1), strict=True):
            token.transfer(self.pair.address, amount, self.owner)
        return self.pair.mint(self.owner.address, self.owner).returned


@pytest.fixture
def market(chain):
    """On the embedded chain that is used by default."""
    return Market()


def test_a_factory_knows_its_pairs(market):
    """Whatever the order of the tokens; there is one pair of two tokens."""
    a, b = (token.address for token in market.tokens)
    factory, pair = market.factory, market.pair
    assert factory.getPair(a, b) == factory.getPair(b, a) == factory.allPairs(0) == pair.address
    assert (factory.allPairsLength(), factory.feeTo(), factory.feeToSetter()) == (1, ZERO_ADDRESS, market.owner.address)
    assert (pair.token0(), pair.token1(), pair.factory()) == (a, b, factory.address)
    with pytest.raises(TxReverted, match="PAIR_EXISTS"):
        factory.createPair(b, a, market.owner)


@pytest.mark.parametrize("amounts", [(10**18, 4 * 10**18), (123456789012345678901, 7), (10**24, 3 * 10**21)])
def test_the_first_shares_are_the_geometric_mean(market, amounts):
    """Less a thousand of the smallest unit, which nobody gets."""
    shares = isqrt(amounts[0] * amounts[1]) - MINIMUM_LIQUIDITY
    assert market.put(*amounts) == market.pair.balanceOf_base(market.owner.address) == shares
    assert market.pair.totalSupply_base() == shares + MINIMUM_LIQUIDITY
    assert market.pair.getReserves()[:2] == amounts


def test_shares_come_and_go_in_proportion(market):
    """Half as much again brings half as many shares; burning them brings the tokens back, rounded down."""
    first = market.put(2 * 10**18, 8 * 10**18) + MINIMUM_LIQUIDITY
    assert market.put(10**18, 4 * 10**18) == first // 2
    before = [token.balanceOf_base(market.owner.address) for token in market.tokens]
    market.pair.transfer(market.pair.address, first // 2, market.owner)
    assert market.pair.burn(market.owner.address, market.owner).returned == (10**18, 4 * 10**18)
    after = [token.balanceOf_base(market.owner.address) for token in market.tokens]
    assert [b - a for a, b in zip(before, after)] == [10**18, 4 * 10**18]


@pytest.mark.parametrize("engine", EMBEDDED)
def test_swaps_are_the_integer_formula(engine):
    """A thousand swaps each way of all sizes: what comes out, what is kept in the books, and what wallets hold."""
    rng = random.Random(4)
    with useChain(lambda: openChain("embedded", engine, 1)):
        market = Market()
        reserves: list[int] = [toBase18(500.0), toBase18(1e6)]
        market.put(*reserves)
        for i in range(2000 if engine == "revm" else 100):
            side = i % 2
            amount = int(10 ** rng.uniform(0.0, 20.0)) + 1
            amount = min(amount, reserves[side] // 3)
            expected = amount * 997 * reserves[1 - side] // (reserves[side] * 1000 + amount * 997)
            if expected == 0:
                # The contract refuses a swap that brings nothing.
                continue
            had = market.tokens[1 - side].balanceOf_base(market.owner.address)
            assert market.pair.buy(market.tokens[side], amount, market.owner) == expected
            assert market.tokens[1 - side].balanceOf_base(market.owner.address) - had == expected
            reserves[side] += amount
            reserves[1 - side] -= expected
            assert list(market.pair.getReserves()[:2]) == reserves


def test_a_unit_more_is_refused(market):
    """The formula rounds to what the contract just allows."""
    reserves = toBase18(500.0), toBase18(1e6)
    market.put(*reserves)
    amount = 10**18
    out = amountOut(amount, *reserves)
    market.tokens[0].transfer(market.pair.address, amount, market.owner)
    with pytest.raises(TxReverted, match="UniswapV2: K"):
        market.pair.swap(0, out + 1, market.owner.address, market.owner)
    market.pair.swap(0, out, market.owner.address, market.owner)
    assert market.pair.getReserves()[:2] == (reserves[0] + amount, reserves[1] - out)


def test_what_was_sent_by_mistake(market):
    """Anyone may skim it, or sync the books to it."""
    market.put(10**18, 10**18)
    token, other = market.tokens[0], randomWeb3Wallet()
    token.transfer(market.pair.address, 5, market.owner)
    market.pair.skim(other.address, market.owner)
    assert token.balanceOf_base(other.address) == 5
    token.transfer(market.pair.address, 7, market.owner)
    market.pair.sync(market.owner)
    assert market.pair.getReserves()[:2] == (10**18 + 7, 10**18)


def test_prices_are_summed_over_time(market, chain):
    """A fixed-point number of 112 binary digits, times seconds, up to the latest transaction."""
    market.put(2 * 10**18, 8 * 10**18)
    chain.advance(100)
    market.pair.sync(market.owner)
    assert market.pair.price0CumulativeLast() == 100 * 4 * 2**112
    assert market.pair.price1CumulativeLast() == 100 * 2**112 // 4
    assert market.pair.getReserves().blockTimestampLast == chain.now() % 2**32


def test_the_protocols_fee(market):
    """A sixth of the growth by fees goes to `feeTo`, when shares are made or burnt, and only if it is turned on."""
    other = randomWeb3Wallet()
    with pytest.raises(TxReverted, match="FORBIDDEN"):
        market.factory.setFeeTo(other.address, other)
    market.factory.setFeeTo(other.address, market.owner)
    supply = market.put(10**21, 10**21) + MINIMUM_LIQUIDITY
    assert market.pair.kLast() == 10**42
    market.pair.buy(market.tokens[0], 10**20, market.owner)
    root0, root1 = 10**21, isqrt(market.pair.getReserves()[0] * market.pair.getReserves()[1])
    market.put(10**18, 10**18)
    assert market.pair.balanceOf_base(other.address) == supply * (root1 - root0) // (5 * root1 + root0)
    market.factory.setFeeToSetter(other.address, market.owner)
    assert market.factory.feeToSetter() == other.address
