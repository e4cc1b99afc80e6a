"""M1 and M1b: one-sided staking. What a publisher who takes its liquidity out does to a staker, and what stakes do to
the price.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import Market, V3Terms, V4Terms
from assets.netlists.oceanv4.verification.demand import Deed, do, drawDemand, play
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule, withAndWithout
from util.plotfigure import Plot

# Hours in which the rug is pulled, and what part of its shares the publisher takes out in each.
RUG_HOURS, RUG_PART = 25, 0.10

V3, V4 = V3Terms(), V4Terms()
# A V3 pool with V4's weights, price and liquidity fee: what then differs is the bot and who holds shares and DT.
V3_LIKE_V4 = V3Terms(DT=499.9, DT_kept=499.9, weight_OCEAN=5.0, weight_DT=5.0, fee=0.03)

MAIN = {"V3": V3, "V4": V4}
# Corners that several experiments share.
CORNERS = {
    "V3 with V4's weights and fee": {"V3": V3_LIKE_V4, "V4": V4},
    "tiny pool (50 OCEAN)": {
        "V3": replace(V3, OCEAN=50.0, DT=0.5, DT_kept=0.5),
        "V4": replace(V4, OCEAN=50.0, DT_cap=10.0, vest=1.0),
    },
    "huge pool (5 million OCEAN)": {
        "V3": replace(V3, OCEAN=5e6, DT=5e4, DT_kept=5e4),
        "V4": replace(V4, OCEAN=5e6, DT_cap=1e6, vest=1e5),
    },
    "least fees": {"V3": replace(V3, fee=1e-6), "V4": replace(V4, LP_fee=1e-4, market_fee=0.0)},
    "highest fees": {"V3": replace(V3, fee=0.1), "V4": replace(V4, LP_fee=0.1, market_fee=0.1)},
    "dear DT (100000 OCEAN)": {
        "V3": replace(V3, DT=0.05, DT_kept=0.05),
        "V4": replace(V4, rate=1e-5, DT_cap=0.1, vest=0.01),
    },
    "cheap DT (0.001 OCEAN)": {
        "V3": replace(V3, DT=5e5, DT_kept=5e5),
        "V4": replace(V4, rate=1e3, DT_cap=1e7, vest=1e6),
    },
    "no vesting": {"V3": V3, "V4": replace(V4, vest=0.0)},
}


class Stay(NamedTuple):
    """A staker's stay: what it stakes, how many hours before the attack, and what others do meanwhile."""

    stake: float
    wait: float
    deeds: list[Deed]


def drawStay(rng: random.Random) -> Stay:
    """500 OCEAN, more or less, up to five days before the attack."""
    stake = min(max(500.0 * rng.lognormvariate(0.0, 0.5), 50.0), 1500.0)
    wait = rng.uniform(0.0, 120.0)
    return Stay(stake, wait, drawDemand(rng, wait + RUG_HOURS))


def stakeOf(market: Market, stay: Stay, options: Mapping[str, Any]) -> float:
    """What the staker stakes: as drawn for a pool of 4999 OCEAN, or as large a part of any other; or a fixed part."""
    part = options.get("stake_part", stay.stake / V4.OCEAN)
    return float(part * market.terms.OCEAN)


def roundTrip(market: Market, stake: float) -> float:
    """Per cent of a stake that are lost if it is taken out again at once, when nobody else does anything."""
    begun = market.chain.snapshot()
    market.stake("staker", stake)
    loss = 100.0 * (1.0 - market.unstake("staker") / stake)
    market.chain.revert(begun)
    return loss


def _rug(market: Market, options: Mapping[str, Any]) -> None:
    market.unstake("publisher", RUG_PART)
    if options.get("sells"):
        market.sell("publisher", 0.01)


def _rugTrial(market: Market, stay: Stay, options: Mapping[str, Any]) -> dict[str, float]:
    stake = stakeOf(market, stay, options)
    scale = market.terms.OCEAN / V4.OCEAN
    deeds = [deed._replace(size=deed.size * (scale if deed.kind in ("buy", "stake") else 1.0)) for deed in stay.deeds]
    before = [deed for deed in deeds if deed.hour < stay.wait]
    after = [deed._replace(hour=deed.hour - stay.wait) for deed in deeds if deed.hour >= stay.wait]

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", stake)
        play(market, before, stay.wait)
        price = market.price()
        if attack and options.get("at_once"):
            market.unstake("publisher")
        else:
            play(market, after, RUG_HOURS, 1.0, (lambda i: _rug(market, options)) if attack else None)
        change = 100.0 * (market.price() / price - 1.0)
        got = market.unstake("staker")
        market.liquidate("publisher")
        return {"got": got, "price": change, "gain": market.gain("publisher")}

    attacked, quiet = withAndWithout(market, script)
    if options.get("at_once"):
        quiet = withAndWithout(market, lambda _: _leaveAtOnce(market, stake, before, stay.wait))[0]
    return {
        "rug loss": 100.0 * (quiet["got"] - attacked["got"]) / stake,
        "round trip": roundTrip(market, stake),
        "loss": 100.0 * (1.0 - attacked["got"] / stake),
        "profit": attacked["gain"],
        "gain from rug": attacked["gain"] - quiet["gain"],
        "price change": attacked["price"],
    }


