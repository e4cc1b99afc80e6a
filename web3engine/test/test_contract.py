"""`ContractBase`: deploying, calling, sending, reading events, and saying why a contract refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from util.base18 import toBase18
from util.constants import BURN_ADDRESS, HUGEINT
from util.errors import ChainError, ChainNeeded, ParameterError, RevertError, TxReverted
from web3engine.address import short
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import ZERO_ADDRESS, useChain
from web3engine.chains import openChain
from web3engine.contract import ContractBase
from web3engine.crypto import keccak
from web3engine.datatoken import Datatoken
from web3engine.receipt import Reverted, Stopped
from web3engine.reverts import human, stoppedInside
from web3engine.web3wallet import Web3Wallet

E18 = 10**18
NO_LIMIT = 2**256 - 1

# A contract whose every function with one argument of bytes reverts with them.
REFUSER_RUNTIME = bytes.fromhex("60243580604460003760 00fd")
REFUSER_CODE = bytes.fromhex("600c80600b6000396000f3") + REFUSER_RUNTIME
REFUSER_ABI = [
    {"type": "function", "name": "refuse", "inputs": [{"name": "_with", "type": "bytes"}], "outputs": []},
    {
        "type": "function",
        "name": "ask",
        "inputs": [{"name": "_with", "type": "bytes"}],
        "outputs": [{"name": "", "type": "uint256"}],
    },
    {"type": "error", "name": "TooGreedy", "inputs": [{"name": "want", "type": "uint256"}]},
]


class Refuser(ContractBase):
    """Refuses with whatever it is told to."""


@pytest.fixture
def refuser(alice, lookIn, tmp_path):
    """A Refuser, compiled and deployed."""
    compiled = {"abi": REFUSER_ABI, "bytecode": "0x" + REFUSER_CODE.hex()}
    (tmp_path / "Refuser.json").write_text(json.dumps(compiled), encoding="utf-8")
    lookIn(tmp_path)
    return Refuser.deploy(alice)


def _error(text):
    """Revert data of Solidity's require(..., text)."""
    raw = text.encode()
    padded = raw + bytes(-len(raw) % 32)
    return bytes.fromhex("08c379a0") + (32).to_bytes(32, "big") + len(raw).to_bytes(32, "big") + padded


# ---- where a contract is


def test_contract_has_a_checksum_address(pool):
    """Whatever way its address was written, a wrapper gives it with a checksum, and shows it."""
    same = BPool(pool.address.lower())
    assert same.address == pool.address != pool.address.lower()
    assert repr(same) == f"BPool({pool.address})"


def test_contract_is_not_at_nonsense(chain):
    """An address is an address."""
    with pytest.raises(ParameterError, match="'the pool' is not an address"):
        BPool("the pool")


def test_contract_needs_a_chain():
    """Outside of any chain a wrapper says what it is, and what to do."""
    with pytest.raises(ChainNeeded) as e:
        BPool(BURN_ADDRESS)
    assert e.value.what == "the contract BPool needs a chain and none is in use"
    assert e.value.cure == "run it through `tsp run`, or call useChain(openChain()) from web3engine.chains first"


def test_deploying_needs_a_chain_in_use():
    """A wallet's chain is not enough: the new wrapper speaks to the chain in use."""
    wallet = Web3Wallet("0x" + 64 * "1", openChain("embedded", "pyevm"))
    with pytest.raises(ChainNeeded, match="the contract BPool needs a chain"):
        BPool.deploy(wallet)


def test_equal_wrappers_speak_of_one_contract(DT, pool):
    """Two wrappers are equal if class, address and chain are; equal ones count once in a set."""
    assert Datatoken(DT.address) == DT
    assert len({Datatoken(DT.address), DT}) == 1
    assert pool != DT
    assert BToken(DT.address) != DT
    assert DT.address != DT
    with useChain(openChain("embedded", "pyevm")):
        assert Datatoken(DT.address) != DT


