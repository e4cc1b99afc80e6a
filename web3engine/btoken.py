"""`BToken`: what every ERC20 here can do, pools' shares included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from util.errors import ParameterError, TxReverted
from web3engine.chain import ZERO_ADDRESS, Receipt, Reverted
from web3engine.contract import ContractBase
from web3engine.deployments import isOceans
from web3engine.web3wallet import Web3Wallet

_OTHERS = """
allowance balanceOf decreaseApproval increaseApproval name totalSupply
BONE BPOW_PRECISION EXIT_FEE INIT_POOL_SUPPLY MAX_BOUND_TOKENS MAX_BPOW_BASE MAX_FEE MAX_IN_RATIO MAX_OUT_RATIO
MAX_TOTAL_WEIGHT MAX_WEIGHT MIN_BALANCE MIN_BOUND_TOKENS MIN_BPOW_BASE MIN_FEE MIN_WEIGHT
"""


class BToken(ContractBase, interface=True, others=_OTHERS):
    """An ERC20 token. Amounts are integers in its smallest unit."""

    CONTRACT = "v3/BToken"

    # How many decimals its amounts have, where every token of the class has as many.
    DECIMALS: ClassVar[int | None] = None

    _decimals: int | None = None

    @cached_property
    def is_plain(self) -> bool:
        """Whether its code is known to move exactly what it is told to, and nothing at any other time.

        Ocean's datatokens and pools do. Any other token may tax, rebase or refuse.
        """
        return isOceans(self.address, _PLAIN, self._chain)

    def symbol(self) -> str:
        """Its ticker."""
        return str(self._call("symbol"))

    def decimals(self) -> int:
        """What the contract answers: 0 for a pool, being a clone. `unitDecimals` says how amounts are counted."""
        return int(self._call("decimals"))

    def unitDecimals(self) -> int:
        """How many decimals its amounts have, asked once.

        18 for an ERC20 that does not say, which is allowed; 0 for an ERC721, whose tokens are counted.
        """
        if self._decimals is None:
            self._decimals = self.DECIMALS
        if self._decimals is None:
            # If it refuses to say, the error is made with this.
            self._decimals = 18
            try:
                self._decimals = self.decimals()
            except (ParameterError, TxReverted):
                self._decimals = 0 if self.isErc721() else 18
        return self._decimals

    def isErc721(self) -> bool:
        """Whether it says that it is an ERC721."""
        try:
            return self._chain.call(ZERO_ADDRESS, self.address, _IS_ERC721)[31:] == b"\1"
        except Reverted:
            return False

    def _amountDecimals(self) -> int | None:
        return self.unitDecimals()

    def totalSupply_base(self) -> int:
        """How much of it exists."""
        return int(self._call("totalSupply"))

    def balanceOf_base(self, address: str) -> int:
        """How much of it `address` holds."""
        return int(self._call("balanceOf", address))

    def allowance_base(self, src_address: str, dst_address: str) -> int:
        """How much `dst_address` may take from `src_address`."""
        return int(self._call("allowance", src_address, dst_address))

    def transfer(self, dst_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Sends `amt_base` to `dst_address`."""
        return self._send("transfer", from_wallet, dst_address, amt_base)

    def transferFrom(self, src_address: str, dst_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Takes `amt_base` from `src_address`, which has approved it, to `dst_address`."""
        return self._send("transferFrom", from_wallet, src_address, dst_address, amt_base)

    def approve(self, spender_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Lets `spender_address` take up to `amt_base`."""
        return self._send("approve", from_wallet, spender_address, amt_base)


class Basket(tuple[BToken, ...]):
    """Tokens of which balances are asked again and again: their addresses are found once.

    Attributes:
        addresses: of the tokens, in their order.
    """

    addresses: list[str]

    def __new__(cls, tokens: Iterable[BToken]) -> Basket:
        basket = super().__new__(cls, tokens)
        basket.addresses = [token.address for token in basket]
        return basket

    def amounts(self, known: Mapping[str, float], ask: Callable[[BToken], float]) -> list[float]:
        """An amount of each token: what is known by its address, or what `ask` returns."""
        try:
            return [*map(known.__getitem__, self.addresses)]
        except KeyError:
            amounts = map(known.get, self.addresses)
            return [ask(token) if amt is None else amt for amt, token in zip(amounts, self)]


# A call of supportsInterface(0x80ac58cd), see EIP-721.
_IS_ERC721 = bytes.fromhex("01ffc9a7" + "80ac58cd".ljust(64, "0"))
# Ocean's contracts of which every token is a clone.
_PLAIN = ("DataTokenTemplate", "BPool", "v4/BPool", "v4/ERC20Template", "v4/ERC20TemplateEnterprise")
