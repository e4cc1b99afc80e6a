import random

from enforce_typing import enforce_types

from agents.PoolAgent import PoolAgent
from engine import AgentBase
from sol057.contracts.oceanv3 import oceanv3util
from util import constants, globaltokens
from util.base18 import toBase18
from util.tx import txdict


@enforce_types
class PoolMakerAgent(AgentBase.AgentBaseEvm):
    """Creates pools with all its OCEAN, unstakes bit by bit, and sells datatokens, by calls of contracts."""

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self._s_since = {"create": 0, "unstake": 0, "sell": 0}
        self._days_between = {"create": 7, "unstake": 3, "sell": 15}

    def takeStep(self, state) -> None:
        for what in self._s_since:
            self._s_since[what] += state.ss.time_step
        if self._isDue("create", self.OCEAN() >= 200.0):
            self._createPoolAgent(state)
        if self._isDue("unstake", bool(state.agents.filterByNonzeroStake(self))):
            self._unstakeOCEANsomewhere(state)
        if self._isDue("sell", bool(self._poolsWithMyDT(state))):
            self._sellDTsomewhere(state)

    def _isDue(self, what: str, possible: bool) -> bool:
        due = possible and self._s_since[what] >= self._days_between[what] * constants.S_PER_DAY
        if due:
            self._s_since[what] = 0
        return due

    def _createPoolAgent(self, state) -> PoolAgent:
        account, i = self.account, len(state.agents.filterToPool())
        OCEAN = globaltokens.OCEANtoken()
        DT = oceanv3util.newDatatoken("", f"DT{i}", f"DT{i}", toBase18(1000.0), account)
        DT.mint(account, toBase18(1000.0), txdict(account))
        pool = oceanv3util.newBPool(account)
        for token, amount, weight in (
            (DT, toBase18(20.0), state.ss.pool_weight_DT),
            (OCEAN, OCEAN.balanceOf(self.address), state.ss.pool_weight_OCEAN),
        ):
            token.approve(pool.address, amount, txdict(account))
            pool.bind(token.address, amount, toBase18(weight), txdict(account))
        pool.finalize(txdict(account))
        self._wallet.resetCachedInfo()
        pool_agent = PoolAgent(f"pool{i}", pool)
        state.addAgent(pool_agent)
        return pool_agent

    def _unstakeOCEANsomewhere(self, state) -> None:
        pool = random.choice(list(state.agents.filterByNonzeroStake(self).values())).pool
        self.unstakeOCEAN(0.10 * self.BPT(pool), pool)

    def _sellDTsomewhere(self, state) -> None:
        DT = random.choice([agent.datatoken for agent in self._poolsWithMyDT(state)])
        pools = [a.pool for a in self._poolsWithMyDT(state) if a.datatoken_address == DT.address]
        pool, amount = random.choice(pools), toBase18(0.01 * self.DT(DT))
        DT.approve(pool.address, amount, {"from": self.account})
        tx = pool.swapExactAmountIn(
            DT.address, amount, globaltokens.OCEAN_address(), 0, constants.HUGEINT, {"from": self.account}
        )
        assert tx.events["LOG_SWAP"]["tokenAmountIn"] == amount
        self._wallet.resetCachedInfo()

    def _poolsWithMyDT(self, state) -> list:
        return [agent for agent in state.agents.filterToPool().values() if self.DT(agent.datatoken) > 0.0]
