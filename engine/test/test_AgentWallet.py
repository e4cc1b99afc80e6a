"""Wallets: what comes in and goes out, to the last wei, and where floats end and base-18 integers begin."""

import math
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.AgentWallet import AgentWallet, AgentWalletAbstract, AgentWalletEvm, AgentWalletNoEvm, BurnWallet
from engine.AgentWalletBase18 import AgentWalletBase18
from util.base18 import fromBase18, toBase18
from util.constants import BURN_ADDRESS
from util.errors import BadAmount, ChainNeeded, InsufficientFunds, TxReverted, WalletError
from web3engine import globaltokens
from web3engine.btoken import Basket, BToken
from web3engine.chain import useChain
from web3engine.chains import openChain

# A run repeats; examples share a chain and put it back themselves.
REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=[AgentWalletEvm, AgentWalletNoEvm])
def Wallet(request):
    """Each kind of wallet. Only the one on a chain has a chain."""
    if request.param is AgentWalletEvm:
        request.getfixturevalue("chain")
    return request.param


@pytest.fixture
def wallet(alice_agent):
    """Alice's wallet: 1000 OCEAN, of which 200 may be in a pool."""
    return alice_agent._wallet


class _Verbs:
    """The verbs for one currency of a wallet, so that a test can tell both by one story."""

    def __init__(self, wallet, token):
        self.holds = getattr(wallet, token)
        self.deposit = getattr(wallet, f"deposit{token}")
        self.withdraw = getattr(wallet, f"withdraw{token}")
        self.transfer = getattr(wallet, f"transfer{token}")
        self.totalIn = getattr(wallet, f"total{token}in")


@pytest.fixture(params=["USD", "OCEAN"])
def token(request):
    """The currencies that every wallet has."""
    return request.param


# ---- USD and OCEAN, on a chain and without


def test_a_new_wallet_is_empty_unless_told_otherwise(Wallet):
    """What it begins with has come in."""
    empty, filled = Wallet(), Wallet(USD=1.2, OCEAN=3.4)
    assert (empty.USD(), empty.OCEAN(), empty.totalUSDin(), empty.totalOCEANin()) == (0.0, 0.0, 0.0, 0.0)
    assert (filled.USD(), filled.OCEAN(), filled.totalUSDin(), filled.totalOCEANin()) == (1.2, 3.4, 1.2, 3.4)


def test_money_comes_in_and_goes_out(Wallet, token):
    """13.25 and 1.00 come in, 2.10 goes out: 12.15 stay, and 14.25 have come in."""
    money = _Verbs(Wallet(), token)
    money.deposit(13.25)
    assert money.holds() == 13.25
    money.deposit(1.00)
    assert money.holds() == 14.25
    money.withdraw(2.10)
    assert money.holds() == 12.15
    money.deposit(0.0)
    money.withdraw(0.0)
    assert money.holds() == 12.15
    assert money.totalIn() == 14.25


def test_totals_count_what_came_in_and_never_shrink(Wallet, token):
    """What goes out was in, all the same."""
    payer, payee = _Verbs(Wallet(**{token: 4.0}), token), Wallet(**{token: 1.0})
    payer.withdraw(1.0)
    assert payer.totalIn() == 4.0
    payer.deposit(0.5)
    assert payer.totalIn() == 4.5
    payer.transfer(payee, 3.0)
    assert payer.totalIn() == 4.5
    assert _Verbs(payee, token).totalIn() == 4.0
    assert (payer.holds(), _Verbs(payee, token).holds()) == (0.5, 4.0)


def test_money_moves_from_wallet_to_wallet(Wallet, token):
    """Of 10 and 1, two move: 8 and 3."""
    payer, payee = Wallet(**{token: 10.0}), Wallet(**{token: 1.0})
    _Verbs(payer, token).transfer(payee, 2.0)
    assert (_Verbs(payer, token).holds(), _Verbs(payee, token).holds()) == (8.0, 3.0)


@pytest.mark.parametrize("amount", [-5.0, -1e-18, math.nan, math.inf, -math.inf])
def test_amounts_are_numbers_from_zero_up(Wallet, token, amount):
    """Others are a BadAmount, which is an AssertionError and a ValueError, too."""
    money, other = _Verbs(Wallet(**{token: 8.0}, holder="pub1"), token), Wallet()
    for action in (money.deposit, money.withdraw, lambda amt: money.transfer(other, amt)):
        with pytest.raises(BadAmount, match=f"pub1 was asked to move {amount} {token}") as raised:
            action(amount)
        assert isinstance(raised.value, AssertionError)
        assert isinstance(raised.value, ValueError)
    assert (money.holds(), money.totalIn(), _Verbs(other, token).totalIn()) == (8.0, 8.0, 0.0)


