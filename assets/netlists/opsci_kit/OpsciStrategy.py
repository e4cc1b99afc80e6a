"""`OpsciStrategy`: what the strategies of all science communities share."""

from __future__ import annotations

import math
from typing import Any

from assets.agents.opsci.TypedMarket import TYPES
from engine import SimStrategyBase
from util.constants import S_PER_HOUR
from util.errors import ParameterError


class OpsciStrategy(SimStrategyBase.SimStrategyBase):
    """Thirty years of hours, and what a proposal asks for. about.md of each netlist explains each value."""

    def __init__(self) -> None:
        super().__init__()
        self.setTimeStep(S_PER_HOUR)
        self.setMaxTime(30, "years")
        # Proposals: OCEAN, numbers of assets, both ends included. What everybody proposes instead, if not None.
        self.GRANT_RANGE: tuple[int, int] = (10000, 50000)
        self.ASSETS_RANGE: tuple[int, int] = (1, 10)
        self.PROPOSAL_SETUP: Any = None
        # The treasury: it gives grants only above the boundary.
        self.TREASURY: str = "dao_treasury"
        self.TREASURY_INIT_OCEAN: float = 500000.0
        self.FUNDING_BOUNDARY: float = 10000.0
        # Researchers.
        self.RESEARCHER_INIT_OCEAN: float = 10000.0
        # As the reference was, in what its published plots show.
        self.REFERENCE_QUIRKS: bool = False

    def withMarket(self, fees_to_stakers: float | None = None) -> None:
        """Adds what a knowledge market needs; `fees_to_stakers` where there is a staker."""
        self.PRICE_OF_ASSETS: float = 1000.0
        self.RATIO_FUNDS_TO_PUBLISH: float = 0.4
        self.TRANSACTION_FEES: float = 0.1
        if fees_to_stakers is not None:
            self.FEES_TO_STAKERS: float = fees_to_stakers
            self.STAKER_INIT_OCEAN: float = 90000.0
            self.MARKET_INIT_OCEAN: float = 0.0

    def withRounds(self) -> None:
        """Adds what funding in rounds needs, ticks."""
        self.TICKS_BETWEEN_PROPOSALS: int = 6480

    def withSlots(self) -> None:
        """Adds what funding by slots needs."""
        self.PROPOSALS_FUNDED_AT_A_TIME: int = 3
        self.TIME_RANGE: tuple[int, int] = (5000, 15000)
        self.TICKS_UNTIL_NEW_PROPOSAL: int = 720
        self.SCORE_TIME_EXPONENT: float = -1.0
        self.RANDOM_BUYING: bool = False

    def withTwoMarkets(self) -> None:
        """Adds what a public and a private market need."""
        self.withMarket()
        self.withSlots()
        self.NO_PUBLIC_RESEARCHERS: int = 5
        self.NO_PRIVATE_RESEARCHERS: int = 10
        self.PRIVATE_RESEARCHER_INIT_OCEAN: float = 200000.0
        self.PRIVATE_PUBLISH_COST: dict[str, float] = {"data": 20000, "algo": 20000, "compute": 30000}
        self.ASSET_COSTS: dict[str, dict[str, float]] = {
            "private_market": {"data": 20000, "algo": 20000, "compute": 30000},
            "public_market": {"data": 1000, "algo": 1000, "compute": 2000},
        }

    def check(self) -> None:
        """Called when a state is made of it.

        Raises:
            ParameterError: a value with which a community makes no sense.
        """
        for name, value in vars(self).items():
            fits, wanted = _wanted(name)
            if fits is not None and not fits(value):
                raise ParameterError(f"{name} cannot be {value!r}", f"it is {wanted}", "look at the netlist's about.md")


def _isFraction(x: Any) -> bool:
    return _isAmount(x) and x <= 1


def _isAmount(x: Any) -> bool:
    return isinstance(x, (int, float)) and math.isfinite(x) and x >= 0


def _isCount(x: Any) -> bool:
    return isinstance(x, int) and x >= 1


def _isRange(x: Any) -> bool:
    return isinstance(x, (tuple, list)) and len(x) == 2 and all(isinstance(i, int) for i in x) and 0 <= x[0] <= x[1]


def _isSetup(x: Any) -> bool:
    return x is None or isinstance(x, dict)


def _arePrices(x: Any) -> bool:
    return isinstance(x, dict) and all(_isAmount(x.get(kind)) for kind in TYPES)


_FRACTION = _isFraction, "a fraction, 0 to 1"
_AMOUNT = _isAmount, "a number, zero or more"
_COUNT = _isCount, "a whole number, one or more"
_RANGE = _isRange, "two whole numbers, the lower one first, e.g. (1, 10)"

_KINDS = {
    "RATIO_FUNDS_TO_PUBLISH": _FRACTION,
    "TRANSACTION_FEES": _FRACTION,
    "FEES_TO_STAKERS": _FRACTION,
    "FUNDING_BOUNDARY": _AMOUNT,
    "PRICE_OF_ASSETS": _AMOUNT,
    "SALARY_PER_MONTH": _AMOUNT,
    "CONTINUING_WEIGHT": _AMOUNT,
    # In one tick, nobody could hear who won before the next round.
    "TICKS_BETWEEN_PROPOSALS": (lambda x: isinstance(x, int) and x >= 2, "a whole number, two or more"),
    "PROPOSALS_FUNDED_AT_A_TIME": _COUNT,
    "TICKS_UNTIL_NEW_PROPOSAL": _COUNT,
    "NUMBER_OF_RESEARCHERS": _COUNT,
    "NO_PUBLIC_RESEARCHERS": _COUNT,
    "NO_PRIVATE_RESEARCHERS": (lambda x: isinstance(x, int) and x >= 0, "a whole number, zero or more"),
    "PROPOSAL_SETUP": (
        _isSetup,
        "None, or a dict such as {'grant_requested': 1000, 'assets_generated': 1, 'time': 100}",
    ),
    "PRIVATE_PUBLISH_COST": (_arePrices, f"a dict with a price, zero or more, of each of {', '.join(TYPES)}"),
    "ASSET_COSTS": (
        lambda x: (
            isinstance(x, dict) and all(_arePrices(x.get(market)) for market in ("private_market", "public_market"))
        ),
        "a dict of two such dicts of prices, private_market and public_market",
    ),
}


def _wanted(name: str) -> tuple[Any, str]:
    """What a value of that name must be: (a test or None, in words)."""
    if name.endswith("_RANGE"):
        return _RANGE
    if name.endswith("_INIT_OCEAN"):
        return _AMOUNT
    return _KINDS.get(name, (None, ""))
