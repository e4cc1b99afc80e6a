"""Loss-versus-rebalancing on Balancer's contract: means over many runs next to the papers' formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accept.Check import Check, Outcome, meanNear
from assets.netlists.lvr.measuring import rowsOver
from assets.netlists.lvr.table1 import MOST_ERRORS, measuredCells

_NO_FEE = 1e-6


def ratios(rows: list[dict[str, Any]], measured: str, theory: str) -> list[float]:
    """What was measured divided by what was expected, run by run."""
    return [row[measured] / row[theory] for row in rows]


def _table1(jobs: int) -> Iterator[Outcome]:
    for cell in measuredCells(10, 40_000, jobs=jobs):
        yield Outcome(
            f"{cell.block_s} s, {cell.gamma_bp} bp: P_trade, %",
            f"{cell.published} (formula {cell.theory:.2f})",
            f"{cell.measured:.2f}, standard error {cell.error:.2f}",
            cell.agrees(),
        )


def _withoutFee(jobs: int) -> Iterator[Outcome]:
    for weight_x, n_seeds, n_blocks in ((0.5, 20, 2000), (0.2, 10, 20_000), (0.8, 10, 20_000)):
        rows = rowsOver(range(n_seeds), n_blocks, jobs=jobs, BLOCKS="fixed", SWAP_FEE=_NO_FEE, WEIGHT_X=weight_x)
        what = f"profit / LVR, weight {weight_x}, {n_blocks:,} blocks"
        yield meanNear(what, 1.0, ratios(rows, "arb_profit_rel", "lvr_theory"))


def _poisson(jobs: int) -> Iterator[Outcome]:
    for i, weight_x in enumerate((0.5, 0.2, 0.8)):
        rows = rowsOver(range(12 * i, 12 * (i + 1)), 20_000, jobs=jobs, WEIGHT_X=weight_x)
        yield meanNear(f"profit / theory, weight {weight_x}", 1.0, ratios(rows, "arb_profit_rel", "arb_theory"))
        yield meanNear(f"P_trade, weight {weight_x}", rows[0]["p_trade_theory"], [row["p_trade"] for row in rows])
        yield meanNear(f"fees / theory, weight {weight_x}", 1.0, ratios(rows, "fees_rel", "fees_theory"))


def _fixed(jobs: int) -> Iterator[Outcome]:
    for block_s in (120, 12):
        rows = rowsOver(range(8), 200_000, jobs=jobs, BLOCKS="fixed", time_step=block_s)
        theory = rows[0]["arb_theory"] / rows[0]["lvr_theory"]
        shares = ratios(rows, "arb_profit_rel", "lvr_theory")
        yield meanNear(f"profit / LVR, blocks of {block_s} s", theory, shares, tolerance=0.05 * theory)
        yield meanNear(f"P_trade, blocks of {block_s} s", rows[0]["p_trade_theory"], [row["p_trade"] for row in rows])


CHECKS = {
    "lvr-table1": Check(f"Milionis et al. 2023, Table 1, within {MOST_ERRORS:g} standard errors", _table1),
    "lvr-no-fee": Check("Milionis et al. 2022: without fee, arbitrage takes LVR", _withoutFee),
    "lvr-poisson": Check("Milionis et al. 2023, Corollary 2: fee 0.3 %, Poisson blocks of 120 s", _poisson),
    "lvr-fixed": Check("Nezlobin, Tassy 2025: fee 0.3 %, fixed blocks", _fixed),
}
