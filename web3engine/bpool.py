"""`BPool`: a Balancer-V1 pool as Ocean V3 uses it. Mirrors the Solidity; amounts, weights and prices are base 18.

Names of methods and arguments are the reference's. Swaps and single-sided joins and exits give a receipt whose
`returned` is what the contract returned, so that nobody needs to compare balances.
"""

from __future__ import annotations

from typing import Any

from util.base18 import fromBase18
from web3engine.balancerpool import BalancerPool
from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet


class BPool(BalancerPool):
    """A pool. It is itself an ERC20: its shares are called BPT."""

    CONTRACT = "v3/BPool"

    @property
    def f(self) -> Any:
        """The functions of `contract`, under their name of 2021."""
        return self.contract.functions

    def __str__(self) -> str:
        tokens = self.getCurrentTokens()
        lines = [
            "BPool:",
            f"  address = {self.address}",
            f"  controller = {self.getController()}",
            f"  isPublicSwap = {self.isPublicSwap()}",
            f"  isFinalized = {self.isFinalized()}",
            f"  swap fee = {100 * fromBase18(self.getSwapFee_base()):.4f} %",
            f"  BPT supply = {fromBase18(self.totalSupply_base())!r}",
        ]
        for token in tokens:
            weight = fromBase18(self.getDenormalizedWeight_base(token))
            balance = fromBase18(self.getBalance_base(token))
            lines.append(f"  {BToken(token).symbol()}: weight = {weight!r}, balance = {balance!r}")
        return "\n".join(lines)

    def balanceOf_base(self, whom_address: str) -> int:
        """How many shares `whom_address` holds."""
        return int(self._call("balanceOf", whom_address))

    # ---- set-up, by the controller

    def setSwapFee(self, swapFee_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Sets the fee: 1e-6 to 0.1."""
        return self._send("setSwapFee", from_wallet, swapFee_base)

    def setController(self, manager_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Hands control over."""
        return self._send("setController", from_wallet, manager_address)

    def setPublicSwap(self, public: bool, from_wallet: Web3Wallet) -> Receipt:
        """Lets anyone swap, or nobody."""
        return self._send("setPublicSwap", from_wallet, public)

    def finalize(self, from_wallet: Web3Wallet) -> Receipt:
        """Sets the pool for good, opens it to all, and gives 100 BPT to the controller."""
        return self._send("finalize", from_wallet)

    def bind(self, token_address: str, balance_base: int, weight_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Adds a token with its first balance, which `from_wallet` has approved, and its weight (1 to 50)."""
        return self._send("bind", from_wallet, token_address, balance_base, weight_base)

    def rebind(self, token_address: str, balance_base: int, weight_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Changes balance and weight of a token."""
        return self._send("rebind", from_wallet, token_address, balance_base, weight_base)

    def unbind(self, token_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Takes a token out."""
        return self._send("unbind", from_wallet, token_address)

    def gulp(self, token_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Adds what was sent to the pool by plain transfer to its books."""
        return self._send("gulp", from_wallet, token_address)

    # ---- prices

    def getSpotPrice_base(self, tokenIn_address: str, tokenOut_address: str) -> int:
        """Price of one tokenOut in tokenIn, fee included."""
        return int(self._call("getSpotPrice", tokenIn_address, tokenOut_address))

    def getSpotPriceSansFee_base(self, tokenIn_address: str, tokenOut_address: str) -> int:
        """Price of one tokenOut in tokenIn, without fee."""
        return int(self._call("getSpotPriceSansFee", tokenIn_address, tokenOut_address))

    # ---- trade and liquidity

    def swapExactAmountIn(
        self,
        tokenIn_address: str,
        tokenAmountIn_base: int,
        tokenOut_address: str,
        minAmountOut_base: int,
        maxPrice_base: int,
        from_wallet: Web3Wallet,
    ) -> Receipt:
        """Sells exactly `tokenAmountIn_base`. `returned`: (tokenAmountOut, spotPriceAfter)."""
        return self._send(
            "swapExactAmountIn",
            from_wallet,
            tokenIn_address,
            tokenAmountIn_base,
            tokenOut_address,
            minAmountOut_base,
            maxPrice_base,
        )

    def swapExactAmountOut(
        self,
        tokenIn_address: str,
        maxAmountIn_base: int,
        tokenOut_address: str,
        tokenAmountOut_base: int,
        maxPrice_base: int,
        from_wallet: Web3Wallet,
    ) -> Receipt:
        """Buys exactly `tokenAmountOut_base`. `returned`: (tokenAmountIn, spotPriceAfter)."""
        return self._send(
            "swapExactAmountOut",
            from_wallet,
            tokenIn_address,
            maxAmountIn_base,
            tokenOut_address,
            tokenAmountOut_base,
            maxPrice_base,
        )

    def joinswapExternAmountIn(
        self, tokenIn_address: str, tokenAmountIn_base: int, minPoolAmountOut_base: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Stakes exactly `tokenAmountIn_base` of one token. `returned`: poolAmountOut."""
        return self._send(
            "joinswapExternAmountIn", from_wallet, tokenIn_address, tokenAmountIn_base, minPoolAmountOut_base
        )

    def joinswapPoolAmountOut(
        self, tokenIn_address: str, poolAmountOut_base: int, maxAmountIn_base: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Stakes one token for exactly `poolAmountOut_base` BPT. `returned`: tokenAmountIn."""
        return self._send("joinswapPoolAmountOut", from_wallet, tokenIn_address, poolAmountOut_base, maxAmountIn_base)

    def exitswapPoolAmountIn(
        self, tokenOut_address: str, poolAmountIn_base: int, minAmountOut_base: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Unstakes exactly `poolAmountIn_base` BPT into one token. `returned`: tokenAmountOut."""
        return self._send("exitswapPoolAmountIn", from_wallet, tokenOut_address, poolAmountIn_base, minAmountOut_base)

    def exitswapExternAmountOut(
        self, tokenOut_address: str, tokenAmountOut_base: int, maxPoolAmountIn_base: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Unstakes exactly `tokenAmountOut_base` of one token. `returned`: poolAmountIn."""
        return self._send(
            "exitswapExternAmountOut", from_wallet, tokenOut_address, tokenAmountOut_base, maxPoolAmountIn_base
        )

    def stake(self, token_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        return self.joinswapExternAmountIn(token_address, amt_base, 0, from_wallet)

    def unstake(self, token_address: str, BPT_base: int, from_wallet: Web3Wallet) -> Receipt:
        return self.exitswapPoolAmountIn(token_address, BPT_base, 0, from_wallet)

    # ---- pure calculators; a pool's present balances play no part

    def calcSpotPrice_base(
        self,
        tokenBalanceIn_base: int,
        tokenWeightIn_base: int,
        tokenBalanceOut_base: int,
        tokenWeightOut_base: int,
        swapFee_base: int,
    ) -> int:
        """Price of one tokenOut in tokenIn, fee included."""
        return int(
            self._call(
                "calcSpotPrice",
                tokenBalanceIn_base,
                tokenWeightIn_base,
                tokenBalanceOut_base,
                tokenWeightOut_base,
                swapFee_base,
            )
        )

    def calcOutGivenIn_base(
        self,
        tokenBalanceIn_base: int,
        tokenWeightIn_base: int,
        tokenBalanceOut: int,
        tokenWeightOut_base: int,
        tokenAmountIn_base: int,
        swapFee_base: int,
    ) -> int:
        """tokenOut that a swap of `tokenAmountIn_base` gives. (`tokenBalanceOut` is base 18 too.)"""
        return int(
            self._call(
                "calcOutGivenIn",
                tokenBalanceIn_base,
                tokenWeightIn_base,
                tokenBalanceOut,
                tokenWeightOut_base,
                tokenAmountIn_base,
                swapFee_base,
            )
        )

    def calcInGivenOut_base(
        self,
        tokenBalanceIn_base: int,
        tokenWeightIn_base: int,
        tokenBalanceOut_base: int,
        tokenWeightOut_base: int,
        tokenAmountOut_base: int,
        swapFee_base: int,
    ) -> int:
        """tokenIn that `tokenAmountOut_base` costs."""
        return int(
            self._call(
                "calcInGivenOut",
                tokenBalanceIn_base,
                tokenWeightIn_base,
                tokenBalanceOut_base,
                tokenWeightOut_base,
                tokenAmountOut_base,
                swapFee_base,
            )
        )

    def calcPoolOutGivenSingleIn_base(
        self,
        tokenBalanceIn_base: int,
        tokenWeightIn_base: int,
        poolSupply_base: int,
        totalWeight_base: int,
        tokenAmountIn_base: int,
        swapFee_base: int,
    ) -> int:
        """BPT that staking `tokenAmountIn_base` gives."""
        return int(
            self._call(
                "calcPoolOutGivenSingleIn",
                tokenBalanceIn_base,
                tokenWeightIn_base,
                poolSupply_base,
                totalWeight_base,
                tokenAmountIn_base,
                swapFee_base,
            )
        )

    def calcSingleInGivenPoolOut_base(
        self,
        tokenBalanceIn_base: int,
        tokenWeightIn_base: int,
        poolSupply_base: int,
        totalWeight_base: int,
        poolAmountOut_base: int,
        swapFee_base: int,
    ) -> int:
        """tokenIn that `poolAmountOut_base` BPT cost."""
        return int(
            self._call(
                "calcSingleInGivenPoolOut",
                tokenBalanceIn_base,
                tokenWeightIn_base,
                poolSupply_base,
                totalWeight_base,
                poolAmountOut_base,
                swapFee_base,
            )
        )

    def calcSingleOutGivenPoolIn_base(
        self,
        tokenBalanceOut_base: int,
        tokenWeightOut_base: int,
        poolSupply_base: int,
        totalWeight_base: int,
        poolAmountIn_base: int,
        swapFee_base: int,
    ) -> int:
        """tokenOut that unstaking `poolAmountIn_base` BPT gives."""
        return int(
            self._call(
                "calcSingleOutGivenPoolIn",
                tokenBalanceOut_base,
                tokenWeightOut_base,
                poolSupply_base,
                totalWeight_base,
                poolAmountIn_base,
                swapFee_base,
            )
        )

    def calcPoolInGivenSingleOut(
        self,
        tokenBalanceOut_base: int,
        tokenWeightOut_base: int,
        poolSupply_base: int,
        totalWeight_base: int,
        tokenAmountOut_base: int,
        swapFee_base: int,
    ) -> int:
        """BPT that taking out `tokenAmountOut_base` costs, base 18."""
        return int(
            self._call(
                "calcPoolInGivenSingleOut",
                tokenBalanceOut_base,
                tokenWeightOut_base,
                poolSupply_base,
                totalWeight_base,
                tokenAmountOut_base,
                swapFee_base,
            )
        )
