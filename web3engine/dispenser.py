"""`Dispenser`: Ocean V3's hand-out of free datatokens."""

from typing import NamedTuple

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.deployments import addressOf
from web3engine.web3wallet import Web3Wallet


class DispenserStatus(NamedTuple):
    """How a datatoken is handed out. Amounts are base 18."""

    active: bool
    owner: str
    minter_approved: bool
    is_true_minter: bool
    max_tokens_base: int
    max_balance_base: int
    balance_base: int


class Dispenser(ContractBase):
    """The library's dispenser on the chain in use."""

    CONTRACT = "v3/Dispenser"

    def __init__(self, contract_address: str | None = None):
        super().__init__(contract_address or addressOf(self.CONTRACT))

    def status(self, datatoken: str) -> DispenserStatus:
        """How the datatoken at that address is handed out."""
        return DispenserStatus(*self._call("status", datatoken))

    def activate(self, datatoken: str, max_tokens_base: int, max_balance_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Begins: at most `max_tokens_base` a request, to who holds under `max_balance_base`. Only its minter may."""
        return self._send("activate", from_wallet, datatoken, max_tokens_base, max_balance_base)

    def deactivate(self, datatoken: str, from_wallet: Web3Wallet) -> Receipt:
        """Ends. Only the owner may."""
        return self._send("deactivate", from_wallet, datatoken)

    def acceptMinter(self, datatoken: str, from_wallet: Web3Wallet) -> Receipt:
        """Becomes the datatoken's minter, which its minter has proposed, so that it never runs dry."""
        return self._send("acceptMinter", from_wallet, datatoken)

    def removeMinter(self, datatoken: str, from_wallet: Web3Wallet) -> Receipt:
        """Offers minting back to the owner."""
        return self._send("removeMinter", from_wallet, datatoken)

    def dispense(self, datatoken: str, amt_base: int, from_wallet: Web3Wallet) -> Receipt:
        """Gives `amt_base` to `from_wallet`."""
        return self._send("dispense", from_wallet, datatoken, amt_base)

    def ownerWithdraw(self, datatoken: str, from_wallet: Web3Wallet) -> Receipt:
        """Sends all that is left to the owner."""
        return self._send("ownerWithdraw", from_wallet, datatoken)
