"""The fast engine as a Python module: what each function does and refuses, and the hardforks it knows."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from eth_keys.datatypes import PrivateKey
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from web3engine.test import fastevm
from web3engine.test.conformance import asm, initCode, reverts
from web3engine.test.fastevm import (
    ALICE,
    BOB,
    COUNTER,
    ETHER,
    FOREVER,
    GAS,
    METHODS,
    NOBODY,
    Evm,
    Hardfork,
    Reverted,
    addressOfNew,
    addressOfNew2,
    deploy,
    halt,
    readDump,
    rich,
    tokenspice_evm,
    word,
    writeAccount,
    writeDump,
)

evm, counter = fastevm.evm, fastevm.counter


# ---- messages


def test_the_stub_describes_the_module():
    """tokenspice_evm.pyi names every class, function, method and attribute that the module has, and no other."""
    stub = ast.parse((Path(__file__).parents[1] / "fastevm" / "tokenspice_evm.pyi").read_text(encoding="utf-8"))
    classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
    public = {name for name in dir(tokenspice_evm) if not name.startswith("_")} - {"tokenspice_evm"}
    assert set(classes) | functions == public
    for name in ("Evm", "Hardfork", "Outcome"):
        members = {m.name for m in classes[name].body if isinstance(m, ast.FunctionDef)}
        members |= {ast.unparse(m.target) for m in classes[name].body if isinstance(m, ast.AnnAssign)}
        assert members - {"__new__"} == {m for m in vars(getattr(tokenspice_evm, name)) if not m.startswith("_")}
    assert tokenspice_evm.__version__ == "1.0.0"


def test_transact_keeps_what_it_did(evm, counter):
    """A transaction gives return data, gas and logs, and its changes stay."""
    outcome = evm.transact(BOB, counter, word(5), 0, GAS)
    assert (outcome.output, outcome.created) == (word(5), None)
    assert outcome.logs == [(counter, (word(7),), word(5))]
    # The transaction, 31 zero bytes and one that is not; reading a cold slot, setting it, the event, and all the rest.
    assert outcome.gas_used == 21_000 + 31 * 4 + 16 + 2100 + 20_000 + 1006 + 44
    assert evm.transact(BOB, counter, word(3), 0, GAS).output == word(8)
    assert evm.storage(counter, 0) == 8


def test_transactions_are_counted_and_may_begin_blocks(evm, counter):
    """A message in the next block makes it the present one, unless it fails. What goes well counts, with its gas."""
    evm.block_number, (n_before, gas_before) = 7, (evm.n_transactions, evm.gas_used)
    done = [send(BOB, counter, word(1), 0, GAS) for send in (evm.transact, evm.transactNext, evm.transact)]
    assert ([outcome.block for outcome in done], evm.block_number) == ([7, 8, 8], 8)
    with pytest.raises(Reverted):
        evm.transactNext(NOBODY, counter, b"", ETHER, GAS)
    evm.call(BOB, counter, word(1), GAS)
    assert evm.block_number == 8
    assert evm.n_transactions - n_before == 3
    assert evm.gas_used - gas_before == sum(outcome.gas_used for outcome in done)


def test_call_leaves_no_trace(evm, counter):
    """A call gives the return data of a transaction and changes nothing, not even the nonce of who calls."""
    before = evm.dump()
    assert evm.call(ALICE, counter, word(5), GAS) == word(5)
    assert evm.dump() == before


def test_deploy_creates_a_contract_where_any_chain_would(evm):
    """The address of a new contract follows from sender and nonce; transact() without receiver is the same."""
    first = evm.deploy(ALICE, initCode(COUNTER), 3, GAS)
    second = evm.transact(ALICE, None, initCode(COUNTER), 0, GAS)
    assert first.created == addressOfNew(ALICE, 0)
    assert second.created == addressOfNew(ALICE, 1)
    assert first.output == second.output == evm.code(first.created) == COUNTER
    assert (evm.balance(first.created), evm.nonce(first.created), evm.nonce(ALICE)) == (3, 1, 2)


def test_contracts_create_contracts(evm):
    """CREATE and CREATE2 count the creator's nonce up and give the addresses that the yellow paper says."""
    code = asm("0 0 0 CREATE 0 MSTORE 5 0 0 0 CREATE2 32 MSTORE 64 0 RETURN")
    factory = deploy(evm, code)
    output = evm.transact(ALICE, factory, b"", 0, GAS).output
    assert output[12:32] == addressOfNew(factory, 1)
    assert output[44:] == addressOfNew2(factory, 5, b"")
    assert evm.nonce(factory) == 3


