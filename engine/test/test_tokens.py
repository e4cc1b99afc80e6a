"""Agents hold tokens of any kind: ERC20 with their own decimals, ERC721 and ERC1155 by id, or names without chain."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal
from typing import Any

import pytest

from engine.AgentBase import AgentBase, AgentBaseNoEvm
from engine.AgentWalletBase18 import AgentWalletBase18
from util.config import HOME
from util.constants import HUGEINT
from util.errors import BadAmount, InsufficientFunds, ParameterError, TxReverted, WalletError
from web3engine import globaltokens
from web3engine.btoken import BToken
from web3engine.contract import Contract, ContractBase


class SixDecimals(ContractBase):
    """A wrapper that is not a BToken."""


class Trader(AgentBase):
    def takeStep(self, state):
        pass


class Saver(AgentBaseNoEvm):
    def takeStep(self, state):
        pass


@pytest.fixture(autouse=True)
def _contracts(lookIn):
    lookIn(HOME / "web3engine" / "test" / "contracts")


@pytest.fixture
def ann(chain):
    """She creates the tokens, and has all of them."""
    return Trader("ann", 0.0, 0.0)


@pytest.fixture
def bob(chain):
    return Trader("bob", 0.0, 0.0)


@pytest.fixture(params=["a wrapper", "a contract without wrapper", "an address", "a BToken"])
def six(request, ann):
    """A million of a token with six decimals, as one may come by it."""
    wrapper = SixDecimals.deploy(ann)
    return {
        "a wrapper": wrapper,
        "a contract without wrapper": Contract("SixDecimals", wrapper.address),
        "an address": wrapper.address,
        "a BToken": BToken(wrapper.address),
    }[request.param]


# ---- ERC20


def test_a_token_counts_in_its_own_decimals(ann, bob, six):
    """In whole tokens, whatever stands for the token; what is left is exact."""
    assert ann.transfer(six, bob, 99.0) == 99.0
    assert (ann.balance(six), bob.balance(six)) == (999_901.0, 99.0)
    assert ann.transfer(six, bob, 0.1) == 0.1
    assert bob.balance(six).base == 99_100_000
    assert bob.transfer(six, ann, bob.balance(six)) == 99.1
    assert (bob.balance(six), ann.balance(six)) == (0.0, 1_000_000.0)
    if not isinstance(six, str):
        assert ann.balances([six, globaltokens.OCEANtoken()]) == [1_000_000.0, ann.OCEAN()]


def test_errors_are_in_units_of_the_token(ann, bob, six):
    """By its symbol, both amounts in whole tokens."""
    ann.transfer(six, bob, 2.5)
    with pytest.raises(InsufficientFunds, match=r"bob cannot spend 3\.0 SIX: it holds 2\.5"):
        bob.transfer(six, ann, 3.0)
    for wrong in (-1.0, math.nan, math.inf, "1", True, None):
        with pytest.raises(BadAmount, match="SIX"):
            bob.transfer(six, ann, wrong)
    assert bob.balance(six) == 2.5


def test_amounts_are_rounded_toward_zero_to_the_smallest_unit(ann, bob, six):
    """What was moved is returned; less than a unit is nothing."""
    assert ann.transfer(six, bob, Decimal("1.2345678")) == 1.234567
    assert ann.transfer(six, bob, 1e-7) == 0.0
    assert bob.balance(six) == 1.234567


def test_an_approval_is_in_whole_tokens(ann, bob, six):
    """math.inf is as much as there may ever be; an agent, a wallet, a contract and an address can be approved."""
    token = Contract("SixDecimals", six if isinstance(six, str) else six.address)
    ann.approve(six, bob, 1.5)
    assert token.allowance(ann, bob) == 1_500_000
    for spender in (bob, bob.web3wallet, bob.address, token):
        ann.approve(six, spender, math.inf)
        assert token.allowance(ann, spender) == HUGEINT
    with pytest.raises(BadAmount):
        ann.approve(six, bob)


def test_tokens_go_to_whoever_has_an_address(ann, bob, six):
    """A wallet, a contract, an address; or to nobody."""
    token = Contract("SixDecimals", six if isinstance(six, str) else six.address)
    for receiver in (bob._wallet, bob.address, bob, bob.web3wallet):
        ann.transfer(six, receiver, 1.0)
    assert bob.balance(six) == 4.0
    ann.transfer(six, token, 1.0)
    ann.transfer(six, None, 1.0)
    assert ann.balance(six) == 999_994.0
    with pytest.raises(WalletError, match="cannot send SIX to cat: the receiver has no wallet on a chain"):
        ann.transfer(six, Saver("cat", 0.0, 0.0), 1.0)
    with pytest.raises(ParameterError, match="is not an address"):
        ann.transfer(six, 5, 1.0)


def test_an_amount_for_a_wrapper_is_in_base_units(ann, bob, six):
    """As contracts take it: all it has, to the unit, if it is that up to float noise."""
    ann.transfer(six, bob, 0.3)
    assert bob.spendable_base(six, "SIX", 0.1 + 0.2) == 300_000
    assert bob.amount_base(six, "SIX", 7.5) == 7_500_000
    with pytest.raises(InsufficientFunds):
        bob.spendable_base(six, "SIX", 7.5)


def test_what_is_no_amount_is_not_called_tokens(ann):
    """A custom error's deadline and price are numbers; its amount is one of the token's."""
    token = BToken(SixDecimals.deploy(ann).address)
    token._abi = Contract("SixDecimals", token.address)._abi
    with pytest.raises(TxReverted) as e:
        token._send("lock", ann.web3wallet, 5 * 10**15, 1_700_000_000, 10**18)
    assert str(e.value.why) == "Locked(amount=5000000000.0 tokens, deadline=1700000000, price=1e18)"


def test_a_token_of_the_first_years(ann, bob):
    """No decimals means 18, a symbol of 32 bytes is read, and a transfer that returns nothing has happened."""
    old = Contract.deploy("OldToken", ann)
    ann.transfer(old, bob, 1.25)
    assert (ann.balance(old), bob.balance(old), bob.balance(old.address)) == (3.75, 1.25, 1.25)
    with pytest.raises(InsufficientFunds, match="bob cannot spend 2.0 OLD"):
        bob.transfer(old, ann, 2.0)


def test_OCEAN_is_a_token_like_any_other(ann, bob):
    """By its wrapper, its address or its name; what comes in is counted."""
    ann.receiveOCEAN(10.0)
    OCEAN = globaltokens.OCEANtoken()
    for token in (OCEAN, OCEAN.address, "OCEAN"):
        ann.transfer(token, bob, 1.0)
    assert [bob.balance(token) for token in (OCEAN, OCEAN.address, "OCEAN")] == [3.0] * 3 == 3 * [bob.OCEAN()]
    assert bob._wallet.totalOCEANin() == 3.0
    saver = Saver("cat", 0.0, 0.0)
    ann.transfer(OCEAN, saver, 2.0)
    assert (saver.OCEAN(), ann.OCEAN()) == (2.0, 5.0)


# ---- by id


def test_an_ERC721_is_held_by_id(ann, bob):
    """Its balance is how many; nobody holds what there is not."""
    deeds = Contract.deploy("Deeds", ann)
    assert (ann.balance(deeds), ann.balance(deeds, id=2), bob.balance(deeds, id=2), ann.balance(deeds, 9)) == (
        3,
        1,
        0,
        0,
    )
    assert ann.transfer(deeds, bob, id=2) == 1.0
    assert (ann.balance(deeds), ann.balance(deeds, id=2), bob.balance(deeds, id=2)) == (2, 0, 1)
    assert ann.balance(BToken(deeds.address)) == ann.balance(deeds.address) == 2.0
    with pytest.raises(InsufficientFunds, match="ann cannot spend 1.0 DEED 2: it holds 0.0"):
        ann.transfer(deeds, bob, id=2)
    for act, token in itertools.product((ann.transfer, ann.approve), (deeds, deeds.address)):
        # An amount is no id: approve(bob, 3) of an ERC721 would give away number 3.
        with pytest.raises(WalletError, match="DEED has many tokens: it is an ERC721, and each has an id"):
            act(token, bob, 3.0)
    with pytest.raises(WalletError, match=r"ann cannot approve 2.0 of DEED 3: an id is approved as a whole"):
        ann.approve(deeds, bob, 2.0, id=3)
    ann.approve(deeds, bob, id=3)
    assert deeds.getApproved(3) == bob.address
    ann.approve(deeds, bob)
    assert deeds.isApprovedForAll(ann, bob)


def test_an_ERC721_that_has_decimals_counts_in_them(ann, bob):
    """As one that is an ERC20, too."""
    token: Any = SixDecimals.deploy(ann)
    ids = [{"type": "function", "name": "ownerOf", "inputs": [{"type": "uint256"}], "outputs": [{"type": "address"}]}]
    both = Contract([*token._abi.entries, *ids], token.address)
    assert ann.balance(both) == ann.balance(token) == 1_000_000.0
    ann.approve(both, bob, 2.5)
    assert token.allowance(ann.address, bob.address) == 2_500_000
    assert ann.transfer(both, bob, 1.5) == bob.balance(both) == 1.5


def test_an_ERC1155_is_held_by_id(ann, bob):
    """In whole numbers; one, if nobody says how many."""
    goods = Contract.deploy("Goods", ann)
    assert ann.transfer(goods, bob, 30, id=7) == 30.0
    assert ann.transfer(goods, bob, id=7) == 1.0
    assert (ann.balance(goods, id=7), bob.balance(goods, id=7), bob.balance(goods, id=8)) == (69.0, 31.0, 0.0)
    with pytest.raises(InsufficientFunds, match="bob cannot spend 32.0 Goods 7: it holds 31.0"):
        bob.transfer(goods, ann, 32, id=7)
    with pytest.raises(WalletError, match=r"bob cannot send 1\.5 of Goods 7: it has no decimals"):
        bob.transfer(goods, ann, 1.5, id=7)
    for ask in (lambda: ann.balance(goods), lambda: ann.transfer(goods, bob, 1.0)):
        with pytest.raises(WalletError, match="Goods has many tokens: it is an ERC1155"):
            ask()
    with pytest.raises(WalletError, match="an ERC1155 approves all"):
        ann.approve(goods, bob, id=7)
    ann.approve(goods, bob)
    assert goods.isApprovedForAll(ann, bob)


@pytest.mark.parametrize("wrong", [-1, 1.0, "7", None.__class__, True])
def test_an_id_is_a_whole_number(ann, bob, wrong):
    """Of any kind of integer, numpy's too."""
    goods = Contract.deploy("Goods", ann)
    with pytest.raises(ParameterError, match="no token has the id"):
        ann.balance(goods, id=wrong)


