"""M4: a sale at a falling price before the pool opens. Does it find the price that the market would pay?

Ocean has no such contract; `DutchSale` is ours. V4 opens pools only for datatokens of which none exist yet, so what is
sold before a V4 pool is another edition of the same data, and only the price carries over to the pool.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from math import exp, log
from typing import Any, NamedTuple

from explore.Experiment import Case, Metric, Results, atMost, below
from explore.experimentreport import bySeed, meanOver
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.mathutil import addUp
from util.plotfigure import Plot
from web3engine import globaltokens
from web3engine.chain import Chain, currentChain
from web3engine.dutchsale import DutchSale
from web3engine.simpletoken import Simpletoken
from web3engine.web3wallet import randomWeb3Wallet

from . import common
from .markets import ENDOWMENT, V3, V4, Market, Terms, V3Terms, V4Terms

# What a datatoken is worth to the market, in OCEAN. Nobody knows it exactly.
WORTH = 10.0
HOURS = 24
# The sale starts at this multiple of the publisher's guess, and ends at the guess divided by it.
RANGE = 8.0
# Datatokens sold, and how much a buyer spends, in OCEAN.
FOR_SALE, BUDGET = 100.0, 100.0


class Buyer(NamedTuple):
    """Somebody who comes at a full hour: what a datatoken is worth to this buyer, and the budget, in OCEAN."""

    value: float
    budget: float


class _Opening(NamedTuple):
    guess: float
    estimate: float
    bidders: list[Buyer]
    buyers: list[Buyer]


class Launch(NamedTuple):
    """An arm: a pool that opens at the publisher's guess, or at the price that a sale has found before."""

    is_v4: bool
    LP_fee: float
    has_sale: bool

    def terms(self, price: float) -> Terms:
        """Of a pool of 4999 OCEAN in which a datatoken costs `price`."""
        if self.is_v4:
            DT = V4.OCEAN / price
            return V4Terms(rate=1.0 / price, DT_cap=4.0 * DT, vest=0.0, LP_fee=self.LP_fee)
        return V3Terms(DT=V3.OCEAN / 7.0 * 3.0 / price, DT_kept=0.0, fee=self.LP_fee)


def _draw(rng: random.Random) -> _Opening:
    def crowd() -> list[Buyer]:
        return [
            Buyer(WORTH * rng.lognormvariate(0.0, 0.1), BUDGET * rng.lognormvariate(-0.125, 0.5)) for _ in range(HOURS)
        ]

    return _Opening(WORTH * rng.lognormvariate(0.0, 0.7), WORTH * rng.lognormvariate(0.0, 0.05), crowd(), crowd())


