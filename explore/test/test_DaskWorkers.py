"""Campaigns on a cluster: what happens when workers come and go, and when the scheduler is lost."""

import shutil
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from engine.Netlist import Netlist
from explore.Bundle import bundleOf
from explore.daskserving import Assignment, facts, serve
from explore.Job import Job, Outcome
from explore.mc import mc
from explore.Runner import Runner
from explore.test.cluster import Cluster
from explore.test.helpers import COIN, IN_PROCESS, Watcher, filesOf
from util.config import HOME, loadSettings
from util.errors import ExperimentError, ParameterError

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed: make cluster")

# Some milliseconds a run, so that there is something to interrupt.
SLOW: dict[str, Any] = {"set": ["noise=1", "n_draws=1500"], "runs": 200, "specs": ["total >= 0"]}
FEW: dict[str, Any] = {**SLOW, "runs": 10}


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers."""
    made = Cluster(tmp_path)
    made.add()
    made.add()
    yield made
    made.close()


def after(n, act):
    """A watcher that does something once, when so many runs are done."""
    watcher = Watcher()
    ran, done = watcher.ran, list[threading.Thread]()

    def count(outcome, is_new):
        ran(outcome, is_new)
        if watcher.n_new == n and not done:
            done.append(threading.Thread(target=act))
            done[0].start()

    watcher.ran = count  # type: ignore[method-assign]
    return watcher


@needs_dask
def test_a_worker_is_killed_and_another_comes(cluster, tmp_path):
    """All runs are there, once each, and the same as on one machine."""

    def act():
        cluster.workers[0].kill()
        cluster.add()

    mc(COIN, tmp_path / "out", scheduler=cluster.address, progress=after(60, act), **SLOW)
    mc(COIN, tmp_path / "one", **IN_PROCESS, **SLOW)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "one")
    assert len((tmp_path / "out" / "runs.jsonl").read_bytes().splitlines()) == 200


@needs_dask
def test_the_scheduler_is_lost(cluster, tmp_path):
    """It says so within half a minute; the same call goes on, with other workers if need be."""
    began = time.monotonic()
    with pytest.raises(ExperimentError, match="the scheduler is gone, or does not answer. Try: the same command again"):
        mc(COIN, tmp_path / "out", scheduler=cluster.address, progress=after(60, cluster.scheduler.kill), **SLOW)
    assert time.monotonic() - began < 45
    watcher = Watcher()
    mc(COIN, tmp_path / "out", progress=watcher, **IN_PROCESS, **SLOW)
    assert watcher.n_known >= 60
    mc(COIN, tmp_path / "one", **IN_PROCESS, **SLOW)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "one")


@needs_dask
def test_workers_that_lack_the_program(tmp_path):
    """Are named at once, with what to do; nothing is left behind."""
    made = Cluster(tmp_path)
    try:
        made.add(path="")
        with pytest.raises(
            ExperimentError, match="1 of 1 workers cannot import it.*Try: workers that were started with"
        ):
            mc(COIN, tmp_path / "out", scheduler=made.address, **SLOW)
    finally:
        made.close()
    assert not (tmp_path / "out").exists()


@needs_dask
@pytest.mark.parametrize("knows_us", [True, False])
def test_workers_where_it_is_installed(tmp_path, knows_us):
    """There, only the package `tokenspice` is found at first; the scheduler may have it or not."""
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "tokenspice").symlink_to(HOME / "tokenspice")
    made = Cluster(tmp_path, str(installed) if knows_us else "")
    try:
        made.add(str(installed))
        mc(COIN, tmp_path / "out", scheduler=made.address, **FEW)
    finally:
        made.close()
    mc(COIN, tmp_path / "one", **IN_PROCESS, **FEW)
    assert filesOf(tmp_path / "out") == filesOf(tmp_path / "one")


@needs_dask
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1:9", "there is no scheduler at"),
        ("nonsense", "there is no scheduler at"),
        ("local:0", "local:4"),
        ("local:x", "local:4"),
        ("slurm:nowhere.yaml", "dask-jobqueue|starts no cluster"),
    ],
)
def test_an_address_without_a_scheduler(tmp_path, monkeypatch, address, why):
    """Is refused, and leaves nothing behind."""
    # A scheduler that does not answer at once never will.
    monkeypatch.setattr("explore.DaskWorkers._TIMEOUT_S", 1.0)
    with pytest.raises((ParameterError, ExperimentError), match=why):
        mc(COIN, tmp_path / "out", scheduler=address, **SLOW)
    assert list(tmp_path.iterdir()) == []


def test_without_dask(tmp_path, monkeypatch):
    """It says how to get it."""
    monkeypatch.setattr("explore.DaskWorkers.find_spec", lambda name: None)
    with pytest.raises(ParameterError, match="Dask is not installed. Try: make cluster"):
        mc(COIN, tmp_path / "out", scheduler="local:2", **SLOW)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_with_other_versions_is_refused():
    """Its results might be other ones."""
    wanted = {**facts(), "numpy": "0.1"}
    with pytest.raises(ExperimentError, match=r"has numpy .*, and this process 0.1"):
        serve(Assignment("test", wanted, b"", {}), [(0, None)])


# ---- netlists that travel


def test_a_netlist_that_a_worker_lacks_travels(tmp_path):
    """With the files next to it; there it gives the same."""
    folder = tmp_path / "here" / "mine"
    folder.mkdir(parents=True)
    text = Path(COIN).read_text().replace("import random", "import random\nfrom parts import FACTOR")
    (folder / "netlist.py").write_text(text.replace("self.total +=", "self.total += FACTOR *"))
    (folder / "parts.py").write_text("FACTOR = 5\n")
    (folder / ".hidden.py").write_text("")
    netlist = Netlist(folder)
    bundle = bundleOf(netlist)
    assert bundle is not None
    assert sorted(bundle.files) == ["netlist.py", "parts.py"]
    runner = Runner(str(netlist.path), {}, {}, {}, loadSettings())
    runner.bundle = bundle
    job = Job(0, 0, 0, 1, {}, "")
    here = runner.run(job)
    shutil.rmtree(folder)
    there = Runner(str(netlist.path), {}, {}, {}, loadSettings())
    there.bundle = bundle
    assert there.run(job) == here
    assert isinstance(here, Outcome)
    assert here.measures["total"] == 20.0


def test_a_netlist_of_the_program_stays(tmp_path):
    """Every worker has it."""
    assert bundleOf(Netlist("simplegrant")) is None


def test_too_much_to_travel(tmp_path):
    """Is refused."""
    shutil.copy(COIN, tmp_path / "netlist.py")
    (tmp_path / "prices.csv").write_bytes(bytes(21_000_000))
    with pytest.raises(ExperimentError, match="more than 20 MB"):
        bundleOf(Netlist(tmp_path))
