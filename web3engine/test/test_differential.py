"""Both embedded engines do the same: revm and py-evm execute the same messages, and all that can be seen is compared.

That is return data, gas, events, created addresses; of failures, revert data, reason and gas; and time and again the
whole state, account by account: nonces, balances, code, storage. There are no exceptions.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from inspect import getsource

import pytest
from eth.vm import opcode_values as op

from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import BLOCK_GAS_LIMIT
from web3engine.contract import ContractBase
from web3engine.datatoken import Datatoken
from web3engine.dispenser import Dispenser
from web3engine.dtfactory import DTFactory
from web3engine.fixedrateexchange import FixedRateExchange
from web3engine.metadata import Metadata
from web3engine.opfcommunityfeecollector import OPFCommunityFeeCollector
from web3engine.test.conformance import asm, initCode
from web3engine.test.engines import SEED, Engines, Message
from web3engine.test.fastevm import ALICE, BOB, addressOfNew, word
from web3engine.test.fuzz import Programs, precompileInput, push
from web3engine.test.ocean import E18, NO_LIMIT, RICH, Ocean, deployOcean

N_MESSAGES = 12_000
# Each way in which a message can end. Write protection shows inside only: the outermost message may always write.
ENDS = {
    "well",
    "refused by the contract",
    "out of gas",
    "invalid opcode",
    "invalid jump",
    "stack underflow",
    "stack overflow",
    "out of bounds read",
    "address collision",
    "reserved bytes in code",
    "precompile failed",
    "insufficient funds",
    "block gas limit exceeded",
    "code too long",
}


@pytest.fixture
def engines() -> Iterator[Engines]:
    """Both, on which nothing has happened but that Alice and Bob have a million ETH each."""
    both = Engines()
    for who in (ALICE, BOB):
        both.fund(who, RICH)
    yield both
    both.compareStates()


class Strangers:
    """Random contracts, and random messages to them.

    Args:
        engines: where they are made.
        rng: where the chance comes from.
        others: addresses that they, too, call and look at.
    """

    def __init__(self, engines: Engines, rng: random.Random, others: list[bytes]):
        self._engines = engines
        self._rng = rng
        self._others = others
        self._known = len(others)
        self._programs = Programs(rng, others)

    def create(self) -> None:
        """Creates a contract of random code, well-formed or not; or tries to."""
        rng = self._rng
        code = self._programs.program() if rng.random() < 0.8 else rng.randbytes(rng.randint(0, 60))
        code = rng.choice([initCode(code)] * 8 + [code, self._programs.seed()])
        value = rng.choice([0, 0, 1, 5, 2 * RICH])
        made = self._engines.send(Message(self._anybody(), None, code, value, rng.choice([60_000, 150_000, 250_000])))
        if len(made) == 4:
            # The last forty of them stay known.
            del self._others[self._known : -40]
            self._others.append(made[3])

    def call(self) -> None:
        """Sends something to one of them, from a person or, though it has no key, from one of them."""
        rng = self._rng
        data = rng.randbytes(rng.choice([0, 4, 32, 36, 68]))
        value, gas = rng.choice([0, 0, 0, 1, 5, E18]), rng.choice([21_000, 25_000, 40_000, 60_000, 100_000, 200_000])
        sender = self._anybody() if rng.random() < 0.95 else rng.choice(self._others)
        keep = rng.random() < 0.8
        gas = rng.randint(21_000, 60_000) if rng.random() < 0.3 else gas
        self._engines.send(Message(sender, rng.choice(self._others), data, value if keep else 0, gas, keep))

    def precompile(self) -> None:
        """Calls a precompile with what it might understand. Not the pairing, which takes py-evm half a second."""
        number = self._rng.choice([1, 2, 3, 4, 5, 5, 6, 7, 9])
        data = precompileInput(self._rng, number)
        gas = self._rng.choice([21_000 + 16 * len(data) + self._rng.randint(0, 4000), 200_000])
        self._engines.send(Message(self._anybody(), number.to_bytes(20, "big"), data, 0, gas))

    def _anybody(self) -> bytes:
        return self._rng.choice(self._others[:4])


def test_random_messages_do_the_same():
    """Trade and malice at Ocean's contracts, damaged call data, random contracts, too little gas, time, snapshots."""
    engines, rng = Engines(), random.Random(SEED)
    ocean = Ocean(engines, rng, engines.build(deployOcean))
    strangers = Strangers(engines, rng, [*ocean.people, *ocean.addresses()])
    doings: dict[Callable[[], None], float] = {
        ocean.sensible: 30,
        ocean.hostile: 18,
        ocean.damaged: 13,
        ocean.view: 10,
        ocean.noise: 5,
        strangers.create: 7,
        strangers.call: 15,
        strangers.precompile: 2,
        engines.snapshot: 0.2,
        ocean.comeBack: 0.1,
        lambda: engines.advance(rng.randint(0, 10**6), rng.randint(1, 300)): 1,
    }
    for part in range(1, 41):
        while engines.counted < part * N_MESSAGES // 40:
            rng.choices(list(doings), list(doings.values()))[0]()
        engines.compareStates()
    assert engines.counted >= N_MESSAGES
    assert engines.ends.keys() | {"address collision"} == ENDS
    assert _whatWrappersSend() - ocean.done.keys() == set()


