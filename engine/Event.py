"""`Event`: something that happened at a tick of a run, such as a new pool; and events.csv, the file that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from util.writing import replaceFile

EVENTS_CSV = "events.csv"
_HEADER = ["Tick", "What", "Who", "N"]
# So many names are kept of those to whom the same happened at one tick.
_MAX_NAMES = 3


@dataclass
class Event:
    """What happened.

    Attributes:
        tick: when.
        what: the kind of event, in few words.
        who: to whom: the first names, with commas between them.
        n: how often at this tick.
    """

    tick: int
    what: str
    who: str
    n: int = 1


def note(events: list[Event], tick: int, what: str, who: str) -> None:
    """Adds an event; one of the same kind at the same tick counts it."""
    for known in reversed(events):
        if known.tick != tick:
            break
        if known.what == what:
            known.n += 1
            names = known.who.split(", ")
            if who and who not in names and len(names) <= _MAX_NAMES:
                known.who += f", {who if len(names) < _MAX_NAMES else '…'}"
            return
    events.append(Event(tick, what, who))


def writeEvents(file: Path, events: Sequence[Event]) -> None:
    """Writes events.csv; nothing, if nothing happened."""
    if not events:
        return
    # Here, so that runs in which nothing happens do not pay for it.
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows([event.tick, event.what, event.who, event.n] for event in events)
    replaceFile(file, text.getvalue())


def readEvents(file: Path) -> list[Event]:
    """The events of a run; none, if there is no such file."""
    if not file.is_file():
        return []
    import csv

    with open(file, newline="", encoding="utf-8") as f:
        return [Event(int(row["Tick"]), row["What"], row["Who"], int(row["N"])) for row in csv.DictReader(f)]
