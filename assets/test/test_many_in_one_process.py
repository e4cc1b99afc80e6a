"""Many simulations in one process are as good as many processes: every netlist, in mixed order, and in turn."""

import json
import random
import subprocess
import sys
from functools import cache

import pytest

from assets.test.runs import DEAR
from engine.Netlist import Netlist, shippedNames
from engine.Simulation import Simulation
from util.config import HOME
from web3engine.test.packages import runnable

# Two weeks of hours: every agent has acted. Longer ticks make no longer runs.
MOST_TICKS = 340

# A process that has imported no netlist, and becomes a new one for each of those that it is given.
_ALONE = """
import json, multiprocessing, sys
from assets.test.test_many_in_one_process import ran

def say(name):
    print(json.dumps([name, ran(name)]), flush=True)

for name in sys.argv[1:]:
    process = multiprocessing.get_context("fork").Process(target=say, args=(name,))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)
"""


loaded = cache(Netlist)


def simulation(name, seed=3):
    """A simulation of a shipped netlist, not longer than two weeks of hours."""
    ticks = min(loaded(name)["SimStrategy"]().max_ticks, DEAR.get(name, MOST_TICKS))
    return Simulation(loaded(name), seed, {"max_ticks": ticks})


def rowsOf(simulation):
    """Names and rows, as text that tells each bit."""
    return [simulation.rows.header, [list(map(repr, row)) for row in simulation.rows.table()]]


def ran(name, seed=3):
    """The rows of a run from beginning to end."""
    with simulation(name, seed=seed) as made:
        made.run()
        return rowsOf(made)


@pytest.fixture(scope="module")
def alone():
    """Each netlist's rows, from its own process."""
    typed = [sys.executable, "-c", _ALONE, *runnable(shippedNames())]
    done = subprocess.run(typed, cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(map(json.loads, done.stdout.splitlines()))


def test_every_netlist_three_times_in_mixed_order(alone):
    """Nothing of one run is visible in the next, whatever came before."""
    order = runnable(shippedNames()) * 3
    random.Random(1).shuffle(order)
    assert [name for name in order if ran(name) != alone[name]] == []


def test_every_two_netlists_in_turn(alone):
    """A tick of one, a tick of the other: each pair of neighbours, with contracts or without."""
    names = runnable(shippedNames())
    for pair in zip(names, [*names[1:], names[0]]):
        both = [simulation(name) for name in pair]
        while not all(made.is_over for made in both):
            for made in both:
                if not made.is_over:
                    made.step()
        assert [rowsOf(made) for made in both] == [alone[name] for name in pair], pair
        for made in both:
            made.close()
