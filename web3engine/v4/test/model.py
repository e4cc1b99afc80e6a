"""A V4 pool and its bot in exact integers: the oracle that they are held to. The arithmetic is that of V3's pools."""

from __future__ import annotations

from web3engine.test import bmath
from web3engine.test.bmath import ONE, add, div, mul, require, sub

WEIGHT = 5 * ONE
_BOTH = 2 * WEIGHT


class PoolModel:
    """The pool of a datatoken and OCEAN. Amounts and fees are integers in units of 1e-18.

    Args:
        O, D: what the pool has of OCEAN and of the datatoken.
        cap: datatokens that there are; the bot has what the pool has not.
        vest: how many of the bot's are vesting.
        lp, market: fees of liquidity providers and of the publishing market, as fractions. OPC's is zero for OCEAN.
    """

    def __init__(self, O: int, D: int, cap: int, vest: int, lp: int, market: int):
        self.books = {"O": O, "D": D}
        self.bot_DT, self.unvested = cap - D, vest
        self.supply, self.bot_BPT = 100 * ONE, 50 * ONE
        self.lp, self.market = lp, market
        self.market_fees = {"O": 0, "D": 0}
        # What the bot holds beyond its books, and can never use.
        self.lost_DT = 0

    def join(self, amount: int) -> int:
        """Stakes `amount` OCEAN; gives the BPT. The bot doubles them if it has the datatokens."""
        O, D = self.books["O"], self.books["D"]
        require(amount <= mul(O, bmath.MAX_IN_RATIO), "ERR_MAX_IN_RATIO")
        p = bmath.poolOutGivenSingleIn(O, WEIGHT, self.supply, _BOTH, amount, self.lp)
        self.books["O"] = add(O, amount)
        self.supply += p
        d = bmath.singleInGivenPoolOut(D, WEIGHT, self.supply, _BOTH, p, self.lp)
        if self.bot_DT >= d + self.unvested:
            self.books["D"] = add(D, d)
            self.bot_DT -= d
            self.bot_BPT += p
            self.supply += p
        return p

    def exit(self, p: int) -> int:
        """Unstakes `p` BPT; gives the OCEAN. The bot burns as many if it has them, and takes datatokens back."""
        O, D = self.books["O"], self.books["D"]
        out = bmath.singleOutGivenPoolIn(O, WEIGHT, self.supply, _BOTH, p, self.lp)
        require(out <= mul(O, bmath.MAX_OUT_RATIO), "ERR_MAX_OUT_RATIO")
        self.books["O"] = sub(O, out)
        self.supply -= p
        if self.bot_BPT >= p:
            d = bmath.singleOutGivenPoolIn(D, WEIGHT, self.supply, _BOTH, p, self.lp)
            self.books["D"] = sub(D, d)
            self.bot_BPT -= p
            self.supply -= p
            # The bot asks itself a second time whether it has the BPT, when they are burnt already.
            if self.bot_BPT >= p:
                self.bot_DT += d
            else:
                self.lost_DT += d
        return out

    def swapIn(self, t_in: str, amount: int) -> int:
        """Sells `amount` of "O" or "D"; gives what comes out of the other."""
        t_out = "D" if t_in == "O" else "O"
        bI, bO = self.books[t_in], self.books[t_out]
        require(amount <= mul(bI, bmath.MAX_IN_RATIO), "ERR_MAX_IN_RATIO")
        out = bmath.outGivenIn(bI, WEIGHT, bO, WEIGHT, amount, self.lp + self.market)
        fee = mul(amount, self.market)
        self.market_fees[t_in] += fee
        self.books[t_in] = add(bI, amount - fee)
        self.books[t_out] = sub(bO, out)
        return out

    def swapOut(self, t_out: str, amount: int) -> int:
        """Buys `amount` of "O" or "D"; gives what it costs of the other."""
        t_in = "D" if t_out == "O" else "O"
        bI, bO = self.books[t_in], self.books[t_out]
        require(amount <= mul(bO, bmath.MAX_OUT_RATIO), "ERR_MAX_OUT_RATIO")
        cost = bmath.inGivenOut(bI, WEIGHT, bO, WEIGHT, amount, self.lp + self.market)
        fee = cost - mul(cost, ONE - self.market)
        self.market_fees[t_in] += fee
        # Booked is what it would cost with the liquidity providers' fee alone: less than what is left after the others.
        self.books[t_in] = add(bI, bmath.inGivenOut(bI, WEIGHT, bO, WEIGHT, amount, self.lp))
        self.books[t_out] = sub(bO, amount)
        return cost

    def vest(self, amount: int) -> None:
        """The publisher receives `amount` of what was vesting."""
        self.bot_DT -= amount
        self.unvested -= amount

    def price(self) -> float:
        """OCEAN per DT without fees."""
        return div(self.books["O"], self.books["D"]) / ONE