def _whatWrappersSend() -> set[str]:
    """Contract and function of each method that transacts, read from the wrappers' source."""
    wrappers: list[type[ContractBase]] = [DTFactory, BFactory, BPool, FixedRateExchange, Dispenser, Metadata]
    wrappers.append(OPFCommunityFeeCollector)
    sources = {wrapper.CONTRACT.removeprefix("v3/"): getsource(wrapper) for wrapper in wrappers}
    sources["DataTokenTemplate"] = getsource(Datatoken) + getsource(BToken)
    return {f"{name}.{f}" for name, source in sources.items() for f in re.findall(r'_send\(\s*"(\w+)"', source)}


# ---- one by one


# What differed once. Code, call data, gas, and how it must end.
CASES: dict[str, tuple[bytes, int, str]] = {
    "a jump into data that looks like a landing place": (asm("3 JUMP 0x5b"), 100_000, "invalid jump"),
    "DUP of what is not there": (asm("1 DUP2"), 100_000, "stack underflow"),
    "a full stack": (asm("0 " * 1024 + "DUP1"), 100_000, "stack overflow"),
    "LOG with too few topics, of data that is too dear": (asm("0x989680 0 LOG3"), 100_000, "out of gas"),
    "LOG with too few topics": (asm("1 0 LOG3"), 100_000, "stack underflow"),
    "LOG of nothing, with no gas": (asm("LOG0"), 21_374, "out of gas"),
    "LOG of nothing": (asm("LOG0"), 21_375, "stack underflow"),
    "SLOAD of nothing, with no gas": (asm("SLOAD"), 21_099, "out of gas"),
    "SLOAD of nothing": (asm("SLOAD"), 21_100, "stack underflow"),
    "CALL of nothing, with no gas": (asm("CALL"), 21_099, "out of gas"),
    "SSTORE of nothing, with no gas": (asm("SSTORE"), 21_000, "stack underflow"),
    "CREATE2 without salt, of code that is too long": (asm("0x989680 0 0 CREATE2"), 100_000, "code too long"),
    "CREATE2 without salt": (asm("1 0 0 CREATE2"), 100_000, "stack underflow"),
    "a huge copy of data that was not returned": (asm(f"{2**64} 0 0 RETURNDATACOPY"), 100_000, "out of gas"),
    "a copy of data that was not returned": (asm("1 0 0 RETURNDATACOPY"), 100_000, "out of bounds read"),
    "RETURNDATACOPY of nothing, with no gas": (asm("RETURNDATACOPY"), 21_000, "out of gas"),
    "an opcode of a later hardfork, with no gas": (b"\x5c", 21_099, "out of gas"),
    "an opcode of a later hardfork": (b"\x5c", 21_100, "invalid opcode"),
    "an opcode that is none": (b"\x0c", 21_000, "invalid opcode"),
}


@pytest.mark.parametrize("case", CASES)
def test_reasons_are_found_in_the_same_order(engines, case):
    """Where there are two reasons to stop, both engines give the same one; all gas is gone."""
    code, gas, why = CASES[case]
    made = engines.send(Message(ALICE, None, initCode(code), gas=1_000_000))[3]
    assert engines.send(Message(ALICE, made, b"", gas=gas)) == (b"", why, gas)
    assert engines.send(Message(ALICE, made, b"", gas=gas, keep=False)) == (b"", why, gas)