def _leaveAtOnce(market: Market, stake: float, before: list[Deed], wait: float) -> dict[str, float]:
    market.stake("staker", stake)
    play(market, before, wait)
    got = market.unstake("staker")
    market.liquidate("publisher")
    return {"got": got, "price": 0.0, "gain": market.gain("publisher")}


SLOW, AT_ONCE = "10 % an hour", "all at once"
RUG_METRICS = (
    Metric("rug loss", "part of the stake that the attack took: what the staker gets without it, less with it"),
    Metric("round trip", "part of the stake that going in and out at once costs, without any attack"),
    Metric("loss", "part of the stake that the staker lost in all"),
    Metric("profit", "what the publisher has gained in the end, all sold", "OCEAN"),
    Metric("gain from rug", "that profit, less the one of leaving after the staker", "OCEAN"),
    Metric("price change", "of a DT during the attack", worst="least"),
)


def bySeed(results: Results, case: str, metric: str, title: str, y_name: str, arms: Sequence[str] = ()) -> Plot:
    """One line per arm, by default of all, each sorted by its own values: a distribution."""
    arms = arms or results.arms(case)
    n = len(results.of(case, arms[0], metric))
    x = [100.0 * (i + 0.5) / n for i in range(n)]
    lines = [(arm, sorted(results.of(case, arm, metric))) for arm in arms]
    return Plot(title, "Trials in the order of their outcome (%)", y_name, x, lines, False, False)


def lost(percent: float) -> str:
    """A loss in words."""
    return (
        f"loses {percent:.1f} %"
        if percent >= 0.05
        else "loses nothing" + f" (gains {-percent:.1f} %)" * (percent < -0.05)
    )


def _M1words(r: Results) -> str:
    v3, v4 = (r.stat(SLOW, arm, "rug loss") for arm in ("V3", "V4"))
    once3, once4 = (r.stat(AT_ONCE, arm, "rug loss") for arm in ("V3", "V4"))
    g3, g4 = (r.stat(SLOW, arm, "gain from rug") for arm in ("V3", "V4"))
    trip, bare = r.stat(SLOW, "V4", "round trip"), r.stat("least fees", "V4", "round trip")
    return (
        f"When the publisher takes its liquidity out within 25 hours, a staker {lost(v3.mean)} of its stake in V3, "
        f"and {lost(v4.mean)} in V4. All at once, it {lost(once3.mean)} in V3 and {lost(once4.mean)} in V4: the bot "
        "takes its datatokens out with the publisher, so that the price even rises. Leaving before the staker "
        f"instead of after it brings the publisher {g3.mean:+.0f} OCEAN in V3 and {g4.mean:+.0f} in V4 "
        f"({g4.low:+.0f} to {g4.high:+.0f} at 95 %). What a V4 "
        f"staker does lose is the way in and out, {trip.mean:.1f} % of the stake. Of that only a part is fees: with "
        f"the least fees that V4 knows it is still {bare.mean:.1f} %: in and out are priced as if half of the stake "
        "were swapped, and the bot then undoes the move of the price, not the charge for it. In V3 the way out "
        "gives that back. What the same bot opens to outsiders, see the extras."
    )


M1: Experiment = Experiment(
    name="M1",
    title="One-sided staking: the publisher takes its liquidity out",
    hypothesis="Honest stakers lose little when the publisher leaves.",
    method=(
        "A staker stakes; later the publisher unstakes 10 % of what it has left, each hour for 25 hours, or all of "
        "it at once, in slices of a third of the reserve. Then the staker leaves, then the publisher sells "
        "whatever it has. Others trade and stake meanwhile. The same is played without the attack."
    ),
    varied="stake (about 500 OCEAN, at least 50, at most 1500), hours until the attack (0 to 120), deeds of others.",
    metrics=RUG_METRICS,
    cases=(
        Case(SLOW, MAIN),
        Case(AT_ONCE, MAIN, {"at_once": True}),
        Case("and sells 1 % of its DT an hour", MAIN, {"sells": True}, True),
        Case("stake of half the reserve", MAIN, {"stake_part": 0.49}, True),
        *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
    ),
    rules=(
        Rule(
            "rug loss V4 less V3: upper bound of the 95 % interval below 0, slowly and at once",
            lambda r: all(r.less(case, "rug loss").high < 0.0 for case in (SLOW, AT_ONCE)),
            True,
        ),
        Rule(
            "mean rug loss in V4 at most 10 % of the stake, slowly and at once",
            lambda r: all(r.stat(case, "V4", "rug loss").mean <= 10.0 for case in (SLOW, AT_ONCE)),
            True,
        ),
        Rule(
            "worst rug loss in V4 at most 25 % of the stake, in every corner too",
            lambda r: all(r.stat(case.name, "V4", "rug loss").most <= 25.0 for case in M1.cases),
        ),
        Rule(
            "it does not pay: V4's publisher gains nothing by leaving before the staker (upper bound at most 0)",
            lambda r: all(r.stat(case, "V4", "gain from rug").high <= 0.0 for case in (SLOW, AT_ONCE)),
        ),
    ),
    draw=drawStay,
    trial=_rugTrial,
    words=_M1words,
    plots=lambda r: {
        "M1_rug_loss": bySeed(r, SLOW, "rug loss", "Publisher unstakes 10 % an hour", "Rug loss (% of stake)"),
        "M1_at_once": bySeed(r, AT_ONCE, "rug loss", "Publisher unstakes all at once", "Rug loss (% of stake)"),
    },
)

