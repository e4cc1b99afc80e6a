"""Doing something once in a while."""

import pytest

from engine.Timer import Timer


def test_a_timer_is_due_once_its_time_has_passed():
    """Every 3 hours, in ticks of one hour: due at the third."""
    timer = Timer(3 * 3600)
    due = []
    for _ in range(4):
        timer.advance(3600)
        due.append(timer.due)
    assert due == [False, False, True, True]


def test_a_timer_is_due_until_it_is_restarted():
    """Being due passes only with the action: whoever cannot act now acts as soon as it can."""
    timer = Timer(10)
    timer.advance(50)
    assert timer.due
    timer.restart()
    assert not timer.due
    assert timer.s_since == 0


@pytest.mark.parametrize(("time_step", "ticks"), [(1, [9, 19, 29, 39]), (3, [3, 7, 11, 15]), (10, [0, 1, 2, 3])])
def test_times_between_deeds_are_counted_from_the_last_one(time_step, ticks):
    """Every 10 s: with a time step that does not divide it, the action waits for the next tick."""
    timer, done = Timer(10), []
    for tick in range(ticks[-1] + 1):
        timer.advance(time_step)
        if timer.due:
            timer.restart()
            done.append(tick)
    assert done == ticks


def test_a_timer_of_zero_seconds_is_always_due():
    """What has no pause between two times is done at every tick."""
    timer = Timer(0)
    assert timer.due