def test_long_ways_to_land(engines):
    """A landing place behind 20,000 bytes that all look like PUSHes is found without recursion."""
    pushes = b"\x60" * 20_000
    for n in (0, 1):
        code = push((4 + len(pushes) + n).to_bytes(2, "big")) + bytes([op.JUMP]) + pushes + b"\x5b" * (n + 1)
        made = engines.send(Message(ALICE, None, initCode(code), gas=6_000_000))[3]
        ended = engines.send(Message(ALICE, made, b""))
        assert ended[1] == 21_012


def test_senders_may_be_contracts(engines):
    """Whoever is named as the sender is believed; what its code creates costs what any code pays."""
    maker = asm("0x600a5f5260015ff3 0 MSTORE 8 24 0 CREATE 0 MSTORE 32 0 RETURN")
    made = engines.send(Message(ALICE, None, initCode(maker)))[3]
    as_alice, as_itself = engines.send(Message(ALICE, made, b"")), engines.send(Message(made, made, b""))
    assert as_alice[0][12:] == addressOfNew(made, 1)
    # Its nonce counts as a sender's, too.
    assert as_itself[0][12:] == addressOfNew(made, 3)
    assert as_alice[1] == as_itself[1]


def test_messages_that_are_not_begun(engines):
    """More ETH than there is, less gas than data costs, more than a block has, too long init code: the same words."""
    for message, why in (
        (Message(ALICE, BOB, b"", RICH + 1, 21_000), "insufficient funds"),
        (Message(ALICE, None, b"", RICH + 1, 1), "insufficient funds"),
        (Message(ALICE, BOB, b"", NO_LIMIT, 2**40), "insufficient funds"),
        (Message(ALICE, BOB, b"", 0, 20_999), "out of gas"),
        (Message(ALICE, BOB, b"\0\1", 0, 21_019), "out of gas"),
        (Message(ALICE, None, b"\0\1", 0, 53_021), "out of gas"),
        (Message(ALICE, None, bytes(49_153)), "code too long"),
        (Message(ALICE, BOB, b"", 0, 30_000_001), "block gas limit exceeded"),
        (Message(ALICE, BOB, b"", 0, 2**64 - 1), "block gas limit exceeded"),
    ):
        assert engines.send(message) == (b"", why, message.gas)


def test_balances_that_can_be_set(engines):
    """Zero makes an account that holds nothing else go away; what could overflow is refused by both."""
    for who, wei in ((BOB, 0), (BOB, 0), (b"\1" * 20, 0), (ALICE, 2**128 - 1)):
        engines.fund(who, wei)
        engines.compareStates()
    for engine in (engines.revm, engines.pyevm):
        for wrong in (-1, 2**128, 2**256):
            with pytest.raises(OverflowError):
                engine.setBalance(ALICE, wrong)


def test_calls_as_deep_as_gas_reaches(engines):
    """A contract that calls itself with all its gas, and then some: hundreds of calls deep, the same ones."""
    code = asm("0 SLOAD 1 ADD 0 SSTORE 0 0 0 0 0 ADDRESS GAS CALL")
    made = engines.send(Message(ALICE, None, initCode(code)))[3]
    engines.send(Message(ALICE, made, b"", gas=BLOCK_GAS_LIMIT))
    assert engines.revm.storage(made, 0) > 300


@pytest.mark.parametrize("number", range(1, 10))
def test_precompiles(engines, number):
    """Each precompile with input that it makes sense of, or nearly; with enough gas, or nearly."""
    rng = random.Random(number)
    # A pairing takes py-evm a quarter of a second.
    for _ in range(200 if number != 8 else 10):
        data = precompileInput(rng, number)
        gas = rng.choice([21_000 + 16 * len(data) + rng.randint(0, 4000), 500_000, 500_000])
        engines.send(Message(ALICE, number.to_bytes(20, "big"), data, 0, gas))
    assert engines.ends.keys() <= {"well", "precompile failed", "out of gas"}
    assert engines.ends["well"] > 0


def test_nothing_to_the_power_of_nothing_is_one(engines):
    """EIP-198: modexp gives 1 modulo 100 for an empty base and an empty exponent, and for zeros."""
    for base, exponent in ((b"", b""), (b"", b"\0"), (b"\0", b""), (b"\0\0", b"\0")):
        sizes = word(len(base)) + word(len(exponent)) + word(1)
        outcome = engines.send(Message(ALICE, word(5)[12:], sizes + base + exponent + b"\x64"))
        assert outcome[0] == b"\1"
