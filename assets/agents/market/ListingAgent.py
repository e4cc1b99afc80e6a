"""`ListingAgent`: a place where datatokens are to be had, as other agents find it. Base class of pools and sales."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from engine.AgentBase import AgentBaseEvm, AgentBaseNoEvm
from util.types import enforce_types
from web3engine.btoken import BToken


@dataclass
class PoolVolumes:
    """What has gone through a listing since its agent was made, in OCEAN. A pool's first liquidity is not counted.

    Attributes:
        staked, unstaked: by single-sided joins and exits.
        unstaked_worth: what the shares given back were worth just before, at the pool's price without fees.
        swapped: by sales and purchases of datatokens, those of consumers included.
        consumed: what consumers paid for the datatokens that they then used.
    """

    staked: float = 0.0
    unstaked: float = 0.0
    unstaked_worth: float = 0.0
    swapped: float = 0.0
    consumed: float = 0.0


# Roles of agents that stand for a listing.
_ROLES = ("pool", "fixedprice", "dispenser")


@enforce_types
class ListingAgent(AgentBaseNoEvm):
    """Where one datatoken is to be had. It does nothing by itself and holds nothing. Amounts are in whole tokens.

    Args:
        name: unique in the simulation.
        datatoken: what is to be had.

    Attributes:
        volumes: what has gone through it.
    """

    def __init__(self, name: str, datatoken: BToken):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._datatoken = datatoken
        self.volumes = PoolVolumes()

    @property
    def datatoken(self) -> BToken:
        """The datatoken."""
        return self._datatoken

    @property
    def datatoken_address(self) -> str:
        """Checksum address of the datatoken."""
        return self._datatoken.address

    def takeStep(self, state) -> None:
        """Nothing: it only does what others ask of it."""

    @abstractmethod
    def publisherAddress(self) -> str:
        """Checksum address of who published the data, and gets datatokens that are used."""

    @abstractmethod
    def price(self) -> float:
        """OCEAN per datatoken that a buyer pays, fees included, for an amount that is next to nothing."""

    @abstractmethod
    def spotPrice(self) -> float:
        """OCEAN per datatoken at which holdings are valued."""

    @abstractmethod
    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost now, in OCEAN; None if the contract would refuse to sell so many."""

    def OCEANtoOrder(self) -> float:
        """What using the data costs beside the datatoken, in OCEAN."""
        return 0.0

    @abstractmethod
    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        """Sells exactly `DT_amt` datatokens to the agent, and gives the OCEAN that it paid: at most `max_OCEAN`."""

    @abstractmethod
    def order(self, agent: AgentBaseEvm) -> None:
        """Lets the agent use the data for one datatoken that it holds."""


def listings(state: Any) -> list[Any]:
    """The agents of all places where datatokens are to be had, pools first."""
    return [agent for role in _ROLES for agent in state.agents.filterByRole(role).values()]
