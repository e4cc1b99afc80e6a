"""What a swap in a Balancer pool of Ocean V3 would bring, from the contract's own arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from web3engine.bpool import BPool


@dataclass(frozen=True)
class Quotes:
    """The books of a pool for swaps in one direction, as they are or as they would be.

    Args:
        pool: whose arithmetic and fee it is.
        sold, bought: addresses of the tokens.
        balance_in, balance_out: what the pool holds of them, in base units.
    """

    pool: BPool
    sold: str
    bought: str
    balance_in: int
    balance_out: int

    @classmethod
    def now(cls, pool: BPool, sold: str, bought: str) -> Quotes:
        """The books as they are."""
        return cls(pool, sold, bought, pool.getBalance_base(sold), pool.getBalance_base(bought))

    def out(self, amount_base: int) -> int:
        """What `amount_base` of the token sold brings, in base units; as the contract rounds it."""
        weights = [self.pool.getDenormalizedWeight_base(token) for token in (self.sold, self.bought)]
        fee = self.pool.getSwapFee_base()
        return self.pool.calcOutGivenIn_base(
            self.balance_in, weights[0], self.balance_out, weights[1], amount_base, fee
        )

    def after(self, amount_base: int) -> Quotes:
        """The books after a swap of `amount_base`."""
        left = self.balance_out - self.out(amount_base)
        return Quotes(self.pool, self.sold, self.bought, self.balance_in + amount_base, left)
