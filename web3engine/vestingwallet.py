"""`VestingWallet`: pays out ETH and tokens to one beneficiary, little by little. Our own contract; its Solidity is
assets/contracts/vestingwallet/VestingWallet.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class VestingWallet(ContractBase):
    """Holds ETH and tokens that vest linearly by block timestamp: nothing at the start, all after the duration.

    Whatever comes in late counts as if it had been there from the start. Solidity's overloads without a token, for
    ETH, have ETH in their names here.
    """

    CONTRACT = "tokenspice/VestingWallet"

    @classmethod
    def new(cls, beneficiary: str, start_timestamp: int, duration_seconds: int, from_wallet: Web3Wallet) -> Self:
        """Creates one that pays to the address `beneficiary`. The start is in seconds since 1970."""
        return cls.deploy(from_wallet, beneficiary, start_timestamp, duration_seconds)

    def beneficiary(self) -> str:
        """Address that it pays to."""
        return str(self._call("beneficiary"))

    def start(self) -> int:
        """When vesting begins, in seconds since 1970."""
        return int(self._call("start"))

    def duration(self) -> int:
        """Seconds from the start until all has vested."""
        return int(self._call("duration"))

    def vestedAmount_base(self, token: str, timestamp: int) -> int:
        """How much of the token at that address has vested at `timestamp`, paid out or not.

        Linear from `start` to `start + duration`.
        Source: assets/contracts/vestingwallet/VestingWallet.sol; the schedule is that of OpenZeppelin's VestingWallet.
        """
        return int(self._call("vestedAmount", token, timestamp))

    def vestedETH_base(self, timestamp: int) -> int:
        """Wei that have vested at `timestamp`, paid out or not."""
        return int(self._call("vestedAmount", timestamp))

    def released_base(self, token: str) -> int:
        """How much of the token at that address was paid out."""
        return int(self._call("released", token))

    def releasedETH_base(self) -> int:
        """Wei that were paid out."""
        return int(self._call("released"))

    def release(self, token: str, from_wallet: Web3Wallet) -> Receipt:
        """Pays out what is due of the token at that address, 0 included. Anybody may call it."""
        return self._send("release", from_wallet, token)

    def releaseETH(self, from_wallet: Web3Wallet) -> Receipt:
        """Pays out the ETH that is due, 0 included. Anybody may call it."""
        return self._send("release", from_wallet)