def test_ETH_moves_with_a_message(evm):
    """Value goes from sender to receiver; gas costs nothing; an account that nobody has touched holds none."""
    assert evm.transact(ALICE, BOB, b"", 10, 21_000).gas_used == 21_000
    assert (evm.balance(ALICE), evm.balance(BOB), evm.balance(NOBODY)) == (ETHER - 10, 10, 0)
    assert (evm.nonce(ALICE), evm.nonce(BOB), evm.code(BOB), evm.storage(BOB, 0)) == (1, 0, b"", 0)


def test_setBalance_sets_wei(evm):
    """A balance can be set to any amount below 2**128; an account that holds nothing does not exist."""
    empty = Evm().dump()
    evm.setBalance(BOB, 2**128 - 1)
    assert evm.balance(BOB) == 2**128 - 1
    evm.setBalance(ALICE, 0)
    evm.setBalance(BOB, 0)
    assert evm.dump() == empty


def test_amounts_have_256_bits(evm):
    """Slots and what they hold are unsigned numbers of 256 bits."""
    contract = deploy(evm, asm("32 CALLDATALOAD 0 CALLDATALOAD SSTORE"))
    evm.transact(ALICE, contract, word(2**256 - 1) + word(2**256 - 2), 0, GAS)
    assert evm.storage(contract, 2**256 - 1) == 2**256 - 2


def test_callMany_is_many_calls(evm, counter):
    """Many calls in one crossing: results in order, failures among them as the exceptions that call() would raise."""
    refuser = deploy(evm, reverts(b"no"))
    before = evm.dump()
    results = evm.callMany([(ALICE, counter, word(1)), (BOB, refuser, b""), (BOB, counter, word(2))], GAS)
    assert (results[0], results[2]) == (word(1), word(2))
    assert isinstance(results[1], Reverted)
    assert results[1].args[:2] == (b"no", "")
    assert evm.callMany([], GAS) == []
    assert evm.dump() == before


# ---- failures


