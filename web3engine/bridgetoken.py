"""`BridgeToken`: a token that stands for one that is locked on another chain. Its Solidity is
assets/contracts/bridgetoken/BridgeToken.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.bridgeend import BridgeEnd
from web3engine.btoken import BToken
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class BridgeToken(BridgeEnd, BToken):
    """Mints what was locked at the other end, and burns what is sent back. It is an ERC20, and the bridge's end."""

    CONTRACT = "tokenspice/BridgeToken"
    DECIMALS = 18

    @classmethod
    def new(cls, symbol: str, relayer_address: str, feePpm: int, from_wallet: Web3Wallet) -> Self:
        """Creates the token, of which there is none yet; the fee is in millionths."""
        return cls.deploy(from_wallet, symbol, relayer_address, feePpm)
