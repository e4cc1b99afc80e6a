"""`DispenserAgentV4`: represents a dispenser of Ocean V4 among the agents, where datatokens are free."""

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.ListingAgentV4 import ListingAgentV4
from engine.AgentBase import AgentBaseEvm
from util.base18 import toBase18
from util.types import enforce_types
from web3engine.v4.dispenser import Dispenser
from web3engine.v4.erc20template import ERC20Template


@enforce_types
class DispenserAgentV4(ListingAgentV4):
    """Gives one datatoken away, to accounts that hold none. It takes no action and holds nothing.

    Args:
        name: unique in the simulation.
        datatoken: what is given away.
        fees: who is paid for orders, and how much; by default only those named in the contracts.
    """

    role = "dispenser"

    def __init__(self, name: str, datatoken: ERC20Template, fees: FeesV4 | None = None):
        super().__init__(name, datatoken)
        self.fees = fees or FeesV4()
        self._dispenser = Dispenser()

    def price(self) -> float:
        return 0.0

    def spotPrice(self) -> float:
        """Zero."""
        return 0.0

    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """Zero; None if it does not give away that many at once, or has run out."""
        amt, status = toBase18(DT_amt), self._dispenser.status(self._datatoken.address)
        left = status.balance_base
        if status.is_minter:
            left += self._datatoken.cap_base() - self._datatoken.totalSupply_base()
        return 0.0 if status.active and 0 < amt <= min(status.max_tokens_base, left) else None

    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        amt_base = agent.amount_base(self._datatoken, "datatokens", DT_amt)
        self._dispenser.dispense(self._datatoken.address, amt_base, agent.address, agent.web3wallet)
        return 0.0
