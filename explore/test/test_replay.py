"""Runs once more: the same, or what has changed."""

import json
import shutil
from typing import Any

import numpy as np
import pytest

from explore.blackbox import BlackBox
from explore.corners import corners
from explore.Failure import Failure
from explore.mc import mc
from explore.replay import replay, runs, verify
from explore.test.helpers import COIN, FAULTY, IN_PROCESS
from explore.verifyrun import verifyRun
from tokenspice import simulate
from util.errors import ParameterError, TokenSpiceError


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A finished campaign of 20 runs."""
    out = tmp_path_factory.mktemp("campaign") / "out"
    mc(COIN, out, runs=20, vary=["bias=uniform(0,1)"], set=["noise=1"], specs=["total >= 0"], **IN_PROCESS)
    return out


@pytest.fixture
def copied(campaign, tmp_path):
    """A copy of it, to be tampered with."""
    shutil.copytree(campaign, tmp_path / "out")
    return tmp_path / "out"


def test_a_run_repeats(campaign, tmp_path):
    """With all that `tsp run` writes; and that is what a plain run with its parameters and seed writes."""
    found = replay(campaign, 7, tmp_path / "again")
    assert (found.difference, found.changes) == ("", "")
    row = next(row for row in map(json.loads, (campaign / "runs.jsonl").read_text().splitlines()) if row["i"] == 7)
    simulate(COIN, row["seed"], {"noise": 1, **row["set"]}, out=tmp_path / "plain")
    assert (tmp_path / "again" / "data.csv").read_bytes() == (tmp_path / "plain" / "data.csv").read_bytes()
    assert json.loads((tmp_path / "again" / "run.json").read_text())["status"] == "finished"


def test_names_that_are_taken(tmp_path):
    """A measure named as a parameter, or as what the table has of each run, hides neither."""
    how: dict[str, Any] = {"vary": ["bias=uniform(0,1)"], "measures": {"bias": "final(total)", "seed": "final(draw)"}}
    found = mc(COIN, tmp_path / "out", runs=3, **how, **IN_PROCESS)
    row, line = _first(found.runs), _first(runs(tmp_path / "out"))
    for one in (row, line):
        assert one["measure bias"] == pytest.approx(4 * one["bias"])
        assert one["measure seed"] == pytest.approx(one["bias"])
    assert isinstance(line["seed"], int)


def _first(table):
    """The first row of a table of runs, with pandas or without."""
    return (table.to_dict("records") if hasattr(table, "to_dict") else table)[0]


def test_by_default_it_goes_beside_the_campaign(copied):
    """And is replaced next time."""
    for _ in range(2):
        assert replay(copied, 3).folder == copied / "replays" / "3"
        assert (copied / "replays" / "3" / "data.csv").exists()


def test_what_is_different_is_named(copied):
    """The measure, then and now."""
    file = copied / "runs.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    was = lines[3]["m"]["total"]
    lines[3]["m"]["total"] = was + 1.0
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    number = lines[3]["i"]
    assert replay(copied, number).difference == f"measure total was {was + 1.0!r} and is {was!r}"
    found = verify(copied, jobs=1)
    assert (found.n, list(found.differences)) == (20, [number])


def test_an_edited_netlist_is_named(tmp_path):
    """As the reason for what is different."""
    netlist = tmp_path / "mine.py"
    shutil.copy(COIN, netlist)
    mc(netlist, tmp_path / "out", runs=5, set=["noise=1"], **IN_PROCESS)
    netlist.write_text(netlist.read_text().replace("self.total += self.draw", "self.total += 2 * self.draw"))
    found = verify(tmp_path / "out", jobs=1)
    assert len(found.differences) == 5
    assert found.changes == "the netlist was edited"


def test_a_sample_is_enough_to_be_nearly_sure(campaign):
    """Of so many runs, chosen at random."""
    assert verify(campaign, sample=5, jobs=1).n == 5


@pytest.mark.parametrize(("deed", "status"), [(1, "failed"), (2, "crashed"), (4, "timeout")])
def test_a_failure_repeats(tmp_path, deed, status):
    """The same one; what killed a worker does not kill us."""
    corners(FAULTY, tmp_path / "out", corners={"bad": {"deed": deed}}, reps=1, jobs=2, timeout=3.0)
    found = replay(tmp_path / "out", 1)
    assert isinstance(found.outcome, Failure)
    assert (found.outcome.status, found.difference) == (status, "")


def test_a_run_that_is_not_there(campaign, tmp_path):
    """Says so."""
    with pytest.raises(ParameterError, match="has no run 20. Try: tsp runs"):
        replay(campaign, 20)
    with pytest.raises(TokenSpiceError, match="there is no folder"):
        replay(tmp_path / "nothing", 0)


def test_the_folder_of_a_plain_run(tmp_path):
    """It is the same byte by byte, or the first cell is named."""
    out = tmp_path / "out"
    simulate(COIN, 5, {"noise": 1}, out=out)
    assert verifyRun(out) == ""
    lines = (out / "data.csv").read_text().splitlines()
    cells = lines[2].split(",")
    wanted, cells[-1] = cells[-1], "0.5"
    (out / "data.csv").write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:]]) + "\n")
    assert verifyRun(out) == f"data.csv, row 2, column total was 0.5 and is {wanted}"
    (out / "data.csv").write_text("\n".join(lines[:-1]) + "\n")
    assert verifyRun(out) == "data.csv had 4 rows and has 5"
    (out / "run.json").unlink()
    with pytest.raises(TokenSpiceError, match="holds no run"):
        verifyRun(out)


def test_all_runs_as_a_table(campaign):
    """One row per run, by its number."""
    table = runs(campaign)
    rows = table if isinstance(table, list) else table.to_dict("records")
    assert [row["i"] for row in rows] == list(range(20))
    assert {"bias", "total", "margin of total >= 0", "status", "seed"} <= set(rows[0])


# ---- a function for other libraries


def test_a_netlist_as_a_function(tmp_path):
    """total = 4 n_draws bias, at any points, in any order; runs that were made before are not made again."""
    vary = {"bias": "0..2", "n_draws": "1..3"}
    with BlackBox(COIN, tmp_path / "out", vary=vary, measures=["t=final(total)"], **IN_PROCESS) as f:
        assert f([[0.5, 1], [2.0, 3]]).tolist() == [[2.0], [24.0]]
        assert (f.names, f.measures, f.bounds()) == (["bias", "n_draws"], ["t"], [(0.0, 2.0), (1.0, 3.0)])
        assert f.salib_problem()["bounds"] == [[0.0, 2.0], [1.0, 3.0]]
    with BlackBox(COIN, tmp_path / "out", vary=vary, measures=["t=final(total)"], **IN_PROCESS) as f:
        assert f([[1.0, 2], [2.0, 3], [0.5, 1]]).tolist() == [[8.0], [24.0], [2.0]]
        assert f([1.5, 1]).tolist() == [[6.0]]
        assert f(np.zeros((0, 2))).tolist() == []
    numbers = [json.loads(line)["i"] for line in (tmp_path / "out" / "runs.jsonl").read_text().splitlines()]
    assert len(numbers) == len(set(numbers)) == 4


def test_a_choice_is_a_number_of_an_option():
    """Of the function's column."""
    with BlackBox(COIN, vary={"mode": "plain,short"}, measures=["t=final(total)"], **IN_PROCESS) as f:
        assert f([[0], [1]]).tolist() == [[4.0], [-4.0]]
        assert f.bounds() == [(0.0, 1.0)]
        # Samplers of real numbers meet each option equally often.
        assert f.salib_problem()["bounds"] == [[-0.5, 1.5]]
        assert f([[-0.5], [0.4], [0.6], [1.5]]).tolist() == [[4.0], [4.0], [-4.0], [-4.0]]
        with pytest.raises(ParameterError, match="mode has no option 2"):
            f([[2]])


