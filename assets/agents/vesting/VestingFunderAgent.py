"""`VestingFunderAgent`: puts its OCEAN into a vesting wallet for another agent."""

from assets.agents.vesting.VestingWalletAgent import VestingWalletAgent
from engine.AgentBase import AgentBase
from util.errors import ParameterError
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vestingwallet import VestingWallet

# The largest value of a contract's uint64.
_MOST_SECONDS = 2**64 - 1


@enforce_types
class VestingFunderAgent(AgentBase):
    """In its first step, it creates a vesting wallet with all its OCEAN, and adds an agent for it. Then it idles.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        vesting_wallet_agent_name: name of the new agent.
        beneficiary_agent_name: the agent that gets the OCEAN as it vests; it has an address, and exists by then.
        start_timestamp: when vesting begins, in seconds since 1970, by the chain's clock.
        duration_seconds: how long it lasts; with 0 everything vests at the start.
    """

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        vesting_wallet_agent_name: str,
        beneficiary_agent_name: str,
        start_timestamp: int,
        duration_seconds: int,
    ):
        super().__init__(name, USD, OCEAN)
        for what, seconds in (("start_timestamp", start_timestamp), ("duration_seconds", duration_seconds)):
            if not 0 <= seconds <= _MOST_SECONDS:
                raise ParameterError(f"{name} cannot vest with {what} {seconds}", "it must be 0 to 2^64 - 1")
        self._vesting_wallet_agent_name = vesting_wallet_agent_name
        self._beneficiary_agent_name = beneficiary_agent_name
        self._start_timestamp = start_timestamp
        self._duration_seconds = duration_seconds
        self._did_funding = False

    def takeStep(self, state) -> None:
        if not self._did_funding:
            self._fund(state)
            self._did_funding = True

    def _fund(self, state) -> None:
        beneficiary, wallet = state.getAgent(self._beneficiary_agent_name), self._wallet.web3wallet
        vesting = VestingWallet.new(beneficiary.address, self._start_timestamp, self._duration_seconds, wallet)
        OCEANtoken().transfer(vesting.address, OCEANtoken().balanceOf_base(self.address), wallet)
        state.addAgent(VestingWalletAgent(self._vesting_wallet_agent_name, vesting))
