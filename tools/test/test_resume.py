"""`tsp resume`: a run that was stopped, however it was stopped, ends with the bytes of one that was not."""

import json
import os

import pytest

from tools.test.helpers import assertOneSentence, door, facts, netlist, tsp
from util.config import HOME

# Random, and with a column that comes late.
_LOG = """names.append("drawn")
values.append(state.rng.random())
if state.tick > 3:
    names.append("late")
    values.append(1)"""


def trapped(folder, stop):
    """A netlist that is stopped at tick 6 as long as there is a trap."""
    step = f"if state.tick == 6 and os.path.exists('trap'):\n    {stop}"
    file = netlist(folder, top="import os, signal", step=step, log=_LOG)
    (folder / "trap").write_text("")
    return file


def undisturbed(folder):
    """The bytes of a run without a trap."""
    assert tsp("run", "netlist.py", "whole", "--seed", "3", "--quiet", cwd=folder).code == 0
    return (folder / "whole" / "data.csv").read_bytes()


@pytest.mark.parametrize(
    ("stop", "code", "status"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", -9, "running"),
        ("os.kill(os.getpid(), signal.SIGTERM)", 130, "interrupted"),
        ("os.kill(os.getpid(), signal.SIGHUP)", 130, "interrupted"),
        ("os.kill(os.getpid(), signal.SIGINT)", 130, "interrupted"),
        ("raise RuntimeError('rain')", 1, "error"),
    ],
)
def test_it_ends_as_though_it_had_not_been_stopped(stop, code, status, tmp_path):
    """The same bytes; run.json says that it was resumed, and no longer why it had stopped."""
    trapped(tmp_path, stop)
    done = door("run", "netlist.py", "out", "--seed", "3", "--quiet", cwd=tmp_path)
    assert (done.code, facts(tmp_path / "out")["status"]) == (code, status)
    if code == 130:
        assert "finishing tick 6; Ctrl-C once more stops at once" in done.err
        assert "stopped at tick 7; the rows so far are in out. To go on: tsp resume out" in done.err
    (tmp_path / "trap").unlink()
    done = tsp("resume", "out", "--quiet", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "out" / "data.csv").read_bytes() == undisturbed(tmp_path)
    said = facts(tmp_path / "out")
    way = ("checkpoint", 7) if code == 130 else ("start", 0)
    assert (said["status"], said["resumed"][0]["from"], said["resumed"][0]["tick"]) == ("finished", *way)
    assert "error" not in said
    assert sorted(os.listdir(tmp_path / "out")) == ["data.csv", "run.json"]


def test_it_may_be_stopped_again(tmp_path):
    """The rows of the first try stay, and the second resume ends it."""
    trapped(tmp_path, "raise RuntimeError('rain')")
    tsp("run", "netlist.py", "out", "--seed", "3", "--quiet", cwd=tmp_path)
    before = (tmp_path / "out" / "data.csv").read_bytes()
    assert tsp("resume", "out", "--quiet", cwd=tmp_path).code == 1
    assert (tmp_path / "out" / "data.csv").read_bytes() == before
    (tmp_path / "trap").unlink()
    assert tsp("resume", "out", "--quiet", cwd=tmp_path).code == 0
    assert (tmp_path / "out" / "data.csv").read_bytes() == undisturbed(tmp_path)
    assert len(facts(tmp_path / "out")["resumed"]) == 2


def test_overrides_and_settings_are_those_of_the_run(tmp_path):
    """Whatever the ini says by now."""
    trapped(tmp_path, "raise RuntimeError")
    tsp("run", "netlist.py", "out", "--seed", "3", "--set", "saver_OCEAN=7", "--engine", "pyevm", cwd=tmp_path)
    (tmp_path / "trap").unlink()
    assert tsp("resume", "out", "--quiet", cwd=tmp_path).code == 0
    said = facts(tmp_path / "out")
    assert (said["overrides"], said["settings"]["engine"]) == ({"saver_OCEAN": 7.0}, "pyevm")


def test_a_netlist_that_has_changed_is_noticed(tmp_path):
    """At the first row that differs; the rows that were there stay."""
    file = trapped(tmp_path, "raise RuntimeError")
    tsp("run", "netlist.py", "out", "--seed", "3", cwd=tmp_path)
    before = (tmp_path / "out" / "data.csv").read_bytes()
    (tmp_path / "trap").unlink()
    file.write_text(file.read_text().replace("self.saver_OCEAN = 100.0", "self.saver_OCEAN = 101.0"))
    # The strategy on record would bring the old value back, so it must be the code that differs.
    file.write_text(file.read_text().replace("OCEAN=self.ss.saver_OCEAN", "OCEAN=2 * self.ss.saver_OCEAN"))
    done = tsp("resume", "out", "--quiet", cwd=tmp_path)
    assertOneSentence(done, "row 1 of out/data.csv has saver_OCEAN = 202 now, and it was 100")
    assert (tmp_path / "out" / "data.csv").read_bytes() == before


@pytest.mark.parametrize("torn", [b"7,25200,420", b"7,25200,420,7,0.2916666666666667,0.0097"])
def test_a_torn_last_line_is_written_anew(torn, tmp_path):
    """As a power cut may leave it."""
    trapped(tmp_path, "raise RuntimeError")
    tsp("run", "netlist.py", "out", "--seed", "3", cwd=tmp_path)
    with open(tmp_path / "out" / "data.csv", "ab") as f:
        f.write(torn)
    (tmp_path / "trap").unlink()
    assert tsp("resume", "out", "--quiet", cwd=tmp_path).code == 0
    assert (tmp_path / "out" / "data.csv").read_bytes() == undisturbed(tmp_path)


def test_what_cannot_be_resumed(tmp_path):
    """A finished run, no run at all, and a netlist without a file."""
    netlist(tmp_path)
    undisturbed(tmp_path)
    assertOneSentence(tsp("resume", "whole", cwd=tmp_path), "whole is finished: there is nothing to resume")
    assertOneSentence(tsp("resume", "nowhere", cwd=tmp_path), "nowhere is not a folder of a run")
    file = tmp_path / "whole" / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "status": "error", "netlist": {"path": None}}))
    assertOneSentence(tsp("resume", "whole", cwd=tmp_path), "its netlist was made in a notebook")


def test_a_folder_that_is_being_written_is_left_alone(tmp_path):
    """By the run itself, here; the error names its process."""
    resume = f"[sys.executable, {str(HOME / 'tsp')!r}, 'resume', 'out', '--quiet']"
    step = f"if state.tick == 2:\n    print(subprocess.run({resume}, capture_output=True, text=True).stderr)"
    netlist(tmp_path, top="import subprocess, sys", step=step)
    done = door("run", "netlist.py", "out", "--quiet", cwd=tmp_path)
    assert done.code == 0
    assert "out is being written: by process" in done.out
