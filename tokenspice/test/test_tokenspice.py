"""`import tokenspice as ts`: what a notebook or a script sees."""

import subprocess
import sys
from typing import Any, cast

import numpy
import pytest
from matplotlib.figure import Figure

import tokenspice as ts
from tools.test.helpers import facts, netlist, tsp
from util.config import HOME
from util.errors import NetlistError, ParameterError, TokenSpiceError


def test_a_run_has_the_numbers_of_the_command_line(tmp_path):
    """The same seed and overrides give the same columns, in memory and in a folder."""
    assert tsp("run", "simplepool", tmp_path / "cli", "--seed", "5", "--set", "max_ticks=200").code == 0
    run = ts.simulate("simplepool", seed=5, set={"max_ticks": 200})
    loaded = ts.load(tmp_path / "cli")
    assert run.data.keys() == loaded.data.keys()
    for name, column in run.data.items():
        assert column.dtype == numpy.float64
        numpy.testing.assert_array_equal(column, loaded.data[name])
    run.save(tmp_path / "saved")
    written = ts.simulate("simplepool", seed=5, set={"max_ticks": 200}, out=tmp_path / "out")
    for folder in ("saved", "out"):
        assert (tmp_path / folder / "data.csv").read_bytes() == (tmp_path / "cli" / "data.csv").read_bytes()
    assert (written.folder, written.seed) == (tmp_path / "out", 5)


def test_a_run_says_how_it_was_produced(tmp_path):
    """As run.json does, whether it is in memory or saved."""
    run = ts.simulate("simplegrant", seed=2**40, set={"granter_n_actions": 2})
    assert run.seed == run.facts["seed"] == 2**40
    assert run.facts["overrides"] == {"granter_n_actions": 2}
    assert run.facts["strategy"]["granter_n_actions"] == 2
    assert (run.facts["status"], run.facts["ticks"]) == ("finished", 241)
    run.save(tmp_path / "saved")
    assert facts(tmp_path / "saved") == run.facts
    assert ts.load(tmp_path / "saved").facts == run.facts


def test_what_a_run_suggests_is_a_warning_and_agents_do_not_change_what_it_began_with(tmp_path):
    """In memory as in a folder."""
    file = netlist(tmp_path, strategy="self.fee = self.rate = 1.0", step="state.ss.fee *= 1.1")
    for out in (None, tmp_path / "out"):
        with pytest.warns(UserWarning, match="rate=3 seems to have changed nothing") as warned:
            run = ts.simulate(file, seed=1, set={"rate": 3}, out=out)
        assert (warned[0].filename, run.facts["strategy"]["fee"]) == (__file__, 1.0)


def test_a_seed_may_be_one_of_numpy_and_a_column_is_one_that_there_is(tmp_path):
    """A column by another name is no column of zeros."""
    run = ts.simulate("simplegrant", seed=numpy.arange(8)[7])
    run.save(tmp_path / "saved")
    assert ts.load(tmp_path / "saved").seed == run.seed == 7
    assert len(run.plot("granter_OCEAN").axes) == 1
    with ts.Simulation("simplegrant") as simulation:
        assert simulation.rows.column("granter_OCEAN") == []
        simulation.step()
        with pytest.raises(NetlistError, match="no row has a column 'granterOCEAN': near misses: granter_OCEAN"):
            simulation.rows.column("granterOCEAN")
        # As of an agent that is born in some runs.
        assert simulation.rows.column("late_OCEAN", missing=0.0) == [0.0]


def test_without_a_seed_one_is_drawn_and_recorded():
    """Two runs differ; each can be repeated."""
    first, second = ts.simulate("simplegrant"), ts.simulate("simplegrant")
    assert first.seed != second.seed


def test_research_projects_come_along(tmp_path):
    """Of netlists that have them; others have none."""
    run = ts.simulate("opsci_profit_sharing", seed=1, set={"max_ticks": 100}, out=tmp_path / "out")
    assert "total_rp" in run.projects
    assert len(run.projects["Tick"]) == len(run.data["Tick"])
    in_memory = ts.simulate("opsci_profit_sharing", seed=1, set={"max_ticks": 100})
    numpy.testing.assert_array_equal(in_memory.projects["total_rp_impact"], run.projects["total_rp_impact"])
    assert ts.simulate("simplegrant").projects == {}


