"""Contracts of anybody: linked, paid into, called without a wrapper, and quoted when they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from util.config import HOME
from util.errors import ChainError, ParameterError, RevertError, TxReverted
from web3engine import globaltokens
from web3engine.artifacts import Contracts
from web3engine.contract import Contract, ContractBase

E18 = 10**18
FOLDER = HOME / "web3engine" / "test" / "contracts"


@pytest.fixture(autouse=True)
def _contracts(lookIn):
    lookIn(FOLDER)


class UsesBig(ContractBase):
    """Calls a library."""


class Bank(ContractBase):
    """Takes ETH, from its constructor on."""


class Over(ContractBase):
    """Two functions of one name, and two events."""


class Inner(ContractBase):
    """Refuses with its own error."""


class Outer(ContractBase):
    """Calls Inner, and knows nothing of its error."""


# ---- deploying


def test_libraries_are_deployed_when_they_are_needed(chain, alice):
    """Once per chain, if they were compiled with the contract."""
    height = chain.height()
    assert UsesBig.deploy(alice)._call("f", 21) == 42
    assert chain.height() == height + 2
    assert UsesBig.deploy(alice)._call("f", 4) == 8
    assert chain.height() == height + 3


def test_a_library_may_be_given(chain, alice):
    """By its address, or what has one; then none is deployed."""
    big: Any = Contract.deploy("Big", alice)
    height = chain.height()
    for library in (big, big.address):
        assert UsesBig.deploy(alice, libraries={"Big": library})._call("f", 21) == 42
    assert chain.height() == height + 2
    assert Contract.deploy("UsesBig", alice, libraries={"Parts.sol:Big": big}).f(1) == 2


def test_what_was_undone_is_linked_anew(chain, alice):
    """A library that a snapshot has taken back is deployed again."""
    snapshot = chain.snapshot()
    UsesBig.deploy(alice)
    chain.revert(snapshot)
    assert UsesBig.deploy(alice)._call("f", 21) == 42


@pytest.mark.parametrize(
    ("libraries", "words"),
    [
        ({"Small": "0x" + 40 * "1"}, "calls no library Small: it calls Big"),
        ({"Big": "nowhere"}, "'nowhere' is not an address"),
        ({"Big": None}, "None is not an address"),
    ],
)
def test_wrong_libraries_are_refused(chain, alice, libraries, words):
    """Before anything is sent."""
    height = chain.height()
    with pytest.raises((ChainError, ParameterError), match=words):
        UsesBig.deploy(alice, libraries=libraries)
    assert chain.height() == height


def test_a_missing_library_is_named(chain, alice, tmp_path):
    """If neither its address nor its artifact is at hand."""
    (tmp_path / "UsesBig.json").write_bytes((FOLDER / "UsesBig.json").read_bytes())
    chain.artifacts = Contracts([tmp_path])
    with pytest.raises(ChainError, match="UsesBig cannot be deployed: it calls the library Big of Parts.sol"):
        UsesBig.deploy(alice)


def test_a_constructor_may_be_paid(chain, alice):
    """With wei; one that is not payable refuses them."""
    half: Any = 0.5
    bank = Bank.deploy(alice, value=5)
    assert (bank._call("begun"), chain.balance(bank.address)) == (5, 5)
    with pytest.raises(TxReverted, match=r"Inner.constructor\(\) reverted: it is not payable, and 5 wei were sent"):
        Inner.deploy(alice, value=5)
    with pytest.raises(TxReverted, match=r"Over.pay\(\) reverted: it is not payable, and 5 wei were sent"):
        Contract.deploy("Over", alice).pay(sender=alice, value=5)
    with pytest.raises(ParameterError, match="wei cannot be sent"):
        Bank.deploy(alice, value=half)


@pytest.mark.parametrize("name", ["IInner", "Nowhere"])
def test_what_cannot_be_found_cannot_be_deployed(alice, name):
    """`tsp compile` writes nothing for an interface."""
    with pytest.raises(ChainError, match=f"the contract {name} is not compiled"):
        Contract.deploy(name, alice)


# ---- without a wrapper


def test_functions_are_methods_by_name(chain, alice, bob):
    """Views return what the contract returns; anything else is a transaction of a sender, and returns its receipt."""
    bank = Contract.deploy("Bank", alice, value=5)
    assert bank.begun() == 5
    receipt = bank.deposit(sender=alice, value=7)
    assert (receipt.returned, chain.balance(bank.address)) == (12, 12)
    again = Contract("Bank", bank.address)
    assert (again == bank, again.begun(), repr(again)) == (True, 5, f"Bank({bank.address})")
    assert bank.call("deposit") == 12
    assert bank != Contract("Inner", bank.address)


def test_ones_own_wrappers_and_others_work_together(alice):
    """A contract is an address wherever one is wanted."""
    OCEAN: Any = Contract("v3/DataTokenTemplate", globaltokens.OCEAN_address())
    bank = Contract.deploy("Bank", alice)
    OCEAN.transfer(bank, E18, sender=alice)
    assert OCEAN.balanceOf(bank) == globaltokens.OCEANtoken().balanceOf_base(bank.address) == E18


def test_names_can_be_completed(alice):
    """dir() lists the functions of the contract; what it does not have is an AttributeError that lists what is near."""
    bank = Contract.deploy("Bank", alice)
    assert {"begun", "deposit", "address"} <= set(dir(bank))
    with pytest.raises(AttributeError, match=r"the contract has no function deposits\(\). Try: deposit\(\)"):
        bank.deposits(1)
    assert not hasattr(bank, "withdraw")
    assert not hasattr(bank, "_withdraw")


def test_a_transaction_needs_a_sender(chain, alice):
    """Nothing is sent in nobody's name, nor called instead."""
    bank, height = Contract.deploy("Bank", alice), chain.height()
    with pytest.raises(ParameterError, match=r"Bank.deposit\(\) needs a sender.*Try: sender=agent"):
        bank.deposit()
    assert chain.height() == height


