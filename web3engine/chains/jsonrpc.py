"""Chains behind JSON-RPC, in nodes run for us or found running; `nodechain.py` opens them.

What Ganache and Anvil have in common is here; each has a module for what it does its own way. Both keep what `Chain`
promises: a block per transaction, at the simulation's time, and nothing is sent that would fail.
"""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, NamedTuple

from util.constants import GASLIMIT_DEFAULT
from util.errors import ChainError
from web3engine.address import toBytes
from web3engine.chain import CHAIN_ID, Chain, Receipt, Reverted, callData, checkedGas
from web3engine.chains.hexes import bytesOf, hexOf
from web3engine.chains.outbox import Outbox
from web3engine.chains.rpc import ConnectionLost, NodeRpc, RpcError, refused
from web3engine.keys import Account

log = logging.getLogger(__name__)

# What a wallet gets, in wei, that cannot pay for gas.
_TOP_UP = 10**18
# The Balancer pool template needs 5.4 M gas to be created.
_GASLIMIT_CREATE = 12_000_000


class Head(NamedTuple):
    """The latest block.

    Attributes:
        number, time: of it.
        fee: the base fee of the next one, in wei.
        limit: gas that fits into a block.
    """

    number: int
    time: int
    fee: int
    limit: int


class _Mined(NamedTuple):
    """See `Outcome`."""

    output: bytes
    gas_used: int
    logs: list[tuple[bytes, tuple[bytes, ...], bytes]]
    created: bytes | None
    block: int


