"""`BFactory`: Ocean V3's factory of Balancer pools."""

from __future__ import annotations

from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class BFactory(ContractBase):
    """The library's pool factory on the chain in use."""

    CONTRACT = "v3/BFactory"

    def __init__(self) -> None:
        super().__init__(addressOf(self.CONTRACT))

    def newBPool(self, from_wallet: Web3Wallet) -> str:
        """A new pool, whose controller is `from_wallet`. Gives its address; `BPool(address)` speaks to it."""
        return str(self._event(self._send("newBPool", from_wallet), "BPoolCreated")["newBPoolAddress"])
