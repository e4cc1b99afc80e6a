"""`UniswapV2Pair`: a pool of two tokens in which the product of the reserves never falls; swaps pay a fee of 0.3 %."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.uniswapv2 import PACKAGE
from web3engine.web3wallet import Web3Wallet

# Of what is paid in, this part of 1000 counts; the contract has these numbers in its code.
FEE_NUMERATOR, FEE_DENOMINATOR = 997, 1000
# Shares that the first `mint` locks away for good.
MINIMUM_LIQUIDITY = 1000
# Reserves are numbers of 112 bits.
MAX_RESERVE = 2**112 - 1


class Reserves(NamedTuple):
    """What a pair holds by its own books, in the tokens' smallest units, and when it last changed, modulo 2**32 s."""

    reserve0: int
    reserve1: int
    blockTimestampLast: int


def amountOut(amount_in: int, reserve_in: int, reserve_out: int) -> int:
    """What a pair gives for `amount_in`, all in smallest units; rounded down, as Uniswap's own library does."""
    counted = amount_in * FEE_NUMERATOR
    return counted * reserve_out // (reserve_in * FEE_DENOMINATOR + counted)


class UniswapV2Pair(BToken):
    """A pair. It is itself an ERC20: its shares.

    Every operation that takes tokens expects them to have been transferred to the pair before.
    """

    CONTRACT = f"{PACKAGE}/UniswapV2Pair"
    DECIMALS = 18

    _token0: str | None = None

    def factory(self) -> str:
        """Address of the factory that made it."""
        return str(self._call("factory"))

    def token0(self) -> str:
        """Address of the token whose address is lower. It never changes, so it is asked once."""
        if self._token0 is None:
            self._token0 = str(self._call("token0"))
        return self._token0

    def token1(self) -> str:
        """Address of the other token."""
        return str(self._call("token1"))

    def getReserves(self) -> Reserves:
        """What it holds by its own books."""
        return Reserves(*self._call("getReserves"))

    def price0CumulativeLast(self) -> int:
        """Sum over seconds of the price of token0 in token1, as a fixed-point number with 112 binary digits."""
        return int(self._call("price0CumulativeLast"))

    def price1CumulativeLast(self) -> int:
        """The same for the price of token1 in token0."""
        return int(self._call("price1CumulativeLast"))

    def kLast(self) -> int:
        """Product of the reserves after the latest `mint` or `burn`; 0 while the protocol's fee is off."""
        return int(self._call("kLast"))

    def mint(self, to_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Turns what was transferred into shares for `to_address`. `returned`: how many."""
        return self._send("mint", from_wallet, to_address)

    def burn(self, to_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Turns shares that were transferred to the pair into both tokens. `returned`: (amount0, amount1)."""
        return self._send("burn", from_wallet, to_address)

    def swap(
        self, amount0Out: int, amount1Out: int, to_address: str, from_wallet: Web3Wallet, data: bytes = b""
    ) -> Receipt:
        """Pays these amounts out, if what was transferred before, less the fee, makes up for them."""
        return self._send("swap", from_wallet, amount0Out, amount1Out, to_address, data)

    def skim(self, to_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Pays out what the pair holds in excess of its books."""
        return self._send("skim", from_wallet, to_address)

    def sync(self, from_wallet: Web3Wallet) -> Receipt:
        """Takes what the pair holds into its books."""
        return self._send("sync", from_wallet)

    # ---- what Uniswap's router does in one transaction

    def reservesFor(self, tokenIn_address: str) -> tuple[int, int]:
        """Its reserves of the token that is paid in and of the other one."""
        reserve0, reserve1, _ = self.getReserves()
        return (reserve0, reserve1) if tokenIn_address == self.token0() else (reserve1, reserve0)

    def buy(self, token_in: BToken, amount_in: int, from_wallet: Web3Wallet) -> int:
        """Transfers exactly `amount_in` to the pair, swaps it, and returns what came out for it.

        Two transactions. If the second one is refused, the tokens stay in the pair, for whoever calls `skim` first.
        """
        out = amountOut(amount_in, *self.reservesFor(token_in.address))
        token_in.transfer(self.address, amount_in, from_wallet)
        amounts = (0, out) if token_in.address == self.token0() else (out, 0)
        self.swap(*amounts, from_wallet.address, from_wallet)
        return out
