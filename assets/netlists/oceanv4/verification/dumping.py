"""M2 and M3: the publisher's datatokens. What it can sell at the start, and what vesting lets it sell later."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explore.Experiment import Case, Metric, Results, Rule, withAndWithout
from explore.experimentreport import bySeed, meanOver
from util.plotfigure import Plot

from . import common
from .common import better, inV4
from .demand import STAKE_IN_WORDS, Story, drawDemand, drawStake, play
from .markets import BLOCKS_PER_DAY, CORNERS, LIKE, MAIN, MIN_VESTING_BLOCKS, MINTING, V3, V3_LIKE_V4, V4, Market

# ---- M2

HELD, MINTED, BOTH_SIDES = "everything it holds", "everything it can mint", "everything its shares bring"


def _dump(market: Market, options: Mapping[str, Any]) -> float:
    """The publisher sells whatever datatokens it can get. Returns them as a fraction of those in the pool."""
    in_pool = market.reserveDT()
    if options.get("mints"):
        market.mint(10.0 * in_pool)
    if options.get("both sides"):
        market.unstakeBoth("publisher")
    market.claim()
    DT = market.DTof("publisher")
    market.sell("publisher")
    return DT / in_pool


def _dumpTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    stake = common.stakeOf(market, story, options)

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", stake)
        before = market.price()
        DT = _dump(market, options) if attack else 0.0
        drop = 100.0 * (1.0 - market.price() / before)
        return {**common.settled(market), "drop": drop, "DT": DT}

    attacked, quiet = withAndWithout(market.chain, script)
    ofRug = common.ofRug(attacked, quiet, stake)
    return {"price drop": attacked["drop"], **ofRug, "DT dumped": 100.0 * attacked["DT"]}


_M2_CASES = (
    Case(HELD, MAIN),
    Case(MINTED, MINTING, {"mints": True}),
    Case(BOTH_SIDES, MAIN, {"both sides": True}),
    Case("stake of half the reserve", MAIN, {"stake_part": 0.49}, True),
    *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
)
_ONE_SIDED = [case for case in _M2_CASES if case.name != BOTH_SIDES]
M2 = common.v4AgainstV3(
    name="M2",
    title="No datatokens for the publisher at the start",
    hypothesis="Dumping datatokens is impossible at the start.",
    method=(
        "Right after somebody has staked, the publisher sells every datatoken that it holds, can mint, or gets by "
        "giving its shares back on both sides. Then the staker leaves. The same story is played without the attack."
    ),
    varied=f"{STAKE_IN_WORDS}.",
    metrics=(
        Metric("price drop", "fall of the price caused by the attack"),
        common.RUG_LOSS,
        common.RUG_GAIN,
        Metric("DT dumped", "datatokens sold, as a part of those in the pool"),
    ),
    cases=_M2_CASES,
    rules=(
        better("rug loss", (HELD, MINTED)),
        # Not zero: the vested part of a block or two can be claimed.
        inV4(0.1, "most", "price drop", _ONE_SIDED, is_core=True, where="in every case but leaving on both sides"),
        inV4(0.1, "most", "price drop", (BOTH_SIDES,), where="no way around: leaving on both sides"),
    ),
    draw=common.drawStay,
    trial=_dumpTrial,
    plots=lambda r: {
        "M2_dump": bySeed(r, HELD, "rug loss", "Publisher dumps everything it holds", "Rug loss (% of stake)"),
        "M2_both_sides": bySeed(r, BOTH_SIDES, "rug loss", "Publisher leaves on both sides", "Rug loss (% of stake)"),
    },
)

# ---- M3

DAYS = {"at once": 0, "30 days": 30, "90 days": 90, "365 days": 365}
PARTS = (0.0, 2.5, 5.0, 10.0)  # percentages of the cap
STAY_DAYS = 30


def _drawMonth(rng: random.Random) -> Story:
    return Story(drawStake(rng), drawDemand(rng, 365 * 24.0, per_day=2.0))


def _vestTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    hours = 24.0 * options.get("days", STAY_DAYS)

    def claimAndSell() -> None:
        market.claim()
        market.sell("publisher")

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", story.stake)
        play(market, story.actions, hours, options.get("every", 24.0), claimAndSell if attack else None)
        if attack:
            claimAndSell()
        price = market.price()
        return {**common.settled(market), "price": price}

    attacked, quiet = withAndWithout(market.chain, script)
    drop = 100.0 * (1.0 - attacked["price"] / quiet["price"])
    return {**common.ofRug(attacked, quiet, story.stake), "price drop": drop}


def _arms(part: float, days: int, cap: float = V4.DT_cap) -> dict[str, Any]:
    """V4's publisher vests; V3's holds the same number, relative to the pool's, from the start."""
    vest = part / 100.0 * cap
    # The shortest vesting period is one block. The router's minimum of a year is not a whole number of such days.
    blocks = MIN_VESTING_BLOCKS if days == 365 else max(1, days * BLOCKS_PER_DAY)
    arms: dict[str, Any] = {"V4": replace(V4, DT_cap=cap, vest=vest, vest_blocks=blocks)}
    if days in (0, 365):  # nothing vests in V3
        of_pool = vest / (V4.OCEAN * V4.rate)
        arms["V3"] = replace(V3, DT_kept=V3.DT * of_pool)
        arms[LIKE] = replace(V3_LIKE_V4, DT_kept=V3_LIKE_V4.DT * of_pool)
    return arms


