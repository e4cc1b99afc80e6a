"""`OpsciStrategy`: what the strategies of all science communities share. `strategies.py` has what only some need."""

from __future__ import annotations

import math
from typing import Any

from assets.agents.opsci.rewardby import REWARD_BY
from assets.agents.rewards.RewardSplit import KINDS, PROPORTIONAL
from assets.agents.theory.emission import HALVING, SCHEDULES
from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_HOUR

# Fields of proposals that further agents can write.
_FIELDS = ("cred", "review", "votes")


def drawnFrom(default: tuple[int, int], unit: str, meaning: str, at_least: int = 0) -> tuple[int, int]:
    """Declares a range of whole numbers, from which one is drawn evenly, both ends included."""

    def fits(ends: tuple[Any, ...]) -> bool:
        return len(ends) == 2 and all(isinstance(end, int) for end in ends) and at_least <= ends[0] <= ends[1]

    wanted = f"two whole numbers, {at_least} or more, the lower one first, e.g. {default}"
    return parameter(default, unit, meaning, fits=fits, wanted=wanted)


def isAmount(x: Any) -> bool:
    """Whether it is a number, finite and not negative."""
    return isinstance(x, (int, float)) and math.isfinite(x) and x >= 0


class OpsciStrategy(SimStrategyBase.SimStrategyBase):
    """Thirty years of hours, a treasury, and what a proposal asks for."""

    TREASURY: str = parameter("dao_treasury", "", "name of the treasury", fits=bool, wanted="a text that is not empty")
    TREASURY_INIT_OCEAN: float = parameter(500000.0, "OCEAN", "what the treasury holds at the start", lo=0)
    FUNDING_BOUNDARY: float = parameter(
        10000.0, "OCEAN", "the treasury gives grants only while it holds more than this", lo=0
    )
    RESEARCHER_INIT_OCEAN: float = parameter(10000.0, "OCEAN", "what each researcher holds at the start", lo=0)

    GRANT_RANGE: tuple[int, int] = drawnFrom((10000, 50000), "OCEAN", "what a proposal asks for, drawn from this range")
    ASSETS_RANGE: tuple[int, int] = drawnFrom(
        (1, 10), "assets", "number of knowledge assets it promises, drawn the same way"
    )
    PROPOSAL_SETUP: dict[str, Any] | None = parameter(
        None,
        "",
        "what everybody always proposes, instead of a draw",
        kind=dict,
        optional=True,
        fits=lambda setup: all(isAmount(value) for value in setup.values()),
        wanted="None, or a dict such as {'grant_requested': 1000, 'assets_generated': 1, 'time': 100}",
    )

    SCORE_FIELDS: tuple[str, ...] = parameter(
        (),
        "",
        "further merits that scores of proposals are divided by",
        fits=lambda fields: set(fields) <= set(_FIELDS) and len(set(fields)) == len(fields),
        wanted=f"a tuple of some of {', '.join(_FIELDS)}, e.g. ('review',)",
    )
    EPOCH_TICKS: int = parameter(720, "ticks", "time between two payments of new OCEAN, grain and reviews", lo=1)
    EMISSION_PER_EPOCH: float = parameter(
        0.0, "OCEAN", "new OCEAN for researchers in the first epoch; 0 is none at all", lo=0, hi=1e12
    )
    SCHEDULE: str = parameter(HALVING, "", "how much that is in later epochs", choices=SCHEDULES)
    REWARD_SPLIT: str = parameter(PROPORTIONAL, "", "how it is split", choices=KINDS)
    REWARD_BY: str = parameter("equal", "", "what counts for that", choices=tuple(REWARD_BY))

    REFERENCE_QUIRKS: bool = parameter(False, "", "brings back what the reference did differently")

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(30, "years")
