"""Closed forms of arbitrage: against published figures, against each other, and against brute force."""

from __future__ import annotations

import math
import random

import numpy
import pytest

from assets.agents.theory import arbitrage
from assets.agents.theory.arbitrage import Swap

DAY = 86400.0
GAMMAS_BP = (1, 5, 10, 30, 100)
# MMR, Table 1: probability of a trade in a block, in %, at a volatility of 5 % a day.
TABLE_1 = {
    600.0: (96.7, 85.5, 74.7, 49.6, 22.8),
    120.0: (92.9, 72.5, 56.9, 30.5, 11.6),
    12.0: (80.7, 45.6, 29.5, 12.3, 4.0),
    2.0: (63.0, 25.4, 14.5, 5.4, 1.7),
    0.05: (21.2, 5.1, 2.6, 0.9, 0.3),
}


@pytest.mark.parametrize("block_s", TABLE_1)
def test_published_probabilities_of_a_trade(block_s):
    """All 25 cells within 0.15 points: the row of 12 s is printed 0.1 higher than the paper's own formula says.

    Fees in the table are logarithmic.
    """
    for gamma_bp, published in zip(GAMMAS_BP, TABLE_1[block_s], strict=True):
        rates = arbitrage.poissonRates(0.05, 0.5, -math.expm1(-gamma_bp / 1e4), block_s / DAY)
        assert 100.0 * rates.p_trade == pytest.approx(published, abs=0.15)


def test_published_rate_of_loss_versus_rebalancing():
    """5 % a day cost a pool of equal weights 3.125 basis points a day (MMRZ); 80/20, 2.0."""
    assert 1e4 * arbitrage.lvrRate(0.05, 0.5) == pytest.approx(3.125, rel=1e-12)
    assert 1e4 * arbitrage.lvrRate(0.05, 0.8) == pytest.approx(2.0, rel=1e-12)
    assert arbitrage.lvrRate(0.05, 0.2) == pytest.approx(arbitrage.lvrRate(0.05, 0.8), rel=1e-12)


@pytest.mark.parametrize("fee", [1e-6, 0.003, 0.1])
def test_equal_weights_are_corollary_2(fee):
    """The formulas for any weights become the published ones for equal weights (MMR, Corollary 2)."""
    sigma, block = 0.05, 120.0 / DAY
    gamma, rate = -math.log(1.0 - fee), 1.0 / block
    a = math.sqrt(2.0 * rate) / sigma
    eta = a * gamma
    rates = arbitrage.poissonRates(sigma, 0.5, fee, block)
    p_trade = 1.0 / (1.0 + math.sqrt(2.0 * rate) * gamma / sigma)
    profit = sigma**2 / 8.0 * p_trade * math.exp(gamma / 2.0) / (1.0 - sigma**2 / (8.0 * rate))
    fees = sigma**2 / 8.0 * 2.0 * math.sinh(gamma / 2.0) / gamma / ((1.0 + 1.0 / eta) * (1.0 + 1.0 / (2.0 * a)))
    assert rates == pytest.approx((p_trade, profit, fees), rel=1e-9)


@pytest.mark.parametrize("weight_x", [0.2, 0.5, 0.9])
def test_mirrored_pools_earn_the_same(weight_x):
    """Exchanging x and y exchanges the weights and nothing else."""
    for rates in (arbitrage.poissonRates, arbitrage.fixedRates):
        mirrored = rates(0.05, 1.0 - weight_x, 0.003, 0.001)
        assert rates(0.05, weight_x, 0.003, 0.001) == pytest.approx(mirrored, rel=1e-12)


@pytest.mark.parametrize("weight_x", [0.2, 0.5, 0.8])
def test_without_fee_all_rates_are_lvr(weight_x):
    """In the limit of short blocks."""
    lvr = arbitrage.lvrRate(0.05, weight_x)
    assert arbitrage.noFeeRate(0.05, weight_x, 1e-7) == pytest.approx(lvr, rel=1e-6)
    assert arbitrage.poissonRates(0.05, weight_x, 1e-15, 1e-7).arbitrage == pytest.approx(lvr, rel=1e-6)
    assert arbitrage.fixedRates(0.05, weight_x, 1e-15, 1e-7).arbitrage == pytest.approx(lvr, rel=1e-6)


def test_without_fee_in_blocks_of_a_day():
    """e^(sigma^2/8) - 1 for equal weights, and the mean over normal draws for others."""
    assert arbitrage.noFeeRate(0.5, 0.5, 1.0) == pytest.approx(math.expm1(0.5**2 / 8.0), rel=1e-12)
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(60)
    profits = [arbitrage.arbitrageProfit(0.5 * z, 0.2, 0.0) for z in nodes]
    expected = numpy.dot(weights, profits) / math.sqrt(2.0 * math.pi)
    assert arbitrage.noFeeRate(0.5, 0.2, 1.0) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("weight_x", [0.2, 0.5, 0.8])
