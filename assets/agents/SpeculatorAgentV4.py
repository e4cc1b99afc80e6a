"""`SpeculatorAgentV4`: a SpeculatorAgent with the reference's habits in pools of Ocean V4."""

from assets.agents.SpeculatorAgent import SpeculatorAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class SpeculatorAgentV4(SpeculatorAgent):
    """Buys 5 datatokens, or sells half of what it has. See SpeculatorAgent."""

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_speculates: int = S_PER_DAY,
        prob_leave: float = 0.50,
        DT_buy_amt: float = 5.0,
        perc_sell: float = 0.50,
    ):
        super().__init__(name, USD, OCEAN, s_between_speculates, prob_leave, DT_buy_amt, perc_sell)