def test_an_ABI_is_enough(chain, alice, tmp_path):
    """As plain data, or in a file with nothing else: a contract that others deployed is known by its address."""
    bank = Contract.deploy("Bank", alice, value=5)
    entries = chain.artifacts.find("Bank").abi_entries
    for abi in (entries, tuple(entries)):
        assert Contract(abi, bank.address).begun() == 5
    (tmp_path / "IBank.json").write_text(str(entries).replace("'", '"'), encoding="utf-8")
    for path in (tmp_path / "IBank.json", str(tmp_path / "IBank.json")):
        assert Contract(path, bank.address).begun() == 5
        with pytest.raises(ChainError, match="IBank cannot be deployed.*has no bytecode"):
            Contract.deploy(path, alice)


@pytest.mark.parametrize("abi", [["function begun() view returns (uint256)"], {"abi": []}, [{"name": "begun"}], None])
def test_what_is_no_ABI_is_refused(alice, abi):
    """In words, as it would be in a file."""
    with pytest.raises(ParameterError, match="this ABI is (not a list of entries|written as text for people)"):
        Contract(abi, alice.address)


# ---- names that several share


def test_overloads_are_called_by_signature(alice):
    """Where the name alone could mean either, the error lists them."""
    over, bare = Over.deploy(alice), Contract.deploy("Over", alice)
    assert (over._call("quote(uint256)", 5), over._call("quote(int256)", 5)) == (5, -5)
    assert (bare["quote(uint256)"](5), bare["quote(int256)"](-5)) == (5, 5)
    for ambiguous in (lambda: over._call("quote", 5), lambda: bare.quote(5)):
        with pytest.raises(ParameterError, match=r"there are 2 functions quote: quote\((u?int256)\), quote"):
            ambiguous()
    with pytest.raises(ParameterError, match=r"no function quote\(bool\)"):
        bare["quote(bool)"]


def test_every_event_of_a_name_is_decoded(alice):
    """In the order in which they were emitted; and anonymous ones, which carry no name."""
    over = Over.deploy(alice)
    receipt = over._send("pay", alice)
    first = {"who": alice.address, "amount": 1}
    second = {"who": alice.address, "amount": 2, "memo": b"m".ljust(32, b"\0")}
    assert over._events(receipt, "Paid") == [first, second]
    assert over._event(receipt, "Paid") == first
    assert over._events(receipt, "Paid(address,uint256,bytes32)") == [second]
    assert over._events(receipt, "Quiet") == [{"x": 3, "y": 4}]
    assert Contract("Over", over.address).events(receipt, "Paid") == [first, second]


