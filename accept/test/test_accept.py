"""The command that runs acceptance checks, and how its verdicts come about."""

from __future__ import annotations

import pytest

from accept import __main__ as command
from accept.Check import Check, Outcome, meanNear, near


@pytest.mark.parametrize(("measured", "is_met"), [(1.09, True), (0.91, True), (1.11, False), (0.89, False)])
def test_a_number_is_near_enough_or_not(measured, is_met):
    """On either side of what is required; both are shown."""
    assert near("share", 1.0, measured, 0.1, digits=2) == Outcome("share", "1.00 ± 0.10", f"{measured:.2f}", is_met)


def test_a_mean_is_judged_by_its_standard_error():
    """Values 1 and 3 have the mean 2 and the standard error 1."""
    assert meanNear("x", 5.9, [1.0, 3.0], digits=1) == Outcome("x", "5.9 ± 4.0", "2.0, standard error 1.0", True)
    assert not meanNear("x", 6.1, [1.0, 3.0]).is_met
    assert not meanNear("x", 2.5, [1.0, 3.0], tolerance=0.4).is_met


@pytest.fixture
def checks(monkeypatch):
    """Two checks instead of the real ones, which take minutes."""
    good = Check("a good one", lambda jobs: [near("jobs", 3.0, jobs, 0.0)])
    bad = Check("a bad one", lambda jobs: [near("one", 1.0, 1.0, 0.0), near("two", 2.0, 1.0, 0.5)])
    monkeypatch.setattr(command, "CHECKS", {"good": good, "bad": bad})


def test_what_is_not_met_is_the_exit_code(checks, capsys):
    """And named at the end; checks can be chosen by the beginning of their names."""
    assert command.main(["--jobs", "3", "goo"]) == 0
    assert "met      jobs" in capsys.readouterr().out
    assert command.main(["--jobs", "3"]) == 1
    said = capsys.readouterr()
    assert "NOT MET  two" in said.out
    assert "not met: bad" in said.err


def test_an_unknown_name_is_refused(checks, capsys):
    """With the names that there are."""
    assert command.main(["ugly"]) == 2
    assert "they are good, bad" in capsys.readouterr().err


def test_checks_are_listed(capsys):
    """Without being run."""
    assert command.main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in command.CHECKS)
