"""The command: its files, the same bytes twice, a user's mistakes."""

import csv
import importlib.util
from dataclasses import replace

import pytest

from assets.netlists.oceanv4.verification.experiments import EXPERIMENTS
from assets.netlists.oceanv4.verify import main

HAS_REVM = importlib.util.find_spec("tokenspice_evm") is not None
# These take seconds each.
LONG = {"M3", "M5", "extras"}


def ran(folder, *options):
    """The files that the command has written: name → bytes."""
    assert main([str(folder), "--seeds", "2", *options]) == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_whole_command(tmp_path, capsys):
    """A verdict and a picture for each mechanism; no trial is missing; one process or two, the same bytes.

    Where the fast engine is not installed, of one mechanism only.
    """
    only = [] if HAS_REVM else ["--only", "M2"]
    files = ran(tmp_path / "two", *only, "--jobs", "2")
    assert f"Report: {tmp_path / 'two' / 'report.md'}" in capsys.readouterr().out
    report = files["report.md"].decode()
    names = list(EXPERIMENTS) if HAS_REVM else ["M2"]
    for name in names:
        assert f"\n## {name}. {EXPERIMENTS[name].title}\n" in report
        assert "**Verdict: " in report.split(f"\n## {name}. ")[1].split("\n## ")[0]
    pictures = [name for name in files if name.endswith(".png")]
    assert pictures
    assert all(f"]({name})" in report and files[name].startswith(b"\x89PNG") for name in pictures)
    rows = trials(files)
    found = {(row["experiment"], row["case"], row["arm"], row["seed"]) for row in rows}
    expected = sum(len(case.arms) for name in names for case in EXPERIMENTS[name].cases) * 2
    assert len(found) == expected
    brief = [name for name in names if name not in LONG]
    isAgainInOneProcess(ran(tmp_path / "one", "--only", ",".join(brief), "--jobs", "1"), files, brief)
    for name in set(names) - set(brief):
        isAgainInItsLastCase(name, rows)


def trials(files):
    """The rows of trials.csv."""
    return list(csv.DictReader(files["trials.csv"].decode().splitlines()))


def isAgainInOneProcess(again, files, names):
    """All bytes that are about these experiments."""
    assert trials(again) == [row for row in trials(files) if row["experiment"] in names]
    assert again.items() - {(name, again[name]) for name in ("report.md", "trials.csv")} <= files.items()
    for name in names:
        sections = [each["report.md"].decode().split(f"\n## {name}. ")[1].split("\n## ")[0] for each in (again, files)]
        assert sections[0] == sections[1]


def isAgainInItsLastCase(name, rows):
    """The same numbers in this process, though nothing was before."""
    last = replace(EXPERIMENTS[name], cases=EXPERIMENTS[name].cases[-1:])
    found = {key: list(map(repr, values)) for key, values in last.run(2).values.items()}
    expected: dict = {}
    for row in rows:
        if (row["experiment"], row["case"]) == (name, last.cases[0].name):
            expected.setdefault((row["case"], row["arm"], row["metric"]), []).append(row["value"])
    assert found == expected != {}


def test_engines_agree():
    """py-evm finds the same numbers as the engine that is chosen by default, to the last digit."""
    short = replace(EXPERIMENTS["M1"], cases=EXPERIMENTS["M1"].cases[:1])
    found, expected = (short.run(1, engine).values for engine in ("auto", "pyevm"))
    assert found == expected
    assert len(found) == 2 * len(short.metrics)


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--only", "M9"], 2, "there is no experiment 'M9'; they are M1, M1b"),
        (["--only", "m1"], 2, "there is no experiment 'm1'"),
        (["--seeds", "1"], 2, "1 is not in the range"),
        (["--seeds", "many"], 2, "not a valid integer"),
        (["--jobs", "0"], 2, "0 is not in the range"),
        (["--engine", "geth"], 2, "'geth' is not one of"),
    ],
)
def test_wrong_options(tmp_path, capsys, options, code, says):
    """They are refused before anything runs, and nothing is made."""
    assert main([str(tmp_path / "out"), *options]) == code
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_no_folder_is_named(capsys):
    """It is the one thing that must be said."""
    assert main([]) == 2
    assert "OUTDIR" in capsys.readouterr().err


def test_folders_that_cannot_be_made(tmp_path, capsys):
    """One that exists is left as it is; one in a folder that does not exist is not made."""
    (tmp_path / "mine").mkdir()
    assert main([str(tmp_path / "mine"), "--only", "M1b"]) == 1
    assert "mine exists already. Try: another name, or remove it first." in capsys.readouterr().err
    assert main([str(tmp_path / "no" / "out"), "--only", "M1b"]) == 1
    assert "there is no folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_nothing_half_made(tmp_path, monkeypatch, capsys):
    """A report that cannot be written leaves no folder behind."""
    import assets.netlists.oceanv4.verify as verify

    def full(*_):
        raise OSError(28, "No space left on device", "report.md")

    monkeypatch.setattr(verify, "writeReport", full)
    assert main([str(tmp_path / "out"), "--seeds", "2", "--only", "M8", "--jobs", "1"]) == 1
    assert "report.md: No space left on device" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_help(capsys):
    """It names the experiments."""
    assert main(["--help"]) == 0
    assert "M1, M1b, M2, M3, M4, M5, M6, M7, M8, extras" in " ".join(capsys.readouterr().out.split())
