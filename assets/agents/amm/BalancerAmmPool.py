"""`BalancerAmmPool`: a finalized Balancer pool of two tokens, as Ocean V3 uses it, behind the seam `AmmPool`."""

from __future__ import annotations

from assets.agents.amm.AmmPool import AmmPool
from util.base18 import fromBase18
from util.constants import HUGEINT
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.web3wallet import Web3Wallet

# A swap stays this part below the contract's limit, for what it rounds.
_MARGIN = 1e-11


class BalancerAmmPool(AmmPool):
    """A Balancer pool.

    Args:
        pool: the contract; its fee and its weights are read from it.
        x, y: its two tokens.
    """

    def __init__(self, pool: BPool, x: BToken, y: BToken):
        weight_x = pool.getDenormalizedWeight_base(x.address) / pool.getTotalDenormalizedWeight_base()
        super().__init__(x, y, fromBase18(pool.getSwapFee_base()), weight_x)
        self.pool = pool

    def readReserves_base(self) -> tuple[int, int]:
        return self.pool.getBalance_base(self.x.address), self.pool.getBalance_base(self.y.address)

    def maxIn(self, sells_x: bool) -> float:
        return self.pool.maxIn((self.x if sells_x else self.y).address, _MARGIN)

    def approveAll(self, wallet: Web3Wallet) -> None:
        for token in (self.x, self.y):
            token.approve(self.pool.address, HUGEINT, wallet)

    def _swapIn_base(self, sells_x: bool, amount_base: int, wallet: Web3Wallet) -> int:
        token_in, token_out = (self.x, self.y) if sells_x else (self.y, self.x)
        receipt = self.pool.swapExactAmountIn(token_in.address, amount_base, token_out.address, 0, HUGEINT, wallet)
        out_base: int = receipt.returned[0]
        return out_base
