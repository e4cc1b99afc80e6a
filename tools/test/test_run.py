"""`tsp run`, when all goes well."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import termios

import pytest

from engine.Simulation import Simulation
from tools.test.helpers import (
    SIMPLEGRANT,
    SIMPLEPOOL,
    TIMEOUT_S,
    command,
    door,
    environment,
    facts,
    netlist,
    table,
    tsp,
)
from util.config import HOME
from util.strutil import prettyBigNum

GAMBLE = "self._transferOCEAN(None, state.rng.random())"


def test_a_run_makes_data_csv_and_run_json(tmp_path):
    """The reference's calling form: a netlist and a folder that does not exist yet."""
    done = tsp("run", SIMPLEGRANT, "outdir_csv", cwd=tmp_path)
    assert done.code == 0
    assert sorted(os.listdir(tmp_path / "outdir_csv")) == ["data.csv", "run.json"]
    assert done.out.endswith("data in outdir_csv\n")


def test_the_rows_of_simplegrant(tmp_path):
    """Four grants of 0.25 OCEAN, three days apart; a row a day, of the state before that day's first step."""
    tsp("run", SIMPLEGRANT, tmp_path / "out")
    rows = table(tmp_path / "out" / "data.csv")
    assert list(rows[0]) == ["Tick", "Second", "Min", "Hour", "Day", "Month", "Year", "granter_OCEAN", "granter_USD"]
    assert [row["Day"] for row in rows] == list(range(11))
    assert [row["granter_OCEAN"] for row in rows] == [1, 0.75, 0.75, 0.75, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0]


def test_each_row_has_its_line_on_stderr(tmp_path):
    """What the engine and the netlist say of the tick; stdout stays free of it."""
    done = tsp("run", SIMPLEGRANT, tmp_path / "out")
    lines = [line for line in done.err.splitlines() if line.startswith("Tick=")]
    assert len(lines) == 11
    assert lines[1] == "Tick=24 (24.0 h, 1.0 d, 0.0 mo, 0.0 y); granter OCEAN=0.75, USD=0.0"
    assert "Tick=" not in done.out


def test_quiet_is_silent_on_stderr(tmp_path):
    """The two lines on stdout stay: what was run, and where the data is."""
    done = tsp("run", SIMPLEGRANT, tmp_path / "out", "--quiet")
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 2


def test_debug_logs_every_tick(tmp_path):
    """Not only those that have a row."""
    err = tsp("run", SIMPLEGRANT, tmp_path / "out", "--debug").err
    assert "tick 0 begins\n" in err
    assert "tick 241 begins\n" in err


def test_a_run_with_contracts(tmp_path):
    """simplepool: after a week the publisher has put its 10000 OCEAN into a pool."""
    done = tsp("run", SIMPLEPOOL, tmp_path / "out", "--set", "max_ticks=170")
    assert done.code == 0
    rows = table(tmp_path / "out" / "data.csv")
    assert [row["n_pools"] for row in rows] == 7 * [0] + [1]
    assert rows[0]["publisher_OCEAN"] == 10000.0
    assert facts(tmp_path / "out")["chain"]["name"] in ("pyevm", "revm")


@pytest.mark.parametrize("options", [(), ("--engine", "pyevm"), ("--network", "embedded", "--engine", "auto")])
def test_the_engine_can_be_chosen(options, tmp_path):
    """pyevm is always there."""
    done = tsp("run", SIMPLEPOOL, tmp_path / "out", "--set", "max_ticks=1", *options)
    assert done.code == 0
    if "pyevm" in options:
        assert facts(tmp_path / "out")["chain"] == {"name": "pyevm", "hardfork": "shanghai"}
        assert facts(tmp_path / "out")["settings"]["engine"] == "pyevm"


# ---- seeds


def test_a_drawn_seed_is_printed_and_repeats_the_run(tmp_path):
    """With it, data.csv is the same to the byte."""
    file = netlist(tmp_path, step=GAMBLE)
    said = re.search(r"seed (\d+) \(drawn\)", tsp("run", file, tmp_path / "first").out)
    assert said is not None
    seed = said.group(1)
    assert facts(tmp_path / "first")["seed"] == int(seed)
    again = tsp("run", file, tmp_path / "again", "--seed", seed)
    assert f"seed {seed}\n" in again.out
    assert (tmp_path / "again" / "data.csv").read_bytes() == (tmp_path / "first" / "data.csv").read_bytes()


