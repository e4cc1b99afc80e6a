"""`FeesV4`: who is paid beside the publisher when somebody buys or uses data of Ocean V4. Used by its listings."""

from dataclasses import dataclass, field

from util.base18 import toBase18
from web3engine.chain import ZERO_ADDRESS
from web3engine.globaltokens import OCEAN_address
from web3engine.v4.structs import ConsumeMarketFee, ProviderFee, signedProviderFee
from web3engine.web3wallet import Web3Wallet


@dataclass
class FeesV4:
    """The market where data are bought and the provider who serves them, and what they take.

    What the publishing market takes is laid down in the datatoken and the pool; what the community takes, in the
    router.

    Attributes:
        consume_market: address of the market where it is bought.
        consume_swap_fee: its part of what a purchase costs: 0, or 0.0001 to 0.1.
        consume_order_fee: what it gets of each order, OCEAN.
        consume_fee_on_sales: whether it also gets its part of sales to pools, in DT. The contract counts that twice, so
            that the pool ends up with fewer datatokens than its books say.
        provider: who serves the data; if None, whoever orders stands in, and is paid nothing.
        provider_order_fee: what it gets of each order, OCEAN.
    """

    consume_market: str = ZERO_ADDRESS
    consume_swap_fee: float = 0.0
    consume_order_fee: float = 0.0
    consume_fee_on_sales: bool = False
    provider: Web3Wallet | None = None
    provider_order_fee: float = 0.0
    # A signature takes longer than a transaction, and says the same each time.
    _signed: dict[tuple[str, float], ProviderFee] = field(default_factory=dict, repr=False)

    def ofPurchase(self) -> tuple[str, int]:
        """Address and fraction (base 18) of the consume market, for a purchase."""
        return self.consume_market, toBase18(self.consume_swap_fee)

    def ofSale(self) -> tuple[str, int]:
        """The same, for a sale."""
        return self.ofPurchase() if self.consume_fee_on_sales else (ZERO_ADDRESS, 0)

    def ofConsumeMarket(self) -> ConsumeMarketFee:
        """What the consume market gets of an order."""
        if self.consume_order_fee == 0.0:
            return ConsumeMarketFee()
        return ConsumeMarketFee(self.consume_market, OCEAN_address(), toBase18(self.consume_order_fee))

    def ofProvider(self, agent_wallet: Web3Wallet) -> ProviderFee:
        """What the provider gets of an order by the owner of `agent_wallet`, signed."""
        signer, OCEAN_amt = self.provider or agent_wallet, self.provider_order_fee if self.provider else 0.0
        key = (signer.address, OCEAN_amt)
        if key not in self._signed:
            self._signed[key] = signedProviderFee(signer, OCEAN_address(), toBase18(OCEAN_amt))
        return self._signed[key]

    def OCEANperOrder_base(self) -> int:
        """What both get of an order, base 18."""
        return toBase18(self.consume_order_fee) + (toBase18(self.provider_order_fee) if self.provider else 0)
