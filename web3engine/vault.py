"""`Vault`: a vault of one token, with shares of it (ERC4626). Its Solidity, assets/contracts/vault/Vault.sol, stands on
OpenZeppelin's package of contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class Vault(BToken):
    """A vault; as a token, its shares. Amounts are integers: assets in the asset's smallest unit, shares in theirs."""

    CONTRACT = "tokenspice/Vault"

    @classmethod
    def new(cls, asset_address: str, is_guarded: bool, offset: int, from_wallet: Web3Wallet) -> Self:
        """Creates a vault.

        Args:
            asset_address: the token that it holds.
            is_guarded: whether virtual shares and assets guard it against inflation attacks.
            offset: decimals that shares have beyond those of the asset; 0 unless it is guarded.
        """
        return cls.deploy(from_wallet, asset_address, is_guarded, offset)

    def asset(self) -> str:
        """Address of the token that it holds."""
        return str(self._call("asset"))

    def isGuarded(self) -> bool:
        """Whether virtual shares and assets take part in its price."""
        return bool(self._call("isGuarded"))

    def totalAssets_base(self) -> int:
        """All that it holds."""
        return int(self._call("totalAssets"))

    def convertToAssets_base(self, shares_base: int) -> int:
        """What that many shares are worth, rounded down."""
        return int(self._call("convertToAssets", shares_base))

    def previewDeposit_base(self, assets_base: int) -> int:
        """Shares that a deposit would bring now."""
        return int(self._call("previewDeposit", assets_base))

    def previewRedeem_base(self, shares_base: int) -> int:
        """Assets that these shares would bring now."""
        return int(self._call("previewRedeem", shares_base))

    def deposit(self, assets_base: int, receiver: str, from_wallet: Web3Wallet) -> Receipt:
        """Takes `assets_base` from `from_wallet`, which has approved it, and creates shares for `receiver`."""
        return self._send("deposit", from_wallet, assets_base, receiver)

    def redeem(self, shares_base: int, receiver: str, from_wallet: Web3Wallet) -> Receipt:
        """Destroys shares of `from_wallet`, and pays `receiver` what they are worth."""
        return self._send("redeem", from_wallet, shares_base, receiver, from_wallet.address)
