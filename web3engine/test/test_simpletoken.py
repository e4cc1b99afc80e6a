"""Simpletoken, the worked example of a contract of one's own: all of an ERC20, with a fixed supply."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.simpletoken import Simpletoken
from web3engine.web3wallet import randomWeb3Wallet

SUPPLY = toBase18(1000.0)


@pytest.fixture
def token(alice):
    """Alice's token TOK, of which she holds all 1000."""
    return Simpletoken.new("TOK", "Simple token", 18, SUPPLY, alice)


@pytest.fixture
def carol(chain):
    wallet = randomWeb3Wallet()
    wallet.fundFromAbove(10**18)
    return wallet


def test_a_token_has_what_it_was_created_with(token):
    """Its symbol, its name, its decimals, its supply."""
    assert (token.symbol(), token.name(), token.decimals()) == ("TOK", "Simple token", 18)
    assert token.totalSupply_base() == SUPPLY


def test_who_creates_it_holds_all_of_it(token, alice, bob):
    """And nobody else holds any."""
    assert token.balanceOf_base(alice.address) == SUPPLY
    assert token.balanceOf_base(bob.address) == 0


@pytest.mark.parametrize(
    ("decimals", "supply"), [(0, 0), (0, 21), (6, 10**12), (18, 1), (255, 2**256 - 1)], ids=lambda value: f"{value:.3g}"
)
def test_any_decimals_and_supply(alice, decimals, supply):
    """All that an ERC20 can have."""
    token = Simpletoken.new("T", "", decimals, supply, alice)
    assert (token.decimals(), token.totalSupply_base(), token.name()) == (decimals, supply, "")
    assert token.balanceOf_base(alice.address) == supply


def test_two_tokens_have_nothing_in_common(token, alice, bob):
    """Not even if they have the same name."""
    other = Simpletoken.new("TOK", "Simple token", 18, SUPPLY, alice)
    other.transfer(bob.address, SUPPLY, alice)
    assert other != token
    assert token.balanceOf_base(bob.address) == 0


def test_the_supply_is_fixed(token, alice, bob):
    """Whatever is moved; and there is no function that mints or burns."""
    token.transfer(bob.address, toBase18(1.5), alice)
    assert token.totalSupply_base() == SUPPLY
    for name in ("mint", "burn"):
        with pytest.raises(Exception, match=name):
            token._abi.function(name, 2)


@pytest.mark.parametrize("amt_base", [0, 1, toBase18(0.1), SUPPLY])
def test_transfer(token, alice, bob, amt_base):
    """What one loses the other gains, to the last of 18 decimals."""
    receipt = token.transfer(bob.address, amt_base, alice)
    assert token.balanceOf_base(alice.address) == SUPPLY - amt_base
    assert token.balanceOf_base(bob.address) == amt_base
    assert receipt.returned is True
    assert token._event(receipt, "Transfer") == {"from": alice.address, "to": bob.address, "value": amt_base}


def test_transfer_to_oneself(token, alice):
    """Changes nothing."""
    token.transfer(alice.address, toBase18(1.0), alice)
    assert token.balanceOf_base(alice.address) == SUPPLY


def test_approve_then_transferFrom(token, alice, bob, carol):
    """Bob may take 3 TOK from Alice; he takes 1 for Carol, and 2 are left to take."""
    receipt = token.approve(bob.address, toBase18(3.0), alice)
    assert token._event(receipt, "Approval") == {
        "owner": alice.address,
        "spender": bob.address,
        "value": toBase18(3.0),
    }
    receipt = token.transferFrom(alice.address, carol.address, toBase18(1.0), bob)
    assert receipt.returned is True
    assert token._event(receipt, "Transfer") == {"from": alice.address, "to": carol.address, "value": toBase18(1.0)}
    assert token.balanceOf_base(alice.address) == SUPPLY - toBase18(1.0)
    assert token.balanceOf_base(carol.address) == toBase18(1.0)
    assert token.balanceOf_base(bob.address) == 0
    assert token.allowance_base(alice.address, bob.address) == toBase18(2.0)


def test_an_approval_replaces_the_one_before(token, alice, bob):
    """It is not added to it; 0 takes it back."""
    for amt in (3.0, 1.0, 0.0):
        token.approve(bob.address, toBase18(amt), alice)
        assert token.allowance_base(alice.address, bob.address) == toBase18(amt)
    with pytest.raises(TxReverted, match="not enough approved"):
        token.transferFrom(alice.address, bob.address, 1, bob)


def test_an_approval_holds_in_one_direction_for_one_spender(token, alice, bob, carol):
    """Bob may take from Alice; neither Carol may, nor Alice from Bob."""
    token.approve(bob.address, toBase18(3.0), alice)
    assert token.allowance_base(bob.address, alice.address) == 0
    assert token.allowance_base(alice.address, carol.address) == 0


@pytest.mark.parametrize("amt_base", [SUPPLY + 1, 2**256 - 1])
def test_more_than_one_holds_cannot_be_sent(token, alice, bob, amt_base):
    """The contract says so, and nothing has moved."""
    with pytest.raises(TxReverted) as caught:
        token.transfer(bob.address, amt_base, alice)
    assert caught.value.contract == "Simpletoken"
    assert caught.value.function == "transfer"
    assert caught.value.reason == "Simpletoken: not enough tokens"
    assert token.balanceOf_base(alice.address) == SUPPLY


def test_nobody_is_no_receiver(token, alice):
    """Tokens would be lost there."""
    with pytest.raises(TxReverted, match="Simpletoken: no receiver"):
        token.transfer(ZERO_ADDRESS, 1, alice)


def test_more_than_approved_cannot_be_taken(token, alice, bob):
    """Not one unit more; the approval stays as it was."""
    token.approve(bob.address, 5, alice)
    with pytest.raises(TxReverted, match="Simpletoken: not enough approved"):
        token.transferFrom(alice.address, bob.address, 6, bob)
    assert token.allowance_base(alice.address, bob.address) == 5
    assert token.balanceOf_base(bob.address) == 0


def test_more_than_there_is_cannot_be_taken(token, alice, bob):
    """However much is approved; the approval is not used up by a refusal."""
    token.approve(bob.address, 2**256 - 1, alice)
    with pytest.raises(TxReverted, match="Simpletoken: not enough tokens"):
        token.transferFrom(alice.address, bob.address, SUPPLY + 1, bob)
    assert token.allowance_base(alice.address, bob.address) == 2**256 - 1


@pytest.mark.parametrize("amt_base", [-1, 2**256])
def test_what_is_no_uint256_never_reaches_the_chain(token, alice, bob, chain, amt_base):
    """Such an amount cannot be written into call data."""
    height = chain.height()
    with pytest.raises(ValueError, match=str(amt_base)):
        token.transfer(bob.address, amt_base, alice)
    assert chain.height() == height


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, SUPPLY)), max_size=6))
def test_no_transfer_makes_or_loses_a_unit(token, alice, bob, carol, transfers):
    """Among three holders, whatever they send to whom."""
    wallets = [alice, bob, carol]
    for source, target, amt_base in transfers:
        if amt_base <= token.balanceOf_base(wallets[source].address):
            token.transfer(wallets[target].address, amt_base, wallets[source])
    assert sum(token.balanceOf_base(wallet.address) for wallet in wallets) == SUPPLY