def test_poisson_rates_are_means_over_an_exponential_excess(weight_x):
    """Profit and fees of the best swap, averaged over what the mispricing exceeds the fee by."""
    sigma, fee, block = 0.2, 0.01, 0.05
    rates = arbitrage.poissonRates(sigma, weight_x, fee, block)
    a, gamma = math.sqrt(2.0 / block) / sigma, arbitrage.logFee(fee)
    nodes, weights = numpy.polynomial.laguerre.laggauss(40)
    profit = fees = 0.0
    for sign in (-1.0, 1.0):
        for node, weight in zip(nodes, weights):
            z, price = sign * (gamma + node / a), 3.0
            x, y = 7.0, 7.0 * (1.0 - weight_x) / weight_x * price * math.exp(-z)
            swap = arbitrage.bestSwap(x, y, price, weight_x, fee)
            assert swap is not None
            paid = swap.amount_in * (price if swap.sells_x else 1.0)
            fees += weight / 2.0 * fee * paid / arbitrage.rebalancedValue(x, y, price, weight_x)
            profit += weight / 2.0 * arbitrage.arbitrageProfit(z, weight_x, fee)
    assert rates.arbitrage == pytest.approx(rates.p_trade * profit / block, rel=1e-9)
    assert rates.fees == pytest.approx(rates.p_trade * fees / block, rel=1e-9)


# ---- one swap


@pytest.mark.parametrize("weight_x", [0.02, 0.2, 0.5, 0.8, 0.98])
@pytest.mark.parametrize("push", [-0.4, -0.01, 0.01, 0.4])
@pytest.mark.parametrize("fee", [1e-6, 0.003, 0.1])
def test_no_swap_is_better_than_the_best_one(weight_x, push, fee):
    """A little more and a little less both earn less, and its profit is what the closed form says."""
    x, price = 500.0, 2000.0
    z = push + math.copysign(arbitrage.logFee(fee), push)
    y = x * price * (1.0 - weight_x) / weight_x * math.exp(-z)
    assert arbitrage.mispricing(x, y, price, weight_x) == pytest.approx(z, rel=1e-9)
    best = arbitrage.bestSwap(x, y, price, weight_x, fee)
    assert best is not None
    assert best.sells_x == (push < 0)

    def profit(swap):
        return arbitrage.swapProfit(x, y, price, weight_x, fee, swap)

    for factor in (0.99, 1.01):
        assert profit(Swap(best.sells_x, factor * best.amount_in)) < profit(best)
    expected = arbitrage.arbitrageProfit(z, weight_x, fee) * arbitrage.rebalancedValue(x, y, price, weight_x)
    assert profit(best) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("part", [-0.99, 0.0, 0.99])
def test_within_the_fee_nobody_trades(part):
    """Neither way."""
    fee = 0.003
    price = 2000.0 * math.exp(part * arbitrage.logFee(fee))
    assert arbitrage.bestSwap(500.0, 1e6, price, 0.5, fee) is None
    assert arbitrage.arbitrageProfit(math.log(price / 2000.0), 0.5, fee) == 0.0
    for sells_x, amount in ((True, 1e-3), (False, 2.0)):
        assert arbitrage.swapProfit(500.0, 1e6, price, 0.5, fee, Swap(sells_x, amount)) < 0.0


# ---- blocks of fixed length


def exactWalk(g):
    """(share of steps that leave the band, half the mean square of the excess) of a walk that is held in [-g, g].

    Steps are standard normal; whatever leaves the band is put back on its border. Solves the integral equation of the
    stationary distribution, which has a density inside and an atom on each border.
    """
    nodes, weights = numpy.polynomial.legendre.leggauss(int(200 + 40 * g))
    nodes, weights = g * nodes, g * weights

    def phi(d):
        return numpy.exp(-d * d / 2.0) / math.sqrt(2.0 * math.pi)

    def above(d):
        return numpy.array([math.erfc(v / math.sqrt(2.0)) / 2.0 for v in numpy.atleast_1d(d)])

    def square(d):
        return (1.0 + d * d) * above(d) - d * phi(d)

    matrix = numpy.eye(len(nodes)) - phi(nodes[:, None] - nodes[None, :]) * weights[None, :]
    density = numpy.linalg.solve(matrix, phi(nodes - g) + phi(nodes + g))
    atom = 1.0 / (2.0 + density @ weights)
    inside = atom * density * weights

    def mean(function):
        edge = numpy.array([0.0, 2.0 * g])
        return inside @ (function(g - nodes) + function(g + nodes)) + 2.0 * atom * function(edge).sum()

    return mean(above), mean(square) / 2.0


