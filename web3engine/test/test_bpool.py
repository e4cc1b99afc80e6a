"""A pool, from its birth by the factory to trade and liquidity, in the numbers of the reference's tests."""

from __future__ import annotations

import pytest

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.datatoken import Datatoken
from web3engine.dtfactory import DTFactory

E18 = 10**18


def _token(name, wallet):
    """A datatoken of which `wallet` holds all 1000."""
    token = Datatoken(DTFactory().createToken("", name, name, toBase18(1000.0), wallet))
    token.mint(wallet.address, toBase18(1000.0), wallet)
    return token


@pytest.fixture
def T1(alice):
    return _token("TOK1", alice)


@pytest.fixture
def T2(alice):
    return _token("TOK2", alice)


@pytest.fixture
def empty(alice):
    """Alice's pool without tokens."""
    return BPool(BFactory().newBPool(alice))


def _bound(wallet, pool, T1, T2, balance1=90.0, balance2=10.0, weight1=9.0, weight2=1.0):
    """The pool with both tokens bound."""
    for token, balance, weight in ((T1, balance1, weight1), (T2, balance2, weight2)):
        token.approve(pool.address, toBase18(balance), wallet)
        pool.bind(token.address, toBase18(balance), toBase18(weight), wallet)
    return pool


@pytest.fixture
def bound(alice, empty, T1, T2):
    """Alice's pool of 90 TOK1 (weight 9) and 10 TOK2 (weight 1), not finalized."""
    return _bound(alice, empty, T1, T2)


@pytest.fixture
def public(alice, bound):
    """The same pool, finalized."""
    bound.finalize(alice)
    return bound


@pytest.fixture
def rich_bob(alice, bob, public, T1, T2):
    """Bob with 100 of each token; he and Alice have approved the pool to take whatever it needs."""
    for token in (T1, T2):
        token.transfer(bob.address, toBase18(100.0), alice)
        token.approve(public.address, HUGEINT, alice)
        token.approve(public.address, HUGEINT, bob)
    return bob


# ---- birth


def test_newborn_pool_has_nothing_but_a_controller(alice, empty):
    """A new pool has no tokens, charges the least fee of 1e-6, trades with nobody and obeys who made it."""
    assert empty.getController() == alice.address
    assert not empty.isPublicSwap()
    assert not empty.isFinalized()
    assert empty.getNumTokens() == 0
    assert empty.getCurrentTokens() == []
    assert empty.getSwapFee_base() == toBase18(1e-6)
    assert empty.totalSupply_base() == 0
    assert not empty.isBound(alice.address)


def test_pool_is_described_in_human_units(alice, bound):
    """str(pool) tells address, controller, flags, fee in percent, and each token with weight and balance."""
    bound.setSwapFee(toBase18(0.011), alice)
    assert str(bound).splitlines() == [
        "BPool:",
        f"  address = {bound.address}",
        f"  controller = {alice.address}",
        "  isPublicSwap = False",
        "  isFinalized = False",
        "  swap fee = 1.1000 %",
        "  BPT supply = 0.0",
        "  TOK1: weight = 9.0, balance = 90.0",
        "  TOK2: weight = 1.0, balance = 10.0",
    ]


def test_pool_as_a_token_has_no_name(public):
    """A pool is a clone, which the contract leaves without symbol and decimals; BPT are in base 18 all the same."""
    assert (public.symbol(), public.decimals()) == ("", 0)
    assert public.totalSupply_base() == toBase18(100.0)


def test_final_tokens_are_known_only_when_final(alice, bound, T1, T2):
    """getFinalTokens() is refused until finalize()."""
    with pytest.raises(TxReverted, match="ERR_NOT_FINALIZED"):
        bound.getFinalTokens()
    bound.finalize(alice)
    assert bound.getFinalTokens() == [T1.address, T2.address]


# ---- set-up


def test_only_the_controller_sets_the_fee(alice, bob, empty):
    """The fee is 0.0001 % to 10 %, set by the controller alone."""
    empty.setSwapFee(toBase18(0.011), alice)
    assert empty.getSwapFee_base() == toBase18(0.011)
    for fee, wallet, reason in (
        (0.02, bob, "ERR_NOT_CONTROLLER"),
        (0.10001, alice, "ERR_MAX_FEE"),
        (0.0000009, alice, "ERR_MIN_FEE"),
    ):
        with pytest.raises(TxReverted, match=reason):
            empty.setSwapFee(toBase18(fee), wallet)
    assert empty.getSwapFee_base() == toBase18(0.011)


