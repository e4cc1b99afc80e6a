"""All experiments of the verification, in the order of the report."""

from __future__ import annotations

from assets.netlists.oceanv4.verification import (
    adversaries,
    discovery,
    dumps,
    fees,
    limits,
    liquidity,
    listing,
    softcapped,
)
from assets.netlists.oceanv4.verification.experiment import Experiment

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        liquidity.M1,
        liquidity.M1B,
        dumps.M2,
        dumps.M3,
        discovery.M4,
        softcapped.M5,
        fees.M6,
        listing.M7,
        limits.M8,
        adversaries.EXTRAS,
    )
}
