import logging
import random

from enforce_typing import enforce_types
from web3tools.web3util import toBase18

from assets.agents.PoolAgent import PoolAgent
from engine import AgentBase
from util import constants
from web3engine import bfactory, bpool, datatoken, dtfactory, globaltokens

log = logging.getLogger("agents")


@enforce_types
class PublisherAgent(AgentBase.AgentBase):
    """Creates pools with all its OCEAN, unstakes bit by bit, and sells datatokens."""

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self._s_since_create = 0
        self._s_since_unstake = 0
        self._s_since_sellDT = 0
        self._s_between_create = 7 * constants.S_PER_DAY
        self._s_between_unstake = 3 * constants.S_PER_DAY
        self._s_between_sellDT = 15 * constants.S_PER_DAY

    def takeStep(self, state) -> None:
        self._s_since_create += state.ss.time_step
        self._s_since_unstake += state.ss.time_step
        self._s_since_sellDT += state.ss.time_step
        if self._doCreatePool():
            self._s_since_create = 0
            self._createPoolAgent(state)
        if self._doUnstakeOCEAN(state):
            self._s_since_unstake = 0
            self._unstakeOCEANsomewhere(state)
        if self._doSellDT(state):
            self._s_since_sellDT = 0
            self._sellDTsomewhere(state)

    def _doCreatePool(self) -> bool:
        return self.OCEAN() >= 200.0 and self._s_since_create >= self._s_between_create

    def _createPoolAgent(self, state) -> PoolAgent:
        wallet = self._wallet._web3wallet
        OCEAN = globaltokens.OCEANtoken()
        n = len(state.agents.filterToPool())
        DT = self._createDatatoken(f"DT{n}", mint_amt=1000.0)
        pool = bpool.BPool(bfactory.BFactory().newBPool(from_wallet=wallet))
        for token, amount, weight in (
            (DT, 20.0, state.ss.pool_weight_DT),
            (OCEAN, self.OCEAN(), state.ss.pool_weight_OCEAN),
        ):
            token.approve(pool.address, toBase18(amount), from_wallet=wallet)
            pool.bind(token.address, toBase18(amount), toBase18(weight), from_wallet=wallet)
        pool.finalize(from_wallet=wallet)
        pool_agent = PoolAgent(f"pool{n}", pool)
        state.addAgent(pool_agent)
        self._wallet.resetCachedInfo()
        return pool_agent

    def _createDatatoken(self, dt_name: str, mint_amt: float) -> datatoken.Datatoken:
        wallet = self._wallet._web3wallet
        address = dtfactory.DTFactory().createToken("", dt_name, dt_name, toBase18(mint_amt), from_wallet=wallet)
        DT = datatoken.Datatoken(address)
        DT.mint(wallet.address, toBase18(mint_amt), from_wallet=wallet)
        return DT

    def _doUnstakeOCEAN(self, state) -> bool:
        if not state.agents.filterByNonzeroStake(self):
            return False
        return self._s_since_unstake >= self._s_between_unstake

    def _unstakeOCEANsomewhere(self, state):
        pool = random.choice(list(state.agents.filterByNonzeroStake(self).values())).pool
        self.unstakeOCEAN(0.10 * self.BPT(pool), pool)

    def _doSellDT(self, state) -> bool:
        if not self._DTsWithNonzeroBalance(state):
            return False
        return self._s_since_sellDT >= self._s_between_sellDT

    def _sellDTsomewhere(self, state, perc_sell: float = 0.01):
        DT = random.choice(self._DTsWithNonzeroBalance(state))
        pool = random.choice(self._poolsWithDT(state, DT))
        self._wallet.sellDT(pool, DT, perc_sell * self.DT(DT))

    def _poolsWithDT(self, state, DT) -> list[bpool.BPool]:
        return [a.pool for a in state.agents.filterToPool().values() if a.datatoken_address == DT.address]

    def _DTsWithNonzeroBalance(self, state) -> list[datatoken.Datatoken]:
        return [a.datatoken for a in state.agents.filterToPool().values() if self.DT(a.datatoken) > 0.0]
