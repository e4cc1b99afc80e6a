"""`PoolAgentBase`: represents a pool among the agents, of any generation of Ocean's contracts."""

from abc import abstractmethod
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from assets.agents.market.ListingAgent import ListingAgent
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18
from util.errors import ChainError, ParameterError
from util.types import enforce_types
from web3engine import balancerpool, btoken, globaltokens
from web3engine.chain import chainTitle, currentChain

# How far trades stay below a pool's limits: a wallet that holds a hair more than it should send sends all it holds,
# since the difference may be float noise.
_HAIR = 1e-11
# Datatokens; with less, a pool's fixed-point arithmetic rounds a sale to nothing and refuses it.
MIN_SALE = 1e-6


class Terms(NamedTuple):
    """What is fixed once a pool is final.

    Attributes:
        weight_OCEAN, weight_DT: base 18.
        fee: that of the liquidity providers, base 18.
        unstaked: fraction of all shares that can be given back at once.
    """

    weight_OCEAN: int
    weight_DT: int
    fee: int
    unstaked: float


@enforce_types
class PoolAgentBase(ListingAgent):
    """A pool of OCEAN and one datatoken, as other agents see it.

    Its methods are everything that agents need to know about a pool. Amounts are in whole tokens. Callers pass
    themselves first, and check the limits beforehand: the contract refuses what exceeds them (TxReverted).

    Args:
        name: unique in the simulation.
        pool: holds OCEAN and one datatoken.
        datatoken_class: wrapper of that datatoken.
    """

    role = "pool"

    def __init__(self, name: str, pool: balancerpool.BalancerPool, datatoken_class: type[btoken.BToken]):
        self._chain = currentChain(f"the pool {name}")
        if pool._chain is not self._chain:
            what = f"{name} cannot stand for {pool!r} on {chainTitle(self._chain)}"
            raise ChainError(what, f"it is on {chainTitle(pool._chain)}", f"with onChain({pool._chain.label!r}): …")
        self._OCEAN_address = globaltokens.OCEAN_address()
        super().__init__(name, datatoken_class(_datatokenAddress(name, pool, self._OCEAN_address)))
        self._pool = pool
        self._controller_address = pool.getController()
        self._terms_read: Terms | None = None
        # What was computed from views of this pool, as long as the chain says that it holds.
        self._shelf: dict[Hashable, Any] = {}

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
        """Checksum address of the account that set the pool up."""
        return self._controller_address

    # ---- properties

    def OCEANreserve(self) -> float:
        """OCEAN in the pool."""
        return fromBase18(self._OCEANreserve_base())

    def DTreserve(self) -> float:
        """Datatokens in the pool."""
        return fromBase18(self._DTreserve_base())

    def BPTsupply(self) -> float:
        """Number of shares."""
        return fromBase18(self._pool.totalSupply_base())

    def TVL(self) -> float:
        """Its total value locked, in OCEAN, with datatokens at their price."""
        return self.OCEANreserve() + self.spotPrice() * self.DTreserve()

    # ---- limits of a single trade, within a hair

    def maxDTtoBuy(self) -> float:
        """Datatokens that can be bought at once: a third of those in the pool."""
        return self._pool.maxOut(self._datatoken.address, _HAIR)

    def maxDTtoSell(self) -> float:
        """Datatokens that can be sold at once: half as many as are in the pool."""
        return self._pool.maxIn(self._datatoken.address, _HAIR)

    def maxOCEANtoStake(self) -> float:
        """OCEAN that can be staked at once: half as much as is in the pool."""
        return self._pool.maxIn(self._OCEAN_address, _HAIR)

    def maxBPTtoUnstake(self) -> float:
        """Shares that can be given back at once: those for which a third of the pool's OCEAN goes out."""
        return self._pool.maxUnstake(self._OCEAN_address, self._terms().unstaked)

    # ---- trade

    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        paid = self._buyDT(agent, DT_amt, max_OCEAN)
        self.volumes.swapped += paid
        return paid

    def sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float:
        """Buys `DT_amt` datatokens from the agent. Returns the OCEAN that it got."""
        got = self._sellDT(agent, DT_amt)
        self.volumes.swapped += got
        return got

    def stake(self, agent: AgentBaseEvm, OCEAN_amt: float) -> float:
        """Takes `OCEAN_amt` of the agent as liquidity. Returns the shares (BPT) that it got."""
        got = agent.stakeOCEAN(OCEAN_amt, self._pool)
        self.volumes.staked += OCEAN_amt
        return got

    def unstake(self, agent: AgentBaseEvm, BPT_amt: float) -> float:
        """Takes `BPT_amt` shares back. Returns the OCEAN that the agent got."""
        # At the price without fees, OCEAN's part of the pool's value is its part of the weights.
        terms = self._terms()
        worth = BPT_amt / self.BPTsupply() * self.OCEANreserve() * (1.0 + terms.weight_DT / terms.weight_OCEAN)
        got = agent.unstakeOCEAN(BPT_amt, self._pool)
        self.volumes.unstaked += got
        self.volumes.unstaked_worth += worth
        return got

    @abstractmethod
    def _buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        """The transactions of `buyDT`."""

    @abstractmethod
    def _sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float: ...

    def remembered(self, what: Hashable, compute: Callable[..., Any], *args: Any) -> Any:
        """`compute(*args)`, which asks views of this pool; from memory as long as nothing they read has changed."""
        if what in self._shelf:
            return self._shelf[what]
        if not self._chain.keeps_shelves:
            return compute(*args)
        return self._chain.remember(self._shelf, what, compute, *args)

    # ---- reads

    def _OCEANreserve_base(self) -> int:
        return self._pool.getBalance_base(self._OCEAN_address)

    def _DTreserve_base(self) -> int:
        return self._pool.getBalance_base(self._datatoken.address)

    def _terms(self) -> Terms:
        """Weights and fee. They are read once: nobody can trade in a pool before they are fixed."""
        if self._terms_read is None:
            self._terms_read = Terms(
                self._pool.getDenormalizedWeight_base(self._OCEAN_address),
                self._pool.getDenormalizedWeight_base(self._datatoken.address),
                self._pool.getSwapFee_base(),
                self._pool.maxUnstaked(self._OCEAN_address),
            )
        return self._terms_read


def _datatokenAddress(name: str, pool: balancerpool.BalancerPool, OCEAN_address: str) -> str:
    others = [a for a in pool.getCurrentTokens() if a != OCEAN_address]
    if pool.getNumTokens() != 2 or len(others) != 1:
        raise ParameterError(f"the pool of {name} cannot be used", "it needs OCEAN and one datatoken in it")
    return others[0]
