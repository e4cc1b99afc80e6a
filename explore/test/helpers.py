"""What tests of campaigns share: planted netlists, and whoever watches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explore.Campaign import Campaign
from explore.Failure import Failure
from explore.Job import Outcome
from explore.Store import rowsOf

PLANTED = Path(__file__).parent / "planted"
COIN, FAULTY, LEAKY = (str(PLANTED / f"{name}.py") for name in ("coin", "faulty", "leaky"))

# 1,000 fair worlds cost a second; most tests need few.
IN_PROCESS: dict[str, Any] = {"jobs": 1}


class Watcher:
    """Keeps what it is told, and may interrupt.

    Args:
        stop_after: new runs after which it interrupts, as Ctrl-C does.
    """

    def __init__(self, stop_after: int | None = None):
        self.said: list[str] = []
        self.n_expected = self.n_new = self.n_known = 0
        self._stop_after = stop_after

    def expect(self, n: int) -> None:
        """See Progress."""
        self.n_expected += n

    def ran(self, outcome: Outcome | Failure, is_new: bool) -> None:
        """See Progress."""
        self.n_new += is_new
        self.n_known += not is_new
        if self.n_new == self._stop_after:
            raise KeyboardInterrupt

    def say(self, text: str) -> None:
        """See Progress."""
        self.said.append(text)


def linesOf(folder: Path) -> list[dict[str, Any]]:
    """The runs of a campaign, by their numbers."""
    return list(rowsOf(folder))


def filesOf(folder: Path) -> dict[str, bytes]:
    """What a finished campaign consists of, in a fixed order: runs sorted, campaign.json left out."""
    found = {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file() and f.suffix in (".json", ".md", ".csv")}
    del found["campaign.json"]
    found["runs"] = b"".join(sorted((folder / "runs.jsonl").read_bytes().splitlines(True)))
    return found


def timeIsUpAfter(monkeypatch: Any, n: int) -> None:
    """Lets the time of campaigns be up when they have so many runs, whatever the clock says."""
    monkeypatch.setattr(Campaign, "is_out_of_time", property(lambda campaign: campaign.n_runs >= n))
