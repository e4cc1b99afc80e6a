"""M8: limits on a single transaction. What a publisher can do within one block, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from explore.Experiment import Case, Metric, Results, atMost, undone
from explore.experimentreport import meanOver
from explore.sequences import Step
from util.plotfigure import Plot

from . import common
from .attacks import drawSiege, perform, prepare
from .common import inV4
from .demand import STAKE_IN_WORDS, Story
from .markets import CORNERS, MINTING, V3, VESTED, Market

_STEPS = (1, 2, 3, 5, 10)
# One step is one transaction to the pool, within the limits: whatever is more has to wait for the next.
_SLICES = (Step("unstake", 0.0), Step("sell", 0.0), Step("unstakeBoth", 1.0), Step("mint", 1.0), Step("claim", 1.0))


def _slice(market: Market, who: str, step: Step) -> Step:
    """As much as the limits allow at once."""
    if step.kind == "unstake":
        held, supply = market.people[who].BPT(market.pool), market.pool.totalSupply_base() / 10**18
        part = supply * (1.0 - (2.0 / 3.0) ** market.n) * 0.999
    elif step.kind == "sell":
        held, part = market.DTof(who), market.maxSale()
    else:
        return step
    return step._replace(size=min(1.0, part / held) if held else 1.0)


def _limitTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    """Step by step, the publisher takes whatever single action hurts the staker most."""
    prepare(market, story)
    market.stake("staker", story.stake)
    untouched = undone(market.chain, lambda: market.unstake("staker"))
    reserve, has = market.reserve(), market.gain("publisher")
    found: dict[str, float] = {}

    def hurt(*steps: Step) -> float:
        perform(market, "publisher", steps)
        return untouched - market.unstake("staker")

    worst, first = 0.0, [Step("claim", 1.0)]
    for n in range(1, max(_STEPS) + 1):
        able = [_slice(market, "publisher", step) for step in _SLICES if step.kind not in options.get("without", ())]
        harms = [undone(market.chain, partial(hurt, step)) for step in able]
        i = max(range(len(able)), key=lambda k: harms[k])
        # What hurts nobody yet may open the way for a sale: claim first, then mint.
        opens = first.pop() if first else Step("mint", 1.0)
        perform(market, "publisher", [able[i] if harms[i] > worst + 1e-9 else opens])
        worst = max(worst, harms[i])
        if n in _STEPS:
            found[_lossIn(n)] = 100.0 * worst / untouched
    return {**found, "taken": 100.0 * (market.gain("publisher") - has) / reserve}


def _lossIn(n: int) -> str:
    return f"loss in {n}"


ALL_MEANS, ONE_SIDED = "everything the publisher can do", "without leaving on both sides"
_WITHOUT = {"without": ("unstakeBoth",)}
_CASES = (
    Case(ALL_MEANS, MINTING),
    Case(ONE_SIDED, MINTING, _WITHOUT),
    Case(f"all has vested, {ONE_SIDED}", {"V3": V3, "V4": VESTED}, _WITHOUT, True),
    *(Case(name, CORNERS[name], {}, True) for name in ("V3 with V4's weights and fee", "highest fees")),
)


def _plots(r: Results) -> dict[str, Plot]:
    lines = [
        (f"{arm}, {case}", [r.mean(case, arm, _lossIn(n)) for n in _STEPS])
        for case in (ALL_MEANS, ONE_SIDED)
        for arm in ("V3", "V4")
    ]
    y = "Staker's loss (% of what it could have had)"
    return {"M8_steps": meanOver("Steps of the attack", _STEPS, "Damage within one block", y, lines)}


M8 = common.v4AgainstV3(
    name="M8",
    title="Limits: half of a reserve in, a third out",
    hypothesis="The limits bound the damage of a single step, and so of an attack.",
    method=(
        "Within one block the publisher takes, step by step, whatever transaction hurts the staker most: unstake or "
        "sell as much as the limits allow, mint, claim, leave on both sides. What would the staker get after n steps?"
    ),
    varied=f"{STAKE_IN_WORDS}, and earlier actions of others.",
    metrics=(
        *(Metric(_lossIn(n), f"part of the staker's due that is lost after {n} step{'s' * (n > 1)}") for n in _STEPS),
        Metric("taken", "OCEAN that the publisher has taken in 10 steps, of the pool's"),
    ),
    cases=_CASES,
    rules=(
        inV4(100.0 / 3.0, "most", _lossIn(1), _CASES, is_core=True, where="in every case"),
        atMost(200.0 / 3.0, "most", _lossIn(1), _CASES, ("V3",), is_core=True, where="in every case"),
        inV4(100.0 / 3.0, "most", _lossIn(10), (ALL_MEANS,), where="several steps do not get around the limits"),
    ),
    draw=drawSiege,
    trial=_limitTrial,
    plots=_plots,
)
