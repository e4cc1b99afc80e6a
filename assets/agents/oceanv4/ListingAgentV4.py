"""`ListingAgentV4`: a place that offers a datatoken of Ocean V4. Base class of pools, sales and dispensers."""

from dataclasses import dataclass

from assets.agents.market.ListingAgent import ListingAgent
from assets.agents.oceanv4.FeesV4 import FeesV4
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18
from util.types import enforce_types
from web3engine.globaltokens import OCEAN_address, OCEANtoken
from web3engine.v4.erc20template import ERC20Template, PublishMarketFee
from web3engine.v4.erc721template import ERC721Template
from web3engine.v4.factoryrouter import FactoryRouter

_ONE = 10**18


@dataclass
class FeesPaid:
    """The fees that buyers, sellers and users have paid, by recipient, in OCEAN; fees in DT at the price of the moment.

    Attributes:
        LP: to the liquidity providers.
        community: to Ocean's community (OPC).
        publish_market: to the market where the data was published.
        consume_market: to the market where the data was bought.
        provider: to the provider that serves the data.
    """

    LP: float = 0.0
    community: float = 0.0
    publish_market: float = 0.0
    consume_market: float = 0.0
    provider: float = 0.0


@enforce_types
class ListingAgentV4(ListingAgent):
    """A place that offers one datatoken of Ocean V4.

    Args:
        name: unique in the simulation.
        datatoken: what it offers.

    Attributes:
        fees: who else is paid, and how much.
        fees_paid: what they have been paid.
        n_orders: how often data was used.
    """

    _datatoken: ERC20Template

    def __init__(self, name: str, datatoken: ERC20Template):
        super().__init__(name, datatoken)
        self.fees = FeesV4()
        self.fees_paid = FeesPaid()
        self.n_orders = 0

    @property
    def datatoken(self) -> ERC20Template:
        """The datatoken."""
        return self._datatoken

    @property
    def minter_address(self) -> str:
        """Checksum address of the owner of the datatoken's data NFT."""
        return ERC721Template(self._datatoken.getERC721Address()).ownerOf()

    def publisherAddress(self) -> str:
        """Checksum address of the owner of the data, who receives used datatokens unless another collector is set."""
        return self.minter_address

    def collectFees(self, agent: AgentBaseEvm) -> None:
        """Sends the fees that wait here to the publishing market and the community. The agent only triggers this."""

    def OCEANtoOrder(self) -> float:
        """What an order costs on top of the datatoken, in OCEAN: for both markets and the provider."""
        return fromBase18(self._publishFee().amount_base + self.fees.OCEANperOrder_base())

    def order(self, agent: AgentBaseEvm) -> None:
        """The agent uses the data, and pays with one datatoken that it holds, plus the fees of the order."""
        wallet, publish = agent.web3wallet, self._publishFee()
        if OCEAN_amt := publish.amount_base + self.fees.OCEANperOrder_base():
            OCEANtoken().approve(self._datatoken.address, OCEAN_amt, wallet)
        provider, market = self.fees.ofProvider(wallet), self.fees.ofConsumeMarket()
        self._datatoken.startOrder(agent.address, 1, provider, wallet, market)
        self.n_orders += 1
        self._noteOrderFees(publish.amount_base, market.amount_base, provider.amount_base)

    def _publishFee(self) -> PublishMarketFee:
        """The publishing market's fee of an order; none if it is in another token, which our agents do not hold."""
        fee = self._datatoken.getPublishingMarketFee()
        return fee if fee.token == OCEAN_address() else fee._replace(amount_base=0)

    def _noteOrderFees(self, publish_base: int, consume_base: int, provider_base: int) -> None:
        """Adds up the fees of an order; the community takes its part of each."""
        router, paid = FactoryRouter(), self.fees_paid
        of_markets, of_providers = router.getOPCConsumeFee_base(), router.getOPCProviderFee_base()
        for recipient, amount, part in (
            ("publish_market", publish_base, of_markets),
            ("consume_market", consume_base, of_markets),
            ("provider", provider_base, of_providers),
        ):
            for_community = amount * part // _ONE
            paid.community += fromBase18(for_community)
            setattr(paid, recipient, getattr(paid, recipient) + fromBase18(amount - for_community))
