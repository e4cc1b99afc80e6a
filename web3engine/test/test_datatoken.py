"""Datatokens: mint, cap, minter, and orders with their fees."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.errors import TxReverted
from web3engine.btoken import BToken
from web3engine.chain import ZERO_ADDRESS
from web3engine.datatoken import Datatoken
from web3engine.opfcommunityfeecollector import OPFCommunityFeeCollector
from web3engine.web3wallet import randomWeb3Wallet

E18 = 10**18
ORDER_ID = 31 * b"\0" + b"\7"


def test_datatoken_knows_what_it_was_made_with(alice, DT):
    """Name, symbol, blob, cap and minter are those given to createToken()."""
    assert (DT.name(), DT.symbol(), DT.blob(), DT.decimals()) == ("DT1", "DT1", "foo", 18)
    assert DT.cap_base() == toBase18(100.0)
    assert DT.minter() == alice.address
    assert DT.balanceOf_base(alice.address) == DT.totalSupply_base() == toBase18(100.0)


def test_datatoken_is_an_ERC20(alice, bob, DT):
    """Balances move by transfer, allowances by approval."""
    DT.transfer(bob.address, toBase18(1.0), alice)
    DT.approve(bob.address, E18, alice)
    assert DT.balanceOf_base(bob.address) == E18
    assert DT.allowance_base(alice.address, bob.address) == E18


@pytest.mark.parametrize("Token", [BToken, Datatoken])
def test_every_function_is_an_attribute(DT, Token):
    """By its name in Solidity, also where the wrapper has no method for it; nothing else is one."""
    token = Token(DT.address)
    assert [f.name for f in token._abi.functions() if not callable(getattr(token, f.name, None))] == []
    assert token.balanceOf(DT.minter()) == token.totalSupply() == toBase18(100.0)
    with pytest.raises(AttributeError, match="burn"):
        token.burn(1)


# ---- minting


def test_cap_is_enforced(alice, DT):
    """All 100 exist: not one wei more can be minted."""
    with pytest.raises(TxReverted, match="DataTokenTemplate: cap exceeded"):
        DT.mint(alice.address, 1, alice)
    assert DT.totalSupply_base() == toBase18(100.0)


def test_minter_mints_for_anybody(alice, bob, chain):
    """mint() makes tokens for an address, up to the cap and to the wei."""
    token = Datatoken.deploy(alice, "n", "s", alice.address, 10, "", alice.address)
    token.mint(bob.address, 4, alice)
    token.mint(alice.address, 6, alice)
    assert (token.balanceOf_base(bob.address), token.balanceOf_base(alice.address)) == (4, 6)
    assert token.totalSupply_base() == token.cap_base() == 10


def test_only_the_minter_mints(alice, bob, DT):
    """Holding tokens is no right to make them."""
    DT.transfer(bob.address, toBase18(50.0), alice)
    with pytest.raises(TxReverted, match="DataTokenTemplate: invalid minter"):
        DT.mint(bob.address, 1, bob)
    assert DT.isMinter(alice.address)
    assert not DT.isMinter(bob.address)


@pytest.mark.parametrize("offer", [Datatoken.proposeMinter, Datatoken.setMinter])
def test_minting_is_handed_over_in_two_steps(alice, bob, chain, offer):
    """The minter proposes, the other approves; setMinter() is the reference's name for the first step."""
    token = Datatoken.deploy(alice, "n", "s", alice.address, 10, "", alice.address)
    with pytest.raises(TxReverted, match="invalid minter"):
        offer(token, bob.address, bob)
    receipt = offer(token, bob.address, alice)
    assert token._event(receipt, "MinterProposed") == {"currentMinter": alice.address, "newMinter": bob.address}
    assert token.minter() == alice.address
    with pytest.raises(TxReverted, match="invalid proposed minter address"):
        token.approveMinter(alice)

    token.approveMinter(bob)
    assert token.minter() == bob.address
    assert token.isMinter(bob.address)
    assert not token.isMinter(alice.address)
    token.mint(bob.address, 1, bob)
    with pytest.raises(TxReverted, match="invalid minter"):
        token.mint(alice.address, 1, alice)
    assert token.totalSupply_base() == 1