@pytest.mark.parametrize("g", [1e-4, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.6, 3.0, 10.0])
def test_fixed_blocks_against_the_integral_equation(g):
    """Both formulas are within 0.3 % for every ratio of fee and step, and exact to 1e-4 from a ratio of 1.6 on."""
    sigma, weight_x, block = 0.001, 0.5, 1.0
    rates = arbitrage.fixedRates(sigma, weight_x, -math.expm1(-g * sigma), block)
    p_trade, half_square = exactWalk(g)
    assert rates.p_trade == pytest.approx(p_trade, rel=1e-4 if g >= 1.6 else 0.003)
    # The profit of a swap is w (1-w) u^2 / 2 for a small excess u.
    lvr = arbitrage.lvrRate(sigma, weight_x)
    assert rates.arbitrage == pytest.approx(2.0 * lvr * half_square, rel=1e-4 if g >= 1.6 else 0.001)
    assert rates.fees == pytest.approx(lvr * (1.0 - 2.0 * half_square), rel=0.01)


def test_fees_and_arbitrage_share_lvr():
    """Whatever arbitrageurs do not keep they pay in fees (MMR, Theorem 4), in short blocks."""
    lvr = arbitrage.lvrRate(0.05, 0.3)
    for rates in (arbitrage.poissonRates, arbitrage.fixedRates):
        found = rates(0.05, 0.3, 0.003, 2.0 / DAY)
        assert found.arbitrage + found.fees == pytest.approx(lvr, rel=2e-3)


# ---- the provider


def test_impermanent_loss():
    """Known figures for equal weights: 5.72 % at twice the price, 20 % at four times; less for 80/20."""
    assert arbitrage.impermanentLoss(2.0, 0.5) == pytest.approx(2.0 * math.sqrt(2.0) / 3.0 - 1.0, rel=1e-12)
    assert arbitrage.impermanentLoss(4.0, 0.5) == pytest.approx(-0.2, rel=1e-12)
    assert arbitrage.impermanentLoss(0.25, 0.5) == pytest.approx(-0.2, rel=1e-12)
    assert arbitrage.impermanentLoss(1.0, 0.3) == 0.0
    assert -0.2 < arbitrage.impermanentLoss(4.0, 0.8) < 0.0


def test_break_even_volume_of_a_uniswap_pool():
    """3.18 % of the pool a day with Poisson blocks of two minutes, 2.76 % with fixed ones, at 5 % volatility."""
    for rates, percent in ((arbitrage.poissonRates, 3.18), (arbitrage.fixedRates, 2.76)):
        volume = arbitrage.breakEvenVolume(rates(0.05, 0.5, 0.003, 120.0 / DAY).arbitrage, 0.003)
        assert 100.0 * volume == pytest.approx(percent, abs=0.005)


@pytest.mark.parametrize("weight_x", [0.2, 0.5, 0.8])
def test_uninformed_trades_add_variance_and_pay_it_as_slippage(weight_x):
    """20,000 small swaps without fee, of exponential sizes: what they move the price by, and what they cost."""
    rng, value, size, price = random.Random(3), 2e6, 100.0, 2000.0
    x, y = weight_x * value / price, (1.0 - weight_x) * value
    squares = cost = 0.0
    n = 20_000
    for _ in range(n):
        sells_x, worth = rng.random() < 0.5, rng.expovariate(1.0 / size)
        swap = Swap(sells_x, worth / price if sells_x else worth)
        cost -= arbitrage.swapProfit(x, y, price, weight_x, 0.0, swap)
        paid = x + worth / price if sells_x else y + worth
        out = y * (x / paid) ** (weight_x / (1.0 - weight_x)) if sells_x else x * (y / paid) ** (1.0 / weight_x - 1.0)
        moved = arbitrage.mispricing(paid if sells_x else out, out if sells_x else paid, price, weight_x)
        squares += moved**2
    variance = arbitrage.noiseVariance(n * size, size, value, weight_x)
    # The square of an exponential variable has the standard deviation sqrt(20) in units of its mean squared.
    spread = 4 * math.sqrt(5.0 / n) + 1e-3
    assert squares == pytest.approx(variance, rel=spread)
    assert cost / value == pytest.approx(arbitrage.lvrRate(math.sqrt(variance), weight_x), rel=spread)


def test_a_walk_with_exponential_times_meets_the_probability_of_a_trade():
    """100,000 draws in plain floats, at a fee of 0.3 %: within four standard deviations."""
    rng, z, n, n_trades = random.Random(5), 0.0, 100_000, 0
    gamma, sigma, block = arbitrage.logFee(0.003), 0.05, 120.0 / DAY
    for _ in range(n):
        z += sigma * math.sqrt(rng.expovariate(1.0 / block)) * rng.gauss(0.0, 1.0)
        n_trades += abs(z) > gamma
        z = min(max(z, -gamma), gamma)
    # Trades come in bursts: 0.0048 was measured in 20,000 blocks.
    expected = arbitrage.poissonRates(sigma, 0.5, 0.003, block).p_trade
    assert n_trades / n == pytest.approx(expected, abs=4 * 0.0048 / math.sqrt(5))
