"""The conformance suite, part two: what contracts see, what they do, what it costs, and how they fail.

What a chain of Ganache differs in, and what is therefore not asked here: the opcodes BASEFEE and GASPRICE, GASLIMIT in
what a transaction returns, and the cost of sending ETH to an address below 256, where Ganache's genesis puts a wei.
"""

from __future__ import annotations

import random

import pytest

from web3engine.chain import CHAIN_ID, Chain
from web3engine.test import conformance
from web3engine.test.conformance import (
    Refusal,
    ask,
    asm,
    deploy,
    randomProgram,
    returns,
    reverts,
    send,
    words,
)

both, twins = conformance.bothOfEachFork, conformance.twins

ERROR = bytes.fromhex("08c379a0")
PANIC = bytes.fromhex("4e487b71")


def test_contracts_see_who_calls_and_where_they_are(twins):
    """CALLER, ORIGIN, ADDRESS, CALLVALUE, SELFBALANCE, CALLDATASIZE, CHAINID, COINBASE, GAS."""
    code = returns(
        "CALLER", "ORIGIN", "ADDRESS", "CALLVALUE", "SELFBALANCE", "CALLDATASIZE", "CHAINID", "COINBASE", "GAS"
    )

    def script(chain: Chain):
        mirror = deploy(chain, code, value=0)
        return (
            ask(chain, mirror, b"12345"),
            send(chain, mirror, b"123", value=9, gas=5_000_000),
            chain.code(mirror),
            mirror,
        )

    called, sent, kept, mirror = twins.same(script)
    assert words(called)[:-1] == [0, 0, int(mirror, 16), 0, 0, 5, CHAIN_ID, 0]
    god = int(twins.chain.god.address, 16)
    assert words(sent["return_data"])[:-1] == [god, god, int(mirror, 16), 9, 9, 3, CHAIN_ID, 0]
    assert kept == code


