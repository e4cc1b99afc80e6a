"""`PublisherAgent`: publishes data sets: creates datatokens and pools, then lives on them."""

from assets.agents.attempt import attempt
from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from engine.AgentBase import AgentBase
from engine.Timer import Timer
from util.base18 import toBase18
from util.types import enforce_types
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory
from web3engine.globaltokens import OCEANtoken

# Datatokens; with less, a pool's fixed-point arithmetic rounds a sale to nothing and refuses it.
MIN_SALE = 1e-6


@enforce_types
class PublisherAgent(AgentBase):
    """Every so often creates a datatoken and a pool for it with its OCEAN, unstakes some, and sells datatokens.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        pub_ss: how it goes about it; by default a PublisherStrategy with the weights of `state.ss`, if it has any.

    Attributes:
        pools: names of the pool agents that it has created, in order.
    """

    role = "publisher"

    def __init__(self, name: str, USD: float, OCEAN: float, pub_ss: PublisherStrategy | None = None):
        super().__init__(name, USD, OCEAN)
        self._strategy_given = pub_ss is not None
        self._strategy = pub_ss or PublisherStrategy()
        self.pools: list[str] = []
        self._create = Timer(self._strategy.s_between_create)
        self._unstake = Timer(self._strategy.s_between_unstake)
        self._sell = Timer(self._strategy.s_between_sellDT)

    def takeStep(self, state) -> None:
        for timer in (self._create, self._unstake, self._sell):
            timer.advance(state.ss.time_step)
        if self._doCreatePool():
            self._create.restart()
            self._createPoolAgent(state)
        if self._doUnstakeOCEAN(state):
            self._unstake.restart()
            self._unstakeOCEANsomewhere(state)
        if self._doSellDT(state):
            self._sell.restart()
            self._sellDTsomewhere(state, self._strategy.perc_sell)
        if self._doRug():
            self._markRugged(state)

    # ---- publishing

    def _doCreatePool(self) -> bool:
        return self._create.due and self.OCEAN() >= self._strategy.min_OCEAN_to_create

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

    def _stake_base(self) -> int:
        """OCEAN for a new pool, to the wei: all but those that the strategy keeps."""
        return max(0, OCEANtoken().balanceOf_base(self.address) - toBase18(self._strategy.OCEAN_to_keep))

    def _weights(self, state) -> tuple[float, float]:
        """Weights of DT and OCEAN. A netlist that gives no strategy may have them in its SimStrategy."""
        given = self._strategy if self._strategy_given or not hasattr(state.ss, "pool_weight_DT") else state.ss
        return given.pool_weight_DT, given.pool_weight_OCEAN

    # ---- unstaking

    def _doUnstakeOCEAN(self, state) -> bool:
        return self._unstake.due and self._inWindow() and bool(state.agents.filterByNonzeroStake(self))

    def _unstakeOCEANsomewhere(self, state) -> None:
        """Gives back part of its BPT in one of the pools in which it has a stake."""
        pool = state.rng.choice(list(state.agents.filterByNonzeroStake(self).values()))
        BPT_amt = min(self._strategy.perc_unstake * self.BPT(pool.pool), pool.maxBPTtoUnstake())
        attempt(state, self.name, lambda: pool.unstake(self, BPT_amt))

    # ---- selling

    def _doSellDT(self, state) -> bool:
        return self._sell.due and self._inWindow() and bool(self._DTsWithNonzeroBalance(state))

    def _sellDTsomewhere(self, state, perc_sell: float = 0.01) -> None:
        """Sells part of one of its datatokens in a pool that has it; the newest one if it is malicious."""
        if self._strategy.is_malicious:
            DT = state.getAgent(self.pools[-1]).datatoken
        else:
            DT = state.rng.choice(self._DTsWithNonzeroBalance(state))
        pool = state.rng.choice(self._poolsWithDT(state, DT))
        DT_amt = min(perc_sell * self.DT(DT), pool.maxDTtoSell())
        if DT_amt >= MIN_SALE:
            attempt(state, self.name, lambda: pool.sellDT(self, DT_amt))

    def _poolsWithDT(self, state, DT: Datatoken) -> list[PoolAgent]:
        """Pool agents whose pool trades `DT`."""
        return [p for p in state.agents.filterToPool().values() if p.datatoken_address == DT.address]

    def _DTsWithNonzeroBalance(self, state) -> list[Datatoken]:
        """Datatokens of any pool that it holds, each once."""
        pools = state.agents.filterToPool().values()
        DTs = {pool_agent.datatoken_address: pool_agent.datatoken for pool_agent in pools}
        return [DT for DT in DTs.values() if self.DT(DT) > 0.0]

    # ---- pulling the rug

    def _inWindow(self) -> bool:
        """Whether it may unstake and sell now: always, or for a malicious one only a while after a creation."""
        if not self._strategy.is_malicious:
            return True
        opens = self._strategy.s_wait_to_rug
        return bool(self.pools) and opens <= self._create.s_since <= opens + self._strategy.s_rug_time

    def _doRug(self) -> bool:
        strategy = self._strategy
        return strategy.is_malicious and bool(self.pools) and self._create.s_since >= strategy.s_wait_to_rug

    def _markRugged(self, state) -> None:
        if self.pools[-1] not in state.rugged_pools:
            state.rugged_pools.append(self.pools[-1])
