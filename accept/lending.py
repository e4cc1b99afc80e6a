"""Loans on Aave's market: who is liquidated, on many prices, and when bad debt appears after a crash."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import fmean, stdev

from accept.Check import Check, Outcome, near
from assets.agents.theory.lending import probabilityOfLiquidation
from assets.netlists.lending.measuring import MeasurePath
from assets.netlists.lvr.measuring import outcomes
from util.constants import S_PER_DAY

_NO_RATES = {"BASE": 0.0, "SLOPE1": 0.0, "SLOPE2": 0.0}
_N_PATHS, _STEPS, _STEP_S = 1500, 60, S_PER_DAY // 2
_N_CRASHES = 30


def _firstPassage(jobs: int) -> Iterator[Outcome]:
    for health, published in ((1.05, 0.800), (1.1, 0.672), (1.2, 0.459), (1.4, 0.192)):
        work = MeasurePath(_STEPS, N_BORROWERS=1, HF0_RANGE=(health, health), time_step=_STEP_S, **_NO_RATES)
        found = outcomes(work, list(range(_N_PATHS)), jobs).values()
        wrong = len([path for path in found if path.loans[0][1] != (path.lowest < 2000.0 / health)])
        yield near(f"HF0 {health}: runs in which the first passage errs", 0.0, wrong, 0.0, digits=0)
        share = fmean(path.loans[0][1] for path in found)
        chance = probabilityOfLiquidation(health, 0.05, 30.0, 0.5)
        error = math.sqrt(chance * (1.0 - chance) / _N_PATHS)
        yield Outcome(
            f"HF0 {health}: share liquidated in 30 days",
            f"{published} (formula {chance:.4f}) ± {4.0 * error:.3f}",
            f"{share:.4f}, standard error {error:.4f}",
            abs(share - chance) <= 4.0 * error,
        )


def _crash(jobs: int) -> Iterator[Outcome]:
    """A crash of 30 % a month, on average: none of the debt turns bad up to a threshold of 0.7 / bonus = 0.6667."""
    for threshold, is_safe in ((0.60, True), (0.66, True), (0.70, False), (0.75, False), (0.825, False)):
        work = MeasurePath(
            720, LIQ_THRESHOLD=threshold, LTV=round(threshold - 0.02, 4), JUMP_PER_DAY=1 / 30, JUMP_SIZE=-0.3
        )
        found = outcomes(work, list(range(_N_CRASHES)), jobs).values()
        bad = [100.0 * path.row["bad_debt"] / path.row["supplied"] for path in found]
        yield Outcome(
            f"threshold {threshold}: bad debt, % of supply",
            "none" if is_safe else "some",
            f"{fmean(bad):.3f}, standard error {stdev(bad) / math.sqrt(len(bad)):.3f}, at most {max(bad):.2f}",
            (max(bad) == 0.0) == is_safe,
        )


CHECKS = {
    "lending-first-passage": Check("Aave: liquidated if and only if the price falls below P0 / HF0", _firstPassage),
    "lending-crash": Check("Aave: a crash of 30 % leaves bad debt above a threshold of 0.7 / bonus", _crash),
}
