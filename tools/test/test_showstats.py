"""A profiled run, and `tsp showstats`, which shows where it spent its time."""

from __future__ import annotations

import os

import pytest

from tools.test.helpers import SIMPLEGRANT, assertOneSentence, facts, tsp


@pytest.fixture(scope="module")
def profiled(tmp_path_factory):
    """The folder above outdir_csv of a profiled run, and what that run said."""
    folder = tmp_path_factory.mktemp("profiled")
    return folder, tsp("run", SIMPLEGRANT, "outdir_csv", "True", cwd=folder)


def test_True_as_third_argument_profiles_the_run(profiled):
    """Into OUTPUT_DIR/stats, with a hint on how to see it that can be copied."""
    folder, done = profiled
    assert done.code == 0
    assert sorted(os.listdir(folder / "outdir_csv")) == ["data.csv", "run.json", "stats"]
    assert facts(folder / "outdir_csv")["status"] == "finished"
    hint = done.out.splitlines()[-1].partition("To see it: tsp ")[2]
    assert hint == "showstats outdir_csv/stats 20 cumulative"
    assert tsp(*hint.split(), cwd=folder).code == 0


def test_False_does_not(tmp_path):
    """Nor does its absence."""
    assert tsp("run", SIMPLEGRANT, "outdir_csv", "False", cwd=tmp_path).code == 0
    assert sorted(os.listdir(tmp_path / "outdir_csv")) == ["data.csv", "run.json"]


def test_a_profile_changes_no_result(profiled, tmp_path):
    """The rows are those of a run without."""
    tsp("run", SIMPLEGRANT, tmp_path / "out")
    assert (profiled[0] / "outdir_csv" / "data.csv").read_bytes() == (tmp_path / "out" / "data.csv").read_bytes()


@pytest.mark.parametrize(
    ("sort_by", "heading", "order"),
    [
        ("cumulative", "By time spent in a function and all it calls", "Ordered by: cumulative time"),
        ("internal", "By time spent in a function itself", "Ordered by: internal time"),
        ("internal_callers", "By time spent in a function itself, and who called it", "was called by..."),
    ],
)
def test_the_three_ways_to_sort(sort_by, heading, order, profiled):
    """Each with its heading; the simulation's own functions are in sight."""
    done = tsp("showstats", "outdir_csv/stats", "20", sort_by, cwd=profiled[0])
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:2] == [80 * "=", heading]
    assert order in done.out
    assert "takeStep" in done.out


@pytest.mark.parametrize("num_show", [1, 5])
def test_as_many_functions_as_asked_for(num_show, profiled):
    """Below the head of the table."""
    out = tsp("showstats", "outdir_csv/stats", num_show, "cumulative", cwd=profiled[0]).out
    rows = out.partition("filename:lineno(function)\n")[2].split("\n\n")[0].splitlines()
    assert len(rows) == num_show


def test_cumulative_begins_with_the_whole_run(profiled):
    """The simulation calls all the rest."""
    out = tsp("showstats", "outdir_csv/stats", "1", "cumulative", cwd=profiled[0]).out
    assert "Simulation.py" in out
    assert "(run)" in out


def test_a_missing_profile(tmp_path):
    """Says what writes one."""
    done = tsp("showstats", "outdir_csv/stats", "20", "cumulative", cwd=tmp_path)
    assertOneSentence(done, "there is no outdir_csv/stats", "Try: tsp run NETLIST OUTPUT_DIR True")
    assert done.out == ""


@pytest.mark.parametrize("content", [b"", b"Tick, Day\n0, 0\n", b"i\x05\x00\x00\x00", b"{0"])
def test_a_file_that_is_no_profile(content, tmp_path):
    """A csv, say, or half a file."""
    (tmp_path / "stats").write_bytes(content)
    done = tsp("showstats", "stats", "20", "cumulative", cwd=tmp_path)
    assertOneSentence(done, "stats is not a profile", "Try: the file `stats` of a profiled run")
    assert done.out == ""


def test_a_folder_is_no_profile(profiled):
    """The file in it is."""
    assertOneSentence(tsp("showstats", "outdir_csv", "20", "cumulative", cwd=profiled[0]), "there is no outdir_csv")
