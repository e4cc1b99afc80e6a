"""A Balancer-V1 pool in exact integers, its arithmetic and its rules: the oracle that pools on a chain are held to.

A fraction is an integer in units of 1e-18, as on a chain. Each step rounds as the contract rounds, and refuses what the
contract refuses, in its words; so results agree to the wei. Names of arguments are those of the formulas:
bI, wI, bO, wO are balances and weights of what goes in and out, aI and aO amounts, P the pool's supply of BPT, W the
sum of all weights, fee the swap fee.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

ONE = 10**18
MIN_FEE = ONE // 10**6
MAX_FEE = ONE // 10
MAX_IN_RATIO = ONE // 2
MAX_OUT_RATIO = ONE // 3 + 1
INIT_POOL_SUPPLY = 100 * ONE

_WORD = 2**256
_MAX_POW_BASE = 2 * ONE - 1
# A series stops at the first term smaller than this.
_POW_PRECISION = ONE // 10**10
# More terms than a test has time for; a chain would go on until the gas runs out.
_MAX_TERMS = 500


class Refused(Exception):
    """The contract would revert; `reason` is its word for why."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class TooSlow(Exception):
    """The series converges too slowly to wait for."""


def require(condition: bool, reason: str) -> None:
    """Refuses with `reason` unless `condition` holds."""
    if not condition:
        raise Refused(reason)


# ---- fixed point


def add(a: int, b: int) -> int:
    """a + b in 256 bits."""
    require(a + b < _WORD, "ERR_ADD_OVERFLOW")
    return a + b


def sub(a: int, b: int) -> int:
    """a - b, never below zero."""
    require(a >= b, "ERR_SUB_UNDERFLOW")
    return a - b


def mul(a: int, b: int) -> int:
    """a · b, half a wei rounded up."""
    product = a * b + ONE // 2
    require(product < _WORD, "ERR_MUL_OVERFLOW")
    return product // ONE


def div(a: int, b: int) -> int:
    """a / b, half a wei rounded up."""
    require(b != 0, "ERR_DIV_ZERO")
    numerator = a * ONE + b // 2
    require(numerator < _WORD, "ERR_DIV_INTERNAL")
    return numerator // b


def power(base: int, exponent: int) -> int:
    """base ** exponent for a base between 0 and 2, both excluded."""
    require(base >= 1, "ERR_BPOW_BASE_TOO_LOW")
    require(base <= _MAX_POW_BASE, "ERR_BPOW_BASE_TOO_HIGH")
    whole, rest = divmod(exponent, ONE)
    result = _wholePower(base, whole)
    return mul(result, _fractionPower(base, rest)) if rest else result


def _wholePower(base: int, exponent: int) -> int:
    """base ** exponent by repeated squaring; `exponent` is a plain integer."""
    result = base if exponent % 2 else ONE
    exponent //= 2
    while exponent:
        base = mul(base, base)
        if exponent % 2:
            result = mul(result, base)
        exponent //= 2
    return result


def _fractionPower(base: int, exponent: int) -> int:
    """base ** exponent by the binomial series around 1, for an exponent between 0 and 1."""
    x = abs(base - ONE)
    total = term = ONE
    negative = False
    k = 0
    while term >= _POW_PRECISION:
        k += 1
        if k > _MAX_TERMS:
            raise TooSlow
        factor = exponent - (k - 1) * ONE
        term = div(mul(term, mul(abs(factor), x)), k * ONE)
        if term == 0:
            break
        negative ^= (base < ONE) ^ (factor < 0)
        total = sub(total, term) if negative else add(total, term)
    return total


# ---- prices and amounts


def spotPrice(bI: int, wI: int, bO: int, wO: int, fee: int) -> int:
    """(bI / wI) / (bO / wO) / (1 - fee)."""
    ratio = div(div(bI, wI), div(bO, wO))
    return mul(ratio, div(ONE, sub(ONE, fee)))


def outGivenIn(bI: int, wI: int, bO: int, wO: int, aI: int, fee: int) -> int:
    """bO · (1 - (bI / (bI + aI (1 - fee))) ^ (wI / wO))."""
    exponent = div(wI, wO)
    left = div(bI, add(bI, mul(aI, sub(ONE, fee))))
    return mul(bO, sub(ONE, power(left, exponent)))


def inGivenOut(bI: int, wI: int, bO: int, wO: int, aO: int, fee: int) -> int:
    """bI · ((bO / (bO - aO)) ^ (wO / wI) - 1) / (1 - fee)."""
    exponent = div(wO, wI)
    growth = sub(power(div(bO, sub(bO, aO)), exponent), ONE)
    # Of two things to refuse the contract meets this one first.
    left = sub(ONE, fee)
    return div(mul(bI, growth), left)


