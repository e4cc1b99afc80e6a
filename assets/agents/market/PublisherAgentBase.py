"""`PublisherAgentBase`: what publishers on any generation of Ocean's contracts share: timing, unstaking and selling."""

from abc import abstractmethod

from assets.agents.market.attempt import attempt
from assets.agents.market.ListingAgent import ListingAgent
from assets.agents.market.listings import asListing, datatokens, poolsWith
from assets.agents.market.PoolAgentBase import MIN_SALE, PoolAgentBase
from assets.agents.market.PublisherStrategyBase import PublisherStrategyBase
from engine.AgentBase import AgentBase
from engine.SimStateBase import rngOf
from engine.Timer import Timer, oldTimes
from util.base18 import toBase18
from util.types import enforce_types
from web3engine.btoken import BToken
from web3engine.globaltokens import OCEANtoken


@enforce_types
class PublisherAgentBase(AgentBase):
    """Regularly publishes data, unstakes some of its shares, and sells datatokens. Base class.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        strategy: when and how it does so.

    Attributes:
        pools: names of the pool agents that it has created, in order.
    """

    role = "publisher"
    _s_since_create, _s_between_create = oldTimes("_create")
    _s_since_unstake, _s_between_unstake = oldTimes("_unstake")
    _s_since_sellDT, _s_between_sellDT = oldTimes("_sell")

    def __init__(self, name: str, USD: float, OCEAN: float, strategy: PublisherStrategyBase):
        super().__init__(name, USD, OCEAN)
        self._strategy = strategy
        self.pools: list[str] = []
        self._create = Timer(strategy.s_between_create)
        self._unstake = Timer(strategy.s_between_unstake)
        self._sell = Timer(strategy.s_between_sellDT)

    @property
    def pub_ss(self) -> PublisherStrategyBase:
        """Its strategy, under its name of 2023."""
        return self._strategy

    def takeStep(self, state) -> None:
        seconds = state.ss.time_step
        for timer in (self._create, self._unstake, self._sell):
            timer.s_since += seconds
        if self._doCreatePool():
            self._create.restart()
            self._createPoolAgent(state)
        if self._doUnstakeOCEAN(state):
            self._unstake.restart()
            self._unstakeOCEANsomewhere(state)
        if self._doSellDT(state):
            self._sell.restart()
            self._sellDTsomewhere(state)
        if self._doRug():
            self._markRugged(state)

    # ---- publishing

    def _doCreatePool(self) -> bool:
        return self._create.due and self.OCEAN() >= self._strategy.min_OCEAN_to_create

    @abstractmethod
    def _createPoolAgent(self, state) -> ListingAgent:
        """Publishes, and adds the agent of the listing; if that is a pool, its name is added to `pools`."""

    def _stake_base(self) -> int:
        """OCEAN for a new pool, to the wei: all it has, except for what the strategy keeps."""
        return max(0, OCEANtoken().balanceOf_base(self.address) - toBase18(self._strategy.OCEAN_to_keep))

    # ---- unstaking

    def _doUnstakeOCEAN(self, state) -> bool:
        return self._unstake.due and self._inWindow() and bool(state.agents.filterByNonzeroStake(self))

    def _unstakeOCEANsomewhere(self, state) -> None:
        """Gives back part of its BPT in one of the pools where it has a stake."""
        pool = asListing(rngOf(state).choice(list(state.agents.filterByNonzeroStake(self).values())))
        BPT_amt = min(self._strategy.perc_unstake * self.BPT(pool.pool), pool.maxBPTtoUnstake())
        attempt(state, self.name, lambda: pool.unstake(self, BPT_amt))

    # ---- selling

    def _doSellDT(self, state) -> bool:
        return self._sell.due and self._inWindow() and bool(self._DTsWithNonzeroBalance(state))

    def _sellDTsomewhere(self, state, perc_sell: float | None = None) -> None:
        """Sells part of one of its datatokens in a pool that trades it; the newest one if it is malicious.

        Args:
            perc_sell: fraction of what it holds; by default its strategy's.
        """
        perc_sell = self._strategy.perc_sell if perc_sell is None else perc_sell
        if self._strategy.is_malicious:
            DT = state.getAgent(self.pools[-1]).datatoken
        else:
            DT = rngOf(state).choice(self._DTsWithNonzeroBalance(state))
        pool = rngOf(state).choice(self._poolsWithDT(state, DT))
        DT_amt = min(perc_sell * self.DT(DT), pool.maxDTtoSell())
        if DT_amt >= MIN_SALE:
            attempt(state, self.name, lambda: pool.sellDT(self, DT_amt))

    def _poolsWithDT(self, state, DT: BToken) -> list[PoolAgentBase]:
        """Pool agents whose pool trades `DT`."""
        return poolsWith(state, DT)

    def _DTsWithNonzeroBalance(self, state) -> list[BToken]:
        """Datatokens of any pool that it holds, each once."""
        DTs = datatokens(state)
        return [DT for DT, amt in zip(DTs, self.balances(DTs)) if amt > 0.0]

    # ---- pulling the rug

    def _inWindow(self) -> bool:
        """Whether it may unstake and sell now: always; if malicious, only for a while after each creation."""
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
            state.event("rug pulled", self.pools[-1])
