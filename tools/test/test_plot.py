"""`tsp plot` and `tsp rplot`: from the csv of a run to png files."""

from __future__ import annotations

import os

import pytest

from tools.test.helpers import SIMPLEGRANT, SIMPLEPOOL, assertOneSentence, netlist, tsp

PNG = b"\x89PNG\r\n\x1a\n"
RESEARCH = """
def netlist_rp_createLogData(state):
    return ["n_papers"], [2 * state.tick]


def netlist_rp_plotInstructions(header, values):
    x = arrayToFloatList(values[:, header.index("Hour")])
    return "Hour", x, [YParam(["n_papers"], ["papers"], "n_papers", LINEAR, MULT1, COUNT)]
"""
HEADER = "Tick, Day, saver_OCEAN\n"
ROWS = "0, 0, 100\n1, 1, 90\n"


@pytest.fixture
def ran(tmp_path):
    """A folder with netlist.py and the data of its run in out/."""
    netlist(tmp_path)
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0
    return tmp_path


def _refused(folder, *arguments):
    """What the command says from `folder`, having made nothing there."""
    before = sorted(folder.rglob("*"))
    done = tsp(*arguments, cwd=folder)
    assert [path for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts] == before
    return done


def _withCsv(folder, text, name="data.csv"):
    """Writes a netlist, and a csv with that text in out/."""
    netlist(folder)
    (folder / "out").mkdir()
    (folder / "out" / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("path", "options", "pngs"),
    [
        (SIMPLEGRANT, (), ["granter_OCEAN_LINEAR.png", "granter_USD_LINEAR.png"]),
        (SIMPLEPOOL, ("--set", "max_ticks=24"), ["n_pools_LINEAR.png", "publisher_OCEAN_LINEAR.png"]),
    ],
)
def test_run_then_plot(path, options, pngs, tmp_path):
    """A png for each plot that the netlist asks for, and a line for each."""
    assert tsp("run", path, "outdir_csv", *options, cwd=tmp_path).code == 0
    done = tsp("plot", path, "outdir_csv", "outdir_png", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert sorted(os.listdir(tmp_path / "outdir_png")) == pngs
    assert sorted(done.out.splitlines()) == [f"Created outdir_png/{png}" for png in pngs]
    assert all((tmp_path / "outdir_png" / png).read_bytes().startswith(PNG) for png in pngs)


def test_a_netlist_outside_of_the_program_is_plotted_as_well(ran):
    """By its folder, too, and into a folder named by an absolute path."""
    assert tsp("plot", ".", "out", ran / "png", cwd=ran).code == 0
    assert os.listdir(ran / "png") == ["saver_OCEAN_LINEAR.png"]


def test_rplot_draws_the_research_projects(tmp_path):
    """Of rpdata.csv, as netlist_rp_plotInstructions() says."""
    netlist(tmp_path, bottom=RESEARCH)
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0
    done = tsp("rplot", "netlist.py", "out", "png", cwd=tmp_path)
    assert (done.code, done.out) == (0, "Created png/n_papers_LINEAR.png\n")
    assert (tmp_path / "png" / "n_papers_LINEAR.png").read_bytes().startswith(PNG)


def test_a_long_run_is_plotted_as_well(tmp_path):
    """Of a thousand rows; the reference stumbled over 202."""
    netlist(tmp_path, strategy="self.setMaxTicks(1000)")
    assert tsp("run", "netlist.py", "out", "--quiet", cwd=tmp_path).code == 0
    assert tsp("plot", "netlist.py", "out", "png", cwd=tmp_path).code == 0
    assert os.listdir(tmp_path / "png") == ["saver_OCEAN_LINEAR.png"]


def test_plotting_runs_no_simulation(ran):
    """The netlist is imported, but its state is not built."""
    netlist(ran, state="raise RuntimeError('not now')")
    assert tsp("plot", "netlist.py", "out", "png", cwd=ran).code == 0


# ---- what is missing, or in the way


def test_a_missing_input_folder(tmp_path):
    """Says how to make one."""
    done = _refused(tmp_path, "plot", SIMPLEGRANT, "nodir", "png")
    assertOneSentence(done, "there is no folder nodir", f"Try: tsp run {SIMPLEGRANT} nodir")


@pytest.mark.parametrize("verb", [("plot", SIMPLEGRANT), ("resume",), ("view",)])
def test_a_file_in_place_of_its_folder(verb, tmp_path):
    """Is met with the folder; and a run.json that is none with one sentence."""
    (tmp_path / "data.csv").touch()
    (tmp_path / "run.json").write_text("[]")
    png = ["png"] if verb[0] == "plot" else []
    assertOneSentence(_refused(tmp_path, *verb, "data.csv", *png), "data.csv", "its folder, .")
    assertOneSentence(_refused(tmp_path, *verb, ".", *png), "is not a folder of a run")


def test_a_run_that_failed_before_its_first_row_cannot_be_shown(tmp_path):
    """It is told why."""
    (tmp_path / "run.json").write_text('{"status": "error", "error": "boom"}')
    assertOneSentence(_refused(tmp_path, "view", "."), ". has no data.csv: The run failed: boom")


def test_an_input_folder_without_data(tmp_path):
    """Says which file it looked for."""
    (tmp_path / "empty").mkdir()
    done = _refused(tmp_path, "plot", SIMPLEGRANT, "empty", "png")
    assertOneSentence(done, "there is no empty/data.csv: empty holds no data of a run", f"Try: tsp run {SIMPLEGRANT}")


def test_a_run_without_research_projects_has_no_rplot(ran):
    """Says what writes them, and what can be plotted instead."""
    done = _refused(ran, "rplot", "netlist.py", "out", "png")
    assertOneSentence(done, "there is no out/rpdata.csv", "netlist_rp_createLogData()", "Try: tsp plot netlist.py out ")


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.touch()])
def test_an_output_folder_that_exists(make, ran):
    """Is left as it is."""
    make(ran / "png")
    assertOneSentence(_refused(ran, "plot", "netlist.py", "out", "png"), "png exists already", "Try: another name")


