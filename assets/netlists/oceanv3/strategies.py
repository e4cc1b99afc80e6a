"""What the strategies of Ocean Market have in common, V3's and V4's: parameters of traders and publishers."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from engine import SimStrategyBase
from engine.Parameter import parameter
from util.constants import S_PER_DAY, S_PER_HOUR


class MarketStrategy(SimStrategyBase.SimStrategyBase):
    """The parameters of those who trade in a market. OCEAN and DT in whole tokens, times in seconds."""

    consumer_init_OCEAN: float = parameter(5000.0, "OCEAN", "what it holds at the start", lo=0)
    consumer_s_between_buys: int = parameter(3 * S_PER_DAY, "s", "time between two purchases", lo=0)
    consumer_profit_margin_on_consume: float = parameter(
        0.2, "fraction of cost", "profit on what it pays for data", lo=0
    )

    staker_init_OCEAN: float = parameter(5000.0, "OCEAN", "what it holds at the start", lo=0)
    staker_s_between_speculates: int = parameter(8 * S_PER_HOUR, "s", "time between two actions", lo=0)
    staker_prob_leave: float = parameter(0.50, "fraction", "probability of leaving a pool it has joined", lo=0, hi=1)
    staker_perc_stake: float = parameter(0.10, "fraction", "part of its OCEAN that it stakes each time", lo=0, hi=1)
    staker_perc_unstake: float = parameter(
        0.10, "fraction", "part of its shares that it gives back each time", lo=0, hi=1
    )

    speculator_init_OCEAN: float = parameter(5000.0, "OCEAN", "what it holds at the start", lo=0)
    speculator_s_between_speculates: int = parameter(S_PER_DAY, "s", "time between two actions", lo=0)
    speculator_prob_leave: float = parameter(
        0.50, "fraction", "probability of selling datatokens that it holds", lo=0, hi=1
    )
    speculator_DT_buy_amt: float = parameter(1.0, "DT", "datatokens that it buys each time", lo=0)
    speculator_perc_sell: float = parameter(
        1.0, "fraction", "part of its datatokens that it sells each time", lo=0, hi=1
    )

    if TYPE_CHECKING:
        # What is declared under prefixes.
        def __getattr__(self, name: str) -> Any: ...


class PublisherParameters:
    """The parameters of a publisher, without the prefix that says which."""

    init_OCEAN: float = parameter(5000.0, "OCEAN", "what it holds at the start", lo=0)
    s_between_create: int = parameter(7 * S_PER_DAY, "s", "time between two data sets, and before the first", lo=0)
    s_between_unstake: int = parameter(3 * S_PER_DAY, "s", "time between two unstakings", lo=0)
    s_between_sellDT: int = parameter(15 * S_PER_DAY, "s", "time between two sales of datatokens", lo=0)
    perc_unstake: float = parameter(
        0.10, "fraction", "part of its shares in a pool that it gives back each time", lo=0, hi=1
    )
    perc_sell: float = parameter(0.01, "fraction", "part of its datatokens that it sells each time", lo=0, hi=1)


class RugParameters:
    """What a malicious publisher has in addition."""

    s_wait_to_rug: int = parameter(5 * S_PER_DAY, "s", "time from the creation of a pool until looting begins", lo=0)
    s_rug_time: int = parameter(S_PER_DAY, "s", "how long it loots", lo=0)


def publisherValues(ss: Any, who: str, Strategy: type) -> dict[str, Any]:
    """Parameter of that dataclass → its value for a publisher whose parameters in `ss` begin with `who`."""
    names = [field.name for field in fields(Strategy)]
    return {name: getattr(ss, f"{who}_{name}") for name in names if hasattr(ss, f"{who}_{name}")}