def test_a_subclass_of_a_wrapper_keeps_its_contract(alice, lookIn, tmp_path):
    """A class for users that says more in Python is still of the same contract, unless it says otherwise."""

    class Special(Datatoken):
        pass

    class Renamed(Special):
        CONTRACT = "Other"

    assert (*["v3/DataTokenTemplate"] * 2, "Other") == (Datatoken.CONTRACT, Special.CONTRACT, Renamed.CONTRACT)
    token = Special.deploy(alice, "My token", "MINE", alice.address, toBase18(10.0), "blob", alice.address)
    assert token.name() == "My token"


def test_a_subclass_of_an_interface_is_a_contract_of_its_own(lookIn, tmp_path):
    """Every token is a BToken, and none of them is that contract."""

    class Mine(BToken):
        pass

    class Yours(Mine):
        pass

    assert (Mine.CONTRACT, Yours.CONTRACT) == ("Mine", "Mine")


def test_a_subclass_has_functions_by_name_unless_it_looks_for_attributes_itself(DT):
    """Also one that is derived from a wrapper which says what else there is."""

    class Mine(Datatoken):
        CONTRACT = "v3/BPool"

    class Asking(Datatoken):
        def __getattr__(self, name):
            return f"no {name}"

    mine: Any = Mine(DT.address)
    assert hasattr(mine, "getSwapFee")
    with pytest.raises(AttributeError, match=r"the contract has no function getSwapFees\(\). Try: getSwapFee\(\)"):
        mine.getSwapFees()
    assert Asking(DT.address).burn == "no burn"


def test_a_subclass_that_could_be_either_is_refused(alice, lookIn, tmp_path):
    """Where there is a contract of the name of the class as well, nobody can tell which one is meant."""
    (tmp_path / "Special.json").write_text(json.dumps({"abi": [], "bytecode": "0x00"}), encoding="utf-8")
    lookIn(tmp_path)

    class Special(Datatoken):
        pass

    for use in (lambda: Special(BURN_ADDRESS), lambda: Special.deploy(alice)):
        with pytest.raises(
            ChainError, match='Special may be one of two contracts.*Try: CONTRACT = "Special" in the class'
        ):
            use()


# ---- deploying


def test_deploy_creates_a_contract(alice, bob):
    """deploy() passes its arguments to the constructor and gives the wrapper of the new contract."""
    token = Datatoken.deploy(alice, "My token", "MINE", bob.address, toBase18(10.0), "blob", alice.address)
    assert (token.name(), token.symbol(), token.blob()) == ("My token", "MINE", "blob")
    assert token.minter() == bob.address
    assert token.cap_base() == toBase18(10.0)
    other = Datatoken.deploy(alice, "My token", "MINE", bob.address, toBase18(10.0), "blob", alice.address)
    assert other.address != token.address


def test_constructor_may_refuse(alice):
    """A constructor's refusal reads like any other."""
    with pytest.raises(TxReverted) as e:
        Datatoken.deploy(alice, "n", "s", alice.address, 0, "", alice.address)
    assert e.value.what == (
        f"DataTokenTemplate.constructor(name='n', symbol='s', minterAddress={short(alice.address)}, cap=0, blob='',"
        f" feeCollector={short(alice.address)}) reverted"
    )
    assert e.value.why == e.value.reason == "DataTokenTemplate: Invalid cap value"


def test_constructor_takes_its_arguments(alice):
    """Wrong arguments of a constructor are refused before anything is sent."""
    with pytest.raises(ParameterError, match=r"constructor\(\) takes 6 arguments \(name, symbol, .*and got 1"):
        Datatoken.deploy(alice, "n")


# ---- reading and sending


def test_send_gives_what_the_contract_returned(alice, bob, DT):
    """A receipt carries the function's result, decoded; functions without one return None."""
    assert DT.transfer(bob.address, E18, alice).returned is True
    assert DT.proposeMinter(bob.address, alice).returned is None


def test_nothing_is_read_where_no_contract_is(bob):
    """A view of an address without code is refused, not answered with zero."""
    with pytest.raises(ChainError) as e:
        BToken(bob.address).balanceOf_base(bob.address)
    assert e.value.what == "balanceOf() returned 0 bytes"
    assert e.value.why == "there is no such contract at this address"


