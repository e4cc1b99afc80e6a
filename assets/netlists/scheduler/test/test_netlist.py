"""scheduler: its values, its wiring, and how 5 OCEAN must vest: none in year 1, all in the five years after it."""

from functools import cache

import numpy
import pytest

from assets.agents.VestingBeneficiaryAgent import VestingBeneficiaryAgent
from assets.agents.VestingFunderAgent import VestingFunderAgent
from assets.agents.VestingWalletAgent import VestingWalletAgent
from assets.netlists.scheduler import netlist
from assets.test.runs import dicts
from engine.AgentDict import AgentDict
from engine.overrides import Strategy
from engine.Simulation import Simulation
from util.constants import S_PER_DAY, S_PER_MONTH, S_PER_YEAR
from util.errors import ChainNeeded, ParameterError
from util.plotutil import LINEAR, MULT1, OCEAN
from web3engine.chain import GENESIS_TIME
from web3engine.test.conformance import CHAINS, openFresh

COLUMNS = ["timestamp", "OCEAN_vested", "OCEAN_released", "beneficiary_OCEAN"]


def vestedAt(month):
    """OCEAN that have vested after that many months of 30 days: 5 in 1825 days, after the first 365."""
    return min(max(5.0 * (30 * month - 365) / 1825, 0.0), 5.0)


def runOn(kind, **overrides):
    """The rows of a run on a new chain of that kind, as {column: value}."""
    chain = openFresh(kind)
    with Simulation(netlist, 1, overrides, chain) as simulation:
        simulation.run()
    chain.close()
    return dicts(simulation.rows)


@cache
def onPyevm():
    """The rows of ten years on py-evm."""
    return runOn("pyevm")


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


def test_SimStrategy():
    """Ten years of monthly ticks, logged quarterly; 5 OCEAN over five years, a year from now. It needs no chain."""
    ss = netlist.SimStrategy()
    assert (ss.time_step, ss.log_interval) == (S_PER_MONTH, 3 * S_PER_MONTH)
    assert ss.max_ticks == pytest.approx(122.67, abs=0.01)
    assert (ss.OCEAN_funded, ss.s_before_vesting, ss.duration_seconds) == (5.0, S_PER_YEAR, 5 * S_PER_YEAR)
    assert ss.start_timestamp is None


def test_SimState(chain):
    """Two agents, in an AgentDict; the first step adds the third."""
    state = netlist.SimState()
    assert [type(agent) for agent in state.allAgents()] == [VestingFunderAgent, VestingBeneficiaryAgent]
    assert (list(state.agents), type(state.agents)) == (["funder1", "beneficiary1"], AgentDict)
    assert [agent.OCEAN() for agent in state.allAgents()] == [5.0, 0.0]
    state.takeStep()
    assert list(state.agents) == ["funder1", "beneficiary1", "vw1"]
    assert isinstance(state.getAgent("vw1"), VestingWalletAgent)
    assert state.getAgent("funder1").OCEAN() == 0.0


def test_SimState_needs_a_chain():
    """The error says what for."""
    with pytest.raises(ChainNeeded, match="a vesting schedule"):
        netlist.SimState()


def test_every_value_of_the_strategy_has_an_effect(chain):
    """They shape the contract."""
    ss = netlist.SimStrategy()
    ss.OCEAN_funded, ss.s_before_vesting, ss.duration_seconds = 7.0, 100, 1000
    now = chain.now()
    state = netlist.SimState(ss)
    state.takeStep()
    wallet = state.getAgent("vw1").vesting_wallet
    assert (wallet.start(), wallet.duration()) == (now + 100, 1000)
    assert netlist.netlist_createLogData(state)[2] == [now, 0.0, 0.0, 0.0]
    chain.advance(600)
    state.takeStep()
    assert netlist.netlist_createLogData(state)[2] == [now + 600, 3.5, 3.5, 3.5]


def test_start_timestamp_goes_before_s_before_vesting(chain):
    """As in the reference, by the chain's clock. A strategy keeps what it was given."""
    ss = netlist.SimStrategy()
    for given, start in ((None, chain.now() + S_PER_YEAR), (0, 0), (1_700_000_000, 1_700_000_000)):
        ss.start_timestamp = given
        state = netlist.SimState(ss)
        state.takeStep()
        assert state.getAgent("vw1").vesting_wallet.start() == start
        assert ss.start_timestamp == given


@pytest.mark.parametrize("wrong", ["2022-01-01", 1.5, -1, 2**64])
def test_start_timestamp_is_a_whole_number(wrong):
    """Typed or as text, it is refused before there is a strategy with it."""
    match = f"start_timestamp cannot be {wrong!r}: it is a whole number of seconds since 1970, 0 or more, or None"
    with pytest.raises(ParameterError, match=match):
        netlist.SimStrategy().start_timestamp = wrong
    with pytest.raises(ParameterError, match="start_timestamp cannot be"):
        Strategy(netlist.SimStrategy, {"start_timestamp": str(wrong)})


