"""Properties of pools: calculators equal exact arithmetic to the wei, and no sequence of trades breaks the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from util.base18 import fromBase18, toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.bfactory import BFactory
from web3engine.bpool import BPool
from web3engine.btoken import BToken
from web3engine.chain import Receipt
from web3engine.test import bmath
from web3engine.test.bmath import ONE, PoolModel, Refused
from web3engine.web3wallet import Web3Wallet, randomWeb3Wallet

# A run repeats; examples share a chain and put it back themselves.
REPEATABLE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# ---- calculators


def _scaled(least: int, most: int) -> st.SearchStrategy[int]:
    """Integers of any number of digits between `least` and `most`, each number of digits as likely as another."""
    digits = st.integers(len(str(least)), len(str(most)))
    return digits.flatmap(lambda n: st.integers(max(least, 10 ** (n - 1)), min(most, 10**n - 1)))


def _even(least: int, most: int) -> st.SearchStrategy[int]:
    """Integers in units of 1e-18 between `least` and `most`, evenly: hypothesis alone would prefer the ends."""
    millionths = st.integers(0, 10**6 - 1)
    return st.builds(lambda part, rest: least + (most - least) * part // 10**6 + rest, millionths, st.integers(0, 9))


# From the least that a pool may hold, a millionth of a millionth, to a trillion trillion tokens.
BALANCES = _scaled(10**6, 10**42)
TOKENS = _scaled(ONE, 10**42)
WEIGHTS = _even(ONE, 50 * ONE - 9)
FEES = _even(0, bmath.MAX_FEE)
# Fractions of a balance. Near 1/2 of what goes out powers converge too slowly to test.
SHARES = _even(ONE // 10**6, ONE * 46 // 100)
ODD_FEES = st.sampled_from([0, 1, bmath.MAX_FEE, ONE - 1, ONE, ONE + 1])
ODD_SHARES = st.one_of(st.sampled_from([0, 1, ONE, 2 * ONE]), _even(ONE * 101 // 100, 3 * ONE))
ANYTHING = st.one_of(st.integers(0, 3), _scaled(1, 2**256 - 1), st.sampled_from([ONE, 2**255, 2**256 - 1]))

CALCULATORS: dict[str, Callable[..., int]] = {
    "calcOutGivenIn_base": bmath.outGivenIn,
    "calcInGivenOut_base": bmath.inGivenOut,
    "calcPoolOutGivenSingleIn_base": bmath.poolOutGivenSingleIn,
    "calcSingleInGivenPoolOut_base": bmath.singleInGivenPoolOut,
    "calcSingleOutGivenPoolIn_base": bmath.singleOutGivenPoolIn,
    "calcPoolInGivenSingleOut": bmath.poolInGivenSingleOut,
}


def _outcome(calculate: Callable[..., int], *args: int) -> int | str:
    """What it gives, or the word with which it refuses."""
    try:
        return calculate(*args)
    except Refused as e:
        return e.reason
    except TxReverted as e:
        return e.reason
    except bmath.TooSlow:
        assume(False)
        raise


def _arguments(name: str, b: int, w: int, b2: int, w2: int, share: int, fee: int) -> tuple[int, ...]:
    """Six arguments for the calculator: `share` is of the balance that its amount is measured by."""
    if "Single" in name:
        moved = b2 if name in ("calcSingleInGivenPoolOut_base", "calcSingleOutGivenPoolIn_base") else b
        return b, w, b2, w + w2, moved * share // ONE, fee
    moved = b if name == "calcOutGivenIn_base" else b2
    return b, w, b2, w2, moved * share // ONE, fee


@settings(REPEATABLE, max_examples=100)
@given(bI=BALANCES, wI=WEIGHTS, bO=BALANCES, wO=WEIGHTS, fee=st.one_of(FEES, ODD_FEES))
def test_spot_price_on_chain_is_exact_arithmetic(pool, bI, wI, bO, wO, fee):
    """calcSpotPrice() equals (bI/wI) / (bO/wO) / (1 - fee) in exact arithmetic, to the wei, refusals included."""
    args = (bI, wI, bO, wO, fee)
    assert _outcome(pool.calcSpotPrice_base, *args) == _outcome(bmath.spotPrice, *args)


@pytest.mark.parametrize("name", list(CALCULATORS))
@settings(REPEATABLE, max_examples=150)
@given(b=BALANCES, w=WEIGHTS, b2=BALANCES, w2=WEIGHTS, share=SHARES, fee=FEES)
def test_calculators_on_chain_are_exact_arithmetic(pool, name, b, w, b2, w2, share, fee):
    """What swaps and single-sided stakes give and cost on chain is the formula's to the wei, from dust to 1e24."""
    args = _arguments(name, b, w, b2, w2, share, fee)
    expected = _outcome(CALCULATORS[name], *args)
    assert _outcome(getattr(pool, name), *args) == expected


