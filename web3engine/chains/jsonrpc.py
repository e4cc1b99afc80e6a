"""Chains behind JSON-RPC: Ganache and Anvil, run for us or found running. `openNodeChain` opens them.

Both keep what `Chain` promises: a block per transaction, at the simulation's time, and nothing is sent that would
fail. On Ganache gas costs ETH of the sender, because its blocks have a base fee that cannot be switched off.
"""

from __future__ import annotations

import contextlib
import logging
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, NamedTuple

from util.config import Settings
from util.errors import ChainError, ChainUnavailable
from web3engine.account import Account
from web3engine.address import toChecksum
from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, DEV_BALANCE, Chain, Log, Receipt, Reverted
from web3engine.chains.node import Node
from web3engine.chains.outbox import Outbox
from web3engine.chains.rpc import ConnectionLost, NodeRpc, RpcError, refused

log = logging.getLogger(__name__)

# What a wallet gets, in wei, that cannot pay for gas.
_TOP_UP = 10**18


def openNodeChain(network: str, seed: int, settings: Settings) -> Chain:
    """The chain of the node that listens where tokenspice.ini says, or of one that is started now.

    The former is left running at `close`, with all that was done to it; the latter is stopped.

    Args:
        network: "ganache" or "anvil".
        seed: of the generator that makes wallets' keys.
    Raises:
        ChainUnavailable: the node is not installed or does not start, or something else listens in its place.
        ChainError: address.json in ARTIFACTS_PATH does not fit the node that was found.
    """
    from web3engine.chains.attach import attach, readAddresses

    found = attach(network, settings.node_urls[network])
    rpc, chain_id = found or (_start(network, settings.private_keys), CHAIN_ID)
    try:
        chain = _KINDS[network](rpc, settings.private_keys, seed, chain_id)
        if found and settings.artifacts_path is not None:
            chain.addresses.update(readAddresses(settings.artifacts_path, chain))
    except BaseException:
        rpc.close()
        raise
    return chain


def _start(network: str, keys: Mapping[str, str]) -> NodeRpc:
    node = Node(network, keys)
    try:
        import web3  # noqa: F401 - it takes as long as Ganache takes to start

        node.waitUntilReady()
        return NodeRpc(network, node.url, node)
    except BaseException:
        node.stop()
        raise


class _Head(NamedTuple):
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


class JsonRpcChain(Chain):
    """A chain in a node. Nobody else may send transactions there meanwhile: it keeps count of nonces and blocks.

    Args:
        rpc: the connection; closed with the chain.
        keys, seed: see `Chain`.
        chain_id: what transactions are signed for.
    """

    # Whether the node answers a transaction with its receipt.
    _sync: bool

    def __init__(self, rpc: NodeRpc, keys: Mapping[str, str], seed: int = 0, chain_id: int = CHAIN_ID):
        super().__init__(keys, seed)
        self._rpc = rpc
        self._outbox = Outbox(rpc, chain_id, self._sync)
        self._head: _Head | None = None
        # Whether the node's clock is ours to set. One that we did not start may run on.
        self._still = True
        self._prepare([Account(key).address for key in keys.values()])

    @abstractmethod
    def _prepare(self, developers: list[str]) -> None:
        """Makes the node what `Chain` promises. The addresses are those that own DEV_BALANCE."""

    # ---- calls and transactions

    def call(self, sender: str, to: str, data: bytes) -> bytes:
        return _bytes(self._ask("eth_call", _message(sender, to, data, 0, BLOCK_GAS_LIMIT), "latest"))

    def _transact(self, sender: Account, to: str | None, data: bytes, value: int, gas: int) -> Receipt:
        # A node would put a failing transaction into a block, and tells nobody what a transaction returns.
        returned = _bytes(self._rehearse(_message(sender.address, to, data, value, gas)))
        mined = self._mined(sender, to, data, value, gas)
        if int(mined["status"], 16) == 0:
            raise Reverted(b"", "it fails in its block, though not just before")
        return Receipt(
            hash=mined["transactionHash"],
            gas_used=int(mined["gasUsed"], 16),
            logs=tuple([_log(entry) for entry in mined["logs"]]),
            contract_address=toChecksum(_bytes(mined["contractAddress"])) if to is None else None,
            return_data=b"" if to is None else returned,
            block=int(mined["blockNumber"], 16),
        )

    @abstractmethod
    def _rehearse(self, message: dict[str, str]) -> str:
        """What the message would return in the next block; leaves no trace.

        Raises:
            Reverted: it would fail.
        """

    def _mined(self, sender: Account, to: str | None, data: bytes, value: int, gas: int) -> Any:
        """The node's receipt of a new transaction. A sender that cannot pay for gas is helped out."""
        try:
            return self._send(sender, to, data, value, gas)
        except RpcError as e:
            if "insufficient funds" not in e.message.lower():
                raise self._unsent(e) from None
        log.debug("%s has too little ETH for gas; it gets %d wei", sender.address, _TOP_UP)
        self._setBalance(sender.address, self.balance(sender.address) + _TOP_UP)
        try:
            return self._send(sender, to, data, value, gas)
        except RpcError as e:
            raise self._unsent(e) from None

    def _send(self, sender: Account, to: str | None, data: bytes, value: int, gas: int) -> Any:
        before = self._latest()
        self._head = None
        mined = self._outbox.send(sender, to, data, value, gas, before.fee)
        if self._still:
            fee = _nextFee(before.fee, int(mined["gasUsed"], 16), before.limit)
            self._head = _Head(int(mined["blockNumber"], 16), before.time, fee, before.limit)
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
        return _bytes(self._ask("eth_getCode", address, "latest"))

    def balance(self, address: str) -> int:
        return int(self._ask("eth_getBalance", address, "latest"), 16)

    def height(self) -> int:
        return self._latest().number

    def now(self) -> int:
        return self._latest().time

    def _latest(self) -> _Head:
        if self._head is None:
            block = self._ask("eth_getBlockByNumber", "latest", False)
            number, now, fee, used, limit = (
                int(block[field], 16) for field in ("number", "timestamp", "baseFeePerGas", "gasUsed", "gasLimit")
            )
            self._head = _Head(number, now, _nextFee(fee, used, limit), limit)
        return self._head

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
        except RpcError as e:
            raise refused(e, self._rpc.title) from None

    def _snapshot(self) -> Any:
        return self._ask("evm_snapshot"), self._latest(), dict(self._outbox.nonces)

    def _revert(self, saved: Any) -> None:
        snapshot, head, nonces = saved
        self._takeBack(snapshot, head)
        self._outbox.nonces = dict(nonces)

    def _takeBack(self, snapshot: str, to: _Head) -> None:
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
        self._rpc.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._rpc.url})"

    def _ask(self, method: str, *params: Any) -> Any:
        try:
            return self._rpc.ask(method, *params)
        except RpcError as e:
            raise refused(e, self._rpc.title) from None


