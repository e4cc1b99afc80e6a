"""`PairOwnerAgent`: creates a Uniswap V2 pair on the chain where it lives, owns it all, and waits."""

from typing import Any

from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types
from web3engine.btoken import BToken
from web3engine.globaltokens import OCEANtoken
from web3engine.uniswapv2.factory import UniswapV2Factory
from web3engine.uniswapv2.pair import UniswapV2Pair


@enforce_types
class PairOwnerAgent(AgentBaseEvm):
    """A passive provider.

    Attributes:
        pair: its pair, once it has one.
    """

    role = "liquidity_provider"
    pair: UniswapV2Pair | None = None

    def createPair(self, x: BToken, x_base: int, y_base: int) -> UniswapV2AmmPool:
        """Creates a pair of x and OCEAN that holds these amounts, which the provider has."""
        wallet, y = self.web3wallet, OCEANtoken()
        self.pair = UniswapV2Factory.new(wallet).createPair(x.address, y.address, wallet)
        x.transfer(self.pair.address, x_base, wallet)
        y.transfer(self.pair.address, y_base, wallet)
        self.pair.mint(self.address, wallet)
        return UniswapV2AmmPool(self.pair, x, y)

    def takeStep(self, state: Any) -> None:
        """Nothing."""
