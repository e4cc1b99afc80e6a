"""`BridgeLock`: the end of a bridge that locks a token. Its Solidity is assets/contracts/bridgelock/BridgeLock.sol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.bridgeend import BridgeEnd
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class BridgeLock(BridgeEnd):
    """Locks what is sent, and releases what comes back."""

    CONTRACT = "tokenspice/BridgeLock"

    @classmethod
    def new(cls, token_address: str, relayer_address: str, feePpm: int, from_wallet: Web3Wallet) -> Self:
        """Creates the end for a token of this chain; the fee is in millionths."""
        return cls.deploy(from_wallet, token_address, relayer_address, feePpm)

    def locked_base(self) -> int:
        """How much is locked."""
        return int(self._call("locked"))