class JsonRpcChain(Chain):
    """A chain in a node. Nobody else may send transactions there meanwhile: it keeps count of nonces and blocks.

    Args:
        rpc: the connection; closed with the chain.
        keys, seed, hardfork: see `Chain`.
        chain_id: what transactions are signed for.
    """

    # Whether the node answers a transaction with its receipt, and whether gas costs ETH there.
    _sync: bool
    _gas_costs: bool
    n_transactions, gas_used = 0, 0

    def __init__(
        self,
        rpc: NodeRpc,
        keys: Mapping[str, str],
        seed: int = 0,
        chain_id: int = CHAIN_ID,
        hardfork: str = "shanghai",
    ):
        super().__init__(keys, seed, hardfork)
        self._rpc = rpc
        self._outbox = Outbox(rpc, chain_id, self._sync)
        self._head: Head | None = None
        # Whether the node's clock is ours to set. One that we did not start may run on.
        self._still = True
        self._prepare([Account(key).address for key in keys.values()])

    @abstractmethod
    def _prepare(self, developers: list[str]) -> None:
        """Makes the node what `Chain` promises. The addresses are those that own DEV_BALANCE."""

    # ---- calls and transactions

    def call(self, sender: str, to: str, data: bytes, gas: int | None = None) -> bytes:
        gas = self.gas_limit if gas is None else checkedGas(gas)
        return bytesOf(self._ask("eth_call", _message(sender, to, callData(data), 0, gas), "latest"))

    def _transact(self, sender: Account, to: str | None, data: bytes, value: int, gas: int | None) -> Receipt:
        if gas is None and self._gas_costs:
            return self._transactCheaply(sender, to, data, value)
        gas = self.gas_limit if gas is None else gas
        try:
            return self._rehearseAndSend(sender, to, data, value, gas)
        except RpcError as e:
            if "insufficient funds" not in e.message.lower():
                raise self._unsent(e) from None
        log.debug("%s has too little ETH for gas; it gets %d wei", sender.address, _TOP_UP)
        self._setBalance(sender.address, self.balance(sender.address) + _TOP_UP)
        try:
            return self._rehearseAndSend(sender, to, data, value, gas)
        except RpcError as e:
            raise self._unsent(e) from None

    def _transactCheaply(self, sender: Account, to: str | None, data: bytes, value: int) -> Receipt:
        """With as much gas as most transactions need; only those that need more must have the ETH for a whole block."""
        try:
            return self._transact(sender, to, data, value, GASLIMIT_DEFAULT if to is not None else _GASLIMIT_CREATE)
        except Reverted:
            return self._transact(sender, to, data, value, self.gas_limit)

    def _rehearseAndSend(self, sender: Account, to: str | None, data: bytes, value: int, gas: int) -> Receipt:
        # A node would put a failing transaction into a block, and tells nobody what a transaction returns.
        returned = bytesOf(self._rehearse(_message(sender.address, to, data, value, gas)))
        mined = self._send(sender, to, data, value, gas)
        if int(mined["status"], 16) == 0:
            raise Reverted(b"", "it fails in its block, though not just before")
        outcome = _Mined(
            output=returned,
            gas_used=int(mined["gasUsed"], 16),
            logs=[_log(entry) for entry in mined["logs"]],
            created=bytesOf(mined["contractAddress"]) if to is None else None,
            block=int(mined["blockNumber"], 16),
        )
        self.n_transactions += 1
        self.gas_used += outcome.gas_used
        return Receipt(outcome, mined["transactionHash"])

    @abstractmethod
    def _rehearse(self, message: dict[str, str]) -> str:
        """What the message would return in the next block; leaves no trace.

        Raises:
            Reverted: it would fail.
        """

    def _send(self, sender: Account, to: str | None, data: bytes, value: int, gas: int) -> Any:
        """The node's receipt of a new transaction."""
        before = self._latest()
        self._head = None
        mined = self._outbox.send(sender, to, data, value, gas, before.fee if self._gas_costs else 0)
        if self._still:
            fee = _nextFee(before.fee, int(mined["gasUsed"], 16), before.limit)
            self._head = Head(int(mined["blockNumber"], 16), before.time, fee, before.limit)
        return mined

    def _unsent(self, error: RpcError) -> Exception:
        if "nonce" in error.message.lower() or "basefee" in error.message.lower():
            return ChainError(
                f"{self._rpc.title} refuses a transaction: {error.message}",
                f"another program sends transactions to {self._rpc.url} too",
                "one run at a time on one node",
            )
        return refused(error, self._rpc.title)

    @abstractmethod
    def _setBalance(self, address: str, wei: int) -> None: ...

    # ---- state

    def code(self, address: str) -> bytes:
        return bytesOf(self._ask("eth_getCode", _hex(address), "latest"))

    def balance(self, address: str) -> int:
        return int(self._ask("eth_getBalance", _hex(address), "latest"), 16)

    def height(self) -> int:
        return self._latest().number

    def now(self) -> int:
        return self._latest().time

    def _latest(self) -> Head:
        if self._head is None:
            self._head = self._askHead()
        return self._head

    def _askHead(self) -> Head:
        block = self._ask("eth_getBlockByNumber", "latest", False)
        number, now, used, limit = (int(block[f], 16) for f in ("number", "timestamp", "gasUsed", "gasLimit"))
        # Hardforks before London, which a Ganache that we did not start may run, have no base fee.
        fee = int(block.get("baseFeePerGas", "0x0"), 16)
        return Head(number, now, _nextFee(fee, used, limit), limit)

    def _advance(self, seconds: int, blocks: int) -> None:
        before = self._latest()
        self._head = None
        # The same request on both nodes: all of the blocks at the new time, which then stands still again.
        step = {"timestamp": before.time + seconds, "blocks": blocks}
        try:
            self._rpc.askOnce("evm_mine", step)
        except ConnectionLost:
            if self._latest().number == before.number:
                self._ask("evm_mine", step)
            self._head = None
        except RpcError as e:
            raise refused(e, self._rpc.title) from None
        else:
            if self._still:
                fee = before.fee
                for _ in range(blocks):
                    fee = _nextFee(fee, 0, before.limit)
                self._head = Head(before.number + blocks, before.time + seconds, fee, before.limit)

    def _snapshot(self) -> Any:
        return self._ask("evm_snapshot"), self._latest(), dict(self._outbox.nonces)

    def _revert(self, saved: Any) -> None:
        snapshot, head, nonces = saved
        self._takeBack(snapshot, head)
        self._outbox.nonces = dict(nonces)

    def _takeBack(self, snapshot: str, to: Head) -> None:
        self._head = None
        # A node that has heard the request twice says no, and has done it.
        if not self._ask("evm_revert", snapshot) and self._latest() != to:
            raise ChainError(f"{self._rpc.title} has lost a snapshot", f"{self._rpc.url} may have been restarted")
        self._head = to

    def dump(self) -> bytes:
        raise self._cannotDump()

    def load(self, dumped: bytes) -> None:
        raise self._cannotDump()

    def _cannotDump(self) -> ChainError:
        return ChainError(
            f"a chain in {self._rpc.title} cannot be saved", "embedded engines only", "--network embedded"
        )

    def close(self) -> None:
        super().close()
        self._rpc.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._rpc.url})"

    def _ask(self, method: str, *params: Any) -> Any:
        try:
            return self._rpc.ask(method, *params)
        except RpcError as e:
            raise refused(e, self._rpc.title) from None


def _nextFee(fee: int, gas_used: int, gas_limit: int) -> int:
    """The base fee of the block after one with these (EIP-1559), in wei."""
    target = gas_limit // 2
    if gas_used > target and fee:
        return fee + max(fee * (gas_used - target) // target // 8, 1)
    return fee - fee * (target - gas_used) // target // 8 if gas_used < target else fee


def _message(sender: str, to: str | None, data: bytes, value: int, gas: int) -> dict[str, str]:
    message = {"from": _hex(sender), "data": hexOf(data), "value": hex(value), "gas": hex(gas)}
    if to is not None:
        message["to"] = _hex(to)
    return message


def _hex(address: str) -> str:
    return hexOf(toBytes(address))


def _log(entry: Any) -> tuple[bytes, tuple[bytes, ...], bytes]:
    return bytesOf(entry["address"]), tuple(map(bytesOf, entry["topics"])), bytesOf(entry["data"])
