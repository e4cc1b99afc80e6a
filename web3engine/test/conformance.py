"""What the conformance suite stands on: the list of chains, two of them to compare, what to compare, and an assembler.

Every chain is held to py-evm, which executes the very same script, and nothing else; once, as it is slow, for all those
that run by the same rules.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import pytest
from eth.vm import opcode_values

from util.config import HARDFORKS, loadSettings
from web3engine.address import toBytes
from web3engine.chain import BLOCK_GAS_LIMIT, CHAIN_ID, GENESIS_TIME, ZERO_ADDRESS, Chain, Receipt, Reverted, useChain
from web3engine.chains import openChain
from web3engine.chains.embedded import EmbeddedChain
from web3engine.chains.source import Fork, ForkBlock
from web3engine.crypto import keccak
from web3engine.test.nodes import freshSettings, requireNode

T = TypeVar("T")

EMBEDDED = ["pyevm", *(["revm"] if importlib.util.find_spec("tokenspice_evm") else [])]
# The embedded engines on a fork of a chain on which nothing has happened, see `Nothing`.
FORKS = [f"{engine} on a fork" for engine in EMBEDDED]
NODES = ["ganache", "anvil"]
# A new chain is one more name here.
CHAINS = [*EMBEDDED, *FORKS, *(pytest.param(name, marks=pytest.mark.node) for name in NODES)]
# Chains with each hardfork that they support.
_SUPPORTED = {"pyevm": HARDFORKS[:3], "revm": HARDFORKS, "ganache": HARDFORKS[:1], "anvil": HARDFORKS}
PAIRS = [
    pytest.param((name, fork), marks=[pytest.mark.node] * (name in NODES), id=f"{name}-{fork}")
    for fork in HARDFORKS
    # Where there is another chain, py-evm is what it is compared with; by itself it is tested under the first rules.
    for name in [*(EMBEDDED if fork == HARDFORKS[0] else EMBEDDED[-1:]), FORKS[-1], *NODES]
    if fork in _SUPPORTED[name.split()[0]]
]
SEED = 7


def openFresh(name: str, seed: int = SEED, hardfork: str = "shanghai") -> Chain:
    """A new chain of that kind, on which nothing has happened."""
    if name in NODES:
        requireNode(name)
        return openChain(name, seed=seed, settings=freshSettings(), hardfork=hardfork)
    if name in FORKS:
        return _openFork(name.split()[0], seed, hardfork)
    return openChain("embedded", name, seed, hardfork=hardfork)


class Nothing:
    """See `Source`: a chain on which nothing has happened. Hashes of blocks are what other embedded chains make up."""

    def account(self, address: bytes) -> tuple[int, bytes, bytes]:
        return 0, bytes(32), b""

    def slot(self, address: bytes, slot: bytes) -> bytes:
        return bytes(32)

    def blockHash(self, number: int) -> bytes | None:
        return keccak(number.to_bytes(32, "big"))

    def prepare(self, sender: bytes, to: bytes | None, data: bytes, value: int) -> None:
        pass


def _openFork(engine: str, seed: int, hardfork: str) -> Chain:
    base: Any = openChain("embedded", engine, seed, hardfork=hardfork)
    block = ForkBlock(CHAIN_ID, 0, bytes(32), GENESIS_TIME, bytes(20), bytes(32), 0, BLOCK_GAS_LIMIT)
    fork = Fork(Nothing(), block)
    return EmbeddedChain(type(base._engine)(hardfork), loadSettings().private_keys, seed, hardfork, fork)


class Twins(NamedTuple):
    """Two chains to which the same has happened: py-evm's, and one that is compared with it.

    Attributes:
        test: which one they are for.
    """

    reference: Chain
    chain: Chain
    test: str = ""

    def same(self, script: Callable[[Chain], T]) -> T:
        """What `script`, of which a test has one, gives with either chain in use: the very same on both."""
        key = self.test, self.reference.hardfork
        if key not in _EXPECTED:
            with useChain(self.reference):
                _EXPECTED[key] = script(self.reference)
        with useChain(self.chain):
            found = script(self.chain)
        assert found == _EXPECTED[key], _difference(found, _EXPECTED[key])
        return found


# What tests have had from py-evm, by test and hardfork.
_EXPECTED: dict[tuple[str, str], Any] = {}


def _difference(found: Any, expected: Any, where: str = "") -> str:
    """The first place where two results differ."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        pairs = [(f"[{key!r}]", found[key], expected[key]) for key in found]
    elif type(found) is type(expected) and isinstance(found, (list, tuple)) and len(found) == len(expected):
        pairs = [(f"[{i}]", a, b) for i, (a, b) in enumerate(zip(found, expected))]
    else:
        return f"{where or 'it'} is {found!r}, and with py-evm {expected!r}"
    return next(_difference(a, b, where + step) for step, a, b in pairs if a != b)


