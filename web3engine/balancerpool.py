"""`BalancerPool`: what the pools of Ocean V3 and V4 have in common. Amounts, weights and fees are base 18."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction

from util.base18 import fromBase18
from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet

# The contract's powers are exact to 1e-10 of their base; that much less, and a bit, can be given back at once.
_POW_MARGIN = 1e-8


class BalancerPool(BToken, interface=True):
    """A pool. It is itself an ERC20: its shares are called BPT."""

    # A pool is a clone, whose decimals() answers 0.
    DECIMALS = 18

    # Each generation's own; V4's take the consume market and its fee behind the same arguments.
    swapExactAmountIn: Callable[..., Receipt]
    swapExactAmountOut: Callable[..., Receipt]

    # ---- views

    def isPublicSwap(self) -> bool:
        """Whether anyone may swap."""
        return bool(self._call("isPublicSwap"))

    def isFinalized(self) -> bool:
        """Whether its tokens, weights and fee are set for good."""
        return bool(self._call("isFinalized"))

    def isBound(self, token_address: str) -> bool:
        """Whether the token is in the pool."""
        return bool(self._call("isBound", token_address))

    def getNumTokens(self) -> int:
        """How many tokens are in the pool."""
        return int(self._call("getNumTokens"))

    def getCurrentTokens(self) -> list[str]:
        """Addresses of its tokens."""
        return list(self._call("getCurrentTokens"))

    def getFinalTokens(self) -> list[str]:
        """Addresses of its tokens; refused until the pool is finalized."""
        return list(self._call("getFinalTokens"))

    def getDenormalizedWeight_base(self, token_address: str) -> int:
        """Weight as it was bound."""
        return int(self._call("getDenormalizedWeight", token_address))

    def getTotalDenormalizedWeight_base(self) -> int:
        """Sum of all weights."""
        return int(self._call("getTotalDenormalizedWeight"))

    def getNormalizedWeight_base(self, token_address: str) -> int:
        """Weight as a fraction of all weights."""
        return int(self._call("getNormalizedWeight", token_address))

    def getBalance_base(self, token_address: str) -> int:
        """How much of the token the pool holds, by its own books."""
        return int(self._call("getBalance", token_address))

    def getSwapFee_base(self) -> int:
        """Fee of a swap, as a fraction of what goes in."""
        return int(self._call("getSwapFee"))

    def getController(self) -> str:
        """Address that may change the pool before it is finalized."""
        return str(self._call("getController"))

    # ---- what the contract allows in one transaction; `margin` is how much less is wanted, as a fraction of the limit

    def maxIn(self, token_address: str, margin: float = 0.0) -> float:
        """The most of a token that one swap or stake may put in, in whole tokens: half of what is in the pool.

        Source: Balancer V1, BConst.sol, MAX_IN_RATIO.
        """
        return 1 / 2 * (1 - margin) * fromBase18(self.getBalance_base(token_address))

    def maxIn_base(self, token_address: str, margin: Fraction = Fraction(0)) -> int:
        """The same in base units, exactly."""
        return _part(self.getBalance_base(token_address), margin, 2)

    def maxOut(self, token_address: str, margin: float = 0.0) -> float:
        """The most of a token that one swap or unstake may take out, in whole tokens: a third of the pool's.

        Source: Balancer V1, BConst.sol, MAX_OUT_RATIO.
        """
        return 1 / 3 * (1 - margin) * fromBase18(self.getBalance_base(token_address))

    def maxOut_base(self, token_address: str, margin: Fraction = Fraction(0), balance_base: int | None = None) -> int:
        """The same in base units, exactly.

        Args:
            balance_base: what is in the pool, where it is known.
        """
        balance_base = self.getBalance_base(token_address) if balance_base is None else balance_base
        return _part(balance_base, margin, 3)

    def maxUnstake(self, token_address: str, part: float | None = None) -> float:
        """Shares for which a third of the pool's balance of the token goes out, a hair less.

        Args:
            part: `maxUnstaked`, where it is known.
        """
        part = self.maxUnstaked(token_address) if part is None else part
        return fromBase18(self.totalSupply_base()) * part * (1.0 - _POW_MARGIN)

    def maxUnstake_base(self, token_address: str) -> int:
        """The same in base units."""
        return int(self.totalSupply_base() * self.maxUnstaked(token_address) * (1.0 - _POW_MARGIN))

    def maxUnstaked(self, token_address: str) -> float:
        """Fraction of all shares for which a third of the token goes out: the same for good, once the pool is final.

        1 - (1 - 1/3 / (1 - (1 - n) fee))^n, where n is the token's part of the weights, and the fee the pool's own.

        Source: Balancer V1, BMath.sol, calcPoolInGivenSingleOut, with a third of the balance as what goes out.
        """
        n = self.getDenormalizedWeight_base(token_address) / self.getTotalDenormalizedWeight_base()
        after_fee = 1.0 - (1.0 - n) * fromBase18(self.getSwapFee_base())
        return float(1.0 - (1.0 - 1.0 / 3.0 / after_fee) ** n)

    # ---- liquidity

    @abstractmethod
    def stake(self, token_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Puts in exactly `amt_base` of one token, which `from_wallet` has approved. `returned`: BPT."""

    @abstractmethod
    def unstake(self, token_address: str, BPT_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Gives back exactly `BPT_base` shares for one token. `returned`: how much of it."""

    def joinPool(self, poolAmountOut_base: int, maxAmountsIn_base: list[int], from_wallet: Web3Wallet) -> Receipt:
        """Puts in every token in proportion, for exactly `poolAmountOut_base` BPT."""
        return self._send("joinPool", from_wallet, poolAmountOut_base, maxAmountsIn_base)

    def exitPool(self, poolAmountIn_base: int, minAmountsOut_base: list[int], from_wallet: Web3Wallet) -> Receipt:
        """Takes out every token in proportion, for exactly `poolAmountIn_base` BPT."""
        return self._send("exitPool", from_wallet, poolAmountIn_base, minAmountsOut_base)


def _part(amt_base: int, margin: Fraction, of: int) -> int:
    """One of so many parts of an amount, less the margin, rounded down."""
    return amt_base * (margin.denominator - margin.numerator) // (margin.denominator * of)
