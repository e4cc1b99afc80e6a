"""Quadratic funding: how a matching pool follows what many give, and what donors give who know that.

`Gifts` are project → donor → amount, amounts above 0. Of a project with gifts c: F = (sum sqrt(c))**2 is what it should
get, and F - sum(c) what the pool should add.

Sources: Buterin, Hitzig, Weyl, "A Flexible Design for Funding Public Goods" (2018, arXiv 1809.06421); pairwise bounds:
Buterin, "Pairwise coordination subsidies" (2019, ethresear.ch/t/5553); shares of F: the calculator wtfisqf.com.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

Gifts = Mapping[str, Mapping[str, float]]

CLR_SCALED, GITCOIN, ALPHA, CAPPED = "clr_scaled", "gitcoin", "alpha", "capped"
PAIRWISE, ONE_TO_ONE, NONE = "pairwise", "one_to_one", "none"
MECHANISMS = (CLR_SCALED, GITCOIN, ALPHA, CAPPED, PAIRWISE, ONE_TO_ONE, NONE)

# Donors have found their best responses when another round changes no gift by more than this part of all valuations.
_TOLERANCE = 1e-13
_MOST_ROUNDS = 10_000
# A best response is found to this part of itself.
_EXACT = 1e-15
_MOST_STEPS = 200


# ---- matching


def funding(amounts: Sequence[float]) -> float:
    """F: the square of the sum of square roots."""
    return math.fsum(map(math.sqrt, amounts)) ** 2


def subsidies(gifts: Gifts, mechanism: str = CLR_SCALED, pairwise_m: float = 25.0) -> dict[str, float]:
    """What an unlimited pool would add to each project.

    Args:
        pairwise_m: of "pairwise": how much two donors' joint gifts may come to before they count as coordinated.
    """
    if mechanism == NONE:
        return dict.fromkeys(gifts, 0.0)
    if mechanism == ONE_TO_ONE:
        return {project: math.fsum(given.values()) for project, given in gifts.items()}
    if mechanism == PAIRWISE:
        return _pairwise(gifts, pairwise_m)
    return {project: _subsidy(list(given.values())) for project, given in gifts.items()}


def matches(
    gifts: Gifts, budget: float, mechanism: str = CLR_SCALED, pairwise_m: float = 25.0, cap: float = 1.0
) -> dict[str, float]:
    """What a pool of `budget` adds to each project; never more than it has.

    "gitcoin" splits the pool by F. All others pay what `subsidies` says, scaled down where that exceeds the pool:
    "alpha", the mix alpha F + (1 - alpha) sum(c) that exhausts the pool, comes to the same.

    Args:
        cap: of "capped": largest share of the pool for one project; what is above it goes to the others.
    """
    if mechanism == GITCOIN:
        ideal = {project: funding(list(given.values())) for project, given in gifts.items()}
        whole = math.fsum(ideal.values())
        return {project: budget * F / whole if whole else 0.0 for project, F in ideal.items()}
    wanted = subsidies(gifts, mechanism, pairwise_m)
    scale = alpha(wanted, budget)
    paid = {project: m * scale for project, m in wanted.items()}
    return _capped(paid, cap * budget) if mechanism == CAPPED else paid


def alpha(wanted: Mapping[str, float], budget: float) -> float:
    """The fraction of all subsidies that a pool can pay, 1 at most."""
    whole = math.fsum(wanted.values())
    return min(1.0, budget / whole) if whole > 0 else 1.0


def _subsidy(amounts: Sequence[float]) -> float:
    """F - sum(c), as the sum over pairs of different donors, which is exact where F and sum(c) are close."""
    roots = [math.sqrt(c) for c in amounts]
    above = math.fsum(roots)
    return max(0.0, math.fsum(r * (above - r) for r in roots)) if len(roots) > 1 else 0.0


def _pairwise(gifts: Gifts, pairwise_m: float) -> dict[str, float]:
    joint: dict[tuple[str, str], list[float]] = {}
    pairs = {project: _pairs(given) for project, given in gifts.items()}
    for found in pairs.values():
        for pair, both in found.items():
            joint.setdefault(pair, []).append(both)
    discount = {pair: pairwise_m / (pairwise_m + math.fsum(both)) for pair, both in joint.items()}
    # Each pair counts twice: i with j, and j with i.
    return {
        project: 2 * math.fsum(both * discount[pair] for pair, both in found.items())
        for project, found in pairs.items()
    }


def _pairs(given: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """sqrt(c_i c_j) of each pair of donors."""
    return {(i, j): math.sqrt(given[i]) * math.sqrt(given[j]) for i, j in itertools.combinations(sorted(given), 2)}


def _capped(paid: dict[str, float], cap: float) -> dict[str, float]:
    """No more than `cap` for one: what is above it is shared by those below, in proportion to what they get."""
    capped: dict[str, float] = {}
    open_ = dict(paid)
    while over := {project: m for project, m in open_.items() if m > cap}:
        excess = math.fsum(m - cap for m in over.values())
        capped.update(dict.fromkeys(over, cap))
        open_ = {project: m for project, m in open_.items() if project not in over}
        rest = math.fsum(open_.values())
        if rest == 0:
            break
        open_ = {project: m * (1 + excess / rest) for project, m in open_.items()}
    return {project: capped.get(project, open_.get(project, 0.0)) for project in paid}


# ---- donors who know


def bestGift(valuation: float, other_roots: float, other_gifts: float, share: float = 1.0) -> float:
    """What a donor gives whose project is worth `valuation` ln(total) to her.

    The project's total is share F + (1 - share) sum(c), as `matches` pays it.

    Args:
        other_roots: sum of sqrt(c) of all others.
        other_gifts: sum of c of all others.
        share: alpha, 0 to 1: 0 is giving without a pool.
    Returns:
        c = x**2, where x > 0 solves valuation total'(x)/total(x) = 2x; 0 where nothing above 0 does.
    """

    def gain(x: float) -> float:
        """Half of what another unit of x is worth, less what it costs."""
        total = share * (other_roots + x) ** 2 + (1 - share) * (other_gifts + x * x)
        return valuation * (share * (other_roots + x) + (1 - share) * x) / total - x

    high = math.sqrt(valuation)
    low = 1e-9 * high
    if high == 0 or gain(low) <= 0:
        return 0.0
    x = _root(gain, low, high)
    return x * x


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    """Where f, which falls from above 0 at `low` to 0 or below at `high`, is 0; by false positions (Illinois)."""
    at_low, at_high = f(low), f(high)
    side = 0
    for _ in range(_MOST_STEPS):
        x = (low * at_high - high * at_low) / (at_high - at_low)
        if not low < x < high:
            break
        at_x = f(x)
        if at_x > 0:
            low, at_low = x, at_x
            # The end that stays twice in a row counts half, or it might stay for ever.
            at_high = at_high / 2 if side == 1 else at_high
            side = 1
        else:
            high, at_high = x, at_x
            at_low = at_low / 2 if side == -1 else at_low
            side = -1
        if high - low <= _EXACT * high or at_x == 0:
            break
    return low if abs(at_low) < abs(at_high) else high


def equilibrium(valuations: Sequence[float], share: float = 1.0) -> list[float]:
    """What donors of one project give, when each gives what is best for her given the others' gifts."""
    gifts = [v / 2 for v in valuations]
    for _ in range(_MOST_ROUNDS):
        largest = 0.0
        for i, valuation in enumerate(valuations):
            others = gifts[:i] + gifts[i + 1 :]
            gift = bestGift(valuation, math.fsum(map(math.sqrt, others)), math.fsum(others), share)
            largest = max(largest, abs(gift - gifts[i]))
            gifts[i] = gift
        if largest <= _TOLERANCE * math.fsum(valuations):
            break
    return gifts


def welfare(worth: Mapping[str, float], totals: Mapping[str, float]) -> float:
    """Sum of worth ln(total) - total over projects; a total below 1 is worth nothing.

    Args:
        worth: project → sum of all donors' valuations.
        totals: project → what it got in all.
    """
    return math.fsum(a * math.log(max(totals.get(p, 0.0), 1.0)) - totals.get(p, 0.0) for p, a in worth.items())


def optimum(worth: Mapping[str, float]) -> dict[str, float]:
    """The totals with the largest welfare: each project gets what it is worth; what is worth 1 or less, nothing."""
    return {project: a if a > 1 else 0.0 for project, a in worth.items()}
