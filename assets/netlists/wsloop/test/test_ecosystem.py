"""wsloop with data_ecosystem=agents: sales that agents make on chain go round in the loop."""

import csv
import importlib.util
import subprocess
import sys

import pytest

import tokenspice as ts
from assets.netlists.wsloop import netlist
from assets.netlists.wsloop.SimState import SimState
from assets.netlists.wsloop.SimStrategy import SimStrategy
from assets.test.runs import ran, rowsOf
from engine.Simulation import Simulation
from util.config import HOME
from util.constants import S_PER_HOUR
from util.errors import ParameterError
from util.plotcsv import csvToHeaderValues
from util.plotutil import csvToPngs

ECO_COLUMNS = [
    "eco_mkts_wanted",
    "eco_n_agents",
    "eco_n_cut_off",
    "eco_n_pools",
    "eco_OCEAN_in_pools",
    "eco_OCEAN_born",
    "eco_OCEAN_consumed",
    "eco_OCEAN_swapped",
    "eco_swap_to_consume_ratio",
    "n_reverts",
]


def agents(model="2021", days=10, **overrides):
    """Overrides that choose the variant; rows are a day apart."""
    ticks = SimStrategy(model).ticksIn(days, "days")
    return {"revenue_model": model, "data_ecosystem": "agents", "max_ticks": ticks, **overrides}


def run(overrides, folder, engine="auto", seed=1):
    """The bytes of data.csv of a run on its own chain."""
    ts.simulate(netlist, seed, overrides, out=folder, engine=engine)
    return (folder / "data.csv").read_bytes()


def rows(folder):
    """[{column: number}] of the run in that folder."""
    with open(folder / "data.csv", newline="") as f:
        return [{name: float(x) for name, x in row.items()} for row in csv.DictReader(f, skipinitialspace=True)]


# ---- the loop


@pytest.mark.parametrize("model", ["2021", "2023"])
def test_the_network_gets_its_part_of_what_was_traded(chain, model):
    """The router receives its percentage of all sales, each at the price of its tick; KPIs say the same."""
    overrides = agents(model, time_step=S_PER_HOUR, max_ticks=200, eco_s_between_create=2 * S_PER_HOUR)
    simulation = Simulation(netlist, 1, overrides, chain)
    state = simulation.state
    ecosystem, router = state.getAgent("marketplaces1"), state.getAgent("opc_address")
    due = sold = 0.0
    while state.tick < 200:
        before, price = (ecosystem.OCEANswapped(), ecosystem.OCEANconsumed()), state.OCEANprice()
        simulation.step()
        swapped, consumed = ecosystem.OCEANswapped() - before[0], ecosystem.OCEANconsumed() - before[1]
        due += {"2021": 0.002 * swapped, "2023": 0.13 * consumed}[model] * price
        sold += {"2021": swapped, "2023": consumed}[model] * price
    assert due > 0.0
    assert router._wallet.totalUSDin() == pytest.approx(due, rel=1e-9)
    assert state.kpis.oceanMonthlyRevenueNow() == pytest.approx(due, rel=1e-9)
    assert state.kpis.allmktsMonthlyRevenueNow() == pytest.approx(sold, rel=1e-9)


def test_who_acts_when(chain):
    """The loop's twelve as ever, then those of the ecosystem."""
    model, state = list(SimState().agents), ran(netlist, 1, **agents()).state
    newcomers = ["publisher0", "stakerspeculator0", "speculator0", "dataconsumer0"]
    assert list(state.agents) == [*model, *newcomers]


def test_it_sells_about_as_much_as_the_model():
    """By default of eco_init_OCEAN it sells for 20,000 USD in the first month, give or take a factor of two."""
    first_month_of_sales = rowsOf(netlist, **agents(days=40))[38]["allmkts_rev/mo"]
    assert 10e3 < first_month_of_sales < 40e3