# ---- orders


@pytest.fixture
def consumer(alice, DT):
    """A consumer with 10 DT of Alice's."""
    wallet = randomWeb3Wallet()
    DT.transfer(wallet.address, toBase18(10.0), alice)
    return wallet


def test_order_pays_community_market_and_publisher(chain, alice, bob, DT, consumer):
    """Of 10 DT a thousandth goes to the community, a thousandth to the market, the rest to the publisher."""
    community = OPFCommunityFeeCollector().address
    receipt = DT.startOrder(consumer.address, toBase18(10.0), 3, bob.address, consumer)
    assert DT.balanceOf_base(consumer.address) == 0
    assert DT.balanceOf_base(community) == toBase18(0.01)
    assert DT.balanceOf_base(bob.address) == toBase18(0.01)
    assert DT.balanceOf_base(alice.address) == toBase18(90.0 + 9.98)
    assert DT._event(receipt, "OrderStarted") == {
        "consumer": consumer.address,
        "payer": consumer.address,
        "amount": toBase18(10.0),
        "serviceId": 3,
        "timestamp": chain.now(),
        "mrktFeeCollector": bob.address,
        "marketFee": toBase18(0.01),
    }


def test_order_without_market_pays_no_market_fee(alice, DT, consumer):
    """Where no market is named, the publisher gets its share."""
    receipt = DT.startOrder(consumer.address, toBase18(10.0), 0, ZERO_ADDRESS, consumer)
    assert DT.balanceOf_base(OPFCommunityFeeCollector().address) == toBase18(0.01)
    assert DT.balanceOf_base(alice.address) == toBase18(90.0 + 9.99)
    assert DT.balanceOf_base(ZERO_ADDRESS) == 0
    assert DT._event(receipt, "OrderStarted")["marketFee"] == 0


def test_who_pays_need_not_be_who_consumes(alice, bob, DT, consumer):
    """An order can be paid for somebody else; one cannot pay more than one holds."""
    receipt = DT.startOrder(bob.address, toBase18(1.0), 1, ZERO_ADDRESS, consumer)
    event = DT._event(receipt, "OrderStarted")
    assert (event["consumer"], event["payer"]) == (bob.address, consumer.address)
    assert DT.balanceOf_base(consumer.address) == toBase18(9.0)
    with pytest.raises(TxReverted, match="transfer amount exceeds balance"):
        DT.startOrder(bob.address, toBase18(9.5), 1, ZERO_ADDRESS, consumer)
    assert DT.balanceOf_base(consumer.address) == toBase18(9.0)


def test_finished_order_is_refunded(alice, DT, consumer):
    """finishOrder() sends tokens of the provider back to the consumer, whole, and names the order."""
    DT.startOrder(consumer.address, toBase18(10.0), 3, ZERO_ADDRESS, consumer)
    receipt = DT.finishOrder(ORDER_ID, consumer.address, toBase18(9.99), 3, alice)
    assert DT.balanceOf_base(consumer.address) == toBase18(9.99)
    assert DT.balanceOf_base(alice.address) == toBase18(90.0)
    event = DT._event(receipt, "OrderFinished")
    assert (event["orderTxId"], event["consumer"], event["provider"]) == (ORDER_ID, consumer.address, alice.address)
    assert (event["amount"], event["serviceId"]) == (toBase18(9.99), 3)


def test_refund_comes_from_who_sends_it(bob, DT, consumer):
    """Who holds no tokens can refund none."""
    with pytest.raises(TxReverted, match="transfer amount exceeds balance"):
        DT.finishOrder(ORDER_ID, consumer.address, 1, 3, bob)
    assert DT.balanceOf_base(consumer.address) == toBase18(10.0)


def test_fee_is_a_fraction_of_the_amount(DT):
    """calculateFee_base() multiplies and rounds down."""
    assert DT.calculateFee_base(toBase18(10.0), toBase18(0.001)) == toBase18(0.01)
    assert DT.calculateFee_base(999, toBase18(0.001)) == 0
    assert DT.calculateFee_base(1999, toBase18(0.001)) == 1