def test_two_runs_without_a_seed_differ(tmp_path):
    """Each draws its own seed."""
    file = netlist(tmp_path, step=GAMBLE)
    for name in ("one", "two"):
        tsp("run", file, tmp_path / name)
    assert facts(tmp_path / "one")["seed"] != facts(tmp_path / "two")["seed"]
    assert (tmp_path / "one" / "data.csv").read_bytes() != (tmp_path / "two" / "data.csv").read_bytes()


@pytest.mark.parametrize("draw", ["random.random()", "numpy.random.rand()", "FEE", "state.rng.random()"])
def test_one_seed_rules_every_stream(draw, tmp_path):
    """Python's, numpy's, the state's, and what a netlist draws when it is imported."""
    top = "import random\n\nimport numpy\n\nFEE = random.random() + numpy.random.rand()"
    file = netlist(tmp_path, top=top, step=f"self._transferOCEAN(None, {draw})")
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        assert tsp("run", file, tmp_path / name, "--seed", seed).code == 0
    a, b, c = ((tmp_path / name / "data.csv").read_bytes() for name in "abc")
    assert a == b != c


def test_what_a_netlist_draws_at_its_import_shifts_nothing(tmp_path):
    """Its agents draw the same with and without."""
    plain = netlist(tmp_path / "plain", step=GAMBLE)
    drawing = netlist(
        tmp_path / "drawing", top="import random\n\nFEES = [random.random() for _ in range(9)]", step=GAMBLE
    )
    tsp("run", plain, tmp_path / "a", "--seed", 1)
    tsp("run", drawing, tmp_path / "b", "--seed", 1)
    assert (tmp_path / "a" / "data.csv").read_bytes() == (tmp_path / "b" / "data.csv").read_bytes()


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(tmp_path):
    """With contracts, and in its own process."""
    for hash_seed in ("0", "1"):
        arguments = ("run", SIMPLEPOOL, tmp_path / hash_seed, "--seed", "7", "--set", "max_ticks=400")
        assert door(*arguments, env={"PYTHONHASHSEED": hash_seed}).code == 0
    assert (tmp_path / "0" / "data.csv").read_bytes() == (tmp_path / "1" / "data.csv").read_bytes()


# ---- --set


def test_set_changes_the_strategy(tmp_path):
    """Half a day between two grants of 5 OCEAN each."""
    changes = ["granter_init_OCEAN=10", "granter_n_actions=2", "granter_s_between_grants=43200", "max_ticks=30"]
    options = [word for change in changes for word in ("--set", change)]
    assert tsp("run", SIMPLEGRANT, tmp_path / "out", *options).code == 0
    assert [row["granter_OCEAN"] for row in table(tmp_path / "out" / "data.csv")] == [10, 0]
    said = facts(tmp_path / "out")
    assert said["overrides"] == {name: float(text) for name, text in (change.split("=") for change in changes)}
    assert said["strategy"]["granter_init_OCEAN"] == 10.0
    assert said["strategy"]["granter_n_actions"] == 2


@pytest.mark.parametrize(
    ("present", "text", "value"),
    [
        ("1.5", "2.25", 2.25),
        ("1.5", "1e-3", 0.001),
        ("1.5", "3", 3.0),
        ("4", "5", 5),
        ("4", "1e23", 10**23),
        ("True", "False", False),
        ("False", "true", True),
        ("'slow'", "fast and loose", "fast and loose"),
        ("'slow'", "a=b", "a=b"),
        ("[1, 2]", "[3.5, 4]", [3.5, 4]),
        ("{'a': 1}", "{'b': 2}", {"b": 2}),
        ("None", "7", 7),
        ("None", "seven", "seven"),
    ],
)
def test_set_takes_values_of_each_kind_to_the_state(present, text, value, tmp_path):
    """Also where the netlist is outside of the program's folder."""
    file = netlist(tmp_path, strategy=f"self.value = {present}", state="print('value', repr(self.ss.value))")
    done = tsp("run", file, tmp_path / "out", "--set", f"value={text}")
    assert f"value {value!r}\n" in done.out
    said = facts(tmp_path / "out")["strategy"]["value"]
    assert said == value
    assert type(said) is type(value)


