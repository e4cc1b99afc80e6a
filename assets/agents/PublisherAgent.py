"""`PublisherAgent`: publishes data sets on Ocean V3: creates datatokens and pools, then lives on them."""

from typing import Any

from assets.agents.market.PublisherAgentBase import PublisherAgentBase
from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from util.base18 import toBase18
from util.types import enforce_types
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.globaltokens import OCEANtoken


@enforce_types
class PublisherAgent(PublisherAgentBase):
    """Every so often creates a datatoken and a pool for it with its OCEAN, unstakes some, and sells datatokens.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        pub_ss: how it goes about it; by default a PublisherStrategy with the weights of `state.ss`, if it has any.
    """

    _strategy: PublisherStrategy

    def __init__(self, name: str, USD: float, OCEAN: float, pub_ss: PublisherStrategy | None = None):
        super().__init__(name, USD, OCEAN, pub_ss or PublisherStrategy())
        self._strategy_given = pub_ss is not None

    def _createPoolAgent(self, state) -> PoolAgent:
        pool_i = len(state.agents.filterToPool())
        DT = self._createDatatoken(f"DT{pool_i}")
        pool = self._createPool(state, DT)
        pool_agent = PoolAgent(f"pool{pool_i}", pool)
        state.addAgent(pool_agent)
        self.pools.append(pool_agent.name)
        return pool_agent

    def _createDatatoken(self, dt_name: str) -> Datatoken:
        wallet, amount = self._wallet.web3wallet, toBase18(self._strategy.DT_init)
        DT = Datatoken(DTFactory().createToken("", dt_name, dt_name, amount, wallet))
        DT.mint(self.address, amount, wallet)
        return DT

    def _createPool(self, state, DT: Datatoken) -> BPool:
        wallet = self._wallet.web3wallet
        pool = BPool(BFactory().newBPool(wallet))
        weight_DT, weight_OCEAN = self._weights(state)
        stakes = [
            (DT, toBase18(self._strategy.DT_stake), weight_DT),
            (OCEANtoken(), self._stake_base(), weight_OCEAN),
        ]
        for token, stake_base, weight in stakes:
            token.approve(pool.address, stake_base, wallet)
            pool.bind(token.address, stake_base, toBase18(weight), wallet)
        pool.finalize(wallet)
        return pool

    def _weights(self, state) -> tuple[float, float]:
        """Weights of DT and OCEAN. A netlist that gives no strategy may have them in its SimStrategy."""
        given = self._strategy if self._strategy_given or not hasattr(state.ss, "pool_weight_DT") else state.ss
        return given.pool_weight_DT, given.pool_weight_OCEAN


def __getattr__(name: str) -> Any:
    """V4's publisher, which this module also held in 2023. V4's wrappers are only loaded if somebody asks for it."""
    if name == "PublisherAgentV4":
        from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4

        return PublisherAgentV4
    if name == "PublisherStrategyV4":
        from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4

        return PublisherStrategyV4
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
