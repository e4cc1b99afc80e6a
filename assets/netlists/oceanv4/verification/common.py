"""What several experiments share: the arms that are compared, kinds of rules, and the metrics of a rug pull."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from typing import Any

from explore.Experiment import Experiment, Metric, atMost, below

from .demand import Story, drawDemand, drawStake
from .markets import V4, Market

v4AgainstV3 = partial(Experiment, compared=("V4", "V3"))
better = partial(below, arm="V4", other="V3")
inV4 = partial(atMost, arms=("V4",))

RUG_LOSS = Metric("rug loss", "part of the stake that the attack took: what the staker gets without it, less with it")
RUG_GAIN = Metric("gain from rug", "what the publisher gains by the attack, after selling everything", "OCEAN")
# Hours in which the rug is pulled.
RUG_HOURS = 25


def drawStay(rng: random.Random) -> Story:
    """A stake, up to five days before the attack, and what others do until it is over."""
    stake, wait = drawStake(rng), rng.uniform(0.0, 120.0)
    return Story(stake, drawDemand(rng, wait + RUG_HOURS), wait)


def stakeOf(market: Market, story: Story, options: Mapping[str, Any]) -> float:
    """What the staker stakes: as drawn, in proportion to the pool; or the fixed part in the options."""
    return float(options.get("stake_part", story.stake / V4.OCEAN) * market.terms.OCEAN)


def ofRug(attacked: Mapping[str, float], quiet: Mapping[str, float], stake: float) -> dict[str, float]:
    """The metrics of a rug pull, from what the staker got and the publisher gained with it and without."""
    return {
        "rug loss": 100.0 * (quiet["got"] - attacked["got"]) / stake,
        "gain from rug": attacked["gain"] - quiet["gain"],
    }


def settled(market: Market) -> dict[str, float]:
    """The staker leaves, then the publisher sells everything: what the one got and the other gained."""
    got = market.unstake("staker")
    market.liquidate("publisher")
    return {"got": got, "gain": market.gain("publisher")}
