"""`PriceOracle`: Aave's own stand-in for an oracle, to which anyone may write."""

from __future__ import annotations

from web3engine.aavev3 import named
from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class PriceOracle(ContractBase):
    """Prices of assets as integers, all in the same unit. Aave's markets count 1e-8 of a dollar."""

    CONTRACT = named("PriceOracle")

    def getAssetPrice(self, asset_address: str) -> int:
        """The price that was last written; 0 if none was."""
        return int(self._call("getAssetPrice", asset_address))

    def setAssetPrice(self, asset_address: str, price: int, from_wallet: Web3Wallet) -> Receipt:
        """Writes a price."""
        return self._send("setAssetPrice", from_wallet, asset_address, price)
