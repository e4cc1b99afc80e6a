"""Traders under the names they had in 2023, when Ocean V4 had its own classes for them.

They are the traders of `market/` with other defaults. New netlists use those, and set the parameters they want.
"""

from assets.agents.market.DataconsumerAgent import DataconsumerAgent
from assets.agents.market.SpeculatorAgent import SpeculatorAgent
from assets.agents.market.StakerspeculatorAgent import StakerspeculatorAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class SpeculatorAgentV4(SpeculatorAgent):
    """A SpeculatorAgent that buys 5 datatokens or sells half of what it has."""

    def __init__(self, name: str, USD: float, OCEAN: float, s_between_speculates: int = S_PER_DAY):
        super().__init__(name, USD, OCEAN, s_between_speculates, DT_buy_amt=5.0, perc_sell=0.50)


@enforce_types
class StakerspeculatorAgentV4(StakerspeculatorAgent):
    """A StakerspeculatorAgent that acts once a day, and stakes a twentieth of its OCEAN."""

    def __init__(self, name: str, USD: float, OCEAN: float, s_between_speculates: int = S_PER_DAY):
        super().__init__(name, USD, OCEAN, s_between_speculates, perc_stake=0.05)


@enforce_types
class DataconsumerAgentV4(DataconsumerAgent):
    """A DataconsumerAgent that uses data through orders."""

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_buys: int = 3 * S_PER_DAY,
        profit_margin_on_consume: float = 0.2,
    ):
        super().__init__(name, USD, OCEAN, s_between_buys, profit_margin_on_consume, consume_by_order=True)
