"""BridgeLock.sol and BridgeToken.sol: what each end takes, pays and refuses."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.bridgeend import BridgeMessage
from web3engine.bridgelock import BridgeLock
from web3engine.bridgetoken import BridgeToken
from web3engine.chain import ZERO_ADDRESS
from web3engine.simpletoken import Simpletoken

FEE_PPM = 2500


class Ends(NamedTuple):
    """Both ends on one chain, which is all the same to them."""

    x: Simpletoken
    lock: BridgeLock
    token: BridgeToken


@pytest.fixture
def ends(alice, bob):
    """Alice has 1,000,000 units of x, and Bob relays."""
    x = Simpletoken.new("X", "x", 18, 1_000_000, alice)
    lock = BridgeLock.new(x.address, bob.address, FEE_PPM, alice)
    x.approve(lock.address, HUGEINT, alice)
    return Ends(x, lock, BridgeToken.new("X", bob.address, FEE_PPM, alice))


def test_there_and_back(ends, alice, bob):
    """0.25 % each way, rounded down, go to the relayer; the rest is locked, minted, burned and released."""
    x, lock, token = ends
    assert lock.send(100_399, alice.address, alice).returned == 0
    assert x.balanceOf_base(bob.address) == 250
    assert lock.locked_base() == x.balanceOf_base(lock.address) == 100_149
    message = lock.message(0)
    assert (message.to, message.amount, lock.sent(), token.delivered()) == (alice.address, 100_149, 1, 0)
    token.deliver(0, message, bob)
    assert token.totalSupply_base() == token.balanceOf_base(alice.address) == 100_149
    token.send(50_000, bob.address, alice)
    assert token.balanceOf_base(bob.address) == 125
    assert token.totalSupply_base() == 100_149 - 49_875
    lock.deliver(0, token.message(0), bob)
    assert lock.locked_base() == token.totalSupply_base()
    assert x.balanceOf_base(bob.address) == 250 + 49_875


def test_what_is_refused(ends, alice, bob):
    """Strangers, messages out of order or twice, more than is locked, nothing, nobody, and more than one has."""
    x, lock, token = ends
    lock.send(1000, alice.address, alice)
    forged = BridgeMessage(alice.address, 999, 0)
    for attempt, why in (
        (lambda: token.deliver(0, forged, alice), "only the relayer delivers"),
        (lambda: token.deliver(1, forged, bob), "not the next message"),
        (lambda: lock.deliver(0, forged, bob), "more than is locked"),
        (lambda: lock.send(0, alice.address, alice), "nothing to send"),
        (lambda: lock.send(10, ZERO_ADDRESS, alice), "no receiver"),
        (lambda: lock.send(1_000_000, alice.address, alice), "not enough tokens"),
        (lambda: token.send(1000, alice.address, alice), "ERC20InsufficientBalance"),
        (lambda: BridgeToken.new("X", bob.address, 1_000_000, alice), "takes everything"),
    ):
        with pytest.raises(TxReverted, match=why):
            attempt()
    token.deliver(0, lock.message(0), bob)
    with pytest.raises(TxReverted, match="not the next message"):
        token.deliver(0, lock.message(0), bob)
    assert token.totalSupply_base() == lock.locked_base() == 998


def test_a_donation_is_not_locked(ends, alice):
    """x that somebody transfers to the contract is nobody's, and mints nothing."""
    x, lock, _ = ends
    x.transfer(lock.address, 5, alice)
    assert (lock.locked_base(), x.balanceOf_base(lock.address)) == (0, 5)