@pytest.mark.parametrize("name", list(CALCULATORS))
@settings(REPEATABLE, max_examples=60)
@given(b=BALANCES, w=WEIGHTS, b2=BALANCES, w2=WEIGHTS, share=ODD_SHARES, fee=st.one_of(FEES, ODD_FEES))
def test_calculators_refuse_amounts_beyond_the_pool(pool, name, b, w, b2, w2, share, fee):
    """Nothing, everything, more than everything, a fee of all: chain and arithmetic agree, refusals word for word."""
    args = _arguments(name, b, w, b2, w2, share, fee)
    expected = _outcome(CALCULATORS[name], *args)
    assert _outcome(getattr(pool, name), *args) == expected


@pytest.mark.parametrize("name", list(CALCULATORS))
@settings(REPEATABLE, max_examples=60)
@given(args=st.tuples(*6 * [ANYTHING]))
def test_calculators_refuse_what_arithmetic_refuses(pool, name, args):
    """Of any six integers at all, chain and arithmetic give the same number or refuse with the same word."""
    expected = _outcome(CALCULATORS[name], *args)
    assert _outcome(getattr(pool, name), *args) == expected


# The formulas as a textbook has them: of each, the balance that the outcome is part of, and the outcome.
FORMULAS: dict[str, Callable[..., tuple[Decimal, Decimal]]] = {
    "calcOutGivenIn_base": lambda bI, wI, bO, wO, a, s: (bO, bO * (1 - (bI / (bI + a * (1 - s))) ** (wI / wO))),
    "calcInGivenOut_base": lambda bI, wI, bO, wO, a, s: (bI, bI * ((bO / (bO - a)) ** (wO / wI) - 1) / (1 - s)),
    "calcPoolOutGivenSingleIn_base": lambda b, w, P, W, a, s: (P, P * ((1 + a * _left(w, W, s) / b) ** (w / W) - 1)),
    "calcSingleInGivenPoolOut_base": lambda b, w, P, W, p, s: (b, b * ((1 + p / P) ** (W / w) - 1) / _left(w, W, s)),
    "calcSingleOutGivenPoolIn_base": lambda b, w, P, W, p, s: (b, b * (1 - (1 - p / P) ** (W / w)) * _left(w, W, s)),
    "calcPoolInGivenSingleOut": lambda b, w, P, W, a, s: (P, P * (1 - (1 - a / _left(w, W, s) / b) ** (w / W))),
}


def _left(w: Decimal, W: Decimal, fee: Decimal) -> Decimal:
    """What the fee leaves of a single-sided stake: only the part that amounts to a swap pays it."""
    return 1 - (1 - w / W) * fee


@pytest.mark.parametrize("name", list(CALCULATORS))
@settings(REPEATABLE, max_examples=50)
@given(b=TOKENS, w=WEIGHTS, b2=TOKENS, w2=WEIGHTS, share=SHARES, fee=FEES)
def test_exact_arithmetic_stays_close_to_the_formulas(name, b, w, b2, w2, share, fee):
    """Rounding and the cut-off series cost at most a billionth of the balance concerned, if that is a token or more."""
    args = _arguments(name, b, w, b2, w2, share, fee)
    balance, wanted = FORMULAS[name](*[Decimal(arg) / ONE for arg in args])
    error = abs(Decimal(CALCULATORS[name](*args)) / ONE - wanted)
    assert error <= (balance + wanted) / 10**9


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("buy 1 DT", 4.4452531211), ("sell 10 DT", 31.9020662098), ("stake 20 OCEAN", 6.8993024508)]
    + [("unstake 20 BPT", 54.5923790658), ("spot price", 4.2857185714)],
)
def test_alices_pool_gives_the_published_numbers(alice, pool, OCEAN, DT, name, outcome):
    """200 OCEAN (weight 7) and 20 DT (weight 3) at a fee of 1e-6 trade at the numbers that the formulas give."""
    for token in (OCEAN, DT):
        token.approve(pool.address, HUGEINT, alice)
    O, D = OCEAN.address, DT.address
    trades: dict[str, Callable[[], int]] = {
        "spot price": lambda: pool.getSpotPrice_base(O, D),
        "buy 1 DT": lambda: pool.swapExactAmountOut(O, HUGEINT, D, ONE, HUGEINT, alice).returned[0],
        "sell 10 DT": lambda: pool.swapExactAmountIn(D, 10 * ONE, O, 0, HUGEINT, alice).returned[0],
        "stake 20 OCEAN": lambda: pool.joinswapExternAmountIn(O, 20 * ONE, 0, alice).returned,
        "unstake 20 BPT": lambda: pool.exitswapPoolAmountIn(O, 20 * ONE, 0, alice).returned,
    }
    assert fromBase18(trades[name]()) == pytest.approx(outcome, rel=1e-9)


