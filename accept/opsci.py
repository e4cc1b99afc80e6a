"""How long funding lasts in science communities, over eight seeds each: in runs of the reference, and in ours."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from accept.Check import Check, Outcome
from assets.netlists.opsci_kit.test.communities import begun, ran

_SEEDS = range(8)
Range = tuple[int, int]
# Netlist, ticks to run, then ranges of the reference: ticks with awards, and the last of these.
_AS_REFERENCE: list[tuple[str, int, Range, Range]] = [
    ("opsci_profit_sharing", 170000, (17, 23), (103681, 142561)),
    ("opsci_mult_time_profit_sharing", 100000, (18, 25), (64002, 90627)),
    ("opsci_public_funding_ps", 180000, (27, 46), (100062, 162052)),
    ("community_growth_public_funding_ps", 90000, (19, 22), (63157, 82994)),
]
# The same of two runs of the reference in which nothing but what flows back from the public market was fixed.
_REPAIRED: list[tuple[str, int, Range, Range]] = [
    ("opsci_public_funding_ps", 262802, (67, 73), (236115, 257137)),
    ("growth_public_funding_ps", 262802, (71, 74), (259042, 261048)),
    ("community_growth_public_funding_ps", 140000, (23, 40), (87034, 134009)),
]


def _end(seed: int, name: str, n_ticks: int, quirks: bool) -> tuple[int, int]:
    return ran(begun(name, seed, quirks), n_ticks)


def _ends(pool: ProcessPoolExecutor, name: str, n_ticks: int, quirks: bool = True) -> dict[str, list[int]]:
    """What is counted → one number per seed."""
    ends = list(pool.map(partial(_end, name=name, n_ticks=n_ticks, quirks=quirks), _SEEDS))
    return {"ticks with awards": [n for n, _ in ends], "last award": [last for _, last in ends]}


def _lengths(jobs: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(jobs) as pool:
        for name, n_ticks, *ranges in _AS_REFERENCE:
            for (what, values), (low, high) in zip(_ends(pool, name, n_ticks).items(), ranges):
                middle: float = statistics.median_low(values)
                least, most = min(values), max(values)
                yield Outcome(
                    f"{name}: {what}",
                    f"median {low} to {high}, all {0.8 * low:.0f} to {1.25 * high:.0f}",
                    f"median {middle:g}, all {least} to {most}",
                    low <= middle <= high and 0.8 * low <= least <= most <= 1.25 * high,
                )
        for (what, values), least in zip(_ends(pool, "growth_public_funding_ps", 220000).items(), (50, 177960)):
            middle = statistics.median(values)
            # Of four runs of the reference, which did not end.
            yield Outcome(
                f"growth_public_funding_ps: {what}", f"median {least} or more", f"{middle:g}", middle >= least
            )
        for name, n_ticks, *ranges in _REPAIRED:
            for (what, values), (low, high) in zip(_ends(pool, name, n_ticks, quirks=False).items(), ranges):
                middle = statistics.median(values)
                yield Outcome(
                    f"{name}, fixed: {what}",
                    f"median {0.95 * low:.0f} to {1.05 * high:.0f}",
                    f"{middle:g}",
                    0.95 * low <= middle <= 1.05 * high,
                )


CHECKS = {"opsci-lengths": Check("How long science communities fund, next to runs of DARC-SPICE of 2022", _lengths)}