def test_structs_go_in_and_come_out_with_names(alice, bob):
    """Nested, and in arrays."""
    orders = Contract.deploy("Orders", alice)
    orders.place((alice, (5, 18), [1, 2]), sender=alice)
    second = {"who": bob, "price": {"base": 7, "decimals": 6}, "sizes": []}
    assert orders.place(second, sender=alice).returned == 1
    every = orders.all()
    assert [o.who for o in every] == [alice.address, bob.address]
    assert (every[0].price.base, every[0].sizes, every[1].price) == (5, [1, 2], (7, 6))
    last = orders.last()
    assert (last.order.price.decimals, last.count, last[1]) == (6, 2, 2)
    with pytest.raises(ParameterError, match="place.. cannot take order = .*its? .*"):
        orders.place({"who": bob, "price": (7, 256), "sizes": []}, sender=alice)


def test_a_struct_may_have_a_from(alice, bob):
    """It is not taken for the transaction that Brownie writes as {"from": sender}, unless that fits."""
    forwarder, request = Contract.deploy("Forwarder", alice), {"from": bob, "amount": 3}
    assert forwarder.execute(request, sender=alice, value=5).returned == (3, 5)
    assert forwarder.execute(request, {"from": alice, "amount": 7, "gas": 50_000}).returned == (3, 7)
    assert forwarder.execute(request, {"from": alice, "gasPrice": 1, "allow_revert": True}).returned == (3, 0)
    assert forwarder.check(request) is None
    for refused, words in (
        ({"from": alice, "vlaue": 7}, "it has no vlaue"),
        ({"from": alice, "value": 7, "amount": 8}, "value and amount mean the same"),
    ):
        with pytest.raises(ParameterError, match=words):
            forwarder.execute(request, refused)


def test_a_view_cannot_be_paid(alice):
    """Wei that would go nowhere are refused, however they are given."""
    bank = Contract.deploy("Bank", alice)
    for paid in (lambda: bank.begun(value=5), lambda: bank.begun({"from": alice, "value": 5})):
        with pytest.raises(ParameterError, match=r"begun\(\) cannot take 5 wei: it is a view"):
            paid()


def test_a_function_may_be_called_like_one_of_ours(alice):
    """Then its name in brackets reaches it."""
    forwarder: Any = Contract.deploy("Forwarder", alice)
    assert forwarder["call"](5) == 5
    with pytest.raises(ParameterError, match=r'Forwarder has no function 5.*contract\["call"\]\(5\)'):
        forwarder.call(5)


def test_a_contract_may_end_itself(chain, alice, bob):
    """That is no call of nothing; what comes later is, also of a view that returns nothing."""
    forwarder, gone = Contract.deploy("Forwarder", alice), "there is no Forwarder"
    forwarder.end(sender=alice)
    assert not chain.code(forwarder.address)
    for later in (lambda: forwarder.end(sender=alice), lambda: forwarder.check((bob, 1))):
        with pytest.raises(ChainError, match=gone):
            later()


# ---- why it was refused


def test_errors_of_other_contracts_are_known(alice):
    """They come up through those that call them; arguments are decoded, whoever shows them."""
    inner = Inner.deploy(alice)
    outer = Outer.deploy(alice, inner.address)
    with pytest.raises(TxReverted) as direct:
        inner._call("f", sender=alice.address)
    with pytest.raises(TxReverted) as through:
        outer._send("go", alice)
    assert direct.value.error == RevertError("Locked", {"until": 77, "by": alice.address})
    assert through.value.error == RevertError("Locked", {"until": 77, "by": outer.address})
    assert through.value.reason.startswith("Locked(until=77, by=0x")
    assert (through.value.data[:4], through.value.gas_used > 21_000) == (direct.value.data[:4], True)


def test_an_error_of_a_contract_that_nobody_knows_is_shown_raw(alice, chain):
    """Until its ABI is used on that chain."""
    inner = Contract.deploy("Inner", alice)
    chain.abis.clear()
    outer = Outer.deploy(alice, inner.address)
    with pytest.raises(TxReverted) as e:
        outer._send("go", alice)
    assert (e.value.error, e.value.reason) == (None, "0x" + e.value.data.hex())
    Contract("Inner", inner.address)
    with pytest.raises(TxReverted, match="Locked"):
        outer._send("go", alice)
