"""M2 and M3: the publisher's datatokens. What it can sell at the start, and what vesting lets it sell later."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import BLOCKS_PER_DAY, MIN_VESTING_BLOCKS, Market, V4Terms
from assets.netlists.oceanv4.verification.demand import Deed, drawDemand, play
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule, withAndWithout
from assets.netlists.oceanv4.verification.liquidity import (
    CORNERS,
    MAIN,
    V3,
    V3_LIKE_V4,
    V4,
    Stay,
    bySeed,
    drawStay,
    lost,
    stakeOf,
)
from util.plotfigure import Plot

_LOSS = Metric("rug loss", "part of the stake that the attack took: what the staker gets without it, less with it")
_PROFIT = Metric("gain from rug", "what the publisher gains more by the attack, all sold in the end", "OCEAN")

# ---- M2


def _dump(market: Market, options: Mapping[str, Any]) -> float:
    """The publisher gets what datatokens it can, and sells them. Gives how many, as a fraction of those in the pool."""
    in_pool = market.reserveDT()
    if options.get("mints"):
        market.mint(10.0 * in_pool)
    if options.get("both sides"):
        market.unstakeBoth("publisher")
    market.claim()
    DT = market.DTof("publisher")
    market.sell("publisher")
    return DT / in_pool


def _dumpTrial(market: Market, stay: Stay, options: Mapping[str, Any]) -> dict[str, float]:
    stake = stakeOf(market, stay, options)

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", stake)
        before = market.price()
        DT = _dump(market, options) if attack else 0.0
        drop = 100.0 * (1.0 - market.price() / before)
        got = market.unstake("staker")
        market.liquidate("publisher")
        return {"got": got, "drop": drop, "gain": market.gain("publisher"), "DT": DT}

    attacked, quiet = withAndWithout(market, script)
    return {
        "price drop": attacked["drop"],
        "rug loss": 100.0 * (quiet["got"] - attacked["got"]) / stake,
        "gain from rug": attacked["gain"] - quiet["gain"],
        "DT dumped": 100.0 * attacked["DT"],
    }


HELD, MINTED, BOTH_SIDES = "all that it holds", "all that it can mint", "all that its shares bring"


def _M2words(r: Results) -> str:
    v3, v4 = (r.stat(HELD, arm, "rug loss") for arm in ("V3", "V4"))
    drop3, drop4 = (r.stat(HELD, arm, "price drop") for arm in ("V3", "V4"))
    minted, by_shares = (r.stat(MINTED, arm, "rug loss") for arm in ("V3", "V4"))
    both, DT, gain = (r.stat(BOTH_SIDES, "V4", metric) for metric in ("rug loss", "DT dumped", "gain from rug"))
    return (
        f"A publisher who sells all its datatokens right after the stake makes the price fall by {drop3.mean:.0f} % "
        f"in V3, and the staker {lost(v3.mean)}; if it mints to the cap first, the staker {lost(minted.mean)}. In "
        f"V4 it holds none and can mint none: the price falls by {drop4.mean:.4f} %, the staker {lost(v4.mean)} "
        f"(minting tried: {lost(by_shares.mean)}). But it holds half of the shares, and by leaving on both sides "
        f"(exitPool), which passes the bot by, it gets {DT.mean:.0f} % of the pool's datatokens that it never paid "
        f"for. Sold at once, the staker {lost(both.mean)}. That is spite and no business: the bot's shares stay "
        f"behind, and the publisher ends {-gain.mean:.0f} OCEAN below what leaving after the staker would have "
        "brought it."
    )


_M2_CASES = (
    Case(HELD, MAIN),
    Case(MINTED, {"V3": replace(V3, DT_cap=1000.0), "V4": V4}, {"mints": True}),
    Case(BOTH_SIDES, MAIN, {"both sides": True}),
    Case("stake of half the reserve", MAIN, {"stake_part": 0.49}, True),
    *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
)
M2 = Experiment(
    name="M2",
    title="No datatokens for the publisher at the start",
    hypothesis="Dumping datatokens is impossible at the start.",
    method=(
        "Right after somebody has staked, the publisher sells every datatoken that it holds; that it can mint; or "
        "that it gets by giving its shares back on both sides. Then the staker leaves. The same is played without "
        "the attack."
    ),
    varied="stake (about 500 OCEAN, at least 50, at most 1500).",
    metrics=(
        Metric("price drop", "fall of the price by the attack"),
        _LOSS,
        _PROFIT,
        Metric("DT dumped", "datatokens sold, as a part of those in the pool"),
    ),
    cases=_M2_CASES,
    rules=(
        Rule(
            "rug loss V4 less V3: upper bound of the 95 % interval below 0, held and minted",
            lambda r: all(r.less(case, "rug loss").high < 0.0 for case in (HELD, MINTED)),
            True,
        ),
        Rule(
            "worst price drop in V4 at most 0.1 %, held and minted and in every corner (a first block may have vested)",
            lambda r: all(r.stat(c.name, "V4", "price drop").most <= 0.1 for c in _M2_CASES if c.name != BOTH_SIDES),
            True,
        ),
        Rule(
            "no way around: worst price drop in V4 at most 0.1 % when the publisher leaves on both sides",
            lambda r: r.stat(BOTH_SIDES, "V4", "price drop").most <= 0.1,
        ),
    ),
    draw=drawStay,
    trial=_dumpTrial,
    words=_M2words,
    plots=lambda r: {
        "M2_dump": bySeed(r, HELD, "rug loss", "Publisher dumps all that it holds", "Rug loss (% of stake)"),
        "M2_both_sides": bySeed(r, BOTH_SIDES, "rug loss", "Publisher leaves on both sides", "Rug loss (% of stake)"),
    },
)

# ---- M3

DAYS = {"at once": 0, "30 days": 30, "90 days": 90, "365 days": 365}
PARTS = (0.0, 2.5, 5.0, 10.0)  # of the cap, in per cent
STAY_DAYS = 30


# V3 with V4's weights and fee, so that the vesting is all that differs, and the bot.
LIKE = "V3, 50:50"


class _Month(NamedTuple):
    stake: float
    deeds: list[Deed]


def _drawMonth(rng: random.Random) -> _Month:
    stake = min(max(500.0 * rng.lognormvariate(0.0, 0.5), 50.0), 1500.0)
    return _Month(stake, drawDemand(rng, 365 * 24.0, per_day=2.0))


def _vestTrial(market: Market, month: _Month, options: Mapping[str, Any]) -> dict[str, float]:
    hours = 24.0 * options.get("days", STAY_DAYS)

    def claimAndSell() -> None:
        market.claim()
        market.sell("publisher")

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", month.stake)
        act = (lambda i: claimAndSell()) if attack else None
        play(market, month.deeds, hours, options.get("every", 24.0), act)
        if attack:
            claimAndSell()
        price = market.price()
        got = market.unstake("staker")
        market.liquidate("publisher")
        return {"got": got, "gain": market.gain("publisher"), "price": price}

    attacked, quiet = withAndWithout(market, script)
    return {
        "rug loss": 100.0 * (quiet["got"] - attacked["got"]) / month.stake,
        "gain from rug": attacked["gain"] - quiet["gain"],
        "price drop": 100.0 * (1.0 - attacked["price"] / quiet["price"]),
    }


def _arms(part: float, days: int, cap: float = V4.DT_cap) -> dict[str, Any]:
    """V4's publisher vests; V3's holds the same number, relative to the pool's, from the start."""
    vest = part / 100.0 * cap
    # The least vesting period of all is a block. A day is so many blocks that the router's least period is a year.
    blocks = MIN_VESTING_BLOCKS if days == 365 else max(1, days * BLOCKS_PER_DAY)
    arms: dict[str, Any] = {"V4": V4Terms(DT_cap=cap, vest=vest, vest_blocks=blocks)}
    if days in (0, 365):  # V3 knows no duration
        of_pool = vest / (V4.OCEAN * V4.rate)
        arms["V3"] = replace(V3, DT_kept=V3.DT * of_pool)
        arms[LIKE] = replace(V3_LIKE_V4, DT_kept=V3_LIKE_V4.DT * of_pool)
    return arms


