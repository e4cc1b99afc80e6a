"""Ganache, the node that the reference uses.

Gas costs ETH of the sender there, because its blocks have a base fee that cannot be switched off; it begins at 1 gwei
and fades within a hundred blocks. It differs from the other chains in this, in how much gas a transaction gets if
nobody says, in what the opcodes BASEFEE and GASPRICE return, in GASLIMIT within a transaction's return data, and in a
wei that each address below 256 owns from the beginning.
"""

from __future__ import annotations

import contextlib
import logging
import time

from util.errors import ChainUnavailable
from web3engine.chain import DEV_BALANCE
from web3engine.chains.jsonrpc import JsonRpcChain

log = logging.getLogger(__name__)


class GanacheChain(JsonRpcChain):
    """A chain in Ganache."""

    name = "ganache"
    _sync = False
    _gas_costs = True

    def _prepare(self, developers: list[str]) -> None:
        if self._rpc.node is not None:
            return
        self._still = self._clockStands()
        if not self._still:
            log.warning(
                "the clock of %s runs by itself, so runs will not repeat; ./ganache.py has one that stands still",
                self._rpc.url,
            )
        # A Ganache that somebody else started may know nothing of our accounts. This mines a block.
        if self.balance(self.god.address) == 0:
            self._setBalance(self.god.address, DEV_BALANCE)

    def _clockStands(self) -> bool:
        before = self._latest()
        if abs(before.time - time.time()) < 2:
            time.sleep(1.1)  # one more block within the same second would tell nothing
        snapshot = self._ask("evm_snapshot")
        self._ask("evm_mine")
        self._head = None
        stands = self._latest().time == before.time
        self._takeBack(snapshot, before)
        return stands

    def _rehearse(self, message: dict[str, str]) -> str:
        # Ganache runs calls in the latest block, also where "pending" is asked for. An empty block, taken back
        # afterwards, gives them the number that the transaction will see.
        before = self._latest()
        snapshot = self._ask("evm_snapshot")
        try:
            self._ask("evm_mine")
            return str(self._ask("eth_call", message, "latest"))
        finally:
            # If the node is gone, that is said by the request above, or by the next one.
            with contextlib.suppress(ChainUnavailable):
                self._takeBack(snapshot, before)

    def _setBalance(self, address: str, wei: int) -> None:
        # Ganache mines a block for this; nothing short of it changes a balance.
        self._head = None
        self._ask("evm_setAccountBalance", address, hex(wei))