def poolOutGivenSingleIn(bI: int, wI: int, P: int, W: int, aI: int, fee: int) -> int:
    """P · ((1 + aI (1 - (1 - wI / W) fee) / bI) ^ (wI / W) - 1)."""
    n = div(wI, W)
    after_fee = mul(aI, sub(ONE, mul(sub(ONE, n), fee)))
    growth = power(div(add(bI, after_fee), bI), n)
    return sub(mul(growth, P), P)


def singleInGivenPoolOut(bI: int, wI: int, P: int, W: int, p: int, fee: int) -> int:
    """bI · (((P + p) / P) ^ (W / wI) - 1) / (1 - (1 - wI / W) fee)."""
    n = div(wI, W)
    growth = power(div(add(P, p), P), div(ONE, n))
    after_fee = sub(mul(growth, bI), bI)
    return div(after_fee, sub(ONE, mul(sub(ONE, n), fee)))


def singleOutGivenPoolIn(bO: int, wO: int, P: int, W: int, p: int, fee: int) -> int:
    """bO · (1 - ((P - p) / P) ^ (W / wO)) · (1 - (1 - wO / W) fee)."""
    n = div(wO, W)
    left = power(div(sub(P, mul(p, ONE)), P), div(ONE, n))
    before_fee = sub(bO, mul(left, bO))
    return mul(before_fee, sub(ONE, mul(sub(ONE, n), fee)))


def poolInGivenSingleOut(bO: int, wO: int, P: int, W: int, aO: int, fee: int) -> int:
    """P · (1 - (1 - aO / (1 - (1 - wO / W) fee) / bO) ^ (wO / W))."""
    n = div(wO, W)
    before_fee = div(aO, sub(ONE, mul(sub(ONE, n), fee)))
    left = power(div(sub(bO, before_fee), bO), n)
    # The exit fee is zero, yet the contract divides by one less it: an overflow is refused there.
    return div(sub(P, mul(left, P)), ONE)


# ---- rules