REFUSALS = {
    "nothing said": (reverts(b""), Refusal(b"", "")),
    "a reason": (
        reverts(ERROR + bytes(31) + b"\x20" + bytes(31) + b"\x05" + b'"no!"' + bytes(27)),
        Refusal(ERROR + bytes(31) + b"\x20" + bytes(31) + b"\x05" + b'"no!"' + bytes(27), ""),
    ),
    "an error of its own": (reverts(bytes.fromhex("deadbeef")), Refusal(bytes.fromhex("deadbeef"), "")),
    "one with a value": (reverts(b"\xde\xad\xbe\xef" + bytes(32)), Refusal(b"\xde\xad\xbe\xef" + bytes(32), "")),
    "a panic": (reverts(PANIC + bytes(31) + b"\x11"), Refusal(PANIC + bytes(31) + b"\x11", "")),
    "two odd bytes": (reverts(b"\x01\x02"), Refusal(b"\x01\x02", "")),
    "a reason that is none": (reverts(ERROR + b"\xff" * 40), Refusal(ERROR + b"\xff" * 40, "")),
    "the words of a node": (reverts(b"EVM error OutOfGas"), Refusal(b"EVM error OutOfGas", "")),
    "INVALID": (b"\xfe", Refusal(b"", "invalid opcode")),
    "an unknown opcode": (b"\x0c", Refusal(b"", "invalid opcode")),
    "an opcode of a later hardfork": (b"\x5f\xe8\x00", Refusal(b"", "invalid opcode")),
    "a loop without end": (asm("JUMPDEST 0 JUMP"), Refusal(b"", "out of gas")),
    "all the memory there is": (asm(f"1 {2**255} MSTORE"), Refusal(b"", "out of gas")),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_refusals_say_the_same_everywhere(twins, kind):
    """Revert data arrives byte by byte; where the EVM itself stops, the chains agree on the words."""
    code, refusal = REFUSALS[kind]

    def script(chain: Chain):
        contract = deploy(chain, code)
        # Not as a call where all gas goes: 30 M of it take Ganache ten seconds.
        called = refusal if kind == "a loop without end" else ask(chain, contract)
        return called, send(chain, contract, gas=60_000), send(chain, None, code, gas=100_000)

    assert twins.same(script) == (refusal, refusal, refusal)


def test_refused_creation(twins):
    """Too little gas for the data alone, too much code, too much code that makes code."""
    too_large = asm(f"{24_577} 0 RETURN")

    def script(chain: Chain):
        return [
            send(chain, None, b"", gas=52_999),
            send(chain, None, too_large),
            send(chain, None, bytes(49_153)),
            send(chain, chain.deployer.address, b"", gas=20_999),
            chain.height(),
        ]

    short, long = Refusal(b"", "out of gas"), Refusal(b"", "code too long")
    assert twins.same(script) == [short, long, long, short, 0]


# Each is run twice in two transactions, the second time on what the first has left in storage.
PROGRAMS = {
    "storage: set, set again, clear": "CALLDATASIZE 0 SSTORE 7 1 SSTORE 8 1 SSTORE 0 1 SSTORE STOP",
    "storage: clear what was there": "0 SLOAD ISZERO 0 SSTORE 5 2 SSTORE 0 2 SSTORE STOP",
    "storage: many refunds": " ".join(f"{i} SLOAD ISZERO {i} SSTORE" for i in range(12)) + " STOP",
    "storage: cold and warm": "0 SLOAD 0 SLOAD 9 SLOAD ADD ADD 0 MSTORE 32 0 RETURN",
    "storage: set back": "1 0 SSTORE 2 0 SSTORE 1 0 SSTORE 0 1 SSTORE 3 1 SSTORE STOP",
    "accounts: cold and warm": "CALLER BALANCE POP 0x7777777777777777777777777777777777777777 BALANCE "
    "0x7777777777777777777777777777777777777777 EXTCODESIZE 0 MSTORE 32 0 RETURN",
    "memory": "1 5000 MSTORE 9000 MLOAD MSIZE 0 MSTORE 32 0 RETURN",
    "keccak": "CALLER 0 MSTORE 4096 0 SHA3 0 MSTORE 32 0 RETURN",
    "powers": f"{2**200} 3 EXP 1 256 EXP 7 0 EXP ADD ADD 0 MSTORE 32 0 RETURN",
    "signed division": f"3 {2**256 - 8} SDIV 3 {2**256 - 8} SMOD 0 MSTORE 32 MSTORE 64 0 RETURN",
    "logs": "1 0 MSTORE 0 0 LOG0 11 32 0 LOG1 22 11 5 0 LOG2 3 22 11 0 0 LOG3 4 3 22 11 64 0 LOG4 STOP",
    "call itself until 63/64 of the gas run out": "0 0 0 0 0 ADDRESS GAS CALL 0 MSTORE 32 0 RETURN",
    "call itself, and tell how deep": "32 0 0 0 0 ADDRESS GAS CALL POP 0 MLOAD 1 ADD 0 MSTORE 32 0 RETURN",
    "delegatecall itself, a while": "0 0 0 0 ADDRESS GAS DELEGATECALL 0 MSTORE MSIZE GAS 32 MSTORE 64 0 RETURN",
    "static call that writes": "CALLDATASIZE 0x14 JUMPI 0 0 1 0 ADDRESS 50000 STATICCALL 0 MSTORE 32 0 RETURN"
    " JUMPDEST 1 0 SSTORE STOP",
    "call that runs out of gas": "0 0 0 0 0 ADDRESS 100 CALL GAS 0 MSTORE 32 MSTORE 64 0 RETURN",
    "create": "0x600a5f5360015ff3 0 MSTORE 8 24 0 CREATE DUP1 EXTCODESIZE 0 MSTORE 32 MSTORE 64 0 RETURN",
    "create2": "0x600a5f5360015ff3 0 MSTORE 5 8 24 0 CREATE2 DUP1 EXTCODEHASH 0 MSTORE 32 MSTORE 64 0 RETURN",
    "create that fails": "0xfe 0 MSTORE 1 31 0 CREATE GAS 0 MSTORE 32 MSTORE 64 0 RETURN",
    "create what destroys itself": "0x33ff 0 MSTORE 2 30 0 CREATE EXTCODEHASH 0 MSTORE 32 0 RETURN",
    "hashes of the first nine contracts": " ".join(
        f"CALLER 0 MSTORE 32 64 64 0 0 {n} 90000 CALL 96 MLOAD ADD" if n > 1 else "0" for n in range(1, 10)
    )
    + " 0 MSTORE 32 0 RETURN",
    "the code of another": "0x7777777777777777777777777777777777777777 EXTCODEHASH CODESIZE 0 0 CODECOPY 96 0 RETURN",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_gas_and_results(twins, name):
    """Gas of storage with its refunds, of memory, hashes, logs, calls and creations, and what comes out."""
    code = asm(PROGRAMS[name])

    def script(chain: Chain):
        contract = deploy(chain, code)
        return [
            send(chain, contract, gas=1_000_000),
            send(chain, contract, b"\x00\x01", gas=1_000_000),
            send(chain, contract, gas=1_000_000),
            ask(chain, contract) if "itself" not in name else b"",
            chain.height(),
        ]

    first, second, third, _, height = twins.same(script)
    assert [first["block"], second["block"], third["block"], height] == [2, 3, 4, 4]


def test_selfdestruct(twins):
    """ETH goes to the address it names, also within a snapshot. Until Cancun the code goes, too: as if never used."""
    heir = "0x" + 40 * "7"

    def script(chain: Chain):
        contract = deploy(chain, asm(f"{heir} SELFDESTRUCT"), value=5)
        before = chain.snapshot()
        seen = [send(chain, contract), chain.code(contract), chain.balance(contract), chain.balance(heir)]
        seen += [send(chain, contract, value=1), chain.balance(contract)]
        chain.revert(before)
        return [*seen, chain.code(contract), chain.balance(contract), chain.balance(heir)]

    seen = twins.same(script)
    assert seen[2:4] == [0, 5]
    assert (seen[1] == b"") is (twins.chain.hardfork == "shanghai")
    assert seen[-2:] == [5, 0]


@pytest.mark.parametrize("seed", range(4))
def test_random_programs(twins, seed):
    """Programs that nobody thought of. The seeds are fixed; try others when an EVM changes."""

    def script(chain: Chain):
        rng = random.Random(seed)
        contracts: list[str] = []
        seen = []
        for _ in range(12):
            contracts.append(deploy(chain, randomProgram(rng, contracts)))
            to, data = rng.choice([contracts[-1], rng.choice(contracts)]), rng.randbytes(rng.choice([0, 4, 36]))
            happened = send(chain, to, data, rng.choice([0, 3]), gas=rng.choice([60_000, 400_000]))
            # Where several things are wrong at once, which one is named is up to the EVM.
            seen.append(happened.data if isinstance(happened, Refusal) else happened)
        return seen, [(chain.code(c), chain.balance(c)) for c in contracts], chain.height()

    seen, _, _ = twins.same(script)
    assert any(isinstance(happened, dict) for happened in seen)
