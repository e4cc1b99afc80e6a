"""`OPFCommunityFeeCollector`: where Ocean V3's community fees gather."""

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class OPFCommunityFeeCollector(ContractBase):
    """The library's fee collector on the chain in use."""

    CONTRACT = "v3/OPFCommunityFeeCollector"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    def owner(self) -> str:
        """Address that may change the collector."""
        return str(self._call("owner"))

    def withdrawETH(self, from_wallet: Web3Wallet) -> Receipt:
        """Sends all its ETH to the collector's address. Anyone may."""
        return self._send("withdrawETH", from_wallet)

    def withdrawToken(self, token_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Sends all it holds of a token to the collector's address. Anyone may."""
        return self._send("withdrawToken", from_wallet, token_address)

    def changeCollector(self, new_collector: str, from_wallet: Web3Wallet) -> Receipt:
        """Sets the address that withdrawals go to. Only the owner may."""
        return self._send("changeCollector", from_wallet, new_collector)