# Test modules take these over by assignment; `both` may be either.


@pytest.fixture(scope="module", params=CHAINS)
def both(request: pytest.FixtureRequest) -> Iterator[Twins]:
    """A chain of each kind next to one of py-evm, with the same seed."""
    chain = openFresh(request.param)
    yield Twins(openFresh("pyevm"), chain)
    chain.close()


@pytest.fixture(scope="module", params=PAIRS)
def bothOfEachFork(request: pytest.FixtureRequest) -> Iterator[Twins]:
    """A chain of each kind and hardfork, next to one of py-evm with the same seed, or of revm, which supports osaka."""
    name, hardfork = request.param
    if hardfork not in _SUPPORTED[EMBEDDED[-1]]:
        pytest.skip("only revm supports osaka; make fastevm builds it")
    chain = openFresh(name, hardfork=hardfork)
    yield Twins(openFresh("pyevm" if hardfork in _SUPPORTED["pyevm"] else "revm", hardfork=hardfork), chain)
    chain.close()


@pytest.fixture
def twins(both: Twins, request: pytest.FixtureRequest) -> Iterator[Twins]:
    """The two chains, on which nothing has happened yet."""
    chains = both.reference, both.chain
    before = [chain.snapshot() for chain in chains]
    params = {name: value for name, value in request.node.callspec.params.items() if name != "both"}
    yield both._replace(test=f"{request.node.path}::{request.node.originalname} {params}")
    for chain, snapshot in zip(chains, before):
        chain.revert(snapshot)


# ---- what happened, in a form that can be compared


def facts(receipt: Receipt) -> dict[str, Any]:
    """All that a receipt tells but its hash, which is the chain's own affair."""
    fields = ("block", "gas_used", "logs", "contract_address", "return_data")
    return {field: getattr(receipt, field) for field in fields}


class Refusal(NamedTuple):
    """How the EVM refused: revert data, and why it stopped if it was not the contract's wish."""

    data: bytes
    halt: str


def attempt(action: Callable[[], T]) -> T | Refusal:
    """What `action` gives, or how it was refused."""
    try:
        return action()
    except Reverted as e:
        return Refusal(e.data, e.halt)


def send(chain: Chain, to: str | None, data: bytes = b"", value: int = 0, gas: int | None = None) -> Any:
    """What happens to a transaction of the god account: the facts, or how it was refused."""
    return attempt(lambda: facts(chain.transact(chain.god, to, data, value, gas)))


def ask(chain: Chain, to: str, data: bytes = b"") -> bytes | Refusal:
    """What a call gives, or how it was refused."""
    return attempt(lambda: chain.call(ZERO_ADDRESS, to, data))


def deploy(chain: Chain, runtime: bytes, value: int = 0) -> str:
    """Address of a new contract with that code."""
    address = chain.transact(chain.god, None, initCode(runtime), value).contract_address
    assert address is not None
    return address


def words(data: bytes | Refusal) -> list[int]:
    """Return data as numbers of 32 bytes."""
    assert isinstance(data, bytes), data
    return [int.from_bytes(data[i : i + 32], "big") for i in range(0, len(data), 32)]


# ---- an assembler


def asm(source: str) -> bytes:
    """Code from mnemonics, and numbers and 0x-bytes, which are pushed. `asm("1 0 MSTORE")` stores 1 at 0."""
    return b"".join(_assembled(word) for word in source.split())