@pytest.mark.parametrize("want", [3.500001, 1000.0, 1e60, sys.float_info.max])
@pytest.mark.parametrize("have", [0.0, 0.5, 3.5])
def test_a_wallet_spends_what_it_has_and_no_more(Wallet, token, have, want):
    """The error names the holder, the token, what is there and what was wanted. Nothing moves."""
    money, other = _Verbs(Wallet(**{token: have}, holder="pub1"), token), Wallet()
    for action in (money.withdraw, lambda amt: money.transfer(other, amt)):
        with pytest.raises(InsufficientFunds) as raised:
            action(want)
        error = raised.value
        assert (error.holder, error.token, error.have, error.want) == ("pub1", token, have, want)
        assert f"pub1 cannot spend {want!r} {token}" in str(error)
        assert f"it holds {have!r}" in str(error)
        assert isinstance(error, ValueError)
    assert (money.holds(), _Verbs(other, token).holds()) == (have, 0.0)


def test_float_noise_strands_nobody(Wallet, token):
    """2.4000000000000004 from 2.4 is all of it: a sum of parts may be a hair more than the whole."""
    money = _Verbs(Wallet(**{token: 2.4}), token)
    money.withdraw(2.4000000000000004)
    assert money.holds() == 0.0


@pytest.mark.parametrize("noisy", [2.4 * (1 + 5e-13), 2.4 * (1 - 5e-13), 2.4000000000000004, 2.3999999999999995])
def test_all_up_to_float_noise_is_all(Wallet, token, noisy):
    """Neither dust nor debt stays, and the receiver has all that there was."""
    payer, payee = Wallet(**{token: 2.4}), Wallet()
    _Verbs(payer, token).transfer(payee, noisy)
    assert (_Verbs(payer, token).holds(), _Verbs(payee, token).holds()) == (0.0, 2.4)


def test_what_is_too_much_beyond_the_12th_decimal_is_no_debt(token):
    """Of a thousandth, a hair more can be paid: floats are rounded to twelve decimals before they are refused."""
    payer, payee = AgentWalletNoEvm(USD=0.001, OCEAN=0.001), AgentWalletNoEvm()
    _Verbs(payer, token).transfer(payee, 0.001 + 4e-13)
    assert (_Verbs(payer, token).holds(), _Verbs(payee, token).holds()) == (0.0, 0.001)
    with pytest.raises(InsufficientFunds):
        _Verbs(payee, token).withdraw(0.001 + 6e-13)


@pytest.mark.parametrize("amount", [2.4 * (1 + 1e-9), 2.4 + 1e-6])
def test_more_than_noise_is_too_much(Wallet, token, amount):
    """A millionth of a token is money."""
    money = _Verbs(Wallet(**{token: 2.4}), token)
    with pytest.raises(InsufficientFunds):
        money.withdraw(amount)
    assert money.holds() == 2.4


@pytest.mark.parametrize("amount", [2.4 * (1 - 1e-9), 2.4 - 1e-6])
def test_less_than_noise_stays(Wallet, token, amount):
    """What is not all leaves the rest where it was."""
    money = _Verbs(Wallet(**{token: 2.4}), token)
    money.withdraw(amount)
    assert money.holds() == pytest.approx(2.4 - amount)
    assert money.holds() > 0.0


def test_whole_numbers_are_amounts(Wallet, token):
    """receiveUSD(3) is fine, though constructors of agents want floats."""
    money = _Verbs(Wallet(), token)
    money.deposit(3)
    money.withdraw(1)
    assert money.holds() == 2.0


@pytest.mark.parametrize("Number", [numpy.float64, numpy.float32, numpy.float16])
def test_numbers_of_numpy_are_amounts(Wallet, token, Number):
    """They count as the float that they equal, and leave nothing of numpy behind."""
    payer, payee = Wallet(**{token: 0.1}), Wallet()
    money = _Verbs(payer, token)
    money.deposit(Number(0.5))
    assert money.holds() == 0.6
    money.withdraw(Number(0.25))
    money.transfer(payee, Number(0.125))
    assert money.holds() == pytest.approx(0.225, rel=1e-12)
    assert (_Verbs(payee, token).holds(), money.totalIn()) == (0.125, 0.6)
    told = money.holds(), money.totalIn(), _Verbs(payee, token).holds()
    assert all(isinstance(amt, float) and not isinstance(amt, numpy.generic) for amt in told)


def test_money_goes_to_wallets(Wallet, token):
    """Of any other thing, the error says what it is."""
    money = _Verbs(Wallet(**{token: 5.0}, holder="pub1"), token)
    with pytest.raises(WalletError, match=f"pub1 cannot send {token} to 'bob'"):
        money.transfer("bob", 1.0)
    assert money.holds() == 5.0


def test_OCEAN_goes_to_the_burn_wallet(Wallet):
    """Whoever wants to burn may say so by a transfer."""
    wallet = Wallet(OCEAN=5.0)
    wallet.transferOCEAN(BurnWallet(), 2.0)
    assert wallet.OCEAN() == 3.0


