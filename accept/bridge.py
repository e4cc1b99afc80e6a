"""A bridge between two chains: how wide the gap between prices is without delay, next to a formula."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import tokenspice as ts
from accept.Check import Check, Outcome, meanNear

# Steps so short that the sale, which is made in the next tick, comes at once; and no purchase is too small.
_QUICK = {"DELAY": 0, "MIN_PROFIT": 0.0, "time_step": 5, "PRICE_L2": 2000.0, "SWAPS_PER_DAY": 8e5}
_FEES, _SEEDS = (0, 1000, 3000, 10_000), (1, 2, 3)


def _ratio(fee_ppm: int, seed: int) -> float:
    """Of the gap's root mean square over a week to what theory says."""
    data = ts.simulate("bridge", seed, {**_QUICK, "FEE_PPM": fee_ppm}).data
    return float(data["rms_gap"][-1] / data["rms_gap_theory"][-1])


def _gaps(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        ratios = list(pool.map(_ratio, *zip(*product(_FEES, _SEEDS))))
    for i, fee in enumerate(_FEES):
        here = ratios[i * len(_SEEDS) : (i + 1) * len(_SEEDS)]
        yield meanNear(f"rms of the gap / theory, a fee of {fee:,} millionths", 1.0, here, 0.03)


CHECKS = {"bridge-gap": Check("Two pools and a bridge: the gap between prices, assets/netlists/bridge/about.md", _gaps)}
