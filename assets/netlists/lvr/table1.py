"""Table 1 of Milionis, Moallemi and Roughgarden (arXiv 2305.14604), cell by cell, on Balancer's contract.

Used by verify.py and by acceptance checks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, stdev
from typing import NamedTuple

from assets.agents.theory.arbitrage import poissonRates
from util.constants import S_PER_DAY

from .measuring import outcomes, rowAfter

SIGMA_PER_DAY = 0.05
GAMMAS_BP = (1, 5, 10, 30, 100)
# Mean time between blocks, s → the published probability of a trade in a block, in %, for each gamma. Blocks of 50 ms,
# the paper's last row, are too short for a simulation in whole seconds.
PUBLISHED = {
    600: (96.7, 85.5, 74.7, 49.6, 22.8),
    120: (92.9, 72.5, 56.9, 30.5, 11.6),
    12: (80.7, 45.6, 29.5, 12.3, 4.0),
    2: (63.0, 25.4, 14.5, 5.4, 1.7),
}
# A cell differs if it is further from theory than this many standard errors, after the known effect of the fee.
MOST_ERRORS = 4.0


class Run(NamedTuple):
    """One run: the cell that it belongs to, and its seed."""

    block_s: int
    gamma_bp: int
    seed: int


class Cell(NamedTuple):
    """A cell of the table; probabilities in %."""

    block_s: int
    gamma_bp: int
    published: float
    theory: float
    measured: float
    error: float

    def agrees(self) -> bool:
        """Whether it was measured as theory says, except for a fee that stays in the pool; see poissonRates."""
        bias = feeOf(self.gamma_bp) / 2.0 * self.theory
        return abs(self.measured - self.theory) <= MOST_ERRORS * self.error + bias


class MeasureRun:
    """Work for workers: the share of blocks with a trade in one run, in %."""

    def __init__(self, n_blocks: int, engine: str):
        self._n_blocks, self._engine = n_blocks, engine

    def run(self, job: Run) -> float:
        """Runs the netlist."""
        row = rowAfter(
            self._n_blocks,
            job.seed,
            engine=self._engine,
            time_step=job.block_s,
            SWAP_FEE=feeOf(job.gamma_bp),
            SIGMA_PER_DAY=SIGMA_PER_DAY,
        )
        return 100.0 * float(row["p_trade"])


def feeOf(gamma_bp: float) -> float:
    """The fee whose logarithm is that many basis points: 1 - e^-gamma."""
    return -math.expm1(-gamma_bp / 1e4)


def measuredCells(n_seeds: int, n_blocks: int, engine: str = "auto", jobs: int = 1) -> list[Cell]:
    """All cells, row by row.

    Raises:
        ExperimentError: a run failed.
    """
    cells = [(block_s, gamma_bp) for block_s in PUBLISHED for gamma_bp in GAMMAS_BP]
    # No seed is used twice, so that cells differ from theory independently of each other.
    seeds = {cell: range(i * n_seeds, (i + 1) * n_seeds) for i, cell in enumerate(cells)}
    runs = [Run(*cell, seed) for cell in cells for seed in seeds[cell]]
    found = outcomes(MeasureRun(n_blocks, engine), runs, jobs)
    return [_cell(*cell, [found[Run(*cell, seed)] for seed in seeds[cell]]) for cell in cells]


def _cell(block_s: int, gamma_bp: int, percents: Sequence[float]) -> Cell:
    published = PUBLISHED[block_s][GAMMAS_BP.index(gamma_bp)]
    theory = 100.0 * poissonRates(SIGMA_PER_DAY, 0.5, feeOf(gamma_bp), block_s / S_PER_DAY).p_trade
    error = stdev(percents) / math.sqrt(len(percents))
    return Cell(block_s, gamma_bp, published, theory, fmean(percents), error)


def asTable(cells: Sequence[Cell]) -> str:
    """The published figures and ours, in Markdown."""
    lines = ["| time between blocks | " + " | ".join(f"{gamma} bp" for gamma in GAMMAS_BP) + " |"]
    lines.append("|---" * (len(GAMMAS_BP) + 1) + "|")
    for block_s in PUBLISHED:
        name = f"{block_s // 60} min" if block_s >= 60 else f"{block_s} s"
        row = [f"{c.published} → {c.measured:.2f} ± {c.error:.2f}" for c in cells if c.block_s == block_s]
        lines.append(f"| {name} | " + " | ".join(row) + " |")
    return "\n".join(lines)
