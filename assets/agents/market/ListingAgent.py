"""`ListingAgent`: a place that offers a datatoken, as other agents see it. Base class of pools and sales."""

from abc import abstractmethod
from dataclasses import dataclass

from engine.AgentBase import AgentBaseEvm, AgentBaseNoEvm
from util.types import enforce_types
from web3engine.btoken import BToken


@dataclass
class PoolVolumes:
    """The volume of a listing since its agent was created, in OCEAN. A pool's first liquidity does not count.

    Attributes:
        staked, unstaked: by single-sided joins and exits.
        unstaked_worth: what the returned shares were worth just before, at the pool's price without fees.
        swapped: by sales and purchases of datatokens, including those of consumers.
        consumed: what consumers paid for the datatokens that they then used.
    """

    staked: float = 0.0
    unstaked: float = 0.0
    unstaked_worth: float = 0.0
    swapped: float = 0.0
    consumed: float = 0.0


@enforce_types
class ListingAgent(AgentBaseNoEvm):
    """A place that offers one datatoken. It takes no action and holds nothing. Amounts are in whole tokens.

    Args:
        name: unique in the simulation.
        datatoken: what it offers.

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
        """Does nothing: a listing only reacts to other agents."""

    @abstractmethod
    def publisherAddress(self) -> str:
        """Checksum address of the publisher, who receives the datatokens that are used."""

    @abstractmethod
    def price(self) -> float:
        """OCEAN per datatoken that a buyer pays for a very small amount, including fees."""

    @abstractmethod
    def spotPrice(self) -> float:
        """OCEAN per datatoken at which holdings are valued."""

    @abstractmethod
    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost now, in OCEAN; None if the contract would refuse to sell that many."""

    def OCEANtoOrder(self) -> float:
        """What using the data costs on top of the datatoken, in OCEAN."""
        return 0.0

    @abstractmethod
    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        """Sells exactly `DT_amt` datatokens to the agent. Returns the OCEAN that it paid: at most `max_OCEAN`."""

    @abstractmethod
    def order(self, agent: AgentBaseEvm) -> None:
        """The agent uses the data, and pays with one datatoken that it holds."""
