"""`FixedRateExchange`: Ocean V3's sale of datatokens at a set price."""

from typing import NamedTuple

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class Exchange(NamedTuple):
    """One sale. Rate and supply are base 18; rate is base tokens per datatoken."""

    owner: str
    datatoken: str
    base_token: str
    rate_base: int
    active: bool
    supply_base: int


class FixedRateExchange(ContractBase):
    """The library's exchange on the chain in use. A sale's id is 32 bytes, made of both tokens and the owner."""

    CONTRACT = "v3/FixedRateExchange"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    def create(self, base_token: str, datatoken: str, rate_base: int, from_wallet: Web3Wallet) -> bytes:
        """Opens a sale owned by `from_wallet`, who must approve datatokens to this contract. Gives its id."""
        receipt = self._send("create", from_wallet, base_token, datatoken, rate_base)
        return bytes(self._event(receipt, "ExchangeCreated")["exchangeId"])

    def generateExchangeId(self, base_token: str, datatoken: str, owner: str) -> bytes:
        """The id that such a sale has."""
        return bytes(self._call("generateExchangeId", base_token, datatoken, owner))

    def calcInGivenOut_base(self, exchange_id: bytes, datatoken_amt_base: int) -> int:
        """What `datatoken_amt_base` costs, in base tokens."""
        return int(self._call("CalcInGivenOut", exchange_id, datatoken_amt_base))

    def swap(self, exchange_id: bytes, datatoken_amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Buys `datatoken_amt_base` for base tokens that `from_wallet` has approved to this contract."""
        return self._send("swap", from_wallet, exchange_id, datatoken_amt_base)

    def setRate(self, exchange_id: bytes, rate_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Changes the price. Only the sale's owner may."""
        return self._send("setRate", from_wallet, exchange_id, rate_base)

    def toggleExchangeState(self, exchange_id: bytes, from_wallet: Web3Wallet) -> Receipt:
        """Closes an open sale, or opens a closed one. Only its owner may."""
        return self._send("toggleExchangeState", from_wallet, exchange_id)

    def getRate_base(self, exchange_id: bytes) -> int:
        """Base tokens per datatoken, base 18."""
        return int(self._call("getRate", exchange_id))

    def getSupply_base(self, exchange_id: bytes) -> int:
        """How many datatokens can be bought now: the least of the owner's balance and approval; 0 if closed."""
        return int(self._call("getSupply", exchange_id))

    def getExchange(self, exchange_id: bytes) -> Exchange:
        """All about a sale."""
        return Exchange(*self._call("getExchange", exchange_id))

    def getExchanges(self) -> list[bytes]:
        """The ids of all sales."""
        return list(self._call("getExchanges"))

    def isActive(self, exchange_id: bytes) -> bool:
        """Whether the sale is open."""
        return bool(self._call("isActive", exchange_id))