def test_str_tells_what_it_holds_and_what_came_in(Wallet):
    """USD as money, OCEAN with six decimals."""
    wallet = Wallet(USD=1234.5, OCEAN=3.25)
    wallet.withdrawOCEAN(1.0)
    assert str(wallet) == (
        f"{Wallet.__name__}={{\n"
        "  USD=$1,234.50, OCEAN=2.250000\n"
        "  total_USD_in=$1,234.50, total_OCEAN_in=3.250000\n"
        f" /{Wallet.__name__}}}"
    )


def test_AgentWallet_is_the_wallet_on_a_chain():
    """The reference's name; the other two say which kind they are."""
    assert AgentWallet is AgentWalletEvm
    assert issubclass(AgentWalletEvm, AgentWalletAbstract)
    assert issubclass(AgentWalletNoEvm, AgentWalletAbstract)


def test_a_wallet_of_floats_needs_no_chain():
    """The one on a chain does, and says who asked for it."""
    assert AgentWalletNoEvm(OCEAN=1.0).OCEAN() == 1.0
    with pytest.raises(ChainNeeded, match="the wallet of pub1 needs a chain"):
        AgentWalletEvm(OCEAN=1.0, holder="pub1")


# ---- money is conserved

DEALS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.0, 1.2), st.booleans()), min_size=1, max_size=25
)


def _deal(wallets, deals, token):
    """Makes the deals: (payer, payee, part of what the payer holds, or as many whole tokens). Some are refused."""
    for payer, payee, amount, as_part in deals:
        money = _Verbs(wallets[payer], token)
        want = amount * money.holds() if as_part else 100.0 * amount
        try:
            money.transfer(wallets[payee], want)
        except InsufficientFunds:
            assert want > money.holds()


@given(st.lists(st.floats(0.0, 1e9), min_size=4, max_size=4), DEALS, st.sampled_from(["USD", "OCEAN"]))
@REPEATABLE
def test_floats_move_and_neither_grow_nor_vanish(holdings, deals, token):
    """Whatever wallets of floats pay each other, the sum is the same up to float noise, and nobody is in debt."""
    wallets = [AgentWalletNoEvm(**{token: have}) for have in holdings]
    _deal(wallets, deals, token)
    after = [_Verbs(wallet, token).holds() for wallet in wallets]
    assert math.fsum(after) == pytest.approx(math.fsum(holdings), rel=1e-11, abs=1e-11)
    assert min(after) >= 0.0


@given(holdings=st.lists(st.floats(0.0, 1e9), min_size=4, max_size=4), deals=DEALS)
@REPEATABLE
def test_tokens_move_and_neither_grow_nor_vanish(chain, holdings, deals):
    """Whatever wallets on a chain pay each other, the sum is the same to the wei."""
    undo = chain.snapshot()
    wallets = [AgentWallet(OCEAN=have) for have in holdings]
    _deal(wallets, deals, "OCEAN")
    after = [globaltokens.OCEANtoken().balanceOf_base(wallet.address) for wallet in wallets]
    reported = [wallet._OCEAN_base() for wallet in wallets]
    chain.revert(undo)
    assert sum(after) == sum(map(toBase18, holdings))
    assert reported == after


# ---- keys, ETH and burning


@pytest.mark.parametrize("key", ["0x" + 63 * "0" + "1", bytes(31) + b"\1"])
def test_a_key_has_its_address(chain, key):
    """The address of the key 1 is known to the whole world."""
    assert AgentWallet(private_key=key).address == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_new_wallets_have_keys_of_their_own(chain):
    """No two have the same."""
    first, second = AgentWallet(), AgentWallet()
    assert first.web3wallet.private_key != second.web3wallet.private_key
    assert first.address != second.address
    assert first._address == first.address


def test_two_wallets_of_one_key_hold_the_same_money(chain):
    """What is minted for the second one comes on top, and the first one sees it."""
    first = AgentWallet(OCEAN=1.0)
    second = AgentWallet(OCEAN=2.0, private_key=first.web3wallet.private_key)
    assert (first.OCEAN(), second.OCEAN()) == (3.0, 3.0)
    assert (first.totalOCEANin(), second.totalOCEANin()) == (1.0, 2.0)
    assert (first.USD(), second.USD()) == (0.0, 0.0)


def test_a_new_wallet_has_a_little_ETH_for_gas(chain):
    """0.01, paid by the development account, which has plenty."""
    wallet = AgentWallet()
    assert wallet.ETH() == 0.01
    assert isinstance(wallet.ETH(), float)
    assert wallet._ETH_base() == 10**16
    assert chain.balance(chain.god.address) > 10**18


def test_burnt_OCEAN_lie_where_nobody_has_the_key(chain):
    """They leave circulation, though the token counts them on."""
    wallet, OCEAN = AgentWallet(OCEAN=5.0), globaltokens.OCEANtoken()
    supply, burnt = OCEAN.totalSupply_base(), OCEAN.balanceOf_base(BURN_ADDRESS)
    wallet.withdrawOCEAN(2.0)
    assert OCEAN.balanceOf_base(BURN_ADDRESS) - burnt == 2 * 10**18
    assert OCEAN.totalSupply_base() == supply
    assert BurnWallet().address == BurnWallet()._address == BURN_ADDRESS


