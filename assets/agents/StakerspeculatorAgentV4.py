"""`StakerspeculatorAgentV4`: a StakerspeculatorAgent with the reference's habits in pools of Ocean V4."""

from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class StakerspeculatorAgentV4(StakerspeculatorAgent):
    """Stakes a twentieth of its OCEAN, or gives a tenth of its shares back. See StakerspeculatorAgent."""

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_speculates: int = S_PER_DAY,
        prob_leave: float = 0.50,
        perc_stake: float = 0.05,
        perc_unstake: float = 0.10,
    ):
        super().__init__(name, USD, OCEAN, s_between_speculates, prob_leave, perc_stake, perc_unstake)
