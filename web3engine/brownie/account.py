"""`LocalAccount`: a key as Brownie presents it. It can be the `from` of a transaction."""

from collections.abc import Sequence
from typing import Any

from web3engine.address import addressText
from web3engine.brownie.transaction import Transaction
from web3engine.brownie.tx import Wei, wholeNumbers
from web3engine.chain import currentChain
from web3engine.keys import Account
from web3engine.receipt import Receipt
from web3engine.web3wallet import Web3Wallet


class LocalAccount(Account):
    """A key and its address, on whatever chain is in use.

    Args:
        private_key: 32 bytes, or 0x and 64 hex digits.
        funds: wei it receives on each chain, the first time it is used there.
    """

    def __init__(self, private_key: str | bytes, funds: int = 0):
        super().__init__(private_key)
        self._funds = funds

    @property
    def web3wallet(self) -> Web3Wallet:
        """Its wallet on the chain in use."""
        chain, noted = currentChain("an account"), f"funds of {self.address}"
        if self._funds and noted not in chain.addresses:
            # A revert to a time before the funding takes this note back as well.
            chain.addresses[noted] = self.address
            chain.fund(self.address, self._funds)
        return Web3Wallet(self.key_bytes, chain)

    def balance(self) -> Wei:
        """ETH it holds, in wei."""
        return Wei(self.web3wallet.ETH_base())

    def transfer(self, to: Any, amount: int | str, **_: Any) -> Transaction:
        """Sends wei, or a text such as "0.01 ether", to an account or an address."""
        return self.transaction(self.web3wallet.sendEth(addressText(to), Wei(amount)))

    def arguments(self, args: Sequence[Any]) -> Sequence[Any]:
        """Arguments of a function as contracts want them: whole floats, such as 1e21, become integers."""
        whole: Sequence[Any] = wholeNumbers(args)
        return whole

    def transaction(self, receipt: Receipt) -> Transaction:
        """The view of a transaction that its sender receives."""
        return Transaction(receipt, currentChain("a transaction"))

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        return self.address == (other.address if isinstance(other, Account) else other)

    def __hash__(self) -> int:
        return hash(self.address)
