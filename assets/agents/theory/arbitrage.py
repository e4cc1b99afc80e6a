"""What theory says about arbitrage between an outside market and a pool that keeps x^w y^(1-w) constant in a trade.

The outside price of x in y is a geometric Brownian motion whose logarithm has no drift. In every block an arbitrageur
moves the pool to the point where the fee makes one more trade worthless. All functions share these quantities:

    x, y        what the pool holds, in whole tokens; y is the numeraire (OCEAN)
    weight_x    w, the weight of x, 0 < w < 1; a Uniswap V2 pair has 1/2
    price       P, of one x outside the pool, in y
    fee         f, a fraction of what is paid in; it stays in the pool
    sigma       standard deviation of ln P after one day
    block_days  mean time between two blocks, in days

Sources:
    MMRZ: Milionis, Moallemi, Roughgarden, Zhang, "Automated Market Making and Loss-Versus-Rebalancing",
        arXiv 2208.06046.
    MMR: Milionis, Moallemi, Roughgarden, "Automated Market Making and Arbitrage Profits in the Presence of Fees",
        arXiv 2305.14604.
    NT: Nezlobin, Tassy, "Loss-Versus-Rebalancing under Deterministic and Generalized Block-Times", arXiv 2505.05113.
Formulas without a source are derived in docs/proof.md.
"""

from __future__ import annotations

import math
from typing import NamedTuple

# sqrt(2 pi) / |zeta(1/2)|. A Gaussian random walk overshoots a distant barrier by 1 / 1.7164 = 0.5826 of its step.
OVERSHOOT = 1.716427
# Mean square of the first ladder height of a Gaussian random walk, in steps squared; its mean is sqrt(1/2).
_LADDER_SQUARE = math.sqrt(2.0) / OVERSHOOT
# Mean size of a Gaussian step.
_MEAN_STEP = math.sqrt(2.0 / math.pi)


class Swap(NamedTuple):
    """A swap to be made.

    Attributes:
        sells_x: whether x is paid in and y comes out; False for the opposite direction.
        amount_in: what is paid in, including the fee, in whole tokens.
    """

    sells_x: bool
    amount_in: float


class Rates(NamedTuple):
    """Long-run expectations.

    Attributes:
        p_trade: probability that the arbitrageur trades in a block.
        arbitrage: its profit, per day, as a fraction of the pool's value.
        fees: the fees it pays, per day, as a fraction of the pool's value.
    """

    p_trade: float
    arbitrage: float
    fees: float


# ---- one block


def logFee(fee: float) -> float:
    """gamma = -ln(1 - f): a trade pays once the mispricing exceeds it."""
    return -math.log1p(-fee)


def mispricing(x: float, y: float, price: float, weight_x: float) -> float:
    """z = ln(P / the pool's spot price without fee)."""
    return math.log(price * (1.0 - weight_x) * x / (weight_x * y))


def rebalancedValue(x: float, y: float, price: float, weight_x: float) -> float:
    """What the pool would be worth if it were arbitraged to P without fee: (x P/w)^w (y/(1-w))^(1-w).

    For equal weights, 2 sqrt(x y P). Profits and fees are reported as fractions of it.
    """
    return (x * price / weight_x) ** weight_x * (y / (1.0 - weight_x)) ** (1.0 - weight_x)


def bestSwap(x: float, y: float, price: float, weight_x: float, fee: float) -> Swap | None:
    """The most profitable swap at the outside price, or None if every swap loses money.

    Exact for any weights and a fee that stays in the pool. With u = |z| - gamma, what is paid in after the fee is
    y (e^(w u) - 1) where x is bought, and x (e^((1-w) u) - 1) where it is sold.
    """
    z = mispricing(x, y, price, weight_x)
    u = abs(z) - logFee(fee)
    if u <= 0.0:
        return None
    if z > 0.0:
        return Swap(False, y * math.expm1(weight_x * u) / (1.0 - fee))
    return Swap(True, x * math.expm1((1.0 - weight_x) * u) / (1.0 - fee))


def swapProfit(x: float, y: float, price: float, weight_x: float, fee: float, swap: Swap) -> float:
    """Profit of any swap at the outside price, in y; negative for a loss."""
    weight_in, held = (weight_x, x) if swap.sells_x else (1.0 - weight_x, y)
    # out = reserve * (1 - (1 + in (1-f) / held)^(-w_in / w_out))
    part = -math.expm1(-weight_in / (1.0 - weight_in) * math.log1p(swap.amount_in * (1.0 - fee) / held))
    return y * part - swap.amount_in * price if swap.sells_x else x * part * price - swap.amount_in


def arbitrageProfit(z: float, weight_x: float, fee: float) -> float:
    """Profit of the best swap at mispricing z, as a fraction of `rebalancedValue`.

    With u = |z| - gamma > 0 and w the weight of the token that comes out:
    e^((1-w) gamma) (w e^((1-w) u) + (1-w) e^(-w u) - 1). For equal weights, e^(gamma/2) (cosh(u/2) - 1), as in MMR.
    """
    gamma = logFee(fee)
    u = abs(z) - gamma
    if u <= 0.0:
        return 0.0
    w = weight_x if z > 0.0 else 1.0 - weight_x
    # By expm1, since the terms cancel up to u squared.
    return math.exp((1.0 - w) * gamma) * (w * math.expm1((1.0 - w) * u) + (1.0 - w) * math.expm1(-w * u))