class PoolModel:
    """A finalized pool and its tokens by the rules alone. Methods are named as the contract's, the trader comes first.

    A method gives what the contract returns; where it refuses, the model is spoilt: try on a `copy`.

    Args:
        pool: its address, which is that of its shares (BPT) as well.
        fee: the swap fee.
        weights: token → weight, in the pool's order.
        books: token → what the pool holds by its own books.
        holdings: token → holder → amount, for each of the pool's tokens and for BPT.
    """

    def __init__(
        self,
        pool: str,
        fee: int,
        weights: dict[str, int],
        books: dict[str, int],
        holdings: dict[str, dict[str, int]],
    ):
        self.pool, self.fee, self.weights, self.books, self.holdings = pool, fee, weights, books, holdings

    def copy(self) -> PoolModel:
        return deepcopy(self)

    def supply(self, token: str) -> int:
        """How much of the token there is."""
        return sum(self.holdings[token].values())

    # ---- swaps

    def swapExactAmountIn(self, who: str, t_in: str, a_in: int, t_out: str, min_out: int, max_price: int) -> Any:
        require(a_in <= mul(self.books[t_in], MAX_IN_RATIO), "ERR_MAX_IN_RATIO")
        before = self._priceBelow(t_in, t_out, max_price, "ERR_BAD_LIMIT_PRICE")
        a_out = outGivenIn(*self._pair(t_in, t_out), a_in, self.fee)
        require(a_out >= min_out, "ERR_LIMIT_OUT")
        return a_out, self._swap(who, t_in, a_in, t_out, a_out, before, max_price)

    def swapExactAmountOut(self, who: str, t_in: str, max_in: int, t_out: str, a_out: int, max_price: int) -> Any:
        require(a_out <= mul(self.books[t_out], MAX_OUT_RATIO), "ERR_MAX_OUT_RATIO")
        before = self._priceBelow(t_in, t_out, max_price, "ERR_BAD_LIMIT_PRICE")
        a_in = inGivenOut(*self._pair(t_in, t_out), a_out, self.fee)
        require(a_in <= max_in, "ERR_LIMIT_IN")
        return a_in, self._swap(who, t_in, a_in, t_out, a_out, before, max_price)

    def _swap(self, who: str, t_in: str, a_in: int, t_out: str, a_out: int, before: int, max_price: int) -> int:
        """Moves both tokens, if the price does not fall and nobody pays less than it. Gives the price after."""
        self.books[t_in] = add(self.books[t_in], a_in)
        self.books[t_out] = sub(self.books[t_out], a_out)
        require(spotPrice(*self._pair(t_in, t_out), self.fee) >= before, "ERR_MATH_APPROX")
        after = self._priceBelow(t_in, t_out, max_price, "ERR_LIMIT_PRICE")
        require(before <= div(a_in, a_out), "ERR_MATH_APPROX")
        self._move(t_in, who, self.pool, a_in)
        self._move(t_out, self.pool, who, a_out)
        return after

    def _priceBelow(self, t_in: str, t_out: str, max_price: int, reason: str) -> int:
        price = spotPrice(*self._pair(t_in, t_out), self.fee)
        require(price <= max_price, reason)
        return price

    def _pair(self, t_in: str, t_out: str) -> tuple[int, int, int, int]:
        return self.books[t_in], self.weights[t_in], self.books[t_out], self.weights[t_out]

    # ---- liquidity in one token

    def joinswapExternAmountIn(self, who: str, token: str, a_in: int, min_p: int) -> int:
        require(a_in <= mul(self.books[token], MAX_IN_RATIO), "ERR_MAX_IN_RATIO")
        p = poolOutGivenSingleIn(*self._one(token), a_in, self.fee)
        require(p >= min_p, "ERR_LIMIT_OUT")
        self._join(who, token, a_in, p)
        return p

    def joinswapPoolAmountOut(self, who: str, token: str, p: int, max_in: int) -> int:
        a_in = singleInGivenPoolOut(*self._one(token), p, self.fee)
        require(a_in != 0, "ERR_MATH_APPROX")
        require(a_in <= max_in, "ERR_LIMIT_IN")
        require(a_in <= mul(self.books[token], MAX_IN_RATIO), "ERR_MAX_IN_RATIO")
        self._join(who, token, a_in, p)
        return a_in

    def exitswapPoolAmountIn(self, who: str, token: str, p: int, min_out: int) -> int:
        a_out = singleOutGivenPoolIn(*self._one(token), p, self.fee)
        require(a_out >= min_out, "ERR_LIMIT_OUT")
        require(a_out <= mul(self.books[token], MAX_OUT_RATIO), "ERR_MAX_OUT_RATIO")
        self._exit(who, token, a_out, p)
        return a_out

    def exitswapExternAmountOut(self, who: str, token: str, a_out: int, max_p: int) -> int:
        require(a_out <= mul(self.books[token], MAX_OUT_RATIO), "ERR_MAX_OUT_RATIO")
        p = poolInGivenSingleOut(*self._one(token), a_out, self.fee)
        require(p != 0, "ERR_MATH_APPROX")
        require(p <= max_p, "ERR_LIMIT_IN")
        self._exit(who, token, a_out, p)
        return p

    def _one(self, token: str) -> tuple[int, int, int, int]:
        return self.books[token], self.weights[token], self.supply(self.pool), sum(self.weights.values())

    def _join(self, who: str, token: str, a_in: int, p: int) -> None:
        self.books[token] = add(self.books[token], a_in)
        self.holdings[self.pool][who] += p
        self._move(token, who, self.pool, a_in)

    def _exit(self, who: str, token: str, a_out: int, p: int) -> None:
        self.books[token] = sub(self.books[token], a_out)
        self._burn(who, p)
        self._move(token, self.pool, who, a_out)

    # ---- liquidity in all tokens

    def proportions(self, p: int) -> list[int]:
        """What `p` shares are worth in each token."""
        ratio = div(p, self.supply(self.pool))
        return [mul(ratio, book) for book in self.books.values()]

    def joinPool(self, who: str, p: int, max_in: Sequence[int]) -> None:
        require(div(p, self.supply(self.pool)) != 0, "ERR_MATH_APPROX")
        for token, amount, limit in zip(self.books, self.proportions(p), max_in):
            require(amount != 0, "ERR_MATH_APPROX")
            require(amount <= limit, "ERR_LIMIT_IN")
            self.books[token] = add(self.books[token], amount)
            self._move(token, who, self.pool, amount)
        self.holdings[self.pool][who] += p

    def exitPool(self, who: str, p: int, min_out: Sequence[int]) -> None:
        require(div(p, self.supply(self.pool)) != 0, "ERR_MATH_APPROX")
        amounts = self.proportions(p)
        self._burn(who, p)
        for token, amount, limit in zip(self.books, amounts, min_out):
            require(amount != 0, "ERR_MATH_APPROX")
            require(amount >= limit, "ERR_LIMIT_OUT")
            self.books[token] = sub(self.books[token], amount)
            self._move(token, self.pool, who, amount)

    # ---- what is not trade

    def gulp(self, who: str, token: str) -> None:
        self.books[token] = self.holdings[token][self.pool]

    def transfer(self, who: str, token: str, to: str, amount: int) -> bool:
        self._move(token, who, to, amount)
        return True

    def _burn(self, who: str, p: int) -> None:
        self._move(self.pool, who, self.pool, p)
        self.holdings[self.pool][self.pool] -= p

    def _move(self, token: str, src: str, dst: str, amount: int) -> None:
        word = "ERR_INSUFFICIENT_BAL" if token == self.pool else "ERC20: transfer amount exceeds balance"
        require(self.holdings[token][src] >= amount, word)
        self.holdings[token][src] -= amount
        self.holdings[token][dst] += amount