def caseOf(part: float, duration: str) -> str:
    """Name of the case in which so many per cent of the cap vest within that time."""
    return f"{part:g} % in {duration}"


MAIN_VEST, FAST_VEST = caseOf(10.0, "365 days"), caseOf(10.0, "at once")
STAYS = "10 % in 365 days, staker stays a year"
HUGE_CAP = "10 % of a cap of 20 times the pool, in 365 days, staker stays a year"


def _M3words(r: Results) -> str:
    v3, v4, like = (r.stat(MAIN_VEST, arm, "rug loss").mean for arm in ("V3", "V4", LIKE))
    year, year_like = (r.stat(STAYS, arm, "rug loss").mean for arm in ("V4", LIKE))
    now, huge = (r.stat(case, "V4", "rug loss").mean for case in (FAST_VEST, HUGE_CAP))
    gain = r.stat(STAYS, "V4", "gain from rug").mean
    return (
        f"A tenth of the cap that vests within a year, each day's part dumped, costs who stays for {STAY_DAYS} days "
        f"{v4:.1f} % of the stake; the same datatokens dumped at the start, as V3 allows, {v3:.1f} % ({like:.1f} % "
        f"in a V3 pool with V4's weights and fee). Could V4's publisher claim all at once, it would be {now:.1f} %. "
        "Vesting spreads the dump over time and does not make it smaller: who stays for the whole year loses "
        f"{year:.1f} % ({year_like:.1f} % in that V3 pool), and the publisher gains {gain:.0f} OCEAN. The larger "
        f"the cap beside the pool, the worse: with a cap of 20 times the pool's datatokens, {huge:.0f} %. What "
        "vests is V4's residual rug channel."
    )


