"""`PoolAgent`: represents a pool of Ocean V3 among the agents, and trades with them in whole tokens."""

from typing import Any

from assets.agents.market.PoolAgentBase import PoolAgentBase
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18, toBase18
from util.types import enforce_types
from web3engine import bpool, datatoken
from web3engine.deployments import addressOf

_ONE = 10**18


@enforce_types
class PoolAgent(PoolAgentBase):
    """A pool of OCEAN and one datatoken of Ocean V3. It takes no action and holds nothing.

    Args:
        name: unique in the simulation.
        pool: holds OCEAN and one datatoken.
    """

    _pool: bpool.BPool
    _datatoken: datatoken.Datatoken

    def __init__(self, name: str, pool: bpool.BPool):
        super().__init__(name, pool, datatoken.Datatoken)

    @property
    def pool(self) -> bpool.BPool:
        """The pool."""
        return self._pool

    @property
    def datatoken(self) -> datatoken.Datatoken:
        """The datatoken in the pool."""
        return self._datatoken

    def publisherAddress(self) -> str:
        return self._controller_address

    def price(self) -> float:
        return fromBase18(self._price_base())

    def spotPrice(self) -> float:
        """The price including the fee, which is a millionth, as in the reference."""
        return self.price()

    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost now, in OCEAN; None if the contract would refuse to sell that many.

        It sells at most a third of its reserve, and no amount so small that rounding would work against it.
        """
        cost: float | None = self.remembered(("OCEANtoBuyDT", DT_amt), self._OCEANtoBuyDT, DT_amt)
        return cost

    def _OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        amt, DT, terms = toBase18(DT_amt), self._DTreserve_base(), self._terms()
        if not 0 < amt <= self._pool.maxOut_base(self._datatoken.address, balance_base=DT):
            return None
        OCEAN = self._OCEANreserve_base()
        cost = self._pool.calcInGivenOut_base(OCEAN, terms.weight_OCEAN, DT, terms.weight_DT, amt, terms.fee)
        paid_per_DT = (cost * _ONE + amt // 2) // amt
        return fromBase18(cost) if paid_per_DT >= self._price_base() else None

    def order(self, agent: AgentBaseEvm) -> None:
        """The agent uses the data, and pays with one datatoken that it holds.

        Of that, 0.1 % goes to the community and 0.1 % to the market, which belongs to the community; the rest goes to
        the publisher.
        """
        community = addressOf("OPFCommunityFeeCollector")
        self._datatoken.startOrder(agent.address, _ONE, 1, community, agent.web3wallet)

    def _buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        return agent.buyDT(self._pool, self._datatoken, DT_amt, max_OCEAN)

    def _sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float:
        return agent.sellDT(self._pool, self._datatoken, DT_amt)

    def _price_base(self) -> int:
        return self._pool.getSpotPrice_base(self._OCEAN_address, self._datatoken.address)


def __getattr__(name: str) -> Any:
    """`PoolAgentV4`, which this module also held in 2023. V4's wrappers are only loaded if somebody asks for it."""
    if name == "PoolAgentV4":
        from assets.agents.oceanv4.PoolAgentV4 import PoolAgentV4

        return PoolAgentV4
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
