"""The adversarial extras: what a search over attack sequences finds within one block."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assets.netlists.oceanv4.verification.arms import Market
from assets.netlists.oceanv4.verification.attacks import (
    BOTH_SIDES,
    PUBLISHERS,
    SWAPS,
    Siege,
    Step,
    drawSiege,
    optimise,
    perform,
    prepare,
)
from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, Rule
from assets.netlists.oceanv4.verification.liquidity import MAIN, V3, V4, bySeed
from util.base18 import toBase18

_EVENT = Step("event", 0.0)
# How many sequences are tried, and how long they are.
_TRIES, _LENGTH = 120, 5


def _searchTrial(market: Market, siege: Siege, options: Mapping[str, Any]) -> dict[str, float]:
    who = options.get("who", "attacker")
    prepare(market, siege)
    event = _EVENTS.get(options.get("event", ""))
    if options.get("event") != "stake":
        market.stake("staker", siege.stake)
    if options.get("holds"):
        market.buy(who, 300.0)
    if "capital" in options:
        rest = market.OCEANof(who) - options["capital"]
        market.OCEAN.transfer(market.address("market"), toBase18(rest), market.wallet(who))
    start = [_EVENT] if event else []
    happen = (lambda: event(market, siege)) if event else None

    def play(steps: Sequence[Step]) -> tuple[float, float, float]:
        begun, before = market.chain.snapshot(), market.gain(who)
        needs = before - perform(market, who, steps, happen)
        # The last to leave has the rest of the pool: so an outsider leaves before the staker, the publisher after it.
        staker = market.unstake("staker") if who == "publisher" else 0.0
        market.liquidate(who)
        staker += market.unstake("staker")
        gain = market.gain(who) - before
        market.chain.revert(begun)
        return gain, staker, needs

    quiet, had, _ = play(start)
    kinds, rng = options["kinds"], random.Random(siege.seed)
    best, steps = optimise(rng, kinds, _LENGTH, lambda steps: play(steps)[0], _TRIES, start)
    _, left, needs = play(steps)
    return {"profit": best - quiet, "capital": needs, "staker's loss": 100.0 * (had - left) / siege.stake}


def _dump(market: Market, siege: Siege) -> None:
    market.claim()
    market.sell("publisher")


_EVENTS: dict[str, Callable[[Market, Siege], Any]] = {
    "dump": _dump,
    "stake": lambda market, siege: market.stake("staker", siege.stake),
}
_NEARLY_OUT = replace(V4, DT_cap=600.0, vest=60.0)
_PLENTY = replace(V4, DT_cap=1e6, vest=0.0)
_VESTED = replace(V4, vest_blocks=1)
_LEAST = replace(V4, LP_fee=1e-4, market_fee=0.0)
FLASH, POOR, BYPASS, FRONT_RUN, EXHAUSTED, SANDWICH, INSIDER = (
    "flash join, swap, exit",
    "the same with 5000 OCEAN and no loan",
    "joining on both sides",
    "front-running a vesting dump, 2000 OCEAN",
    "bot almost out of datatokens",
    "around somebody's stake, 2000 OCEAN",
    "the publisher itself, all vested",
)
ENDLESS = "bot never out of datatokens"
_BOTH = SWAPS + BOTH_SIDES
_EXTRAS = (
    Case(FLASH, MAIN, {"kinds": SWAPS}),
    Case(POOR, MAIN, {"kinds": SWAPS, "capital": 5000.0}),
    Case(BYPASS, MAIN, {"kinds": _BOTH}),
    Case(FRONT_RUN, {"V3": V3, "V4": _VESTED}, {"kinds": SWAPS, "event": "dump", "holds": True, "capital": 2000.0}),
    Case(EXHAUSTED, {"V3": V3, "V4": _NEARLY_OUT}, {"kinds": _BOTH}),
    Case(SANDWICH, MAIN, {"kinds": SWAPS, "event": "stake", "capital": 2000.0}),
    Case(INSIDER, {"V3": replace(V3, DT_cap=1000.0), "V4": _VESTED}, {"kinds": PUBLISHERS, "who": "publisher"}),
    Case(ENDLESS, {"V3": V3, "V4": _PLENTY}, {"kinds": SWAPS}, True),
    Case("flash, least fees", {"V3": V3, "V4": _LEAST}, {"kinds": SWAPS}, True),
    Case("flash, bot never out, least fees", {"V3": V3, "V4": replace(_PLENTY, LP_fee=1e-4)}, {"kinds": SWAPS}, True),
    Case("bot almost out, 5000 OCEAN", {"V3": V3, "V4": _NEARLY_OUT}, {"kinds": _BOTH, "capital": 5000.0}, True),
)
# Those by whom nothing that is the attacker's own before the block is saved or taken, but something is won.
_OUTSIDERS = (FLASH, POOR, BYPASS, EXHAUSTED, SANDWICH)


def _extraWords(r: Results) -> str:
    def both(case: str) -> str:
        v3, v4 = (r.stat(case, arm, "profit").mean for arm in ("V3", "V4"))
        return f"{v3:.0f} OCEAN in V3 and {v4:.0f} in V4"

    flash, endless = r.stat(FLASH, "V4", "profit"), r.stat(ENDLESS, "V4", "profit")
    capital, loss = r.stat(FLASH, "V4", "capital").mean, r.stat(FLASH, "V4", "staker's loss").mean
    insider3, insider4 = (r.stat(INSIDER, arm, "staker's loss").mean for arm in ("V3", "V4"))
    return (
        f"An outsider with a flash loan of some {capital:,.0f} OCEAN takes {flash.mean:.0f} OCEAN (at most "
        f"{flash.most:.0f}) out of a V4 pool of about 5000 within one block, and nothing out of a V3 pool; the "
        f"staker loses {loss:.0f} %. It buys datatokens, stakes a multiple of the pool and takes the stake out "
        "again, and sells. On the way out the bot takes more datatokens out than it put in on the way in, so that "
        "the price has risen (see M1b). That is worse still where the bot ran out on the way in (canStake is "
        "false): it added nothing, and burns its own shares along all the same. But with a bot that never runs out "
        f"a flash loan brings {endless.mean:.0f} OCEAN too (at most {endless.most:.0f}). With 5000 OCEAN of its own "
        f"an outsider gets {both(POOR)}; with joins on both sides, {both(BYPASS)}; from a bot that is almost out, "
        f"{both(EXHAUSTED)}; around somebody's stake, {both(SANDWICH)}. Who holds datatokens and foresees a vesting "
        f"dump saves {both(FRONT_RUN)}. The publisher itself, where all has vested, gains {both(INSIDER)}, and the "
        "staker loses "
        f"{insider3:.0f} % and {insider4:.0f} %. All are what a search found: the worst may be worse."
    )


EXTRAS = Experiment(
    name="extras",
    title="Adversaries: a search over attack sequences",
    hypothesis="No sequence of deeds within one block pays an attacker more in V4 than in V3.",
    method=(
        f"An attacker with as many OCEAN as it wants does up to {_LENGTH} deeds within one block, and then sells "
        f"all. {_TRIES} sequences are tried on the chain itself: half at random, half small changes of the best "
        "one. Events: a publisher claims and dumps, or somebody stakes, in the midst of the sequence."
    ),
    varied="stake (about 500 OCEAN, at least 50, at most 1500), what others did before, which sequences are tried.",
    metrics=(
        Metric("profit", "what the best sequence brings the attacker, over doing nothing", "OCEAN"),
        Metric("capital", "OCEAN that it lays out at a time, its own or a flash loan's", "OCEAN", "least"),
        Metric("staker's loss", "what the staker loses by it, of its stake"),
    ),
    cases=_EXTRAS,
    rules=(
        Rule(
            "mean profit in V4 not above that in V3 (upper bound of V4 - V3 at most 0.01 OCEAN), each attack",
            lambda r: all(r.less(c.name, "profit").high <= 0.01 for c in _EXTRAS if not c.is_corner),
        ),
        Rule(
            "no outsider's attack brings more than 1 OCEAN in V4, in any trial",
            lambda r: all(r.stat(case, "V4", "profit").most <= 1.0 for case in _OUTSIDERS),
            True,
        ),
        Rule(
            "the publisher itself gains at most 10 OCEAN in V4, on average",
            lambda r: r.stat(INSIDER, "V4", "profit").mean <= 10.0,
        ),
    ),
    draw=drawSiege,
    trial=_searchTrial,
    words=_extraWords,
    plots=lambda r: {"extras_flash": bySeed(r, FLASH, "profit", "An outsider with a flash loan", "Profit (OCEAN)")},
)