def test_largest_trades_are_exact_to_the_wei(chain, alice, pool, OCEAN, DT):
    """Half of the pool's OCEAN may come in and a third and a bit go out at once, by swap or stake; not a wei more."""
    for token in (OCEAN, DT):
        token.approve(pool.address, HUGEINT, alice)
    most_in = bmath.mul(toBase18(200.0), bmath.MAX_IN_RATIO)
    most_out = bmath.mul(toBase18(200.0), bmath.MAX_OUT_RATIO)
    O, D = OCEAN.address, DT.address
    trades: list[tuple[str, int, Callable[[int], Receipt]]] = [
        ("ERR_MAX_IN_RATIO", most_in, lambda a: pool.swapExactAmountIn(O, a, D, 0, HUGEINT, alice)),
        ("ERR_MAX_IN_RATIO", most_in, lambda a: pool.joinswapExternAmountIn(O, a, 0, alice)),
        ("ERR_MAX_OUT_RATIO", most_out, lambda a: pool.swapExactAmountOut(D, HUGEINT, O, a, HUGEINT, alice)),
        ("ERR_MAX_OUT_RATIO", most_out, lambda a: pool.exitswapExternAmountOut(O, a, HUGEINT, alice)),
    ]
    for reason, most, trade in trades:
        before = chain.snapshot()
        with pytest.raises(TxReverted, match=reason):
            trade(most + 1)
        held = OCEAN.balanceOf_base(alice.address)
        trade(most)
        assert abs(OCEAN.balanceOf_base(alice.address) - held) == most
        chain.revert(before)


# ---- sequences of trades


class Step(NamedTuple):
    """One thing that somebody does. What it means in tokens depends on the pool at that moment: see `_concrete`.

    Attributes:
        kind: a method of `PoolModel`.
        who: trader, 0 to 2.
        token, other: which of the pool's tokens, 0 or 1.
        to: who receives a plain transfer: a trader, 3 for the pool, 4 for a stranger.
        share: size, as a fraction in units of 1e-18.
        slack: how far beyond the trade's own outcome its limit is, in wei; None means no limit, 1 must be refused.
        price_slack: the same for a swap's maxPrice.
    """

    kind: str
    who: int
    token: int
    other: int
    to: int
    share: int
    slack: int | None
    price_slack: int | None