def test_an_ERC20_has_no_ids(ann, bob):
    """An id that means nothing is not ignored."""
    token = SixDecimals.deploy(ann)
    for act in (
        lambda: ann.balance(token, id=1),
        lambda: ann.transfer(token, bob, 1.0, id=1),
        lambda: ann.approve(token, bob, 1.0, id=1),
        lambda: ann.balance(BToken(token.address), id=1),
    ):
        with pytest.raises(WalletError, match="SIX has no ids"):
            act()
    for wrong in (5, None, "DAI"):
        with pytest.raises(WalletError, match="is not a token on a chain"):
            ann.balance(wrong, id=1)


# ---- names


@pytest.mark.parametrize("kinds", [(Saver, Saver), (Trader, Saver), (Saver, Trader)])
def test_any_agent_holds_tokens_by_name(chain, kinds):
    """As many as it likes; they need no chain, and add up."""
    a, b = (kind(f"{kind.__name__} {i}", 5.0, 0.0) for i, kind in enumerate(kinds))
    for n, token in enumerate(("DAI", "carbon credit", "vote"), 1):
        assert a.balance(token) == 0.0
        a.receive(token, 10.0 * n)
        assert a.transfer(token, b, 4.0) == 4.0
        assert (a.balance(token), b.balance(token)) == (10.0 * n - 4.0, 4.0)
    a.transfer("DAI", None, 1.0)
    assert (a.balance("DAI"), b.balance("DAI")) == (5.0, 4.0)
    assert a.transfer("DAI", a, 5.0) == 5.0 == a.balance("DAI")
    a.transfer("USD", b, 2.0)
    a.receive("OCEAN", 3.0)
    a.transfer("OCEAN", b, 1.0)
    assert [a.balance("USD"), b.USD(), a.OCEAN(), b.balance("OCEAN")] == [3.0, 7.0, 2.0, 1.0]


