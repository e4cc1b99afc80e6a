"""What some science communities need beyond OpsciStrategy. A netlist's SimStrategy derives from those that fit:

class SimStrategy(Rounds, OneMarket, Competitors):
    FEES_TO_STAKERS = 0.2
"""

from typing import Any

from assets.agents.opsci.TypedMarket import TYPES
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy, drawnFrom, isAmount
from engine.Parameter import parameter

_MARKETS = ("private_market", "public_market")
_COUNT = "a whole number, one or more"


def _arePrices(x: Any) -> bool:
    return isinstance(x, dict) and all(isAmount(x.get(kind)) for kind in TYPES)


class Competitors(OpsciStrategy):
    """Researchers of one kind.

    Args:
        no_researchers: how many there are.
    """

    NUMBER_OF_RESEARCHERS: int = parameter(2, "researchers", "how many there are", lo=1, wanted=_COUNT)

    def __init__(self, no_researchers: int | None = None) -> None:
        super().__init__()
        if no_researchers is not None:
            self.NUMBER_OF_RESEARCHERS = no_researchers


class Rounds(OpsciStrategy):
    """Grants are given in rounds."""

    # In one tick, nobody could hear who won before the next round.
    TICKS_BETWEEN_PROPOSALS: int = parameter(
        6480, "ticks", "length of a funding round", lo=2, wanted="a whole number, two or more"
    )


class ManyGrants(OpsciStrategy):
    """There may be several grants at once."""

    PROPOSALS_FUNDED_AT_A_TIME: int = parameter(
        3, "grants", "how many projects are funded at the same time, at most", lo=1, wanted=_COUNT
    )


class Slots(ManyGrants):
    """A grant is given whenever a slot for a project is free."""

    TIME_RANGE: tuple[int, int] = drawnFrom(
        (5000, 15000), "ticks", "how long a project takes, drawn from this range", 1
    )
    TICKS_UNTIL_NEW_PROPOSAL: int = parameter(
        720, "ticks", "after this time without a grant, a researcher draws a new proposal", lo=1, wanted=_COUNT
    )
    SCORE_TIME_EXPONENT: float = parameter(
        -1.0, "", "power of a project's time in its score, of which the lowest wins; -1 favours long projects"
    )
    RANDOM_BUYING: bool = parameter(
        False, "", "whether researchers without a grant also buy, with probability 0.4, in each tick"
    )


class _Market(OpsciStrategy):
    """Knowledge is sold."""

    PRICE_OF_ASSETS: float = parameter(1000.0, "OCEAN", "what a researcher without a grant pays for an asset", lo=0)
    RATIO_FUNDS_TO_PUBLISH: float = parameter(
        0.4, "fraction", "part of a published grant, after the fee, that stays in the market", lo=0, hi=1
    )
    TRANSACTION_FEES: float = parameter(0.1, "fraction", "the market's fee, part of each payment", lo=0, hi=1)


class OneMarket(_Market):
    """One knowledge market, with a staker."""

    FEES_TO_STAKERS: float = parameter(
        0.1, "fraction", "part of the fees that the staker gets; the treasury gets the rest", lo=0, hi=1
    )
    STAKER_INIT_OCEAN: float = parameter(90000.0, "OCEAN", "what the staker holds at the start", lo=0)
    MARKET_INIT_OCEAN: float = parameter(0.0, "OCEAN", "what the market holds at the start", lo=0)


class TwoMarkets(Slots, _Market):
    """A public and a private market, and researchers for each."""

    NO_PUBLIC_RESEARCHERS: int = parameter(5, "researchers", "how many of them may have grants", lo=1, wanted=_COUNT)
    NO_PRIVATE_RESEARCHERS: int = parameter(10, "researchers", "how many of them live on their own capital", lo=0)
    PRIVATE_RESEARCHER_INIT_OCEAN: float = parameter(
        200000.0, "OCEAN", "what each private researcher holds at the start", lo=0
    )
    PRIVATE_PUBLISH_COST: dict[str, float] = parameter(
        {"data": 20000, "algo": 20000, "compute": 30000},
        "OCEAN",
        "what publishing in the private market costs",
        fits=_arePrices,
        wanted=f"a dict with a price, zero or more, of each of {', '.join(TYPES)}",
    )
    ASSET_COSTS: dict[str, dict[str, float]] = parameter(
        {
            "private_market": {"data": 20000, "algo": 20000, "compute": 30000},
            "public_market": {"data": 1000, "algo": 1000, "compute": 2000},
        },
        "OCEAN",
        "what a private researcher pays for an asset in each market",
        fits=lambda costs: all(_arePrices(costs.get(market)) for market in _MARKETS),
        wanted=f"a dict of two such dicts, {' and '.join(_MARKETS)}",
    )
