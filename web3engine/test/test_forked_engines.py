"""Forks: both engines on top of a block of another chain do what that chain itself would have done from there on."""

from __future__ import annotations

from typing import Any

import pytest

from util.errors import ChainError, WalletError
from web3engine.chain import DEV_BALANCE, useChain
from web3engine.chains import openChain
from web3engine.chains.source import Fork
from web3engine.simpletoken import Simpletoken
from web3engine.test.conformance import asm, initCode, openFresh
from web3engine.test.engines import SEED
from web3engine.test.fastevm import ALICE, BOB, addressOfNew, rich, word
from web3engine.test.forks import (
    MemorySource,
    Refusal,
    blockOf,
    embedded,
    forkedChain,
    forkOf,
    playedAtRandom,
)
from web3engine.web3wallet import Web3Wallet

N_MESSAGES = 300
ENGINES = ("revm", "pyevm")
# Adds what it is called with to slot 0, unless that is 0: then it stores zero. Returns slot 0 as it was.
ADDER = asm("0 SLOAD 0 MSTORE 0 CALLDATALOAD 0 SLOAD ADD 0 CALLDATALOAD ISZERO ISZERO MUL 0 SSTORE 32 0 RETURN")
MORTAL = asm("CALLER SELFDESTRUCT")
ENVIRONMENT = ["CHAINID", "COINBASE", "BASEFEE", "GASLIMIT", "DIFFICULTY", "NUMBER", "TIMESTAMP", "BLOBBASEFEE"]


@pytest.mark.parametrize("hardfork", ["shanghai", "prague"])
def test_random_messages_do_on_forks_what_they_do_at_home(hardfork):
    """Trade, malice, random contracts that create, store zeros and destroy themselves; snapshots across first reads.

    Neither engine asks for anything twice, and both ask the same, so what one has recorded is enough for the other.
    """
    engines = playedAtRandom(hardfork, N_MESSAGES, SEED)
    asked = [source.questions() for source in engines.sources]
    assert [len(questions) - len(set(questions)) for questions in asked] == [0, 0]
    assert set(asked[0]) == set(asked[1])


@pytest.fixture
def far() -> Any:
    """An engine in which Alice is rich, and has an ADDER that holds 7 in slot 0, and a MORTAL with some ETH."""
    evm = rich()
    evm.transact(ALICE, evm.deploy(ALICE, initCode(ADDER), 0, 10**6).created, word(7), 5, 10**6)
    evm.deploy(ALICE, initCode(MORTAL), 5, 10**6)
    evm.block_number, evm.timestamp = 500, 1_700_000_000
    return evm


ADDER_AT, MORTAL_AT = addressOfNew(ALICE, 0), addressOfNew(ALICE, 2)


def engineOn(name: str, far: Any, **changes: Any) -> tuple[Any, MemorySource]:
    fork = forkOf(far, **changes)
    chain = forkedChain(name, fork)
    assert isinstance(fork.source, MemorySource)
    fork.source.asked.clear()
    return chain._engine, fork.source


def add(engine: Any, number: int) -> int:
    """What slot 0 held before `number` was added to it, or before it was made zero."""
    return int.from_bytes(engine.transact(ALICE, ADDER_AT, word(number), 0, 10**6).output, "big")


@pytest.mark.parametrize("name", ENGINES)
def test_zeros_and_accounts_that_are_gone_are_not_fetched_again(far, name):
    """A slot that is set to zero stays zero, a contract that has destroyed itself stays away, and nobody is asked."""
    engine, source = engineOn(name, far)
    assert [add(engine, n) for n in (1, 0, 3, 0)] == [7, 8, 0, 3]
    engine.transact(ALICE, MORTAL_AT, b"", 0, 10**6)
    n_asked = len(source.questions())
    assert add(engine, 0) == 0
    assert (engine.code(MORTAL_AT), engine.balance(MORTAL_AT), engine.nonce(MORTAL_AT)) == (b"", 0, 0)
    assert engine.transact(ALICE, MORTAL_AT, b"", 0, 10**6).output == b""
    assert engine.balance(BOB) == engine.balance(BOB) == 0
    assert len(source.questions()) == n_asked + 1  # Bob, who does not exist, once


@pytest.mark.parametrize("name", ENGINES)
def test_a_revert_leaves_what_was_first_read_after_the_snapshot(far, name):
    """What was changed comes back, also what was first fetched since; nothing is fetched twice."""
    engine, source = engineOn(name, far)
    outer = engine.snapshot()
    assert add(engine, 10) == 7
    inner = engine.snapshot()
    engine.transact(ALICE, MORTAL_AT, b"", 0, 10**6)
    assert [add(engine, 0), add(engine, 1)] == [17, 0]
    engine.revert(inner)
    assert add(engine, 0) == 17
    assert engine.code(MORTAL_AT) == MORTAL
    engine.revert(outer)
    assert add(engine, 1) == 7
    assert engine.nonce(ALICE) == 4
    assert len(source.questions()) == len(set(source.questions()))


