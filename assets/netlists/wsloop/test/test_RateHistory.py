"""Integrals over any window cost the same, and stay exact however long a run."""

import math
import random

import pytest

from assets.netlists.wsloop.RateHistory import RateHistory
from assets.netlists.wsloop.TickHistory import TickHistory
from util.errors import NetlistError


def test_a_constant_rate():
    """10 per second for 8 ticks of 3 s: 240 in all, and 10 for each second of a part of it."""
    history = RateHistory(time_step=3, s_kept=100)
    for _ in range(8):
        history.append(10.0)
    assert [history.integral(0, 24), history.integral(0, 23), history.integral(5, 7)] == [240.0, 230.0, 20.0]


def test_what_lies_outside_of_the_simulated_time_is_nothing():
    """Before the start and after now."""
    history = RateHistory(time_step=3, s_kept=100)
    assert history.integral(-5, 100) == 0.0
    history.append(2.0)
    assert [history.integral(-50, 50), history.integral(-9, 0), history.integral(3, 9)] == [6.0, 0.0, 0.0]


def test_rates_are_remembered_as_they_were():
    """To the last bit; those that are too old are no longer there to be asked for."""
    history = RateHistory(time_step=1, s_kept=10)
    for tick in range(1000):
        history.append(tick / 7)
    assert [history.rate(tick) for tick in range(990, 1000)] == [tick / 7 for tick in range(990, 1000)]
    with pytest.raises(NetlistError, match="tick 900 is forgotten: the latest 11 ticks are kept"):
        history.rate(900)
    with pytest.raises(AssertionError, match="second 900 is forgotten"):
        history.integral(900, 1000)


def test_windows_that_do_not_fit_ticks():
    """Equal to the sum second by second, for any window within what is kept."""
    draw = random.Random(1)
    history, rates = RateHistory(time_step=7, s_kept=140), []
    for _ in range(200):
        rates.append(draw.random())
        history.append(rates[-1])
        now = 7 * len(rates)
        begin = draw.randint(now - 140, now)
        end = draw.randint(begin, now + 5)
        seconds = [rates[s // 7] for s in range(max(0, begin), min(end, now))]
        assert history.integral(begin, end) == pytest.approx(math.fsum(seconds), rel=1e-12, abs=1e-12)


def test_errors_do_not_grow_with_the_length_of_a_run():
    """A rate that falls by a factor of 1e12 on the way leaves no trace of its great past in the last window."""
    history = RateHistory(time_step=1, s_kept=200)
    for tick in range(20_000):
        history.append(1e9 if tick < 10_000 else 1e-3)
    assert history.integral(19_900, 20_000) == pytest.approx(0.1, rel=1e-11)


def test_memory_is_bounded():
    """A quarter more than what is asked for, at most."""
    history = RateHistory(time_step=1, s_kept=1000)
    most = 0
    for _ in range(10_000):
        history.append(1.0)
        most = max(most, len(history._values), len(history._totals))
    assert most <= 1.25 * 1001 + 2


# ---- a number per tick


def test_a_history_looks_like_the_list_of_all_ticks():
    """By length, by indices from either end, and by slices, as far as it is kept."""
    history, whole = TickHistory(10), []
    for tick in range(100):
        history.append(tick / 7)
        whole.append(tick / 7)
        assert len(history) == len(whole)
        assert (history[-1], history[tick], list(history[-5:])) == (whole[-1], whole[tick], whole[-5:])
    assert history[-10] == history[90] == whole[90]
    for i in (3, -97):
        with pytest.raises(NetlistError, match="tick 3 is forgotten.*Try: a list of your own in a subclass of KPIs"):
            history[i]
    for i in (100, -101):
        with pytest.raises(IndexError):
            history[i]


def test_a_short_history_is_a_list():
    """Nothing is forgotten before it must be."""
    history = TickHistory(10)
    for tick in range(10):
        history.append(float(tick))
    assert list(history) == history[:] == [float(tick) for tick in range(10)]
    assert not TickHistory(10)
