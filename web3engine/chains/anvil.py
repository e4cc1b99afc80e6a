"""Anvil, the fastest node. Gas is free there."""

from __future__ import annotations

import time

from web3engine.chain import DEV_BALANCE
from web3engine.chains.jsonrpc import Head, JsonRpcChain

# Seconds for a mined transaction to leave the pool; it takes well below a millisecond.
_TIMEOUT = 5.0


class AnvilChain(JsonRpcChain):
    """A chain in Anvil."""

    name = "anvil"
    _sync = True
    _gas_costs = False

    def _prepare(self, developers: list[str]) -> None:
        # Each block carries the time of the one before it, until evm_mine says otherwise.
        self._ask("anvil_setBlockTimestampInterval", 0)
        if self._rpc.node is None:
            self._ask("anvil_setNextBlockBaseFeePerGas", "0x0")
        for address in developers:
            self._setBalance(address, DEV_BALANCE)

    def _rehearse(self, message: dict[str, str]) -> str:
        return str(self._ask("eth_call", message, "pending"))

    def _takeBack(self, snapshot: str, to: Head) -> None:
        # Anvil gives a receipt a moment before it takes the transaction out of its pool. One that is still there
        # when its block is taken back stands in the way of the next with its number, or is even mined again.
        deadline = time.monotonic() + _TIMEOUT
        while int(self._ask("txpool_status")["pending"], 16) and time.monotonic() < deadline:
            time.sleep(0.001)
        super()._takeBack(snapshot, to)

    def _setBalance(self, address: str, wei: int) -> None:
        self._ask("anvil_setBalance", address, hex(wei))
