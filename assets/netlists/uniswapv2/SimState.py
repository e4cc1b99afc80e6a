"""`SimState` of uniswapv2: that of lvr around a pair of Uniswap V2."""

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from assets.netlists.lvr import SimState as lvr
from engine.AgentBase import AgentBaseAbstract
from web3engine.datatoken import Datatoken
from web3engine.globaltokens import OCEANtoken
from web3engine.uniswapv2.factory import UniswapV2Factory

from .SimStrategy import SimStrategy


class SimState(lvr.SimState):
    """A pair of x and OCEAN, an arbitrageur, noise traders and a liquidity provider; see lvr."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())

    def _createPool(self, x: Datatoken, x_base: int, y_base: int) -> AmmPool:
        wallet, y = self.lp.web3wallet, OCEANtoken()
        pair = UniswapV2Factory.new(wallet).createPair(x.address, y.address, wallet)
        x.transfer(pair.address, x_base, wallet)
        y.transfer(pair.address, y_base, wallet)
        pair.mint(wallet.address, wallet)
        return UniswapV2AmmPool(pair, x, y)

    def _poolAgents(self) -> list[AgentBaseAbstract]:
        return []