def _vestPlots(r: Results) -> dict[str, Plot]:
    x = [float(days) for days in DAYS.values()]
    lines = [
        (f"{part:g} % of the cap", [r.stat(caseOf(part, d), "V4", "rug loss").mean for d in DAYS]) for part in PARTS
    ]
    name = f"Rug loss of who stays {STAY_DAYS} days (% of stake)"
    by_part = [(f"{LIKE}, at the start", [r.stat(caseOf(part, "at once"), LIKE, "rug loss").mean for part in PARTS])]
    by_part += [(f"V4, {d}", [r.stat(caseOf(part, d), "V4", "rug loss").mean for part in PARTS]) for d in DAYS]
    return {
        "M3_duration": Plot("Vesting spreads a dump", "Vesting period (days)", name, x, lines, False, False),
        "M3_amount": Plot(
            "The more vests, the more is lost", "Vesting (% of cap)", name, list(PARTS), by_part, False, False
        ),
    }


def _falls(r: Results) -> bool:
    means = [r.stat(caseOf(10.0, duration), "V4", "rug loss").mean for duration in DAYS]
    return all(later < earlier for earlier, later in zip(means, means[1:]))


M3 = Experiment(
    name="M3",
    title="The publisher's datatokens vest",
    hypothesis="A dump is spread over time, and so does less harm.",
    method=(
        f"V4's publisher claims and sells what vested each day while a staker stays for {STAY_DAYS} days. V3's "
        "holds as many datatokens, relative to the pool's, from the start, and sells them on the first day; so "
        "does the one of a V3 pool with V4's weights and fee. Others trade and stake. The same is played without "
        "the attack."
    ),
    varied="stake (about 500 OCEAN, at least 50, at most 1500), deeds of others.",
    metrics=(_LOSS, _PROFIT, Metric("price drop", "price at the end, below that without the attack")),
    cases=(
        *(Case(caseOf(part, duration), _arms(part, days)) for part in PARTS for duration, days in DAYS.items()),
        Case(STAYS, _arms(10.0, 365), {"days": 365, "every": 7 * 24.0}, True),
        Case(HUGE_CAP, _arms(10.0, 365, 10_000.0), {"days": 365, "every": 7 * 24.0}, True),
    ),
    rules=(
        Rule(
            "a tenth of the cap in a year: rug loss V4 less V3, upper bound of the 95 % interval below 0",
            lambda r: all(r.less(MAIN_VEST, "rug loss", "V4", arm).high < 0.0 for arm in ("V3", LIKE)),
            True,
        ),
        Rule(
            "a tenth of the cap in a year: mean rug loss of who stays 30 days at most 5 %, worst at most 15 %",
            lambda r: (s := r.stat(MAIN_VEST, "V4", "rug loss")).mean <= 5.0 and s.most <= 15.0,
            True,
        ),
        Rule("the longer the period, the smaller the mean rug loss", _falls, True),
        Rule(
            "nor does it only come later: who stays the whole year loses at most 10 % in the mean, with a huge cap too",
            lambda r: all(r.stat(case, "V4", "rug loss").mean <= 10.0 for case in (STAYS, HUGE_CAP)),
        ),
    ),
    draw=_drawMonth,
    trial=_vestTrial,
    words=_M3words,
    plots=_vestPlots,
)
