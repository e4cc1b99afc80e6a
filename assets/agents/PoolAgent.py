"""`PoolAgent`: stands for a pool among the agents, and trades with them in whole tokens."""

from dataclasses import dataclass
from typing import NamedTuple

from engine.AgentBase import AgentBaseEvm, AgentBaseNoEvm
from util.base18 import fromBase18, toBase18
from util.errors import ParameterError
from util.types import enforce_types
from web3engine import bpool, datatoken, globaltokens
from web3engine.deployments import addressOf

_ONE = 10**18
# What the contract allows at a time: of the reserve of what goes in, and of what goes out. A hair less, since a wallet
# that holds a hair more than it is to send, which may be float noise, sends all it holds.
MAX_IN_RATIO = 1 / 2 * (1 - 1e-11)
MAX_OUT_RATIO = 1 / 3 * (1 - 1e-11)
# The contract's powers are exact to 1e-10 of the base; so much less is given back at a time, relatively.
_POW_MARGIN = 1e-8


@dataclass
class PoolVolumes:
    """What has gone through a pool since its agent was made, in OCEAN. Its first liquidity is not counted.

    Attributes:
        staked, unstaked: by single-sided joins and exits.
        unstaked_worth: what the shares given back were worth just before, at the pool's price.
        swapped: by sales and purchases of datatokens, those of consumers included.
        consumed: what consumers paid for the datatokens that they then used.
    """

    staked: float = 0.0
    unstaked: float = 0.0
    unstaked_worth: float = 0.0
    swapped: float = 0.0
    consumed: float = 0.0


class _Terms(NamedTuple):
    """What is fixed once a pool is final, base 18."""

    weight_OCEAN: int
    weight_DT: int
    fee: int


