"""`UniswapV2AmmPool`: a Uniswap V2 pair behind the seam `AmmPool`."""

from __future__ import annotations

from assets.agents.amm.AmmPool import AmmPool
from util.base18 import fromBase18
from web3engine.btoken import BToken
from web3engine.uniswapv2.pair import FEE_DENOMINATOR, FEE_NUMERATOR, MAX_RESERVE, UniswapV2Pair
from web3engine.web3wallet import Web3Wallet

# As a fraction of what is paid in: 0.3 %.
FEE = (FEE_DENOMINATOR - FEE_NUMERATOR) / FEE_DENOMINATOR


class UniswapV2AmmPool(AmmPool):
    """A pair. Both of its tokens must have 18 decimals and move exactly what they are told to.

    Args:
        pair: the contract.
        x, y: its two tokens.
    """

    def __init__(self, pair: UniswapV2Pair, x: BToken, y: BToken):
        super().__init__(x, y, FEE, weight_x=0.5)
        self.pair = pair

    def readReserves_base(self) -> tuple[int, int]:
        return self.pair.reservesFor(self.x.address)

    def maxIn(self, sells_x: bool) -> float:
        x_base, y_base = self.reserves_base()
        return fromBase18(MAX_RESERVE - (x_base if sells_x else y_base))

    def approveAll(self, wallet: Web3Wallet) -> None:
        """Nothing: a pair is paid by transfers."""

    def _swapIn_base(self, sells_x: bool, amount_base: int, wallet: Web3Wallet) -> int:
        return self.pair.buy(self.x if sells_x else self.y, amount_base, wallet)
