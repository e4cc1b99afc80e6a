"""The conformance suite: what a chain is, held to it on every chain there is, byte by byte and gas by gas.

Each test runs the same script on py-evm and on the chain under test, and compares all that comes out. Here is what
`Chain` promises; test_chain_evm.py has the EVM's part of it, test_chain_ocean.py Ocean's contracts.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from util.errors import ChainError, InsufficientFunds, ParameterError
from web3engine.account import Account, privateKeyToAddress
from web3engine.chain import DEV_BALANCE, GENESIS_TIME, ZERO_ADDRESS, Chain
from web3engine.test import conformance
from web3engine.test.conformance import (
    EMBEDDED,
    NODES,
    Refusal,
    ask,
    asm,
    deploy,
    facts,
    initCode,
    openFresh,
    returns,
    reverts,
    send,
    words,
)

both, twins = conformance.both, conformance.twins


# ---- beginnings


def test_chain_begins_in_2021_with_rich_developers(twins):
    """Block 0, 2021-01-01, 10^9 ETH for god and deployer, nothing for anybody else."""

    def script(chain: Chain):
        balances = [chain.balance(a) for a in (chain.god.address, chain.deployer.address, "0x" + 40 * "7")]
        return chain.height(), chain.now(), balances, chain.addresses

    assert twins.same(script) == (0, GENESIS_TIME, [DEV_BALANCE, DEV_BALANCE, 0], {})


def test_seed_makes_keys_and_addresses(twins):
    """Same seed, same wallets and same contract addresses; another seed, other wallets."""

    def script(chain: Chain):
        keys = [chain.newKey() for _ in range(3)]
        account = Account(keys[0])
        chain.fund(account.address, 10**18)
        receipt = chain.transact(account, None, initCode(asm("STOP")))
        return keys, receipt.contract_address

    keys, _ = twins.same(script)
    other = openFresh("pyevm", seed=8)
    assert not {other.newKey() for _ in range(3)} & set(keys)


# ---- the clock


def test_time_stands_still_until_advance(twins):
    """A transaction sees the next number and the present time, a call the latest block, and nobody the wall clock."""

    def script(chain: Chain):
        clock = deploy(chain, returns("NUMBER", "TIMESTAMP"))
        seen = []

        def look() -> None:
            called, sent = words(ask(chain, clock)), words(send(chain, clock)["return_data"])
            seen.append((called, sent, chain.height(), chain.now()))

        look()
        chain.advance(3600)
        look()
        chain.advance(0)
        look()
        chain.advance(60, blocks=3)
        look()
        if chain.name in NODES:
            time.sleep(1.1)
        look()
        return seen

    start, hour = GENESIS_TIME, GENESIS_TIME + 3600
    assert twins.same(script) == [
        ([1, start], [2, start], 2, start),
        ([3, hour], [4, hour], 4, hour),
        ([5, hour], [6, hour], 6, hour),
        ([9, hour + 60], [10, hour + 60], 10, hour + 60),
        ([10, hour + 60], [11, hour + 60], 11, hour + 60),
    ]


@pytest.mark.parametrize(("seconds", "blocks"), [(-1, 1), (10, 0)])
def test_time_does_not_go_back(twins, seconds, blocks):
    """Time goes forward, and a step mines a block."""
    chain = twins.chain
    with pytest.raises(ParameterError, match="cannot advance"):
        chain.advance(seconds, blocks)
    assert chain.height() == 0


# ---- failure


def test_failed_transaction_leaves_no_trace(twins):
    """No block, no nonce, no gas, no ETH, no storage."""

    def script(chain: Chain):
        # Writes its number of bytes of data to slot 0, then refuses where they are more than one.
        code = asm("CALLDATASIZE 0 SSTORE 1 CALLDATASIZE GT 0x12 JUMPI 0 SLOAD 0 MSTORE 32 0 RETURN JUMPDEST")
        contract = deploy(chain, code + reverts(b"no", at=0x13))
        accounts = (chain.god.address, contract)
        before = chain.height(), chain.now(), [chain.balance(a) for a in accounts]
        refused = send(chain, contract, b"12", value=5)
        assert (chain.height(), chain.now(), [chain.balance(a) for a in accounts]) == before
        return refused, ask(chain, contract), send(chain, None, initCode(b"")), chain.height()

    refused, _, after, height = twins.same(script)
    assert isinstance(refused, Refusal)
    assert after["block"] == height == 2


# ---- ETH


def test_ETH_arrives_to_the_wei(twins):
    """A transfer is a block, costs 21000 gas, and its receiver gets exactly what was sent."""

    def script(chain: Chain):
        alice, bob = Account(chain.newKey()), Account(chain.newKey())
        chain.fund(alice.address, 10**18)
        sent = facts(chain.transact(alice, bob.address, b"", 3 * 10**17 + 1))
        return sent, chain.balance(bob.address), chain.height()

    sent, received, height = twins.same(script)
    assert (sent["gas_used"], received, height) == (21_000, 3 * 10**17 + 1, 2)


def test_wallet_with_a_hundredth_of_an_ETH_gets_by(twins):
    """It creates a contract with the default limit of gas, and then sends some transactions."""

    def script(chain: Chain):
        alice = Account(chain.newKey())
        chain.fund(alice.address, 10**16)
        made = facts(chain.transact(alice, None, initCode(returns("CALLER"))))
        return made, [facts(chain.transact(alice, made["contract_address"], b"")) for _ in range(5)], chain.height()

    assert twins.same(script)[2] == 7


def test_nobody_spends_more_ETH_than_he_has(twins):
    """What is refused leaves no trace, and says who has how much."""
    chain = twins.chain
    alice = Account(chain.newKey())
    chain.fund(alice.address, 10**18)
    with pytest.raises(InsufficientFunds) as e:
        chain.transact(alice, chain.god.address, b"", 2 * 10**18)
    assert (e.value.holder, e.value.token, e.value.have, e.value.want) == (alice.address, "ETH", 1.0, 2.0)
    with pytest.raises(ParameterError, match="-1 wei"):
        chain.transact(alice, chain.god.address, b"", -1)
    assert (chain.balance(alice.address), chain.height()) == (10**18, 1)


def test_contract_refuses_ETH(twins):
    """A contract without code for it keeps its balance; so does the sender."""

    def script(chain: Chain):
        contract = deploy(chain, reverts(b"no ETH"))
        return send(chain, contract, value=7), chain.balance(contract)

    assert twins.same(script) == (Refusal(b"no ETH", ""), 0)


# ---- snapshots


def test_snapshots_nest(twins):
    """Coming back restores state, clock, nonces, addresses and the key generator."""

    def script(chain: Chain):
        counter = deploy(chain, asm("0 SLOAD 1 ADD DUP1 0 SSTORE 0 MSTORE 32 0 RETURN"))
        states = []

        def live() -> None:
            made = send(chain, None, initCode(b""))["contract_address"]
            chain.addresses[f"contract {len(chain.addresses)}"] = made
            send(chain, counter)
            chain.advance(60)
            chain.fund(privateKeyToAddress(chain.newKey()), 5)
            states.append((ask(chain, counter), made, dict(chain.addresses), chain.height(), chain.now()))

        outer = chain.snapshot()
        live()
        inner = chain.snapshot()
        live()
        chain.revert(inner)
        live()
        chain.revert(outer)
        live()
        return states

    states = twins.same(script)
    assert states[1] == states[2]
    assert states[0] == states[3]
    assert states[0] != states[1]


def test_snapshot_is_used_once(twins):
    """One that was used, and those after it, are no more."""
    chain = twins.chain
    first, second = chain.snapshot(), chain.snapshot()
    chain.revert(first)
    for spent in (first, second, 10**6):
        with pytest.raises(ChainError, match=f"there is no snapshot {spent}"):
            chain.revert(spent)


# ---- checkpoints


@pytest.mark.parametrize("engine", EMBEDDED)
def test_dumped_chain_goes_on_where_it_was(engine):
    """A loaded chain has the same state, clock, addresses and keys, and goes on in the same way."""

    def live(chain: Chain):
        chain.fund(privateKeyToAddress(chain.newKey()), 7)
        chain.advance(60)
        return facts(chain.transact(chain.deployer, counter, b"")), chain.newKey(), chain.height(), chain.now()

    chain, copy = openFresh(engine), openFresh(engine, seed=1)
    counter = chain.addresses["counter"] = deploy(chain, asm("0 SLOAD 1 ADD DUP1 0 SSTORE 0 MSTORE 32 0 RETURN"))
    for _ in range(3):
        live(chain)
    copy.load(chain.dump())
    assert copy.dump() == chain.dump()
    assert copy.addresses == {"counter": counter}
    assert [live(copy) for _ in range(3)] == [live(chain) for _ in range(3)]
    assert copy.dump() == chain.dump()


@pytest.mark.parametrize("engine", EMBEDDED)
def test_only_whole_dumps_of_its_own_are_loaded(engine):
    """A damaged dump, a part of one, none at all, or one of another engine: refused, and the chain is as it was."""
    chain, other = openFresh(engine), openFresh(engine)
    deploy(chain, asm("STOP"))
    dumped = chain.dump()
    other.name = "other"
    for bad in (dumped[:-1], dumped[:60] + b"~" + dumped[61:], b"", dumped[40:], other.dump()):
        with pytest.raises(ChainError):
            chain.load(bad)
    assert chain.dump() == dumped


@pytest.mark.node
@pytest.mark.parametrize("name", ["ganache", "anvil"])
def test_nodes_are_not_dumped(name):
    """Only embedded engines can be saved, and a node says so."""
    chain = openFresh(name)
    with pytest.raises(ChainError, match="embedded engines only"):
        chain.dump()
    with pytest.raises(ChainError, match="embedded engines only"):
        chain.load(b"")
    chain.close()


def test_call_to_nobody(twins):
    """Where there is no contract, the chain returns nothing; wrappers make an error of it."""
    assert twins.same(lambda chain: (ask(chain, ZERO_ADDRESS), chain.code(ZERO_ADDRESS))) == (b"", b"")


@pytest.mark.parametrize("nonsense", ["0x12", "", "bob", "0x" + 40 * "g", "0x" + 42 * "1"])
def test_nonsense_is_no_address(twins, nonsense):
    """What is not an address is refused, before anything happens, wherever one is wanted."""
    chain = twins.chain
    actions: list[Callable[[], object]] = [
        lambda: chain.balance(nonsense),
        lambda: chain.code(nonsense),
        lambda: chain.call(ZERO_ADDRESS, nonsense, b""),
        lambda: chain.call(nonsense, ZERO_ADDRESS, b""),
        lambda: chain.transact(chain.god, nonsense, b""),
    ]
    for action in actions:
        with pytest.raises(ParameterError, match="is not an address"):
            action()
    assert chain.height() == 0
