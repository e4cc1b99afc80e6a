"""Events are what `tsp fit` reads: they make the columns that the market logs."""

import pytest

from assets.netlists.oceanv3 import netlist
from assets.netlists.oceanv3.campaign import netlist_events
from assets.netlists.oceanv3.events import KINDS, observe, writeEvents
from assets.netlists.oceanv3.SimStrategy import SimStrategy
from assets.test.runs import rowsOf
from explore.observed import readEvents
from util.constants import S_PER_DAY, S_PER_HOUR


@pytest.fixture(scope="module")
def events():
    """Of a market as it comes."""
    return observe(SimStrategy(), seed=5)


@pytest.fixture(scope="module")
def rows():
    """What the same market logs."""
    return rowsOf(netlist, seed=5, log_interval=S_PER_DAY)


def test_watching_changes_nothing(events):
    """A run goes the same way, watched or not: what went through the pools is what the log says; in order of time."""
    end = rowsOf(netlist, seed=5, log_interval=S_PER_HOUR)[-1]
    for column, kinds in (("staked", ["stake"]), ("unstaked", ["unstake"]), ("swapped", ["buyDT", "sellDT"])):
        volume = sum(event.OCEAN for event in events if event.kind in kinds)
        assert volume == pytest.approx(end[f"OCEAN_{column}"], rel=1e-12)
    assert [event.second for event in events] == sorted(event.second for event in events)
    assert {event.kind for event in events} == set(KINDS)


def test_events_make_the_columns_that_the_market_logs(events, rows, tmp_path):
    """At each moment at which it logs, up to the last event, whatever the order of the file's rows."""
    writeEvents(reversed(events), tmp_path / "events.csv")
    found = readEvents(tmp_path / "events.csv", netlist_events, S_PER_HOUR, S_PER_DAY)
    assert found.keys() == netlist_events.keys()
    for column, series in found.items():
        known = {row["Day"]: row[column] for row in rows if row["Day"] in series}
        assert len(known) >= 15
        assert series == pytest.approx(known, rel=1e-12, abs=1e-12)
