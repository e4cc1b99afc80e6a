"""M4: a sale at a falling price before the pool opens. Does it find the price that the market would pay?

Ocean has no such contract; `DutchSale` is ours. V4's pools open only for datatokens of which there are none yet, so
what is sold before a V4 pool is another edition of the same data, and only the price goes into the pool.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import ENDOWMENT, Market, Terms, V3Terms, V4Terms
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from assets.netlists.oceanv4.verification.liquidity import V3, V4, bySeed
from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.plotfigure import Plot
from web3engine import globaltokens
from web3engine.chain import Chain, currentChain
from web3engine.dutchsale import DutchSale
from web3engine.simpletoken import Simpletoken
from web3engine.web3wallet import randomWeb3Wallet

# What a datatoken is worth to the market, in OCEAN. Nobody knows it exactly.
WORTH = 10.0
HOURS = 24
# The sale starts at so many times the publisher's guess and ends at the guess divided by it.
RANGE = 8.0
# Datatokens sold, and how much buyers spend at a time, in OCEAN.
FOR_SALE, BUDGET = 100.0, 100.0


class Buyer(NamedTuple):
    """Somebody who comes at a full hour: what a datatoken is worth to him, in OCEAN, and what he can spend."""

    value: float
    budget: float


class _Opening(NamedTuple):
    guess: float
    estimate: float
    bidders: list[Buyer]
    buyers: list[Buyer]


@dataclass(frozen=True)
class Launch:
    """An arm: a pool that opens at the publisher's guess, or at the price that a sale has found.

    Attributes:
        is_v4: which generation the pool is of.
        has_sale: whether a sale comes first.
        LP_fee: of the pool.
    """

    is_v4: bool
    has_sale: bool
    LP_fee: float

    def open(self) -> Launch:
        """Itself: what the pool is like, the trial decides."""
        return self

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


def holdSale(chain: Chain, opening: _Opening, options: Mapping[str, Any]) -> float:
    """A day's sale, in which each bids when the price has come down to what he would pay. Gives the clearing price."""
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
        DT = options.get("demand", 1.0) * bid.budget / fromBase18(sale.price_base())
        sale.buy(toBase18(DT), HUGEINT, bidder)
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
    chain = currentChain("an opening")
    demand = options.get("demand", 1.0)
    opening = opening._replace(guess=WORTH * exp(options.get("wrong", 1.0) * log(opening.guess / WORTH)))
    price = holdSale(chain, opening, options) if launch.has_sale else opening.guess
    market = launch.terms(price).open()
    errors = [abs(log(market.price() / WORTH))]
    # The sniper is there in the first block, and knows the worth better than anybody.
    # It pays fees again when it sells.
    buyUpTo(market, "attacker", opening.estimate * (1.0 - market.swap_fee), 5000.0)
    for buyer in opening.buyers:
        market.wait(1.0)
        buyUpTo(market, "trader", buyer.value, demand * buyer.budget)
        sellDownTo(market, "trader", buyer.value)
        sellDownTo(market, "attacker", opening.estimate)
        errors.append(abs(log(market.price() / WORTH)))
    return {
        "opening error": 100.0 * errors[0],
        "first day": 100.0 * sum(errors[1:]) / HOURS,
        "sniper": market.gain("attacker") + WORTH * market.DTof("attacker"),
    } | {f"hour {hour}": 100.0 * error for hour, error in enumerate(errors)}


def _arms(LP_fee_v3: float, LP_fee_v4: float) -> dict[str, Launch]:
    return {
        "V3": Launch(False, False, LP_fee_v3),
        "V3 after a sale": Launch(False, True, LP_fee_v3),
        "V4": Launch(True, False, LP_fee_v4),
        "V4 after a sale": Launch(True, True, LP_fee_v4),
    }


DAY, WEAK, RIGHT = "default", "a tenth of the demand", "publisher guesses right"
_PAIRS = (("V3 after a sale", "V3"), ("V4 after a sale", "V4"))


