"""`VestingBeneficiaryAgent`: collects OCEAN as it vests."""

from engine.AgentBase import AgentBase
from util.types import enforce_types
from web3engine.globaltokens import OCEAN_address


@enforce_types
class VestingBeneficiaryAgent(AgentBase):
    """Asks the vesting wallet to release OCEAN at every step. It waits until the wallet exists.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        vesting_wallet_agent_name: the agent that represents the vesting wallet.
    """

    def __init__(self, name: str, USD: float, OCEAN: float, vesting_wallet_agent_name: str):
        super().__init__(name, USD, OCEAN)
        self._vesting_wallet_agent_name = vesting_wallet_agent_name

    def takeStep(self, state) -> None:
        # The funder creates the wallet in its first step, which may be later in the same tick.
        vesting_wallet_agent = state.agents.get(self._vesting_wallet_agent_name)
        if vesting_wallet_agent is not None:
            vesting_wallet_agent.vesting_wallet.release(OCEAN_address(), self._wallet.web3wallet)