def test_control_can_be_handed_over(alice, bob, empty):
    """setController() gives the pool to another, and the former controller has no say any more."""
    empty.setController(bob.address, alice)
    assert empty.getController() == bob.address
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        empty.setController(alice.address, alice)
    empty.setController(alice.address, bob)
    assert empty.getController() == alice.address


def test_controller_opens_and_closes_swaps(alice, bob, bound, T1, T2):
    """setPublicSwap() lets anyone swap before the pool is final, or nobody."""
    T1.approve(bound.address, toBase18(2.0), alice)
    swap = (T1.address, E18, T2.address, 0, HUGEINT, alice)
    with pytest.raises(TxReverted, match="ERR_SWAP_NOT_PUBLIC"):
        bound.swapExactAmountIn(*swap)
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        bound.setPublicSwap(True, bob)
    bound.setPublicSwap(True, alice)
    assert bound.isPublicSwap()
    assert bound.swapExactAmountIn(*swap).returned[0] > 0
    bound.setPublicSwap(False, alice)
    assert not bound.isPublicSwap()


def test_bind_moves_tokens_into_the_pool(bound, T1, T2, alice):
    """90 TOK1 with weight 9 and 10 TOK2 with weight 1 are nine tenths and one tenth of the pool."""
    assert bound.getNumTokens() == 2
    assert bound.getCurrentTokens() == [T1.address, T2.address]
    for token, balance, weight, fraction in ((T1, 90.0, 9.0, 0.9), (T2, 10.0, 1.0, 0.1)):
        assert bound.isBound(token.address)
        assert bound.getBalance_base(token.address) == token.balanceOf_base(bound.address) == toBase18(balance)
        assert token.balanceOf_base(alice.address) == toBase18(1000.0 - balance)
        assert bound.getDenormalizedWeight_base(token.address) == toBase18(weight)
        assert bound.getNormalizedWeight_base(token.address) == toBase18(fraction)
    assert bound.getTotalDenormalizedWeight_base() == toBase18(10.0)


@pytest.mark.parametrize(
    ("balance", "weight", "reason"),
    [
        (1e-13, 1.0, "ERR_MIN_BALANCE"),
        (1.0, 0.9, "ERR_MIN_WEIGHT"),
        (1.0, 50.1, "ERR_MAX_WEIGHT"),
        (2000.0, 1.0, "ERC20: transfer amount exceeds balance"),
    ],
)
def test_bind_has_bounds(alice, empty, T1, balance, weight, reason):
    """Weights are 1 to 50, balances at least 1e-12, and one cannot put in what one does not hold."""
    T1.approve(empty.address, HUGEINT, alice)
    with pytest.raises(TxReverted) as e:
        empty.bind(T1.address, toBase18(balance), toBase18(weight), alice)
    assert e.value.reason == reason
    assert empty.getNumTokens() == 0
    assert T1.balanceOf_base(alice.address) == toBase18(1000.0)


def test_total_weight_is_bounded(alice, bob, bound, T1, T2):
    """All weights together are 50 at most, a token is bound once, and only by the controller."""
    T1.approve(bound.address, HUGEINT, alice)
    with pytest.raises(TxReverted, match="ERR_MAX_TOTAL_WEIGHT"):
        bound.rebind(T1.address, toBase18(90.0), toBase18(49.1), alice)
    with pytest.raises(TxReverted, match="ERR_IS_BOUND"):
        bound.bind(T1.address, E18, E18, alice)
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        bound.bind(_token("TOK3", alice).address, E18, E18, bob)
    assert bound.getTotalDenormalizedWeight_base() == toBase18(10.0)