class GanacheChain(JsonRpcChain):
    """A chain in Ganache."""

    name = "ganache"
    _sync = False

    def _prepare(self, developers: list[str]) -> None:
        if self._rpc.node is not None:
            return
        # A Ganache that somebody else started may know nothing of our accounts. This mines a block.
        if self.balance(self.god.address) == 0:
            self._setBalance(self.god.address, DEV_BALANCE)
        before = self._latest()
        snapshot = self._ask("evm_snapshot")
        self._ask("evm_mine")
        self._head = None
        self._still = self._latest().time == before.time
        self._takeBack(snapshot, before)
        if not self._still:
            log.warning("the clock of %s runs by itself, so runs will not repeat; ./ganache.py stops it", self._rpc.url)

    def _rehearse(self, message: dict[str, str]) -> str:
        # Ganache runs calls in the latest block, also where "pending" is asked for. An empty block, taken back
        # afterwards, gives them the number that the transaction will see. What still differs: BASEFEE and GASPRICE.
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
        self._ask("evm_setAccountBalance", address, hex(wei))


class AnvilChain(JsonRpcChain):
    """A chain in Anvil."""

    name = "anvil"
    _sync = True

    def _prepare(self, developers: list[str]) -> None:
        # Each block carries the time of the one before it, until evm_mine says otherwise.
        self._ask("anvil_setBlockTimestampInterval", 0)
        if self._rpc.node is None:
            self._ask("anvil_setNextBlockBaseFeePerGas", "0x0")
        for address in developers:
            self._setBalance(address, DEV_BALANCE)

    def _rehearse(self, message: dict[str, str]) -> str:
        return str(self._ask("eth_call", message, "pending"))

    def _sendRaw(self, raw: str, hash: str) -> Any:
        return self._rpc.askOnce("eth_sendRawTransactionSync", raw)

    def _setBalance(self, address: str, wei: int) -> None:
        self._ask("anvil_setBalance", address, hex(wei))


_KINDS: dict[str, type[GanacheChain] | type[AnvilChain]] = {"ganache": GanacheChain, "anvil": AnvilChain}


def _nextFee(fee: int, gas_used: int, gas_limit: int) -> int:
    """The base fee of the block after one with these (EIP-1559), in wei. Anvil leaves one of zero alone."""
    target = gas_limit // 2
    if gas_used > target and fee:
        return fee + max(fee * (gas_used - target) // target // 8, 1)
    return fee - fee * (target - gas_used) // target // 8 if gas_used < target else fee


def _message(sender: str, to: str | None, data: bytes, value: int, gas: int) -> dict[str, str]:
    message = {"from": sender, "data": "0x" + data.hex(), "value": hex(value), "gas": hex(gas)}
    if to is not None:
        message["to"] = to
    return message


def _log(entry: Any) -> Log:
    return Log(toChecksum(_bytes(entry["address"])), tuple(map(_bytes, entry["topics"])), _bytes(entry["data"]))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