def _words(r: Results) -> str:
    def means(case: str, metric: str, arms: tuple[str, str]) -> str:
        without, with_sale = (r.stat(case, arm, metric).mean for arm in (arms[1], arms[0]))
        return f"{without:.0f} without and {with_sale:.0f} with it"

    v3, v4 = _PAIRS
    return (
        f"A publisher guesses what a datatoken is worth, and is wrong by a factor of about two. A day's sale at a "
        f"falling price before the pool finds it: the price error on the pool's first day is, in per cent, "
        f"{means(DAY, 'first day', v3)} in V3, {means(DAY, 'first day', v4)} in V4. A sniper in the first block "
        f"makes, in OCEAN and in datatokens at their worth, {means(DAY, 'sniper', v3)} in V3, "
        f"{means(DAY, 'sniper', v4)} in V4. All hangs on demand: with a tenth of it the sale does not sell out and "
        f"clears at its floor, an eighth of the guess, and the error is {means(WEAK, 'first day', v4)} in V4: worse "
        f"than no sale. Who guesses right needs none: {means(RIGHT, 'first day', v4)}. And V4's contracts open no "
        f"pool for a datatoken that has been sold: the sale must be of another token, and only its price goes on."
    )


def _plots(r: Results) -> dict[str, Plot]:
    lines = [(arm, [r.stat(DAY, arm, f"hour {h}").mean for h in range(HOURS + 1)]) for arm in r.arms(DAY)]
    x, name = [float(h) for h in range(HOURS + 1)], "Price error, mean (%)"
    return {
        "M4_error": Plot("How far the price is off", "Hour of the pool's first day", name, x, lines, False, False),
        "M4_sniper": bySeed(r, DAY, "sniper", "Who buys in the first block", "Sniper's profit (OCEAN)"),
    }


M4 = Experiment(
    name="M4",
    title="Dutch:Pool, a sale at a falling price before the pool",
    hypothesis="The initial price is fair, and snipers find nothing.",
    method=(
        f"A datatoken is worth {WORTH:g} OCEAN, and to each buyer about that. The publisher opens a pool at its "
        f"guess; or first sells {FOR_SALE:g} DT within a day from {RANGE:g} times the guess down to the guess "
        f"divided by {RANGE:g}, and opens the pool at the clearing price. A sniper buys in the pool's first block "
        "whatever is too cheap, and sells above its estimate. Buyers come each hour and buy or sell up to what it "
        "is worth to them."
    ),
    varied=(
        "the publisher's guess (off by a factor of 2, as a standard deviation), the sniper's estimate (5 %), what "
        "buyers think it is worth (10 %), their budgets."
    ),
    metrics=(
        Metric("opening error", "distance of the opening price from the worth, 100 |ln(price / worth)|"),
        Metric("first day", "the same, mean over the pool's first 24 hours"),
        Metric(
            "sniper", "profit of the sniper within the day; what it still holds counts by its worth, on paper", "OCEAN"
        ),
    ),
    cases=(
        Case(DAY, _arms(1e-6, 0.03)),
        Case(WEAK, _arms(1e-6, 0.03), {"demand": 0.1}, True),
        Case(RIGHT, _arms(1e-6, 0.03), {"wrong": 0.0}, True),
        Case("guesses twice as wrong", _arms(1e-6, 0.03), {"wrong": 2.0}, True),
        Case("ten times the demand", _arms(1e-6, 0.03), {"demand": 10.0}, True),
        Case("least fees", _arms(1e-6, 1e-4), {}, True),
        Case("highest fees", _arms(0.1, 0.1), {}, True),
    ),
    rules=(
        Rule(
            "first day's price error with a sale less without: upper bound of the 95 % interval below 0, V3 and V4",
            lambda r: all(r.less(DAY, "first day", a, b).high < 0.0 for a, b in _PAIRS),
            True,
        ),
        Rule(
            "sniper's profit with a sale less without: the same",
            lambda r: all(r.less(DAY, "sniper", a, b).high < 0.0 for a, b in _PAIRS),
            True,
        ),
        Rule(
            "mean price error on the first day with a sale at most 20 %, with a tenth of the demand too",
            lambda r: all(r.stat(case, a, "first day").mean <= 20.0 for case in (DAY, WEAK) for a, _ in _PAIRS),
        ),
        Rule(
            "worst price error on the first day with a sale at most 50 %",
            lambda r: all(r.stat(DAY, a, "first day").most <= 50.0 for a, _ in _PAIRS),
        ),
    ),
    draw=_draw,
    trial=_trial,
    words=_words,
    plots=_plots,
)
