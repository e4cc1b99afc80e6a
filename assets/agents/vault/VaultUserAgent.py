"""`VaultUserAgent`: what depositors and attackers of a vault share."""

from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


@enforce_types
class VaultUserAgent(AgentBaseEvm):
    """Holds OCEAN and shares of a vault of OCEAN.

    Args:
        name: unique in the simulation.
        vault: the contract.
        OCEAN: what it holds at the start.
    """

    def __init__(self, name: str, vault: Vault, OCEAN: float):
        super().__init__(name=name, USD=0.0, OCEAN=OCEAN)
        self._vault = vault
        self._OCEAN_init = OCEAN
        self._wallet.trust(vault.address, OCEANtoken())

    def shares_base(self) -> int:
        """Shares it holds, in their smallest unit."""
        return self._vault.balanceOf_base(self.address)

    def profit(self) -> float:
        """OCEAN gained since the start; shares count with what the vault would pay for them."""
        return self.OCEAN() + fromBase18(self._vault.convertToAssets_base(self.shares_base())) - self._OCEAN_init

    def _deposit_base(self, assets_base: int) -> None:
        self._vault.deposit(assets_base, self.address, self.web3wallet)

    def _redeemAll(self) -> None:
        self._vault.redeem(self.shares_base(), self.address, self.web3wallet)
