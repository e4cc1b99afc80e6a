"""`ERC20TemplateEnterprise`: a datatoken without pools, of which an order burns 1.0 instead of passing it on."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.chain import ZERO_ADDRESS, Receipt
from web3engine.deployments import addressOf
from web3engine.v4.erc20template import ERC20Template
from web3engine.v4.structs import ConsumeMarketFee, ProviderFee
from web3engine.web3wallet import Web3Wallet

# Its index at the library's factory, once `register` was called.
ENTERPRISE = 2


class OrderParams(NamedTuple):
    """An order, for those who buy and order at once."""

    consumer: str
    service_index: int
    provider_fee: ProviderFee
    consume_market_fee: ConsumeMarketFee = ConsumeMarketFee()


class FreParams(NamedTuple):
    """A purchase at a fixed rate, for those who buy and order at once."""

    exchange_address: str
    exchange_id: bytes
    max_base_token_amt_base: int
    consume_market_fee_base: int = 0
    consume_market: str = ZERO_ADDRESS


class ERC20TemplateEnterprise(ERC20Template):
    """A datatoken of template 2. `deployPool` is not among its functions."""

    CONTRACT = "v4/ERC20TemplateEnterprise"

    @classmethod
    def register(cls) -> int:
        """Adds the template to the library's factory, if need be. Gives its index there, for `datatokenData`."""
        addressOf(cls.CONTRACT)
        return ENTERPRISE

    def buyFromFreAndOrder(self, order: OrderParams, purchase: FreParams, from_wallet: Web3Wallet) -> Receipt:
        """Buys 1.0 at a fixed rate and orders with it. Base tokens are approved to this datatoken."""
        return self._send("buyFromFreAndOrder", from_wallet, order, purchase)

    def buyFromDispenserAndOrder(self, order: OrderParams, dispenser: str, from_wallet: Web3Wallet) -> Receipt:
        """Takes 1.0 for free and orders with it."""
        return self._send("buyFromDispenserAndOrder", from_wallet, order, dispenser)
