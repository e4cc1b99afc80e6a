"""The same seed gives the same bytes on every Python and every engine: hashes of what each netlist wrote, on record."""

import hashlib
import json
from pathlib import Path

import pytest

import tokenspice as ts
from engine.Netlist import Netlist, shippedNames
from web3engine.test.packages import requireNetlist

ON_RECORD = Path(__file__).with_name("same_bytes.json")
# Two weeks of hours, in which every agent has acted, except for some who act once in a month or a quarter.
MOST_TICKS = 340
LONGER = {"backtest": 5000, "opsci_peer_review": 1500, "opsci_quadratic_funding": 4600, "opsci_sourcecred": 1500}


def digest(name, engine, folder):
    """The hash of a netlist's data.csv, from seed 1."""
    ticks = min(Netlist(name)["SimStrategy"]().max_ticks, LONGER.get(name, MOST_TICKS))
    ts.simulate(name, 1, {"max_ticks": ticks}, out=folder, engine=engine)
    return hashlib.sha256((folder / "data.csv").read_bytes()).hexdigest()


def test_each_netlist_is_on_record():
    """A netlist that is added, or means to give other numbers, is entered in same_bytes.json."""
    assert sorted(json.loads(ON_RECORD.read_text())) == shippedNames()


@pytest.mark.parametrize("name", shippedNames())
def test_a_netlist_gives_the_bytes_on_record(name, tmp_path):
    """On the engine that is used by default."""
    requireNetlist(name)
    assert digest(name, "auto", tmp_path / "out") == json.loads(ON_RECORD.read_text())[name]
