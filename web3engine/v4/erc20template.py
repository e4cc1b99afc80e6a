"""`ERC20Template`: Ocean V4's datatoken. 1.0 of it buys one use of the data. Amounts and fees are base 18."""

from __future__ import annotations

from typing import NamedTuple

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.v4.structs import ConsumeMarketFee, DispenserData, FixedData, PoolData, ProviderFee
from web3engine.web3wallet import Web3Wallet


class Permissions(NamedTuple):
    """What an address may do to a datatoken."""

    minter: bool
    payment_manager: bool


class PublishMarketFee(NamedTuple):
    """What the market where the datatoken was published gets for each order: `amount_base` of `token`."""

    address: str
    token: str
    amount_base: int


class OrderStarted(NamedTuple):
    """An order: the event OrderStarted."""

    consumer: str
    payer: str
    amount_base: int
    service_index: int
    timestamp: int
    publish_market: str
    block: int


class ERC20Template(BToken):
    """A datatoken."""

    CONTRACT = "v4/ERC20Template"
    DECIMALS = 18

    # ---- views

    def name(self) -> str:
        """Its name."""
        return str(self._call("name"))

    def cap_base(self) -> int:
        """The most that can ever be minted."""
        return int(self._call("cap"))

    def getId(self) -> int:
        """1 for this template, 2 for `ERC20TemplateEnterprise`."""
        return int(self._call("getId"))

    def getERC721Address(self) -> str:
        """Its data NFT."""
        return str(self._call("getERC721Address"))

    def router(self) -> str:
        """The router that it belongs to."""
        return str(self._call("router"))

    def isMinter(self, address: str) -> bool:
        """Whether `address` may mint."""
        return bool(self._call("isMinter", address))

    def getPermissions(self, address: str) -> Permissions:
        """What `address` may do."""
        return Permissions(*self._call("getPermissions", address))

    def getPaymentCollector(self) -> str:
        """The receiver of the datatokens that orders pay: the data NFT's owner, unless set."""
        return str(self._call("getPaymentCollector"))

    def getPublishingMarketFee(self) -> PublishMarketFee:
        """What the publishing market gets for each order."""
        return PublishMarketFee(*self._call("getPublishingMarketFee"))

    def getPools(self) -> list[str]:
        """Addresses of its pools: one at most."""
        return list(self._call("getPools"))

    def getFixedRates(self) -> list[tuple[str, bytes]]:
        """Its sales: address of the exchange, id."""
        return list(self._call("getFixedRates"))

    def getDispensers(self) -> list[str]:
        """Addresses of the dispensers that it can be had from."""
        return list(self._call("getDispensers"))

    # ---- places to sell it, by who has the data NFT's role deploy_erc20

    def deployPool(self, pool: PoolData, from_wallet: Web3Wallet) -> str:
        """Its pool. Gives the address; `BPool(address)` speaks to it. Base tokens are approved to the router.

        Only while no datatoken exists; from then on only the one-sided-staking bot has them to give.
        """
        return str(self._send("deployPool", from_wallet, *pool).returned)

    def createFixedRate(self, fixed: FixedData, from_wallet: Web3Wallet) -> bytes:
        """A sale at a fixed rate. Gives its id."""
        return bytes(self._send("createFixedRate", from_wallet, *fixed).returned)

    def createDispenser(self, dispenser: DispenserData, from_wallet: Web3Wallet) -> Receipt:
        """Gives it away. `from_wallet` owns the dispenser."""
        return self._send("createDispenser", from_wallet, *dispenser)

    # ---- minting and roles

    def mint(self, account: str, value_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Makes `value_base` new tokens for the address `account`. Only minters can, up to the cap."""
        return self._send("mint", from_wallet, account, value_base)

    def burn(self, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Destroys `amt_base`."""
        return self._send("burn", from_wallet, amt_base)

    def addMinter(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Lets `address` mint. Needs the data NFT's role deploy_erc20."""
        return self._send("addMinter", from_wallet, address)

    def removeMinter(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("removeMinter", from_wallet, address)

    def addPaymentManager(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Lets `address` set who gets the payments. Needs the data NFT's role deploy_erc20."""
        return self._send("addPaymentManager", from_wallet, address)

    def removePaymentManager(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends that."""
        return self._send("removePaymentManager", from_wallet, address)

    def setPaymentCollector(self, address: str, from_wallet: Web3Wallet) -> Receipt:
        """Sets who gets the datatokens that orders pay."""
        return self._send("setPaymentCollector", from_wallet, address)

    def setPublishingMarketFee(self, fee: PublishMarketFee, from_wallet: Web3Wallet) -> Receipt:
        """Sets what the publishing market gets for each order. Only that market may."""
        return self._send("setPublishingMarketFee", from_wallet, *fee)

    # ---- orders

    def startOrder(
        self,
        consumer: str,
        service_index: int,
        provider_fee: ProviderFee,
        from_wallet: Web3Wallet,
        consume_market_fee: ConsumeMarketFee = ConsumeMarketFee(),  # noqa: B008 - a constant
    ) -> Receipt:
        """Pays exactly 1.0 datatoken to the payment collector, and all fees, which are approved to this datatoken.

        Args:
            consumer: who may use the data.
            provider_fee: see `signedProviderFee`; the contract wants a signature even for a fee of 0.
        """
        return self._send("startOrder", from_wallet, consumer, service_index, provider_fee, consume_market_fee)

    def reuseOrder(self, order_tx_id: bytes, provider_fee: ProviderFee, from_wallet: Web3Wallet) -> Receipt:
        """Uses an order again for the provider's fee alone. `order_tx_id` is 32 bytes."""
        return self._send("reuseOrder", from_wallet, order_tx_id, provider_fee)

    def orderStarted(self, receipt: Receipt) -> OrderStarted:
        """The order of that receipt; the first, where it placed several for this datatoken."""
        event = self._event(receipt, "OrderStarted")
        return OrderStarted(*[event[name] for name in _ORDER_STARTED])


# Members of the event OrderStarted, in the order of our tuple.
_ORDER_STARTED = (
    "consumer",
    "payer",
    "amount",
    "serviceIndex",
    "timestamp",
    "publishMarketAddress",
    "blockNumber",
)
