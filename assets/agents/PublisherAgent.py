"""`PublisherAgent`: publishes data sets on Ocean V3: creates datatokens and pools, and earns by them."""

from typing import Any

from assets.agents.market.PublisherAgentBase import PublisherAgentBase
from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from util.base18 import toBase18
from util.types import enforce_types
from web3engine.bpool import BPool
from web3engine.datatoken import Datatoken
from web3engine.globaltokens import OCEANtoken
from web3engine.oceanv3util import Stake, createBPool, createDatatoken


@enforce_types
class PublisherAgent(PublisherAgentBase):
    """Regularly creates a datatoken and a pool for it with its OCEAN, unstakes some, and sells datatokens.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        pub_ss: its strategy; by default a PublisherStrategy with the weights of `state.ss`, if it has any.
    """

    _strategy: PublisherStrategy

    def __init__(self, name: str, USD: float, OCEAN: float, pub_ss: PublisherStrategy | None = None):
        super().__init__(name, USD, OCEAN, pub_ss or PublisherStrategy())
        self._strategy_given = pub_ss is not None

    def _createPoolAgent(self, state) -> PoolAgent:
        pool_i = len(state.agents.filterToPool())
        DT = self._createDatatoken(f"DT{pool_i}", self._strategy.DT_init)
        pool = self._createPool(state, DT)
        pool_agent = PoolAgent(f"pool{pool_i}", pool)
        state.addAgent(pool_agent)
        self.pools.append(pool_agent.name)
        return pool_agent

    def _createDatatoken(self, dt_name: str, mint_amt: float) -> Datatoken:
        return createDatatoken(dt_name, toBase18(mint_amt), self.web3wallet)

    def _createPool(self, state, DT: Datatoken) -> BPool:
        weight_DT, weight_OCEAN = self._weights(state)
        stakes = [
            Stake(DT, toBase18(self._strategy.DT_stake), toBase18(weight_DT)),
            Stake(OCEANtoken(), self._stake_base(), toBase18(weight_OCEAN)),
        ]
        return createBPool(stakes, self.web3wallet)

    def _weights(self, state) -> tuple[float, float]:
        """Weights of DT and OCEAN. A netlist that passes no strategy may have them in its SimStrategy."""
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
