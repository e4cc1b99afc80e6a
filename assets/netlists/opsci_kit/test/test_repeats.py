"""Runs repeat to the byte, their files are complete, and they do not grow."""

import gc
import os
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager

import pytest

import tokenspice as ts
from assets.netlists.opsci_kit.test.communities import ALL, BY_SLOTS, community, defaults, known, run, steps, treasury
from util.config import HOME
from util.plotcsv import csvToHeaderValues

MAX_TICKS = 2200


def shortened(name):
    """Overrides with which much happens in few ticks."""
    values = {"max_ticks": MAX_TICKS, "TICKS_BETWEEN_PROPOSALS": 200, "TIME_RANGE": "(50, 100)"}
    return known(name, {**values, "GENERATOR_TIME_INTERVAL": 500})


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_gives_the_same_bytes(name, tmp_path):
    """Whatever Python's hash seed is; another seed gives others. One row a day, each complete."""
    data = []
    words = [word for key, value in shortened(name).items() for word in ("--set", f"{key}={value}")]
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        done = subprocess.run(
            [sys.executable, HOME / "tsp", "run", HOME / "assets" / "netlists" / name / "netlist.py", out]
            + ["--seed", "5", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        data.append([(out / f"{log}.csv").read_bytes() for log in ("data", "rpdata")])
        for log in ("data", "rpdata"):
            header, values = csvToHeaderValues(str(out / f"{log}.csv"))
            assert values.shape == (MAX_TICKS // 24 + 1, len(header))
    assert data[0] == data[1]
    ts.simulate(name, 6, shortened(name), out=tmp_path / "6")
    other = (tmp_path / "6" / "data.csv").read_bytes()
    assert other.count(b"\n") == data[0][0].count(b"\n")
    assert other != data[0][0]


@contextmanager
def traced():
    """Memory is traced from here on. In what was there before, which may be much, no garbage is looked for."""
    gc.freeze()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.unfreeze()


@pytest.mark.parametrize("name", ALL)
def test_memory_does_not_grow(name):
    """When funding has ended, ticks leave nothing behind; while projects go on, only these do."""
    often = {"TIME_RANGE": (20, 40)} if "TIME_RANGE" in defaults(name) else {"TICKS_BETWEEN_PROPOSALS": 20}
    sim = community(name, 1, TREASURY_INIT_OCEAN=60000.0, **often)
    run(sim, 3000)
    with traced():
        sizes = []
        for _ in range(3):
            run(sim, 2000)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    assert sizes[2] - sizes[1] < 2000


@pytest.mark.parametrize("name", BY_SLOTS)
def test_while_grants_are_given_only_projects_add_up(name):
    """A kilobyte or so for each award: the project's record."""
    sim = community(name, 1, TREASURY_INIT_OCEAN=1e9, TIME_RANGE=(5, 9))
    state = sim.state
    run(sim, 200)
    with traced():
        n_awards, sizes = 0, []
        for _ in range(2):
            n_awards = sum(treasury(state).update for _ in steps(sim, 250))
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    assert n_awards > 50
    assert sizes[1] - sizes[0] < 1500 * n_awards
