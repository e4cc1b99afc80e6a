"""`DataconsumerAgent`: buys datatokens to use the data, and earns by using it."""

from functools import partial
from typing import Any

from assets.agents.market.attempt import attempt
from assets.agents.market.ListingAgent import ListingAgent
from assets.agents.market.listings import listings
from assets.agents.market.PoolTraderAgent import PoolTraderAgent
from engine.SimStateBase import rngOf
from engine.Timer import oldTimes
from util.base18 import toBase18
from util.constants import S_PER_DAY
from util.types import enforce_types

# Datatokens that one use of the data costs.
_DT_PER_USE = 1.0


@enforce_types
class DataconsumerAgent(PoolTraderAgent):
    """Regularly buys one datatoken wherever it can afford one, uses the data, and makes a profit.

    The value of the data comes from outside the economy: `spent * (1 + profit margin)` OCEAN, minted.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        s_between_buys: seconds from one purchase to the next.
        profit_margin_on_consume: profit as a fraction of what it spent.
        consume_by_order: True uses the data through an order of the datatoken's contract, from which the network takes
            its fees; False hands the whole datatoken to the publisher.
    """

    role = "dataconsumer"
    _s_since_buy, _s_between_buys = oldTimes("_timer")

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        s_between_buys: int = 3 * S_PER_DAY,
        profit_margin_on_consume: float = 0.2,
        consume_by_order: bool = False,
    ):
        super().__init__(name, USD, OCEAN, s_between_buys)
        self._profit_margin_on_consume = profit_margin_on_consume
        self._consume_by_order = consume_by_order

    @property
    def profit_margin_on_consume(self) -> float:
        """Profit as a fraction of what it spent, by its name of 2022."""
        return self._profit_margin_on_consume

    @profit_margin_on_consume.setter
    def profit_margin_on_consume(self, margin: float) -> None:
        self._profit_margin_on_consume = margin

    def _eligiblePools(self, state) -> list[Any]:
        return self._candPoolAgents(state)

    def _act(self, state) -> None:
        self._buyAndConsumeDT(state)

    def _doAct(self, state) -> bool:
        return self._doBuyAndConsumeDT(state)

    def _doBuyAndConsumeDT(self, state) -> bool:
        # Asked at every tick, and super() takes longer than the answer.
        return PoolTraderAgent._doAct(self, state)

    def _candPoolAgents(self, state) -> list[ListingAgent]:
        """Agents of listings where one use of the data costs less than the OCEAN it has; not those of rugged pools."""
        cands, have = [], self.OCEAN()
        rugged = set(getattr(state, "rugged_pools", ()))
        for pool in listings(state):
            cost = pool.OCEANtoBuyDT(_DT_PER_USE) if pool.name not in rugged else None
            if cost is not None and cost + self._OCEANtoUse(pool) < have:
                cands.append(pool)
        return cands

    def _OCEANtoUse(self, pool: ListingAgent) -> float:
        """What using the data costs it on top of the datatoken."""
        return pool.OCEANtoOrder() if self._consume_by_order else 0.0

    def _buyAndConsumeDT(self, state) -> float:
        """Tries the candidates in random order until one sells it a datatoken. Returns its cost in OCEAN."""
        cands = self._candPoolAgents(state)
        while cands:
            pool = rngOf(state).choice(cands)
            max_OCEAN = self.OCEAN() - self._OCEANtoUse(pool)
            spent = attempt(state, self.name, partial(pool.buyDT, self, _DT_PER_USE, max_OCEAN=max_OCEAN))
            if spent is not None:
                self._consumeDT(state, pool, spent)
                return spent
            cands.remove(pool)
        return 0.0

    def _consumeDT(self, state, pool: ListingAgent, spent: float) -> None:
        """Uses the datatoken, and receives the value of the data. Without use there is no gain."""
        fees = self._OCEANtoUse(pool)
        if attempt(state, self.name, lambda: self._use(pool)):
            pool.volumes.consumed += spent
            self.receiveOCEAN((spent + fees) * (1.0 + self._profit_margin_on_consume))

    def _use(self, pool: ListingAgent) -> bool:
        if self._consume_by_order:
            pool.order(self)
        else:
            pool.datatoken.transfer(pool.publisherAddress(), toBase18(_DT_PER_USE), self.web3wallet)
        return True