def test_an_output_folder_below_a_missing_one(ran):
    """Says how to make that."""
    done = _refused(ran, "plot", "netlist.py", "out", "2021/png")
    assertOneSentence(done, "2021/png cannot be made", f"Try: mkdir -p {ran}/2021")


def test_the_folders_are_checked_before_the_netlist_is_imported(ran):
    """In the order of the reference: input, data, output."""
    netlist(ran, top="raise RuntimeError('too late')")
    assertOneSentence(_refused(ran, "plot", "netlist.py", "nodir", "out"), "there is no folder nodir")
    assertOneSentence(_refused(ran, "plot", "netlist.py", ".", "out"), "there is no data.csv")
    assertOneSentence(_refused(ran, "plot", "netlist.py", "out", "out"), "out exists already")


def test_a_missing_netlist(ran):
    """Says which ones there are."""
    done = _refused(ran, "plot", "nosuch.py", "out", "png")
    assertOneSentence(done, "there is no netlist nosuch.py", "simplegrant, simplepool")


@pytest.mark.parametrize("verb", ["plot", "rplot"])
def test_a_netlist_without_plot_instructions(verb, tmp_path):
    """Says which function it lacks."""
    name = "netlist_plotInstructions" if verb == "plot" else "netlist_rp_plotInstructions"
    netlist(tmp_path, bottom=f"{RESEARCH}\n\ndel {name}")
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0
    done = _refused(tmp_path, verb, "netlist.py", "out", "png")
    assertOneSentence(done, f"netlist.py has no {name}", f"Try: define {name} in it")


# ---- data that cannot be plotted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("out/data.csv is empty", "nothing to plot", "Try: ")),
        (HEADER, ("out/data.csv holds column names but no row", "nothing to plot", "Try: ")),
        (HEADER + ROWS + "2, 2", ("out/data.csv, line 4 has 2 cells", "the run was stopped", "Try: delete line 4")),
        (HEADER + "0, 0\n" + ROWS, ("out/data.csv, line 2 has 2 cells", "Try: ")),
        (HEADER + ROWS + "2, 2, 80, 7\n", ("out/data.csv, line 4 has 4 cells", "Try: ")),
        ("Tick, Day\n0, 0\n", ("out/data.csv has no column 'saver_OCEAN'", "Tick, Day", "Try: ")),
        ("Tick, saver_OCEAN\n0, 0\n", ("out/data.csv has no column 'Day'", "Try: ")),
        ("Tick, Day, saver_OCAEN\n0, 0, 0\n", ("no column 'saver_OCEAN'", "near misses: saver_OCAEN", "Try: ")),
        (HEADER + "0, 0, much\n", ("out/data.csv, line 2, column 'saver_OCEAN' holds 'much'", "Try: ")),
        (HEADER + "0, today, 1\n", ("out/data.csv, line 2, column 'Day' holds 'today'", "Try: ")),
    ],
)
def test_a_csv_that_cannot_be_plotted(text, words, tmp_path):
    """Says in which line, and what to do."""
    _withCsv(tmp_path, text)
    assertOneSentence(_refused(tmp_path, "plot", "netlist.py", "out", "png"), *words)


def test_a_csv_that_is_none(tmp_path):
    """But a picture, say."""
    _withCsv(tmp_path, "")
    (tmp_path / "out" / "data.csv").write_bytes(PNG + bytes(range(256)))
    assertOneSentence(_refused(tmp_path, "plot", "netlist.py", "out", "png"), "out/data.csv is not a csv", "Try: ")


@pytest.mark.parametrize(
    ("plot", "words"),
    [
        (
            "x = x[0] / 0",
            ("netlist_plotInstructions() of netlist.py failed", "ZeroDivisionError", "(netlist.py, line "),
        ),
        ("return x", ("netlist_plotInstructions", "it must return (x, y_params) or (x_label, x, y_params)")),
        ("return x, [YParam(['Tick'], ['t'], 't', 7, MULT1, COUNT)]", ("there is no scale 7", "Try: use LINEAR")),
        ("return x, [YParam(['Tick'], ['t'], 't', LINEAR, MULT1, 7)]", ("does not go with unit 7", "Try: use MULT1")),
        ("return x[1:], []", ("gave 10 values of x for 11 rows",)),
    ],
)
def test_plot_instructions_that_fail(plot, words, tmp_path):
    """Says what is wrong with them."""
    netlist(tmp_path, plot=plot)
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0
    assertOneSentence(_refused(tmp_path, "plot", "netlist.py", "out", "png"), *words)


