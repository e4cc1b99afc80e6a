"""Datatokens for free."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.datatoken import Datatoken
from web3engine.dispenser import Dispenser, DispenserStatus
from web3engine.dtfactory import DTFactory


@pytest.fixture
def dispenser(chain):
    """The library's dispenser, deployed at first need."""
    return Dispenser()


@pytest.fixture
def active(alice, dispenser, DT):
    """The dispenser with 8 DT of Alice's: at most 2 a request, for who holds under 5."""
    dispenser.activate(DT.address, toBase18(2.0), toBase18(5.0), alice)
    DT.transfer(dispenser.address, toBase18(8.0), alice)
    return dispenser


def test_unknown_datatoken_is_not_handed_out(dispenser, DT, bob):
    """Before activate() a datatoken has no owner and no limits, and nothing is given."""
    assert dispenser.status(DT.address) == DispenserStatus(
        active=False,
        owner=ZERO_ADDRESS,
        minter_approved=False,
        is_true_minter=False,
        max_tokens_base=0,
        max_balance_base=0,
        balance_base=0,
    )
    with pytest.raises(TxReverted, match="Dispenser not active"):
        dispenser.dispense(DT.address, 1, bob)


def test_minter_activates(alice, bob, dispenser, DT):
    """activate() is the minter's, who becomes the owner."""
    with pytest.raises(TxReverted, match="Sender does not have the minter role"):
        dispenser.activate(DT.address, toBase18(2.0), toBase18(5.0), bob)
    dispenser.activate(DT.address, toBase18(2.0), toBase18(5.0), alice)
    assert dispenser.status(DT.address) == DispenserStatus(
        active=True,
        owner=alice.address,
        minter_approved=False,
        is_true_minter=False,
        max_tokens_base=toBase18(2.0),
        max_balance_base=toBase18(5.0),
        balance_base=0,
    )


def test_dispense_has_limits(bob, active, DT):
    """2 at a time, as long as one holds under 5, and nothing for who asks for nothing."""
    with pytest.raises(TxReverted, match="Invalid zero amount"):
        active.dispense(DT.address, 0, bob)
    with pytest.raises(TxReverted, match="Amount too high"):
        active.dispense(DT.address, toBase18(2.0) + 1, bob)
    for held in (2.0, 4.0, 6.0):
        active.dispense(DT.address, toBase18(2.0), bob)
        assert DT.balanceOf_base(bob.address) == toBase18(held)
    with pytest.raises(TxReverted, match="Caller balance too high"):
        active.dispense(DT.address, 1, bob)
    assert active.status(DT.address).balance_base == DT.balanceOf_base(active.address) == toBase18(2.0)


def test_dispenser_runs_dry(alice, bob, dispenser, DT):
    """A dispenser that may not mint gives what it holds."""
    dispenser.activate(DT.address, toBase18(2.0), toBase18(5.0), alice)
    DT.transfer(dispenser.address, toBase18(1.0), alice)
    with pytest.raises(TxReverted, match="Not enough reserves"):
        dispenser.dispense(DT.address, toBase18(1.5), bob)
    dispenser.dispense(DT.address, toBase18(1.0), bob)
    assert DT.balanceOf_base(bob.address) == toBase18(1.0)


def test_dispenser_that_mints_does_not_run_dry(alice, bob, dispenser):
    """Proposed as minter and accepted as such, it makes what it gives; removeMinter() offers minting back."""
    token = Datatoken(DTFactory().createToken("", "n", "s", toBase18(100.0), alice))
    dispenser.activate(token.address, toBase18(2.0), toBase18(5.0), alice)
    with pytest.raises(TxReverted, match="invalid proposed minter address"):
        dispenser.acceptMinter(token.address, alice)
    token.proposeMinter(dispenser.address, alice)
    dispenser.acceptMinter(token.address, alice)
    assert token.minter() == dispenser.address
    status = dispenser.status(token.address)
    assert (status.minter_approved, status.is_true_minter) == (True, True)

    dispenser.dispense(token.address, toBase18(2.0), bob)
    assert token.balanceOf_base(bob.address) == token.totalSupply_base() == toBase18(2.0)

    with pytest.raises(TxReverted):
        dispenser.removeMinter(token.address, bob)
    dispenser.removeMinter(token.address, alice)
    assert not dispenser.status(token.address).minter_approved
    token.approveMinter(alice)
    assert token.minter() == alice.address


def test_owner_ends_it(alice, bob, active, DT):
    """deactivate() is the owner's; after it nothing is given, until he activates it again."""
    with pytest.raises(TxReverted):
        active.deactivate(DT.address, bob)
    assert active.status(DT.address).active
    active.deactivate(DT.address, alice)
    assert not active.status(DT.address).active
    with pytest.raises(TxReverted, match="Dispenser not active"):
        active.dispense(DT.address, 1, bob)
    active.activate(DT.address, 5, toBase18(5.0), alice)
    active.dispense(DT.address, 5, bob)
    assert DT.balanceOf_base(bob.address) == 5


def test_owner_takes_the_rest(alice, bob, active, DT):
    """ownerWithdraw() sends all that is left to the owner, and is his alone."""
    active.dispense(DT.address, toBase18(2.0), bob)
    with pytest.raises(TxReverted, match="Invalid owner"):
        active.ownerWithdraw(DT.address, bob)
    active.ownerWithdraw(DT.address, alice)
    assert DT.balanceOf_base(active.address) == 0
    assert DT.balanceOf_base(alice.address) == toBase18(98.0)


def test_dispenser_can_be_another_than_the_librarys(alice, active, DT):
    """A user's own dispenser has its own owners."""
    own = Dispenser.deploy(alice)
    assert own != active
    assert not own.status(DT.address).active
    assert Dispenser(active.address) == Dispenser() == active
