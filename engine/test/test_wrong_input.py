"""What users get wrong with contracts: each mistake is an error of ours that names it, and none reaches the chain."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from engine.AgentBase import AgentBase, AgentBaseNoEvm
from util.config import HOME
from util.errors import TokenSpiceError
from web3engine.contract import Contract, ContractBase
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault
from web3engine.web3wallet import Web3Wallet

FOLDER = HOME / "web3engine" / "test" / "contracts"
E18 = 10**18


class Bank(ContractBase):
    """A wrapper that names functions and events wrongly, too."""


class Person(AgentBase):
    """Does nothing itself."""

    def takeStep(self, state):
        """Nothing."""


class Pupil(AgentBaseNoEvm):
    """The same, without a key."""

    def takeStep(self, state):
        """Nothing."""


@pytest.fixture
def given(chain, alice, lookIn, tmp_path):
    """What mistakes are made with: contracts, an agent, and files that are no artifacts."""
    lookIn(FOLDER)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x01")
    vault = Vault.new(OCEANtoken().address, True, 6, alice)
    agent = Person("ann", USD=0.0, OCEAN=10.0)
    contracts: dict[str, Any] = {
        name.lower(): Contract.deploy(name, alice) for name in ("Bank", "Orders", "Over", "Big", "Heavy", "Inner")
    }
    return SimpleNamespace(**contracts, alice=alice, agent=agent, vault=vault, folder=tmp_path, chain=chain)


FILES = {
    "empty.json": "",
    "cut.json": '{"abi": [], "bytecode": "0x60',
    "package.json": '{"name": "x", "version": "1.0.0"}',
    "debug.json": '{"_format": "hh-sol-dbg-1", "buildInfo": "x"}',
    "input.json": '{"language": "Solidity", "sources": {}}',
    "people.json": json.dumps({"abi": ["function f() view returns (uint256)"]}),
    "number.json": "42",
    "text.json": '"0x6001"',
    "abi.json": json.dumps({"abi": {"f": 1}}),
    "hex.json": json.dumps({"abi": [], "bytecode": "0xnothex"}),
    "two.json": json.dumps({"contracts": {"a.sol": {"A": {"abi": []}, "B": {"abi": []}}}}),
    "bare.json": "[]",
    "a/Coin.json": json.dumps({"abi": [], "bytecode": "0x01"}),
    "b/Coin.json": json.dumps({"abi": [], "bytecode": "0x02"}),
}
ORDER = {"who": "0x" + 40 * "1", "price": (1, 18), "sizes": [1]}

WRONG = {
    # names of contracts, and files
    "a contract that nobody compiled": (lambda x: Contract.deploy("Nowhere", x.alice), "Nowhere is not compiled"),
    "an empty file": (lambda x: _fromFile(x, "empty"), "empty.json is not a compiled contract: its JSON is broken"),
    "a file that is cut off": (lambda x: _fromFile(x, "cut"), "its JSON is broken"),
    "a file of bytes": (lambda x: _fromFile(x, "binary"), "it is not text in UTF-8"),
    "a package.json": (lambda x: _fromFile(x, "package"), "it looks like a package.json of npm"),
    "a .dbg.json of Hardhat": (lambda x: _fromFile(x, "debug"), "what Hardhat keeps for debugging"),
    "the input of a compiler": (lambda x: _fromFile(x, "input"), "it looks like the input of a compiler"),
    "an ABI for people": (lambda x: _fromFile(x, "people"), "its ABI is written as text for people"),
    "a number": (lambda x: _fromFile(x, "number"), "is not a compiled contract"),
    "a text": (lambda x: _fromFile(x, "text"), "is not a compiled contract"),
    "an ABI that is not a list": (lambda x: _fromFile(x, "abi"), "its ABI is not a list of entries"),
    "code that is not hex": (lambda x: _fromFile(x, "hex"), "its code is not hex"),
    "one of two contracts in a file": (lambda x: _fromFile(x, "two"), "has several contracts, none of them two: A, B"),
    "an ABI that is to be deployed": (lambda x: _fromFile(x, "bare"), "bare cannot be deployed.*has no bytecode"),
    "a name that two have": (lambda x: _among(x, "Coin"), "there are 2 contracts Coin: .*a/Coin.json, .*b/Coin.json"),
    "a package that is not installed": (
        lambda x: Contract.deploy("@no/such/C", x.alice),
        "it is in the npm package @no/such. Try: npm install @no/such",
    ),
    "a contract that Ocean lacks": (lambda x: Contract("v3/Nowhere", x.alice.address), "Ocean V3's contract Nowhere"),
    # addresses
    "a word as an address": (lambda x: Contract("Bank", "the bank"), "'the bank' is not an address"),
    "a short address": (lambda x: Contract("Bank", "0x1234"), "'0x1234' is not an address"),
    "an address with a wrong checksum": (
        lambda x: Contract("Bank", _spoilt(x.bank.address)),
        "its checksum is wrong.*Try: 0x",
    ),
    "None as an address": (lambda x: Bank(None), "None is not an address"),  # type: ignore[arg-type]
    "an address without a contract": (lambda x: Contract("Bank", "0x" + 40 * "1").begun(), "no such contract at this"),
    "a transaction to nobody": (
        lambda x: Contract("Bank", "0x" + 40 * "1").deposit(sender=x.alice),
        "there is no Bank",
    ),
    "an agent without a key": (
        lambda x: x.bank.deposit(sender=Pupil("bob", USD=0.0, OCEAN=0.0)),
        "cannot send a transaction: it has no key",
    ),
    "a private key that is none": (lambda x: Web3Wallet("0x12"), "private key"),
    # functions and events
    "a function that it lacks": (lambda x: x.bank["withdraw"](), r"has no function withdraw\(\)"),
    "a function nearly by its name": (lambda x: x.bank["deposits"](), r"Try: deposit\(\)"),
    "a signature that it lacks": (lambda x: x.over["quote(bool)"](True), r"no function quote\(bool\): it has quote"),
    "a name that functions share": (lambda x: x.over.quote(1), "there are 2 functions quote: quote"),
    "too few arguments": (
        lambda x: x.orders.place(sender=x.alice),
        r"place\(\) takes 1 arguments \(order\), and got 0",
    ),
    "too many arguments": (lambda x: x.bank.begun(1), r"begun\(\) takes 0 arguments"),
    "no sender": (lambda x: x.bank.deposit(), r"Bank.deposit\(\) needs a sender"),
    "an event that it lacks": (lambda x: x.bank.events(_paid(x), "Gone"), "the contract has no event Gone"),
    "an event that was not emitted": (lambda x: Bank(x.over.address)._event(_paid(x), "Gone"), "has no event Gone"),
    # arguments
    "a float as an integer": (lambda x: x.heavy.fill(1.5, sender=x.alice), "fill.. cannot take n = 1.5.*toBase18"),
    "a negative uint256": (lambda x: x.heavy.fill(-1, sender=x.alice), "fill.. cannot take n = -1: uint256 wanted"),
    "an integer that is too large": (lambda x: x.over["quote(uint256)"](2**256), "quote.. cannot take x"),
    "an int256 that is too large": (lambda x: x.over["quote(int256)"](2**255), "quote.. cannot take x"),
    "a text as an integer": (lambda x: x.heavy.fill("7", sender=x.alice), "fill.. cannot take n = '7'"),
    "None as an integer": (lambda x: x.heavy.fill(None, sender=x.alice), "fill.. cannot take n = None"),
    "a struct with too few members": (lambda x: _place(x, (x.alice, (1, 18))), "3 members wanted .who, price, sizes."),
    "a struct that lacks a name": (lambda x: _place(x, {"who": x.alice, "sizes": []}), "it has no price"),
    "a struct with a name too many": (lambda x: _place(x, {**ORDER, "side": 1}), "the struct has no side"),
    "a number as a struct": (lambda x: _place(x, 5), "a tuple, a dict or a dataclass wanted"),
    "a number as an array": (lambda x: _place(x, {**ORDER, "sizes": 5}), "a list wanted"),
    "a member that is too large": (lambda x: _place(x, {**ORDER, "price": (1, 256)}), "place.. cannot take order"),
    "arguments for a constructor without": (lambda x: Contract.deploy("Bank", x.alice, 1), "constructor.. takes 0"),
    "a constructor without its argument": (lambda x: Contract.deploy("Outer", x.alice), "constructor.. takes 1 argum"),
    "the wrong constructor argument": (lambda x: Contract.deploy("Outer", x.alice, 3), "cannot take inner_ = 3"),
    # money, gas and libraries
    "half a wei": (lambda x: x.bank.deposit(sender=x.alice, value=0.5), "wei cannot be sent"),
    "negative wei": (lambda x: x.bank.deposit(sender=x.alice, value=-1), "wei cannot be sent"),
    "wei for a function that takes none": (lambda x: x.over.pay(sender=x.alice, value=1), "Over.pay.. reverted"),
    "more wei than one has": (lambda x: x.bank.deposit(sender=x.alice, value=10**30), "cannot (spend|pay|send)"),
    "no gas": (lambda x: x.heavy.fill(10, sender=x.alice, gas=21_000), "gas"),
    "a library that it does not call": (lambda x: _linked(x, Small=x.big), "calls no library Small: it calls Big"),
    "a library that is not an address": (lambda x: _linked(x, Big="here"), "'here' is not an address"),
    # tokens, in their own decimals
    "more tokens than one has": (lambda x: x.agent.transfer(OCEANtoken(), x.alice, 11.0), "cannot spend 11.0 .*10.0"),
    "more shares than one has": (lambda x: x.agent.transfer(x.vault, x.alice, 1e-24), "ann cannot spend 1e-24"),
    "fewer than no tokens": (lambda x: x.agent.transfer(OCEANtoken(), x.alice, -1.0), "was asked to move -1.0"),
    "no number of tokens": (lambda x: x.agent.transfer(OCEANtoken(), x.alice, float("nan")), "was asked to move nan"),
    "a token that is none": (lambda x: x.agent.balance(5), "5"),
    # what the contract itself refuses
    "what the contract refuses": (lambda x: x.inner.f(), r"Inner.f\(\) reverted: Locked\(until=77"),
    "an offset that a vault cannot have": (
        lambda x: Vault.new(OCEANtoken().address, False, 1, x.alice),
        "only a guarded",
    ),
    "an offset of too many bits": (lambda x: Vault.new(OCEANtoken().address, True, 256, x.alice), "uint8 wanted"),
}


def _fromFile(x: Any, name: str) -> Contract:
    return Contract.deploy(x.folder / f"{name}.json", x.alice)


def _among(x: Any, name: str) -> Any:
    from web3engine.artifacts import Contracts

    (x.folder / "contracts").mkdir()
    for folder in ("a", "b"):
        (x.folder / folder).rename(x.folder / "contracts" / folder)
    return Contracts([x.folder]).find(name)


def _spoilt(address: str) -> str:
    return "0x" + address[2:].swapcase()


def _paid(x: Any) -> Any:
    return x.over.pay(sender=x.alice)


def _place(x: Any, order: Any) -> Any:
    return x.orders.place(order, sender=x.alice)


def _linked(x: Any, **libraries: Any) -> Any:
    return Contract.deploy("UsesBig", x.alice, libraries=libraries)


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named(mistake, given):
    """By an error of ours, in one sentence or two; nothing is spent."""
    act, words = WRONG[mistake]
    held = given.agent.OCEAN()
    with pytest.raises(TokenSpiceError, match=words) as e:
        act(given)
    assert e.value.what
    assert "Traceback" not in str(e.value)
    assert given.agent.OCEAN() == held


def test_there_are_many():
    """40 are required, here alone."""
    assert len(WRONG) >= 60
