"""`PoolAgentBase`: a pool among the agents, of whatever generation of Ocean's contracts."""

from abc import abstractmethod
from typing import NamedTuple

from assets.agents.market.ListingAgent import ListingAgent
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18
from util.errors import ParameterError
from util.types import enforce_types
from web3engine import balancerpool, btoken, globaltokens

# A hair less than a pool's limit, since a wallet that holds a hair more than it is to send, which may be float noise,
# sends all it holds.
_HAIR = 1e-11
# Datatokens; with less, a pool's fixed-point arithmetic rounds a sale to nothing and refuses it.
MIN_SALE = 1e-6


class Terms(NamedTuple):
    """What is fixed once a pool is final, base 18. The fee is that of the liquidity providers."""

    weight_OCEAN: int
    weight_DT: int
    fee: int


@enforce_types
class PoolAgentBase(ListingAgent):
    """A pool of OCEAN and one datatoken, as other agents find it.

    Its methods are all that agents need to know of a pool. Amounts are in whole tokens. Whoever trades comes first,
    and asks before for the limits: what is beyond them, the contract refuses (TxReverted).

    Args:
        name: unique in the simulation.
        pool: with OCEAN and one datatoken in it.
        datatoken_class: wrapper of that datatoken.
    """

    role = "pool"

    def __init__(self, name: str, pool: balancerpool.BalancerPool, datatoken_class: type[btoken.BToken]):
        self._OCEAN_address = globaltokens.OCEAN_address()
        super().__init__(name, datatoken_class(_datatokenAddress(name, pool, self._OCEAN_address)))
        self._pool = pool
        self._controller_address = pool.getController()
        self._terms_read: Terms | None = None

    @property
    def pool(self) -> balancerpool.BalancerPool:
        """The pool."""
        return self._pool

    @property
    def address(self) -> str:
        """Checksum address of the pool."""
        return self._pool.address

    @property
    def controller_address(self) -> str:
        """Checksum address of who set the pool up."""
        return self._controller_address

    # ---- what it is like

    def OCEANreserve(self) -> float:
        """OCEAN in the pool."""
        return fromBase18(self._OCEANreserve_base())

    def DTreserve(self) -> float:
        """Datatokens in the pool."""
        return fromBase18(self._DTreserve_base())

    def BPTsupply(self) -> float:
        """Shares that there are."""
        return fromBase18(self._pool.totalSupply_base())

    def TVL(self) -> float:
        """What is in it, datatokens at their price included, in OCEAN ("total value locked")."""
        return self.OCEANreserve() + self.spotPrice() * self.DTreserve()

    # ---- what its limits allow at a time, but for a hair

    def maxDTtoBuy(self) -> float:
        """Datatokens: a third of those in the pool."""
        return self._pool.maxOut(self._datatoken.address, _HAIR)

    def maxDTtoSell(self) -> float:
        """Datatokens: half as many as are in the pool."""
        return self._pool.maxIn(self._datatoken.address, _HAIR)

    def maxOCEANtoStake(self) -> float:
        """OCEAN: half as many as are in the pool."""
        return self._pool.maxIn(self._OCEAN_address, _HAIR)

    def maxBPTtoUnstake(self) -> float:
        """Shares for which a third of the pool's OCEAN goes out."""
        return self._pool.maxUnstake(self._OCEAN_address)

    # ---- trade

    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        paid = self._buyDT(agent, DT_amt, max_OCEAN)
        self.volumes.swapped += paid
        return paid

    def sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float:
        """Buys `DT_amt` datatokens from the agent, and gives the OCEAN that it got."""
        got = self._sellDT(agent, DT_amt)
        self.volumes.swapped += got
        return got

    def stake(self, agent: AgentBaseEvm, OCEAN_amt: float) -> float:
        """Takes `OCEAN_amt` of the agent as liquidity, and gives the shares (BPT) that it got."""
        got = agent.stakeOCEAN(OCEAN_amt, self._pool)
        self.volumes.staked += OCEAN_amt
        return got

    def unstake(self, agent: AgentBaseEvm, BPT_amt: float) -> float:
        """Takes `BPT_amt` shares back, and gives the OCEAN that the agent got."""
        # At the price without fees, OCEAN are as large a part of what is in the pool as their weight.
        terms = self._terms()
        worth = BPT_amt / self.BPTsupply() * self.OCEANreserve() * (1.0 + terms.weight_DT / terms.weight_OCEAN)
        got = agent.unstakeOCEAN(BPT_amt, self._pool)
        self.volumes.unstaked += got
        self.volumes.unstaked_worth += worth
        return got

    @abstractmethod
    def _buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        """The transactions of `buyDT`; the one below has those of `sellDT`."""

    @abstractmethod
    def _sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float: ...

    # ---- reads

    def _OCEANreserve_base(self) -> int:
        return self._pool.getBalance_base(self._OCEAN_address)

    def _DTreserve_base(self) -> int:
        return self._pool.getBalance_base(self._datatoken.address)

    def _terms(self) -> Terms:
        """Read once: nobody can trade in a pool before they are fixed."""
        if self._terms_read is None:
            self._terms_read = Terms(
                self._pool.getDenormalizedWeight_base(self._OCEAN_address),
                self._pool.getDenormalizedWeight_base(self._datatoken.address),
                self._pool.getSwapFee_base(),
            )
        return self._terms_read


def _datatokenAddress(name: str, pool: balancerpool.BalancerPool, OCEAN_address: str) -> str:
    others = [a for a in pool.getCurrentTokens() if a != OCEAN_address]
    if pool.getNumTokens() != 2 or len(others) != 1:
        raise ParameterError(f"the pool of {name} cannot be used", "it needs OCEAN and one datatoken in it")
    return others[0]