def test_rebind_moves_the_difference(alice, bob, bound, T1):
    """rebind() takes what is missing, if it was approved, gives back what is too much, and sets the weight."""
    with pytest.raises(TxReverted, match="exceeds allowance"):
        bound.rebind(T1.address, toBase18(93.0), toBase18(8.0), alice)
    T1.approve(bound.address, toBase18(3.0), alice)
    bound.rebind(T1.address, toBase18(93.0), toBase18(8.0), alice)
    assert T1.balanceOf_base(alice.address) == toBase18(907.0)
    assert bound.getBalance_base(T1.address) == T1.balanceOf_base(bound.address) == toBase18(93.0)
    assert bound.getDenormalizedWeight_base(T1.address) == toBase18(8.0)
    assert bound.getTotalDenormalizedWeight_base() == toBase18(9.0)
    bound.rebind(T1.address, toBase18(50.0), toBase18(8.0), alice)
    assert T1.balanceOf_base(alice.address) == toBase18(950.0)
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        bound.rebind(T1.address, toBase18(50.0), toBase18(8.0), bob)


def test_unbind_gives_the_tokens_back(alice, bob, bound, T1, T2):
    """unbind() takes a token out: its balance returns to the controller, its weight is gone."""
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        bound.unbind(T1.address, bob)
    bound.unbind(T1.address, alice)
    assert bound.getCurrentTokens() == [T2.address]
    assert not bound.isBound(T1.address)
    assert T1.balanceOf_base(alice.address) == toBase18(1000.0)
    assert bound.getTotalDenormalizedWeight_base() == toBase18(1.0)
    with pytest.raises(TxReverted, match="ERR_NOT_BOUND"):
        bound.getBalance_base(T1.address)


def test_gulp_takes_gifts_into_the_books(alice, empty, T1):
    """5 TOK1 sent to a pool of 2 by plain transfer count from gulp() on."""
    T1.approve(empty.address, toBase18(2.0), alice)
    empty.bind(T1.address, toBase18(2.0), toBase18(50.0), alice)
    T1.transfer(empty.address, toBase18(5.0), alice)
    assert empty.getBalance_base(T1.address) == toBase18(2.0)
    empty.gulp(T1.address, alice)
    assert empty.getBalance_base(T1.address) == T1.balanceOf_base(empty.address) == toBase18(7.0)


def test_finalize_needs_two_tokens(alice, empty, T1):
    """A pool of one token cannot be final."""
    T1.approve(empty.address, E18, alice)
    empty.bind(T1.address, E18, E18, alice)
    with pytest.raises(TxReverted, match="ERR_MIN_TOKENS"):
        empty.finalize(alice)
    assert not empty.isFinalized()


def test_finalize_sets_the_pool_for_good(alice, bob, bound, T1):
    """finalize() gives the controller 100 BPT and opens the pool; after it nothing about the pool changes."""
    with pytest.raises(TxReverted, match="ERR_NOT_CONTROLLER"):
        bound.finalize(bob)
    bound.finalize(alice)
    assert bound.isFinalized()
    assert bound.isPublicSwap()
    assert bound.totalSupply_base() == bound.balanceOf_base(alice.address) == toBase18(100.0)
    for change in (
        lambda: bound.finalize(alice),
        lambda: bound.setSwapFee(toBase18(0.01), alice),
        lambda: bound.setPublicSwap(False, alice),
        lambda: bound.bind(bob.address, E18, E18, alice),
        lambda: bound.rebind(T1.address, E18, E18, alice),
        lambda: bound.unbind(T1.address, alice),
    ):
        with pytest.raises(TxReverted, match="ERR_IS_FINALIZED"):
            change()


# ---- liquidity in proportion


def test_join_and_exit_in_proportion(rich_bob, public, T1, T2):
    """10 BPT of a pool of 100 cost a tenth of 90 and of 10; each BPT is worth the same when it is sold."""

    def bobs():
        return [fromBase18(token.balanceOf_base(rich_bob.address)) for token in (T1, T2, public)]

    public.joinPool(toBase18(10.0), [toBase18(100.0), toBase18(100.0)], rich_bob)
    assert bobs() == [91.0, 99.0, 10.0]
    assert public.totalSupply_base() == toBase18(110.0)
    public.exitPool(toBase18(2.0), [0, 0], rich_bob)
    assert bobs() == pytest.approx([92.8, 99.2, 8.0])
    public.joinPool(toBase18(5.0), [HUGEINT, HUGEINT], rich_bob)
    assert bobs() == pytest.approx([88.3, 98.7, 13.0])
    public.exitPool(toBase18(13.0), [0, 0], rich_bob)
    assert bobs() == pytest.approx([100.0, 100.0, 0.0])
    # 13/113 is not a whole number of wei, hence approx; nothing is lost, though.
    for token in (T1, T2):
        assert public.getBalance_base(token.address) == token.balanceOf_base(public.address)