# ---- M1b


class _Join(NamedTuple):
    part: float
    deeds: list[Deed]


def _drawJoin(rng: random.Random) -> _Join:
    return _Join(rng.uniform(0.01, 0.20), drawDemand(rng, 48.0))


def _joinTrial(market: Market, join: _Join, options: Mapping[str, Any]) -> dict[str, float]:
    scale = market.terms.OCEAN / V4.OCEAN
    for deed in join.deeds:
        do(market, deed._replace(size=deed.size * (scale if deed.kind in ("buy", "stake") else 1.0)))
    part = options.get("part", join.part)
    before = market.price()
    market.stake("staker", part * market.reserve())
    joined = market.price()
    market.unstake("staker")
    return {
        "size": 100.0 * part,
        "drift": 100.0 * abs(joined / before - 1.0),
        "left": 100.0 * abs(market.price() / before - 1.0),
    }


JOINS = "1 to 20 % of the reserve"
_SIZES = (1, 2, 5, 10, 20, 30, 40, 49)


def _M1bWords(r: Results) -> str:
    v3, v4, left = r.stat(JOINS, "V3", "drift"), r.stat(JOINS, "V4", "drift"), r.stat(JOINS, "V4", "left")
    big3, big4 = (r.stat("49 % of the reserve", arm, "drift").mean for arm in ("V3", "V4"))
    return (
        f"A stake of 1 to 20 % of the pool's OCEAN raises the price by {v3.mean:.1f} % in V3, but by {v4.mean:.2f} "
        f"% in V4 (at most {v4.most:.1f} %); a stake of half the pool, by {big3:.0f} % and {big4:.1f} %. V4 is "
        "nearly neutral and not exactly so: the bot reckons its part when the staker's shares are in the supply "
        f"already. After the staker has left, {left.mean:.2f} % stay."
    )


def _driftPlot(r: Results) -> dict[str, Plot]:
    lines = [(arm, [r.stat(f"{size} % of the reserve", arm, "drift").mean for size in _SIZES]) for arm in ("V3", "V4")]
    x = [float(size) for size in _SIZES]
    name = "Price change (%)"
    return {"M1b_drift": Plot("A stake moves the price", "Stake (% of the pool's OCEAN)", name, x, lines, False, False)}


M1B: Experiment = Experiment(
    name="M1b",
    title="One-sided staking: the price stays where it is",
    hypothesis="Staking and unstaking do not move the price.",
    method="After two days of other people's trade somebody stakes a part of the pool's OCEAN, and takes it out again.",
    varied="size of the stake (1 to 20 % of the reserve; fixed sizes up to 49 % as corners), what others did before.",
    metrics=(
        Metric("drift", "change of the price by the stake, either way"),
        Metric("left", "change of the price that is left when the stake has been taken out again"),
    ),
    cases=(
        Case(JOINS, MAIN),
        *(Case(f"{size} % of the reserve", MAIN, {"part": size / 100.0}, True) for size in _SIZES),
        *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
    ),
    rules=(
        Rule(
            "drift V4 less V3: upper bound of the 95 % interval below 0",
            lambda r: r.less(JOINS, "drift").high < 0.0,
            True,
        ),
        Rule("mean drift in V4 at most 1 %", lambda r: r.stat(JOINS, "V4", "drift").high <= 1.0, True),
        Rule(
            "worst drift in V4 at most 5 %, for stakes of half the reserve, too",
            lambda r: all(r.stat(case.name, "V4", "drift").most <= 5.0 for case in M1B.cases),
        ),
    ),
    draw=_drawJoin,
    trial=_joinTrial,
    words=_M1bWords,
    plots=_driftPlot,
)
