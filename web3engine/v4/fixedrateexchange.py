"""`FixedRateExchange`: Ocean V4's sale of datatokens at a set price, to and fro. Amounts, rates and fees are base 18.

A purchase costs amount · rate and on top of it the fees of the community, of the publishing market and of the consume
market; a sale gives amount · rate less the same fees. Base tokens gather here until the owner collects them.
"""

from typing import NamedTuple

from web3engine.chain import ZERO_ADDRESS, Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class Exchange(NamedTuple):
    """One sale. `rate_base` is base tokens per datatoken; supplies are what can be had, balances what is here."""

    owner: str
    datatoken: str
    dt_decimals: int
    base_token: str
    bt_decimals: int
    rate_base: int
    active: bool
    dt_supply_base: int
    bt_supply_base: int
    dt_balance_base: int
    bt_balance_base: int
    with_mint: bool


class FeesInfo(NamedTuple):
    """The fees of one sale: fractions, and what waits to be collected in base tokens."""

    market_fee_base: int
    market_fee_collector: str
    OPC_fee_base: int
    market_fee_available_base: int
    OPC_fee_available_base: int


class Price(NamedTuple):
    """Base tokens to pay or to get, and the fees in it."""

    amount_base: int
    OPC_fee_base: int
    publish_market_fee_base: int
    consume_market_fee_base: int


class Swapped(NamedTuple):
    """One purchase or sale: the event Swapped. Fees are in base tokens; `token_out` is what the trader got."""

    exchange_id: bytes
    by: str
    base_token_amount_base: int
    datatoken_amount_base: int
    token_out: str
    publish_market_fee_base: int
    OPC_fee_base: int
    consume_market_fee_base: int


class FixedRateExchange(ContractBase):
    """The library's exchange on the chain in use. `ERC20Template.createFixedRate` opens a sale; its id is 32 bytes."""

    CONTRACT = "v4/FixedRateExchange"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    # ---- views

    def getExchange(self, exchange_id: bytes) -> Exchange:
        """All about a sale."""
        return Exchange(*self._call("getExchange", exchange_id))

    def getExchanges(self) -> list[bytes]:
        """The ids of all sales."""
        return list(self._call("getExchanges"))

    def getFeesInfo(self, exchange_id: bytes) -> FeesInfo:
        """The fees of a sale."""
        return FeesInfo(*self._call("getFeesInfo", exchange_id))

    def getRate_base(self, exchange_id: bytes) -> int:
        """Base tokens per datatoken."""
        return int(self._call("getRate", exchange_id))

    def getDTSupply_base(self, exchange_id: bytes) -> int:
        """How many datatokens can be bought now."""
        return int(self._call("getDTSupply", exchange_id))

    def getBTSupply_base(self, exchange_id: bytes) -> int:
        """How many base tokens can be had for datatokens now."""
        return int(self._call("getBTSupply", exchange_id))

    def getAllowedSwapper(self, exchange_id: bytes) -> str:
        """The only account that may trade; the zero address means anyone."""
        return str(self._call("getAllowedSwapper", exchange_id))

    def isActive(self, exchange_id: bytes) -> bool:
        """Whether the sale is open."""
        return bool(self._call("isActive", exchange_id))

    def calcBaseInGivenOutDT(
        self, exchange_id: bytes, datatoken_amt_base: int, consumeMarketFee_base: int = 0
    ) -> Price:
        """What `datatoken_amt_base` costs."""
        return Price(*self._call("calcBaseInGivenOutDT", exchange_id, datatoken_amt_base, consumeMarketFee_base))

    def calcBaseOutGivenInDT(
        self, exchange_id: bytes, datatoken_amt_base: int, consumeMarketFee_base: int = 0
    ) -> Price:
        """What `datatoken_amt_base` gives back."""
        return Price(*self._call("calcBaseOutGivenInDT", exchange_id, datatoken_amt_base, consumeMarketFee_base))

    # ---- trade

    def buyDT(
        self,
        exchange_id: bytes,
        datatoken_amt_base: int,
        max_base_token_amt_base: int,
        from_wallet: Web3Wallet,
        consumeMarket: str = ZERO_ADDRESS,
        consumeMarketFee_base: int = 0,
    ) -> Receipt:
        """Buys for base tokens that `from_wallet` has approved to this contract. `swapped` tells what it cost."""
        return self._send(
            "buyDT",
            from_wallet,
            exchange_id,
            datatoken_amt_base,
            max_base_token_amt_base,
            consumeMarket,
            consumeMarketFee_base,
        )

    def sellDT(
        self,
        exchange_id: bytes,
        datatoken_amt_base: int,
        min_base_token_amt_base: int,
        from_wallet: Web3Wallet,
        consumeMarket: str = ZERO_ADDRESS,
        consumeMarketFee_base: int = 0,
    ) -> Receipt:
        """Sells datatokens that `from_wallet` has approved to this contract. `swapped` tells what it gave."""
        return self._send(
            "sellDT",
            from_wallet,
            exchange_id,
            datatoken_amt_base,
            min_base_token_amt_base,
            consumeMarket,
            consumeMarketFee_base,
        )

    def swapped(self, receipt: Receipt) -> Swapped:
        """The trade of that receipt; the first, where it made several here."""
        return Swapped(*[self._event(receipt, "Swapped")[name] for name in _SWAPPED])

    # ---- by the sale's owner

    def setRate(self, exchange_id: bytes, rate_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Changes the price, 1e-8 at least."""
        return self._send("setRate", from_wallet, exchange_id, rate_base)

    def toggleExchangeState(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Closes an open sale, or opens a closed one."""
        return self._send("toggleExchangeState", from_wallet, exchange_id)

    def toggleMintState(self, exchange_id: bytes, with_mint: bool, from_wallet: Web3Wallet) -> Receipt:
        """Says whether datatokens are minted when there are too few."""
        return self._send("toggleMintState", from_wallet, exchange_id, with_mint)

    def setAllowedSwapper(self, exchange_id: bytes, new_allowed_swapper: str, from_wallet: Web3Wallet) -> Receipt:
        """Sets who alone may trade; the zero address means anyone."""
        return self._send("setAllowedSwapper", from_wallet, exchange_id, new_allowed_swapper)

    # ---- collecting

    def collectBT(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Sends the base tokens that gathered here to the owner."""
        return self._send("collectBT", from_wallet, exchange_id)

    def collectDT(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Sends the datatokens that gathered here to the owner."""
        return self._send("collectDT", from_wallet, exchange_id)

    def collectMarketFee(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Sends the publishing market's fees to it. Anyone may."""
        return self._send("collectMarketFee", from_wallet, exchange_id)

    def collectOceanFee(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Sends the community's fees to its collector. Anyone may."""
        return self._send("collectOceanFee", from_wallet, exchange_id)

    def updateMarketFee(self, exchange_id: bytes, new_fee_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Changes the publishing market's fee. Only it may."""
        return self._send("updateMarketFee", from_wallet, exchange_id, new_fee_base)

    def updateMarketFeeCollector(self, exchange_id: bytes, new_collector: str, from_wallet: Web3Wallet) -> Receipt:
        """Changes the publishing market's address. Only it may."""
        return self._send("updateMarketFeeCollector", from_wallet, exchange_id, new_collector)


# Members of the event Swapped, in the order of our tuple.
_SWAPPED = (
    "exchangeId",
    "by",
    "baseTokenSwappedAmount",
    "datatokenSwappedAmount",
    "tokenOutAddress",
    "marketFeeAmount",
    "oceanFeeAmount",
    "consumeMarketFeeAmount",
)