@pytest.mark.parametrize("name", ENGINES)
def test_what_a_source_raises_is_raised_and_changes_nothing(far, name):
    """Whichever question stays without answer: the exception comes through, and the same message goes well later."""
    expected, asked = engineOn(name, far)
    done = expected.transact(ALICE, ADDER_AT, word(5), 1, 10**6)
    assert len(asked.questions()) == 3
    for questions, unanswered in enumerate(("account", "account", "slot")):
        engine, source = engineOn(name, far)
        source.refuses_after = questions
        before = engine.dump()
        with pytest.raises(Refusal, match=unanswered):
            engine.transact(ALICE, ADDER_AT, word(5), 1, 10**6)
        assert engine.dump() == before
        with pytest.raises(Refusal, match=unanswered):
            engine.call(ALICE, ADDER_AT, word(5), 10**6)
        with pytest.raises(Refusal, match="account"):
            engine.balance(BOB)
        source.refuses_after = None
        again = engine.transact(ALICE, ADDER_AT, word(5), 1, 10**6)
        assert (again.output, again.gas_used, engine.dump()) == (done.output, done.gas_used, expected.dump())


@pytest.mark.parametrize("name", ENGINES)
def test_a_source_hears_of_a_message_before_its_first_question(far, name):
    """A message that asks for nothing new, and a question outside of messages, are not announced."""
    engine, source = engineOn(name, far)
    engine.balance(BOB)
    engine.call(ALICE, ADDER_AT, word(1), 10**6)
    engine.transact(ALICE, ADDER_AT, word(1), 2, 10**6)
    engine.code(MORTAL_AT)
    kinds = [question[0] for question in source.asked]
    assert kinds == ["account", "prepare", "account", "account", "slot", "account"]
    assert source.asked[1] == ("prepare", ALICE, ADDER_AT, word(1), 0)


def _facts() -> bytes:
    """Code that returns what ENVIRONMENT names, and then the hashes of the block of the fork, and of those around."""
    code = " ".join(f"{opcode} {32 * i} MSTORE" for i, opcode in enumerate(ENVIRONMENT))
    hashes = " ".join(f"{n} BLOCKHASH {32 * i} MSTORE" for i, n in enumerate((499, 500, 501), len(ENVIRONMENT)))
    return asm(f"{code} {hashes} {32 * (len(ENVIRONMENT) + 3)} 0 RETURN")


@pytest.mark.parametrize("hardfork", ["cancun", "prague"])
def test_the_environment_is_that_of_the_block(far, hardfork):
    """Chain id, coinbase, fees, gas limit and chance are the block's; hashes up to it are asked for; gas is free."""
    changes = {"chain_id": 1, "coinbase": b"\xc0" * 20, "base_fee": 9, "gas_limit": 45_000_000}
    changes |= {"prevrandao": b"\7" * 32, "excess_blob_gas": 20_000_000}
    blob_fee = {"cancun": 399, "prague": 54}[hardfork]  # the integer part of e to the power of excess / fraction
    found = []
    for name in ENGINES:
        chain = forkedChain(name, forkOf(far, **changes), hardfork)
        engine = chain._engine
        assert (chain.height(), chain.now(), chain.chain_id) == (500, 1_700_000_000, 1)
        assert chain.gas_limit == chain.block_gas_limit == 45_000_000
        chain.advance(12, 2)
        made = engine.transact(ALICE, None, initCode(_facts()), 0, 10**6).created
        rich_before = engine.balance(ALICE)
        output = engine.transact(ALICE, made, b"", 0, 45_000_000).output
        assert engine.balance(ALICE) == rich_before
        found.append([int.from_bytes(output[i : i + 32], "big") for i in range(0, len(output), 32)])
        with pytest.raises(engine.Reverted, match="block gas limit"):
            engine.transact(ALICE, made, b"", 0, 45_000_001)
    chance = int.from_bytes(b"\7" * 32, "big")
    facts = [1, int.from_bytes(b"\xc0" * 20, "big"), 9, 45_000_000, chance, 502, 1_700_000_012, blob_fee]
    assert found[0][: len(facts)] == facts
    assert found[0] == found[1]
    assert all(found[0][len(facts) :])