def test_names_have_the_same_border(chain):
    """All it has up to float noise is all it has; more is refused, by its name."""
    a, b = Saver("a", 0.0, 0.0), Saver("b", 0.0, 0.0)
    for _ in range(3):
        a.receive("DAI", 0.1)
    assert a.transfer("DAI", b, 0.3) == 0.1 + 0.1 + 0.1
    assert a.balance("DAI") == 0.0
    with pytest.raises(InsufficientFunds, match=r"b cannot spend 1\.0 DAI: it holds 0\.3"):
        b.transfer("DAI", a, 1.0)
    wrong: Any
    for wrong in (-1.0, math.nan, "1", None):
        with pytest.raises(BadAmount, match="DAI"):
            b.transfer("DAI", a, wrong)
        with pytest.raises(BadAmount, match="DAI"):
            b.receive("DAI", wrong)
    for wrong in (5, "", None, "0x" + 40 * "1"):
        with pytest.raises(WalletError, match="a cannot hold .*: without a chain, a token is a name"):
            a.balance(wrong)
    for wrong, meant in (("usd", "USD"), ("Ocean ", "OCEAN")):
        with pytest.raises(WalletError, match=f"a has no token '{wrong}'.* Try: '{meant}'"):
            a.balance(wrong)
    with pytest.raises(WalletError, match="cannot send DAI to 5: it is not a wallet"):
        b.transfer("DAI", 5, 0.1)
    with pytest.raises(WalletError, match="cannot hold"):
        a.receive(globaltokens.OCEANtoken(), 1.0)


def test_a_wallet_that_counts_in_base_18_holds_names_as_well():
    """As floats."""
    wallet, other = AgentWalletBase18(0.0, 1.0, "a"), AgentWalletBase18(0.0, 0.0, "b")
    wallet.receive("DAI", 2.0)
    wallet.transfer("DAI", other, 0.5)
    wallet.transfer("OCEAN", other, 0.25)
    assert [wallet.balance("DAI"), other.balance("DAI"), other.balance("OCEAN")] == [1.5, 0.5, 0.25]