def test_joins_and_exits_keep_their_limits(rich_bob, public):
    """joinPool() takes no more than the given maxima and exitPool() gives no less than the minima."""
    with pytest.raises(TxReverted, match="ERR_LIMIT_IN"):
        public.joinPool(toBase18(10.0), [toBase18(8.9), toBase18(1.0)], rich_bob)
    public.joinPool(toBase18(10.0), [toBase18(9.0), toBase18(1.0)], rich_bob)
    with pytest.raises(TxReverted, match="ERR_LIMIT_OUT"):
        public.exitPool(toBase18(10.0), [toBase18(9.1), toBase18(0.9)], rich_bob)
    with pytest.raises(TxReverted, match="ERR_INSUFFICIENT_BAL"):
        public.exitPool(toBase18(10.1), [0, 0], rich_bob)
    public.exitPool(toBase18(10.0), [toBase18(8.9), toBase18(0.9)], rich_bob)
    assert public.balanceOf_base(rich_bob.address) == 0


def test_a_pool_that_is_not_final_takes_no_liquidity(alice, bound, T1):
    """Joins and exits, in all tokens or one, wait for finalize()."""
    for trade in (
        lambda: bound.joinPool(E18, [HUGEINT, HUGEINT], alice),
        lambda: bound.exitPool(E18, [0, 0], alice),
        lambda: bound.joinswapExternAmountIn(T1.address, E18, 0, alice),
        lambda: bound.joinswapPoolAmountOut(T1.address, E18, HUGEINT, alice),
        lambda: bound.exitswapPoolAmountIn(T1.address, E18, 0, alice),
        lambda: bound.exitswapExternAmountOut(T1.address, E18, HUGEINT, alice),
    ):
        with pytest.raises(TxReverted, match="ERR_NOT_FINALIZED"):
            trade()


# ---- prices


@pytest.mark.parametrize(
    ("balance1", "balance2", "weight1", "weight2", "price"),
    [
        (1.0, 1.0, 1.0, 1.0, 1.0),
        (90.0, 10.0, 9.0, 1.0, 1.0),
        (1.0, 2.0, 1.0, 1.0, 0.5),
        (2.0, 1.0, 1.0, 1.0, 2.0),
        (9.0, 10.0, 9.0, 1.0, 0.1),
    ],
)
def test_spot_price_is_the_ratio_of_weighted_balances(
    alice, empty, T1, T2, balance1, balance2, weight1, weight2, price
):
    """One TOK2 costs (balance1 / weight1) / (balance2 / weight2) TOK1, and the fee of a millionth on top."""
    pool = _bound(alice, empty, T1, T2, balance1, balance2, weight1, weight2)
    assert pool.getSpotPriceSansFee_base(T1.address, T2.address) == toBase18(price)
    assert pool.getSpotPriceSansFee_base(T2.address, T1.address) == toBase18(1 / price)
    assert fromBase18(pool.getSpotPrice_base(T1.address, T2.address)) == pytest.approx(price * 1.000001, rel=1e-11)


# ---- swaps and single-sided liquidity: what is returned is what moved


def _moved(trade, wallet, *tokens):
    """The receipt of `trade`, and how much more of each token `wallet` holds after it, in wei."""
    before = [token.balanceOf_base(wallet.address) for token in tokens]
    receipt = trade()
    return receipt, [token.balanceOf_base(wallet.address) - b for token, b in zip(tokens, before)]


def test_swap_of_an_exact_amount_in(rich_bob, public, T1, T2):
    """Selling 1 TOK1 gives what the receipt says, to the wei, and the price after the swap."""
    receipt, (in_, out) = _moved(
        lambda: public.swapExactAmountIn(T1.address, E18, T2.address, 0, HUGEINT, rich_bob), rich_bob, T1, T2
    )
    assert in_ == -E18
    assert receipt.returned == (out, public.getSpotPrice_base(T1.address, T2.address))
    assert fromBase18(out) == pytest.approx(10 * (1 - (90 / 91) ** 9), rel=1e-5)


