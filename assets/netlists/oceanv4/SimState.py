"""`SimState` of oceanv4: wires the agents of the market; listings are added as publishers create them."""

from assets.agents.oceanv4.FeeCollectorAgentV4 import FeeCollectorAgentV4
from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4
from assets.netlists.oceanv3.SimState import addTraders
from engine import SimStateBase
from util.base18 import toBase18
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet

from .KPIs import KPIs
from .SimStrategy import SimStrategy

# The router's default for pools of other tokens than OCEAN, of which there are none here.
_NON_OCEAN_SWAP_FEE = 10**15


class SimState(SimStateBase.SimStateBase):
    """The market at one moment. One router serves all listings.

    Attributes:
        rugged_pools: names of pools whose rug was pulled, or is being pulled.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        self.rugged_pools: list[str] = []
        self._setCommunityFees()
        publish_market = FeeCollectorAgentV4("publishMarket", 0.0, 0.0, self.ss.s_between_collects)
        consume_market, provider = (FeeCollectorAgentV4(name, 0.0, 0.0, None) for name in ("consumeMarket", "provider"))
        fees = self._fees(consume_market, provider)
        # The order is the one in which agents act.
        self._addPublisher("publisher", "publisher", publish_market, fees)
        addTraders(self, consume_by_order=True)
        self._addPublisher("maliciousPublisher", "mal", publish_market, fees)
        for account in (publish_market, consume_market, provider):
            self.addAgent(account)
        self.kpis = KPIs(self.ss.time_step)

    def _setCommunityFees(self) -> None:
        ss = self.ss
        consume, provider = toBase18(ss.perc_consume_for_community), toBase18(ss.perc_provider_for_community)
        FactoryRouter().updateOPCFee(
            toBase18(ss.community_swap_fee), _NON_OCEAN_SWAP_FEE, consume, provider, routerOwnerWallet()
        )

    def _fees(self, consume_market: FeeCollectorAgentV4, provider: FeeCollectorAgentV4) -> FeesV4:
        ss = self.ss
        return FeesV4(
            consume_market=consume_market.address,
            consume_swap_fee=ss.consume_swap_fee,
            consume_order_fee=ss.consume_order_fee,
            consume_fee_on_sales=ss.consume_fee_on_sales,
            provider=provider.web3wallet,
            provider_order_fee=ss.provider_order_fee,
        )

    def _addPublisher(self, name: str, who: str, publish_market: FeeCollectorAgentV4, fees: FeesV4) -> None:
        strategy = self.ss.publisherStrategy(who, publish_market.address, fees)
        self.addAgent(PublisherAgentV4(name, 0.0, getattr(self.ss, f"{who}_init_OCEAN"), strategy))
