"""The verbs of `tsp`, and what it says to those who call it wrongly."""

from __future__ import annotations

import pytest

from tools.test.helpers import SIMPLEGRANT, assertOneSentence, assertUsage, netlist, tsp

VERBS = {
    "run": "NETLIST OUTPUT_DIR [DO_PROFILE]",
    "plot": "[NETLIST] INPUT_CSV_DIR... [OUTPUT_PNG_DIR]",
    "rplot": "[NETLIST] INPUT_CSV_DIR... [OUTPUT_PNG_DIR]",
    "showstats": "FILENAME NUM_SHOW SORT_BY",
    "sweep": "NETLIST OUT",
    "corners": "NETLIST OUT",
    "mc": "NETLIST OUT",
    "robust": "NETLIST OUT",
    "worst": "NETLIST OUT",
    "rare": "NETLIST OUT",
    "sens": "NETLIST OUT",
    "replay": "OUT I [FOLDER]",
    "verify": "FOLDER",
    "runs": "OUT",
    "compile": "[FOLDER]",
    "help": "[VERB]",
}


@pytest.mark.parametrize("arguments", [(), ("help",), ("-h",), ("--help",)])
def test_tsp_alone_shows_what_it_can_do(arguments):
    """Every verb with its line, and an example that one can copy."""
    done = tsp(*arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: tsp ")
    for verb in [*VERBS, "ganache"]:
        assert f"\n  {verb} " in done.out
    assert "tsp run assets/netlists/simplegrant/netlist.py outdir_csv" in done.out
    assert "tokenspice.ini" in done.out


def test_the_verbs_stand_in_the_order_of_use():
    """First run, then look at what came out."""
    lines = tsp("help").out.partition("Commands:")[2].splitlines()
    shown = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert shown[:5] == ["run", "resume", "plot", "rplot", "showstats"]


@pytest.mark.parametrize(("verb", "operands"), VERBS.items())
def test_each_verb_explains_itself(verb, operands):
    """`tsp help run`, `tsp run -h` and `tsp run --help` say the same."""
    done = tsp("help", verb)
    assert (done.code, done.err) == (0, "")
    assert operands in done.out.splitlines()[0]
    assert tsp(verb, "-h").out == tsp(verb, "--help").out == done.out


def test_help_of_run_shows_its_options():
    """All of them, and what they mean."""
    out = tsp("help", "run").out
    for option in ("--seed", "--network", "--engine", "--set NAME=VALUE", "--quiet", "--debug"):
        assert option in out


def test_help_of_showstats_names_the_ways_to_sort():
    """Which the usage line does not."""
    out = tsp("help", "showstats").out
    for way in ("cumulative", "internal", "internal_callers"):
        assert way in out


@pytest.mark.parametrize("verb", ["simulate", "Run", "--debug", "--nonsense", ""])
def test_an_unknown_verb_is_refused(verb):
    """Exit code 2, and a pointer to the help."""
    assertUsage(tsp(verb), "tsp --help")


def test_a_mistyped_verb_is_met_with_the_one_that_was_meant():
    """rnu → run."""
    assertUsage(tsp("rnu"), "rnu", "run")


def test_help_of_an_unknown_verb_is_refused():
    """Exit code 2."""
    assertUsage(tsp("help", "simulate"), "There is no verb 'simulate'")


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (("run",), "NETLIST"),
        (("run", SIMPLEGRANT), "OUTPUT_DIR"),
        (("plot",), "NETLIST"),
        (("plot", SIMPLEGRANT), "INPUT_CSV_DIR"),
        (("plot", SIMPLEGRANT, "outdir_csv"), "OUTPUT_PNG_DIR"),
        (("rplot", SIMPLEGRANT, "outdir_csv"), "OUTPUT_PNG_DIR"),
        (("showstats",), "FILENAME"),
        (("showstats", "stats"), "NUM_SHOW"),
        (("showstats", "stats", "20"), "SORT_BY"),
    ],
)
def test_a_missing_operand_is_named(arguments, missing, tmp_path):
    """Exit code 2, and nothing is made."""
    assertUsage(tsp(*arguments, cwd=tmp_path), f"Missing argument '{missing}'", f"tsp {arguments[0]} --help")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("run", SIMPLEGRANT, "out", "True", "more"), "more"),
        (("run", SIMPLEGRANT, "out", "true"), "DO_PROFILE is True or False, not 'true'"),
        (("run", SIMPLEGRANT, "out", "--sed", "1"), "--seed"),
        (("run", SIMPLEGRANT, "out", "--seed"), "--seed"),
        (("run", SIMPLEGRANT, "out", "--seed", "-1"), "0<=x<=18446744073709551615"),
        (("run", SIMPLEGRANT, "out", "--seed", "18446744073709551616"), "0<=x<=18446744073709551615"),
        (("run", SIMPLEGRANT, "out", "--seed", "1.5"), "'1.5'"),
        (("run", SIMPLEGRANT, "out", "--network", "mainnet"), "'embedded', 'ganache', 'anvil'"),
        (("run", SIMPLEGRANT, "out", "--engine", "geth"), "'auto', 'pyevm', 'revm'"),
        (("showstats", "stats", "20", "cumulative", "more"), "more"),
        (("showstats", "stats", "0", "cumulative"), "NUM_SHOW"),
        (("showstats", "stats", "2*10", "cumulative"), "NUM_SHOW"),
        (("showstats", "stats", "20", "time"), "'cumulative', 'internal', 'internal_callers'"),
        (("compile", "a", "b"), "b"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments, fault, tmp_path):
    """Exit code 2, and nothing is made."""
    assertUsage(tsp(*arguments, cwd=tmp_path), fault)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_the_system_refuses_is_one_sentence(tmp_path):
    """A name of 300 letters: no traceback."""
    name = 300 * "a"
    assertOneSentence(tsp("run", SIMPLEGRANT, name, cwd=tmp_path), name, "File name too long", "Try: ")
    assertOneSentence(tsp("run", name, "out", cwd=tmp_path), name, "File name too long", "Try: another path")
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_where_the_system_refused(tmp_path):
    """With the same sentence at its end."""
    done = tsp("run", 300 * "a", "out", "--debug", cwd=tmp_path)
    assert done.err.startswith("Traceback")
    assert "\nError: " in done.err


def test_a_netlist_that_leaves_by_sys_exit_is_heard(tmp_path):
    """Its last words are the error."""
    file = netlist(tmp_path, top="import sys; sys.exit('this netlist wants to be left alone')")
    assertOneSentence(tsp("run", file, tmp_path / "out"), "this netlist wants to be left alone")
    assert not (tmp_path / "out").exists()
