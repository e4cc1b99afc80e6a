"""`ACLManager`: who may do what in a market."""

from __future__ import annotations

from web3engine.aavev3 import named
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class ACLManager(ContractBase):
    """The roles of a market. `ACLManager.deploy(wallet, provider_address)`."""

    CONTRACT = named("ACLManager")

    def addPoolAdmin(self, admin_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Lets that address configure assets."""
        return self._send("addPoolAdmin", from_wallet, admin_address)

    def addAssetListingAdmin(self, admin_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Lets that address list assets."""
        return self._send("addAssetListingAdmin", from_wallet, admin_address)
