"""Anvil, the fastest node. Gas is free there."""

from __future__ import annotations

from web3engine.chain import DEV_BALANCE
from web3engine.chains.jsonrpc import JsonRpcChain


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

    def _setBalance(self, address: str, wei: int) -> None:
        self._ask("anvil_setBalance", address, hex(wei))
