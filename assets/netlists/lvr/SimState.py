"""`SimState` of lvr: wires the market outside, the pool, and those who trade in it."""

from assets.agents.amm.AmmPool import AmmPool
from assets.agents.amm.ArbitrageurAgent import ArbitrageurAgent
from assets.agents.amm.BalancerAmmPool import BalancerAmmPool
from assets.agents.amm.LiquidityProviderAgent import LiquidityProviderAgent
from assets.agents.amm.NoiseTraderAgent import NoiseTraderAgent
from assets.agents.market.ExternalMarketAgent import ExternalMarketAgent
from assets.agents.PoolAgent import PoolAgent
from engine import SimStateBase
from engine.AgentBase import AgentBaseAbstract
from util.base18 import toBase18
from util.constants import HUGEINT
from web3engine.datatoken import Datatoken
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken

from .KPIs import KPIs
from .SimStrategy import SimStrategy

# Traders hold this many times what the pool begins with, of each token: more than they ever need.
_DEEP = 1e6
# Balancer's weights are 1 or more, and add up to 50 at most; base 18.
_TOTAL_WEIGHT_BASE = 50 * 10**18


class SimState(SimStateBase.SimStateBase):
    """A pool of x and OCEAN, an arbitrageur, noise traders and a liquidity provider.

    Attributes:
        market: the price outside.
        pool: the pool as traders see it.
        arbitrageur, noise_traders, lp: the agents.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        x_init, y_init = ss.initialReserves()
        self.market = ExternalMarketAgent("external_market", ss.P0, ss.SIGMA_PER_DAY, ss.LOG_DRIFT_PER_DAY, ss.BLOCKS)
        self.lp = LiquidityProviderAgent("lp", USD=0.0, OCEAN=y_init)
        x = createDatatoken("X", toBase18(x_init), self.lp.web3wallet, cap_base=HUGEINT)
        self.pool = self._createPool(x, toBase18(x_init), toBase18(y_init))
        deep_OCEAN = _DEEP * y_init
        self.arbitrageur = ArbitrageurAgent("arbitrageur", self.pool, self.market, deep_OCEAN, ss.GAS_COST)
        self.noise_traders = NoiseTraderAgent(
            "noise_traders", self.pool, self.market, deep_OCEAN, ss.NOISE_VOLUME_PER_DAY, ss.NOISE_SIZE
        )
        for trader in (self.arbitrageur, self.noise_traders):
            x.mint(trader.address, toBase18(_DEEP * x_init), self.lp.web3wallet)
            self.pool.approveAll(trader.web3wallet)
        # The order is the one in which they act.
        for agent in (self.market, self.arbitrageur, self.noise_traders, *self._poolAgents(), self.lp):
            self.addAgent(agent)
        self.kpis = KPIs(ss.time_step, self.market, self.pool)

    def _createPool(self, x: Datatoken, x_base: int, y_base: int) -> AmmPool:
        """A pool with these reserves, paid by the provider, who gets all shares of it."""
        weight_base = toBase18(self.ss.WEIGHT_X * 50.0)
        stakes = [Stake(x, x_base, weight_base), Stake(OCEANtoken(), y_base, _TOTAL_WEIGHT_BASE - weight_base)]
        pool = createBPool(stakes, self.lp.web3wallet, toBase18(self.ss.SWAP_FEE))
        return BalancerAmmPool(pool, x, OCEANtoken())

    def _poolAgents(self) -> list[AgentBaseAbstract]:
        """Agents through which others find the pool."""
        assert isinstance(self.pool, BalancerAmmPool)
        return [PoolAgent("pool0", self.pool.pool)]
