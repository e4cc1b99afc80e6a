"""A simulation's own randomness, and that lending it disturbs nobody."""

import random
import subprocess
import sys
import threading

import numpy.random
import pytest

from engine.Stream import Stream, StreamsOnly
from util.config import HOME
from util.errors import ExperimentError, ParameterError


def drawn(stream, n=3):
    """What `n` draws from Python's and numpy's generator are while the stream is lent."""
    with stream:
        return [(random.random(), numpy.random.normal()) for _ in range(n)]


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_small_seeds_give_what_the_modules_give(seed):
    """A seed below 2**32 seeds Python's generator and numpy's as their own functions do."""
    random.seed(seed)
    numpy.random.seed(seed)
    expected = [(random.random(), numpy.random.normal()) for _ in range(3)]
    assert drawn(Stream(seed)) == expected


def test_large_seeds_are_all_different():
    """Both halves count, for both generators."""
    seeds = [5, 2**32 + 5, 2**63 + 5, 2**64 - 1]
    firsts = [drawn(Stream(seed), 1)[0] for seed in seeds]
    assert len({python for python, _ in firsts}) == len({numpys for _, numpys in firsts}) == len(seeds)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "1", None, True])
def test_a_seed_is_a_whole_number_of_64_bits(seed):
    """Anything else is refused."""
    with pytest.raises(ParameterError, match="the seed cannot be"):
        Stream(seed)


def test_streams_that_take_turns_do_not_disturb_each_other():
    """Nor whoever draws in between; numpy's second normal of a pair is kept as well."""
    random.seed(9)
    numpy.random.seed(9)
    outside = [(random.random(), numpy.random.normal()) for _ in range(6)]
    alone = [drawn(Stream(seed), 6) for seed in (1, 2)]
    random.seed(9)
    numpy.random.seed(9)
    first, second = Stream(1), Stream(2)
    turns: list[list[tuple[float, float]]] = [[], []]
    between = []
    for _ in range(6):
        turns[0] += drawn(first, 1)
        between.append((random.random(), numpy.random.normal()))
        turns[1] += drawn(second, 1)
    assert turns == alone
    assert between == outside


def test_streams_nest():
    """An agent may run another simulation."""
    outer = Stream(1)
    alone = drawn(Stream(1), 2)
    with outer:
        first = (random.random(), numpy.random.normal())
        assert drawn(Stream(2)) == drawn(Stream(2))
        second = (random.random(), numpy.random.normal())
    assert [first, second] == alone


def test_many_streams_in_turn_put_the_others_aside_once():
    """What was drawn before goes on behind them, and each stream where it was."""
    alone = [drawn(Stream(seed), 4) for seed in (1, 2)]
    random.seed(9)
    expected = random.random()
    random.seed(9)
    streams = [Stream(1), Stream(2)]
    with StreamsOnly():
        turns = [[*drawn(stream, 2)] for stream in streams]
        for turn, stream in zip(turns, streams):
            turn += drawn(stream, 1)
    for turn, stream in zip(turns, streams):
        turn += drawn(stream, 1)
    assert turns == alone
    assert random.random() == expected


def test_a_stream_can_go_on_from_where_another_was():
    """As a simulation does that is taken up again."""
    first = Stream(3)
    drawn(first)
    second = Stream(3)
    second.setstate(first.getstate())
    assert drawn(second) == drawn(first)


def test_a_stream_goes_on_as_another_seed_begins():
    """Also in the middle of a lending."""
    stream = Stream(1)
    with stream:
        random.random()
        stream.reseed(2)
        assert random.random() == drawn(Stream(2), 1)[0][0]


def test_another_thread_is_refused():
    """There is one module `random` per process; the error says what to use instead."""
    caught: list[BaseException] = []

    def draw():
        try:
            drawn(Stream(2))
        except ExperimentError as e:
            caught.append(e)

    with Stream(1):
        thread = threading.Thread(target=draw)
        thread.start()
        thread.join()
    assert "one process for each simulation" in str(caught[0])
    draw()
    assert len(caught) == 1


def test_numpy_that_is_imported_late_is_seeded_as_well():
    """In the first step that needs it, and it goes on in the next one."""
    program = """
import random, sys
from engine.Stream import Stream
assert "numpy" not in sys.modules
stream = Stream(7)
with stream:
    random.random()
    import numpy.random
    drawn = [numpy.random.rand()]
numpy.random.seed(1)
with stream:
    drawn.append(numpy.random.rand())
numpy.random.seed(7)
assert drawn == [numpy.random.rand(), numpy.random.rand()], drawn
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
