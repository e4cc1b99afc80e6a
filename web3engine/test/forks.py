"""A fork without a network: a `Source` that reads the state of an engine in memory, and both engines on top of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from util.config import loadSettings
from web3engine.chain import BLOCK_GAS_LIMIT, DEV_BALANCE, useChain
from web3engine.chains.embedded import EmbeddedChain
from web3engine.chains.pyevm import PyEvm
from web3engine.chains.revm import Revm
from web3engine.chains.source import Fork, ForkBlock
from web3engine.crypto import keccak
from web3engine.keys import Account
from web3engine.test.engines import SEED, Engines, Message, gasOn
from web3engine.test.fastevm import ALICE, BOB, readDump
from web3engine.test.ocean import RICH, Ocean, deployOcean
from web3engine.test.test_differential import Strangers

KEYS = loadSettings().private_keys
FAR = b"\xfa" * 20


class MemorySource:
    """See `Source`: the present state of a revm engine, whatever happens to that later.

    Attributes:
        asked: every question, in order.
        refuses_after: how many questions it answers before it raises a `Refusal`; None for all.
    """

    def __init__(self, engine: Any):
        self._engine = engine.clone()
        self.asked: list[tuple[Any, ...]] = []
        self.refuses_after: int | None = None

    def account(self, address: bytes) -> tuple[int, bytes, bytes]:
        self._note("account", address)
        engine = self._engine
        return engine.nonce(address), engine.balance(address).to_bytes(32, "big"), engine.code(address)

    def slot(self, address: bytes, slot: bytes) -> bytes:
        self._note("slot", address, slot)
        value: int = self._engine.storage(address, int.from_bytes(slot, "big"))
        return value.to_bytes(32, "big")

    def blockHash(self, number: int) -> bytes | None:
        self._note("blockHash", number)
        return keccak(number.to_bytes(32, "big"))

    def prepare(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        self.asked.append(("prepare", sender, to, data, value))

    def questions(self) -> list[tuple[Any, ...]]:
        """What was asked, without what was announced."""
        return [question for question in self.asked if question[0] != "prepare"]

    def _note(self, *question: Any) -> None:
        if self.refuses_after is not None and len(self.questions()) >= self.refuses_after:
            raise Refusal(question[0])
        self.asked.append(question)


class Refusal(Exception):
    """What a source raises that does not answer."""


def blockOf(engine: Any, **changes: Any) -> ForkBlock:
    """The block in which an engine is, which another one can go on from."""
    facts: dict[str, Any] = {
        "chain_id": engine.chain_id,
        "number": engine.block_number,
        "hash": keccak(engine.block_number.to_bytes(32, "big")),
        "timestamp": engine.timestamp,
        "coinbase": engine.coinbase,
        "prevrandao": engine.prevrandao,
        "base_fee": engine.base_fee,
        "gas_limit": engine.gas_limit,
        "excess_blob_gas": None,
    }
    return ForkBlock(**{**facts, **changes})


def forkOf(engine: Any, **changes: Any) -> Fork:
    """A fork of what an engine holds now."""
    return Fork(MemorySource(engine), blockOf(engine, **changes))


def forkedChain(name: str, fork: Fork, hardfork: str = "shanghai") -> EmbeddedChain:
    """A chain on the engine of that name that goes on from there."""
    engine = Revm(hardfork) if name == "revm" else PyEvm(hardfork)
    return EmbeddedChain(engine, KEYS, SEED, hardfork, fork)


def embedded(hardfork: str = "shanghai") -> EmbeddedChain:
    """A chain of revm that is no fork."""
    return EmbeddedChain(Revm(hardfork), KEYS, SEED, hardfork)


class ForkedEngines(Engines):
    """revm and py-evm on a fork of a third engine, to which the same happens as well.

    Attributes:
        far: the third one: revm, in which everything is that the others have to ask for.
        sources: whom they ask.
    """

    def __init__(self, far: EmbeddedChain):
        self.far = far._engine
        forks = [forkOf(self.far) for _ in range(2)]
        self.sources: list[Any] = [fork.source for fork in forks]
        super().__init__([forkedChain(name, fork, far.hardfork) for name, fork in zip(("revm", "pyevm"), forks)])
        self._all.append(self.far)
        for key in KEYS.values():
            self.far.setBalance(Account(key).address_bytes, DEV_BALANCE)

    # What tests look at on one engine is looked at on all of them, so that all have to ask for the same.

    def view(self, to: bytes, data: bytes) -> bytes:
        (found,) = {engine.call(ALICE, to, data, BLOCK_GAS_LIMIT) for engine in self._all}
        return bytes(found)

    def gasOf(self, message: Message) -> int:
        (gas,) = {gasOn(engine, message) for engine in self._all}
        return gas

    def compareStates(self) -> None:
        """Compares every account and slot that any of them knows."""
        dumps = [readDump(self.far.dump()), self.pyevm._accounts.toDict()]
        for address in {address for dump in dumps for address in dump}:
            where = bytes.fromhex(address)
            slots = {int(slot, 16) for dump in dumps if address in dump for slot in dump[address][3]}
            found = [
                (e.nonce(where), e.balance(where), e.code(where), [_slotOf(e, where, slot) for slot in slots])
                for e in self._all
            ]
            assert found[0] == found[1] == found[2], f"after {self.counted} messages, {address}: {found}"


def playedAtRandom(hardfork: str, n_messages: int, seed: int) -> ForkedEngines:
    """Both on a fork of a market of Ocean's, after so many random messages of people and of random contracts.

    Each had the same outcome on both and at home, and so have all accounts at the end.
    """
    far, rng = embedded(hardfork), random.Random(seed)
    with useChain(far):
        deployed = deployOcean()
    people = [bytes.fromhex(address[2:]) for address in deployed["people"]]
    for who in (ALICE, BOB):
        far._engine.setBalance(who, RICH)
    engines = ForkedEngines(far)
    ocean = Ocean(engines, rng, deployed)
    strangers = Strangers(engines, rng, [*people, *ocean.addresses()])
    doings: dict[Callable[[], Any], float] = {
        ocean.sensible: 30,
        ocean.hostile: 18,
        ocean.damaged: 10,
        ocean.view: 10,
        strangers.create: 12,
        strangers.call: 20,
        strangers.precompile: 2,
        engines.snapshot: 4,
        ocean.comeBack: 2,
        lambda: engines.advance(rng.randint(0, 10**6), rng.randint(1, 300)): 1,
    }
    while engines.counted < n_messages:
        rng.choices(list(doings), list(doings.values()))[0]()
    engines.compareStates()
    return engines


def _slotOf(engine: Any, address: bytes, slot: int) -> Any:
    return engine._accounts.get_storage(address, slot) if isinstance(engine, PyEvm) else engine.storage(address, slot)