def test_swap_of_an_exact_amount_out(alice, rich_bob, public, T1, T2):
    """1 TOK2 costs about 1.06 TOK1: Alice keeps between 808.94 and 808.95 of her 810."""
    receipt, (in_, out) = _moved(
        lambda: public.swapExactAmountOut(T1.address, toBase18(100.0), T2.address, E18, HUGEINT, alice), alice, T1, T2
    )
    assert out == E18
    assert receipt.returned == (-in_, public.getSpotPrice_base(T1.address, T2.address))
    # 1000, less 90 in the pool, less 100 for Bob, less 90 * ((10/9)**(1/9) - 1)
    assert 808.94 < fromBase18(T1.balanceOf_base(alice.address)) < 808.95


def test_stake_of_an_exact_amount(rich_bob, public, T1, T2):
    """Staking 1 TOK1 alone gives the BPT that the receipt says."""
    receipt, (in_, other, bpt) = _moved(
        lambda: public.joinswapExternAmountIn(T1.address, E18, 0, rich_bob), rich_bob, T1, T2, public
    )
    assert (in_, other) == (-E18, 0)
    assert receipt.returned == bpt
    assert fromBase18(bpt) == pytest.approx(100 * ((91 / 90) ** 0.9 - 1), rel=1e-5)


def test_stake_for_an_exact_number_of_shares(rich_bob, public, T1):
    """1 BPT for TOK1 alone costs what the receipt says, and no more than the given maximum."""
    with pytest.raises(TxReverted, match="ERR_LIMIT_IN"):
        public.joinswapPoolAmountOut(T1.address, E18, toBase18(0.5), rich_bob)
    receipt, (in_, bpt) = _moved(
        lambda: public.joinswapPoolAmountOut(T1.address, E18, toBase18(90.0), rich_bob), rich_bob, T1, public
    )
    assert bpt == E18
    assert receipt.returned == -in_
    assert fromBase18(-in_) == pytest.approx(90 * (1.01 ** (1 / 0.9) - 1), rel=1e-5)


def test_unstake_of_an_exact_number_of_shares(alice, public, T1):
    """10 BPT turned into TOK1 alone give what the receipt says: fewer shares, more tokens."""
    receipt, (out, bpt) = _moved(
        lambda: public.exitswapPoolAmountIn(T1.address, toBase18(10.0), 0, alice), alice, T1, public
    )
    assert bpt == -toBase18(10.0)
    assert receipt.returned == out
    assert public.totalSupply_base() == toBase18(90.0)
    assert fromBase18(out) == pytest.approx(90 * (1 - 0.9 ** (1 / 0.9)), rel=1e-5)


def test_unstake_for_an_exact_amount(alice, public, T1):
    """2 TOK1 out of the pool cost the BPT that the receipt says."""
    receipt, (out, bpt) = _moved(
        lambda: public.exitswapExternAmountOut(T1.address, toBase18(2.0), HUGEINT, alice), alice, T1, public
    )
    assert out == toBase18(2.0)
    assert receipt.returned == -bpt
    assert fromBase18(-bpt) == pytest.approx(100 * (1 - (88 / 90) ** 0.9), rel=1e-5)


@pytest.mark.parametrize(
    ("amount_in", "min_out", "max_price", "reason"),
    [
        (45.1, 0.0, None, "ERR_MAX_IN_RATIO"),
        (1.0, 1.0, None, "ERR_LIMIT_OUT"),
        (1.0, 0.0, 0.9, "ERR_BAD_LIMIT_PRICE"),
        (1.0, 0.0, 1.01, "ERR_LIMIT_PRICE"),
    ],
)
def test_sale_keeps_its_limits(rich_bob, public, T1, T2, amount_in, min_out, max_price, reason):
    """A sale is refused above half of the pool's balance, below its minimum, and beyond its highest price."""
    price = HUGEINT if max_price is None else toBase18(max_price)
    with pytest.raises(TxReverted) as e:
        public.swapExactAmountIn(T1.address, toBase18(amount_in), T2.address, toBase18(min_out), price, rich_bob)
    assert e.value.reason == reason
    assert T1.balanceOf_base(rich_bob.address) == T2.balanceOf_base(rich_bob.address) == toBase18(100.0)
    assert public.getBalance_base(T1.address) == toBase18(90.0)


