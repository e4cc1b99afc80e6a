"""CurveMinter: a token on a bonding curve whose powers are Balancer's, and with a schedule of emission.

Numbers with a source: proposal 30 for the configuration of the Token Engineering Commons' curve (2021), and Bitcoin's
halvings.
"""

from __future__ import annotations

import math
import random
from decimal import Decimal, localcontext
from typing import Any

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT, S_PER_DAY, S_PER_YEAR
from util.errors import TxReverted
from web3engine.bfactory import BFactory
from web3engine.chain import ZERO_ADDRESS
from web3engine.curveminter import SCHEDULES, CurveMinter, CurveTerms
from web3engine.globaltokens import OCEANtoken, mintOCEAN
from web3engine.test import conformance
from web3engine.test.conformance import facts
from web3engine.web3wallet import randomWeb3Wallet

both, twins = conformance.both, conformance.twins

ONE = 10**18
HALF = CurveTerms(ratio_base=ONE // 2)


class Market:
    """A curve, those who get something from it, and traders with a billion OCEAN that the curve may take."""

    def __init__(self, terms: CurveTerms, reserve: float, supply: float, n_traders: int = 1):
        self.OCEAN = OCEANtoken()
        self.creator, self.treasury, self.rewards, *self.traders = (_rich() for _ in range(3 + n_traders))
        calculator = BFactory().newBPool(self.creator)
        addresses = calculator, self.treasury.address, self.rewards.address
        amounts = toBase18(supply), toBase18(reserve)
        self.curve = CurveMinter.new(self.OCEAN, *addresses, terms, *amounts, self.creator)
        for trader in self.traders:
            self.OCEAN.approve(self.curve.address, HUGEINT, trader)

    def holders(self) -> list[Any]:
        return [self.creator, self.treasury, self.rewards, *self.traders]

    def checkBooks(self) -> None:
        """Supply is what was minted and not destroyed, and what all hold; the reserve is what the curve holds."""
        curve = self.curve
        parts = curve.hatchSupply_base() + curve.bought_base() - curve.sold_base()
        parts += curve.emitted_base() - curve.burned_base()
        held = sum(curve.balanceOf_base(wallet.address) for wallet in self.holders())
        assert curve.totalSupply_base() == parts == held
        assert curve.reserve_base() == self.OCEAN.balanceOf_base(curve.address)


def _rich() -> Any:
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(ONE)
    mintOCEAN(wallet.address, 10**27)
    return wallet


def checkRefused(why: str, action: Any, *args: Any) -> None:
    """The contract refuses, in these words."""
    with pytest.raises(TxReverted) as caught:
        action(*args)
    assert caught.value.reason == why


# ---- the curve


def test_the_published_trades(chain):
    """To half a cent, and to a billionth of the formula: tokens or OCEAN, tribute, price after each of six trades."""
    ratio = toBase18(630611.79 / (1.5 * 1956421.69))
    market = Market(CurveTerms(ratio, ONE // 10, ONE // 10), 630611.79, 1956421.69)
    curve, trader = market.curve, market.traders[0]
    curve.transfer(trader.address, curve.totalSupply_base(), market.creator)
    assert fromBase18(curve.price_base()) == pytest.approx(1.5, rel=1e-12)
    published = [
        ("buy", 250000, 132576.35, 25000.00, 1.91),
        ("buy", 5000, 2356.07, 500.00, 1.91),
        ("buy", 100000, 45204.99, 10000.00, 2.07),
        ("sell", 3000, 5573.16, 619.24, 2.06),
        ("buy", 100000, 42164.91, 10000.00, 2.21),
        ("sell", 150000, 263171.97, 29241.33, 1.70),
    ]
    for deal, amount, out, tribute, price in published:
        before = market.OCEAN.balanceOf_base(market.treasury.address)
        receipt = getattr(curve, deal)(toBase18(amount), 0, trader)
        paid = market.OCEAN.balanceOf_base(market.treasury.address) - before
        assert fromBase18(receipt.returned) == pytest.approx(out, abs=0.005)
        assert fromBase18(paid) == pytest.approx(tribute, abs=0.005)
        assert fromBase18(curve.price_base()) == pytest.approx(price, abs=0.005)
        market.checkBooks()


def test_many_small_purchases_are_one_large_one(chain):
    """50,000 at once, or 50 a thousand times: 118,033.98875 tokens, less what Balancer's powers may be off."""
    exact = 118033.98874989485
    bought = []
    for n in (1, 1000):
        market = Market(HALF, 200000.0, 1000000.0)
        for _ in range(n):
            market.curve.buy(toBase18(50000 // n), 0, market.traders[0])
        bought.append(fromBase18(market.curve.bought_base()))
        market.checkBooks()
    for found in bought:
        assert exact * (1 - 5e-10) < found < exact


def test_a_round_trip_costs_something(chain):
    """Selling back what 50,000 bought fetches a little less: by under a cent, and never more."""
    market = Market(HALF, 200000.0, 1000000.0)
    tokens = market.curve.buy(50000 * ONE, 0, market.traders[0]).returned
    back = market.curve.sell(tokens, 0, market.traders[0]).returned
    assert 50000 * ONE - ONE // 100 < back < 50000 * ONE


def test_no_round_trip_gains_a_single_unit(chain):
    """2000 of them, at ratios and sizes of all orders of magnitude: the reserve never falls below what it was."""
    rng = random.Random(5)
    n_trips = 0
    for ratio in (0.1, 0.25, 0.5, 0.9):
        market = Market(CurveTerms(toBase18(ratio)), 10 ** rng.uniform(2, 8), 10 ** rng.uniform(2, 8))
        curve, trader = market.curve, market.traders[0]
        for _ in range(500):
            reserve = curve.reserve_base()
            paid = int(reserve * 10 ** rng.uniform(-9, math.log10(0.5)))
            tokens = curve.buy(min(paid, reserve // 2), 0, trader).returned
            while tokens:
                # At once or in parts, as much as the curve takes at a time.
                part = min(tokens, curve.totalSupply_base() // 2, rng.choice([tokens, tokens // 3 + 1]))
                tokens -= part
                sell(curve, part, trader)
            assert curve.reserve_base() >= reserve
            n_trips += 1
        market.checkBooks()
    assert n_trips == 2000


def sell(curve: CurveMinter, amount: int, trader: Any) -> None:
    """Sells, unless it is so little that it fetches nothing; then it is lost to the trader."""
    try:
        curve.sell(amount, 0, trader)
    except TxReverted as e:
        if e.reason != "CurveMinter: too little":
            raise


def test_each_trade_is_charged_more_than_the_formula(chain):
    """In random plays of two traders, with burns in between: never a unit in their favour, and little against."""
    for seed in range(8):
        rng = random.Random(seed)
        ratio = toBase18(rng.uniform(0.1, 0.9))
        market = Market(CurveTerms(ratio), 10 ** rng.uniform(0, 8), 10 ** rng.uniform(0, 8), n_traders=2)
        curve = market.curve
        for _ in range(40):
            trader, part = rng.choice(market.traders), 10 ** rng.uniform(-6, math.log10(0.5))
            R, S, held = curve.reserve_base(), curve.totalSupply_base(), curve.balanceOf_base(trader.address)
            if rng.random() < 0.6 or held < 10**6:
                paid = int(R * part)
                out, exact = curve.buy(paid, 0, trader).returned, boughtExactly(R, S, ratio, paid)
                assert exact * (1 - Decimal(1.3e-9)) - S / Decimal(10**15) < out < exact
            elif rng.random() < 0.9:
                sold = min(int(held * part * 2), S // 2)
                out, exact = curve.sell(sold, 0, trader).returned, soldExactly(R, S, ratio, sold)
                assert exact - R / Decimal(10**9) < out < exact
            else:
                curve.burn(held // 2, trader)
            market.checkBooks()


def boughtExactly(reserve: int, supply: int, ratio: int, paid: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return supply * ((1 + Decimal(paid) / reserve) ** (Decimal(ratio) / ONE) - 1)


def soldExactly(reserve: int, supply: int, ratio: int, sold: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return reserve * (1 - (1 - Decimal(sold) / supply) ** (ONE / Decimal(ratio)))


def test_a_limit_is_kept_to_the_unit(chain):
    """A trade that would pay less than one wants does not happen."""
    market = Market(HALF._replace(tributeIn_base=ONE // 10, tributeOut_base=ONE // 10), 1000.0, 1000.0)
    curve, trader = market.curve, market.traders[0]
    before = chain.snapshot()
    out = curve.buy(100 * ONE, 0, trader).returned
    chain.revert(before)
    checkRefused("CurveMinter: too few tokens", curve.buy, 100 * ONE, out + 1, trader)
    assert curve.buy(100 * ONE, out, trader).returned == out
    before = chain.snapshot()
    back = curve.sell(out, 0, trader).returned
    chain.revert(before)
    checkRefused("CurveMinter: too little", curve.sell, out, back + 1, trader)
    assert curve.sell(out, back, trader).returned == back


def test_what_the_curve_refuses(chain, bob):
    """Too much at a time, nothing at all, what one does not have or has not approved; and to be without supply."""
    market = Market(HALF, 1000.0, 1000.0)
    curve, trader = market.curve, market.traders[0]
    checkRefused("CurveMinter: half of the reserve at most", curve.buy, 500 * ONE + 1, 0, trader)
    checkRefused("CurveMinter: half of the supply at most", curve.sell, 500 * ONE + 1, 0, market.creator)
    checkRefused("CurveMinter: too few tokens", curve.buy, 0, 0, trader)
    checkRefused("CurveMinter: too little", curve.sell, 0, 0, market.creator)
    checkRefused("CurveMinter: not enough tokens", curve.sell, ONE, 0, trader)
    checkRefused("CurveMinter: not enough tokens", curve.burn, 1, trader)
    checkRefused("CurveMinter: these are all", curve.burn, 1000 * ONE, market.creator)
    checkRefused("CurveMinter: only its creator opens it, once", curve.open, market.creator)
    checkRefused("CurveMinter: only its creator opens it, once", curve.open, trader)
    mintOCEAN(bob.address, ONE)
    with pytest.raises(TxReverted, match="allowance"):
        curve.buy(ONE, 0, bob)
    market.checkBooks()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"ratio_base": ONE // 10 - 1}, "ratio is 0.1 to 0.9"),
        ({"ratio_base": ONE}, "ratio is 0.1 to 0.9"),
        ({"tributeIn_base": ONE}, "tributes are below 1"),
        ({"tributeOut_base": ONE}, "tributes are below 1"),
        ({"era": 0}, "no era, or inflation of 1 or more"),
        ({"inflation_base": ONE}, "no era, or inflation of 1 or more"),
    ],
)
def test_terms_must_make_sense(chain, wrong, why):
    """No fraction is too large, and there is an era."""
    checkRefused(f"CurveMinter: {why}", Market, HALF._replace(**wrong), 1.0, 1.0)


def test_there_must_be_a_hatch_and_receivers(alice, OCEAN):
    """Without supply or reserve there is no price."""
    me, terms = alice.address, HALF
    for amounts in ((0, ONE), (ONE, 0)):
        checkRefused("CurveMinter: nothing was hatched", CurveMinter.new, OCEAN, me, me, me, terms, *amounts, alice)
    for receivers in ((ZERO_ADDRESS, me), (me, ZERO_ADDRESS)):
        checkRefused("CurveMinter: no receiver", CurveMinter.new, OCEAN, me, *receivers, terms, ONE, ONE, alice)


# ---- emission


def scheduled(schedule: str, **terms: Any) -> Market:
    return Market(HALF._replace(schedule=schedule, **terms), 1000.0, 1000000.0)


def dueAfter(market: Market, years: float) -> float:
    """Tokens that are let out by then."""
    return fromBase18(market.curve.due_base(market.curve.openedAt() + int(years * S_PER_YEAR)))


def test_halvings_are_exact(chain):
    """Of 21 million with eras of 4 years: 5.25, 10.5, 15.75 and 20.34375 million after 2, 4, 8 and 20 years."""
    market = scheduled("halving", era=4 * S_PER_YEAR, cap_base=21_000_000 * ONE)
    found = [dueAfter(market, years) for years in (0, 2, 4, 8, 20)]
    assert found == [0.0, 5_250_000.0, 10_500_000.0, 15_750_000.0, 20_343_750.0]
    assert dueAfter(market, 2000) == 21_000_000.0


@pytest.mark.parametrize(
    ("schedule", "formula"),
    [
        ("exponential", lambda t: 1e6 * (1 - 0.5 ** (t / 4))),
        ("linear", lambda t: 1e6 * min(t / 8, 1)),
        ("inflation", lambda t: 1e6 * (1.02**t - 1)),
        ("none", lambda t: 0.0),
    ],
)
def test_other_schedules_follow_their_formulas(chain, schedule, formula):
    """As far as Balancer's powers go: to 1e-10 of a million tokens."""
    market = scheduled(schedule, era=4 * S_PER_YEAR, cap_base=10**24, inflation_base=toBase18(0.02))
    for days in (0, 1, 100, 364, 365, 366, 1000, 1460, 5000):
        years = days / 365
        assert dueAfter(market, years) == pytest.approx(formula(years), abs=1e-4)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_what_is_due_is_minted_once(chain, schedule):
    """To the rewards account, no matter who calls and how often."""
    market = scheduled(schedule, era=100 * S_PER_DAY, cap_base=10**24, inflation_base=ONE // 10)
    curve, trader = market.curve, market.traders[0]
    for days in (1, 3, 60, 100, 300):
        chain.advance(days * S_PER_DAY)
        before, minted = curve.emitted_base(), curve.emitDue(trader).returned
        curve.emitDue(market.creator)
        assert (minted > 0) == (schedule != "none")
        assert before + minted <= curve.emitted_base() <= curve.due_base(chain.now())
        assert curve.emitted_base() == curve.balanceOf_base(market.rewards.address)
        market.checkBooks()


# ---- in general


def test_it_is_an_ERC20(chain, bob):
    """Which can be sent, and taken where that was approved."""
    market = Market(HALF, 1000.0, 1000.0)
    curve, creator = market.curve, market.creator
    curve.transfer(bob.address, 5 * ONE, creator)
    curve.approve(creator.address, 3 * ONE, bob)
    curve.transferFrom(bob.address, creator.address, 2 * ONE, creator)
    assert (curve.balanceOf_base(bob.address), curve.allowance_base(bob.address, creator.address)) == (3 * ONE, ONE)
    checkRefused("Simpletoken: not enough approved", curve.transferFrom, bob.address, creator.address, 2 * ONE, creator)
    checkRefused("Simpletoken: not enough tokens", curve.transfer, creator.address, 4 * ONE, bob)
    checkRefused("Simpletoken: no receiver", curve.transfer, ZERO_ADDRESS, 1, bob)
    assert (curve.symbol(), curve.decimals()) == ("SCI", 18)


def test_every_chain_has_the_same_token(twins):
    """Events, gas and books, on every chain there is."""

    def script(chain):
        terms = CurveTerms(toBase18(0.21), ONE // 10, ONE // 20, "exponential", 30 * S_PER_DAY, 10**21)
        market = Market(terms, 1000.0, 2000.0)
        curve, trader = market.curve, market.traders[0]
        steps = [
            lambda: curve.buy(300 * ONE, 0, trader),
            lambda: curve.sell(70 * ONE, 0, trader),
            lambda: curve.emitDue(trader),
            lambda: curve.burn(ONE, trader),
        ]
        seen = []
        for step in steps:
            chain.advance(S_PER_DAY)
            seen.append((facts(step()), curve.price_base(), curve.reserve_base(), curve.totalSupply_base()))
        return seen

    gas = [step[0]["gas_used"] for step in twins.same(script)]
    assert max(gas) < 200_000