def test_OCEAN_of_agents_is_not_that_of_the_loop(chain):
    """Its supply is as in the model: initial + minted - burned."""
    state = ran(netlist, **agents()).state
    assert state.getAgent("marketplaces1").OCEANborn() > 4 * 100e3
    assert state.totalOCEANminted() == 0.0
    assert state.OCEANsupply() == 690.9e6 - state.totalOCEANburned()


# ---- runs


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """And another one others."""
    first, again, other = (run(agents(), tmp_path / name, seed=len(name)) for name in ("a", "b", "cc"))
    assert first == again
    assert first != other
    assert first.count(b"\n") == 12


@pytest.mark.skipif(importlib.util.find_spec("tokenspice_evm") is None, reason="there is one engine only: make fastevm")
def test_both_engines_give_the_same_bytes(tmp_path):
    """Ten days, with trades of all kinds in the last of them."""
    data = [run(agents(), tmp_path / engine, engine) for engine in ("revm", "pyevm")]
    assert data[0] == data[1]
    last = rows(tmp_path / "revm")[-1]
    assert last["eco_OCEAN_swapped"] > last["eco_OCEAN_consumed"] > 0.0


@pytest.mark.parametrize("model", ["2021", "2023"])
def test_columns(chain, model):
    """Those of the model, and then ten of the ecosystem."""
    of_model, of_agents = (ran(netlist, 1, **of).rows.header for of in ({"revenue_model": model}, agents(model)))
    assert of_agents == [*of_model, *ECO_COLUMNS]


def test_plots(tmp_path, capsys):
    """Three more than of the model."""
    run(agents(days=8), tmp_path / "csv")
    csvToPngs(str(tmp_path / "csv" / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
    names = {file.name for file in (tmp_path / "png").iterdir()}
    assert len(names) == 15
    extra = ("Agents", "OCEAN", "Volume_since_the_Start")
    assert {f"Data_Ecosystem_{what}_LINEAR.png" for what in extra} <= names
    header, _ = csvToHeaderValues(str(tmp_path / "csv" / "data.csv"))
    assert header[-len(ECO_COLUMNS) :] == ECO_COLUMNS
    capsys.readouterr()


def test_the_command_line_chooses_it(tmp_path):
    """By --set, with its parameters."""
    command = [sys.executable, HOME / "tsp", "run", HOME / "assets/netlists/wsloop/netlist.py", tmp_path / "out"]
    command += ["--quiet", "--seed", "1", "--set", "data_ecosystem=agents", "--set", "init_n_marketplaces=4"]
    command += ["--set", "eco_max_agents=3", "--set", "eco_init_OCEAN=500", "--set", "max_ticks=24"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    last = rows(tmp_path / "out")[-1]
    assert (last["Num_mkts"], last["eco_n_agents"], last["eco_n_cut_off"]) == (3.0, 12.0, 4.0)
    assert last["eco_OCEAN_born"] == 12 * 500.0


def test_the_model_knows_nothing_of_it():
    """Without the parameter, no agent of the ecosystem is even imported, and no chain is opened."""
    code = (
        "import sys; from assets.netlists.wsloop import netlist; from web3engine.chain import openedChain;"
        "state = netlist.SimState(); state.takeStep(); netlist.netlist_createLogData(state);"
        "print(openedChain(), *[name for name in sys.modules if 'Dataecosystem' in name or 'PublisherAgent' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOME, check=True)
    assert done.stdout == "None\n"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "data_ecosystem",
            "agent",
            "data_ecosystem cannot be 'agent': it is one of model, agents. Try: data_ecosystem=agents",
        ),
        ("eco_max_agents", 0, "eco_max_agents cannot be 0"),
        ("eco_init_OCEAN", -1.0, "eco_init_OCEAN cannot be -1.0"),
        ("eco_s_between_buys", 0, "eco_s_between_buys cannot be 0"),
        ("eco_profit_margin_on_consume", -0.1, "eco_profit_margin_on_consume cannot be -0.1"),
    ],
)
def test_values_that_make_no_sense(name, value, message):
    """Are refused at once."""
    with pytest.raises(ParameterError, match=message):
        setattr(SimStrategy(), name, value)