SWAPS = ("swapExactAmountIn", "swapExactAmountOut")
STAKES = ("joinswapExternAmountIn", "joinswapPoolAmountOut", "exitswapPoolAmountIn", "exitswapExternAmountOut")
KINDS = (*SWAPS, *SWAPS, *STAKES, "joinPool", "exitPool", "gulp", "transfer")
SLACKS = st.sampled_from([None, None, None, 0, 1])
STEPS = st.builds(
    Step,
    kind=st.sampled_from(KINDS),
    who=st.integers(0, 2),
    token=st.integers(0, 1),
    other=st.integers(0, 1),
    to=st.integers(0, 4),
    share=st.one_of(_even(ONE // 1000, ONE // 3), _even(ONE // 3, ONE), _even(ONE, ONE * 3 // 2)),
    slack=SLACKS,
    price_slack=SLACKS,
)


def _concrete(step: Step, model: PoolModel, who: str, holders: Sequence[str]) -> list[Any]:
    """The arguments of the step's method, without limits. A few of them are more than pool or trader can bear."""
    tokens = list(model.books)
    token, other = tokens[step.token], tokens[step.other]

    def part(amount: int) -> int:
        return amount * step.share // ONE

    if step.kind == "transfer":
        moved = (model.pool, token)[step.other]
        return [moved, holders[step.to], part(model.holdings[moved][who])]
    arguments: dict[str, list[Any]] = {
        "swapExactAmountIn": [token, part(model.books[token]) // 2, other, 0, HUGEINT],
        "swapExactAmountOut": [token, HUGEINT, other, part(model.books[other]) // 3, HUGEINT],
        "joinswapExternAmountIn": [token, part(model.books[token]) // 2, 0],
        "joinswapPoolAmountOut": [token, part(model.supply(model.pool)) // 4, HUGEINT],
        "exitswapPoolAmountIn": [token, part(model.holdings[model.pool][who]) // 2, 0],
        "exitswapExternAmountOut": [token, part(model.books[token]) // 3, HUGEINT],
        "joinPool": [part(model.supply(model.pool)) // 2, [HUGEINT, HUGEINT]],
        "exitPool": [part(model.holdings[model.pool][who]), [0, 0]],
        "gulp": [token],
    }
    return arguments[step.kind]


def _tightened(step: Step, model: PoolModel, who: str, args: list[Any]) -> list[Any]:
    """`args` with limits at, or a wei beyond, what the trade would give without."""
    try:
        outcome = getattr(model.copy(), step.kind)(who, *args)
    except Refused:
        return args
    if step.kind in SWAPS and step.price_slack is not None:
        args[4] = outcome[1] - step.price_slack
    if step.slack is None:
        return args
    if step.kind == "joinPool":
        args[1] = [amount - step.slack for amount in model.proportions(args[0])]
    elif step.kind == "exitPool":
        args[1] = [amount + step.slack for amount in model.proportions(args[0])]
    elif step.kind == "swapExactAmountIn":
        args[3] = outcome[0] + step.slack
    elif step.kind == "swapExactAmountOut":
        args[1] = outcome[0] - step.slack
    elif step.kind in ("joinswapExternAmountIn", "exitswapPoolAmountIn"):
        args[2] = outcome + step.slack
    elif step.kind in STAKES:
        args[2] = max(outcome - step.slack, 0)
    return args


def _onChain(step: Step, pool: BPool, args: list[Any], wallet: Web3Wallet) -> Any:
    """Does the step on the chain. Gives what the contract returned, or the word with which it refused."""
    try:
        if step.kind == "transfer":
            token, to, amount = args
            return BToken(token).transfer(to, amount, wallet).returned
        return getattr(pool, step.kind)(*args, wallet).returned
    except TxReverted as e:
        return e.reason


def _observed(pool: BPool, holders: Sequence[str]) -> PoolModel:
    """The pool as the chain has it."""
    tokens = pool.getCurrentTokens()
    return PoolModel(
        pool.address,
        pool.getSwapFee_base(),
        {token: pool.getDenormalizedWeight_base(token) for token in tokens},
        {token: pool.getBalance_base(token) for token in tokens},
        {token: {h: BToken(token).balanceOf_base(h) for h in holders} for token in (*tokens, pool.address)},
    )


def _newPool(wallet: Web3Wallet, stakes: dict[str, tuple[float, int]], fee: int) -> BPool:
    """A finalized pool: token → stake in tokens, weight in base 18."""
    pool = BPool(BFactory().newBPool(wallet))
    for token, (stake, weight) in stakes.items():
        BToken(token).approve(pool.address, HUGEINT, wallet)
        pool.bind(token, toBase18(stake), weight, wallet)
    pool.setSwapFee(fee, wallet)
    pool.finalize(wallet)
    return pool


@settings(REPEATABLE, max_examples=40)
@given(
    weight_DT=_even(ONE, 25 * ONE - 9),
    weight_OCEAN=_even(ONE, 25 * ONE - 9),
    fee=_even(bmath.MIN_FEE, bmath.MAX_FEE - 9),
    steps=st.lists(STEPS, min_size=10, max_size=25),
)
def test_no_sequence_of_trades_breaks_the_books(chain, alice, bob, OCEAN, DT, weight_DT, weight_OCEAN, fee, steps):
    """Whatever three traders do to a pool: every balance is what the rules say, to the wei; no token is made or lost.

    What the contract refuses, the rules refuse with the same word, and it leaves every balance as it was.
    """
    before = chain.snapshot()
    traders = [alice, bob, randomWeb3Wallet()]
    pool = _newPool(alice, {DT.address: (20.0, weight_DT), OCEAN.address: (200.0, weight_OCEAN)}, fee)
    for trader, part in zip(traders[1:], (0.25, 0.05)):
        for token, amount in ((OCEAN, 800.0), (DT, 80.0), (pool, 100.0)):
            token.transfer(trader.address, toBase18(amount * part), alice)
        for token in (OCEAN, DT):
            token.approve(pool.address, HUGEINT, trader)
    holders = [*[t.address for t in traders], pool.address, randomWeb3Wallet().address]
    model = _observed(pool, holders)

    for step in steps:
        wallet = traders[step.who]
        args = _concrete(step, model, wallet.address, holders)
        args = _tightened(step, model, wallet.address, args)
        tried = model.copy()
        try:
            expected = getattr(tried, step.kind)(wallet.address, *args)
            model = tried
        except Refused as e:
            expected = e.reason
        assert _onChain(step, pool, args, wallet) == expected
        seen = _observed(pool, holders)
        assert (seen.books, seen.holdings) == (model.books, model.holdings)
        for token, supply in ((OCEAN, toBase18(1000.0)), (DT, toBase18(100.0)), (pool, pool.totalSupply_base())):
            assert sum(seen.holdings[token.address].values()) == token.totalSupply_base() == supply
        assert all(book <= seen.holdings[token][pool.address] for token, book in seen.books.items())

    for token in (OCEAN, DT):
        pool.gulp(token.address, alice)
        assert pool.getBalance_base(token.address) == token.balanceOf_base(pool.address)
    chain.revert(before)
