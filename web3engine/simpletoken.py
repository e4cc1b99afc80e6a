"""`Simpletoken`: a token with a fixed supply. The worked example of a wrapper for a contract of your own; its Solidity
is assets/contracts/simpletoken/Simpletoken.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.btoken import BToken
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class Simpletoken(BToken):
    """An ERC20 whose whole supply goes to who creates it: `Simpletoken.new("SYM", "name", 18, supply_base, wallet)`."""

    CONTRACT = "tokenspice/Simpletoken"

    @classmethod
    def new(cls, symbol: str, name: str, decimals: int, totalSupply_base: int, from_wallet: Web3Wallet) -> Self:
        """Creates the token; `from_wallet` gets all `totalSupply_base` of it."""
        return cls.deploy(from_wallet, symbol, name, decimals, totalSupply_base)

    def name(self) -> str:
        """Its name."""
        return str(self._call("name"))
