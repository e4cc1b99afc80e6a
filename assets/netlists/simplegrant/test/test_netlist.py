"""simplegrant: its values, its wiring, and ten days of it to the last digit."""

import csv
from pathlib import Path

import numpy
import pytest

from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.GrantTakingAgent import GrantTakingAgent
from assets.netlists.simplegrant import netlist
from assets.test.runs import ran
from util.constants import S_PER_DAY, S_PER_HOUR

EXPECTED = Path(__file__).with_name("expected.csv")


def cells(file):
    """The lines of a csv as lists of texts, the header first."""
    with open(file, newline="") as f:
        return list(csv.reader(f, skipinitialspace=True))


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


def test_SimStrategy():
    """Ten days of hourly ticks; 1 OCEAN in four grants, three days apart."""
    ss = netlist.SimStrategy()
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 241.0, S_PER_DAY)
    assert (ss.granter_init_OCEAN, ss.granter_s_between_grants, ss.granter_n_actions) == (1.0, 3 * S_PER_DAY, 4)


def test_SimState():
    """granter1 holds it all and acts first; taker1 holds nothing. One OCEAN is one USD."""
    state = netlist.SimState()
    granter, taker = state.getAgent("granter1"), state.getAgent("taker1")
    assert state.allAgents() == [granter, taker]
    assert isinstance(granter, GrantGivingAgent)
    assert isinstance(taker, GrantTakingAgent)
    assert (granter.OCEAN(), granter.USD(), taker.OCEAN(), taker.USD()) == (1.0, 0.0, 0.0, 0.0)
    assert state.OCEANprice() == 1.0


def test_SimState_takes_a_strategy():
    """What one has changed in it holds."""
    ss = netlist.SimStrategy()
    ss.granter_init_OCEAN = 6.0
    ss.granter_n_actions = 3
    state = netlist.SimState(ss)
    state.takeStep()
    assert state.ss is ss
    assert state.getAgent("granter1").OCEAN() == 4.0
    assert state.getAgent("taker1").spentAtTick() == 2.0


def test_KPIs():
    """They count hours."""
    state = netlist.SimState()
    for _ in range(3):
        state.takeStep()
    assert isinstance(state.kpis, netlist.KPIs)
    assert state.kpis.tick() == 3
    assert state.kpis.elapsedTime() == 3 * S_PER_HOUR


def test_log_data():
    """What the granter holds, on the console and in two columns."""
    state = netlist.SimState()
    state.takeStep()
    texts, names, values = netlist.netlist_createLogData(state)
    assert "".join(texts) == "; granter OCEAN=0.75, USD=0.0"
    assert dict(zip(names, values, strict=True)) == {"granter_OCEAN": 0.75, "granter_USD": 0.0}


def test_plot_instructions():
    """Both columns over the day."""
    header, *rows = cells(EXPECTED)
    x_label, x, y_params = netlist.netlist_plotInstructions(header, numpy.array(rows))
    assert (x_label, x) == ("Day", [float(day) for day in range(11)])
    assert [(y.y_header_names, y.labels) for y in y_params] == [
        (["granter_OCEAN"], ["OCEAN"]),
        (["granter_USD"], ["USD"]),
    ]


def test_ten_days():
    """Each number of a run is the expected one."""
    simulation = ran(netlist)
    state = simulation.state
    expected_header, *expected_rows = cells(EXPECTED)
    assert simulation.rows.header == expected_header
    for row, expected in zip(simulation.rows.table(), expected_rows, strict=True):
        assert row == pytest.approx(list(map(float, expected)), rel=1e-6, abs=0.0)
    assert isinstance(state.kpis, netlist.KPIs)
    assert (state.tick, state.kpis.tick()) == (241, 242)