def caseOf(part: float, duration: str) -> str:
    """Name of the case in which that percentage of the cap vests within that time."""
    return f"{part:g} % in {duration}"


MAIN_VEST = caseOf(10.0, "365 days")
STAYS = "10 % in 365 days, staker stays a year"
HUGE_CAP = "10 % of a cap of 20 times the pool, in 365 days, staker stays a year"


def _vestPlots(r: Results) -> dict[str, Plot]:
    def line(arm: str, *cases: str) -> list[float]:
        return [r.mean(case, arm, "rug loss") for case in cases]

    by_days = [(f"{part:g} % of the cap", line("V4", *(caseOf(part, d) for d in DAYS))) for part in PARTS]
    by_part = [(f"{LIKE}, at the start", line(LIKE, *(caseOf(part, "at once") for part in PARTS)))]
    by_part += [(f"V4, {d}", line("V4", *(caseOf(part, d) for part in PARTS))) for d in DAYS]
    y = f"Rug loss of a staker for {STAY_DAYS} days (% of stake)"
    return {
        "M3_duration": meanOver("Vesting period (days)", list(DAYS.values()), "Vesting spreads a dump", y, by_days),
        "M3_amount": meanOver("Vesting (% of cap)", PARTS, "The more vests, the more is lost", y, by_part),
    }


def _falls(r: Results) -> bool:
    losses = [r.mean(caseOf(10.0, duration), "V4", "rug loss") for duration in DAYS]
    return all(later < earlier for earlier, later in zip(losses, losses[1:]))


M3 = common.v4AgainstV3(
    name="M3",
    title="The publisher's datatokens vest",
    hypothesis="A dump is spread over time, and does less harm.",
    method=(
        f"V4's publisher claims and sells what has vested each day while a staker stays for {STAY_DAYS} days. V3's "
        "holds as many datatokens, relative to the pool's, from the start, and sells them on the first day; so does "
        "the publisher of a V3 pool with V4's weights and fee. Others trade and stake. The same story is played "
        "without the attack."
    ),
    varied=f"{STAKE_IN_WORDS}, and the actions of others.",
    metrics=(
        common.RUG_LOSS,
        common.RUG_GAIN,
        Metric("price drop", "how far the price at the end is below that without the attack"),
    ),
    cases=(
        *(Case(caseOf(part, duration), _arms(part, days)) for part in PARTS for duration, days in DAYS.items()),
        Case(STAYS, _arms(10.0, 365), {"days": 365, "every": 7 * 24.0}, True),
        Case(HUGE_CAP, _arms(10.0, 365, 10_000.0), {"days": 365, "every": 7 * 24.0}, True),
    ),
    rules=(
        better("rug loss", (MAIN_VEST,)),
        better("rug loss", (MAIN_VEST,), other=LIKE),
        inV4(5.0, "mean", "rug loss", (MAIN_VEST,), is_core=True),
        inV4(15.0, "most", "rug loss", (MAIN_VEST,), is_core=True),
        Rule("the longer the period, the smaller the mean rug loss", _falls, True),
        inV4(10.0, "mean", "rug loss", (STAYS, HUGE_CAP)),
    ),
    draw=_drawMonth,
    trial=_vestTrial,
    plots=_vestPlots,
)
