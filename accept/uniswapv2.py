"""Liquidity provision on Uniswap's pair: means over runs next to formulas, and Balancer's pool on the same prices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import fmean

from accept.Check import Check, Outcome, meanNear, near
from accept.lvr import ratios
from assets.netlists.lvr.measuring import rowsOver

_rows = partial(rowsOver, netlist="uniswapv2")


def _withoutNoise(jobs: int) -> Iterator[Outcome]:
    for blocks, seeds in (("poisson", range(88, 112)), ("fixed", range(112, 136))):
        rows = _rows(seeds, 20_000, jobs=jobs, BLOCKS=blocks, NOISE_VOLUME_PER_DAY=0.0)
        yield meanNear(f"profit / theory, {blocks} blocks", 1.0, ratios(rows, "arb_profit_rel", "arb_theory"))
        yield meanNear(f"P_trade, {blocks} blocks", rows[0]["p_trade_theory"], [row["p_trade"] for row in rows])
        yield meanNear(f"fees / theory, {blocks} blocks", 1.0, ratios(rows, "fees_rel", "fees_theory"))


def _breakEven(jobs: int) -> Iterator[Outcome]:
    for volume, sign, wanted in ((72_000.0, 1.0, "gain"), (0.0, -1.0, "lose")):
        rows = _rows(range(12), 20_000, jobs=jobs, BLOCKS="fixed", NOISE_VOLUME_PER_DAY=volume)
        gains = [1e5 * row["lp_pnl_vs_rebalancing"] / row["elapsed_days"] for row in rows]
        expected = 1e5 * fmean(row["lp_pnl_theory"] / row["elapsed_days"] for row in rows)
        yield meanNear(f"result, 1e-5 a day, volume {volume:,.0f}", expected, gains, digits=2)
        spread = f"{min(gains):.2f} to {max(gains):.2f}"
        yield Outcome(f"all 12 results, volume {volume:,.0f}", wanted, spread, all(sign * gain > 0.0 for gain in gains))


def _twoCodeBases(jobs: int) -> Iterator[Outcome]:
    balancer = rowsOver(range(1, 3), 5000, jobs=jobs)
    uniswap = _rows(range(1, 3), 5000, jobs=jobs, NOISE_VOLUME_PER_DAY=0.0)
    for seed, (b, u) in enumerate(zip(balancer, uniswap), 1):
        yield near(f"trades, seed {seed}", b["n_arb_trades"], u["n_arb_trades"], 0.0, digits=0)
        yield near(f"profit Uniswap / Balancer, seed {seed}", 1.0, u["arb_profit"] / b["arb_profit"], 1e-12, digits=15)


CHECKS = {
    "uniswapv2-no-noise": Check("Uniswap's pair: arbitrage at a fee of 0.3 %, blocks of 120 s", _withoutNoise),
    "uniswapv2-break-even": Check(
        "Uniswap's pair: providers gain at 3.6 % of the pool a day, fixed blocks", _breakEven
    ),
    "uniswapv2-lvr": Check("Uniswap's pair and Balancer's pool on the same prices", _twoCodeBases),
}
