"""Where community fees gather."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.opfcommunityfeecollector import OPFCommunityFeeCollector
from web3engine.web3wallet import Web3Wallet

ETH = 10**18


@pytest.fixture
def collector(chain):
    """The library's fee collector."""
    return OPFCommunityFeeCollector()


@pytest.fixture
def owner(chain):
    """The wallet that owns it: the development account that deploys."""
    return Web3Wallet(chain.deployer.private_key)


def test_collector_is_owned_by_who_deploys(collector, owner):
    """The library's collector belongs to the deployer."""
    assert collector.owner() == owner.address


def test_anyone_sends_the_tokens_where_they_belong(alice, bob, collector, owner, OCEAN):
    """withdrawToken() sends all of a token to the collector's address; nobody gains by calling it, so anyone may."""
    OCEAN.transfer(collector.address, toBase18(3.0), alice)
    collector.withdrawToken(OCEAN.address, bob)
    assert OCEAN.balanceOf_base(collector.address) == 0
    assert OCEAN.balanceOf_base(owner.address) == toBase18(3.0)
    assert OCEAN.balanceOf_base(bob.address) == 0


def test_fees_of_orders_arrive(alice, bob, collector, owner, DT):
    """A thousandth of what is paid for data ends with the community."""
    DT.startOrder(alice.address, toBase18(50.0), 0, ZERO_ADDRESS, alice)
    assert DT.balanceOf_base(collector.address) == toBase18(0.05)
    collector.withdrawToken(DT.address, bob)
    assert DT.balanceOf_base(owner.address) == toBase18(0.05)


def test_anyone_sends_the_ETH_where_it_belongs(chain, alice, bob, collector, owner):
    """The collector takes ETH, and withdrawETH() sends all of it on."""
    before = owner.ETH_base()
    alice.sendEth(collector.address, ETH // 4)
    assert chain.balance(collector.address) == ETH // 4
    collector.withdrawETH(bob)
    assert chain.balance(collector.address) == 0
    assert owner.ETH_base() == before + ETH // 4
    assert bob.ETH_base() == ETH


def test_owner_says_where_fees_go(alice, bob, collector, owner, OCEAN):
    """changeCollector() is the owner's; later withdrawals go to the new address."""
    with pytest.raises(TxReverted, match="Ownable: caller is not the owner"):
        collector.changeCollector(alice.address, alice)
    with pytest.raises(TxReverted, match="invalid collector address"):
        collector.changeCollector(ZERO_ADDRESS, owner)
    collector.changeCollector(bob.address, owner)
    OCEAN.transfer(collector.address, toBase18(2.0), alice)
    alice.sendEth(collector.address, ETH // 2)
    collector.withdrawToken(OCEAN.address, alice)
    collector.withdrawETH(alice)
    assert OCEAN.balanceOf_base(bob.address) == toBase18(2.0)
    assert bob.ETH_base() == ETH + ETH // 2
    assert OCEAN.balanceOf_base(owner.address) == 0


def test_there_must_be_a_token(bob, collector):
    """The zero address is not a token."""
    with pytest.raises(TxReverted, match="invalid token contract address"):
        collector.withdrawToken(ZERO_ADDRESS, bob)


def test_collector_of_ones_own(alice, bob, collector):
    """A collector is created with the address that fees go to and its owner."""
    own = OPFCommunityFeeCollector.deploy(alice, bob.address, alice.address)
    assert own.owner() == alice.address
    assert own != collector
    alice.sendEth(own.address, 5)
    OPFCommunityFeeCollector(own.address).withdrawETH(alice)
    assert bob.ETH_base() == ETH + 5
