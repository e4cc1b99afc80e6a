"""The router passes on everything it receives, and knows what it received in a month."""

from typing import Any

import pytest

from assets.agents.RouterAgent import RouterAgent
from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MONTH
from util.errors import ParameterError


class Saver(AgentBaseNoEvm):
    """An agent that keeps what it gets."""

    def takeStep(self, state):
        pass


@pytest.fixture
def days(state):
    """A state with daily ticks and two savers."""
    state.ss.setTimeStep(S_PER_DAY)
    state.addAgent(Saver("a", 0.0, 0.0))
    state.addAgent(Saver("b", 0.0, 0.0))
    return state


def always(share):
    """A function without arguments that returns `share`."""
    return lambda: share


def routed(state, shares, USD=0.0, OCEAN=0.0):
    """A router in that state with these shares."""
    router = RouterAgent("router", USD, OCEAN, {name: always(share) for name, share in shares.items()})
    state.addAgent(router)
    return router


def held(state, *names):
    """[(USD, OCEAN)] of these agents."""
    return [(state.getAgent(name).USD(), state.getAgent(name).OCEAN()) for name in names]


def test_a_fifth_and_four_fifths(days):
    """10 USD and 20 OCEAN go on at once, and nothing stays."""
    routed(days, {"a": 0.2, "b": 0.8}, USD=10.0, OCEAN=20.0)
    days.runTicks(1)
    assert held(days, "a", "b", "router") == [(2.0, 4.0), (8.0, 16.0), (0.0, 0.0)]


def test_shares_are_asked_at_every_step(days):
    """Shares are read at every step, so they may change over time."""
    share = 1.0
    router = RouterAgent("router", 4.0, 0.0, {"a": lambda: share, "b": lambda: 1.0 - share})
    days.addAgent(router)
    days.runTicks(1)
    share = 0.25
    router.receiveUSD(4.0)
    days.runTicks(1)
    assert held(days, "a", "b") == [(5.0, 0.0), (3.0, 0.0)]


@pytest.mark.parametrize("share", [0.1, 1 / 3, 0.7, 0.95, 1 - 1e-10])
def test_float_noise_strands_no_money(days, share):
    """Shares that add up to 1 leave exactly nothing."""
    router = routed(days, {"a": share, "b": 1.0 - share})
    for n in range(1, 50):
        router.receiveUSD(n / 7)
        days.runTicks(1)
        assert router.USD() == pytest.approx(0.0, abs=1e-12)
    assert sum(USD for USD, _ in held(days, "a", "b")) == pytest.approx(sum(range(1, 50)) / 7, rel=1e-12)


def test_a_tiny_share_beside_a_large_one(days):
    """A small share's float noise may exceed what the large one has left; then it gets what is left."""
    share = 6.103515625e-05 * (1 - 2**-52) * 1e-6
    router = routed(days, {"a": 1.0 - share, "b": share})
    for n in range(1, 200):
        router.receiveUSD(27126.0 / n)
        router.receiveOCEAN(0.1 * n)
        days.runTicks(1)
    assert held(days, "router") == [(pytest.approx(0.0, abs=1e-9), pytest.approx(0.0, abs=1e-9))]


def test_a_month_of_income(days):
    """2 USD and 3 OCEAN on each of 30 days are 60 and 90 in that month, and 0 in the next one."""
    router = routed(days, {"a": 1.0})
    for _ in range(30):
        router.receiveUSD(2.0)
        router.receiveOCEAN(3.0)
        days.runTicks(1)
    days.tick -= 1
    assert (router.monthlyUSDreceived(days), router.monthlyOCEANreceived(days)) == (60.0, 90.0)
    days.tick += 1
    days.runTicks(31)
    days.tick -= 1
    assert (router.monthlyUSDreceived(days), router.monthlyOCEANreceived(days)) == (0.0, 0.0)


@pytest.mark.parametrize(("tick", "ago"), [(0, 0), (29, 0), (30, 0), (31, 1), (100, 70)])
def test_the_tick_of_a_month_ago(days, tick, ago):
    """With daily ticks the month begins 30 ticks ago, and never before the start."""
    days.tick = tick
    assert routed(days, {"a": 1.0})._tickOneMonthAgo(days) == ago


def test_before_its_first_step_it_has_received_nothing(days):
    """Its initial money counts once it acts."""
    router = routed(days, {"a": 1.0}, USD=5.0)
    assert router.monthlyUSDreceived(days) == 0.0
    days.takeStep()
    assert router.monthlyUSDreceived(days) == 5.0


def test_what_shares_leave_stays_and_counts_once(days):
    """Half of 8 USD stays and moves in the next step; 8 were received."""
    router = routed(days, {"a": 0.5}, USD=8.0)
    days.runTicks(3)
    assert (router.USD(), router.monthlyUSDreceived(days)) == (1.0, 8.0)


def test_a_router_may_begin_late(days):
    """Its months follow the simulation's time, not its own age."""
    days.runTicks(100)
    router = routed(days, {"a": 1.0}, USD=7.0)
    days.takeStep()
    assert router.monthlyUSDreceived(days) == 7.0
    days.tick += 31
    assert router.monthlyUSDreceived(days) == 0.0


def test_it_remembers_no_more_than_it_is_asked_for(days):
    """It remembers at most two months of ticks, and the sums stay right for years."""
    days.ss.setTimeStep(S_PER_HOUR)
    router = routed(days, {"a": 1.0})
    n_month = S_PER_MONTH // S_PER_HOUR
    for tick in range(6 * n_month):
        router.receiveUSD(float(tick))
        days.takeStep()
        assert len(router._USD_per_tick) <= 2 * n_month + 4
        if tick % 97 == 0:
            assert router.monthlyUSDreceived(days) == sum(range(max(0, tick - n_month), tick + 1))
        days.tick += 1


def test_nobody_gives_more_than_all(days):
    """Shares that add up to more than 1 are refused before money moves."""
    routed(days, {"a": 0.5, "b": 0.6}, USD=1.0)
    with pytest.raises(ParameterError, match=r"router cannot pass on 1\.1 of what it receives: a: 0\.5, b: 0\.6"):
        days.takeStep()
    assert held(days, "a", "b", "router") == [(0.0, 0.0), (0.0, 0.0), (1.0, 0.0)]


def test_types_are_checked():
    """Money is a float, and receivers are a dict."""
    cases: list[tuple[Any, ...]] = [(0, 0.0, {}), (0.0, 0.0, ["a"])]
    for wrong in cases:
        with pytest.raises(TypeError):
            RouterAgent("router", *wrong)
