"""The arithmetic of a Balancer-V1 pool in exact integers: the oracle that pools on a chain are held to.

A fraction is an integer in units of 1e-18, as on a chain. Each step rounds as the contract rounds, and refuses what the
contract refuses, in its words; so results agree to the wei. Names of arguments are those of the formulas:
bI, wI, bO, wO are balances and weights of what goes in and out, aI and aO amounts, P the pool's supply of BPT, W the
sum of all weights, fee the swap fee.
"""

from __future__ import annotations

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
_MAX_TERMS = 2000


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
    growth = power(div(bO, sub(bO, aO)), exponent)
    return div(mul(bI, sub(growth, ONE)), sub(ONE, fee))


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
