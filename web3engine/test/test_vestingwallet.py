"""VestingWallet pays out what it holds, little by little, to one beneficiary: for 30 s, from 10 s after now."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from util.base18 import toBase18
from util.errors import ChainError, TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.simpletoken import Simpletoken
from web3engine.test.conformance import asm, deploy
from web3engine.vestingwallet import VestingWallet
from web3engine.web3wallet import randomWeb3Wallet

S_BEFORE = 10
DURATION = 30
SUPPLY = 2**256 - 1


@pytest.fixture
def token(alice):
    """A token, all of which Alice holds."""
    return Simpletoken.new("TOK", "Simple token", 18, SUPPLY, alice)


@pytest.fixture
def carol(chain):
    """The beneficiary, who has neither ETH nor tokens."""
    return randomWeb3Wallet()


@pytest.fixture
def start(chain):
    """When vesting begins."""
    return chain.now() + S_BEFORE


@pytest.fixture
def wallet(alice, carol, start):
    """An empty vesting wallet for Carol, made by Alice."""
    return VestingWallet.new(carol.address, start, DURATION, alice)


def held(token, *owners):
    """How much of the token each of them holds."""
    return [token.balanceOf_base(owner.address) for owner in owners]


# ---- what it is, and what it does while it is empty


def test_init(wallet, carol, start):
    """It knows whom to pay, from when on, and for how long; nothing has been paid."""
    assert (wallet.beneficiary(), wallet.start(), wallet.duration()) == (carol.address, start, DURATION)
    assert wallet.releasedETH_base() == 0


def test_somebody_must_be_paid(alice, start):
    """The zero address is nobody."""
    with pytest.raises(TxReverted, match="VestingWallet: no beneficiary"):
        VestingWallet.new(ZERO_ADDRESS, start, DURATION, alice)


@pytest.mark.parametrize("seconds", [-1, 2**64])
def test_seconds_are_of_64_bits(alice, carol, start, seconds):
    """Others do not fit into the contract."""
    with pytest.raises(ValueError, match=str(seconds)):
        VestingWallet.new(carol.address, start, seconds, alice)
    with pytest.raises(ValueError, match=str(seconds)):
        VestingWallet.new(carol.address, seconds, DURATION, alice)


def test_no_funding(chain, wallet, token, carol, bob, start):
    """Of nothing, nothing vests; to release it is not an error, and says so in an event."""
    chain.advance(S_BEFORE + DURATION)
    assert (wallet.vestedETH_base(start + DURATION), wallet.vestedAmount_base(token.address, start + DURATION)) == (
        0,
        0,
    )
    assert wallet._event(wallet.releaseETH(bob), "EtherReleased") == {"amount": 0}
    assert wallet._event(wallet.release(token.address, bob), "ERC20Released") == {"token": token.address, "amount": 0}
    assert (carol.ETH_base(), token.balanceOf_base(carol.address)) == (0, 0)


# ---- ETH


def test_ETH_funding(chain, wallet, alice, bob, carol, start):
    """A third of 3 wei after a third of the time, all at the end; Bob calls, Carol gets it."""
    alice.sendEth(wallet.address, 3)
    assert [wallet.vestedETH_base(start + s) for s in (-1, 0, 9, 10, 20, 30, 10**9)] == [0, 0, 0, 1, 2, 3, 3]
    paid = []
    for _ in range(5):
        receipt = wallet.releaseETH(bob)
        paid.append((wallet._event(receipt, "EtherReleased")["amount"], wallet.releasedETH_base(), carol.ETH_base()))
        chain.advance(10)
    assert paid == [(0, 0, 0), (0, 0, 0), (1, 1, 1), (1, 2, 2), (1, 3, 3)]
    assert chain.balance(wallet.address) == 0


def test_a_beneficiary_that_refuses_ETH_loses_none(chain, token, alice, bob, start):
    """The call fails, and the ETH stay where they are: the token is a contract that takes none."""
    wallet = VestingWallet.new(token.address, start, 0, alice)
    alice.sendEth(wallet.address, 5)
    chain.advance(S_BEFORE)
    with pytest.raises(TxReverted, match="VestingWallet: the beneficiary refuses ETH"):
        wallet.releaseETH(bob)
    assert (chain.balance(wallet.address), wallet.releasedETH_base()) == (5, 0)


# ---- tokens


def test_token_funding(chain, wallet, token, alice, bob, carol, start):
    """100 tokens, in steps of 10 s: 0, 0, 33.3…, 66.6…, 100, rounded down; Bob calls, Carol gets them."""
    all_of_it = toBase18(100.0)
    token.transfer(wallet.address, all_of_it, alice)
    parts = [0, 0, all_of_it // 3, all_of_it * 2 // 3, all_of_it]
    for part in parts:
        before = token.balanceOf_base(carol.address)
        assert wallet.vestedAmount_base(token.address, chain.now()) == part
        event = wallet._event(wallet.release(token.address, bob), "ERC20Released")
        assert event == {"token": token.address, "amount": part - before}
        assert wallet.released_base(token.address) == part
        assert held(token, carol, wallet, bob) == [part, all_of_it - part, 0]
        chain.advance(10)


def test_paying_out_changes_nothing_of_what_has_vested(chain, wallet, token, alice, bob, start):
    """Neither sooner nor later: what was paid still counts."""
    token.transfer(wallet.address, 1000, alice)
    chain.advance(S_BEFORE + 7)
    schedule = [wallet.vestedAmount_base(token.address, start + s) for s in range(40)]
    wallet.release(token.address, bob)
    assert [wallet.vestedAmount_base(token.address, start + s) for s in range(40)] == schedule


def test_late_funding_has_vested_at_once(chain, wallet, token, alice, bob, carol):
    """What comes half-way counts as if it had been there from the start; what comes after the end is due in full."""
    chain.advance(S_BEFORE + DURATION // 2)
    for whole, due in ((60, 30), (40, 50)):
        token.transfer(wallet.address, whole, alice)
        wallet.release(token.address, bob)
        assert token.balanceOf_base(carol.address) == due
    chain.advance(DURATION)
    token.transfer(wallet.address, 9, alice)
    wallet.release(token.address, bob)
    assert held(token, carol, wallet) == [109, 0]


def test_all_at_the_start_where_the_duration_is_0(chain, token, alice, bob, carol, start):
    """Not a second before."""
    wallet = VestingWallet.new(carol.address, start, 0, alice)
    token.transfer(wallet.address, 100, alice)
    alice.sendEth(wallet.address, 5)
    chain.advance(S_BEFORE - 1)
    wallet.release(token.address, bob)
    wallet.releaseETH(bob)
    assert (token.balanceOf_base(carol.address), carol.ETH_base()) == (0, 0)
    chain.advance(1)
    wallet.release(token.address, bob)
    wallet.releaseETH(bob)
    assert (token.balanceOf_base(carol.address), carol.ETH_base()) == (100, 5)


def test_tokens_and_ETH_have_nothing_in_common(chain, wallet, token, OCEAN, alice, bob, carol):
    """Each has its own count of what was paid."""
    token.transfer(wallet.address, 30, alice)
    OCEAN.transfer(wallet.address, 60, alice)
    alice.sendEth(wallet.address, 90)
    chain.advance(S_BEFORE + DURATION // 3)
    wallet.release(OCEAN.address, bob)
    assert (wallet.released_base(OCEAN.address), OCEAN.balanceOf_base(carol.address)) == (20, 20)
    assert (wallet.released_base(token.address), wallet.releasedETH_base()) == (0, 0)


@pytest.mark.parametrize("begin", [0, 2**64 - 1])
@pytest.mark.parametrize("duration", [1, 2**64 - 1])
def test_no_amount_and_no_time_is_too_large(wallet, token, alice, carol, begin, duration):
    """All tokens there can be, over all of time: products that no uint256 holds, sums that no uint64 holds."""
    wallet = VestingWallet.new(carol.address, begin, duration, alice)
    token.transfer(wallet.address, SUPPLY, alice)
    for timestamp in (0, 1, 2**63, 2**64 - 2, 2**64 - 1):
        passed = max(timestamp - begin, 0)
        assert wallet.vestedAmount_base(token.address, timestamp) == min(SUPPLY * passed // duration, SUPPLY)


# ---- tokens that are not as they should be


def oddToken(chain, end):
    """A contract of which everybody holds 100, and in which `transfer` comes to this end, in mnemonics."""
    return deploy(chain, asm(f"CALLDATASIZE 68 EQ 15 JUMPI 100 0 MSTORE 32 0 RETURN JUMPDEST {end}"))


def test_a_token_that_returns_nothing_is_paid_out(chain, wallet, bob):
    """There are such tokens, though the standard wants a bool."""
    token = oddToken(chain, "STOP")
    chain.advance(S_BEFORE + DURATION)
    wallet.release(token, bob)
    assert wallet.released_base(token) == 100


@pytest.mark.parametrize("end", ["32 0 RETURN", "0 0 REVERT"], ids=["false", "reverts"])
def test_a_token_that_refuses_counts_as_not_paid(chain, wallet, bob, end):
    """Whether it returns false or reverts."""
    token = oddToken(chain, end)
    chain.advance(S_BEFORE + DURATION)
    with pytest.raises(TxReverted, match="VestingWallet: the token refuses"):
        wallet.release(token, bob)
    assert wallet.released_base(token) == 0


def test_what_is_no_token_cannot_be_paid_out(wallet, bob):
    """An address without a contract."""
    with pytest.raises(ChainError, match="release"):
        wallet.release(bob.address, bob)


# ---- in general

step = st.tuples(st.sampled_from(["fund", "release", "wait"]), st.integers(0, 10**20), st.integers(0, 12))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 40), st.lists(step, max_size=12))
def test_no_unit_is_made_or_lost(chain, token, alice, bob, duration, steps):
    """Whoever funds and releases when: Carol has what was due at the last call, and the rest is here."""
    carol, start, funded, due = randomWeb3Wallet(), chain.now() + S_BEFORE, 0, 0
    wallet = VestingWallet.new(carol.address, start, duration, alice)
    for what, amt_base, seconds in steps:
        if what == "fund":
            token.transfer(wallet.address, amt_base, alice)
            funded += amt_base
        elif what == "release":
            passed = chain.now() - start
            due = 0 if passed < 0 else funded if passed >= duration else funded * passed // duration
            wallet.release(token.address, bob)
        else:
            chain.advance(seconds)
        assert held(token, carol, wallet) == [due, funded - due]
        assert wallet.released_base(token.address) == due