def holdSale(chain: Chain, opening: _Opening, demand: float) -> float:
    """A day's sale, in which each bids when the price has fallen to the bidder's value. Returns the clearing price."""
    seller, bidder, OCEAN = randomWeb3Wallet(), randomWeb3Wallet(), globaltokens.OCEANtoken()
    globaltokens.mintOCEAN(bidder.address, toBase18(ENDOWMENT))
    edition = Simpletoken.new("DT0", "", 18, toBase18(FOR_SALE), seller)
    high, low = opening.guess * RANGE, opening.guess / RANGE
    start, end = chain.now() + 1, chain.now() + 1 + HOURS * 3600
    sale = DutchSale.new(edition.address, OCEAN.address, start, end, toBase18(high), toBase18(low), seller)
    edition.approve(sale.address, HUGEINT, seller)
    sale.deposit(toBase18(FOR_SALE), seller)
    OCEAN.approve(sale.address, HUGEINT, bidder)
    for bid in sorted(opening.bidders, reverse=True):
        # The first second in which the price is low enough.
        when = start + max(0, -(-int((high - bid.value) * 1e6) * (end - start) // int((high - low) * 1e6)))
        if when > end or sale.isOver():
            break
        chain.advance(max(0, when - chain.now()))
        sale.buy(toBase18(demand * bid.budget / fromBase18(sale.price_base())), HUGEINT, bidder)
    chain.advance(max(1, end + 1 - chain.now()))
    return fromBase18(sale.clearingPrice_base())


def buyUpTo(market: Market, who: str, price: float, budget: float) -> None:
    """Spends at most `budget`, until one more datatoken would cost `price` with fees."""
    ratio = price * (1.0 - market.swap_fee) / market.price()
    if ratio > 1.0:
        enough = market.reserve() * (ratio ** (1.0 - market.n) - 1.0) / (1.0 - market.swap_fee)
        market.buy(who, min(enough, budget))


def sellDownTo(market: Market, who: str, price: float) -> None:
    """Sells datatokens until one more would bring less than `price` after fees."""
    ratio = market.price() * (1.0 - market.swap_fee) / price
    held = market.DTof(who)
    if ratio > 1.0 and held > 0.0:
        enough = market.reserveDT() * (ratio**market.n - 1.0) / (1.0 - market.swap_fee)
        market.sell(who, min(1.0, enough / held))


def _trial(launch: Launch, opening: _Opening, options: Mapping[str, Any]) -> dict[str, float]:
    demand = options.get("demand", 1.0)
    opening = opening._replace(guess=WORTH * exp(options.get("wrong", 1.0) * log(opening.guess / WORTH)))
    price = holdSale(currentChain("an opening"), opening, demand) if launch.has_sale else opening.guess
    market = launch.terms(price)()
    errors = [abs(log(market.price() / WORTH))]
    # The sniper is there in the first block, and knows the worth better than anybody; it pays fees again when it sells.
    buyUpTo(market, "attacker", opening.estimate * (1.0 - market.swap_fee), 5000.0)
    for buyer in opening.buyers:
        market.wait(1.0)
        buyUpTo(market, "trader", buyer.value, demand * buyer.budget)
        sellDownTo(market, "trader", buyer.value)
        sellDownTo(market, "attacker", opening.estimate)
        errors.append(abs(log(market.price() / WORTH)))
    return {
        "opening error": 100.0 * errors[0],
        "first day": 100.0 * addUp(errors[1:]) / HOURS,
        "sniper": market.gain("attacker") + WORTH * market.DTof("attacker"),
    } | {f"hour {hour}": 100.0 * error for hour, error in enumerate(errors)}


DAY, WEAK = "default", "a tenth of the demand"
_AFTER_SALE = {"V3 after a sale": "V3", "V4 after a sale": "V4"}


def _arms(LP_fee_v3: float = 1e-6, LP_fee_v4: float = 0.03) -> dict[str, partial[Launch]]:
    arms: dict[str, partial[Launch]] = {}
    for with_sale, without in _AFTER_SALE.items():
        kind = without == "V4", LP_fee_v4 if without == "V4" else LP_fee_v3
        arms |= {without: partial(Launch, *kind, False), with_sale: partial(Launch, *kind, True)}
    return arms


def _plots(r: Results) -> dict[str, Plot]:
    hours = range(HOURS + 1)
    lines = [(arm, [r.mean(DAY, arm, f"hour {hour}") for hour in hours]) for arm in r.arms(DAY)]
    title = "How far the price is off"
    return {
        "M4_error": meanOver("Hour of the pool's first day", hours, title, "Price error, mean (%)", lines),
        "M4_sniper": bySeed(r, DAY, "sniper", "The sniper in the first block", "Sniper's profit (OCEAN)"),
    }


M4 = common.v4AgainstV3(
    name="M4",
    title="Dutch:Pool, a sale at a falling price before the pool",
    hypothesis="The initial price is fair, and snipers find nothing.",
    method=(
        f"A datatoken is worth {WORTH:g} OCEAN, and about that to each buyer. The publisher opens a pool at its guess, "
        f"or first sells {FOR_SALE:g} DT within a day, from {RANGE:g} times the guess down to the guess divided by "
        f"{RANGE:g}, and opens the pool at the clearing price. A sniper buys whatever is too cheap in the pool's first "
        "block, and sells above its estimate. Buyers come each hour, and buy or sell up to what it is worth to them."
    ),
    varied="the publisher's guess (by a factor of 2), the sniper's estimate (5 %), buyers' values (10 %) and budgets.",
    metrics=(
        Metric("opening error", "distance of the opening price from the worth, 100 |ln(price / worth)|"),
        Metric("first day", "the mean of that distance over the pool's first 24 hours"),
        Metric("sniper", "the sniper's profit within the day; what it still holds counts at its worth", "OCEAN"),
    ),
    cases=(
        Case(DAY, _arms()),
        Case(WEAK, _arms(), {"demand": 0.1}, True),
        Case("publisher guesses right", _arms(), {"wrong": 0.0}, True),
        Case("guesses twice as wrong", _arms(), {"wrong": 2.0}, True),
        Case("ten times the demand", _arms(), {"demand": 10.0}, True),
        Case("least fees", _arms(1e-6, 1e-4), {}, True),
        Case("highest fees", _arms(0.1, 0.1), {}, True),
    ),
    rules=(
        *(below(metric, (DAY,), *arms) for metric in ("first day", "sniper") for arms in _AFTER_SALE.items()),
        atMost(20.0, "mean", "first day", (DAY, WEAK), [*_AFTER_SALE]),
        atMost(50.0, "most", "first day", (DAY,), [*_AFTER_SALE]),
    ),
    draw=_draw,
    trial=_trial,
    plots=_plots,
)
