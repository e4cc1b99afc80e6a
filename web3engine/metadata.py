"""`Metadata`: where Ocean V3 publishers write about their data sets, as events."""

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class Metadata(ContractBase):
    """The library's metadata contract on the chain in use."""

    CONTRACT = "v3/Metadata"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    def create(self, datatoken: str, flags: bytes, data: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Writes about a datatoken. Only its minter may."""
        return self._send("create", from_wallet, datatoken, flags, data)

    def update(self, datatoken: str, flags: bytes, data: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Writes anew. Only its minter may."""
        return self._send("update", from_wallet, datatoken, flags, data)