@pytest.mark.parametrize("verb", ["plot", "rplot"])
def test_the_hint_at_debug_names_the_verb(verb, tmp_path):
    """And debug does as it promises."""
    broken = RESEARCH.replace('"Hour")])', '"Hour")][0] / 0)')
    netlist(tmp_path, plot="x = 1 / 0", bottom=broken)
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 0
    assertOneSentence(_refused(tmp_path, verb, "netlist.py", "out", "png"), f"Try: tsp {verb} --debug")
    done = _refused(tmp_path, verb, "netlist.py", "out", "png", "--debug")
    assert done.err.startswith("Traceback")
    assert " / 0" in done.err
    assert done.err.splitlines()[-1].startswith("Error: ")


def test_several_runs_are_drawn_over_each_other(ran):
    """Also where they have other rows: each keeps its own days, and its folder's name stands in the legend."""
    assert tsp("run", "netlist.py", "longer", "--set", "max_ticks=60", cwd=ran).code == 0
    done = tsp("plot", "netlist.py", "out", "longer", "png", cwd=ran)
    assert (done.code, done.err) == (0, "")
    alone = tsp("plot", "netlist.py", "longer", "alone", cwd=ran)
    assert [file.name for file in sorted((ran / "png").iterdir())] == [
        f.name for f in sorted((ran / "alone").iterdir())
    ]
    assert all((ran / "png" / f.name).read_bytes() != f.read_bytes() for f in (ran / "alone").iterdir())
    assert alone.code == 0


def test_one_of_several_folders_is_missing(ran):
    """It is named, and nothing is drawn."""
    assertOneSentence(_refused(ran, "plot", "netlist.py", "out", "nowhere", "png"), "there is no folder nowhere")


# ---- the folder of a run knows its netlist


def test_the_folder_of_a_run_is_enough(ran):
    """run.json knows the netlist; the pictures come next to the folder, or where one says."""
    done = tsp("plot", "out", cwd=ran)
    assert (done.code, done.out) == (0, "Created out_png/saver_OCEAN_LINEAR.png\n")
    assert tsp("plot", "out/", "elsewhere", cwd=ran).code == 0
    assert tsp("plot", "netlist.py", "out", "by_name", cwd=ran).code == 0
    png = (ran / "out_png" / "saver_OCEAN_LINEAR.png").read_bytes()
    assert png == (ran / "elsewhere" / "saver_OCEAN_LINEAR.png").read_bytes()
    assert png == (ran / "by_name" / "saver_OCEAN_LINEAR.png").read_bytes()
    assertOneSentence(_refused(ran, "plot", "out"), "out_png exists already")


def test_a_run_whose_netlist_is_gone(ran):
    """Says which it was, and how to name another."""
    (ran / "netlist.py").rename(ran / "moved.py")
    words = (
        "the netlist of out is unknown",
        "netlist.py is not there any more",
        "Try: tsp plot NETLIST out outdir_png",
    )
    assertOneSentence(_refused(ran, "plot", "out"), *words)
    assert tsp("plot", "moved.py", "out", "png", cwd=ran).code == 0


def test_pictures_of_another_seed_differ_by_their_corner(ran):
    """The data of this netlist is the same for every seed."""
    assert tsp("run", "netlist.py", "again", "--seed", "7", cwd=ran).code == 0
    assert tsp("plot", "out", "png", cwd=ran).code == tsp("plot", "again", cwd=ran).code == 0
    one, other = (ran / folder / "saver_OCEAN_LINEAR.png" for folder in ("png", "again_png"))
    assert one.read_bytes() != other.read_bytes()


def test_the_plot_of_a_failed_run_says_so(tmp_path):
    """On the terminal and on the picture, with the reason; the rows that there are, are drawn."""
    netlist(tmp_path, step="assert state.tick < 6, 'no money left'")
    assert tsp("run", "netlist.py", "out", cwd=tmp_path).code == 1
    done = tsp("plot", "out", cwd=tmp_path)
    assert done.code == 0
    assert done.err.startswith("Warning: out: The run failed: netlist.py stopped at tick 6: ")
    assert "no money left" in done.err
    facts = (tmp_path / "out" / "run.json").read_text()
    (tmp_path / "out" / "run.json").write_text(facts.replace('"status": "error"', '"status": "finished"'))
    assert tsp("plot", "out", "silent", cwd=tmp_path).err == ""
    pictures = [tmp_path / folder / "saver_OCEAN_LINEAR.png" for folder in ("out_png", "silent")]
    assert pictures[0].read_bytes() != pictures[1].read_bytes()
