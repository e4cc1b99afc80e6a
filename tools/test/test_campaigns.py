"""Campaigns on the command line: what they print, how they end, and what they refuse."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from explore.Store import Store
from tools.options import Duration
from tools.test.helpers import SIMPLEGRANT, assertOneSentence, command, door, environment, netlist, tsp
from util.config import HOME

COIN = HOME / "explore" / "test" / "planted" / "coin.py"
BOWL, FAULTY, LEAKY = (COIN.with_name(f"{name}.py") for name in ("bowl", "faulty", "leaky"))
QUICK = ("-j", 1, "--no-pictures")


def mc(out, *more, netlist=COIN):
    """`tsp mc` of the noisy coin, whose total is normal with mean 4 and sd 2."""
    return tsp("mc", netlist, out, "--set", "noise=1", "--runs", 40, *QUICK, *more)


# ---- what they print, and how they end


def test_a_table_goes_to_stdout_and_the_rest_to_stderr(tmp_path):
    """So that the table can be piped."""
    done = mc(tmp_path / "out", "--spec", "total >= -100", "--target", 0.8)
    assert done.code == 0
    assert done.out.startswith("mc: 40 runs of coin, random seeds alone, 1 spec\n\nYield\n")
    assert "total >= -100" in done.out
    assert f"report in {tmp_path / 'out'}. Next: tsp runs {tmp_path / 'out'}\n" in done.err


def test_the_next_command_makes_a_run_again_that_violates_a_spec(tmp_path):
    """Of forty runs, about half do."""
    done = mc(tmp_path / "out", "--spec", "total >= 4")
    again = done.err.split("Next: tsp ")[1].split()
    assert "margin of total >= 4  -" in tsp(*again).out


def test_json_for_programs(tmp_path):
    """The same facts as report.json."""
    done = mc(tmp_path / "out", "--json")
    assert json.loads(done.out) == json.loads((tmp_path / "out" / "report.json").read_text())


def test_a_spec_that_does_not_hold_is_exit_code_3(tmp_path):
    """For scripts."""
    assert mc(tmp_path / "out", "--spec", "total >= 100").code == 3
    assert tsp("corners", COIN, tmp_path / "c", "--vary", "bias=worst(-1,1)", "--spec", "total >= 0", *QUICK).code == 3
    assert tsp("sweep", COIN, tmp_path / "s", "--vary", "bias=-1..1", "--spec", "total >= 0", *QUICK).code == 3
    assert tsp("sweep", COIN, tmp_path / "t", "--vary", "bias=0..1", "--spec", "total >= 0", *QUICK).code == 0


def test_quiet_says_nothing_of_how_it_goes(tmp_path):
    """Only the table, and where the report is."""
    loud = tsp("sweep", COIN, tmp_path / "a", "--vary", "bias=0,1", *QUICK)
    quiet = tsp("sweep", COIN, tmp_path / "b", "--vary", "bias=0,1", "--quiet", *QUICK)
    assert "each point is run once" in loud.err
    assert "each point is run once" not in quiet.err
    assert loud.out == quiet.out


def test_the_files_of_a_campaign(tmp_path):
    """A picture per measure and per series whose rows are kept; reports, a CSV file each, the runs, what was asked."""
    out = tmp_path / "out"
    tsp("mc", COIN, out, "--set", "noise=1", "--runs", 20, "--keep", "rows", "-j", 1)
    assert {file.name for file in out.iterdir()} == {
        "campaign.json", "runs.jsonl", "report.json", "report.md", "mc.csv", "mc_draw.png", "mc_total.png", "rows",
        "series_draw.png", "series_total.png", "bands.csv", ".lock",
    }  # fmt: skip
    assert len(list((out / "rows").iterdir())) == 20
    call = json.loads((out / "campaign.json").read_text())["calls"][0]
    assert call["command"] == f"tsp mc {COIN} {out} --set noise=1 --runs 20 --keep rows -j 1"


def test_runs_are_shown_and_exported(tmp_path):
    """As a table, and as CSV."""
    out = tmp_path / "out"
    mc(out)
    done = tsp("runs", out)
    assert done.out.splitlines()[0].split() == ["i", "point", "rep", "status", "draw", "total"]
    assert f"… 20 more. All of them: tsp runs {out} --csv FILE" in done.err
    assert tsp("runs", out, "--csv", tmp_path / "runs.csv").code == 0
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 41
    assert tsp("runs", out, "--failed").out == ""


def test_a_run_is_replayed_and_a_campaign_verified(tmp_path):
    """Exit code 0 if all is the same, 1 if not; what differs is named on stdout."""
    out = tmp_path / "out"
    mc(out)
    assert tsp("replay", out, 3).err.endswith("the same as before\n")
    assert tsp("verify", out, "--sample", 5).err == "5 runs come out the same\n"
    runs = out / "runs.jsonl"
    runs.write_text(runs.read_text().replace('"total":', '"total":1', 1))
    done = tsp("verify", out)
    assert (done.code, done.out.startswith("run 0: measure total was 1")) == (1, True)
    tsp("run", SIMPLEGRANT, tmp_path / "run", "--seed", 1, "--quiet")
    assert tsp("verify", tmp_path / "run").err == "data.csv comes out the same, byte by byte\n"


def test_a_failing_run_shows_its_whole_traceback(tmp_path, capfd):
    """With --debug, although it fails in another process; without, where it was is enough."""
    out = tmp_path / "out"
    tsp("corners", FAULTY, out, "--vary", "deed=worst(0,1)", *QUICK)
    for asked, has_traceback in (((), False), (("--debug",), True)):
        done = tsp("replay", out, 2, *asked)
        assert done.out.startswith("failed: ValueError: enough (explore/test/planted/faulty.py, line ")
        assert ("in _raise\n" in capfd.readouterr().err) is has_traceback


def test_resuming_by_name(tmp_path):
    """`tsp runs --resume OUT` gives the command again that made it, as often as one likes."""
    out = tmp_path / "out"
    mc(out)
    lines = (out / "runs.jsonl").read_bytes().splitlines(True)
    for _ in range(2):
        (out / "runs.jsonl").write_bytes(b"".join(lines[:25]))
        assert tsp("runs", out, "--resume").code == 0
        assert sorted((out / "runs.jsonl").read_bytes().splitlines(True)) == sorted(lines)


def test_interrupted_by_the_keyboard(tmp_path):
    """Exit code 130; the runs so far are kept, and the same command goes on."""
    slow = netlist(tmp_path, top="import time", step="time.sleep(0.002)")
    arguments = ("mc", slow, tmp_path / "out", "--runs", 300, "-j", 2, "--vary", "saver_OCEAN=uniform(1,2)")
    with subprocess.Popen(command(*arguments), env=environment(), stderr=subprocess.PIPE, text=True) as process:
        runs = tmp_path / "out" / "runs.jsonl"
        while process.poll() is None and not (runs.exists() and len(runs.read_bytes()) > 2000):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    *_, kept, last = filter(None, said.splitlines())
    assert (process.returncode, last) == (130, "Interrupted.")
    assert kept == f"{tmp_path / 'out'} keeps the runs so far; the same command goes on"
    calls = json.loads((tmp_path / "out" / "campaign.json").read_text())["calls"]
    assert calls[-1]["status"] == "interrupted"
    n = len(runs.read_bytes().splitlines())
    assert 0 < n < 300


def test_a_second_command_on_the_same_folder_is_refused(tmp_path):
    """While the first one runs; it names the process."""
    mc(tmp_path / "out")
    store = Store(tmp_path / "out")
    assertOneSentence(mc(tmp_path / "out"), "is in use", f"process {os.getpid()} is writing to it")
    store.close()
    assert mc(tmp_path / "out").code == 0


def test_help_loads_nothing_heavy():
    """It is there at once."""
    program = (
        "import sys; from tools.cli import main; main(['help']);"
        "heavy = {'numpy', 'scipy', 'pandas', 'dask', 'distributed', 'matplotlib'} & set(sys.modules);"
        "print(heavy, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True)
    assert done.stderr == "set()\n"


# ---- what is refused: a sentence, no traceback, nothing left behind

NOISY = ("--set", "noise=1")
REFUSED = [
    # the netlist
    (("mc", "nowhere.py"), 1, "there is no netlist"),
    (("mc", "simplegrnt"), 1, "simplegrant"),
    (("mc", "README.md"), 1, "README.md"),
    # parameters
    (("sweep", COIN, "--vary", "bais=1..2"), 1, "did you mean bias"),
    (("sweep", COIN, "--vary", "bias=2..1"), 1, "its low end is below its high end"),
    (("sweep", COIN, "--vary", "bias=1..1"), 1, "its low end is below its high end"),
    (("sweep", COIN, "--vary", "bias=1..x"), 1, "x is not a number"),
    (("sweep", COIN, "--vary", "bias=1..inf"), 1, "not a number"),
    (("sweep", COIN, "--vary", "bias="), 1, "NAME=VALUE"),
    (("sweep", COIN, "--vary", "=1..2"), 1, "NAME=VALUE"),
    (("sweep", COIN, "--vary", "bias=normal(0,-1)"), 1, "standard deviation"),
    (("sweep", COIN, "--vary", "bias=norml(0,1)"), 1, "normal(…)"),
    (("sweep", COIN, "--vary", "bias=exec('x')"), 1, "nothing can vary like"),
    (("sweep", COIN, "--vary", "mode=1..2"), 1, "mode cannot vary like"),
    (("sweep", COIN, "--vary", "n_draws=1.5,2"), 1, "n_draws=1.5 does not fit"),
    (("sweep", COIN, "--vary", "idle=1..2"), 1, "idle has no effect"),
    (("sweep", COIN, "--vary", "bias=1..2", "--set", "bias=1"), 1, "cannot both vary and be set"),
    (("sweep", COIN, "--vary", "bias=1..2", "--set", "noise"), 1, "NAME=VALUE"),
    (("sweep", COIN, "--vary", "bias=1..2", "--set", "noise=loud"), 1, "noise=loud does not fit"),
    (("sweep", COIN, "--vary", "time_step=-5..5"), 1, "time_step cannot be -5"),
    (("sweep", COIN), 1, "nothing varies here"),
    (("sweep", COIN, "--vary", "bias=1..2", "--grid", "--full"), 1, "both a grid and full"),
    (("sweep", COIN, "--vary", "bias=1..2", "--vary", "noise=0..1", "--grid", "--values", 999), 1, "is too much"),
    (("mc", COIN), 1, "nothing is random here"),
    (("mc", COIN, "--vary", "mode=plain,short"), 1, "mc cannot draw"),
    (("corners", COIN), 1, "there are no corners"),
    # measures and specs
    (("mc", COIN, *NOISY, "--measure", "m"), 1, "NAME=VALUE"),
    (("mc", COIN, *NOISY, "--measure", "m=finl(total)"), 1, "there is no finl()"),
    (("mc", COIN, *NOISY, "--measure", "m=final(totl)"), 1, "no row has a column totl: did you mean total?"),
    (("mc", COIN, *NOISY, "--measure", "m=m"), 1, "defined by itself"),
    (("mc", COIN, *NOISY, "--spec", "total"), 1, "is not a spec"),
    (("mc", COIN, *NOISY, "--spec", "total => 3"), 1, "is not a spec: invalid syntax. Try: 'profit >= 0'"),
    (("mc", BOWL, "--runs", 20, "--vary", "x=normal(0.9,0.5)", *QUICK), 1, "and chance drew this. Try: bounds"),
    (("mc", COIN, "--vary", "biass=normal(2,9)", *QUICK), 1, "did you mean bias? Try: --vary bias=LOW..HIGH"),
    (("mc", COIN, *NOISY, "--spec", "total == 3"), 1, "is not a spec"),
    (("mc", COIN, *NOISY, "--spec", "profit >= 3"), 1, "no row has a column profit"),
    (("mc", COIN, *NOISY, "--spec", "always mean(total) >= 3"), 1, "row by row"),
    (("mc", COIN, *NOISY, "--spec", "total >= many"), 1, "many is not a number"),
    # corners
    (("mc", COIN, *NOISY, "--at", "rug"), 1, "there is no corner rug"),
    (("mc", COIN, *NOISY, "--corners", "nowhere.json"), 1, "there is no file nowhere.json"),
    (("corners", COIN, "--corners", COIN), 1, "holds no corners"),
    # how
    (("mc", COIN, *NOISY, "--runs", 1), 2, "--runs"),
    (("mc", COIN, *NOISY, "--precision", 2), 2, "--precision"),
    (("mc", COIN, *NOISY, "--seed", -1), 2, "--seed"),
    (("mc", COIN, *NOISY, "--jobs", 0), 2, "--jobs"),
    (("mc", COIN, *NOISY, "--time", "soon"), 2, "is not a duration"),
    (("mc", COIN, *NOISY, "--timeout", "0"), 2, "is not a duration"),
    (("mc", COIN, *NOISY, "--keep", "all"), 2, "--keep"),
    (("mc", COIN, *NOISY, "--keep", "rows", "--runs", 20_000), 1, "rows of 10,000 at most are kept"),
    (("mc", COIN, *NOISY, "--frobnicate"), 2, "--frobnicate"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED, ids=lambda value: None)
def test_a_question_that_cannot_be_asked(tmp_path, arguments, code, words):
    """No traceback, and no folder."""
    verb, source, *options = arguments
    done = tsp(
        verb,
        source,
        tmp_path / "out",
        *options,
        *([] if code == 2 else QUICK),
        cwd=tmp_path if source == "nowhere.py" else HOME,
    )
    assert done.code == code, done
    assert words in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runs", "nothing"), "there is no folder"),
        (("runs", "."), "holds no campaign"),
        (("replay", "nothing", 3), "there is no folder"),
        (("verify", "nothing"), "there is no folder"),
        (("verify", "."), "holds no campaign"),
        (("mc", SIMPLEGRANT, "no/such/folder"), "there is no folder"),
        (("mc", SIMPLEGRANT, "."), "holds no campaign"),
    ],
)
def test_a_folder_that_cannot_be_used(tmp_path, arguments, words):
    """One sentence."""
    assertOneSentence(tsp(*arguments, cwd=tmp_path), words)


def test_a_store_of_something_else(tmp_path):
    """Is refused with the first difference, and so is a store that is damaged."""
    out = tmp_path / "out"
    mc(out)
    assertOneSentence(mc(out, "--seed", 3), "holds another campaign", "its options seed is 0, not 3")
    assertOneSentence(tsp("sweep", COIN, out, "--vary", "bias=1..2", *QUICK), "its verb is mc, not sweep")
    assertOneSentence(
        tsp("mc", SIMPLEGRANT, out, *QUICK, "--vary", "granter_init_OCEAN=uniform(1,2)"), "its netlist is "
    )
    assertOneSentence(tsp("replay", out, 99), "has no run 99")
    (out / "campaign.json").write_text("{")
    assertOneSentence(mc(out), "campaign.json is damaged")


def test_a_chain_that_is_no_embedded_one(tmp_path):
    """Campaigns need chains of their own."""
    done = door("mc", COIN, tmp_path / "out", "--set", "noise=1", env={"TOKENSPICE_NETWORK": "ganache"})
    assertOneSentence(done, "campaigns run on embedded chains", "--network embedded")


def test_a_full_disk(tmp_path):
    """Is told in a sentence; what is on the disk can be used when there is room again."""
    arguments = ("mc", COIN, tmp_path / "out", "--set", "noise=1", "--runs", 400, "-j", 2, "--no-pictures")
    # No file may grow beyond 16 blocks, which is how a shell says it.
    limited = ["sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *command(*arguments)]
    done = subprocess.run(limited, env=environment(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.splitlines()[-1][:6]) == (1, "Error:")
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert tsp(*arguments).code == 0
    assert len((tmp_path / "out" / "runs.jsonl").read_bytes().splitlines()) == 400


@pytest.mark.parametrize("name", ["mc", "sweep", "corners"])
def test_netlists_that_keep_something_are_isolated(tmp_path, name):
    """By every verb; the user is told."""
    options = {
        "mc": ("--set", "noise=1", "--runs", 4),
        "sweep": ("--vary", "bias=1,2"),
        "corners": ("--vary", "bias=worst(1,2)"),
    }
    done = tsp(name, LEAKY, tmp_path / "out", *options[name], "-j", 2, "--no-pictures")
    assert done.code == 0
    assert "runs of one seed differ, first in row 1, column total: 0.0 and 10.0" in done.err


def test_durations():
    """Seconds, minutes, hours, days."""

    assert [Duration().convert(text, None, None) for text in ("90", "90s", "1.5m", "2h", "1d")] == [
        90,
        90,
        90,
        7200,
        86400,
    ]


def test_time_is_up(tmp_path):
    """No run is begun after that; what there is, is reported."""
    slow = netlist(tmp_path, top="import random, time", step="time.sleep(0.005); self.receive = random.random()")
    done = tsp(
        "mc", slow, tmp_path / "out", "--runs", 5000, "--time", "4s", "--vary", "saver_OCEAN=uniform(1,2)", *QUICK
    )
    assert done.code == 0
    n = len((tmp_path / "out" / "runs.jsonl").read_bytes().splitlines())
    assert 0 < n < 1000
    assert (tmp_path / "out" / "report.md").read_text().startswith(f"# mc: {n} runs")
