"""Transactions on their way to a node: counted, signed, sent once, and followed until they are mined."""

from __future__ import annotations

import logging
import time
from typing import Any

from util.errors import ChainError
from web3engine.address import toBytes
from web3engine.chains.hexes import hexOf
from web3engine.chains.rpc import ConnectionLost, NodeRpc
from web3engine.keys import Account

log = logging.getLogger(__name__)

# Seconds for a transaction to be mined, which both nodes do at once.
_TIMEOUT = 20.0


class Outbox:
    """Sends for any number of accounts.

    Args:
        rpc: the connection to the node.
        chain_id: what transactions are signed for.
        sync: whether the node knows eth_sendRawTransactionSync, which answers with the receipt.
    Attributes:
        nonces: address → number of its next transaction, where known.
    """

    def __init__(self, rpc: NodeRpc, chain_id: int, sync: bool):
        self.nonces: dict[str, int] = {}
        self._rpc = rpc
        self._chain_id = chain_id
        self._sync = sync
        self._signers: dict[str, Any] = {}

    def send(self, sender: Account, to: str | None, data: bytes, value: int, gas: int, gas_price: int) -> Any:
        """The node's receipt of a new transaction.

        Raises:
            RpcError: the node does not take it.
            ChainUnavailable: the node is gone.
        """
        nonce = self._takeNonce(sender.address)
        transaction: dict[str, Any] = {
            "nonce": nonce,
            "gasPrice": gas_price,
            "gas": gas,
            "value": value,
            "data": data,
            "chainId": self._chain_id,
        }
        if to is not None:
            transaction["to"] = toBytes(to)
        signed = self._signer(sender).sign_transaction(transaction)
        mined = self._submit(hexOf(signed.raw_transaction), hexOf(signed.hash))
        self.nonces[sender.address] = nonce + 1
        return mined

    def _takeNonce(self, address: str) -> int:
        """The sender's next number. It is unknown again until the transaction has been mined."""
        known = self.nonces.pop(address, None)
        return int(self._rpc.ask("eth_getTransactionCount", address, "latest"), 16) if known is None else known

    def _signer(self, account: Account) -> Any:
        if account.address not in self._signers:
            from eth_account import Account as EthAccount

            self._signers[account.address] = EthAccount.from_key(account.key_bytes)
        return self._signers[account.address]

    def _submit(self, raw: str, hash: str) -> Any:
        try:
            if self._sync:
                return self._rpc.askOnce("eth_sendRawTransactionSync", raw)
            self._rpc.askOnce("eth_sendRawTransaction", raw)
        except ConnectionLost:
            log.debug("the connection to %s broke while transaction %s was sent", self._rpc.url, hash)
            # It may have arrived all the same; then the node would refuse a second copy.
            if self._rpc.ask("eth_getTransactionByHash", hash) is None:
                self._rpc.ask("eth_sendRawTransaction", raw)
        return self._receipt(hash)

    def _receipt(self, hash: str) -> Any:
        deadline = time.monotonic() + _TIMEOUT
        while (mined := self._rpc.ask("eth_getTransactionReceipt", hash)) is None:
            if time.monotonic() > deadline:
                raise ChainError(
                    f"{self._rpc.title} has not mined a transaction in {_TIMEOUT:.0f} s",
                    f"{self._rpc.url} may be set to mine on demand",
                    "start it without such options",
                )
            time.sleep(0.002)
        return mined
