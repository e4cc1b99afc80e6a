"""What all kinds of workers must do alike, and what only processes can."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import pytest

from explore.DaskWorkers import DaskWorkers
from explore.Failure import CRASHED, FAILED, TIMEOUT, Failure
from explore.LocalWorkers import LocalWorkers
from explore.test.works import Broken, Squares
from explore.Workers import InProcess, Work, Workers
from util.config import HOME
from util.errors import ExperimentError

HAS_DASK = find_spec("distributed") is not None
needs_dask = pytest.mark.skipif(not HAS_DASK, reason="Dask is not installed: make cluster")
KINDS: dict[str, Callable[[Work], Workers]] = {
    "in process": InProcess,
    "local": lambda work: LocalWorkers(work, 2),
    "dask": lambda work: DaskWorkers(work, "local:2"),
}


@pytest.fixture(scope="module", params=["in process", "local", pytest.param("dask", marks=needs_dask)])
def workers(request):
    """One of each kind, shared by the tests of this module."""
    made = KINDS[request.param](Squares())
    yield made
    made.close()


@pytest.fixture
def local(tmp_path):
    """Makes local workers, which end with the test."""
    made = []

    def make(n=2, **limits):
        made.append(LocalWorkers(Squares(str(tmp_path)), n, **limits))
        return made[-1]

    yield make
    for one in made:
        one.close()


def pid_alive(pid):
    """Whether a process is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


# ---- what all do


def test_every_job_has_its_outcome(workers):
    """Whatever the order."""
    assert sorted(workers.map(range(700))) == [(i, i * i) for i in range(700)]


def test_nothing_to_do(workers):
    """No job, no outcome."""
    assert list(workers.map([])) == []


def test_they_can_be_asked_again(workers):
    """Rounds of a search follow each other."""
    assert dict(workers.map([1, 2])) == {1: 1, 2: 4}
    assert dict(workers.map([3])) == {3: 9}


def test_jobs_are_taken_as_they_are_needed(workers):
    """From an endless supply, and one can stop in the middle: what was left behind does not turn up later."""
    some = list(itertools.islice(workers.map(itertools.count()), 50))
    assert len(some) == 50
    assert all(outcome == job * job for job, outcome in some)
    assert dict(workers.map([7])) == {7: 49}


def test_a_job_that_raises_fails_alone(workers):
    """The others have their outcomes; it says what was raised and where."""
    found = dict(workers.map([1, "raise", 2]))
    assert (found[1], found[2]) == (1, 4)
    assert (found["raise"].status, found["raise"].text) == (FAILED, "ValueError: no such number")
    assert found["raise"].where.startswith("explore/test/works.py, line ")


def test_a_job_that_exits_fails_alone(workers):
    """sys.exit() in a netlist does not end the campaign."""
    found = dict(workers.map(["exit", 2]))
    assert (found["exit"].status, found["exit"].text, found[2]) == (FAILED, "SystemExit: 7", 4)


# ---- what only processes do


def test_a_job_that_is_killed_has_crashed(local):
    """It is tried twice; all others have their outcomes."""
    found = dict(local().map([*range(100), "killed", *range(100, 200)]))
    assert found.pop("killed") == Failure(CRASHED, "its process was ended by SIGKILL")
    assert found == {i: i * i for i in range(200)}


def test_several_crashes_at_once(local):
    """Each is told apart, and how it ended."""
    found = dict(local(n=3).map(["killed", "leave", 1, 2, 3]))
    assert found["killed"].text == "its process was ended by SIGKILL"
    assert found["leave"].text == "its process ended with exit code 7"
    assert (found[1], found[2], found[3]) == (1, 4, 9)


def test_a_crash_that_does_not_repeat_is_no_failure(local):
    """The second try, alone in a fresh process, counts."""
    assert dict(local().map(["once", 3])) == {"once": "fine", 3: 9}


def test_a_job_that_hangs_is_stopped(local):
    """After the time it was given; all others have their outcomes."""
    found = dict(local(timeout=3.0).map([*range(50), "hang", *range(50, 100)]))
    assert found.pop("hang") == Failure(TIMEOUT, "it took more than 3 s and was stopped")
    assert found == {i: i * i for i in range(100)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory can be limited on Linux only; run it there")
def test_a_job_that_eats_memory_fails(local):
    """With a MemoryError, and its worker goes on."""
    found = dict(local(n=1, memory_MB=500).map(["eat", "pid", 5]))
    assert (found["eat"].status, found["eat"].text, found[5]) == (FAILED, "MemoryError", 25)


def test_each_job_can_have_its_own_process(local):
    """With renew_after=1; without it, one process serves many."""
    jobs = ["pid"] * 3
    assert len({pid for _, pid in local(n=1, renew_after=1).map(jobs)}) == 3
    assert len({pid for _, pid in local(n=1).map(jobs)}) == 1


def test_closing_ends_all_processes(local):
    """Also when somebody has stopped asking while they were at work."""
    workers = local()
    pids = {outcome for _, outcome in workers.map(["pid"] * 20)}
    rest = workers.map(["hang"] * 2 + ["pid"])
    workers.close()
    rest.close()
    assert [pid for pid in pids if pid_alive(pid)] == []


def test_workers_that_cannot_begin_are_an_error(tmp_path, capfd):
    """Rather than an endless row of new ones."""
    workers = LocalWorkers(Broken(), 1)
    with pytest.raises(ExperimentError, match="3 worker processes in a row ended with exit code 1"):
        list(workers.map([1]))
    assert "not a number" in capfd.readouterr().err


def test_an_outcome_that_cannot_be_sent_is_an_error(local, capfd):
    """The same."""
    with pytest.raises(ExperimentError, match="before any result"):
        list(local(n=1).map(["unsendable"]))
    capfd.readouterr()


def test_what_netlists_print_does_not_mix_with_results(local, capfd):
    """It goes to stderr."""
    assert list(local(n=1).map(["print"])) == [("print", None)]
    assert capfd.readouterr() == ("", "noise\n")


def test_workers_leave_when_their_parent_is_killed(tmp_path):
    """Within two seconds, though they are in the middle of a job and nobody tells them."""
    script = tmp_path / "script.py"
    script.write_text(
        "from explore.LocalWorkers import LocalWorkers\n"
        "from explore.test.works import Squares\n"
        "workers = LocalWorkers(Squares(), 2)\n"
        "for job, pid in workers.map(['pid'] * 8 + ['hang'] * 4):\n"
        "    print(pid, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline()) for _ in range(8)}
        time.sleep(0.3)
        assert all(map(pid_alive, pids))
        parent.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10.0
        while any(map(pid_alive, pids)) and time.monotonic() < deadline:
            time.sleep(0.02)
    assert not any(map(pid_alive, pids))
