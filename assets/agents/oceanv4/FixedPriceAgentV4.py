"""`FixedPriceAgentV4`: represents a sale of Ocean V4 at a fixed price among the agents."""

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.ListingAgentV4 import ListingAgentV4
from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18, toBase18
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.v4.erc20template import ERC20Template
from web3engine.v4.fixedrateexchange import FixedRateExchange

_ONE = 10**18


@enforce_types
class FixedPriceAgentV4(ListingAgentV4):
    """A sale of one datatoken for OCEAN at a price that does not move. It takes no action and holds nothing.

    Args:
        name: unique in the simulation.
        datatoken: what is sold.
        exchange_id: identifies the sale at the exchange.
        fees: who else is paid, and how much; by default only those named in the contracts.
    """

    role = "fixedprice"

    def __init__(self, name: str, datatoken: ERC20Template, exchange_id: bytes, fees: FeesV4 | None = None):
        super().__init__(name, datatoken)
        self.exchange_id = exchange_id
        self.fees = fees or FeesV4()
        self._exchange = FixedRateExchange()

    def price(self) -> float:
        return fromBase18(self._cost_base(_ONE))

    def spotPrice(self) -> float:
        """OCEAN per datatoken without fees."""
        return fromBase18(self._exchange.getRate_base(self.exchange_id))

    def OCEANtoBuyDT(self, DT_amt: float) -> float | None:
        """What exactly `DT_amt` datatokens cost, in OCEAN; None if there are fewer."""
        amt = toBase18(DT_amt)
        if not 0 < amt <= self._exchange.getDTSupply_base(self.exchange_id):
            return None
        cost = self._cost_base(amt)
        return fromBase18(cost) if cost else None

    def buyDT(self, agent: AgentBaseEvm, DT_amt: float, max_OCEAN: float) -> float:
        OCEAN, exchange, wallet = OCEANtoken(), self._exchange, agent.web3wallet
        max_base = agent.spendable_base(OCEAN, "OCEAN", max_OCEAN)
        amt_base = agent.amount_base(self._datatoken, "datatokens", DT_amt)
        OCEAN.approve(exchange.address, max_base, wallet)
        receipt = exchange.buyDT(self.exchange_id, amt_base, max_base, wallet, *self.fees.ofPurchase())
        swapped, paid = exchange.swapped(receipt), self.fees_paid
        paid.community += fromBase18(swapped.OPC_fee_base)
        paid.publish_market += fromBase18(swapped.publish_market_fee_base)
        paid.consume_market += fromBase18(swapped.consume_market_fee_base)
        cost = fromBase18(swapped.base_token_amount_base)
        self.volumes.swapped += cost
        return cost

    def OCEANearned(self) -> float:
        """OCEAN paid by buyers that waits here for the publisher, without fees."""
        return fromBase18(self._exchange.getExchange(self.exchange_id).bt_balance_base)

    def collectOCEAN(self, agent: AgentBaseEvm) -> None:
        """Sends that OCEAN to the publisher, who is the `agent`."""
        self._exchange.collectBT(self.exchange_id, agent.web3wallet)

    def collectFees(self, agent: AgentBaseEvm) -> None:
        info = self._exchange.getFeesInfo(self.exchange_id)
        if info.market_fee_available_base:
            self._exchange.collectMarketFee(self.exchange_id, agent.web3wallet)
        if info.OPC_fee_available_base:
            self._exchange.collectOceanFee(self.exchange_id, agent.web3wallet)

    def _cost_base(self, amt_base: int) -> int:
        return self._exchange.calcBaseInGivenOutDT(self.exchange_id, amt_base, self.fees.ofPurchase()[1]).amount_base