def test_the_last_set_of_a_name_holds(tmp_path):
    """And is recorded."""
    file = netlist(tmp_path)
    tsp("run", file, tmp_path / "out", "--set", "saver_OCEAN=1", "--set", "saver_OCEAN=2")
    assert table(tmp_path / "out" / "data.csv")[0]["saver_OCEAN"] == 2.0
    assert facts(tmp_path / "out")["overrides"] == {"saver_OCEAN": 2.0}


def test_no_researchers_is_a_parameter_by_its_old_name(tmp_path):
    """As in the reference, where the number of researchers was an option itself; an explicit --set wins."""
    file = netlist(tmp_path, strategy="self.NUMBER_OF_RESEARCHERS = 2")
    tsp("run", file, tmp_path / "a", "--no_researchers=20")
    tsp("run", file, tmp_path / "b", "True", "--no_researchers=20", "--set", "NUMBER_OF_RESEARCHERS=3")
    assert [facts(tmp_path / out)["strategy"]["NUMBER_OF_RESEARCHERS"] for out in "ab"] == [20, 3]


# ---- where netlists may be


@pytest.mark.parametrize(
    "typed", ["shop/netlist.py", "./shop/netlist.py", "shop", "./shop/", "shop/../shop/netlist.py", "{cwd}/shop"]
)
def test_a_netlist_may_be_anywhere(typed, tmp_path):
    """By any path to it or to its folder, and it can import what lies next to it."""
    netlist(tmp_path / "shop", top="from shop_prices import PRICE", strategy="self.saver_OCEAN = PRICE")
    (tmp_path / "shop" / "shop_prices.py").write_text("PRICE = 12.5\n")
    done = tsp("run", typed.format(cwd=tmp_path), "out", cwd=tmp_path)
    assert done.code == 0, done.err
    assert table(tmp_path / "out" / "data.csv")[0]["saver_OCEAN"] == 12.5
    assert facts(tmp_path / "out")["netlist"]["path"] == str((tmp_path / "shop" / "netlist.py").resolve())


@pytest.mark.parametrize("typed", ["../shop/netlist.py", "../shop", "{parent}/shop/netlist.py"])
def test_a_netlist_may_be_run_from_any_folder(typed, tmp_path):
    """As its own program, too."""
    netlist(tmp_path / "shop", top="import shop_costs", strategy="self.saver_OCEAN = shop_costs.COST")
    (tmp_path / "shop" / "shop_costs.py").write_text("COST = 7.5\n")
    (tmp_path / "elsewhere").mkdir()
    done = door("run", typed.format(parent=tmp_path), "out", "--quiet", cwd=tmp_path / "elsewhere")
    assert (done.code, done.err) == (0, "")
    assert table(tmp_path / "elsewhere" / "out" / "data.csv")[0]["saver_OCEAN"] == 7.5


def test_an_input_file_is_that_next_to_the_netlist(tmp_path):
    """One of that name in the working folder is said to be unused."""
    shop, here = tmp_path / "shop", tmp_path / "here"
    netlist(shop, state="print(self.inputFile('prices.csv').read_text())")
    here.mkdir()
    (shop / "prices.csv").write_text("theirs")
    assert tsp("run", shop, "out", "--quiet", cwd=here).err == ""
    (here / "prices.csv").write_text("mine")
    done = tsp("run", shop, "again", "--quiet", cwd=here)
    assert "theirs" in done.out
    assert f"{here / 'prices.csv'} is not read, but {shop / 'prices.csv'} is." in done.err


@pytest.mark.parametrize("where", ["top", "state", "step"])
def test_a_netlist_that_changes_the_working_folder(where, tmp_path):
    """Its data lands where it was asked for all the same, and is found by what plots; its own files where it went."""
    shop, lines = tmp_path / "shop", {"state": "", "step": ""}
    lines[where] = "import os; os.chdir(os.path.dirname(__file__))"
    opens = "; __import__('os').stat('netlist.py')"
    lines["step"] = (lines["step"] or "pass") + opens
    if where != "step":
        lines["state"] = (lines["state"] or "pass") + opens
    netlist(shop, **lines)
    assert tsp("run", "shop", "out", "--quiet", "--checkpoint-every", "2", cwd=tmp_path).err == ""
    assert facts(tmp_path / "out")["status"] == "finished"
    assert tsp("plot", "shop", "out", "png", cwd=tmp_path).code == 0
    assert (tmp_path / "png").is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "png", "shop"]
    assert [path.name for path in shop.iterdir() if path.name != "__pycache__"] == ["netlist.py"]


