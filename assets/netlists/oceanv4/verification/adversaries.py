"""The adversarial extras: what a search over attack sequences finds within one block."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from explore.Experiment import Case, Metric, undone
from explore.experimentreport import bySeed
from explore.sequences import EVENT, Step, bestSequence
from util.base18 import toBase18

from . import common
from .attacks import BOTH_SIDES, PUBLISHERS, SWAPS, drawSiege, perform, prepare
from .common import better, inV4
from .demand import STAKE_IN_WORDS, Story
from .markets import LEAST_FEES, MAIN, MINTING, V3, V4, VESTED, Market

# How many sequences are tried, and how long they are.
_TRIES, _LENGTH = 120, 5


def _searchTrial(market: Market, story: Story, options: Mapping[str, Any]) -> dict[str, float]:
    who = options.get("who", "attacker")
    prepare(market, story)
    event = _EVENTS.get(options.get("event", ""))
    if options.get("event") != "stake":
        market.stake("staker", story.stake)
    if options.get("holds"):
        market.buy(who, 300.0)
    if "capital" in options:
        rest = market.people[who].OCEAN() - options["capital"]
        market.OCEAN.transfer(market.people["market"].address, toBase18(rest), market.wallet(who))

    def play(steps: Sequence[Step]) -> tuple[float, float, float]:
        before = market.gain(who)
        needs = before - perform(market, who, steps, (lambda: event(market, story)) if event else None)
        # The last to leave gets the rest of the pool: so an outsider leaves before the staker, the publisher after it.
        staker = market.unstake("staker") if who == "publisher" else 0.0
        market.liquidate(who)
        staker += market.unstake("staker")
        return market.gain(who) - before, staker, needs

    def tried(steps: Sequence[Step]) -> tuple[float, float, float]:
        return undone(market.chain, lambda: play(steps))

    start = [Step(EVENT, 0.0)] if event else []
    quiet, had, _ = tried(start)
    rng = random.Random(story.seed)
    best, steps = bestSequence(rng, options["kinds"], _LENGTH, lambda steps: tried(steps)[0], _TRIES, start)
    _, left, needs = tried(steps)
    return {"profit": best - quiet, "capital": needs, "staker's loss": 100.0 * (had - left) / story.stake}


def _dump(market: Market, story: Story) -> None:
    market.claim()
    market.sell("publisher")


_EVENTS: dict[str, Callable[[Market, Story], Any]] = {
    "dump": _dump,
    "stake": lambda market, story: market.stake("staker", story.stake),
}
_NEARLY_OUT = replace(V4, DT_cap=600.0, vest=60.0)
_PLENTY = replace(V4, DT_cap=1e6, vest=0.0)
FLASH, INSIDER = "flash join, swap, exit", "the publisher itself, all vested"
_BOTH = SWAPS + BOTH_SIDES
# Attackers with nothing at stake before the block, who can only win.
_OUTSIDERS = (
    Case(FLASH, MAIN, {"kinds": SWAPS}),
    Case("flash with 5000 OCEAN and no loan", MAIN, {"kinds": SWAPS, "capital": 5000.0}),
    Case("joining on both sides", MAIN, {"kinds": _BOTH}),
    Case("bot almost out of datatokens", {"V3": V3, "V4": _NEARLY_OUT}, {"kinds": _BOTH}),
    Case("around somebody's stake, 2000 OCEAN", MAIN, {"kinds": SWAPS, "event": "stake", "capital": 2000.0}),
)
_DUMP = {"kinds": SWAPS, "event": "dump", "holds": True, "capital": 2000.0}
_ATTACKS = (
    *_OUTSIDERS,
    Case("front-running a vesting dump, 2000 OCEAN", {"V3": V3, "V4": VESTED}, _DUMP),
    Case(INSIDER, {**MINTING, "V4": VESTED}, {"kinds": PUBLISHERS, "who": "publisher"}),
)
_CORNERS = (
    Case("bot never out of datatokens", {"V3": V3, "V4": _PLENTY}, {"kinds": SWAPS}, True),
    Case("flash, least fees", {"V3": V3, "V4": replace(V4, **LEAST_FEES)}, {"kinds": SWAPS}, True),
    Case("flash, bot never out, least fees", {"V3": V3, "V4": replace(_PLENTY, LP_fee=1e-4)}, {"kinds": SWAPS}, True),
    Case("bot almost out, 5000 OCEAN", {"V3": V3, "V4": _NEARLY_OUT}, {"kinds": _BOTH, "capital": 5000.0}, True),
)
EXTRAS = common.v4AgainstV3(
    name="extras",
    title="Adversaries: a search over attack sequences",
    hypothesis="No sequence of actions within one block pays an attacker more in V4 than in V3.",
    method=(
        f"An attacker with as much OCEAN as it wants takes up to {_LENGTH} actions within one block, and then sells "
        f"everything. {_TRIES} sequences are tried on the chain itself: half at random, half as small changes of the "
        "best one. Events: a publisher claims and dumps, or somebody stakes, in the middle of the sequence."
    ),
    varied=f"{STAKE_IN_WORDS}, earlier actions of others, and which sequences are tried.",
    metrics=(
        Metric("profit", "what the best sequence brings the attacker, compared with doing nothing", "OCEAN"),
        Metric("capital", "OCEAN that the attacker needs up front, its own or a flash loan's", "OCEAN", "least"),
        Metric("staker's loss", "what the attack costs the staker, as a part of its stake"),
    ),
    cases=(*_ATTACKS, *_CORNERS),
    rules=(
        better("profit", _ATTACKS, is_core=False, most=0.01, where="each attack"),
        inV4(1.0, "most", "profit", _OUTSIDERS, unit=" OCEAN", is_core=True, where="attacks of outsiders"),
        inV4(10.0, "mean", "profit", (INSIDER,), unit=" OCEAN"),
    ),
    draw=drawSiege,
    trial=_searchTrial,
    plots=lambda r: {"extras_flash": bySeed(r, FLASH, "profit", "An outsider with a flash loan", "Profit (OCEAN)")},
)