def test_deposited_OCEAN_are_minted(chain):
    """The supply grows by as many."""
    wallet, OCEAN = AgentWallet(), globaltokens.OCEANtoken()
    supply = OCEAN.totalSupply_base()
    wallet.depositOCEAN(0.1)
    assert OCEAN.totalSupply_base() - supply == 10**17


def test_moving_nothing_is_no_transaction(chain):
    """Zero, and what is smaller than a wei, cost no block."""
    wallet, other = AgentWallet(OCEAN=1.0), AgentWallet()
    height = chain.height()
    for amount in (0.0, 1e-19):
        wallet.transferOCEAN(other, amount)
        wallet.withdrawOCEAN(amount)
        wallet.depositOCEAN(amount / 10)
    assert chain.height() == height
    assert (wallet.OCEAN(), other.OCEAN()) == (1.0, 0.0)


# ---- datatokens


def test_a_wallet_knows_its_datatokens_and_shares(wallet, DT, pool):
    """Alice has put 20 of 100 DT and 200 of 1000 OCEAN into her pool, for 100 BPT."""
    assert (wallet.DT(DT), wallet.BPT(pool), wallet.OCEAN()) == (80.0, 100.0, 800.0)


def test_datatokens_move(wallet, DT):
    """Of 100, a quarter of one; by the same rules as OCEAN."""
    other = AgentWallet()
    wallet.transferDT(other, DT, 0.25)
    assert (wallet.DT(DT), other.DT(DT)) == (99.75, 0.25)
    wallet.transferDT(other, DT, 0.0)
    wallet.transferDT(other, DT, 99.75 * (1 + 5e-13))
    assert (wallet.DT(DT), other.DT(DT)) == (0.0, 100.0)


def test_datatokens_that_one_lacks_do_not_move(wallet, DT):
    """The error speaks of datatokens."""
    other = AgentWallet()
    with pytest.raises(InsufficientFunds, match="alice cannot spend 100.5 datatokens.*it holds 100.0"):
        wallet.transferDT(other, DT, 100.5)
    with pytest.raises(BadAmount, match="alice was asked to move -1.0 datatokens"):
        wallet.transferDT(other, DT, -1.0)
    with pytest.raises(WalletError, match="alice cannot send datatokens"):
        wallet.transferDT(AgentWalletNoEvm(), DT, 1.0)
    assert (wallet.DT(DT), other.DT(DT)) == (100.0, 0.0)


# ---- trade


def change_base(wallet, tokens, action):
    """What `action` returns, and by how much it changes what `wallet` holds of each token, in base 18."""
    before = [token.balanceOf_base(wallet.address) for token in tokens]
    got = action()
    after = [token.balanceOf_base(wallet.address) for token in tokens]
    return got, [a - b for a, b in zip(after, before)]


def test_selling_datatokens(wallet, OCEAN, DT, pool):
    """10 DT bring 31.90 OCEAN, which is what sellDT returns, to the wei."""
    got, (OCEAN_base, DT_base) = change_base(wallet, [OCEAN, DT], lambda: wallet.sellDT(pool, DT, DT_sell_amt=10.0))
    assert got == pytest.approx(31.9020662098)
    assert (got, DT_base) == (fromBase18(OCEAN_base), -10 * 10**18)
    assert (wallet.DT(DT), wallet.OCEAN()) == (70.0, pytest.approx(831.9020662098))


def test_buying_datatokens(wallet, OCEAN, DT, pool):
    """1 DT costs 4.45 OCEAN, which is what buyDT returns, to the wei."""
    action = lambda: wallet.buyDT(pool, DT, DT_buy_amt=1.0, max_OCEAN_allow=100.0)
    cost, (OCEAN_base, DT_base) = change_base(wallet, [OCEAN, DT], action)
    assert cost == pytest.approx(4.4452531211)
    assert (cost, DT_base) == (fromBase18(-OCEAN_base), 10**18)
    assert (wallet.DT(DT), wallet.OCEAN()) == (81.0, pytest.approx(800.0 - 4.4452531211))


def test_staking(wallet, OCEAN, pool):
    """20 OCEAN bring 6.90 BPT, which is what stakeOCEAN returns, to the wei."""
    got, (OCEAN_base, BPT_base) = change_base(wallet, [OCEAN, pool], lambda: wallet.stakeOCEAN(20.0, pool))
    assert got == pytest.approx(6.8993024508)
    assert (got, OCEAN_base) == (fromBase18(BPT_base), -20 * 10**18)
    assert (wallet.OCEAN(), wallet.BPT(pool)) == (780.0, pytest.approx(106.8993024508))


def test_unstaking(wallet, OCEAN, pool):
    """20 of 100 BPT bring 54.59 OCEAN, which is what unstakeOCEAN returns, to the wei."""
    got, (OCEAN_base, BPT_base) = change_base(wallet, [OCEAN, pool], lambda: wallet.unstakeOCEAN(20.0, pool))
    assert got == pytest.approx(54.5923790658)
    assert (got, BPT_base) == (fromBase18(OCEAN_base), -20 * 10**18)
    assert (wallet.BPT(pool), wallet.OCEAN()) == (80.0, pytest.approx(854.5923790658))