@enforce_types
class PoolAgent(AgentBaseNoEvm):
    """A pool of OCEAN and one datatoken, as other agents find it. It does nothing by itself and holds nothing.

    Its methods are all that agents need to know of a pool. Amounts are in whole tokens. Whoever trades comes first,
    and asks before for the limits: what is beyond them, the contract refuses (TxReverted).

    Args:
        name: unique in the simulation.
        pool: with OCEAN and one datatoken in it.

    Attributes:
        volumes: what has gone through it.
    """

    role = "pool"

    def __init__(self, name: str, pool: bpool.BPool):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._pool = pool
        self._OCEAN_address = globaltokens.OCEAN_address()
        self._datatoken = datatoken.Datatoken(self._datatokenAddress())
        self._controller_address = pool.getController()
        self._terms_read: _Terms | None = None
        self.volumes = PoolVolumes()

    @property
    def pool(self) -> bpool.BPool:
        """The pool."""
        return self._pool

    @property
    def address(self) -> str:
        """Checksum address of the pool."""
        return self._pool.address

    @property
    def datatoken(self) -> datatoken.Datatoken:
        """The datatoken in the pool."""
        return self._datatoken

    @property
    def datatoken_address(self) -> str:
        """Checksum address of the datatoken."""
        return self._datatoken.address

    @property
    def controller_address(self) -> str:
        """Checksum address of who set the pool up."""
        return self._controller_address

    def publisherAddress(self) -> str:
        """Checksum address of who published the data, and gets datatokens that are used."""
        return self._controller_address

    def takeStep(self, state) -> None:
        """Nothing: pools only do what others ask of them."""

    # ---- what it is like

    def price(self) -> float:
        """OCEAN per datatoken, swap fee included, for an amount that is next to nothing."""
        return fromBase18(self._price_base())

    def OCEANreserve(self) -> float:
        """OCEAN in the pool."""
        return fromBase18(self._OCEANreserve_base())

    def DTreserve(self) -> float:
        """Datatokens in the pool."""
        return fromBase18(self._DTreserve_base())

    def BPTsupply(self) -> float:
        """Shares that there are."""
        return fromBase18(self._pool.totalSupply_base())

    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost now, in OCEAN; None if the contract would refuse to sell so many.

        It sells a third of its reserve at most, and no amount so small that rounding would be to its loss.
        """
        amt, DT, terms = toBase18(DT_amt), self._DTreserve_base(), self._terms()
        if not 0 < amt <= DT // 3:
            return None
        OCEAN = self._OCEANreserve_base()
        cost = self._pool.calcInGivenOut_base(OCEAN, terms.weight_OCEAN, DT, terms.weight_DT, amt, terms.fee)
        paid_per_DT = (cost * _ONE + amt // 2) // amt
        return fromBase18(cost) if paid_per_DT >= self._price_base() else None

    # ---- what its limits allow at a time, but for a hair

    def maxDTtoBuy(self) -> float:
        """Datatokens: a third of those in the pool."""
        return MAX_OUT_RATIO * self.DTreserve()

    def maxDTtoSell(self) -> float:
        """Datatokens: half as many as are in the pool."""
        return MAX_IN_RATIO * self.DTreserve()

    def maxOCEANtoStake(self) -> float:
        """OCEAN: half as many as are in the pool."""
        return MAX_IN_RATIO * self.OCEANreserve()

    def maxBPTtoUnstake(self) -> float:
        """Shares for which a third of the pool's OCEAN go out.

        P (1 - (1 - 1/3 / (1 - (1 - n) fee))^n), where n is OCEAN's part of the weights and P the supply of shares.
        """
        terms = self._terms()
        n = terms.weight_OCEAN / (terms.weight_OCEAN + terms.weight_DT)
        after_fee = 1.0 - (1.0 - n) * fromBase18(terms.fee)
        return self.BPTsupply() * (1.0 - (1.0 - 1.0 / 3.0 / after_fee) ** n) * (1.0 - _POW_MARGIN)

    # ---- trade

    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        """Sells exactly `DT_amt` datatokens to the agent, and gives the OCEAN that it paid: at most `max_OCEAN`."""
        paid = agent.buyDT(self._pool, self._datatoken, DT_amt, max_OCEAN)
        self.volumes.swapped += paid
        return paid

    def sellDT(self, agent: AgentBaseEvm, DT_amt: float) -> float:
        """Buys `DT_amt` datatokens from the agent, and gives the OCEAN that it got."""
        got = agent.sellDT(self._pool, self._datatoken, DT_amt)
        self.volumes.swapped += got
        return got

    def stake(self, agent: AgentBaseEvm, OCEAN_amt: float) -> float:
        """Takes `OCEAN_amt` of the agent as liquidity, and gives the shares (BPT) that it got."""
        got = agent.stakeOCEAN(OCEAN_amt, self._pool)
        self.volumes.staked += OCEAN_amt
        return got

    def unstake(self, agent: AgentBaseEvm, BPT_amt: float) -> float:
        """Takes `BPT_amt` shares back, and gives the OCEAN that the agent got."""
        worth = BPT_amt / self.BPTsupply() * (self.OCEANreserve() + self.price() * self.DTreserve())
        got = agent.unstakeOCEAN(BPT_amt, self._pool)
        self.volumes.unstaked += got
        self.volumes.unstaked_worth += worth
        return got

    def order(self, agent: AgentBaseEvm) -> None:
        """Lets the agent use the data for one datatoken that it holds.

        Of that, 0.1 % go to the community and 0.1 % to the market, which is the community's own; the rest goes to the
        publisher.
        """
        community = addressOf("OPFCommunityFeeCollector")
        self._datatoken.startOrder(agent.address, _ONE, 1, community, agent.web3wallet)

    # ---- reads

    def _price_base(self) -> int:
        return self._pool.getSpotPrice_base(self._OCEAN_address, self._datatoken.address)

    def _OCEANreserve_base(self) -> int:
        return self._pool.getBalance_base(self._OCEAN_address)

    def _DTreserve_base(self) -> int:
        return self._pool.getBalance_base(self._datatoken.address)

    def _terms(self) -> _Terms:
        """Read once: nobody can trade in a pool before they are fixed."""
        if self._terms_read is None:
            self._terms_read = _Terms(
                self._pool.getDenormalizedWeight_base(self._OCEAN_address),
                self._pool.getDenormalizedWeight_base(self._datatoken.address),
                self._pool.getSwapFee_base(),
            )
        return self._terms_read

    def _datatokenAddress(self) -> str:
        others = [a for a in self._pool.getCurrentTokens() if a != self._OCEAN_address]
        if self._pool.getNumTokens() != 2 or len(others) != 1:
            raise ParameterError(f"the pool of {self.name} cannot be used", "it needs OCEAN and one datatoken in it")
        return others[0]