FAILURES = {
    "a revert": (reverts(b"no"), b"no", ""),
    "a revert without data": (asm("0 0 REVERT"), b"", ""),
    "a loop without end": (FOREVER, b"", "out of gas"),
    "memory without end": (asm(f"1 {2**255} MSTORE"), b"", "out of gas"),
    "INVALID": (b"\xfe", b"", "invalid opcode"),
    "an unknown opcode": (b"\x0c", b"", "invalid opcode"),
    "a jump to nowhere": (asm("7 JUMP"), b"", "invalid jump"),
    "a jump into data": (asm("1 JUMP 0x5b"), b"", "invalid jump"),
    "POP of nothing": (asm("POP"), b"", "stack underflow"),
    "DUP of nothing": (asm("DUP1"), b"", "stack underflow"),
    "too high a stack": (asm("JUMPDEST DUP1 0 0 JUMP"), b"", "stack underflow"),
    "a stack of 1025": (asm("0 " * 1024 + "DUP1"), b"", "stack overflow"),
    "data that was not returned": (asm("1 0 0 RETURNDATACOPY"), b"", "out of bounds read"),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_failure_is_an_exception_that_says_why(evm, kind):
    """Reverted carries revert data, the reason in words, and gas; the state, nonces included, is as it was."""
    code, data, why = FAILURES[kind]
    contract = deploy(evm, code)
    before = evm.dump()
    with pytest.raises(Reverted) as e:
        evm.transact(ALICE, contract, b"", 5, GAS)
    assert e.value.args[:2] == (data, why)
    assert (e.value.args[2] == GAS) == (why != "")
    assert halt(evm.call, ALICE, contract, b"", GAS) == why
    assert evm.dump() == before


def test_creation_fails(evm):
    """A constructor's revert; code that is too long, or begins with 0xEF, or costs too much; too long init code."""
    for init, data, why in (
        (reverts(b"no"), b"no", ""),
        (asm("24577 0 RETURN"), b"", "code too long"),
        (asm("0xef 0 MSTORE8 1 0 RETURN"), b"", "reserved bytes in code"),
        (asm("5000 0 RETURN"), b"", "out of gas"),
        (bytes(49_153), b"", "code too long"),
    ):
        with pytest.raises(Reverted) as e:
            evm.deploy(ALICE, init, 0, GAS if why else 6_000_000)
        assert e.value.args[:2] == (data, why)
    assert evm.deploy(ALICE, asm("24576 0 RETURN"), 0, 6_000_000).output == bytes(24_576)
    assert evm.nonce(ALICE) == 1


def test_address_that_is_taken(evm):
    """A contract cannot be created where one is: here by a dump that sets Alice's nonce back."""
    evm.deploy(ALICE, asm("0 0 RETURN"), 0, GAS)
    accounts = readDump(evm.dump())
    assert accounts[ALICE.hex()][0] == "0x1"
    created = addressOfNew(ALICE, 0)
    evm.load(writeDump(*sorted([writeAccount(ALICE, 0, ETHER), writeAccount(created, 1)])))
    assert halt(evm.deploy, ALICE, b"", 0, GAS) == "address collision"


def test_message_is_not_even_begun(evm):
    """Too little ETH, too little gas for the data alone, more gas than a block has: nothing has happened."""
    before = evm.dump()
    assert halt(evm.transact, ALICE, BOB, b"", ETHER + 1, GAS) == "insufficient funds"
    assert halt(evm.transact, ALICE, BOB, b"", 2**256 - 1, GAS) == "insufficient funds"
    assert halt(evm.transact, ALICE, BOB, b"", 0, 20_999) == "out of gas"
    assert halt(evm.transact, ALICE, BOB, b"\1", 0, 21_015) == "out of gas"
    assert halt(evm.transact, ALICE, None, b"", 0, 52_999) == "out of gas"
    assert halt(evm.call, ALICE, BOB, b"", 30_000_001) == "block gas limit exceeded"
    assert halt(evm.call, ALICE, BOB, b"", 2**64 - 1) == "block gas limit exceeded"
    assert evm.dump() == before


def test_precompiles_fail_in_one_word(evm):
    """A precompile with nonsense for input, or too little gas for it, fails like any contract."""
    for number, data in ((6, b"\1" * 128), (8, b"\1"), (9, b"")):
        assert halt(evm.call, ALICE, bytes(19) + bytes([number]), data, GAS) == "precompile failed"
    assert halt(evm.call, ALICE, bytes(19) + b"\2", b"", 21_001) == "precompile failed"


# ---- arguments


TOO_SHORT, TOO_LONG = b"\xaa" * 19, b"\xaa" * 21


@pytest.mark.parametrize("method", METHODS)
def test_wrong_arguments_are_refused(evm, method):
    """A wrong type is a TypeError, a wrong length a ValueError, a number that does not fit an OverflowError."""
    evm.snapshot()
    before = evm.dump()
    args = METHODS[method]
    for i, arg in enumerate(args):
        kinds: dict[Any, type[Exception]] = {"aa" * 10: TypeError, 1.5: TypeError, object(): TypeError, len: TypeError}
        if isinstance(arg, bytes):
            kinds[7] = TypeError
        if arg in (ALICE, BOB):
            kinds.update({b"": ValueError, TOO_SHORT: ValueError, TOO_LONG: ValueError})
        if isinstance(arg, int):
            kinds.update({b"1": TypeError, -1: OverflowError, 2**256: OverflowError, 10**5000: OverflowError})
        for wrong, error in kinds.items():
            with pytest.raises(error):
                getattr(evm, method)(*args[:i], wrong, *args[i + 1 :])
    with pytest.raises(TypeError):
        getattr(evm, method)(*args, 1)
    with pytest.raises(TypeError):
        getattr(evm, method)(*args[:-1])
    assert evm.dump() == before


def test_calls_of_callMany_are_triples(evm):
    """Each call is sender, receiver and data, checked before the first is executed."""
    for wrong, error in (
        ((ALICE, BOB), ValueError),
        ((ALICE, TOO_SHORT, b""), ValueError),
        ((ALICE, BOB, 1), TypeError),
    ):
        with pytest.raises(error):
            evm.callMany([(ALICE, BOB, b""), wrong], GAS)


ATTRIBUTES: dict[str, tuple[Any, ...]] = {
    # How a contract sees it; what else it can be; what it cannot be, and why.
    "chain_id": ("CHAINID", 1337, [0, 1, 2**64 - 1], [(-1, OverflowError), (2**64, OverflowError), ("1", TypeError)]),
    "block_number": ("NUMBER", 0, [1, 2**64 - 1], [(-1, OverflowError), (2**64, OverflowError), (None, TypeError)]),
    "timestamp": ("TIMESTAMP", 0, [1, 2**64 - 1], [(-1, OverflowError), (2**64, OverflowError), (1.5, TypeError)]),
    "base_fee": ("BASEFEE", 0, [1, 2**64 - 1], [(-1, OverflowError), (2**64, OverflowError), (b"", TypeError)]),
    "gas_limit": ("GASLIMIT", 30_000_000, [2**32 - 1], [(-1, OverflowError), (2**32, OverflowError), ([], TypeError)]),
    "coinbase": ("COINBASE", bytes(20), [ALICE], [(TOO_SHORT, ValueError), (TOO_LONG, ValueError), (1, TypeError)]),
    "prevrandao": ("DIFFICULTY", bytes(32), [b"\xee" * 32], [(ALICE, ValueError), (b"", ValueError), (1, TypeError)]),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes_are_what_contracts_see(evm, name):
    """The block and the chain's number can be read, set and seen by contracts; nonsense is refused."""
    opcode, default, others, wrong = ATTRIBUTES[name]
    contract = deploy(evm, asm(f"{opcode} 0 MSTORE 32 0 RETURN"))
    assert getattr(evm, name) == default
    for value in others:
        setattr(evm, name, value)
        assert getattr(evm, name) == value
        seen = evm.call(ALICE, contract, b"", GAS)
        assert seen == (value.rjust(32, b"\0") if isinstance(value, bytes) else word(value))
    for nonsense, error in wrong:
        with pytest.raises(error):
            setattr(evm, name, nonsense)
    with pytest.raises(AttributeError):
        delattr(evm, name)
    assert getattr(evm, name) == others[-1]


def test_gas_limit_is_the_most_that_a_message_may_have(evm):
    """The block's gas limit bounds each message; it has 32 bits, so that no message can use up the machine's memory."""
    evm.gas_limit = 50_000
    assert evm.call(ALICE, BOB, b"", 50_000) == b""
    assert halt(evm.call, ALICE, BOB, b"", 50_001) == "block gas limit exceeded"
    assert evm.callMany([(ALICE, BOB, b"")], 50_001)[0].args[1] == "block gas limit exceeded"


def test_earlier_blocks_have_hashes(evm):
    """BLOCKHASH of the last 256 blocks is made up, but the same in every run: the hash of the number."""
    evm.block_number = 300
    contract = deploy(evm, asm("0 CALLDATALOAD BLOCKHASH 0 MSTORE 32 0 RETURN"))
    for number, seen in ((299, True), (44, True), (43, False), (300, False), (2**256 - 1, False)):
        assert evm.call(ALICE, contract, word(number), GAS) == (keccak(word(number)) if seen else bytes(32))


# ---- hardforks

BERLIN, LONDON, PARIS = Hardfork.BERLIN, Hardfork.LONDON, Hardfork.PARIS
SHANGHAI, CANCUN, PRAGUE = Hardfork.SHANGHAI, Hardfork.CANCUN, Hardfork.PRAGUE
FORKS = [BERLIN, LONDON, PARIS, SHANGHAI, CANCUN, PRAGUE, Hardfork.OSAKA]


# With PUSH1 0 where asm() writes PUSH0, which the older ones do not know.
OPCODES = {
    "BASEFEE": ("48", LONDON),
    "PUSH0": ("5f", SHANGHAI),
    "TLOAD": ("60005c", CANCUN),
    "BLOBHASH": ("600049", CANCUN),
}
OPCODES.update({"MCOPY": ("6000600060005e", CANCUN), "BLOBBASEFEE": ("4a", CANCUN)})


@pytest.mark.parametrize("fork", FORKS, ids=str)
@pytest.mark.parametrize("name", OPCODES)
def test_opcodes_come_with_their_hardfork(name, fork):
    """An opcode works from its hardfork on, and is invalid before."""
    code, since = OPCODES[name]
    evm = rich(fork)
    if FORKS.index(fork) >= FORKS.index(since):
        assert evm.deploy(ALICE, bytes.fromhex(code + "00"), 0, GAS).output == b""
    else:
        assert halt(evm.deploy, ALICE, bytes.fromhex(code + "00"), 0, GAS) == "invalid opcode"


def test_rules_differ_between_hardforks():
    """What else changed: code that begins with 0xEF, long init code, what init code, coinbase and call data cost."""
    begins_with_ef = bytes.fromhex("60ef60005360016000f3")
    assert rich(BERLIN).deploy(ALICE, begins_with_ef, 0, GAS).output == b"\xef"
    assert halt(rich(LONDON).deploy, ALICE, begins_with_ef, 0, GAS) == "reserved bytes in code"
    assert rich(PARIS).deploy(ALICE, bytes(49_153), 0, GAS).output == b""
    assert halt(rich(SHANGHAI).deploy, ALICE, bytes(49_153), 0, GAS) == "code too long"
    gas = {fork: rich(fork).deploy(ALICE, bytes.fromhex("41315000"), 0, GAS).gas_used for fork in FORKS}
    assert gas[PARIS] - gas[SHANGHAI] == 2600 - 100 - 2
    gas = {fork: rich(fork).transact(ALICE, BOB, b"\1" * 100, 0, GAS).gas_used for fork in FORKS}
    assert (gas[CANCUN], gas[PRAGUE]) == (21_000 + 1600, 21_000 + 4000)


def test_refunds_shrank_with_London():
    """Clearing a slot gives up to half of the gas back before London, up to a fifth since."""
    gas = {}
    for fork in (BERLIN, LONDON):
        evm = rich(fork)
        # Stores 1, and leaves code that stores 0.
        made = evm.deploy(ALICE, bytes.fromhex("600160005560058060106000396000f3" + "6000600055"), 0, GAS)
        gas[fork] = evm.transact(ALICE, made.created, b"", 0, GAS).gas_used
    assert gas == {BERLIN: 26_006 - 26_006 // 2, LONDON: 26_006 - 4800}


def test_contracts_survive_their_destruction_since_Cancun():
    """SELFDESTRUCT removes a contract before Cancun; since then only one that is made in the same transaction."""
    for fork, left in ((SHANGHAI, b""), (CANCUN, b"\x33\xff")):
        evm = rich(fork)
        contract = evm.deploy(ALICE, initCode(asm("CALLER SELFDESTRUCT")), 9, GAS).created
        assert evm.transact(BOB, contract, b"", 0, GAS).output == b""
        assert (evm.code(contract), evm.balance(contract), evm.balance(BOB)) == (left, 0, 9)
        short = evm.deploy(ALICE, asm("CALLER SELFDESTRUCT"), 9, GAS).created
        assert (evm.nonce(short), evm.code(short)) == (0, b"")


def test_prevrandao_takes_the_place_of_difficulty_with_Paris():
    """What the opcode 0x44 gives: nothing before Paris, then prevrandao."""
    for fork in FORKS:
        evm = rich(fork)
        evm.prevrandao = word(77)
        made = evm.deploy(ALICE, bytes.fromhex("4460005260206000f3"), 0, GAS)
        assert made.output == word(0 if fork in (BERLIN, LONDON) else 77)


def test_precompiles_come_with_their_hardfork():
    """0x0a came with Cancun, the curve BLS12-381 at 0x0b with Prague; before, nothing is there."""
    for number, since in ((0x0A, CANCUN), (0x0B, PRAGUE)):
        for fork in FORKS:
            evm, address = rich(fork), bytes(19) + bytes([number])
            if FORKS.index(fork) >= FORKS.index(since):
                assert halt(evm.call, ALICE, address, b"\1", GAS) == "precompile failed"
            else:
                assert evm.call(ALICE, address, b"\1", GAS) == b""


def test_hardfork_is_one_of_those_known():
    """Evm takes a member of Hardfork, by default SHANGHAI, and shows it; other names, numbers and texts are refused."""
    assert (Evm().hardfork, Evm(LONDON).hardfork, Evm(LONDON, 5).chain_id) == (SHANGHAI, LONDON, 5)
    assert [name for name in dir(Hardfork) if not name.startswith("_")] == sorted(str(f).split(".")[1] for f in FORKS)
    assert len({*FORKS, BERLIN}) == 7
    for name in ("ISTANBUL", "AMSTERDAM", "shanghai", "LATEST"):
        with pytest.raises(AttributeError):
            getattr(Hardfork, name)
    for wrong in ("SHANGHAI", 3, None):
        with pytest.raises(TypeError):
            Evm(wrong)
    with pytest.raises(TypeError):
        Hardfork()
    with pytest.raises(AttributeError):
        Evm().hardfork = LONDON


# ---- keys and hashes


@given(st.binary(max_size=300))
@settings(derandomize=True, deadline=None, database=None)
def test_hashes_are_those_of_eth_utils(data):
    """Keccak-256, of any length."""
    assert tokenspice_evm.keccak(data) == keccak(data)


@given(st.integers(1, 2**256 - 2**129), st.binary(min_size=32, max_size=32))
@settings(derandomize=True, deadline=None, database=None, max_examples=30)
def test_addresses_and_signatures_are_those_of_eth_keys(key, digest):
    """To the byte: a signature is a function of key and hash."""
    private = PrivateKey(word(key))
    signature = private.sign_msg_hash(digest)
    assert tokenspice_evm.addressOf(word(key)) == private.public_key.to_canonical_address()
    r, s, parity = tokenspice_evm.sign(word(key), digest)
    assert (int.from_bytes(r, "big"), int.from_bytes(s, "big"), parity) == (signature.r, signature.s, signature.v)


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32])
def test_what_is_no_key_is_refused(key):
    """Zero, and what is as large as the curve or larger."""
    for action in (lambda: tokenspice_evm.addressOf(key), lambda: tokenspice_evm.sign(key, bytes(32))):
        with pytest.raises(ValueError, match="this is not a private key"):
            action()
