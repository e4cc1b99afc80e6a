"""`BPool`: Ocean V4's pool of one datatoken and one base token, in equal weights. Amounts, prices and fees are base 18.

A swap pays four fees, all in the token that goes in: to the liquidity providers, to the community (OPC), to the market
where the pool was published, and to the market where the swap is made. The last is called consume-market fee and is
chosen by who swaps. Staking is in the base token alone; the one-sided-staking bot (`SideStaking`) adds the datatokens.
"""

from __future__ import annotations

from typing import NamedTuple

from util.errors import ParameterError
from util.mathutil import addUp
from web3engine.address import short
from web3engine.balancerpool import BalancerPool
from web3engine.chain import ZERO_ADDRESS, Receipt
from web3engine.web3wallet import Web3Wallet


class Quote(NamedTuple):
    """What a swap would cost or give, and the fees in it, which are in the token that goes in."""

    amount_base: int
    LP_fee_base: int
    OPC_fee_base: int
    publish_market_fee_base: int
    consume_market_fee_base: int


class SwapFees(NamedTuple):
    """The fees that one swap paid, in `token`: the event SWAP_FEES."""

    LP_fee_base: int
    OPC_fee_base: int
    publish_market_fee_base: int
    consume_market_fee_base: int
    token: str


class BPool(BalancerPool):
    """A pool. It is itself an ERC20: its shares are called BPT."""

    CONTRACT = "v4/BPool"

    _base_token: str | None = None

    # ---- views

    def getBaseTokenAddress(self) -> str:
        """The token that one stakes, such as OCEAN."""
        return str(self._call("getBaseTokenAddress"))

    def getDatatokenAddress(self) -> str:
        """The datatoken."""
        return str(self._call("getDatatokenAddress"))

    def getMarketFee_base(self) -> int:
        """Fee of the publishing market, as a fraction of what goes in."""
        return int(self._call("getMarketFee"))

    def getOPCFee_base(self) -> int:
        """Fee of the community, as a fraction of what goes in."""
        return int(self._call("getOPCFee"))

    def getPublishMarketCollector(self) -> str:
        """The receiver of the publishing market's fees."""
        return str(self._call("_publishMarketCollector"))

    def communityFees_base(self, token_address: str) -> int:
        """The community's fees in that token that wait in the pool for `collectOPC`."""
        return int(self._call("communityFees", token_address))

    def publishMarketFees_base(self, token_address: str) -> int:
        """The publishing market's fees in that token that wait in the pool for `collectMarketFee`."""
        return int(self._call("publishMarketFees", token_address))

    # ---- prices

    def getSpotPrice_base(self, tokenIn_address: str, tokenOut_address: str, consumeMarketFee_base: int = 0) -> int:
        """Price of one tokenOut in tokenIn, with all fees; `consumeMarketFee_base` is a fraction."""
        return int(self._call("getSpotPrice", tokenIn_address, tokenOut_address, consumeMarketFee_base))

    def getAmountInExactOut(
        self, tokenIn_address: str, tokenOut_address: str, tokenAmountOut_base: int, consumeMarketFee_base: int = 0
    ) -> Quote:
        """What `tokenAmountOut_base` costs."""
        return Quote(
            *self._call(
                "getAmountInExactOut", tokenIn_address, tokenOut_address, tokenAmountOut_base, consumeMarketFee_base
            )
        )

    def getAmountOutExactIn(
        self, tokenIn_address: str, tokenOut_address: str, tokenAmountIn_base: int, consumeMarketFee_base: int = 0
    ) -> Quote:
        """What `tokenAmountIn_base` buys."""
        return Quote(
            *self._call(
                "getAmountOutExactIn", tokenIn_address, tokenOut_address, tokenAmountIn_base, consumeMarketFee_base
            )
        )

    def calcPoolOutSingleIn_base(self, token_address: str, tokenAmountIn_base: int) -> int:
        """BPT that staking `tokenAmountIn_base` gives now."""
        return int(self._call("calcPoolOutSingleIn", token_address, tokenAmountIn_base))

    def calcSingleInPoolOut_base(self, token_address: str, poolAmountOut_base: int) -> int:
        """What `poolAmountOut_base` BPT cost now."""
        return int(self._call("calcSingleInPoolOut", token_address, poolAmountOut_base))

    def calcSingleOutPoolIn_base(self, token_address: str, poolAmountIn_base: int) -> int:
        """What unstaking `poolAmountIn_base` BPT gives now."""
        return int(self._call("calcSingleOutPoolIn", token_address, poolAmountIn_base))

    def calcPoolInSingleOut_base(self, token_address: str, tokenAmountOut_base: int) -> int:
        """BPT that taking out `tokenAmountOut_base` costs now."""
        return int(self._call("calcPoolInSingleOut", token_address, tokenAmountOut_base))

    # ---- trade and liquidity; joinPool and exitPool of `BalancerPool` pass the bot by

    def swapExactAmountIn(
        self,
        tokenIn_address: str,
        tokenAmountIn_base: int,
        tokenOut_address: str,
        minAmountOut_base: int,
        maxPrice_base: int,
        from_wallet: Web3Wallet,
        consumeMarket: str = ZERO_ADDRESS,
        consumeMarketFee_base: int = 0,
    ) -> Receipt:
        """Sells exactly `tokenAmountIn_base`. `returned`: (tokenAmountOut, spotPriceAfter).

        Args:
            consumeMarket: address of the market where this is done.
            consumeMarketFee_base: its fee, a fraction: 0, or 0.0001 to 0.1.
        """
        return self._send(
            "swapExactAmountIn",
            from_wallet,
            (tokenIn_address, tokenOut_address, consumeMarket),
            (tokenAmountIn_base, minAmountOut_base, maxPrice_base, consumeMarketFee_base),
        )

    def swapExactAmountOut(
        self,
        tokenIn_address: str,
        maxAmountIn_base: int,
        tokenOut_address: str,
        tokenAmountOut_base: int,
        maxPrice_base: int,
        from_wallet: Web3Wallet,
        consumeMarket: str = ZERO_ADDRESS,
        consumeMarketFee_base: int = 0,
    ) -> Receipt:
        """Buys exactly `tokenAmountOut_base`. `returned`: (tokenAmountIn, spotPriceAfter). Markets as above."""
        return self._send(
            "swapExactAmountOut",
            from_wallet,
            (tokenIn_address, tokenOut_address, consumeMarket),
            (maxAmountIn_base, tokenAmountOut_base, maxPrice_base, consumeMarketFee_base),
        )

    def joinswapExternAmountIn(
        self, tokenAmountIn_base: int, minPoolAmountOut_base: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Stakes exactly `tokenAmountIn_base` of the base token. `returned`: poolAmountOut."""
        return self._send("joinswapExternAmountIn", from_wallet, tokenAmountIn_base, minPoolAmountOut_base)

    def exitswapPoolAmountIn(self, poolAmountIn_base: int, minAmountOut_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Unstakes exactly `poolAmountIn_base` BPT into the base token. `returned`: tokenAmountOut."""
        return self._send("exitswapPoolAmountIn", from_wallet, poolAmountIn_base, minAmountOut_base)

    def stake(self, token_address: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        self._checkBaseToken(token_address)
        return self.joinswapExternAmountIn(amt_base, 0, from_wallet)

    def unstake(self, token_address: str, BPT_base: int, from_wallet: Web3Wallet) -> Receipt:
        self._checkBaseToken(token_address)
        return self.exitswapPoolAmountIn(BPT_base, 0, from_wallet)

    def _checkBaseToken(self, token_address: str) -> None:
        if self._base_token is None:
            self._base_token = self.getBaseTokenAddress()
        if token_address != self._base_token:
            what = f"{short(token_address)} alone cannot be staked in {self!r}, nor taken out"
            raise ParameterError(what, "a pool of Ocean V4 does that with its base token only")

    # ---- fees

    def collectOPC(self, from_wallet: Web3Wallet) -> Receipt:
        """Sends the community's fees to its collector. Anyone may."""
        return self._send("collectOPC", from_wallet)

    def collectMarketFee(self, from_wallet: Web3Wallet) -> Receipt:
        """Sends the publishing market's fees to it. Anyone may."""
        return self._send("collectMarketFee", from_wallet)

    def updatePublishMarketFee(self, new_collector: str, new_fee_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Changes the publishing market's address and fee. Only it may."""
        return self._send("updatePublishMarketFee", from_wallet, new_collector, new_fee_base)

    def swapFees(self, receipt: Receipt) -> SwapFees:
        """The fees of the swap of that receipt; of the first, where it made several in this pool."""
        return SwapFees(*self._event(receipt, "SWAP_FEES").values())

    def botBPT_base(self, receipt: Receipt) -> int:
        """BPT that the bot received in that join, or burnt in that exit; 0 where it took no part."""
        return addUp(int(event["bptAmount"]) for event in self._events(receipt, "LOG_BPT_SS"))
