"""`VestingWalletAgent`: represents a vesting wallet among the agents."""

from engine.AgentBase import AgentBaseNoEvm
from util.types import enforce_types
from web3engine import vestingwallet


@enforce_types
class VestingWalletAgent(AgentBaseNoEvm):
    """A vesting wallet, as other agents see it. It takes no action; the vesting OCEAN belongs to the contract.

    Args:
        name: unique in the simulation.
        vesting_wallet: the contract.
    """

    def __init__(self, name: str, vesting_wallet: vestingwallet.VestingWallet):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._vesting_wallet = vesting_wallet

    @property
    def vesting_wallet(self) -> vestingwallet.VestingWallet:
        """The contract."""
        return self._vesting_wallet

    @property
    def address(self) -> str:
        """Checksum address of the contract."""
        return self._vesting_wallet.address

    def takeStep(self, state) -> None:
        """Does nothing: a vesting wallet only pays when somebody calls it."""
