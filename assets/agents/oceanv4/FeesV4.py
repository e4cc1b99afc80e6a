"""`FeesV4`: who else is paid when somebody buys or uses data on Ocean V4. Used by its listings."""

from dataclasses import dataclass, field

from util.base18 import toBase18
from web3engine.chain import ZERO_ADDRESS
from web3engine.globaltokens import OCEAN_address
from web3engine.v4.structs import ConsumeMarketFee, ProviderFee, signedProviderFee
from web3engine.web3wallet import Web3Wallet


@dataclass
class FeesV4:
    """The market where data is bought and the provider that serves it, and what they charge.

    The publishing market's fees are set in the datatoken and the pool, the community's in the router.

    Source: Ocean V4, BPool.sol (fees of swaps) and ERC20Template.sol (fees of orders); "Who is paid" in
    assets/netlists/oceanv4/about.md.

    Attributes:
        consume_market: address of the market where the data is bought.
        consume_swap_fee: its part of the price of a purchase: 0, or 0.0001 to 0.1.
        consume_order_fee: its fee per order, OCEAN.
        consume_fee_on_sales: whether it also gets its part of sales to pools, in DT. The contract counts that twice, so
            the pool ends up with fewer datatokens than its books say.
        provider: the provider's wallet; if None, the buyer stands in and is paid nothing.
        provider_order_fee: the provider's fee per order, OCEAN.
    """

    consume_market: str = ZERO_ADDRESS
    consume_swap_fee: float = 0.0
    consume_order_fee: float = 0.0
    consume_fee_on_sales: bool = False
    provider: Web3Wallet | None = None
    provider_order_fee: float = 0.0
    # A signature takes longer than a transaction, and is the same each time.
    _signed: dict[tuple[str, float], ProviderFee] = field(default_factory=dict, repr=False)

    def ofPurchase(self) -> tuple[str, int]:
        """Address and fraction (base 18) of the consume market, for a purchase."""
        return self.consume_market, toBase18(self.consume_swap_fee)

    def ofSale(self) -> tuple[str, int]:
        """Address and fraction (base 18) of the consume market, for a sale."""
        return self.ofPurchase() if self.consume_fee_on_sales else (ZERO_ADDRESS, 0)

    def ofConsumeMarket(self) -> ConsumeMarketFee:
        """The consume market's fee of an order."""
        if self.consume_order_fee == 0.0:
            return ConsumeMarketFee()
        return ConsumeMarketFee(self.consume_market, OCEAN_address(), toBase18(self.consume_order_fee))

    def ofProvider(self, agent_wallet: Web3Wallet) -> ProviderFee:
        """The provider's fee of an order by the owner of `agent_wallet`, signed."""
        signer, OCEAN_amt = self.provider or agent_wallet, self.provider_order_fee if self.provider else 0.0
        key = (signer.address, OCEAN_amt)
        if key not in self._signed:
            self._signed[key] = signedProviderFee(signer, OCEAN_address(), toBase18(OCEAN_amt))
        return self._signed[key]

    def OCEANperOrder_base(self) -> int:
        """The sum of both fees of an order, base 18."""
        return toBase18(self.consume_order_fee) + (toBase18(self.provider_order_fee) if self.provider else 0)