def test_a_trusted_pool_needs_no_approval_for_each_trade(chain, wallet, OCEAN, DT, pool):
    """Each trade is one transaction instead of two; a pool that is not trusted still needs an approval."""
    other = AgentWallet(OCEAN=100.0, holder="other")
    wallet.trust(pool.address, OCEAN, DT)
    for trade, n_transactions in (
        (lambda: wallet.buyDT(pool, DT, 1.0, 100.0), 1),
        (lambda: wallet.sellDT(pool, DT, 1.0), 1),
        (lambda: wallet.stakeOCEAN(1.0, pool), 1),
        (lambda: other.stakeOCEAN(1.0, pool), 2),
    ):
        before = chain.height()
        assert trade() > 0.0
        assert chain.height() - before == n_transactions


@pytest.mark.parametrize("wei", [1, 2, 3_333_333_333_333_333_333, 7_123_456_789_012_345_678, 9_999_999_999_999_999_999])
def test_all_that_is_reported_can_be_sold_to_the_wei(wallet, DT, pool, wei):
    """DT() is a float and may be a hair more than there is: selling it sells all, and no dust stays."""
    # What nobody can write as a float of whole tokens, above the least that a pool takes.
    seller = AgentWallet(holder="seller")
    DT.transfer(seller.address, 5 * 10**18 + wei // 2, wallet.web3wallet)
    got = seller.sellDT(pool, DT, seller.DT(DT))
    assert got > 0.0
    assert DT.balanceOf_base(seller.address) == 0
    assert (seller.DT(DT), seller.OCEAN()) == (0.0, got)


@pytest.mark.parametrize("wei", [1, 333_333_333_333_333_333, 9_999_999_999_999_999_999])
def test_all_that_is_reported_can_be_staked_and_unstaked_to_the_wei(wallet, OCEAN, pool, wei):
    """The same for OCEAN and for BPT."""
    staker = AgentWallet(holder="staker")
    globaltokens.mintOCEAN(staker.address, 5 * 10**18 + wei)
    got = staker.stakeOCEAN(staker.OCEAN(), pool)
    assert OCEAN.balanceOf_base(staker.address) == 0
    assert staker.BPT(pool) == got
    staker.unstakeOCEAN(staker.BPT(pool), pool)
    assert pool.balanceOf_base(staker.address) == 0
    # The way there and back costs two fees of a millionth.
    assert staker.OCEAN() == pytest.approx(5.0 + wei / 10**18, rel=1e-5)


@given(wei=st.integers(0, 2**200), part=st.floats(0.0, 1.0))
@settings(REPEATABLE, max_examples=40)
def test_spending_what_one_was_told_one_has_always_works(chain, DT, wei, part):
    """Through the wallet or around it, all of it or part of it: never a wei more than there is, and all is all."""
    undo = chain.snapshot()
    OCEAN, wallet, other = globaltokens.OCEANtoken(), AgentWallet(), AgentWallet()
    globaltokens.mintOCEAN(wallet.address, wei)
    assert toBase18(wallet.OCEAN()) == wei
    wallet.transferOCEAN(other, part * wallet.OCEAN())
    left = OCEAN.balanceOf_base(wallet.address)
    assert toBase18(wallet.OCEAN()) == left
    OCEAN.transfer(other.address, toBase18(wallet.OCEAN()), wallet.web3wallet)
    assert (OCEAN.balanceOf_base(wallet.address), OCEAN.balanceOf_base(other.address)) == (0, wei)
    other.transferOCEAN(wallet, other.OCEAN())
    assert (other.OCEAN(), OCEAN.balanceOf_base(wallet.address)) == (0.0, wei)
    chain.revert(undo)


def test_every_holding_can_be_spent_as_it_was_told(wallet, DT, pool):
    """Datatokens, shares and ETH: what is reported turns into the wei that there are."""
    DT.transfer(AgentWallet().address, 123_456_789, wallet.web3wallet)
    pool.transfer(AgentWallet().address, 987_654_321, wallet.web3wallet)
    assert toBase18(wallet.DT(DT)) == DT.balanceOf_base(wallet.address) == 80 * 10**18 - 123_456_789
    assert toBase18(wallet.BPT(pool)) == pool.balanceOf_base(wallet.address) == 100 * 10**18 - 987_654_321
    assert toBase18(wallet.ETH()) == wallet.web3wallet.ETH_base()


# ---- kinds of numbers


@pytest.mark.parametrize(
    "amount", [1, numpy.int64(1), numpy.uint8(1), Decimal(1), Fraction(1), numpy.float32(1), numpy.longdouble(1)]
)
def test_amounts_of_every_kind_of_number_count_alike(Wallet, token, amount):
    """They come in, go out and go over, and nothing of their kind stays behind."""
    payer, payee = Wallet(**{token: 2.5}), Wallet()
    money = _Verbs(payer, token)
    money.deposit(amount)
    money.withdraw(amount)
    money.transfer(payee, amount)
    told = money.holds(), money.totalIn(), _Verbs(payee, token).holds(), _Verbs(payee, token).totalIn()
    assert told == (1.5, 3.5, 1.0, 1.0)
    assert all(isinstance(amt, float) for amt in told)


@pytest.mark.parametrize(
    "amount", [True, "1", None, numpy.True_, numpy.array([1.0]), numpy.array([1.0, 2.0]), 1j, 10**400, Decimal("nan")]
)
def test_what_is_no_amount_is_refused_before_anything_happens(Wallet, token, amount):
    """On a chain and without; no transaction is sent, and no total changes."""
    payer, payee = Wallet(**{token: 2.5}), Wallet()
    money = _Verbs(payer, token)
    for action in (money.deposit, money.withdraw, lambda amt: money.transfer(payee, amt)):
        with pytest.raises(BadAmount):
            action(amount)
    assert (money.holds(), money.totalIn(), _Verbs(payee, token).totalIn()) == (2.5, 2.5, 0.0)


def test_an_amount_without_float_reaches_the_chain_to_the_wei(chain):
    """A Decimal has more digits than a float, and they arrive."""
    wallet, other = AgentWallet(OCEAN=2.0), AgentWallet()
    amt: Any = Decimal("1.000000000000000001")
    wallet.transferOCEAN(other, amt)
    assert other._OCEAN_base() == 10**18 + 1
    assert other.totalOCEANin() == 1.0


def test_nobody_trades_what_it_lacks(wallet, DT, pool):
    """The wallet refuses before the chain has to, and says what is missing."""
    with pytest.raises(InsufficientFunds, match="alice cannot spend 81.0 datatokens.*it holds 80.0"):
        wallet.sellDT(pool, DT, 81.0)
    with pytest.raises(InsufficientFunds, match="alice cannot spend 801.0 OCEAN.*it holds 800.0"):
        wallet.stakeOCEAN(801.0, pool)
    with pytest.raises(InsufficientFunds, match="alice cannot spend 801.0 OCEAN.*it holds 800.0"):
        wallet.buyDT(pool, DT, 1.0, max_OCEAN_allow=801.0)
    with pytest.raises(InsufficientFunds, match="alice cannot spend 101.0 BPT.*it holds 100.0"):
        wallet.unstakeOCEAN(101.0, pool)
    assert (wallet.DT(DT), wallet.OCEAN(), wallet.BPT(pool)) == (80.0, 800.0, 100.0)


@pytest.mark.parametrize("amount", [-1.0, math.nan, math.inf])
def test_no_trade_takes_an_amount_that_is_none(wallet, DT, pool, amount):
    """As with transfers."""
    actions = [
        lambda: wallet.sellDT(pool, DT, amount),
        lambda: wallet.buyDT(pool, DT, amount, max_OCEAN_allow=10.0),
        lambda: wallet.buyDT(pool, DT, 1.0, max_OCEAN_allow=amount),
        lambda: wallet.stakeOCEAN(amount, pool),
        lambda: wallet.unstakeOCEAN(amount, pool),
    ]
    for action in actions:
        with pytest.raises(BadAmount):
            action()
    assert (wallet.DT(DT), wallet.OCEAN(), wallet.BPT(pool)) == (80.0, 800.0, 100.0)


def test_limits_of_a_trade_hold(wallet, DT, pool):
    """A sale that brings less than min_OCEAN_amt, and a purchase that costs more than max_OCEAN_allow, are refused."""
    with pytest.raises(TxReverted, match="ERR_LIMIT_OUT"):
        wallet.sellDT(pool, DT, 10.0, min_OCEAN_amt=31.91)
    with pytest.raises(TxReverted, match="ERR_LIMIT_IN"):
        wallet.buyDT(pool, DT, 1.0, max_OCEAN_allow=4.44)
    assert (wallet.DT(DT), wallet.OCEAN()) == (80.0, 800.0)
    assert wallet.sellDT(pool, DT, 10.0, min_OCEAN_amt=31.90) > 31.90


def test_a_pool_takes_half_of_its_reserve_at_most(wallet, DT, pool):
    """The error names contract, function and reason; nothing has happened."""
    with pytest.raises(TxReverted, match=r"BPool.swapExactAmountIn\(.*ERR_MAX_IN_RATIO"):
        wallet.sellDT(pool, DT, 10.1)
    assert (wallet.DT(DT), wallet.OCEAN()) == (80.0, 800.0)


# ---- balances are remembered, but never outlive their truth


def agrees(wallet, *tokens):
    """Whether what `wallet` reports is what the chain says."""
    every = [globaltokens.OCEANtoken(), *tokens]
    return [wallet._DT_base(token) for token in every] == [token.balanceOf_base(wallet.address) for token in every]


def test_a_balance_is_read_once_between_two_transactions(chain, monkeypatch):
    """Asking again costs nothing; after a transaction, whosoever, the chain is asked anew."""
    reads = []
    read = BToken.balanceOf_base

    def counted(token, address):
        reads.append(address)
        return read(token, address)

    monkeypatch.setattr(BToken, "balanceOf_base", counted)
    wallet, other = AgentWallet(OCEAN=5.0), AgentWallet(OCEAN=5.0)
    assert [wallet.OCEAN() for _ in range(10)] == [5.0] * 10
    assert reads == [wallet.address]
    other.withdrawOCEAN(1.0)
    reads.clear()
    assert [wallet.OCEAN() for _ in range(10)] == [5.0] * 10
    assert reads == [wallet.address]
    wallet.resetCachedInfo()
    assert wallet.OCEAN() == 5.0
    assert reads == [wallet.address] * 2


def test_what_others_do_is_seen_at_once(wallet, bob, OCEAN, DT, pool):
    """Transfers in, transfers out with an allowance, and transactions that go round the wallet."""
    assert (wallet.OCEAN(), wallet.DT(DT), wallet.BPT(pool)) == (800.0, 80.0, 100.0)
    globaltokens.mintOCEAN(wallet.address, toBase18(1.0))
    assert wallet.OCEAN() == 801.0
    OCEAN.approve(bob.address, toBase18(300.0), wallet.web3wallet)
    OCEAN.transferFrom(wallet.address, bob.address, toBase18(300.0), bob)
    assert wallet.OCEAN() == 501.0
    DT.transfer(bob.address, toBase18(30.0), wallet.web3wallet)
    pool.transfer(bob.address, toBase18(40.0), wallet.web3wallet)
    assert (wallet.DT(DT), wallet.BPT(pool)) == (50.0, 60.0)
    bobs = AgentWallet(private_key=bob.private_key)
    assert (bobs.OCEAN(), bobs.DT(DT), bobs.BPT(pool)) == (300.0, 30.0, 40.0)
    bobs.transferOCEAN(wallet, 100.0)
    assert (wallet.OCEAN(), bobs.OCEAN()) == (601.0, 200.0)


def test_what_is_undone_was_never_there(chain, wallet, DT, pool):
    """A wallet sees the chain come back to a snapshot, as it sees it go on."""
    snapshot = chain.snapshot()
    wallet.stakeOCEAN(100.0, pool)
    wallet.sellDT(pool, DT, 5.0)
    assert wallet.OCEAN() > 700.0
    chain.revert(snapshot)
    assert (wallet.OCEAN(), wallet.DT(DT), wallet.BPT(pool)) == (800.0, 80.0, 100.0)


def test_balances_of_a_basket_are_those_of_its_tokens(wallet, OCEAN, DT, pool):
    """Whatever happens between two looks at them: a transfer, a trade, a token that was not among them before."""
    tokens = [DT, pool]
    basket, other = Basket(tokens), AgentWallet(holder="other")
    for change in (
        lambda: None,
        lambda: wallet.transferDT(other, DT, 1.0),
        lambda: wallet.stakeOCEAN(1.0, pool),
        lambda: None,
    ):
        change()
        assert wallet.balances(basket) == wallet.balances(tokens) == [wallet.DT(DT), wallet.BPT(pool)]
    assert wallet.balances(Basket([*tokens, OCEAN])) == [*wallet.balances(tokens), wallet.OCEAN()]
    assert wallet.balances(Basket([])) == []


def test_a_refused_transaction_leaves_balances_true(wallet, DT, pool):
    """What was remembered before is still right after it."""
    assert wallet.DT(DT) == 80.0
    with pytest.raises(TxReverted):
        wallet.sellDT(pool, DT, 79.0)
    assert (wallet.DT(DT), wallet.OCEAN()) == (80.0, 800.0)


DEEDS = st.lists(
    st.tuples(st.sampled_from(["sell", "buy", "stake", "unstake", "send", "mint", "advance", "undo"]), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(actions=DEEDS)
@settings(REPEATABLE, max_examples=30)
def test_whatever_happens_wallets_report_what_the_chain_says(chain, wallet, bob, DT, pool, actions):
    """Two wallets trade in one pool, in any order, with snapshots between: neither ever reports an old balance."""
    undo = chain.snapshot()
    other = AgentWallet(OCEAN=500.0, private_key=bob.private_key)
    DT.transfer(other.address, toBase18(20.0), wallet.web3wallet)
    pool.transfer(other.address, toBase18(20.0), wallet.web3wallet)
    snapshot = chain.snapshot()
    for action, first in actions:
        doer, watcher = (wallet, other) if first else (other, wallet)
        if action == "sell":
            doer.sellDT(pool, DT, 0.5)
        elif action == "buy":
            doer.buyDT(pool, DT, 0.1, max_OCEAN_allow=20.0)
        elif action == "stake":
            doer.stakeOCEAN(3.0, pool)
        elif action == "unstake":
            doer.unstakeOCEAN(0.7, pool)
        elif action == "send":
            doer.transferOCEAN(watcher, 1.5)
        elif action == "mint":
            globaltokens.mintOCEAN(watcher.address, 5)
        elif action == "advance":
            chain.advance(3600)
        else:
            chain.revert(snapshot)
            snapshot = chain.snapshot()
        assert agrees(wallet, DT, pool), action
        assert agrees(other, DT, pool), action
    chain.revert(undo)


def test_same_seed_same_addresses():
    """Wallets of two runs with one seed have the same addresses, in the same order; another seed makes others."""

    def addresses(seed):
        with useChain(lambda: openChain("embedded", seed=seed)):
            return [AgentWallet().address for _ in range(3)]

    assert addresses(3) == addresses(3) != addresses(4)


class Ordinary(AgentWalletNoEvm):
    """A wallet like any other, but with a class derived from ours: its payments go the long way."""


class OrdinaryBase18(AgentWalletBase18):
    """Likewise."""


AMOUNTS = st.one_of(
    st.floats(0.0, 3.0),
    st.sampled_from(
        [0.0, -0.0, 1.0, 0.1, 1e-18, 1e-30, 1e300, -1.0, math.inf, math.nan, True, 1, Decimal("0.5"), None]
    ),
    # All there is, or nearly.
    st.sampled_from([1.0, 1.0 - 1e-13, 1.0 + 1e-13, 1.0 - 1e-11, 1.0 + 1e-11, 0.999, 0.9990001, 0.5]).map(
        lambda x: (x,)
    ),
)


@given(st.lists(st.tuples(st.integers(0, 1), AMOUNTS), max_size=12), st.floats(0.0, 2.0))
@REPEATABLE
@pytest.mark.parametrize("kinds", [(AgentWalletNoEvm, Ordinary), (AgentWalletBase18, OrdinaryBase18)])
def test_the_short_way_of_a_payment_leads_where_the_long_one_does(kinds, payments, first):
    """To the last bit, errors included."""
    ends = []
    for kind in kinds:
        wallets = [kind(OCEAN=first), kind(OCEAN=1.0)]
        notes: list[Any] = []
        for payer, amt in payments:
            amt = amt[0] * wallets[payer].OCEAN() if isinstance(amt, tuple) else amt
            try:
                wallets[payer].transferOCEAN(wallets[1 - payer], amt)
            except (BadAmount, InsufficientFunds) as e:
                notes.append(type(e))
            notes += [(repr(wallet.OCEAN()), repr(wallet.totalOCEANin())) for wallet in wallets]
        ends.append(notes)
    assert ends[0] == ends[1]


def test_an_infinite_balance_pays_no_infinite_amount():
    """Which would leave something that is not a number."""
    rich, poor = AgentWalletNoEvm(OCEAN=1.7e308), AgentWalletNoEvm(OCEAN=1.7e308)
    rich.transferOCEAN(poor, 1.7e308)
    assert poor.OCEAN() == math.inf
    with pytest.raises(BadAmount):
        poor.transferOCEAN(rich, math.inf)


def test_a_payment_like_the_last_one_moves_what_it_says(chain):
    """An amount that was paid before is as good as a new one; what merely equals it is another amount, or none."""
    alice, bob = AgentWallet(OCEAN=10.0), AgentWallet()
    toBase18(-0.1)
    amounts: list[Any] = [0.1, 0.1, Decimal("0.1"), Fraction(0.1), 0.1, fromBase18(10**17 + 1), 1.0, 1, True, -0.1, 0.1]
    for amt in [*amounts, 0.0]:
        before, height = bob._OCEAN_base(), chain.height()
        if amt is True or amt < 0:
            with pytest.raises(BadAmount):
                alice.transferOCEAN(bob, amt)
        else:
            alice.transferOCEAN(bob, amt)
        moved = 0 if amt is True or amt < 0 else toBase18(amt)
        assert (bob._OCEAN_base() - before, chain.height() - height) == (moved, int(moved > 0))
        assert alice._OCEAN_base() == alice._OCEAN_token.balanceOf_base(alice.address)


def test_a_payment_to_oneself_and_payments_by_others_leave_the_truth(chain):
    """What a payment left is known only as long as nobody else moves anything."""
    alice, bob = AgentWallet(OCEAN=10.0), AgentWallet(OCEAN=1.0)
    OCEAN = alice._OCEAN_token
    for again in range(3):
        alice.transferOCEAN(alice, 0.25)
        alice.transferOCEAN(bob, 0.25)
        if again == 1:
            alice._approve(OCEAN, bob.address, toBase18(0.5))
            OCEAN.transferFrom(alice.address, bob.address, toBase18(0.5), bob.web3wallet)
        assert alice._OCEAN_base() == OCEAN.balanceOf_base(alice.address)
    snapshot = chain.snapshot()
    alice.transferOCEAN(bob, 0.25)
    chain.revert(snapshot)
    alice.transferOCEAN(bob, 0.25)
    assert alice._OCEAN_base() == OCEAN.balanceOf_base(alice.address) == toBase18(8.5)