@pytest.mark.parametrize("name", ["my-netlist.py", "2021 draft.py", "run.py", "random.py"])
def test_a_netlist_may_have_any_name(name, tmp_path):
    """That of a module of Python or of ours, too."""
    file = netlist(tmp_path, name)
    assert tsp("run", file, tmp_path / "out").code == 0
    assert len(table(tmp_path / "out" / "data.csv")) == 11


def test_what_lies_beside_a_netlist_hides_nothing_of_ours(tmp_path):
    """A file engine.py in the netlist's folder is just not taken for the engine."""
    file = netlist(tmp_path)
    (tmp_path / "engine.py").write_text("raise RuntimeError('the wrong engine')\n")
    assert tsp("run", file, tmp_path / "out").code == 0
    assert door("run", file, tmp_path / "out2").code == 0


def test_a_copy_of_a_netlist_runs_outside(tmp_path):
    """The first thing that a newcomer does."""
    shutil.copytree(HOME / "assets" / "netlists" / "simplegrant", tmp_path / "mine")
    assert tsp("run", "mine/netlist.py", "out", cwd=tmp_path).code == 0
    tsp("run", SIMPLEGRANT, "original", cwd=tmp_path)
    assert (tmp_path / "out" / "data.csv").read_bytes() == (tmp_path / "original" / "data.csv").read_bytes()


def test_from_the_programs_folder_as_the_reference_has_it(tmp_path):
    """`tsp run assets/netlists/simplegrant/netlist.py outdir_csv`."""
    done = tsp("run", "assets/netlists/simplegrant/netlist.py", tmp_path / "out", cwd=HOME)
    assert done.code == 0
    assert "netlist assets/netlists/simplegrant/netlist.py, seed" in done.out


# ---- what netlists may do


def test_columns_may_grow_during_a_run(tmp_path):
    """Earlier rows get 0 in a column that comes later."""
    file = netlist(tmp_path, log="if state.tick >= 7:\n    names.append('late')\n    values.append(state.tick)")
    assert tsp("run", file, tmp_path / "out").code == 0
    assert [row["late"] for row in table(tmp_path / "out" / "data.csv")] == 7 * [0] + [7, 8, 9, 10]


def test_a_netlist_with_research_projects_writes_rpdata_csv(tmp_path):
    """Beside data.csv, with the same columns of time."""
    file = netlist(tmp_path, bottom="def netlist_rp_createLogData(state):\n    return ['n_papers'], [2 * state.tick]")
    assert tsp("run", file, tmp_path / "out").code == 0
    assert sorted(os.listdir(tmp_path / "out")) == ["data.csv", "rpdata.csv", "run.json"]
    rows = table(tmp_path / "out" / "rpdata.csv")
    assert list(rows[0]) == ["Tick", "Second", "Min", "Hour", "Day", "Month", "Year", "n_papers"]
    assert [row["n_papers"] for row in rows] == [2 * tick for tick in range(11)]


@pytest.mark.parametrize(
    ("time", "last_tick"),
    [("5, 'ticks'", 5), ("90, 'minutes'", 3), ("90, 'min'", 3), ("2, 'hours'", 3), ("1, 'days'", 25)],
)
def test_how_long_a_run_is(time, last_tick, tmp_path):
    """Ticks 0 … ceil(max_ticks): with an hour a tick, two hours end after tick 3, as in the reference."""
    file = netlist(tmp_path, strategy=f"self.setMaxTime({time})")
    tsp("run", file, tmp_path / "out")
    assert table(tmp_path / "out" / "data.csv")[-1]["Tick"] == last_tick
    assert facts(tmp_path / "out")["ticks"] == last_tick


# ---- the progress bar


def _onTerminal(*arguments):
    """What `tsp` shows on a terminal, as stderr, and prints on stdout, which is a pipe."""
    terminal, stderr = pty.openpty()
    fcntl.ioctl(stderr, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    with subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment()
    ) as process:
        os.close(stderr)
        shown = b""
        # Linux ends a terminal that nobody writes to any more by an error.
        try:
            while more := os.read(terminal, 4096):
                shown += more
        except OSError:
            pass
        out, _ = process.communicate(timeout=TIMEOUT_S)
    os.close(terminal)
    return process.returncode, out, shown.decode()


