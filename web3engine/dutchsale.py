"""`DutchSale`: sells a datatoken at a declining price before its pool opens. Our own contract; its Solidity is
assets/contracts/dutchsale/DutchSale.sol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet

if TYPE_CHECKING:
    from typing_extensions import Self


class DutchSale(ContractBase):
    """One sale of one datatoken for a base token. Everybody pays the price of the moment in which he buys.

    It runs from `startTime` to `endTime`, both seconds included, or until all is sold. Prices are in the base token's
    smallest units per whole datatoken (base 18 for OCEAN) and decline linearly; they, and costs, are rounded up.
    """

    CONTRACT = "tokenspice/DutchSale"

    @classmethod
    def new(
        cls,
        datatoken: str,
        base_token: str,
        start_time: int,
        end_time: int,
        startPrice_base: int,
        floorPrice_base: int,
        from_wallet: Web3Wallet,
    ) -> Self:
        """Creates one of which `from_wallet` is the seller. Times are in seconds since 1970, tokens are addresses.

        Both prices may be the same, and neither may be 0.
        """
        return cls.deploy(from_wallet, datatoken, base_token, start_time, end_time, startPrice_base, floorPrice_base)

    # ---- what it is

    def seller(self) -> str:
        """Address that put the datatokens up for sale, and gets what was paid."""
        return str(self._call("seller"))

    def datatoken(self) -> str:
        """Address of what is sold."""
        return str(self._call("datatoken"))

    def baseToken(self) -> str:
        """Address of what is paid with."""
        return str(self._call("baseToken"))

    def startTime(self) -> int:
        """First second of the sale, since 1970."""
        return int(self._call("startTime"))

    def endTime(self) -> int:
        """Last second of the sale, since 1970."""
        return int(self._call("endTime"))

    def startPrice_base(self) -> int:
        """Price in the first second."""
        return int(self._call("startPrice"))

    def floorPrice_base(self) -> int:
        """Price in the last second."""
        return int(self._call("floorPrice"))

    # ---- how it stands

    def price_base(self) -> int:
        """Price at the chain's present time: the first one before the sale, the floor after it."""
        return int(self._call("price"))

    def cost_base(self, datatokens_base: int) -> int:
        """The present cost of these datatokens, in base tokens. With b of those one can pay for b * 10**18 // price."""
        return int(self._call("cost", datatokens_base))

    def deposited_base(self) -> int:
        """Datatokens that were put up for sale."""
        return int(self._call("deposited"))

    def sold_base(self) -> int:
        """Datatokens that were bought."""
        return int(self._call("sold"))

    def left_base(self) -> int:
        """Datatokens that were not bought."""
        return int(self._call("left"))

    def proceeds_base(self) -> int:
        """Base tokens that buyers have paid, withdrawn or not."""
        return int(self._call("proceeds"))

    def lastPrice_base(self) -> int:
        """Price of the latest purchase, which is the lowest that anybody paid; 0 before the first."""
        return int(self._call("lastPrice"))

    def isOver(self) -> bool:
        """Whether nothing can be bought any more: all is sold, or the last second has passed."""
        return bool(self._call("isOver"))

    def clearingPrice_base(self) -> int:
        """The price that the sale has discovered: the last one if everything was sold, otherwise the floor.

        Raises:
            TxReverted: the sale is not over.
        """
        return int(self._call("clearingPrice"))

    # ---- what one can do

    def deposit(self, datatokens_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Puts datatokens up for sale, which the seller has approved: until the first second, or the first purchase."""
        return self._send("deposit", from_wallet, datatokens_base)

    def buy(self, datatokens_base: int, maxPrice_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Buys so many datatokens, or all that are left if those are fewer, for base tokens that were approved.

        Refused if the present price is above `maxPrice_base`. `returned`: (datatokens bought, base tokens paid).
        """
        return self._send("buy", from_wallet, datatokens_base, maxPrice_base)

    def withdraw(self, from_wallet: Web3Wallet) -> Receipt:
        """Sends the seller what was paid and what was not sold. Only the seller may call it, once the sale is over."""
        return self._send("withdraw", from_wallet)
