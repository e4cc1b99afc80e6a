"""What every ERC20 can do."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.errors import ParameterError, TxReverted
from web3engine.btoken import BToken
from web3engine.web3wallet import randomWeb3Wallet


def test_ERC20(alice, bob, DT):
    """Symbol, decimals, supply; transfers go both ways and lose nothing."""
    token = BToken(DT.address)
    assert (token.symbol(), token.decimals()) == ("DT1", 18)
    assert token.totalSupply_base() == toBase18(100.0)

    def balances():
        return [token.balanceOf_base(wallet.address) for wallet in (alice, bob)]

    assert balances() == [toBase18(100.0), 0]
    assert token.transfer(bob.address, toBase18(40.0), alice).returned is True
    assert balances() == [toBase18(60.0), toBase18(40.0)]
    token.transfer(alice.address, 1, bob)
    assert balances() == [toBase18(60.0) + 1, toBase18(40.0) - 1]
    assert token.totalSupply_base() == toBase18(100.0)


def test_transfer_of_more_than_there_is(alice, bob, DT):
    """Nobody sends what he does not hold, and a refused transfer moves nothing."""
    with pytest.raises(TxReverted, match="transfer amount exceeds balance"):
        BToken(DT.address).transfer(alice.address, 1, bob)
    with pytest.raises(TxReverted, match="transfer amount exceeds balance"):
        DT.transfer(bob.address, toBase18(100.0) + 1, alice)
    assert DT.balanceOf_base(alice.address) == toBase18(100.0)
    assert DT.balanceOf_base(bob.address) == 0


def test_transferFrom_goes_from_the_first_to_the_second(alice, bob, DT):
    """transferFrom(src, dst) takes from src, who has approved the sender of the transaction, and gives to dst."""
    carol = randomWeb3Wallet()
    token = BToken(DT.address)
    token.transfer(bob.address, toBase18(50.0), alice)
    token.approve(carol.address, toBase18(10.0), bob)
    assert token.allowance_base(bob.address, carol.address) == toBase18(10.0)
    assert token.allowance_base(carol.address, bob.address) == 0

    token.transferFrom(bob.address, alice.address, toBase18(7.0), carol)
    assert token.balanceOf_base(bob.address) == toBase18(43.0)
    assert token.balanceOf_base(alice.address) == toBase18(57.0)
    assert token.balanceOf_base(carol.address) == 0
    assert token.allowance_base(bob.address, carol.address) == toBase18(3.0)
    with pytest.raises(TxReverted, match="transfer amount exceeds allowance"):
        token.transferFrom(bob.address, alice.address, toBase18(3.0) + 1, carol)


def test_approve_replaces_what_was_approved(alice, bob, DT):
    """The last approval counts."""
    DT.approve(bob.address, 5, alice)
    DT.approve(bob.address, 2, alice)
    assert DT.allowance_base(alice.address, bob.address) == 2


def test_amounts_are_integers(alice, bob, DT):
    """Amounts are in the smallest unit; a float is refused, so that 1.0 is never a billionth of what was meant."""
    with pytest.raises(ParameterError, match=r"amount = 1.0"):
        DT.transfer(bob.address, 1.0, alice)
    assert DT.balanceOf_base(bob.address) == 0


def test_OCEAN(OCEAN, alice):
    """OCEAN is an ERC20 like any other."""
    token = BToken(OCEAN.address)
    assert (token.symbol(), token.decimals()) == ("OCEAN", 18)
    assert token.balanceOf_base(alice.address) == token.totalSupply_base() == toBase18(1000.0)