# ---- rates, per day and per unit of the pool's value


def lvrRate(sigma: float, weight_x: float) -> float:
    """Loss-versus-rebalancing: w (1-w) sigma^2 / 2, which is sigma^2 / 8 for equal weights. Source: MMRZ."""
    return weight_x * (1.0 - weight_x) * sigma**2 / 2.0


def noFeeRate(sigma: float, weight_x: float, block_days: float) -> float:
    """Arbitrage profit without fee in blocks of fixed length; exact, and `lvrRate` in the limit of short blocks.

    Per block, with s = sigma^2 block_days: w e^((1-w)^2 s/2) + (1-w) e^(w^2 s/2) - 1, or e^(s/8) - 1 for equal weights.
    """
    w, s = weight_x, sigma**2 * block_days
    per_block = w * math.expm1((1.0 - w) ** 2 * s / 2.0) + (1.0 - w) * math.expm1(w**2 * s / 2.0)
    return per_block / block_days


def poissonRates(sigma: float, weight_x: float, fee: float, block_days: float) -> Rates:
    """With exponentially distributed times between blocks. Exact for a fee that is taken out of the pool.

    A fee that stays in the pool makes each trade overshoot by about f w of its push, and so lowers p_trade by about f w
    of itself: 0.15 % at a fee of 0.3 %.

    Source: MMR, Theorem 1 and Corollary 2, which has equal weights; other weights are derived in docs/proof.md.
    """
    w, gamma = weight_x, logFee(fee)
    # The excess of |z| over gamma is exponential, with mean 1/a.
    a = math.sqrt(2.0 / block_days) / sigma
    p_trade = 1.0 / (1.0 + a * gamma)
    bought = math.exp((1.0 - w) * gamma) * a**2 / ((a - 1.0 + w) * (a + w))
    sold = math.exp(w * gamma) * a**2 / ((a - w) * (a + 1.0 - w))
    arbitrage = lvrRate(sigma, w) * p_trade * (bought + sold) / 2.0
    paid_in_y = math.exp(-w * gamma) / (a + w)
    paid_in_x = math.exp(-(1.0 - w) * gamma) / (a + 1.0 - w)
    fees = p_trade / block_days * math.expm1(gamma) * w * (1.0 - w) * (paid_in_y + paid_in_x) / 2.0
    return Rates(p_trade, arbitrage, fees)


def fixedRates(sigma: float, weight_x: float, fee: float, block_days: float) -> Rates:
    """With blocks of fixed length, for fees and steps that are small compared with 1.

    With g = gamma / (sigma sqrt(block_days)), arbitrage is LVR / (1 + 1.7164 g) (source: NT), and p_trade is
    1 / (sqrt(2) g + 0.824), from the ladder heights of a Gaussian random walk. Both hold for g above 1; below, a term
    fitted to the integral equation of the walk keeps them within 0.1 % and 0.3 %. Fees are LVR - arbitrage.
    """
    g = logFee(fee) / (sigma * math.sqrt(block_days))
    lvr = lvrRate(sigma, weight_x)
    # Their slopes at g = 0 are 2 E|N| and E|N|, N being standard normal.
    near_0 = (OVERSHOOT - 2.0 * _MEAN_STEP) * g * math.exp(-4.6 * g - 4.5 * g * g)
    arbitrage = lvr / (1.0 + OVERSHOOT * g - near_0)
    near_0 = (1.0 - _LADDER_SQUARE) * math.exp(-3.5 * g - 3.2 * g * g)
    p_trade = 1.0 / (math.sqrt(2.0) * g + _LADDER_SQUARE + near_0)
    return Rates(p_trade, arbitrage, lvr - arbitrage)


def noiseVariance(volume: float, size: float, value: float, weight_x: float) -> float:
    """Variance per day that uninformed trades add to the mispricing.

    A trade of worth a moves the pool's ln(price) by a / (w (1-w) V), either way; sizes are exponential, so the mean of
    a^2 is 2 size^2. `lvrRate` of this variance is the slippage that these trades pay.

    Args:
        volume: what they pay in, in a day.
        size: mean size of one.
        value: what the pool is worth, V.
    """
    return 2.0 * volume * size / (weight_x * (1.0 - weight_x) * value) ** 2


def breakEvenVolume(arbitrage: float, fee: float) -> float:
    """Volume of uninformed trades, per day and unit of the pool's value, at which its fees make up for arbitrage.

    For trades that are small compared with the pool, which pay nothing but the fee. For equal weights and Poisson
    blocks, about sigma^2 p_trade / (8 f).
    """
    return arbitrage / fee


# ---- the provider's side


def impermanentLoss(price_ratio: float, weight_x: float) -> float:
    """Value of the pool relative to what was put in and held, less 1, in the limit of no fee: k^w / (w k + 1-w) - 1.

    For equal weights, 2 sqrt(k) / (1 + k) - 1. `price_ratio` is k, the price now divided by the one at the start.
    """
    return price_ratio**weight_x / (weight_x * price_ratio + 1.0 - weight_x) - 1.0
