"""`DTFactory`: Ocean V3's factory of datatokens."""

from __future__ import annotations

from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class DTFactory(ContractBase):
    """The library's datatoken factory on the chain in use."""

    CONTRACT = "v3/DTFactory"

    def __init__(self) -> None:
        super().__init__(addressOf(self.CONTRACT))

    def createToken(self, blob: str, name: str, symbol: str, cap_base: int, from_wallet: Web3Wallet) -> str:
        """A new datatoken, whose minter is `from_wallet`. Gives its address; `Datatoken(address)` speaks to it."""
        receipt = self._send("createToken", from_wallet, blob, name, symbol, cap_base)
        return str(self._event(receipt, "TokenCreated")["newTokenAddress"])

    def getCurrentTokenCount(self) -> int:
        """How many datatokens it has made, plus one."""
        return int(self._call("getCurrentTokenCount"))

    def getTokenTemplate(self) -> str:
        """Address of the contract that its datatokens are clones of."""
        return str(self._call("getTokenTemplate"))
