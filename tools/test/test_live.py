"""`--live`: a run and a campaign that are shown while they go on, in a real browser."""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.request

import pytest

from tools.test.browser import waitFor
from tools.test.helpers import command

# Goes on at tick 5, and at tick 10, when a file says so.
WAITING = """
import time
from pathlib import Path
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(86400)
        self.setMaxTicks(12)
        self.step = 1.0

class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.total = 0.0

    def takeStep(self):
        self.total += self.ss.step
        while self.tick in (5, 10) and not Path(__file__).with_name(f"go{self.tick}").exists():
            time.sleep(0.02)

def netlist_createLogData(state):
    return [], ["total"], [state.total]

def netlist_plotInstructions(header, values):
    from util.plotutil import COUNT, LINEAR, MULT1, YParam
    return "Day", [float(day) for day in values[:, header.index("Day")]], [
        YParam(["total"], ["total"], "Total", LINEAR, MULT1, COUNT)]

netlist_measures = {"end": "final(total)"}
"""


@pytest.fixture
def begun(tmp_path):
    """A function that starts `tsp` with --live: the process, and the address."""
    (tmp_path / "netlist.py").write_text(WAITING)
    processes = []

    def begin(verb, *options):
        arguments = command(verb, tmp_path / "netlist.py", tmp_path / "out", "--live", "--quiet", *options)
        process = subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        processes.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"live at (\S+)", line):
                return process, found[1]
        raise AssertionError("no address")

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def _isRefused(address, **headers):
    try:
        urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60)
    except urllib.error.HTTPError as e:
        return e.code == 404
    return False


def _waitForRows(page, n):
    waitFor(page, "n => document.querySelector('#live')?.textContent.includes(`: ${n} `)", n)


def test_a_run_grows_on_the_page_and_ends_as_a_file(begun, window, tmp_path):
    """Rows come as they are written; whoever does not know the token gets nothing."""
    process, address = begun("run", "--seed", 1)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{20,}/", address)
    page = window.open(address)
    _waitForRows(page, 6)
    assert page.locator("#plots td.value").first.inner_text() == "5"
    assert _isRefused(address.rsplit("/", 2)[0] + "/guessed/")
    assert _isRefused(address, Host="elsewhere.example")
    (tmp_path / "go5").touch()
    _waitForRows(page, 11)
    assert page.locator("#plots td.value").first.inner_text() == "10"
    (tmp_path / "go10").touch()
    page.wait_for_selector("p.good:has-text('finished')")
    assert page.locator("#live").count() == 0
    assert process.wait(60) == 0
    assert all(request.startswith(address) for request in window.requests)
    page = window.open(tmp_path / "out" / "view.html")
    page.wait_for_selector("#plots [data-drawn]")
    assert page.locator("#plots td.value").first.inner_text() == "12"


def test_a_campaign_grows_on_the_page(begun, window, tmp_path):
    """A row in the table for each run that has ended."""
    (tmp_path / "go10").touch()
    (tmp_path / "go5").touch()
    process, address = begun("sweep", "--vary", "step=1..3", "--values", "3", "-j", "1", "--no-pictures")
    page = window.open(address)
    waitFor(page, "() => document.querySelectorAll('#runs tbody tr').length === 3")
    process.wait(60)
    assert (tmp_path / "out" / "view.html").exists()
    assert window.complaints == []