def test_a_frame_is_for_pandas():
    """A column per column, a row per row."""
    run = ts.simulate("simplegrant", seed=1)
    frame = run.frame()
    assert list(frame.columns) == list(run.data)
    assert frame["granter_OCEAN"].tolist() == run.data["granter_OCEAN"].tolist()


def test_plots_are_figures(tmp_path):
    """Those of the netlist, or any columns; also of a run from a folder."""
    run = ts.simulate("simplegrant", seed=1, out=tmp_path / "out")
    figure = ts.plot(run)
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 2
    assert ts.plot(ts.load(tmp_path / "out"), ["granter_OCEAN"]).axes[0].get_title(loc="left") == "granter_OCEAN"
    with pytest.raises(NetlistError, match="no column 'granter_ocean'.*granter_OCEAN"):
        ts.plot(run, ["granter_ocean"])


def test_a_netlist_that_says_so_leaves_empty_what_was_not_there(tmp_path):
    """Before an agent is born its column is 0, as in the reference, or nan where the netlist wants that."""
    log = "if state.tick > 2:\n    names.append('late')\n    values.append(1)"
    file = netlist(tmp_path, log=log)
    assert ts.simulate(file, seed=1).data["late"][:4].tolist() == [0, 0, 0, 1]
    text = file.read_text() + '\nnetlist_missing = ""\n'
    file.write_text(text)
    run = ts.simulate(file, seed=1)
    assert numpy.isnan(run.data["late"][:3]).all()
    assert run.data["late"][3] == 1
    run.save(tmp_path / "saved")
    assert tsp("run", file, tmp_path / "cli", "--seed", "1").code == 0
    assert (tmp_path / "saved" / "data.csv").read_bytes() == (tmp_path / "cli" / "data.csv").read_bytes()
    file.write_text(text.replace('= ""', '= "-"'))
    with pytest.raises(NetlistError, match='netlist_missing = \'-\': it is "0" or ""'):
        ts.simulate(file, seed=1)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: ts.simulate("simplegrants"), NetlistError, "there is no netlist simplegrants.*tsp run simplegrant "),
        (lambda: ts.simulate("simplegrant", seed=-1), ParameterError, "the seed cannot be -1"),
        (lambda: ts.simulate("simplegrant", set={"granter": 1}), ParameterError, "did you mean granter_"),
        (lambda: ts.simulate("simplegrant", out=HOME), TokenSpiceError, "exists already"),
        (lambda: ts.load(HOME / "docs"), TokenSpiceError, "docs is not a folder of a run"),
        (lambda: ts.simulate("simplepool", network="mainnet"), TokenSpiceError, "no network 'mainnet'"),
        # Also where no chain is opened.
        (lambda: ts.simulate("simplegrant", engine="revn"), ParameterError, "no engine 'revn'"),
        (lambda: ts.simulate("simplegrant", hardfork="london"), ParameterError, "no hardfork 'london'"),
        (
            lambda: ts.simulate("simplegrant", set=cast("Any", ["granter_n_actions=2"])),
            ParameterError,
            "they are a mapping",
        ),
    ],
)
def test_what_cannot_be_done_says_why(call, error, said):
    """In our own words, without a folder that is half made."""
    with pytest.raises(error, match=said):
        call()


def test_importing_it_is_quick_and_quiet():
    """No plots, no data frames and no EVM until they are needed."""
    program = "import sys, tokenspice; print({'matplotlib', 'pandas', 'numpy', 'eth', 'web3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_campaigns_are_functions_of_it():
    """Each is what the floors below offer; a name that is none says so."""
    from explore.mc import mc

    assert ts.mc is mc
    assert all(callable(getattr(ts, name)) for name in ts.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'mcc'"):
        _ = ts.mcc