def test_nothing_is_sent_where_no_contract_is(alice, bob):
    """A transaction to an address without code would do nothing in silence; here it is an error."""
    with pytest.raises(ChainError) as e:
        BToken(bob.address).transfer(alice.address, 1, alice)
    assert e.value.what == f"there is no BToken at {bob.address}"
    assert e.value.why == "the transaction ran no code"


def test_another_contract_does_not_know_the_function(alice, DT):
    """A wrapper of the wrong contract is refused by the contract that is there."""
    with pytest.raises(TxReverted, match="the contract gave no reason"):
        BPool(DT.address).gulp(DT.address, alice)
    with pytest.raises(TxReverted, match="the contract gave no reason"):
        BPool(DT.address).getNumTokens()


def test_arguments_are_checked_before_they_are_sent(chain, alice, DT):
    """An amount that is a float or negative, or an address that is none, is refused with the argument's name."""
    height = chain.height()
    for args, what in (((alice.address, 1.0), "amount = 1.0"), ((alice.address, -1), "amount = -1")):
        with pytest.raises(ParameterError, match=rf"transfer\(\) cannot take {what}"):
            DT.transfer(*args, alice)
    with pytest.raises(ParameterError, match=r"transfer\(\) cannot take recipient = 'bob'"):
        DT.transfer("bob", 1, alice)
    assert chain.height() == height


# ---- events


def test_events_are_those_of_this_contract(alice, bob, OCEAN, DT, pool):
    """_events() gives what the wrapper's own contract emitted in the transaction, decoded, in order."""
    DT.approve(pool.address, HUGEINT, alice)
    receipt = pool.swapExactAmountIn(DT.address, E18, OCEAN.address, 0, HUGEINT, alice)
    out = receipt.returned[0]
    assert DT._events(receipt, "Transfer") == [{"from": alice.address, "to": pool.address, "value": E18}]
    assert OCEAN._event(receipt, "Transfer") == {"from": pool.address, "to": alice.address, "value": out}
    assert pool._events(receipt, "Transfer") == []
    swap = pool._event(receipt, "LOG_SWAP")
    assert swap == {
        "caller": alice.address,
        "tokenIn": DT.address,
        "tokenOut": OCEAN.address,
        "tokenAmountIn": E18,
        "tokenAmountOut": out,
    }


def test_missing_event_is_an_error(alice, bob, DT):
    """_event() of what was not emitted, or does not exist, says so."""
    receipt = DT.transfer(bob.address, 1, alice)
    assert DT._events(receipt, "MinterApproved") == []
    with pytest.raises(ChainError, match="DataTokenTemplate emitted no event MinterApproved"):
        DT._event(receipt, "MinterApproved")
    with pytest.raises(ParameterError, match="the contract has no event Sold"):
        DT._event(receipt, "Sold")


# ---- refusals


def test_refusal_is_told_in_human_units(chain, alice, bob, OCEAN, DT, pool):
    """A revert names contract, function, arguments and reason: amounts in tokens, addresses short, "no limit"."""
    OCEAN.approve(pool.address, HUGEINT, alice)
    before = (chain.height(), OCEAN.balanceOf_base(alice.address))
    with pytest.raises(TxReverted) as e:
        pool.swapExactAmountIn(OCEAN.address, toBase18(100.5), DT.address, 0, HUGEINT, alice)
    assert e.value.what == (
        f"BPool.swapExactAmountIn(tokenIn={short(OCEAN.address)}, tokenAmountIn=100.5 tokens,"
        f" tokenOut={short(DT.address)}, minAmountOut=0, maxPrice=no limit) reverted"
    )
    assert (e.value.contract, e.value.function) == ("BPool", "swapExactAmountIn")
    assert e.value.why == e.value.reason == "ERR_MAX_IN_RATIO"
    assert (chain.height(), OCEAN.balanceOf_base(alice.address)) == before