def test_a_terminal_shows_progress(tmp_path):
    """A bar that ends at 100 %, below a few of the rows, cut to 80 columns; and what to type next."""
    code, out, shown = _onTerminal("run", SIMPLEGRANT, tmp_path / "out")
    assert code == 0
    assert "100%|" in shown
    assert "242/242" in shown
    rows = [line for line in shown.replace("\r", "\n").splitlines() if line.startswith("Tick=")]
    assert rows[0].startswith("Tick=0 (")
    assert len(rows) <= 4
    assert max(map(len, rows)) < 80
    assert f"To see it: tsp plot {tmp_path}/out" in shown
    assert "242 ticks, " in shown
    assert "%|" not in out


def test_a_terminal_ends_with_a_summary(tmp_path):
    """Ticks, transactions, gas and the last row: those of the data, and of the same run without a terminal."""
    code, _, shown = _onTerminal("run", "simplepool", tmp_path / "out", "--seed", 1, "--set", "max_ticks=200")
    assert code == 0
    lines = shown.replace("\r", "\n").splitlines()
    with Simulation("simplepool", seed=1, overrides={"max_ticks": 200}) as simulation:
        simulation.run()
        chain = simulation.chain
        assert chain is not None
        assert 10 < chain.n_transactions < 60
        assert f"{chain.n_transactions} transactions, {prettyBigNum(chain.gas_used)} gas" in lines
    last = table(tmp_path / "out" / "data.csv")[-1]
    assert f"last row, tick 192: publisher_OCEAN={last['publisher_OCEAN']:.6g}, n_pools=1" in lines


def test_quiet_shows_no_progress(tmp_path):
    """Nothing at all, on a terminal either."""
    code, _, shown = _onTerminal("run", SIMPLEGRANT, tmp_path / "out", "--quiet")
    assert (code, shown) == (0, "")


def test_a_file_or_pipe_gets_no_progress(tmp_path):
    """It would be full of control characters."""
    done = door("run", SIMPLEGRANT, tmp_path / "out")
    assert done.code == 0
    assert "%|" not in done.err
    assert "\r" not in done.err


def test_an_override_that_nothing_reads_is_named(tmp_path):
    """Showing and recording the strategy is no use of it; an agent's look at it is."""
    file = netlist(tmp_path, strategy="self.fee = self.rate = 1.0", step="state.ss.fee")
    done = tsp("run", file, tmp_path / "out", "--set", "fee=2", "--set", "rate=3")
    assert "rate=3.0" in done.err
    warnings = [line for line in done.err.splitlines() if line.startswith("Warning: ")]
    assert warnings == ["Warning: rate=3 seems to have changed nothing: nothing in this run reads rate by name."]


def test_an_end_that_a_later_time_step_has_moved_is_named(tmp_path):
    """As in 2021, setMaxTime counts in the time step that it finds."""
    file = netlist(tmp_path, strategy="self.setMaxTime(3, 'days'); self.setTimeStep(24 * 3600)")
    moved = "Warning: setMaxTime(3, 'days') came before the time step, so the run lasts 73 ticks and not 4.\n"
    assert tsp("run", file, tmp_path / "out", "--quiet").err == moved
    assert tsp("run", file, tmp_path / "few", "--quiet", "--set", "max_ticks=4").err == ""
    assert tsp("run", file, tmp_path / "same", "--quiet", "--set", "time_step=3600").err == ""


def test_parameters_that_agents_change_are_recorded_as_they_were(tmp_path):
    """So that run.json tells what the run began with."""
    file = netlist(tmp_path, strategy="self.fee = 1.0", step="state.ss.fee *= 1.1")
    assert tsp("run", file, tmp_path / "out", "--set", "fee=2").code == 0
    assert facts(tmp_path / "out")["strategy"]["fee"] == 2.0


def test_a_token_that_nobody_ever_held_is_named(tmp_path):
    """It read as 0, which may be a slip; one that somebody held, now or before, is none."""
    step = "self.receive('DAI', 1.0) if state.tick == 3 else None"
    file = netlist(tmp_path, step=step, log="values[0] = sum(map(state.getAgent('saver1').balance, ('DAI', 'DIA')))")
    done = tsp("run", file, tmp_path / "out", "--quiet")
    assert done.code == 0
    assert done.err == "Warning: no agent ever held the token 'DIA' that one was asked for; it read as 0.\n"
