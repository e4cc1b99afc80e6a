"""The chain inside the program: no port, no node, no npm. An `Engine` executes; this adds blocks, time and logs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from util.errors import ChainError, InsufficientFunds
from web3engine.address import addressText, toBytes, toChecksum
from web3engine.blockclock import BlockClock
from web3engine.chain import (
    BLOCK_GAS_LIMIT,
    DEV_BALANCE,
    GENESIS_TIME,
    Chain,
    Receipt,
    Reverted,
    callData,
    checkedGas,
)
from web3engine.chains.engine import Engine
from web3engine.chains.paying import LEAST_GAS, NoRoom, Payments, cannotPay, isBegun, isShortOfGas
from web3engine.chains.readcache import ReadCache
from web3engine.chains.source import Fork, ForkBlock
from web3engine.keys import Account, KeylessAccount
from web3engine.pending import Block, Pending
from web3engine.receipt import Stopped
from web3engine.web3wallet import Web3Wallet

_MAGIC = b"TokenSPICE chain 1\n"
# Ways to fail that tell little; others need no second look.
_UNCLEAR = ("", "invalid opcode")


class EmbeddedChain(Chain):
    """A chain whose EVM runs in this process. Gas is free here: ETH moves only where somebody sends it.

    Args:
        engine: where contracts execute.
        keys, seed: see `Chain`.
        hardfork: the one whose rules the engine has.
        fork: a block of a live chain that this one goes on from; None for a new chain.

    Attributes:
        forked: that block; None for a new chain.
    """

    shares_blocks = True

    def __init__(
        self,
        engine: Engine,
        keys: Mapping[str, str],
        seed: int = 0,
        hardfork: str = "shanghai",
        fork: Fork | None = None,
    ):
        super().__init__(keys, seed, hardfork)
        self.name = engine.name
        self._engine = engine
        self._keys = keys
        self.forked: ForkBlock | None = None
        if fork is None:
            engine.block_number, engine.timestamp = 0, GENESIS_TIME
        else:
            self._goOnFrom(fork)
        for key in keys.values():
            engine.setBalance(toBytes(Account(key).address), DEV_BALANCE)
        # Number of a block that a step of the clock has begun, and that `mine` may fill as long as it is the latest.
        self._begun: int | None = None
        coinbase = bytes(20) if self.forked is None else self.forked.coinbase
        self._payments = Payments(engine, (self.god, self.deployer), coinbase)
        self._reads: ReadCache | None = None
        if hasattr(engine, "endWatch"):
            self._reads = ReadCache(engine, getattr(engine, "memo_checked", False))
            self.keeps_shelves = True

    def _goOnFrom(self, fork: Fork) -> None:
        self._engine.forkFrom(fork)
        self.forked = block = fork.block
        self.chain_id, self.block_gas_limit = block.chain_id, block.gas_limit
        # Under some rules a transaction may not take a whole block.
        self.gas_limit = block.gas_limit if self.gas_limit == BLOCK_GAS_LIMIT else min(self.gas_limit, block.gas_limit)

    def _startAt(self, start: int) -> None:
        if self.forked is not None and start < self.forked.timestamp:
            why = f"it goes on from block {self.forked.number}, which is of {self.forked.timestamp}"
            raise ChainError(f"the chain cannot begin at {start}", why, "a later start, or a fork of an earlier block")
        super()._startAt(start)

    def impersonate(self, address: str) -> Web3Wallet:
        return Web3Wallet(KeylessAccount(toChecksum(toBytes(addressText(address)))), self)

    def call(self, sender: str, to: str, data: bytes, gas: int | None = None) -> bytes:
        if type(data) is not bytes:
            data = callData(data)
        gas = self.gas_limit if gas is None else checkedGas(gas)
        try:
            return self._engine.call(toBytes(sender), toBytes(to), data, gas)
        except self._engine.Reverted as e:
            raise self._diagnosed(Reverted(*e.args), toBytes(sender), toBytes(to), data, 0, gas) from None

    def _transact(self, sender: Account, to: str | None, data: bytes, value: int, gas: int | None) -> Receipt:
        engine = self._engine
        if self._payments.price is not None:
            return self._transactPaid(sender, to, data, value, gas)
        gas = self.gas_limit if gas is None else gas
        receiver = None if to is None else toBytes(to)
        wallet, is_next = sender.address_bytes, self._clock is None
        try:
            if is_next:
                outcome = engine.transactNext(wallet, receiver, data, value, gas)
            else:
                outcome = engine.transact(wallet, receiver, data, value, gas)
        except engine.Reverted as e:
            engine.block_number += is_next
            try:
                failed = Reverted(*e.args)
                raise self._diagnosed(failed, wallet, receiver, data, value, gas) from None
            finally:
                engine.block_number -= is_next
        reads = self._reads
        if reads is not None and (outcome.has_changed or reads.checks):  # type: ignore[attr-defined] # revm's has it
            reads.forgetChanged()
        return Receipt(outcome) if is_next else Receipt(outcome, f"0x{self.version:064x}")

    def _transactPaid(self, sender: Account, to: str | None, data: bytes, value: int, gas: int | None) -> Receipt:
        """`_transact` where gas costs something. What fails is in a block as well, and has paid."""
        before = self._engine.block_number
        self._beginBlock()
        try:
            return self._included(sender, None if to is None else toBytes(to), data, value, gas)
        except BaseException as e:
            if not isinstance(e, Reverted) or not e.gas_used:
                self._engine.block_number = before
            raise

    def mine(self, pendings: Sequence[Pending]) -> Block:
        number = self._engine.block_number if self._begun == self._engine.block_number else self._beginBlock()
        self._begun, left = None, self.block_gas_limit
        stuck, included = set(), []
        for pending in pendings:
            sender, to, _, _, data, value, gas, *_ = pending.message
            if sender.address in stuck:
                continue
            self.changes += 1
            try:
                outcome: Receipt | Reverted = self._included(
                    sender, toBytes(to.address), data, value, gas, left, pending.tip_base
                )
            except NoRoom:
                # Later ones of the same sender build on it.
                stuck.add(sender.address)
                continue
            except InsufficientFunds as e:
                pending.error = e
                continue
            except Reverted as e:
                outcome = e
                self.refused.append(sender.address)
                if not e.gas_used:
                    pending.settle(e)
                    continue
            left -= outcome.gas_used
            pending.settle(outcome)
            included.append(pending)
        if self.queue is not None:
            self.queue.clear()
        return Block(number, self._engine.timestamp, tuple(included), self.block_gas_limit - left)

    def _beginBlock(self) -> int:
        """The number of the block to which the next transaction belongs."""
        if self._clock is None:
            self._engine.block_number += 1
        return self._engine.block_number

    def _included(
        self,
        sender: Account,
        to: bytes | None,
        data: bytes,
        value: int,
        gas: int | None,
        left: int | None = None,
        tip: int = 0,
    ) -> Receipt:
        """Executes a transaction in the present block, and has its sender pay for it.

        Args:
            left: gas that is left in the block; None if that is all of it.
            tip: wei on top of what its gas costs.
        Raises:
            Reverted: it failed, and has paid; if its `gas_used` is 0, it was not even begun, and is in no block.
            InsufficientFunds, NoRoom: it cannot pay, or might need more gas than is left. Nothing has happened.
        """
        left = self.block_gas_limit if left is None else left
        wallet, payments = sender.address_bytes, self._payments
        wanted = self.gas_limit if gas is None else gas
        if gas is not None and left < gas <= self.block_gas_limit:
            raise NoRoom
        most = min(wanted, left) if gas is None else gas
        balance = self._engine.balance(wallet)
        affordable = payments.affordable(wallet, balance - value - tip)
        if affordable is None or most > self.block_gas_limit:  # which the engine refuses
            affordable = most
        granted = min(most, affordable)
        is_poor = granted < most
        if balance < value + tip or (is_poor and granted < LEAST_GAS):
            raise cannotPay(sender, balance, value + tip, affordable)
        try:
            outcome = self._engine.transact(wallet, to, data, value, granted)
        except self._engine.Reverted as e:
            failed = self._diagnosed(Reverted(*e.args), wallet, to, data, value, granted)
            if granted < wanted and isShortOfGas(failed):
                raise (cannotPay(sender, balance, value + tip, affordable) if is_poor else NoRoom) from None
            if not isBegun(failed, to, data, granted):
                failed.gas_used = 0
                raise failed from None
            payments.take(wallet, failed.gas_used, tip)
            self._forgetChanged()
            raise failed from None
        payments.take(wallet, outcome.gas_used, tip)
        self._forgetChanged()
        return Receipt(outcome, f"0x{outcome.block:032x}{self.version:032x}")

    def _forgetChanged(self) -> None:
        """Forgets what was read of accounts that have changed."""
        if self._reads is not None:
            self._reads.forgetChanged()

    def setGasPrice(self, base_fee: int, tip: int) -> None:
        self._payments.setPrice(base_fee, tip)

    def paid(self, address: str) -> int:
        return self._payments.paid.get(toBytes(address), 0)

    def remember(self, shelf: dict[Any, Any], key: Hashable, compute: Callable[..., Any], *args: Any) -> Any:
        if self._reads is None:
            return super().remember(shelf, key, compute, *args)
        return self._reads.remember(shelf, key, compute, args)

    def emptyShelves(self) -> None:
        if self._reads is not None:
            self._reads.clear()

    def _diagnosed(
        self, failed: Reverted, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> Reverted:
        """`failed`, with what happened inside, where the contract does not say it, or where gas may have been short."""
        failed.gas, failed.gas_limit = gas, self.gas_limit
        is_short = 2 * failed.gas_used >= gas
        if failed.halt in _UNCLEAR and (failed.halt or not failed.data or is_short):
            failed.stopped = [Stopped(*stopped) for stopped in self._engine.diagnose(sender, to, data, value, gas)]
        return failed

    def another(self) -> Chain:
        # Engines are made of the rules that hold in them.
        Engine: Callable[[str], Any] = type(self._engine)
        return EmbeddedChain(Engine(self.hardfork), self._keys, self._seed, self.hardfork)

    def code(self, address: str) -> bytes:
        return self._engine.code(toBytes(address))

    def balance(self, address: str) -> int:
        return self._engine.balance(toBytes(address))

    @property
    def n_transactions(self) -> int:
        return self._engine.n_transactions

    @property
    def gas_used(self) -> int:
        return self._engine.gas_used

    def height(self) -> int:
        return self._engine.block_number

    def now(self) -> int:
        return self._engine.timestamp

    def _advance(self, seconds: int, blocks: int) -> None:
        engine = self._engine
        now = engine.timestamp = engine.timestamp + seconds
        if self._clock is None:
            self._begun = engine.block_number = engine.block_number + blocks
        else:
            engine.block_number = self._clock.at(now)

    def _snapshot(self) -> Any:
        engine = self._engine
        return engine.snapshot(), engine.block_number, engine.timestamp, self._begun, dict(self._payments.paid)

    def _revert(self, saved: Any) -> None:
        snapshot, self._engine.block_number, self._engine.timestamp, self._begun, self._payments.paid = saved
        self._engine.revert(snapshot)
        self.emptyShelves()

    def dump(self) -> bytes:
        """The whole chain: state, clock, version, addresses, key generator. Engine and checksum are in its head.

        Of a fork, the state is what has changed since its block, which the head names.
        """
        head = {
            "engine": self.name,
            "hardfork": self.hardfork,
            "fork": None if self.forked is None else self.forked.facts(),
            "version": self.version,
            "changes": self.changes,
            "height": self._engine.block_number,
            "begun": self._begun,
            "now": self._engine.timestamp,
            "clock": self._clock and [self._clock.number, self._clock.time, str(self._clock.s_per_block)],
            "addresses": self.addresses,
            "start": self._start,
            "gas_price": self._payments.price,
            "gas_limit": self.gas_limit,
            "n_transactions": self.n_transactions,
            "gas_used": self.gas_used,
            "refused": list(self.refused),
            "next_snapshot": self._next_snapshot,
            "paid": {address.hex(): wei for address, wei in self._payments.paid.items()},
            "seed": self._seed,
            "n_keys": self._n_keys,
        }
        body = json.dumps(head).encode() + b"\n" + self._engine.dump()
        return _MAGIC + hashlib.sha256(body).digest() + body

    def load(self, dumped: bytes) -> None:
        """Becomes the dumped chain. Snapshots taken before are gone.

        Raises:
            ChainError: not a dump, a damaged one, or one of another engine, hardfork or forked block.
        """
        digest, body = dumped[len(_MAGIC) : len(_MAGIC) + 32], dumped[len(_MAGIC) + 32 :]
        if not dumped.startswith(_MAGIC) or hashlib.sha256(body).digest() != digest:
            raise ChainError("this is not a dump of a chain", "its head or its checksum is wrong", "dump it again")
        line, state = body.split(b"\n", 1)
        head = json.loads(line)
        if head["engine"] != self.name:
            raise ChainError(f"this chain was dumped by {head['engine']}", f"{self.name} cannot read it")
        if head.get("hardfork", self.hardfork) != self.hardfork:
            raise ChainError(f"this chain was dumped with rules of {head['hardfork']}", f"here are {self.hardfork}'s")
        then = head.get("fork")
        now = None if self.forked is None else self.forked.facts()
        if then != now:
            why = f"this one goes on from {_told(now)}"
            raise ChainError(f"the dumped chain goes on from {_told(then)}", why, "a chain that goes on from there")
        self._engine.load(state)
        self.emptyShelves()
        self._engine.block_number, self._engine.timestamp = head["height"], head["now"]
        self._begun = head.get("begun")
        clock = head.get("clock")
        self._clock = clock and BlockClock(clock[0], clock[1], Fraction(clock[2]))
        self.addresses = head["addresses"]
        self._start = head.get("start")
        self._payments.setPrice(*(head.get("gas_price") or (0, 0)))
        self.gas_limit = head.get("gas_limit", self.gas_limit)
        self._engine.n_transactions, self._engine.gas_used = head.get("n_transactions", 0), head.get("gas_used", 0)
        self.refused.clear()
        self.refused.extend(head.get("refused", ()))
        self._next_snapshot = max(self._next_snapshot, head.get("next_snapshot", 1))
        self._payments.paid = {bytes.fromhex(address): wei for address, wei in head.get("paid", {}).items()}
        self._seed, self._n_keys = head["seed"], head["n_keys"]
        self._snapshots.clear()
        # The dump's own count, for readers that were saved with it; but nothing that was read here may pass for new.
        version = max(head.get("version", 0), self.version + 1)
        self.changes = max(head.get("changes", 0), self.changes + 1)
        self.steps = version - self.changes


def _told(facts: dict[str, Any] | None) -> str:
    if facts is None:
        return "no live chain"
    return f"block {facts['number']} of chain {facts['chain_id']}, {facts['hash'][:10]}…"
