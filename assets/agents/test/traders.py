"""A pool like that of an Ocean V3 publisher, and the results of its trades by Balancer's formulas in floats."""

from __future__ import annotations

from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from util.base18 import fromBase18
from web3engine.globaltokens import OCEAN_address

# The worlds of these tests end before the publisher acts by itself.
NEVER = 10**9
FEE = 1e-6


def published(state, OCEAN=200.0, DT_stake=20.0, name="pub1", **strategy):
    """The agent of a new pool of `OCEAN` (weight 7) and `DT_stake` DT (weight 3), and its publisher, who stays idle."""
    pub_ss = PublisherStrategy(DT_stake=DT_stake, **strategy)
    pub_ss.s_between_create = pub_ss.s_between_unstake = pub_ss.s_between_sellDT = NEVER
    publisher = PublisherAgent(name, 0.0, OCEAN, pub_ss)
    state.addAgent(publisher)
    pool_agent = publisher._createPoolAgent(state)
    assert isinstance(pool_agent, PoolAgent)
    return pool_agent, publisher


class Formulas:
    """A pool's formulas in floats, for its present reserves.

    Args:
        pool_agent: of the pool.
    """

    def __init__(self, pool_agent):
        pool = pool_agent.pool
        OCEAN, DT = OCEAN_address(), pool_agent.datatoken_address
        self.R, self.D = (fromBase18(pool.getBalance_base(token)) for token in (OCEAN, DT))
        wR, wD = (fromBase18(pool.getDenormalizedWeight_base(token)) for token in (OCEAN, DT))
        self.wR, self.wD, self.n = wR, wD, wR / (wR + wD)
        self.P = fromBase18(pool.totalSupply_base())

    def price(self):
        return self.R / self.wR / (self.D / self.wD) / (1 - FEE)

    def costOf(self, DT):
        return self.R * ((self.D / (self.D - DT)) ** (self.wD / self.wR) - 1) / (1 - FEE)

    def bringsOf(self, DT):
        return self.R * (1 - (self.D / (self.D + DT * (1 - FEE))) ** (self.wD / self.wR))

    def sharesFor(self, OCEAN):
        return self.P * ((1 + OCEAN * (1 - (1 - self.n) * FEE) / self.R) ** self.n - 1)

    def OCEANfor(self, BPT):
        return self.R * (1 - (1 - BPT / self.P) ** (1 / self.n)) * (1 - (1 - self.n) * FEE)
