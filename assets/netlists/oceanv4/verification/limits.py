"""M8: limits on a single transaction. What a publisher can do within one block, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from assets.netlists.oceanv4.verification.arms import Market
from assets.netlists.oceanv4.verification.attacks import Siege, Step, drawSiege, perform, prepare
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from assets.netlists.oceanv4.verification.liquidity import V3, V3_LIKE_V4, V4
from util.plotfigure import Plot

_STEPS = (1, 2, 3, 5, 10)
# One step is one transaction to the pool, within the limits: what is more has to wait for the next.
_SLICES = (Step("unstake", 0.0), Step("sell", 0.0), Step("unstakeBoth", 1.0), Step("mint", 1.0), Step("claim", 1.0))


def _slice(market: Market, who: str, step: Step) -> Step:
    """As much as the limits let through at once."""
    if step.kind == "unstake":
        held, supply = market.BPTof(who), market.pool.totalSupply_base() / 10**18
        part = supply * (1.0 - (2.0 / 3.0) ** market.n) * 0.999
    elif step.kind == "sell":
        held, part = market.DTof(who), market.reserveDT() * 0.4999
    else:
        return step
    return step._replace(size=min(1.0, part / held) if held else 1.0)


def _limitTrial(market: Market, siege: Siege, options: Mapping[str, Any]) -> dict[str, float]:
    """Step by step, the publisher does whatever single deed hurts the staker most."""
    prepare(market, siege)
    market.stake("staker", siege.stake)
    untouched = _undone(market, lambda: market.unstake("staker"))
    reserve, has = market.reserve(), market.gain("publisher")
    found: dict[str, float] = {}

    def hurt(*steps: Step) -> float:
        perform(market, "publisher", steps)
        return untouched - market.unstake("staker")

    worst, first = 0.0, [Step("claim", 1.0)]
    for n in range(1, max(_STEPS) + 1):
        able = [_slice(market, "publisher", step) for step in _SLICES if step.kind not in options.get("without", ())]
        harms = [_undone(market, partial(hurt, step)) for step in able]
        i = max(range(len(able)), key=lambda k: harms[k])
        # What hurts nobody yet may open the way for a sale: claim first, then mint.
        opens = first.pop() if first else Step("mint", 1.0)
        perform(market, "publisher", [able[i] if harms[i] > worst + 1e-9 else opens])
        worst = max(worst, harms[i])
        if n in _STEPS:
            found[f"loss in {n}"] = 100.0 * worst / untouched
    found["taken"] = 100.0 * (market.gain("publisher") - has) / reserve
    return found


ALL_MEANS, ONE_SIDED = "everything the publisher can", "without leaving on both sides"
ALL_VESTED = "all has vested, without leaving on both sides"
_M8_CASES = (
    Case(ALL_MEANS, {"V3": replace(V3, DT_cap=1000.0), "V4": V4}),
    Case(ONE_SIDED, {"V3": replace(V3, DT_cap=1000.0), "V4": V4}, {"without": ("unstakeBoth",)}),
    Case(ALL_VESTED, {"V3": V3, "V4": replace(V4, vest_blocks=1)}, {"without": ("unstakeBoth",)}, True),
    Case("V3 with V4's weights and fee", {"V3": V3_LIKE_V4, "V4": V4}, {}, True),
    Case("highest fees", {"V3": replace(V3, fee=0.1), "V4": replace(V4, LP_fee=0.1, market_fee=0.1)}, {}, True),
)


def _M8words(r: Results) -> str:
    def losses(case: str, arm: str) -> str:
        return ", ".join(f"{r.stat(case, arm, f'loss in {n}').mean:.0f}" for n in _STEPS)

    return (
        "The limits (half of a reserve in, a third out) bound a single transaction; but a block has room for many. "
        f"In {', '.join(map(str, _STEPS))} steps within one block, a V3 publisher takes {losses(ALL_MEANS, 'V3')} % "
        f"of what a staker could have had, a V4 publisher {losses(ALL_MEANS, 'V4')} %. Where it cannot leave on "
        f"both sides, V4's takes {losses(ONE_SIDED, 'V4')} %, and with all vested {losses(ALL_VESTED, 'V4')} %. "
        "What protects V4's stakers is the bot, not the limits, which slow an attack down by some transactions; "
        "and exitPool knows no limit at all."
    )


def _M8plot(r: Results) -> dict[str, Plot]:
    lines = [
        (f"{arm}, {case}", [r.stat(case, arm, f"loss in {n}").mean for n in _STEPS])
        for case in (ALL_MEANS, ONE_SIDED)
        for arm in ("V3", "V4")
    ]
    name, x = "Staker's loss (% of what it could have had)", [float(n) for n in _STEPS]
    return {"M8_steps": Plot("Damage within one block", "Steps of the attack", name, x, lines, False, False)}


M8 = Experiment(
    name="M8",
    title="Limits: half of a reserve in, a third out",
    hypothesis="The limits bound the damage of a single step, and so of an attack.",
    method=(
        "Within one block the publisher does, step by step, whatever transaction hurts the staker most: unstake as "
        "much as goes, sell as much as goes, mint, claim, leave on both sides. After 1, 2, 3, 5 and 10 steps: what "
        "would the staker get?"
    ),
    varied="stake (about 500 OCEAN, at least 50, at most 1500), what others did before.",
    metrics=(
        *(
            Metric(f"loss in {n}", f"what the staker has lost after {n} step{'s' * (n > 1)}, of what it could have had")
            for n in _STEPS
        ),
        Metric("taken", "OCEAN that the publisher has taken in 10 steps, of those in the pool"),
    ),
    cases=_M8_CASES,
    rules=(
        Rule(
            "one step costs a V4 staker at most a third, in any trial and corner",
            lambda r: all(r.stat(case.name, "V4", "loss in 1").most <= 100.0 / 3.0 for case in _M8_CASES),
            True,
        ),
        Rule(
            "one step costs a V3 staker at most two thirds, in any trial and corner",
            lambda r: all(r.stat(case.name, "V3", "loss in 1").most <= 200.0 / 3.0 for case in _M8_CASES),
            True,
        ),
        Rule(
            "ten steps cost a V4 staker at most a third, in any trial: blocks cannot be used to go around the limits",
            lambda r: r.stat(ALL_MEANS, "V4", "loss in 10").most <= 100.0 / 3.0,
        ),
    ),
    draw=drawSiege,
    trial=_limitTrial,
    words=_M8words,
    plots=_M8plot,
)


def _undone(market: Market, deed: Callable[[], float]) -> float:
    """What `deed` gives, after which it has not happened."""
    begun = market.chain.snapshot()
    value = deed()
    market.chain.revert(begun)
    return value
