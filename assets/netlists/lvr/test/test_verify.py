"""The command that measures the published table: its files, the same bytes twice, a user's mistakes."""

from __future__ import annotations

import csv
import math

import pytest

from assets.netlists.lvr.table1 import GAMMAS_BP, PUBLISHED, Cell, asTable, feeOf
from assets.netlists.lvr.verify import main


def ran(folder, *options):
    """The exit code, and the files that the command has written."""
    code = main([str(folder), "--seeds", "2", "--blocks", "300", *options])
    return code, {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_whole_command(tmp_path, capsys):
    """Twenty cells with what was published next to them; one process or two, the same bytes."""
    code, files = ran(tmp_path / "one", "--jobs", "1")
    said = capsys.readouterr()
    assert "40 runs in " in said.out
    rows = list(csv.DictReader(files["cells.csv"].decode().splitlines()))
    assert [(int(row["block_s"]), int(row["gamma_bp"])) for row in rows] == [
        (b, g) for b in PUBLISHED for g in GAMMAS_BP
    ]
    assert [float(row["published"]) for row in rows] == [value for b in PUBLISHED for value in PUBLISHED[b]]
    assert all(abs(float(row["theory"]) - float(row["published"])) < 0.15 for row in rows)
    # After so few blocks, chance may say anything; the exit code says what the cells say.
    assert code == int(any(row["agrees"] == "0" for row in rows))
    assert ("standard errors from theory" in said.err) == (code == 1)
    assert files["table.md"].decode().splitlines()[2:] == said.out.splitlines()[:6]
    assert ran(tmp_path / "two", "--jobs", "2") == (code, files)


@pytest.mark.parametrize(("errors", "agrees"), [(3.9, True), (4.1, False), (-3.9, True), (-4.1, False)])
def test_a_cell_agrees_within_four_standard_errors(errors, agrees):
    """On either side. A fee of 1e-4 that stays in the pool moves it by a two-hundredth of a percent."""
    cell = Cell(120, 1, 92.9, 92.946, 92.946 + errors * 0.1, 0.1)
    assert cell.agrees() == agrees
    assert "| 2 min | 92.9 → " in asTable([cell])


def test_fees_of_the_table_are_logarithmic():
    """A gamma of 100 bp is a fee of 0.995 %."""
    assert feeOf(100) == pytest.approx(1.0 - math.exp(-0.01), rel=1e-12)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--seeds", "1"], "1 is not in the range"),
        (["--blocks", "10"], "10 is not in the range"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--engine", "geth"], "'geth' is not one of"),
    ],
)
def test_wrong_options(tmp_path, capsys, options, says):
    """They are refused before anything runs, and nothing is made."""
    assert main([str(tmp_path / "out"), *options]) == 2
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_exists_is_left_alone(tmp_path, capsys):
    """Nothing runs."""
    assert main([str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
