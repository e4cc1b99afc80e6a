"""Both embedded engines side by side, to which the same messages are sent and from which the same must come back."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from web3engine.chain import BLOCK_GAS_LIMIT, Chain, useChain
from web3engine.chains import openChain
from web3engine.chains.embedded import EmbeddedChain
from web3engine.test.fastevm import ALICE, readDump

SEED = 2021


class Message(NamedTuple):
    """What is sent. A call is not kept, and takes no ETH."""

    sender: bytes
    to: bytes | None
    data: bytes
    value: int = 0
    gas: int = 2_000_000
    keep: bool = True


class Engines:
    """revm and py-evm, to which the same happens.

    Args:
        chains: of the two engines, on which the same has happened; by default new ones.

    Attributes:
        counted: how many messages have been compared.
        ends: in how many ways they have ended, and how often.
    """

    def __init__(self, chains: Sequence[Chain] = ()) -> None:
        self.chains = chains or [openChain("embedded", name, SEED) for name in ("revm", "pyevm")]
        self._all: list[Any] = [chain._engine for chain in self.chains if isinstance(chain, EmbeddedChain)]
        self.revm, self.pyevm = self._all
        self.counted = 0
        self.ends: Counter[str] = Counter()
        self._snapshots: list[int] = []

    def build(self, script: Callable[[], Any]) -> Any:
        """What `script`, which uses wrappers, gives on either chain."""
        built = []
        for chain in self.chains:
            with useChain(chain):
                built.append(script())
        assert built[0] == built[1]
        self.compareStates()
        return built[0]

    def send(self, message: Message) -> tuple[Any, ...]:
        """What a message does: (return data, gas, events, created address), or Reverted's args."""
        found, *others = (_outcome(engine, message) for engine in self._all)
        for expected in others:
            assert found == expected, f"message {self.counted}: {message}\nrevm:  {found}\nother: {expected}"
        self.counted += 1
        self.ends[(found[1] or "refused by the contract") if isinstance(found[1], str) else "well"] += 1
        return found

    def view(self, to: bytes, data: bytes) -> bytes:
        """What a contract returns to Alice on revm."""
        found: bytes = self.revm.call(ALICE, to, data, BLOCK_GAS_LIMIT)
        return found

    def gasOf(self, message: Message) -> int:
        """How much gas a message uses, found out on revm alone."""
        return gasOn(self.revm, message)

    def fund(self, address: bytes, wei: int) -> None:
        for engine in self._all:
            engine.setBalance(address, wei)

    def advance(self, seconds: int, blocks: int) -> None:
        for engine in self._all:
            engine.timestamp += seconds
            engine.block_number += blocks

    def snapshot(self) -> None:
        """Takes a snapshot, or comes back to one of those that were taken."""
        numbers = {engine.snapshot() for engine in self._all}
        assert len(numbers) == 1
        self._snapshots += numbers

    def revert(self, rng: random.Random) -> None:
        """Comes back to one of the snapshots, if there is any."""
        if self._snapshots:
            number = rng.choice(self._snapshots)
            self._snapshots = [earlier for earlier in self._snapshots if earlier < number]
            for engine in self._all:
                engine.revert(number)

    def compareStates(self) -> None:
        found, expected = readDump(self.revm.dump()), self.pyevm._accounts.toDict()
        wrong = {a: (found.get(a), expected.get(a)) for a in {*found, *expected} if found.get(a) != expected.get(a)}
        assert not wrong, f"after {self.counted} messages, revm's and py-evm's: {wrong}"


def gasOn(engine: Any, message: Message) -> int:
    """How much gas a message would use."""
    snapshot = engine.snapshot()
    outcome = _outcome(engine, message._replace(keep=True))
    engine.revert(snapshot)
    return int(outcome[-1] if isinstance(outcome[1], str) else outcome[1])


def _outcome(engine: Any, message: Message) -> tuple[Any, ...]:
    sender, to, data, value, gas, keep = message
    try:
        if not keep:
            return engine.call(sender, to, data, gas), 0
        done = engine.transact(sender, to, data, value, gas)
    except engine.Reverted as e:
        return tuple(e.args)
    return done.output, done.gas_used, list(done.logs), done.created
