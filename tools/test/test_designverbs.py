"""`tsp optimize`, `fit` and `surrogate` as typed: they print tables, write files, and end with an exit code."""

from importlib.util import find_spec

import pytest

from explore.test.helpers import PLANTED
from tools.cli import main

pytestmark = pytest.mark.skipif(not find_spec("optuna"), reason="optuna is not installed: make explore")

BOWL, CURVE = str(PLANTED / "bowl.py"), str(PLANTED / "curve.py")
_QUICK = ["-j", "1", "--quiet", "--no-pictures"]


def test_optimize(tmp_path, capsys):
    """Specs are constraints; the next command to type is printed."""
    asked = ["--goal", "min sphere", "--vary", "x=0..1", "--spec", "disc <= 9", "--runs", "20", *_QUICK]
    assert main(["optimize", BOWL, str(tmp_path / "out"), *asked, "--save-corners", str(tmp_path / "c.json")]) == 0
    printed = capsys.readouterr()
    assert "Best point" in printed.out
    assert "disc <= 9" in printed.out
    assert "Next: tsp run" in printed.err
    assert (tmp_path / "c.json").is_file()
    assert main(["optimize", BOWL, str(tmp_path / "out"), *asked, "--goal", "max disc"]) == 1
    assert "holds another campaign" in capsys.readouterr().err


def test_fit_and_surrogate(tmp_path, capsys):
    """What a run of the surrogate shows is what the fit finds again."""
    asked = [CURVE, str(tmp_path / "s"), "--vary", "a=1..20", "--runs", "20", "--column", "level", *_QUICK]
    assert main(["surrogate", *asked]) == 0
    assert main(["run", str(tmp_path / "s" / "netlist.py"), str(tmp_path / "run"), "--set", "a=7.5", "--quiet"]) == 0
    observed = ["--to", str(tmp_path / "run"), "--column", "level", "--vary", "a=1..20"]
    assert main(["fit", CURVE, str(tmp_path / "f"), *observed, *_QUICK]) == 0
    assert "7.5 to 7.5" in capsys.readouterr().out
    assert main(["fit", CURVE, str(tmp_path / "g"), "--vary", "a=1..20", *_QUICK]) == 1
    assert "nothing to fit to" in capsys.readouterr().err
