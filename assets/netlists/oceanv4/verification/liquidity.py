"""M1 and M1b: one-sided staking. What the publisher's exit does to a staker, and what stakes do to the price."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from explore.Experiment import Case, Metric, Results, undone, withAndWithout
from explore.experimentreport import bySeed, meanOver
from util.plotfigure import Plot

from . import common
from .common import RUG_HOURS, better, inV4
from .demand import STAKE_IN_WORDS, Story, act, drawDemand, play, scaled
from .markets import CORNERS, MAIN, Market

# The part of its remaining shares that the publisher takes out in each hour of a slow rug pull.
RUG_PART = 0.10
SLOW, AT_ONCE = "10 % an hour", "all at once"


def roundTrip(market: Market, stake: float) -> float:
    """The percentage of a stake that is lost if it is taken out again at once and nobody else acts."""

    def inAndOut() -> float:
        market.stake("staker", stake)
        return 100.0 * (1.0 - market.unstake("staker") / stake)

    return undone(market.chain, inAndOut)


def _rugTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    stake, actions = common.stakeOf(market, story, options), scaled(market, story.actions)

    def rug() -> None:
        market.unstake("publisher", RUG_PART)
        if options.get("sells"):
            market.sell("publisher", 0.01)

    def script(attack: bool) -> dict[str, float]:
        market.stake("staker", stake)
        play(market, actions, story.wait)
        price = market.price()
        if not options.get("at_once"):
            play(market, actions, RUG_HOURS, 1.0, rug if attack else None, since=story.wait)
        elif attack:
            market.unstake("publisher")
        change = 100.0 * (market.price() / price - 1.0)
        return {**common.settled(market), "change": change}

    attacked, quiet = withAndWithout(market.chain, script)
    return {
        **common.ofRug(attacked, quiet, stake),
        "round trip": roundTrip(market, stake),
        "loss": 100.0 * (1.0 - attacked["got"] / stake),
        "profit": attacked["gain"],
        "price change": attacked["change"],
    }


_RUG_CASES = (
    Case(SLOW, MAIN),
    Case(AT_ONCE, MAIN, {"at_once": True}),
    Case("and sells 1 % of its DT an hour", MAIN, {"sells": True}, True),
    Case("stake of half the reserve", MAIN, {"stake_part": 0.49}, True),
    *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
)
M1 = common.v4AgainstV3(
    name="M1",
    title="One-sided staking: the publisher withdraws its liquidity",
    hypothesis="Honest stakers lose little when the publisher leaves.",
    method=(
        f"A staker stakes; later the publisher unstakes 10 % of what it has left each hour for {RUG_HOURS} hours, or "
        "everything at once, in slices of a third of the reserve. Then the staker leaves, and the publisher sells "
        "everything. Others trade and stake meanwhile. The same story is played without the attack."
    ),
    varied=f"{STAKE_IN_WORDS}, the hours until the attack (0 to 120), and the actions of others.",
    metrics=(
        common.RUG_LOSS,
        Metric("round trip", "part of the stake that going in and out at once costs without any attack"),
        Metric("loss", "part of the stake that the staker lost in total"),
        Metric("profit", "the publisher's total gain, after selling everything", "OCEAN"),
        common.RUG_GAIN,
        Metric("price change", "of a DT during the attack", worst="least"),
    ),
    cases=_RUG_CASES,
    rules=(
        better("rug loss", (SLOW, AT_ONCE)),
        inV4(10.0, "mean", "rug loss", (SLOW, AT_ONCE), is_core=True),
        inV4(25.0, "most", "rug loss", _RUG_CASES, where="in every case"),
        inV4(0.0, "high", "gain from rug", (SLOW, AT_ONCE), unit=" OCEAN"),
    ),
    draw=common.drawStay,
    trial=_rugTrial,
    plots=lambda r: {
        "M1_rug_loss": bySeed(r, SLOW, "rug loss", "Publisher unstakes 10 % an hour", "Rug loss (% of stake)"),
        "M1_at_once": bySeed(r, AT_ONCE, "rug loss", "Publisher unstakes all at once", "Rug loss (% of stake)"),
    },
)

# ---- M1b

JOINS = "1 to 20 % of the reserve"
_SIZES = (1, 2, 5, 10, 20, 30, 40, 49)


def _ofSize(size: int) -> str:
    return f"{size} % of the reserve"


def _drawJoin(rng: random.Random) -> Story:
    """The size of the stake is a part of the reserve here."""
    return Story(rng.uniform(0.01, 0.20), drawDemand(rng, 48.0))


def _joinTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    for action in scaled(market, story.actions):
        act(market, action)
    part = options.get("part", story.stake)
    before = market.price()
    market.stake("staker", part * market.reserve())
    joined = market.price()
    market.unstake("staker")
    return {
        "size": 100.0 * part,
        "drift": 100.0 * abs(joined / before - 1.0),
        "left": 100.0 * abs(market.price() / before - 1.0),
    }


def _driftPlot(r: Results) -> dict[str, Plot]:
    lines = [(arm, [r.mean(_ofSize(size), arm, "drift") for size in _SIZES]) for arm in MAIN]
    x_name = "Stake (% of the pool's OCEAN)"
    return {"M1b_drift": meanOver(x_name, _SIZES, "A stake moves the price", "Price change (%)", lines)}


_JOIN_CASES = (
    Case(JOINS, MAIN),
    *(Case(_ofSize(size), MAIN, {"part": size / 100.0}, True) for size in _SIZES),
    *(Case(name, arms, {}, True) for name, arms in CORNERS.items()),
)
M1B = common.v4AgainstV3(
    name="M1b",
    title="One-sided staking: the price stays where it is",
    hypothesis="Staking and unstaking do not move the price.",
    method="After two days of other people's trades somebody stakes part of the pool's OCEAN, and takes it out again.",
    varied="the size of the stake (1 to 20 % of the reserve; fixed sizes up to 49 % as corners), and earlier actions.",
    metrics=(
        Metric("drift", "price change caused by the stake, in either direction"),
        Metric("left", "price change that remains when the stake has been taken out again"),
    ),
    cases=_JOIN_CASES,
    rules=(
        better("drift", (JOINS,)),
        inV4(1.0, "high", "drift", (JOINS,), is_core=True),
        inV4(5.0, "most", "drift", _JOIN_CASES, where="in every case"),
    ),
    draw=_drawJoin,
    trial=_joinTrial,
    plots=_driftPlot,
)