def test_view_may_refuse_too(bob, pool):
    """A call that only reads reports a revert in the same words."""
    with pytest.raises(TxReverted) as e:
        pool.getBalance_base(bob.address)
    assert e.value.what == f"BPool.getBalance(token={short(bob.address)}) reverted"
    assert e.value.reason == "ERR_NOT_BOUND"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999_999_999_999, "999999999999"),
        (10**12, "1e-06 tokens"),
        (15 * 10**17, "1.5 tokens"),
        (2**255 - 1, "5.78960446186581e+58 tokens"),
        (HUGEINT, "no limit"),
        (NO_LIMIT, "no limit"),
        (True, "True"),
        (BURN_ADDRESS, "0x0000…dEaD"),
        ("DT1", "'DT1'"),
        (b"\1\2", "0x0102"),
        (32 * b"\1", "0x0101010101010101…"),
        ([E18, NO_LIMIT], "[1.0 tokens, no limit]"),
        ((BURN_ADDRESS, [False]), "[0x0000…dEaD, [False]]"),
        (None, "None"),
    ],
)
def test_arguments_as_a_person_says_them(value, text):
    """Counts stay counts, amounts become tokens, long bytes and addresses are cut short."""
    assert human(value) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_error("not today"), "not today"),
        (_error(""), ""),
        (_error("ünï " * 20), "ünï " * 20),
        (bytes.fromhex("4e487b71") + (0x11).to_bytes(32, "big"), "Panic(0x11): a number over- or underflowed"),
        (bytes.fromhex("4e487b71") + (0x99).to_bytes(32, "big"), "Panic(0x99)"),
        (b"", ""),
        (bytes.fromhex("deadbeef01"), "0xdeadbeef01"),
        # Says that it carries a text, and does not.
        (bytes.fromhex("08c379a0ff"), "0x08c379a0ff"),
    ],
)
def test_every_kind_of_refusal_is_decoded(alice, refuser, data, reason):
    """require() with and without a text, Solidity's panics, and what nobody knows, which is shown raw."""
    with pytest.raises(TxReverted) as sent:
        refuser._send("refuse", alice, data)
    with pytest.raises(TxReverted) as called:
        refuser._call("ask", data)
    assert sent.value.reason == called.value.reason == reason
    assert str(sent.value).startswith("Refuser.refuse(with=0x")
    assert str(called.value).startswith("Refuser.ask(with=0x")


def test_the_contracts_own_errors_have_names(alice, refuser):
    """A custom error is known by its name in the ABI, and so are its arguments."""
    data = keccak(b"TooGreedy(uint256)")[:4] + E18.to_bytes(32, "big")
    with pytest.raises(TxReverted) as e:
        refuser._send("refuse", alice, data)
    assert e.value.reason == "TooGreedy(want=1e18)"
    assert e.value.error == RevertError("TooGreedy", {"want": E18})
    assert (e.value.data, e.value.gas_used > 21000) == (data, True)


def test_no_reason_is_said_to_be_none(alice, refuser):
    """Where a contract gives no reason, the message says so."""
    with pytest.raises(TxReverted) as e:
        refuser._send("refuse", alice, b"")
    assert (e.value.what, e.value.why) == ("Refuser.refuse(with=0x) reverted", "the contract gave no reason")


def test_a_call_with_more_ETH_than_there_is_says_so():
    """A contract that pays out more than it holds is the usual case of it."""
    failed = Reverted(b"")
    failed.stopped = [Stopped(bytes(20), "beyond the EVM's limits", None, 0)]
    why, _ = stoppedInside(failed)
    assert why == (
        f"a call to {short(ZERO_ADDRESS)} inside it was stopped: it takes more ETH along than its caller has,"
        " or calls are nested too deeply"
    )


def test_a_stopped_EVM_is_told_from_a_refusal(chain, alice, refuser):
    """Where the EVM itself stops, the reason says that."""
    # One byte of runtime code: 0xfe, the instruction that is none.
    code = bytes.fromhex("600180600b6000396000f3") + b"\xfe"
    broken = Refuser(chain.transact(alice.account, None, code).contract_address)
    with pytest.raises(TxReverted) as e:
        broken._send("refuse", alice, b"")
    assert e.value.reason == "the EVM stopped: invalid opcode 0xfe"
