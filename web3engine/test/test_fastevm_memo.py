"""Views that nothing has changed for are answered from memory, and never wrongly."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from web3engine.chains.revm import Revm
from web3engine.test import fastevm
from web3engine.test.conformance import asm, initCode, randomProgram, returns, reverts
from web3engine.test.fastevm import ALICE, BOB, GAS, NOBODY, Evm, Reverted, addressOfNew, deploy, rich, word

evm = fastevm.evm

# Given a slot, returns what is in it; given a slot and a value, writes.
STORE = asm(
    "CALLDATASIZE 32 EQ 14 JUMPI 32 CALLDATALOAD 0 CALLDATALOAD SSTORE STOP"
    " JUMPDEST 0 CALLDATALOAD SLOAD 0 MSTORE 32 0 RETURN"
)


@pytest.fixture
def store(evm):
    """The address of a STORE with 5 in its slot 0."""
    address = deploy(evm, STORE)
    write(evm, address, 0, 5)
    return address


def write(evm, store, slot, value):
    """Writes to a STORE."""
    evm.transact(ALICE, store, word(slot) + word(value), 0, GAS)


def ask(evm, contract, data=b"", sender=NOBODY):
    """What a view returns, as a number, and whether it was answered from memory."""
    before = evm.memo_counts
    answer = int.from_bytes(evm.call(sender, contract, data, GAS), "big")
    remembered, executed = (now - then for now, then in zip(evm.memo_counts, before))
    assert remembered + executed == 1
    return answer, bool(remembered)


# ---- the state


def test_a_view_is_remembered_as_long_as_what_it_read_is_there(evm, store):
    """Whatever else changes: another slot, another account."""
    assert ask(evm, store, word(0)) == (5, False)
    assert ask(evm, store, word(0)) == (5, True)
    write(evm, store, 1, 7)
    evm.transact(ALICE, BOB, b"", 1, GAS)
    assert ask(evm, store, word(0)) == (5, True)
    assert ask(evm, store, word(1)) == (7, False)
    write(evm, store, 0, 6)
    assert ask(evm, store, word(0)) == (6, False)
    assert ask(evm, store, word(1)) == (7, True)


def test_a_value_that_comes_back_is_the_same_value(evm, store):
    """What counts is what is there, not how often it was written."""
    assert ask(evm, store, word(0)) == (5, False)
    write(evm, store, 0, 6)
    write(evm, store, 0, 5)
    assert ask(evm, store, word(0)) == (5, True)


def test_who_asks_and_what_for_belongs_to_the_question(evm, store):
    """Contracts see both."""
    who = deploy(evm, returns("CALLER"))
    assert ask(evm, who, sender=BOB)[0] == int.from_bytes(BOB, "big")
    assert ask(evm, who, sender=NOBODY)[0] == int.from_bytes(NOBODY, "big")
    assert ask(evm, store, word(0))[0] == 5
    assert ask(evm, store, word(1))[0] == 0


def test_a_view_may_read_through_other_contracts(evm, store):
    """Also by DELEGATECALL, where one contract's code reads another's storage, and where the inner call fails."""
    target = f"0x{store.hex()}"
    proxy = deploy(evm, asm(f"32 0 32 0 {target} 90000 DELEGATECALL 32 0 RETURN"))
    caller = deploy(evm, asm(f"32 0 32 0 0 {target} 90000 CALL 32 0 RETURN"))
    failing = deploy(evm, asm(f"{target} BALANCE POP 0 SLOAD 0 MSTORE 32 0 REVERT"))
    through = deploy(evm, asm(f"32 0 0 0 0 0x{failing.hex()} 90000 CALL 32 0 RETURN"))
    for contract, answer in ((proxy, 0), (caller, 5), (through, 0)):
        assert [ask(evm, contract), ask(evm, contract)] == [(answer, False), (answer, True)]
    write(evm, store, 0, 6)
    assert [ask(evm, contract) for contract in (proxy, caller, through)] == [(0, True), (6, False), (0, True)]
    evm.setBalance(store, 1)
    assert not ask(evm, through)[1]


@pytest.mark.parametrize("code", ["BALANCE", "EXTCODESIZE", "EXTCODEHASH"])
def test_what_is_read_of_an_account_counts(evm, code):
    """Also of one that does not exist yet."""
    to_come = addressOfNew(ALICE, evm.nonce(ALICE) + 1)
    contract = deploy(evm, returns(f"0x{to_come.hex()} {code}"))
    assert [ask(evm, contract), ask(evm, contract)] == [(0, False), (0, True)]
    assert evm.deploy(ALICE, initCode(STORE), 3, 6_000_000).created == to_come
    assert ask(evm, contract)[0] > 0


def test_an_account_that_goes_is_a_change(evm):
    """By SELFDESTRUCT, and what is created in its place is another one."""
    mortal = deploy(evm, asm("0 SLOAD 1 ADD 0 SSTORE CALLER SELFDESTRUCT"))
    size = deploy(evm, returns(f"0x{mortal.hex()} EXTCODESIZE"))
    assert ask(evm, size)[0] > 0
    evm.transact(ALICE, mortal, b"", 0, GAS)
    assert [ask(evm, size), ask(evm, size)] == [(0, False), (0, True)]


def test_snapshots_and_dumps_bring_back_old_answers(evm, store):
    """`revert` and `load` change the state as transactions do, and a clone has its own memory."""
    snapshot, dumped = evm.snapshot(), evm.dump()
    write(evm, store, 0, 6)
    assert ask(evm, store, word(0))[0] == 6
    evm.revert(snapshot)
    assert ask(evm, store, word(0))[0] == 5
    write(evm, store, 0, 7)
    assert ask(evm, store, word(0))[0] == 7
    copy = evm.clone()
    evm.load(dumped)
    assert ask(evm, store, word(0))[0] == 5
    assert ask(copy, store, word(0)) == (7, False)


def test_a_refusal_is_remembered_too(evm):
    """With its data and its gas."""
    contract = deploy(evm, reverts(b"no"))
    refusals = []
    for _ in range(2):
        with pytest.raises(Reverted) as e:
            evm.call(NOBODY, contract, b"", GAS)
        refusals.append(e.value.args)
    assert refusals[0] == refusals[1]
    assert refusals[0][0] == b"no"
    assert evm.memo_counts == (1, 1)


# ---- the block


@pytest.mark.parametrize(
    ("code", "attribute"),
    [
        ("TIMESTAMP", "timestamp"),
        ("NUMBER", "block_number"),
        ("1000 BLOCKHASH", "block_number"),
        ("BASEFEE", "base_fee"),
        ("GASLIMIT", "gas_limit"),
        ("CHAINID", "chain_id"),
    ],
)
def test_a_view_that_looks_at_its_block_is_asked_anew_in_another(evm, store, code, attribute):
    """And one that does not is remembered whatever the time."""
    evm.block_number, evm.timestamp, evm.gas_limit = 1000, 1000, 30_000_000
    contract = deploy(evm, returns(code))
    first, _ = ask(evm, contract)
    assert ask(evm, contract) == (first, True)
    ask(evm, store, word(0))
    setattr(evm, attribute, 1001)
    evm.gas_limit = max(evm.gas_limit, GAS)
    second, remembered = ask(evm, contract)
    assert second != first
    assert not remembered
    if attribute in ("timestamp", "block_number"):
        assert ask(evm, store, word(0)) == (5, True)


def test_the_sender_of_fees_and_chance_are_part_of_the_block(evm):
    """COINBASE and PREVRANDAO, which only a user of the engine changes."""
    contracts = [deploy(evm, returns(code)) for code in ("COINBASE", "DIFFICULTY")]
    assert [ask(evm, contract)[0] for contract in contracts] == [0, 0]
    evm.coinbase, evm.prevrandao = BOB, word(9)
    assert [ask(evm, contract)[0] for contract in contracts] == [int.from_bytes(BOB, "big"), 9]


def test_the_gas_of_a_view_is_part_of_the_question(evm):
    """A contract can see how much there is."""
    contract = deploy(evm, returns("GAS"))
    assert evm.call(NOBODY, contract, b"", GAS) != evm.call(NOBODY, contract, b"", GAS + 1)


# ---- whether it is right, and what it costs


@pytest.mark.parametrize("seed", range(20))
def test_no_program_is_remembered_wrongly(seed):
    """Programs that read, write, call and create at random, views and transactions in turn, and time that passes."""
    rng = random.Random(seed)
    plain, checked = rich(), rich()
    plain.memo_on, checked.memo_checked = False, True
    addresses: list[bytes] = []
    for _ in range(6):
        program = randomProgram(rng, ["0x" + address.hex() for address in addresses])
        addresses.append(deploy(plain, program))
        assert deploy(checked, program) == addresses[-1]
    for _ in range(150):
        to, data, kind = rng.choice(addresses), word(rng.randint(0, 3)), rng.random()
        if kind < 0.1:
            plain.timestamp = checked.timestamp = plain.timestamp + 1
            plain.block_number = checked.block_number = plain.block_number + 1
        keep = kind > 0.85
        ends = []
        for engine in (plain, checked):
            try:
                done = engine.transact(ALICE, to, data, 0, GAS) if keep else engine.call(NOBODY, to, data, GAS)
                ends.append(done.output if keep else done)
            except Reverted as e:
                ends.append(e.args)
        assert ends[0] == ends[1]
    assert plain.dump() == checked.dump()
    assert checked.memo_counts[0] > 0


def test_tests_check_each_view_that_is_remembered():
    """All tests that use the engine execute such views all the same, and compare."""
    assert Revm().memo_checked
    assert not Evm().memo_checked


def test_memory_for_answers_is_bounded(evm):
    """However many views there are and however much they return."""
    large = deploy(evm, asm("0 CALLDATALOAD 99968 MSTORE 100000 0 RETURN"))

    def resident() -> int:
        status = Path("/proc/self/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    evm.call(NOBODY, large, word(0), GAS)
    before = resident()
    for i in range(1000):
        evm.call(NOBODY, large, word(i), GAS)
    assert resident() - before < 50 * 1024


def test_where_nothing_is_asked_twice_no_notes_are_taken(evm, store):
    """The memo rests, and tries again later."""
    for i in range(5000):
        evm.call(NOBODY, store, word(i), GAS)
    evm.call(NOBODY, store, word(0), GAS)
    assert not ask(evm, store, word(0))[1]
    for _ in range(70_000):
        evm.call(NOBODY, store, word(0), GAS)
    assert ask(evm, store, word(0)) == (5, True)


# ---- what has changed


def watch(evm, store, slot=0):
    """The number of what a view of that slot of a STORE is used for."""
    evm.beginWatch()
    evm.call(NOBODY, store, word(slot), GAS)
    return evm.endWatch()


def test_what_was_read_is_told_once_when_it_changes(evm, store):
    """A write of the same value or to another slot, a call, what fails and what happens to others are no changes."""
    other = deploy(evm, STORE)
    number = watch(evm, store)
    write(evm, other, 0, 1)
    write(evm, store, 0, 5)
    write(evm, store, 1, 7)
    evm.call(ALICE, store, word(0) + word(9), GAS)
    with pytest.raises(Reverted):
        evm.transact(ALICE, store, word(0) + word(9), 0, 22_000)
    assert evm.takeOutdated() == []
    outcome = evm.transact(ALICE, store, word(0) + word(9), 0, GAS)
    assert (outcome.has_changed, evm.takeOutdated(), evm.takeOutdated()) == (True, [number], [])
    outcome = evm.transact(ALICE, store, word(0) + word(10), 0, GAS)
    assert (outcome.has_changed, evm.takeOutdated()) == (False, [])


def test_all_that_was_read_together_is_watched(evm, store):
    """Of a value from several slots, each is told; values that share one are told together."""
    first, second = watch(evm, store, 0), watch(evm, store, 1)
    evm.beginWatch()
    for slot in (0, 1):
        evm.call(NOBODY, store, word(slot), GAS)
    both = evm.endWatch()
    write(evm, store, 1, 7)
    assert sorted(evm.takeOutdated()) == [second, both]
    write(evm, store, 0, 7)
    assert sorted(evm.takeOutdated()) == [first, both]


def test_what_is_watched_can_be_forgotten(evm, store):
    """As when nobody holds what was computed any more."""
    watch(evm, store)
    evm.watchNothing()
    write(evm, store, 0, 9)
    assert evm.takeOutdated() == []


@pytest.mark.parametrize("how", ["setBalance", "value", "revert", "revert a creation", "load"])
def test_what_was_read_changes_by_whatever_means(evm, store, how):
    """Nothing that happens outside of a transaction is missed."""
    dumped = evm.dump()
    snapshot = evm.snapshot()
    watched = deploy(evm, STORE) if how == "revert a creation" else store
    if how == "revert":
        write(evm, store, 0, 6)
    number = watch(evm, watched)
    if how == "setBalance":
        evm.setBalance(store, 5)
    elif how == "value":
        evm.transact(ALICE, store, word(1) + word(1), 1, GAS)
    elif how == "load":
        evm.load(dumped)
    else:
        evm.revert(snapshot)
    assert number in evm.takeOutdated()