@pytest.mark.parametrize(
    ("amount_out", "max_in", "reason"), [(3.34, 1e9, "ERR_MAX_OUT_RATIO"), (1.0, 1.05, "ERR_LIMIT_IN")]
)
def test_purchase_keeps_its_limits(rich_bob, public, T1, T2, amount_out, max_in, reason):
    """A purchase is refused above a third of the pool's balance and above its highest cost."""
    with pytest.raises(TxReverted) as e:
        public.swapExactAmountOut(T1.address, toBase18(max_in), T2.address, toBase18(amount_out), HUGEINT, rich_bob)
    assert e.value.reason == reason
    assert T1.balanceOf_base(rich_bob.address) == toBase18(100.0)


def test_pool_trades_only_what_it_holds(rich_bob, public, T1, OCEAN):
    """A token that is not in the pool can be neither sold, bought nor staked."""
    for trade in (
        lambda: public.swapExactAmountIn(OCEAN.address, E18, T1.address, 0, HUGEINT, rich_bob),
        lambda: public.swapExactAmountOut(T1.address, HUGEINT, OCEAN.address, E18, HUGEINT, rich_bob),
        lambda: public.joinswapExternAmountIn(OCEAN.address, E18, 0, rich_bob),
        lambda: public.getSpotPrice_base(OCEAN.address, T1.address),
        lambda: public.gulp(OCEAN.address, rich_bob),
    ):
        with pytest.raises(TxReverted, match="ERR_NOT_BOUND"):
            trade()


# ---- the pool as a token


def test_BPT_are_a_token(alice, bob, public):
    """BPT can be sent, and with approval taken: transferFrom() goes from the first address to the second."""
    public.transfer(bob.address, toBase18(30.0), alice)
    public.approve(bob.address, toBase18(20.0), alice)
    assert public.allowance_base(alice.address, bob.address) == toBase18(20.0)
    public.transferFrom(alice.address, bob.address, toBase18(15.0), bob)
    assert public.balanceOf_base(alice.address) == toBase18(55.0)
    assert public.balanceOf_base(bob.address) == toBase18(45.0)
    assert public.allowance_base(alice.address, bob.address) == toBase18(5.0)
    with pytest.raises(TxReverted, match="ERR_BTOKEN_BAD_CALLER"):
        public.transferFrom(alice.address, bob.address, toBase18(5.1), bob)


# ---- calculators


@pytest.mark.parametrize(
    ("name", "args", "outcome"),
    [
        ("calcSpotPrice_base", {"tokenBalanceIn_base": 10.0, "tokenBalanceOut_base": 11.0}, 0.909),
        (
            "calcOutGivenIn_base",
            {"tokenBalanceIn_base": 10.0, "tokenBalanceOut": 10.1, "tokenAmountIn_base": 1.0},
            0.918,
        ),
        (
            "calcInGivenOut_base",
            {"tokenBalanceIn_base": 10.0, "tokenBalanceOut_base": 10.1, "tokenAmountOut_base": 1.0},
            1.099,
        ),
    ],
)
def test_calculators_of_swaps(pool, name, args, outcome):
    """With equal weights and no fee; a pool's own balances play no part. Arguments have the contract's names."""
    weights = {"tokenWeightIn_base": E18, "tokenWeightOut_base": E18, "swapFee_base": 0}
    found = getattr(pool, name)(**weights, **{key: toBase18(value) for key, value in args.items()})
    assert round(fromBase18(found), 3) == outcome


@pytest.mark.parametrize(
    ("name", "args", "outcome"),
    [
        ("calcPoolOutGivenSingleIn_base", (10.0, 1.0, 120.0, 2.0, 0.1, 0.0), 0.599),
        ("calcSingleInGivenPoolOut_base", (10.0, 1.0, 120.0, 2.0, 10.0, 0.0), 1.736),
        ("calcSingleOutGivenPoolIn_base", (10.0, 1.0, 120.0, 2.0, 10.0, 0.0), 1.597),
        ("calcPoolInGivenSingleOut", (1000.0, 5.0, 100.0, 10.0, 0.1, 0.0), 0.005),
    ],
)
def test_calculators_of_single_sided_liquidity(pool, name, args, outcome):
    """Balance and weight of the token, supply of BPT, weight of all tokens, amount, fee."""
    assert round(fromBase18(getattr(pool, name)(*map(toBase18, args))), 3) == outcome
