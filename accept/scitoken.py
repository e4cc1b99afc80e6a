"""Rewards in scitoken: how unequal they become, over many runs, next to theory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from accept.Check import Check, Outcome, meanNear
from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.theory.inequality import giniOfLognormal, giniOfLottery, giniOfUrn
from assets.netlists.lvr.measuring import rowsOver
from util.constants import S_PER_DAY
from util.mathutil import gini

_N, _SEEDS = 50, range(12)
# Nobody trades, and each day is a pay day with the same prize.
_QUIET: dict[str, Any] = {
    "netlist": "scitoken",
    "time_step": S_PER_DAY,
    "PAY_EVERY_DAYS": 1.0,
    "SCHEDULE": "linear",
    "ERA": 100.0,
    "BUYERS_PER_DAY": 0.0,
    "N_SPECULATORS": 0,
    "FEES_PER_DAY": 0.0,
    "SELL_SHARE": 0.0,
    "COST_PER_DAY": 0.0,
}


def _ginis(n_days: int, jobs: int, **overrides: Any) -> list[float]:
    rows = rowsOver(_SEEDS, n_days, jobs=jobs, **_QUIET, **overrides)
    return [row["gini_rewards"] for row in rows]


def _splits(jobs: int) -> Iterator[Outcome]:
    for split, sigma in (("proportional", 1.0), ("quadratic", 0.5)):
        found = _ginis(4, jobs, REWARD_SPLIT=split, N_RESEARCHERS=1000)
        yield meanNear(f"{split}, 1,000 researchers", giniOfLognormal(sigma), found)


def _lotteries(jobs: int) -> Iterator[Outcome]:
    for n_days in (500, 5000):
        theory = giniOfLottery(_N, n_days)
        found = _ginis(n_days, jobs, REWARD_SPLIT="lottery", REWARD_BY="equal", N_RESEARCHERS=_N)
        # The formula is for many draws among many.
        yield meanNear(f"equal odds, {n_days:,} draws", theory, found, tolerance=0.05 * theory)
    found = [_urn(seed, 5000) for seed in _SEEDS]
    yield meanNear("odds are what one has, from 1 each, 5,000 draws", giniOfUrn(_N), found, tolerance=0.02)


def _urn(seed: int, n_draws: int) -> float:
    rng, have = random.Random(seed), {str(i): 1.0 for i in range(_N)}
    for _ in range(n_draws):
        for name, part in RewardSplit("lottery").split(1, have, rng).items():
            have[name] += part
    return gini(have.values())


CHECKS = {
    "scitoken-splits": Check("Gini of lognormal weights, erf(σ/2), and of their square roots", _splits),
    "scitoken-lottery": Check("Gini of lotteries among 50: √(n/(πT)), and a Pólya urn's (n−1)/(2n)", _lotteries),
}
