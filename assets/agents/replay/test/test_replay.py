"""A replay leaves the pair as history left it, to the unit, as long as nobody else acts; and what it does if somebody
does, by exact arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from assets.agents.replay.History import EXIT, JOIN, OPEN, SWAP, SYNC, History, PoolEvent, changed
from assets.agents.replay.PoolReplay import Funds
from assets.agents.replay.ReplayAgent import SKIP, ReplayAgent
from assets.agents.replay.test.wildmarket import WildMarket
from assets.agents.replay.UniswapV2Replay import UniswapV2Replay
from util.errors import ParameterError
from web3engine.chain import currentChain, useChain
from web3engine.chains import openChain
from web3engine.test.conformance import EMBEDDED
from web3engine.test.packages import requirePackage
from web3engine.uniswapv2 import PACKAGE
from web3engine.uniswapv2.pair import amountOut
from web3engine.web3wallet import randomWeb3Wallet


@pytest.fixture(autouse=True)
def _package():
    requirePackage(PACKAGE)


def stateOf(pair):
    """Everything that a pair keeps of itself, except for the constant that its price sums began with."""
    return (*pair.getReserves(), pair.totalSupply_base(), pair.kLast())


def played(history, **how):
    """The local pair after the whole history, on the chain in use, and the agent."""
    chain = currentChain()
    chain.setClock(history.opening.timestamp)
    wallet = randomWeb3Wallet()
    pool = UniswapV2Replay.begin(history, wallet)
    began = pool.pair.price0CumulativeLast(), pool.pair.price1CumulativeLast()
    agent = ReplayAgent("replay", pool, history, wallet, **how)
    state = SimpleNamespace(tick=0, ss=SimpleNamespace(time_step=12))
    while agent.n_left:
        agent.takeStep(state)
        state.tick += 1
        if agent.n_left:
            chain.advance(12)
    sums = pool.pair.price0CumulativeLast() - began[0], pool.pair.price1CumulativeLast() - began[1]
    return pool, agent, sums


def remote(engine, seed, n, is_empty=False):
    """History, final state and price sums of a wild market."""
    with useChain(openChain("embedded", engine, seed)):
        market = WildMarket(seed, is_empty)
        sums = market.pair.price0CumulativeLast(), market.pair.price1CumulativeLast()
        ran = currentChain().now() - market.pair.getReserves().blockTimestampLast
        reserves = market.opening.reserves
        market.step(n)
        # Until the opening, the sums grow at the price with which it begins.
        both = [(reserves[1 - i] << 112) // reserves[i] * ran if any(reserves) else 0 for i in range(2)]
        after = market.pair.price0CumulativeLast(), market.pair.price1CumulativeLast()
        sums = after[0] - sums[0] - both[0], after[1] - sums[1] - both[1]
        return market.history(), stateOf(market.pair), sums


@pytest.mark.parametrize("engine", EMBEDDED)
@pytest.mark.parametrize(("seed", "n", "is_empty"), [(1, 80, False), (2, 40, True)])
def test_it_ends_in_the_state_of_the_remote_pair(engine, seed, n, is_empty):
    """Reserves, shares, the time of the last change and both price sums, after each kind of event."""
    history, there, there_sums = remote(engine, seed, n, is_empty)
    assert {event.kind for event in history.events} == {SWAP, JOIN, EXIT, SYNC}
    with useChain(openChain("embedded", engine, 99)):
        pool, agent, sums = played(history)
        assert stateOf(pool.pair) == there
        assert sums == there_sums
        assert (agent.n_played, agent.n_scaled, agent.n_skipped) == (len(history.events), 0, 0)


@pytest.mark.parametrize(
    ("reserves", "shares"),
    [
        ((10**21, 10**21), 10**21),
        ((10**12, 3 * 10**21), 5 * 10**16),
        ((3 * 10**21, 10**12), 5 * 10**16),
        ((10**30, 7 * 10**8), 26457513110645905),
        ((5000, 5000), 1001),
        ((2**112 - 1, 2**112 - 1), 2**112 - 1),
    ],
)
def test_a_pair_begins_as_it_was(chain, reserves, shares):
    """With its reserves and its shares, whatever fees have made of the ratio between them."""
    opening = PoolEvent(1_700_000_000, 1, OPEN, (0, 0), (0, 0), shares, reserves)
    pool = UniswapV2Replay.begin(History(opening, (), (18, 6)), randomWeb3Wallet())
    assert (pool.reserves_base(), pool.pair.totalSupply_base()) == (reserves, shares)
    assert [token.decimals() for token in pool.tokens] == [18, 6]
    assert pool.pair.token0() == pool.tokens[0].address


@pytest.mark.parametrize("shares", [1000, 10**9 + 1])
def test_a_state_that_no_pair_can_have_is_refused(chain, shares):
    """Fewer shares than are locked, or more than the reserves pay for."""
    opening = PoolEvent(1_700_000_000, 1, OPEN, (0, 0), (0, 0), shares, (10**9, 10**9))
    with pytest.raises(ParameterError, match="no pair holds 1000000000 and 1000000000"):
        UniswapV2Replay.begin(History(opening, (), (18, 18)), randomWeb3Wallet())


# ---- with somebody else in between

RESERVES = (10**24, 4 * 10**24)


def event(kind, paid_in=(0, 0), paid_out=(0, 0), shares=0, reserves=RESERVES):
    """An event of a pool with these reserves."""
    made = PoolEvent(1_700_000_012, 2, kind, paid_in, paid_out, shares, reserves)
    return made._replace(reserves=changed(reserves, made))


def swapOf(amount):
    """A swap of token0 at what the pair gives."""
    return event(SWAP, (amount, 0), (0, amountOut(amount, *RESERVES)))


class Disturbed:
    """A pair of RESERVES and 2e24 shares in which somebody has swapped `amount` of token0, before `event` is due."""

    def __init__(self, event, amount, **how):
        opening = PoolEvent(1_700_000_000, 1, OPEN, (0, 0), (0, 0), 2 * 10**24, RESERVES)
        self.wallet = randomWeb3Wallet()
        history = History(opening, (event,), (18, 18))
        self.pool = UniswapV2Replay.begin(history, self.wallet)
        self.pool.play(swapOf(amount), self.wallet)
        self.agent = ReplayAgent("replay", self.pool, history, self.wallet, **how)
        self.before = self.pool.reserves_base()

    def step(self):
        """Plays the event, and returns what the reserves have changed by."""
        self.agent.takeStep(SimpleNamespace(tick=1, ss=SimpleNamespace(time_step=12)))
        return tuple(now - then for now, then in zip(self.pool.reserves_base(), self.before))

    def counts(self):
        """How many events were played in full, in part and not at all."""
        return self.agent.n_played, self.agent.n_scaled, self.agent.n_skipped


def test_a_swap_takes_what_the_pair_gives_for_it_now(chain):
    """All of it, as long as the price is within the tolerance."""
    amount = 10**21
    disturbed = Disturbed(swapOf(amount), 10**21)
    out = amountOut(amount, *disturbed.before)
    assert out < amountOut(amount, *RESERVES)
    assert disturbed.step() == (amount, -out)
    assert disturbed.counts() == (1, 0, 0)


def test_a_swap_at_a_price_beyond_the_tolerance_is_scaled(chain):
    """To the largest amount for which the price is no worse than the recorded one by 0.5 %: found by bisection."""
    amount = 2 * 10**22
    disturbed = Disturbed(swapOf(amount), 5 * 10**21)
    worst = Fraction(amountOut(amount, *RESERVES), amount) * Fraction(995, 1000)
    lo, hi = 0, amount
    while hi - lo > 1:
        mid = (lo + hi) // 2
        # In rationals, since a pair rounds what it gives.
        got = Fraction(997 * mid * disturbed.before[1], 1000 * disturbed.before[0] + 997 * mid)
        lo, hi = (mid, hi) if got >= worst * mid else (lo, mid)
    assert 0 < lo < amount
    assert disturbed.step() == (lo, -amountOut(lo, *disturbed.before))
    assert disturbed.counts() == (0, 1, 0)


@pytest.mark.parametrize(("pushed", "how"), [(10**23, {}), (5 * 10**21, {"misfits": SKIP})])
def test_a_swap_is_skipped_where_no_part_of_it_fits_or_parts_are_not_wanted(chain, pushed, how):
    """And counted."""
    disturbed = Disturbed(swapOf(2 * 10**22), pushed, **how)
    assert disturbed.step() == (0, 0)
    assert disturbed.counts() == (0, 0, 1)


def test_a_tolerance_of_1_takes_any_price(chain):
    """All of it is swapped, whatever it brings."""
    disturbed = Disturbed(swapOf(10**21), 10**25, tolerance=1.0)
    assert disturbed.step() == (10**21, -amountOut(10**21, *disturbed.before))
    assert disturbed.counts() == (1, 0, 0)


def test_both_tokens_in_and_out_is_played_as_it_was_or_not_at_all(chain):
    """There is no price to hold it to."""
    both = event(SWAP, (10**21, 4 * 10**21), (10**21 * 99 // 100, 4 * 10**21 * 99 // 100))
    assert Disturbed(both, 10**22).step() == changed((0, 0), both)
    greedy = event(SWAP, (10**21, 10**21), (0, 4997 * 10**18))
    disturbed = Disturbed(greedy, 10**22)
    assert disturbed.step() == (0, 0)
    assert disturbed.counts() == (0, 0, 1)


def test_a_join_keeps_to_the_ratio_of_the_pair(chain):
    """As a router does: all of one token, and what goes with it of the other one, which is cheap now."""
    disturbed = Disturbed(event(JOIN, (10**21, 4 * 10**21), shares=2 * 10**21), 10**20)
    reserve0, reserve1 = disturbed.before
    assert disturbed.step() == (10**21, 10**21 * reserve1 // reserve0)
    assert disturbed.counts() == (1, 0, 0)
    pushed = Disturbed(event(JOIN, (10**21, 4 * 10**21), shares=2 * 10**21), 10**22)
    pushed.step()
    assert pushed.counts() == (0, 1, 0)


def test_an_exit_burns_the_recorded_shares(chain):
    """Whatever they are worth now."""
    shares = 2 * 10**22
    disturbed = Disturbed(event(EXIT, paid_out=(10**22, 4 * 10**22), shares=shares), 10**22)
    supply = disturbed.pool.pair.totalSupply_base()
    assert disturbed.step() == tuple(-(shares * reserve // supply) for reserve in disturbed.before)
    assert disturbed.counts() == (1, 0, 0)


def test_too_little_in_the_account(chain):
    """What it has is used, in a pair that nobody has touched."""
    pool = Disturbed(swapOf(1), 0 + 10**18).pool
    amount, tolerance = 10**21, Fraction(1, 200)
    poor = Funds((amount // 4, 0), 7)
    fitted = pool.fitted(swapOf(amount), poor, tolerance)
    assert fitted is not None
    assert fitted.event.paid_in == (amount // 4, 0)
    assert fitted.event.paid_out == (0, amountOut(amount // 4, *pool.reserves_base()))
    assert fitted.is_scaled
    burned = pool.fitted(event(EXIT, paid_out=(1, 4), shares=10), poor, tolerance)
    assert burned is not None
    assert (burned.event.shares, burned.is_scaled) == (7, True)
    assert pool.fitted(event(JOIN, (1000, 4000)), poor, tolerance) is None
    assert pool.fitted(swapOf(amount), Funds((0, 0), 0), tolerance) is None
    assert pool.fitted(event(EXIT, shares=10), Funds((0, 0), 0), tolerance) is None


def test_what_a_contract_refuses_is_skipped_and_paid_back(chain):
    """A pair takes no more than 2**112 of a token."""
    too_much = event(SYNC, (2**112, 0))
    disturbed = Disturbed(too_much, 10**18)
    held = disturbed.pool.fundsOf(disturbed.wallet.address)
    assert disturbed.step() == (0, 0)
    assert disturbed.counts() == (0, 0, 1)
    assert disturbed.pool.fundsOf(disturbed.wallet.address) == held


def test_other_misfits_are_refused(chain):
    """There are two."""
    with pytest.raises(ParameterError, match="misfits cannot be 'drop': it is scale or skip"):
        Disturbed(swapOf(1), 10**18, misfits="drop")
