"""Checks of `tsp view`: how large its pages are, and how soon a browser shows the largest."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accept.Check import Check, Outcome
from engine.Run import load, viewOf
from engine.RunDir import RunDir, dataFiles
from engine.RunView import pageOf
from engine.Simulation import Simulation
from explore.CampaignView import CampaignView
from explore.mc import mc
from tools.test.browser import launched
from util.config import HOME
from util.mathutil import addUp

_MB = 1e6
_RUNS, _ROWS = 500, 366
_TURNS, _FLOWING = 6, ("simplegrant", "simplepool", "oceanv3", "wsloop", "vault")
# Walks at random, so that nothing repeats and nothing can be packed well; its columns are more than a page can hold.
_WALKS = """
import random
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

class SimStrategy(SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(86400)
        self.setMaxTicks(365)

class SimState(SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        self.walks = [0.0] * 12

    def takeStep(self):
        self.walks = [walk + random.gauss(0.0, 1.0) for walk in self.walks]

def netlist_createLogData(state):
    return [], [f"walk{i}" for i in range(12)], list(state.walks)

def netlist_plotInstructions(header, values):
    return "Day", [float(day) for day in values[:, header.index("Day")]], []

netlist_specs = {"ends high": "final(walk0) >= -20"}
"""


def _largestRun(jobs: int) -> Iterator[Outcome]:
    """The shipped run with the most cells."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        files = dataFiles(out, "0")
        netlist = "growth_public_funding_ps"
        with Simulation(netlist, 1, record=files[0], rp_record=files[1]) as simulation, RunDir(out, simulation):
            simulation.run()
        for file in files:
            file.close()
        view = viewOf(load(out))
        page = pageOf([view])
        size = len(page.encode()) / _MB
        yield Outcome(
            "rows × columns", "10,951 × 136", f"{len(view.values):,} × {len(view.header)}", len(view.values) == 10951
        )
        yield Outcome("size of its page", "≤ 1.5 MB", f"{size:.2f} MB", size <= 1.5)
        yield _painted(Path(folder) / "run.html", page, "#plots [data-drawn]")


def _campaign(jobs: int) -> Iterator[Outcome]:
    """Many runs over each other, none like another."""
    with tempfile.TemporaryDirectory() as folder:
        netlist = Path(folder) / "walks.py"
        netlist.write_text(_WALKS, encoding="utf-8")
        out = Path(folder) / "out"
        mc(netlist=str(netlist), out=out, runs=_RUNS, keep="rows", jobs=jobs, pictures=False)
        page = CampaignView(out).page()
        size = len(page.encode()) / _MB
        n_rows = (out / "rows" / "0.csv").read_text().count("\n") - 1
        yield Outcome(
            "runs × rows", f"{_RUNS} × {_ROWS}", f"{len(list((out / 'rows').iterdir()))} × {n_rows}", n_rows == _ROWS
        )
        yield Outcome("size of its page", "≤ 15 MB", f"{size:.2f} MB", size <= 15)
        yield _painted(Path(folder) / "campaign.html", page, "#series [data-drawn]")


def _painted(file: Path, page: str, drawn: str) -> Outcome:
    """How long the browser works until the first chart is on the screen.

    It is the CPU time of all its processes, which other work on the machine does not lengthen.
    """
    file.write_text(page, encoding="utf-8")
    with launched() as browser:
        session = browser.new_browser_cdp_session()
        window = browser.new_page(viewport={"width": 1200, "height": 900})
        before = _cpu(session)
        window.goto(file.as_uri(), wait_until="commit")
        window.wait_for_selector(drawn)
        window.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        seconds = _cpu(session) - before
    return Outcome("first chart is painted after", "≤ 2 s of CPU time", f"{seconds:.2f} s", seconds <= 2.0)


def _cpu(session: Any) -> float:
    """CPU seconds of all processes of a browser so far."""
    return float(
        addUp([process["cpuTime"] for process in session.send("SystemInfo.getProcessInfo")["processInfo"]], 0.0)
    )


def _flows(jobs: int) -> Iterator[Outcome]:
    """Whole commands with and without --flows, in turn; of each the quickest."""
    best: dict[tuple[str, bool], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(_TURNS):
            for netlist in _FLOWING:
                for counted in (False, True):
                    seconds = _cpuOfRun(netlist, Path(folder) / f"{netlist}_{turn}_{counted}", counted)
                    best[netlist, counted] = min(best.get((netlist, counted), seconds), seconds)
    plain, counting = (addUp([best[netlist, on] for netlist in _FLOWING], 0.0) for on in (False, True))
    more = counting / plain - 1.0
    yield Outcome(f"CPU time of {', '.join(_FLOWING)}", "≤ 3 % more", f"{100 * more:+.1f} %", more <= 0.03)


def _cpuOfRun(netlist: str, out: Path, counted: bool) -> float:
    """CPU seconds of a `tsp run`."""
    arguments = [sys.executable, str(HOME / "tsp"), "run", netlist, str(out), "--seed", "1", "--quiet"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*arguments, *(["--flows"] if counted else [])], env=env, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


CHECKS = {
    "view-run": Check("The page of the largest shipped run", _largestRun),
    "view-flows": Check("What it costs to count who pays whom", _flows),
    "view-campaign": Check("The page of 500 runs over each other", _campaign),
}