@pytest.mark.parametrize("hardfork", ["shanghai", "prague"])
def test_accounts_that_have_delegated_run_that_code(far, hardfork):
    """Bob's delegation to the ADDER (EIP-7702) adds in Bob's storage; before Prague, it is code that cannot run."""
    delegation = b"\xef\1\0" + ADDER_AT

    class Delegated(MemorySource):
        def account(self, address: bytes) -> tuple[int, bytes, bytes]:
            return (1, bytes(32), delegation) if address == BOB else super().account(address)

    found = []
    for name in ENGINES:
        engine = forkedChain(name, Fork(Delegated(far), blockOf(far)), hardfork)._engine
        if hardfork == "shanghai":
            with pytest.raises(engine.Reverted, match="invalid opcode"):
                engine.transact(ALICE, BOB, word(3), 0, 10**6)
            continue
        done = [engine.transact(ALICE, BOB, word(n), 0, 10**6) for n in (3, 1)]
        assert [int.from_bytes(outcome.output, "big") for outcome in done] == [0, 3]
        assert engine.code(BOB) == delegation
        found.append([outcome.gas_used for outcome in done])
    assert hardfork == "shanghai" or found[0] == found[1]


@pytest.mark.parametrize("name", ENGINES)
def test_a_dump_holds_what_has_changed_and_the_block(far, name):
    """A fork of the same block that loads it goes on the same; one of another block, and a new chain, refuse."""
    chain = forkedChain(name, forkOf(far))
    engine = chain._engine
    before = chain.dump()
    add(engine, 1), add(engine, 0), engine.transact(ALICE, MORTAL_AT, b"", 0, 10**6)
    made = engine.transact(ALICE, None, initCode(ADDER), 9, 10**6).created
    assert made is not None
    dumped = chain.dump()
    assert len(dumped) < len(before) + 1000
    other = forkedChain(name, forkOf(far))
    other.load(dumped)
    assert _stateIn(other.dump()) == _stateIn(dumped)
    for e in (engine, other._engine):
        assert (add(e, 2), e.code(MORTAL_AT), e.code(made), e.balance(made)) == (0, b"", ADDER, 9)
    far.block_number += 1
    for strange in (forkedChain(name, forkOf(far)), openChain("embedded", name, SEED)):
        untouched = strange.dump()
        with pytest.raises(ChainError, match="the dumped chain goes on from block 500 of chain 1337"):
            strange.load(dumped)
        assert strange.dump() == untouched
    with pytest.raises(ChainError, match="goes on from no live chain: this one goes on from block 500"):
        chain.load(openChain("embedded", name, SEED).dump())


@pytest.mark.parametrize("name", ENGINES)
def test_a_dump_is_the_same_whatever_was_only_read(far, name):
    """What was read, or changed and changed back, is no change."""
    chain = forkedChain(name, forkOf(far))
    before = chain.dump()
    engine, there = chain._engine, chain.snapshot()
    engine.call(ALICE, ADDER_AT, word(4), 10**6)
    engine.transact(ALICE, ADDER_AT, word(4), 1, 10**6)
    engine.transact(ALICE, MORTAL_AT, b"", 0, 10**6)
    chain.revert(there)
    assert _stateIn(chain.dump()) == _stateIn(before)


def _stateIn(dumped: bytes) -> bytes:
    """What is behind the head of a dump."""
    return dumped[len(b"TokenSPICE chain 1\n") + 32 :].split(b"\n", 1)[1]


def test_time_does_not_begin_before_the_block(far):
    """It may begin at the block or later; contracts that remember times would not make sense otherwise."""
    chain = forkedChain("revm", forkOf(far))
    with pytest.raises(ChainError, match="cannot begin at 1699999999: it goes on from block 500, which is of 17000000"):
        chain.setClock(start=1_699_999_999)
    chain.setClock(start=1_700_000_600, s_per_block=12)
    chain.advance(120)
    assert (chain.now(), chain.height()) == (1_700_000_720, 511)


@pytest.mark.parametrize("name", ENGINES)
def test_anyone_can_be_impersonated(name):
    """A wallet without a key moves what a whale of the live chain holds; its key cannot be asked for."""
    far = embedded()
    with useChain(far):
        whale = Web3Wallet(b"\1" * 32)
        token = Simpletoken.new("WHALE", "Whales", 18, 1000, whale)
    with useChain(forkedChain(name, forkOf(far._engine))) as used:
        chain = used.opened()
        wallet = chain.impersonate(whale.address.lower())
        token = Simpletoken(token.address)
        token.transfer(chain.deployer.address, 400, wallet)
        assert (token.balanceOf_base(whale.address), token.balanceOf_base(chain.deployer.address)) == (600, 400)
        assert wallet.address == whale.address
        with pytest.raises(WalletError, match="there is no private key of 0x.*: it is impersonated"):
            _ = wallet.private_key
        assert chain.balance(chain.god.address) == DEV_BALANCE


@pytest.mark.node
def test_a_node_lets_nobody_act_without_a_key():
    """The refusal says why, and where it can be done."""
    chain = openFresh("anvil")
    with pytest.raises(ChainError, match="Anvil .* takes only transactions that are signed .* --network embedded"):
        chain.impersonate(chain.god.address)
    chain.close()
