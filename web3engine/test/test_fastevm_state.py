"""The fast engine's state: copies of it, snapshots, and its form as bytes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web3engine.test import fastevm
from web3engine.test.conformance import asm
from web3engine.test.fastevm import (
    ALICE,
    BOB,
    COUNTER,
    GAS,
    MAGIC,
    NOBODY,
    Evm,
    Hardfork,
    deploy,
    halt,
    readDump,
    seal,
    word,
    writeAccount,
    writeDump,
)

evm, counter = fastevm.evm, fastevm.counter
REPEATABLE = settings(derandomize=True, deadline=None, database=None)


def test_clone_is_independent(evm, counter):
    """A copy has its own state, snapshots, block and rules, from then on."""
    evm.transact(ALICE, counter, word(1), 0, GAS)
    snapshot = evm.snapshot()
    evm.transact(ALICE, counter, word(1), 0, GAS)
    evm.block_number, evm.coinbase = 9, BOB
    copy = evm.clone()
    assert (copy.dump(), copy.block_number, copy.coinbase, copy.hardfork) == (evm.dump(), 9, BOB, Hardfork.SHANGHAI)
    copy.transact(ALICE, counter, word(40), 0, GAS)
    copy.block_number, copy.chain_id = 10, 1
    assert (copy.storage(counter, 0), evm.storage(counter, 0)) == (42, 2)
    assert (evm.block_number, evm.chain_id) == (9, 1337)
    copy.revert(snapshot)
    assert (copy.storage(counter, 0), evm.storage(counter, 0)) == (1, 2)
    evm.revert(snapshot)
    assert evm.dump() == copy.dump()


def test_snapshots_nest(evm, counter):
    """revert() comes back to a snapshot and uses it up, with all later ones; earlier ones stay good."""
    numbers, dumps = [], []
    for i in range(100):
        numbers.append(evm.snapshot())
        dumps.append(evm.dump())
        evm.transact(ALICE, counter, word(i + 1), i, GAS)
    assert len(set(numbers)) == 100
    for i in (70, 69, 5):
        evm.revert(numbers[i])
        assert evm.dump() == dumps[i]
        for used in (i, i + 1, 99):
            with pytest.raises(ValueError, match=f"there is no snapshot {numbers[used]}"):
                evm.revert(numbers[used])
    assert evm.snapshot() == numbers[5]


def test_snapshot_comes_back_from_anything(evm):
    """Contracts made, destroyed and made again at the same address, slots cleared, accounts emptied: all is undone."""
    # Made by CREATE2, so always in the same place: stores in its constructor, and destroys itself when called.
    child = asm("1 7 SSTORE 0x33ff 0 MSTORE 2 30 RETURN")
    code = asm(
        "0 1 SSTORE 9 2 SSTORE CALLDATASIZE 0 0 CALLDATACOPY 3 CALLDATASIZE 0 CALLVALUE CREATE2 0 MSTORE 32 0 RETURN"
    )
    factory = deploy(evm, code)
    dumps = {}
    for _ in range(3):
        number = evm.snapshot()
        dumps[number] = evm.dump()
        made = evm.transact(ALICE, factory, child, 5, GAS).output[12:]
        number = evm.snapshot()
        dumps[number] = evm.dump()
        evm.transact(BOB, made, b"", 0, GAS)
        evm.setBalance(BOB, 0)
    for number in reversed(dumps):
        evm.revert(number)
        assert evm.dump() == dumps[number]


def test_snapshot_costs_the_same_however_large_the_state_is(evm):
    """Of a state with 30,000 accounts, ten thousand snapshots and reverts take no time to speak of."""
    for i in range(30_000):
        evm.setBalance(i.to_bytes(20, "big"), 1)
    start = time.process_time()
    for _ in range(10_000):
        evm.revert(evm.snapshot())
    assert time.process_time() - start < 1.0


def test_dump_is_the_same_for_the_same_state(evm, counter):
    """However a state came about, its dump is the same; a loaded one goes on like the one that it was taken from."""
    other = Evm()
    other.load(evm.dump())
    assert other.dump() == evm.dump()
    for i in (3, 1, 2):
        evm.setBalance(bytes([i]) * 20, i)
        other.setBalance(bytes([4 - i]) * 20, 4 - i)
    for each in (evm, other):
        assert each.transact(ALICE, counter, word(2**255), 0, GAS).output == word(2**255)
    assert other.dump() == evm.dump()
    assert readDump(evm.dump())[counter.hex()] == ["0x1", "0x0", COUNTER.hex(), {"0x0": hex(2**255)}]


def test_load_replaces_everything(evm, counter):
    """After load() the state is the dumped one, and snapshots taken before are gone; the block stays as it was."""
    evm.snapshot()
    evm.block_number = 5
    evm.load(writeDump(writeAccount(BOB, 3, 2**255, b"\x5f", {0: 1, 2**256 - 1: 2})))
    assert (evm.nonce(BOB), evm.balance(BOB), evm.code(BOB), evm.storage(BOB, 2**256 - 1)) == (3, 2**255, b"\x5f", 2)
    assert (evm.balance(ALICE), evm.code(counter), evm.block_number) == (0, b"", 5)
    with pytest.raises(ValueError, match="there is no snapshot 0"):
        evm.revert(0)


A, B = writeAccount(ALICE, 1), writeAccount(BOB, 1, code=b"\1\2\3", storage={1: 2, 3: 4})
GOOD = writeDump(A, B)
BAD_DUMPS = {
    "nothing": (b"", "it is shorter than it says"),
    "a checksum alone": (seal(b""), "it is not a dump of a chain"),
    "nonsense": (b"nonsense" * 9, "it is not a dump of a chain"),
    "another version": (seal(MAGIC[:7] + b"\2" + bytes(8)), "it was written by another version"),
    "another checksum": (GOOD[:-1] + bytes([GOOD[-1] ^ 1]), "its checksum is wrong"),
    "no number of accounts": (seal(MAGIC), "it is shorter than it says"),
    "more accounts than there are": (seal(MAGIC + b"\xff" * 8), "it is shorter than it says"),
    "half an account": (seal(GOOD[:-40]), "it is shorter than it says"),
    "longer code than there is": (seal(MAGIC + bytes(7) + b"\1" + A[:60] + b"\xff" * 8), "it is shorter than it says"),
    "something behind": (seal(GOOD[:-32] + b"\0"), "it is not in the form of a dump"),
    "accounts in another order": (writeDump(B, A), "it is not in the form of a dump"),
    "an account twice": (writeDump(A, A), "it is not in the form of a dump"),
    "an account that holds nothing": (writeDump(writeAccount(ALICE)), "it is not in the form of a dump"),
    "a slot that holds nothing": (writeDump(writeAccount(ALICE, 1, storage={1: 0})), "it is not in the form of a dump"),
    "slots in another order": (
        writeDump(writeAccount(ALICE, 1, storage={3: 1, 2: 1})),
        "it is not in the form of a dump",
    ),
}


@pytest.mark.parametrize("kind", BAD_DUMPS)
def test_load_refuses_what_dump_did_not_write(evm, counter, kind):
    """Only the very bytes that dump() gives can be loaded. All else is a ValueError that says why, without effect."""
    dumped, why = BAD_DUMPS[kind]
    before, snapshot = evm.dump(), evm.snapshot()
    with pytest.raises(ValueError, match=f"this dump cannot be loaded: {why}"):
        evm.load(dumped)
    assert evm.dump() == before
    evm.revert(snapshot)


def test_load_takes_any_code(evm):
    """Code is bytes, whatever it looks like: what Prague would call a delegation is none here, and no panic either."""
    for code in (b"\xef\1", b"\xef\1\0" + ALICE, b"\xef\0", b"\x7f"):
        evm.load(writeDump(writeAccount(BOB, 1, code=code)))
        assert evm.code(BOB) == code
        if code[0] == 0xEF:
            assert halt(evm.call, ALICE, BOB, b"", GAS) == "invalid opcode"


@REPEATABLE
@given(st.data())
def test_load_refuses_damaged_dumps(data):
    """Cut, lengthened, with bytes changed, or out of the air; with the right checksum or not: never a crash."""
    evm = Evm()
    evm.setBalance(NOBODY, 7)
    before = evm.dump()
    body = bytearray(data.draw(st.sampled_from([GOOD[:-32], MAGIC, b""])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    dumped = seal(bytes(body)) if data.draw(st.booleans()) else bytes(body) + GOOD[-32:]
    try:
        evm.load(dumped)
    except ValueError:
        assert evm.dump() == before
    else:
        assert evm.dump() == dumped


def test_load_refuses_each_flipped_bit(evm):
    """No bit of a dump is without meaning."""
    evm.load(GOOD)
    for i in range(8 * len(GOOD)):
        flipped = bytearray(GOOD)
        flipped[i // 8] ^= 1 << i % 8
        with pytest.raises(ValueError, match="this dump cannot be loaded"):
            evm.load(bytes(flipped))
    for n in range(len(GOOD)):
        with pytest.raises(ValueError, match="this dump cannot be loaded"):
            evm.load(GOOD[:n])
    assert evm.dump() == GOOD
