"""`BridgeEnd`: what both ends of a bridge between two chains can do. Its Solidity is in BridgeLock.sol, in
assets/contracts/bridgelock.
"""

from __future__ import annotations

from typing import NamedTuple

from web3engine.chain import Receipt
from web3engine.contract import ContractBase
from web3engine.web3wallet import Web3Wallet


class BridgeMessage(NamedTuple):
    """What one end tells the other.

    Attributes:
        to: address of the receiver, at the other end.
        amount: in the token's smallest unit, the fee being taken off.
        time: when it was sent, in seconds since 1970.
    """

    to: str
    amount: int
    time: int


class BridgeEnd(ContractBase, interface=True):
    """One end of a bridge. Amounts are integers in the token's smallest unit."""

    def relayer(self) -> str:
        """Address of the one who delivers and receives the fees."""
        return str(self._call("relayer"))

    def feePpm(self) -> int:
        """Part of an amount that the fee takes, in millionths."""
        return int(self._call("feePpm"))

    def sent(self) -> int:
        """How many messages have been sent from here."""
        return int(self._call("sent"))

    def delivered(self) -> int:
        """How many messages of the other end have been delivered here."""
        return int(self._call("delivered"))

    def message(self, number: int) -> BridgeMessage:
        """What was sent from here as number `number`, from 0."""
        return BridgeMessage(*self._call("messages", number))

    def send(self, amount_base: int, to_address: str, from_wallet: Web3Wallet) -> Receipt:
        """Takes an amount from `from_wallet`, and sends it to `to_address` at the other end, less the fee.

        At the end where the token is locked, `from_wallet` must have approved it before. `returned`: the number.
        """
        return self._send("send", from_wallet, amount_base, to_address)

    def deliver(self, number: int, message: BridgeMessage, from_wallet: Web3Wallet) -> Receipt:
        """Pays out a message of the other end; `from_wallet` must be the relayer's."""
        return self._send("deliver", from_wallet, number, message.to, message.amount)