def _assembled(word: str) -> bytes:
    if word.startswith("0x"):
        raw = bytes.fromhex(word[2:])
    elif word.isdigit():
        number = int(word)
        raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    else:
        return bytes([getattr(opcode_values, word)])
    return bytes([opcode_values.PUSH0 + len(raw)]) + raw


def initCode(runtime: bytes) -> bytes:
    """Code that creates a contract with the code `runtime`."""
    head = asm(f"0x{len(runtime):04x} DUP1 0x0a 0 CODECOPY 0 RETURN")
    assert len(head) == 0x0A
    return head + runtime


def returns(*what: str) -> bytes:
    """Code that returns the top of the stack after each piece, as a word each."""
    stores = " ".join(f"{piece} {32 * i} MSTORE" for i, piece in enumerate(what))
    return asm(f"{stores} {32 * len(what)} 0 RETURN")


def reverts(data: bytes, at: int = 0) -> bytes:
    """Code, to stand `at` that place, that reverts with `data`, which it carries behind itself."""
    size = f"0x{len(data):04x}"
    return asm(f"{size} 0x{at + 13:04x} 0 CODECOPY {size} 0 REVERT") + data


# Operations on numbers alone, and those that look at what a chain must get right.
_PURE = "ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR"
_READS = "ADDRESS ORIGIN CALLER CALLVALUE CALLDATASIZE CODESIZE RETURNDATASIZE TIMESTAMP NUMBER CHAINID SELFBALANCE GAS"


def randomProgram(rng: random.Random, others: Sequence[str]) -> bytes:
    """Code that does something or other with stack, memory, storage, logs and the contracts `others`."""
    code = " ".join(str(rng.getrandbits(8)) for _ in range(24))
    for _ in range(rng.randint(3, 30)):
        code += " " + rng.choice([_randomValue, _randomStep, _randomStep, _randomCall])(rng, others)
    end = rng.choice(["96 0 RETURN", "96 0 RETURN", "96 0 RETURN", "32 0 REVERT", "CALLER SELFDESTRUCT", "STOP"])
    return asm(f"{code} {end}")


def _randomValue(rng: random.Random, others: Sequence[str]) -> str:
    return str(rng.choice([0, 1, 2, 31, 255, rng.getrandbits(64), rng.getrandbits(256), 2**255, 2**256 - 1]))


def _randomStep(rng: random.Random, others: Sequence[str]) -> str:
    place, slot, topics = rng.choice([0, 1, 31, 32, 64]), rng.randint(0, 3), rng.randint(0, 4)
    return rng.choice(
        [
            *rng.sample(_PURE.split(), 4),
            rng.choice(_READS.split()),
            f"DUP{rng.randint(1, 8)}",
            f"SWAP{rng.randint(1, 8)}",
            f"{place} MSTORE",
            f"{place} MSTORE8",
            f"{place} MLOAD",
            f"{slot} SLOAD",
            f"{slot} SSTORE",
            f"0 {slot} SSTORE",
            f"32 {place} SHA3",
            f"{' '.join(['7'] * topics)} 40 {place} LOG{topics}",
            "40 0 0 CALLDATACOPY",
            "40 3 0 CODECOPY",
            "9 EXP",
        ]
    )


def _randomCall(rng: random.Random, others: Sequence[str]) -> str:
    if not others or rng.random() < 0.2:
        made = rng.choice(["5f5ff3", "60015f5360015ff3", "600160005560015ff3", "fe", "60015f55ff", "5f5ffd"])
        where = f"{len(made) // 2} {32 - len(made) // 2}"
        return f"0x{made} 0 MSTORE " + rng.choice([f"{where} 1 CREATE", f"{rng.randint(0, 9)} {where} 0 CREATE2"])
    kind = rng.choice(["CALL", "CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"])
    value = str(rng.randint(0, 1)) if kind in ("CALL", "CALLCODE") else ""
    other = f"0x{toBytes(rng.choice(others)).hex()}"
    return rng.choice([f"64 0 32 0 {value} {other} {rng.choice([9000, 100000])} {kind}", f"{other} EXTCODEHASH"])
