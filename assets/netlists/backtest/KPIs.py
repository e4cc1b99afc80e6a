"""`KPIs` of backtest: what the provider earned and lost, trade by trade, in the numeraire's smallest unit."""

from fractions import Fraction
from typing import Any

from assets.agents.amm.PairProviderAgent import PairProviderAgent
from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from assets.agents.replay.RecordedMarketAgent import RecordedMarketAgent
from engine import KPIsBase
from web3engine.chain import currentChain
from web3engine.uniswapv2.pair import FEE_DENOMINATOR, FEE_NUMERATOR

_FEE = Fraction(FEE_DENOMINATOR - FEE_NUMERATOR, FEE_DENOMINATOR)


class KPIs(KPIsBase.KPIsBase):
    """Keeps the provider's books. A trade is whatever moves one reserve up and the other one down between two marks.

    Marks lie after each event of the history, after the arbitrageur, and at the end of each tick.

    Args:
        time_step: seconds per tick.
        pool: the pair.
        market: gives the price at which everything is valued.
        lp: the provider, if there is one.

    Attributes:
        x_init, y_init: what it began with, in smallest units.
        P_init: the price then.
        fees: its part of the fees so far.
        lvr: its part of what the pool lost so far against trading at the market's price, before fees.
        gain: what a portfolio gained that held as much x as the provider did, in and outside the pool.
    """

    def __init__(
        self, time_step: int, pool: UniswapV2AmmPool, market: RecordedMarketAgent, lp: PairProviderAgent | None
    ):
        super().__init__(time_step)
        self._pool, self._market, self._lp = pool, market, lp
        self._chain = currentChain("the provider's books")
        self.fees = self.lvr = self.gain = 0.0
        # Of the whole pool, relative to its value, since the latest review.
        self._earned = self._lost = 0.0
        self._read()
        self.x_init, self.y_init = self._x_owned, self._y_owned
        self.P_init = self._price

    def takeStep(self, state: Any) -> None:
        """See KPIsBase."""
        super().takeStep(state)
        self.mark(state)

    def mark(self, state: Any) -> None:
        """Adds what has happened since the latest mark."""
        if self._read_at == (self._chain.changes, self._market.event):
            return
        (x, y), price = self._reserves, self._price
        part, x_owned = self._part, self._x_owned
        self._read()
        if self._reserves != (x, y):
            self._addTrade(self._reserves[0] - x, self._reserves[1] - y, part, x * self._price + y)
        if self._price != price:
            self.gain += float(x_owned * (self._price - price))

    def _addTrade(self, dx: int, dy: int, part: Fraction, value: Fraction) -> None:
        if (dx > 0) == (dy > 0) or not dx or not dy:
            # Somebody has joined, left, or given something away.
            return
        fee = _FEE * (dx * self._price if dx > 0 else dy)
        # What the pool would have had from the same amounts of x outside, less what it got before fees.
        loss = fee - dx * self._price - dy
        self.fees += float(part * fee)
        self.lvr += float(part * loss)
        self._earned += float(fee / value)
        self._lost += float(loss / value)

    def _read(self) -> None:
        pool, lp = self._pool, self._lp
        self._read_at = self._chain.changes, self._market.event
        self._price = self._market.outside()
        self._reserves = pool.reserves_base()
        self._part, self._x_owned, self._y_owned = Fraction(0), Fraction(0), Fraction(0)
        if lp is not None:
            held = lp.held_base()
            self._part = Fraction(lp.shares_base(), pool.pair.totalSupply_base())
            self._x_owned = held[0] + self._part * self._reserves[0]
            self._y_owned = held[1] + self._part * self._reserves[1]

    def sinceReview(self) -> tuple[float, float]:
        """What the pool has earned and lost since this was last asked, each relative to its value."""
        found = self._earned, self._lost
        self._earned = self._lost = 0.0
        return found

    @property
    def price(self) -> Fraction:
        """Of x on the market outside, at the latest mark: smallest units of y per smallest unit of x."""
        return self._price

    @property
    def lp_part(self) -> float:
        """The provider's part of the pool."""
        return float(self._part)

    def poolValue(self) -> float:
        """What the pool holds."""
        x, y = self._reserves
        return float(x * self._price + y)

    def lpValue(self) -> float:
        """What the provider owns, in and outside the pool."""
        return float(self._x_owned * self._price + self._y_owned)

    def holdValue(self) -> float:
        """What the provider began with, at the price of now."""
        return float(self.x_init * self._price + self.y_init)

    def rebalancingValue(self) -> float:
        """A portfolio that always held as much x as the provider, and traded at the market's price without cost."""
        return float(self.x_init * self.P_init + self.y_init) + self.gain
