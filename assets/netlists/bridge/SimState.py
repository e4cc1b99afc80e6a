"""`SimState` of bridge: a pool on each of two chains, a bridge with its relayer, and those who trade."""

import math

from assets.agents.amm.UniswapV2AmmPool import FEE, UniswapV2AmmPool
from assets.agents.bridge.Bridge import GUEST, HOME, PPM, Bridge, sentFor
from assets.agents.bridge.CrossChainArbitrageurAgent import CrossChainArbitrageurAgent
from assets.agents.bridge.PairOwnerAgent import PairOwnerAgent
from assets.agents.bridge.RelayerAgent import RelayerAgent
from assets.agents.bridge.SwapperAgent import SwapperAgent
from assets.agents.theory.bridging import band, rootMeanSquareGap
from engine import SimStateBase
from util.base18 import toBase18
from util.constants import HUGEINT
from web3engine.bridgelock import BridgeLock
from web3engine.bridgetoken import BridgeToken
from web3engine.chain import currentChain, onChain
from web3engine.simpletoken import Simpletoken

from .KPIs import KPIs
from .SimStrategy import SimStrategy

# Traders hold this many times what their pool begins with, of x and of OCEAN.
_DEEP = 2


class SimState(SimStateBase.SimStateBase):
    """Two chains: x and a pool of it are on the main one; on "L2", a bridged x and a pool of that.

    Attributes:
        bridge: both ends.
        providers, pools, swappers: of the main chain and of L2.
        relayer, arbitrageur: the agents that are on both.
        band: the widest gap between the prices at which no trade over the bridge pays, as a difference of logarithms.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        ss = self.ss
        self.band = band(FEE, ss.FEE_PPM / PPM)
        self.relayer = RelayerAgent("relayer", ss.DELAY, (ss.OUTAGE_FROM_DAY, ss.OUTAGE_FROM_DAY + ss.OUTAGE_DAYS))
        providers = [PairOwnerAgent("provider", USD=0.0, OCEAN=ss.POOL_OCEAN)]
        with onChain(GUEST):
            providers.append(PairOwnerAgent("provider_L2", USD=0.0, OCEAN=ss.POOL_OCEAN))
        self.bridge = self._createBridge(*providers)
        self.pools: list[UniswapV2AmmPool] = []
        self.swappers: list[SwapperAgent] = []
        tokens = self.bridge.x, self.bridge.token
        for chain, provider, x, x_base in zip((HOME, GUEST), providers, tokens, self._pooled_base()):
            with onChain(chain):
                pool = provider.createPair(x, x_base, toBase18(ss.POOL_OCEAN))
                name = f"swapper_{chain}".rstrip("_")
                swapper = SwapperAgent(name, _DEEP * ss.POOL_OCEAN, pool, ss.SWAPS_PER_DAY, ss.SWAP_SIZE)
                provider.transfer(x, swapper, provider.balance(x))
                swapper.beginCounting()
            self.pools.append(pool)
            self.swappers.append(swapper)
        self.providers = providers
        self.arbitrageur = CrossChainArbitrageurAgent(
            "arbitrageur", ss.ARB_OCEAN, self.bridge, tuple(self.pools), ss.MIN_PROFIT
        )
        # The order is the one in which they act.
        for agent in (*self.swappers, self.relayer, self.arbitrageur, *self.providers):
            self.addAgent(agent)
        self.reserves_init = [pool.reserves() for pool in self.pools]
        self.income_init = self.relayer.income()
        self.kpis = KPIs(ss.time_step)

    def prices(self) -> list[float]:
        """OCEAN for one x in the pools of both chains."""
        return [y / x for x, y in (pool.reserves() for pool in self.pools)]

    def gap(self) -> float:
        """ln(price on L2 / price on the main chain)."""
        home, guest = self.prices()
        return math.log(guest / home)

    def rootMeanSquareGap(self) -> float:
        """What theory expects of the gap without delay."""
        # A trade of s moves the price of a pool of y by the factor (1 + s / y)², up to the fee.
        return rootMeanSquareGap(self.band, 2.0 * self.ss.SWAP_SIZE / self.ss.POOL_OCEAN)

    def inFlight_base(self) -> list[int]:
        """What is on its way to L2, and back."""
        return [self.bridge.inFlight_base(*lane) for lane in self.bridge.lanes()]

    def _pooled_base(self) -> list[int]:
        """x that each pool begins with."""
        return [toBase18(self.ss.POOL_OCEAN / price) for price in (self.ss.PRICE_HOME, self.ss.PRICE_L2)]

    def _createBridge(self, provider: PairOwnerAgent, provider_L2: PairOwnerAgent) -> Bridge:
        """Creates x and its bridge, and gives each provider what its pool and its chain's traders begin with."""
        fee_ppm, relayer = self.ss.FEE_PPM, self.relayer.address
        home_base, guest_base = (x_base + _DEEP * x_base for x_base in self._pooled_base())
        sent_base = sentFor(guest_base, fee_ppm)
        wallet = provider.web3wallet
        x = Simpletoken.new("X", "A token", 18, home_base + sent_base, wallet)
        lock = BridgeLock.new(x.address, relayer, fee_ppm, wallet)
        with onChain(GUEST):
            token = BridgeToken.new("X", relayer, fee_ppm, provider_L2.web3wallet)
        bridge = Bridge(x, lock, token)
        self.relayer.serve(bridge)
        x.approve(lock.address, HUGEINT, wallet)
        lock.send(sent_base, provider_L2.address, wallet)
        self.relayer.deliver(currentChain().now())
        return bridge