def test_with_chance_it_is_a_mean():
    """Over replications with common seeds, so that it is smooth."""
    with BlackBox(COIN, vary={"bias": "0..2"}, set=["noise=1"], measures=["t=final(total)"], reps=4, **IN_PROCESS) as f:
        low, high = f([[0.0], [1.0]])[:, 0]
        assert high - low == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("x", "why"), [([[1.0]], "it has 1 columns, and there are 2"), ([["a", 1]], "could not convert")]
)
def test_points_that_do_not_fit(x, why):
    """Are refused."""
    with (
        BlackBox(COIN, vary={"bias": "0..2", "n_draws": "1..3"}, **IN_PROCESS) as f,
        pytest.raises(ValueError, match=why),
    ):
        f(x)


class Trial:
    """What Optuna's trials offer."""

    def suggest_float(self, name, low, high):
        """The high end."""
        return high

    def suggest_int(self, name, low, high):
        """The high end."""
        return int(high)


def test_an_objective_for_optuna():
    """A function of a trial."""
    with BlackBox(COIN, vary={"bias": "0..2", "mode": "plain,short"}, measures=["t=final(total)"], **IN_PROCESS) as f:
        assert f.optuna_objective("t")(Trial()) == -8.0


def test_a_failed_run_is_nan():
    """So that a search can see it."""
    with BlackBox(FAULTY, vary={"deed": "0,1"}, measures=["t=final(total)"], **IN_PROCESS) as f:
        found = f([[0], [1]])
        assert found[0, 0] == 4.0
        assert np.isnan(found[1, 0])
