"""`Datatoken`: Ocean V3's DataTokenTemplate, an ERC20 with a cap, one minter, and orders."""

from __future__ import annotations

from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.web3wallet import Web3Wallet

_OTHERS = """
BASE BASE_COMMUNITY_FEE_PERCENTAGE BASE_MARKET_FEE_PERCENTAGE calculateFee cap decreaseAllowance increaseAllowance
initialize isInitialized
"""


class Datatoken(BToken, others=_OTHERS):
    """A datatoken: 1.0 of it buys one use of a data set. Amounts are base 18."""

    CONTRACT = "v3/DataTokenTemplate"
    DECIMALS = 18

    def name(self) -> str:
        """Its name."""
        return str(self._call("name"))

    def blob(self) -> str:
        """What its publisher wrote about the data, often a URL."""
        return str(self._call("blob"))

    def cap_base(self) -> int:
        """The most that can ever be minted."""
        return int(self._call("cap"))

    def minter(self) -> str:
        """Address that may mint."""
        return str(self._call("minter"))

    def isMinter(self, address: str) -> bool:
        """Whether `address` may mint."""
        return bool(self._call("isMinter", address))

    def mint(self, account: str, value_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Makes `value_base` new tokens for the address `account`. Only the minter can, up to the cap."""
        return self._send("mint", from_wallet, account, value_base)

    def setMinter(self, minter: str, from_wallet: Web3Wallet) -> Receipt:
        """Offers minting to `minter`, who takes it with `approveMinter` (the contract does it in two steps)."""
        return self.proposeMinter(minter, from_wallet)

    def proposeMinter(self, minter: str, from_wallet: Web3Wallet) -> Receipt:
        """Offers minting to the address `minter`."""
        return self._send("proposeMinter", from_wallet, minter)

    def approveMinter(self, from_wallet: Web3Wallet) -> Receipt:
        """Takes the offer."""
        return self._send("approveMinter", from_wallet)

    def startOrder(
        self, consumer: str, amount_base: int, service_id: int, market_fee_collector: str, from_wallet: Web3Wallet
    ) -> Receipt:
        """Pays `amount_base` for the service: 0.1 % to the community, 0.1 % to the market, the rest to the minter."""
        return self._send("startOrder", from_wallet, consumer, amount_base, service_id, market_fee_collector)

    def finishOrder(
        self, order_tx_id: bytes, consumer: str, amount_base: int, service_id: int, from_wallet: Web3Wallet
    ) -> Receipt:
        """Sends `amount_base` back to the consumer. `order_tx_id` is 32 bytes."""
        return self._send("finishOrder", from_wallet, order_tx_id, consumer, amount_base, service_id)

    def calculateFee_base(self, amount_base: int, fee_percentage_base: int) -> int:
        """`amount_base` times a fraction in base 18."""
        return int(self._call("calculateFee", amount_base, fee_percentage_base))
