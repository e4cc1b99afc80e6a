"""`VestingFunderAgent`: puts its OCEAN into a vesting wallet for somebody."""

from assets.agents.vesting.VestingWalletAgent import VestingWalletAgent
from engine.AgentBase import AgentBase
from util.errors import ParameterError
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vestingwallet import VestingWallet

# What a contract's uint64 holds.
_MOST_SECONDS = 2**64 - 1


@enforce_types
class VestingFunderAgent(AgentBase):
    """In its first step creates a vesting wallet, puts all its OCEAN into it, and adds an agent for it. Then idles.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        vesting_wallet_agent_name: what the new agent will be called.
        beneficiary_agent_name: who gets the OCEAN as they vest: an agent with an address, there by the first step.
        start_timestamp: when vesting begins, in seconds since 1970, by the chain's clock.
        duration_seconds: how long it lasts; 0 lets all vest at the start.
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
                raise ParameterError(f"{name} cannot vest with {what} {seconds}", "it is zero or more, below 2^64")
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
