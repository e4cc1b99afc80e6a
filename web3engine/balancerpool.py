"""`BalancerPool`: what the pools of Ocean V3 and V4 have in common. Amounts, weights and fees are base 18."""

from __future__ import annotations

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet


class BalancerPool(BToken):
    """A pool. It is itself an ERC20: its shares are called BPT."""

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

    # ---- liquidity

    def joinPool(self, poolAmountOut_base: int, maxAmountsIn_base: list[int], from_wallet: Web3Wallet) -> Receipt:
        """Puts in every token in proportion, for exactly `poolAmountOut_base` BPT."""
        return self._send("joinPool", from_wallet, poolAmountOut_base, maxAmountsIn_base)

    def exitPool(self, poolAmountIn_base: int, minAmountsOut_base: list[int], from_wallet: Web3Wallet) -> Receipt:
        """Takes out every token in proportion, for exactly `poolAmountIn_base` BPT."""
        return self._send("exitPool", from_wallet, poolAmountIn_base, minAmountsOut_base)
