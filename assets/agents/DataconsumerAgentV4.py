"""`DataconsumerAgentV4`: a DataconsumerAgent on Ocean V4, who always orders."""

from assets.agents.DataconsumerAgent import DataconsumerAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class DataconsumerAgentV4(DataconsumerAgent):
    """Uses data through orders of the datatoken's contract, with all their fees. See DataconsumerAgent."""

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_buys: int = 3 * S_PER_DAY,
        profit_margin_on_consume: float = 0.2,
    ):
        super().__init__(name, USD, OCEAN, s_between_buys, profit_margin_on_consume, consume_by_order=True)
