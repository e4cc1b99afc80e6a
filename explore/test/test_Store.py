"""The folder of a campaign: what it keeps, what it survives, and what it refuses."""

import json
import math
import subprocess
import sys

import pytest

from explore.Failure import FAILED, Failure
from explore.Job import Job, Outcome
from explore.Manifest import CAMPAIGN_JSON, Manifest, readManifest
from explore.Store import RUNS, Store, rowsOf
from util.config import HOME
from util.errors import TokenSpiceError

JOB = Job(3, 1, 1, 2**63 + 5, {"a": 1.5, "mode": "x"}, "0123456789abcdef")
GOOD = Outcome({"m": 0.1, "none": math.nan}, {"m >= 0": 0.1}, ("always a > 0", 7))
BAD = Failure(FAILED, "ValueError: no", "running", "netlist.py, line 3", 12)


@pytest.fixture
def store(tmp_path):
    """An empty one."""
    made = Store(tmp_path)
    yield made
    made.close()


def reopened(store):
    store.close()
    store.__init__(store.folder)
    return store


@pytest.mark.parametrize("outcome", [GOOD, BAD])
def test_what_was_added_is_known_later(store, outcome):
    """To a process that opens the folder again, to the last bit."""
    store.add(JOB, outcome, "")
    known = reopened(store).known(JOB)
    assert repr(known) == repr(outcome)
    assert store.known(JOB._replace(key="other")) is None


def test_a_line_says_all_about_a_run(store):
    """Also to programs that know nothing of ours: JSON without nan."""
    store.add(JOB, GOOD, "")
    row = json.loads((store.folder / RUNS).read_text())
    assert row == {
        "i": 3, "key": "0123456789abcdef", "point": 1, "rep": 1, "seed": 2**63 + 5, "set": {"a": 1.5, "mode": "x"},
        "m": {"m": 0.1, "none": None}, "margin": {"m >= 0": 0.1}, "violation": ["always a > 0", 7], "status": "ok",
    }  # fmt: skip


def test_a_failure_has_a_file(store):
    """With where it was, and how to run it again."""
    store.add(JOB, BAD, "tsp replay OUT 3")
    facts = json.loads((store.folder / "failures" / "3.json").read_text())
    assert facts == {
        "status": "failed", "text": "ValueError: no", "stage": "running", "where": "netlist.py, line 3", "tick": 12,
        "set": {"a": 1.5, "mode": "x"}, "seed": 2**63 + 5, "replay": "tsp replay OUT 3",
    }  # fmt: skip


@pytest.mark.parametrize("torn", [b'{"i":4,"ke', b"x" * 10_000])
def test_a_torn_last_line_is_cut_off(store, torn):
    """As a killed process leaves it; what stands before it stays, and what comes later is whole."""
    store.add(JOB, GOOD, "")
    with open(store.folder / RUNS, "ab") as f:
        f.write(torn)
    reopened(store).add(JOB._replace(i=4, key="k"), GOOD, "")
    assert [row["i"] for row in rowsOf(store.folder)] == [3, 4]


def test_a_file_that_is_one_torn_line_is_empty(store):
    """Nothing of it can be used."""
    (store.folder / RUNS).write_bytes(b"xyz")
    assert list(rowsOf(reopened(store).folder)) == []


def test_a_damaged_line_is_an_error(store):
    """Not skipped without a word."""
    (store.folder / RUNS).write_bytes(b"nonsense\n")
    with pytest.raises(TokenSpiceError, match="is damaged: a line begins b'nonsense"):
        list(rowsOf(store.folder))


def test_only_one_process_writes(store):
    """A second one is told which process is there; when that has gone, by whatever way, the folder is free."""
    with pytest.raises(TokenSpiceError, match="is in use: process "):
        Store(store.folder)
    folder = str(store.folder)
    store.close()
    program = f"import os, pathlib; from explore.Store import Store; s = Store(pathlib.Path({folder!r})); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", program], cwd=HOME).returncode == 9
    store.__init__(store.folder)


def test_a_full_disk_is_an_error(store, monkeypatch):
    """The operating system's own word for it reaches the user; the half line is cut off next time."""
    full = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
    monkeypatch.setattr(store, "_fd", full.fileno())
    with pytest.raises(OSError, match="No space left"):
        store.add(JOB, GOOD, "")
    monkeypatch.undo()
    full.close()


# ---- campaign.json


def test_the_same_question_goes_on(tmp_path):
    """Each call is noted; what was found out is kept."""
    out = tmp_path / "out"
    first = Manifest(out, {"verb": "mc", "options": {"runs": 5}}, {"command": "tsp mc …"}, found={"has_chance": True})
    first.close("interrupted")
    again = Manifest(out, {"verb": "mc", "options": {"runs": 5}})
    again.close("finished", runs=5)
    facts = readManifest(out)
    assert [call["status"] for call in facts["calls"]] == ["interrupted", "finished"]
    assert facts["found"] == {"has_chance": True}
    assert facts["calls"][0]["command"] == "tsp mc …"


@pytest.mark.parametrize(
    ("asked", "more", "why"),
    [
        ({"verb": "sweep", "options": {"runs": 5}}, False, "its verb is mc, not sweep"),
        ({"verb": "mc", "options": {"runs": 9}}, False, "its options runs is 5, not 9. Try: --more"),
        ({"verb": "mc", "options": {"runs": 3}}, True, "its options runs is 5, not 3"),
        ({"verb": "mc", "options": {}}, True, "its options runs is 5, not absent"),
        ({"verb": "mc", "options": {"runs": 5, "plain": True}}, False, "its options plain is absent, not True"),
    ],
)
def test_another_question_is_refused(tmp_path, asked, more, why):
    """With the first difference."""
    out = tmp_path / "out"
    Manifest(out, {"verb": "mc", "options": {"runs": 5}}).close("finished")
    before = (out / CAMPAIGN_JSON).read_bytes()
    with pytest.raises(TokenSpiceError, match=why):
        Manifest(out, asked, more=more)
    assert (out / CAMPAIGN_JSON).read_bytes() == before


def test_more_runs_may_be_asked_for(tmp_path):
    """With `more`."""
    out = tmp_path / "out"
    Manifest(out, {"verb": "mc", "options": {"runs": 5}}).close("finished")
    Manifest(out, {"verb": "mc", "options": {"runs": 9}}, more=True).close("finished")
    assert readManifest(out)["asked"]["options"]["runs"] == 9


def test_decisions_last(tmp_path):
    """What was decided once is not decided again, and what a file held may not change."""
    manifest = Manifest(tmp_path / "out", {})
    assert manifest.settled("sobol", True) is True
    assert manifest.settled("sobol", False) is True
    manifest.settle("corners", {"a": [1]})
    manifest.settle("corners", {"a": [1]})
    with pytest.raises(TokenSpiceError, match=r"its corners a is \[1\], not \[2\]"):
        manifest.settle("corners", {"a": [2]})


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "holds no campaign"), ("{", "is damaged"), ("{}", "parts are missing"), ("[]", "damaged")],
)
def test_a_folder_with_something_else_is_refused(tmp_path, content, why):
    """And left as it is."""
    if content is not None:
        (tmp_path / CAMPAIGN_JSON).write_text(content)
    with pytest.raises(TokenSpiceError, match=why):
        readManifest(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path):
    """Says so, and leaves nothing."""
    with pytest.raises(TokenSpiceError, match="there is no folder"):
        Manifest(tmp_path / "no" / "out", {})
    assert list(tmp_path.iterdir()) == []