@pytest.mark.parametrize("text", ["None", "0", "1700000000"])
def test_start_timestamp_can_be_set_from_the_command_line(text):
    """None as well."""
    ss = Strategy(netlist.SimStrategy, {"start_timestamp": text}).ss
    assert str(ss.start_timestamp) == text


def test_vesting_cannot_have_begun_before_1970(chain):
    """The funder says so before anything runs."""
    ss = netlist.SimStrategy()
    ss.s_before_vesting = -100 * S_PER_YEAR
    with pytest.raises(ParameterError, match="funder1 cannot vest with start_timestamp -"):
        netlist.SimState(ss)


def test_KPIs(chain):
    """They count months."""
    state = netlist.SimState()
    for _ in range(3):
        state.takeStep()
    assert isinstance(state.kpis, netlist.KPIs)
    assert (state.kpis.tick(), state.kpis.elapsedTime()) == (3, 3 * S_PER_MONTH)


def test_log_data(chain):
    """The chain's time, and three amounts; 0 as long as there is no vesting wallet."""
    texts, names, values = netlist.netlist_createLogData(netlist.SimState())
    assert "".join(texts) == "; OCEAN vested=0.0000, released=0.0000, beneficiary's=0.0000"
    assert (names, values) == (COLUMNS, [chain.now(), 0.0, 0.0, 0.0])


def test_plot_instructions():
    """One plot of OCEAN over years, with three lines."""
    values = numpy.array([["0", "1609459200", "0", "0", "0"], ["0.5", "1625227200", "1", "2", "3"]])
    x_label, x, (y,) = netlist.netlist_plotInstructions(["Year", *COLUMNS], values)
    assert (x_label, x) == ("Year", [0.0, 0.5])
    assert y.y_header_names == COLUMNS[1:]
    assert y.labels == ["OCEAN vested", "OCEAN released", "OCEAN to beneficiary"]
    assert (y.y_pretty_name, y.y_scale, y.mult, y.unit) == ("Vesting over time", LINEAR, MULT1, OCEAN)


@pytest.fixture(scope="module", params=CHAINS)
def ten_years(request):
    """The rows of a run on each kind of chain."""
    return runOn(request.param)


def test_ten_years(ten_years):
    """A row a quarter, ticks 0 … 123; nothing vests for a year, then 5 OCEAN do, in five years."""
    assert [row["Tick"] for row in ten_years] == list(range(0, 124, 3))
    assert [row["timestamp"] for row in ten_years] == [GENESIS_TIME + row["Second"] for row in ten_years]
    for row in ten_years:
        assert row["OCEAN_vested"] == pytest.approx(vestedAt(row["Month"]), rel=1e-15)
    by_tick = {row["Tick"]: row["OCEAN_vested"] for row in ten_years}
    assert (by_tick[12], by_tick[75], by_tick[123]) == (0.0, 5.0, 5.0)
    assert by_tick[15] == pytest.approx(0.2329, abs=1e-4)


def test_what_is_released_lags_one_tick(ten_years):
    """A row comes before the agents act: what it shows was released a month before."""
    for row in ten_years:
        assert row["OCEAN_released"] == pytest.approx(vestedAt(row["Month"] - 1), rel=1e-15)
        assert row["beneficiary_OCEAN"] == row["OCEAN_released"]


def test_the_kind_of_chain_makes_no_difference(ten_years):
    """Every kind of chain produces the same rows, to the last bit."""
    assert ten_years == onPyevm()


def test_vesting_may_have_begun_before_the_run():
    """A year ago: the first release, in tick 0, brings a fifth."""
    values = {"s_before_vesting": -S_PER_YEAR, "log_interval": S_PER_DAY, "time_step": S_PER_DAY, "max_ticks": 1}
    rows = runOn("pyevm", **values)
    assert [row["OCEAN_released"] for row in rows] == [0.0, 1.0]
    assert rows[1]["OCEAN_vested"] == pytest.approx(5.0 * 366 / 1825, rel=1e-15)


def test_all_at_once_with_duration_0():
    """Nothing at 360 days, all at 390."""
    rows = runOn("pyevm", duration_seconds=0, log_interval=S_PER_MONTH)
    assert [row["OCEAN_vested"] for row in rows[12:15]] == [0.0, 5.0, 5.0]
    assert [row["beneficiary_OCEAN"] for row in rows[12:15]] == [0.0, 0.0, 5.0]
