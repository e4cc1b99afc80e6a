"""wsloop as a whole: its csv against that of the reference, its plots, and what a tick costs late in a run."""

import csv
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import numpy
import pytest

import tokenspice as ts
from assets.agents.RouterAgent import RouterAgent
from assets.netlists.wsloop import netlist
from assets.test.runs import ran, rowsOf
from engine.Netlist import Netlist
from engine.Simulation import Simulation
from util.config import HOME
from util.constants import INF, S_PER_DAY
from util.errors import NetlistError
from util.plotcsv import csvToHeaderValues
from util.plotutil import csvToPngs

# Ten days of the reference of 2021, six digits a number.
EXPECTED_2021 = Path(__file__).with_name("expected_2021.csv")

PNGS_OF_BOTH = {
    "OCEAN_Price_LOG.png",
    "Valuation_LOG.png",
    "Monthly_OceanDAO_Income_LOG.png",
    "OCEAN_Token_Count_LINEAR.png",
    "OCEAN_Token_Count_LOG.png",
    "Monthly_OCEAN_Minted_Burned_LINEAR.png",
    "Monthly_OCEAN_Minted_Burned_LOG.png",
    "R_D_per_Sales_Ratio_and_Marketplaces_Growth_Rate_LINEAR.png",
    "R_D_per_Sales_Ratio_and_Marketplaces_Growth_Rate_LOG.png",
    "Monthly_R_D_Spend_LINEAR.png",
    "Monthly_R_D_Spend_LOG.png",
}


def cells(file):
    """The lines of a csv as lists of texts, the header first."""
    with open(file, newline="") as f:
        return list(csv.reader(f, skipinitialspace=True))


def threeYears():
    """The rows of three years of daily ticks."""
    return rowsOf(netlist, time_step=S_PER_DAY, max_ticks=3 * 365 + 1)


def assertRow(row, expected):
    """The row has these numbers, to six digits."""
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-5)


# ---- numbers of the reference


def test_scope():
    """All names that `tsp` asks a netlist for."""
    names = {"SimStrategy", "SimState", "KPIs", "netlist_createLogData", "netlist_plotInstructions"}
    assert names <= set(vars(netlist))


def test_ten_days_of_2021():
    """Every cell of data.csv is the reference's, as far as its six digits tell; infinite where that is."""
    rows = ran(netlist).rows
    expected_header, *expected_rows = cells(EXPECTED_2021)
    assert rows.header == expected_header
    assert len(rows) == len(expected_rows) == 11
    for row, expected in zip(rows.table(), expected_rows, strict=True):
        assert row == pytest.approx(list(map(float, expected)), rel=1e-5, abs=0.0)


def test_three_years_of_2021():
    """With daily ticks; but for the growth of day 30, where the reference has 2.66484e6, these are its numbers."""
    rows = threeYears()
    assert len(rows) == 1097
    assert rows[30]["ocean_rev_growth/mo"] == INF
    assertRow(
        rows[365],
        {
            "Num_mkts": 1.41317,
            "allmkts_rev/yr": 350698,
            "ocean_rev/yr": 701.396,
            "ps30_valuation": 21041.9,
            "speculation_valuation": 1.65773e8,
            "tot_OCEAN_supply": 6.96837e8,
            "tot_OCEAN_minted": 5.93693e6,
            "tot_OCEAN_burned": 153.246,
            "OCEAN_price": 0.237924,
        },
    )
    assertRow(
        rows[730],
        {
            "Num_mkts": 1.99963,
            "allmkts_rev/yr": 702176,
            "ocean_rev/yr": 1404.35,
            "tot_OCEAN_minted": 7.28432e7,
            "OCEAN_price": 0.239934,
        },
    )
    assertRow(
        rows[1095],
        {
            "Num_mkts": 2.82948,
            "allmkts_rev/yr": 1.40592e6,
            "ocean_rev/yr": 2811.83,
            "tot_OCEAN_minted": 1.47869e8,
            "tot_OCEAN_burned": 1030.15,
            "OCEAN_price": 0.241491,
            "RND/mo": 1.37255e6,
        },
    )


def test_growth_shows_no_spikes():
    """It is unknown, and then steady: revenue doubles in a year and rises by 5.9 % in a month, in every row."""
    rows = threeYears()
    monthly, annual = ([row[f"ocean_rev_growth/{unit}"] for row in rows] for unit in ("mo", "yr"))
    assert monthly[:60] == [INF] * 60
    assert annual[:730] == [INF] * 730
    assert monthly[60:] == pytest.approx([1.415 ** (60 / 365) - 1] * len(monthly[60:]), rel=1e-6)
    assert annual[730:] == pytest.approx([1.415**2 - 1] * len(annual[730:]), rel=1e-6)


def test_two_years_of_2023():
    """All digits of the reference; but for tot_staked, where it has 2247380.51, the swaps counted twice."""
    rows = rowsOf(netlist, revenue_model="2023")
    assert [row["Day"] for row in rows] == [10 * i for i in range(74)]
    expected = {
        "Num_mkts": 1.0082491880561664,
        "onemkt_cons_sales/mo": 6692.981139496835,
        "allmkts_cons_sales/mo": 6719.449619677389,
        "allmkts_tot_sales/day": 22251.29218319398,
        "tot_staked": 22251.29218319398,
        "network_rev/mo": 873.5284505580605,
        "fundamentals_valuation": 26205.853516741816,
        "overall_valuation": 150411465.9361134,
        "speculation_valuation": 150411465.9361134,
        "tot_OCEAN_burned": 200.92493624029987,
        "OCEAN_price": 0.21770373379392421,
        "RND/mo": 1635610.0474183715,
    }
    assert {name: rows[1][name] for name in expected} == pytest.approx(expected, rel=1e-13)
    assertRow(
        rows[73],
        {
            "Num_mkts": 1.99963,
            "network_rev/yr": 91282.9,
            "fundamentals_valuation": 2.73849e6,
            "overall_valuation": 1.83205e8,
            "tot_OCEAN_minted": 7.28432e7,
            "tot_OCEAN_burned": 28934.2,
            "OCEAN_price": 0.239887,
        },
    )


def test_columns_of_2023():
    """Where they differ from those of 2021."""
    _, names, values = netlist.netlist_createLogData(netlist.SimState(netlist.SimStrategy("2023")))
    assert ", ".join(names[:13]) == (
        "Num_mkts, onemkt_cons_sales/mo, onemkt_cons_sales/yr, allmkts_cons_sales/mo, allmkts_cons_sales/yr, "
        "allmkts_tot_sales/day, allmkts_tot_sales/mo, allmkts_tot_sales/yr, tot_staked, network_rev/mo, "
        "network_rev/yr, network_rev_growth/mo, network_rev_growth/yr"
    )
    assert names[13:16] == ["overall_valuation", "fundamentals_valuation", "speculation_valuation"]
    assert names[25] == "rnd_to_cons_sales_ratio"
    assert len(names) == len(values) == 31


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("2021", "; ocean revenue=$0/mo; valuation=$150.00M; OCEAN supply=690.90M, price=$0.217"),
        (
            "2023",
            "; staked=$0; network revenue=$0/mo; valuation=$150.00M; OCEAN supply=690.90M, price=$0.217",
        ),
    ],
)
def test_the_console_line(model, text):
    """Revenue, valuation, supply and price; what is staked, where the model knows it."""
    texts, _, _ = netlist.netlist_createLogData(netlist.SimState(netlist.SimStrategy(model)))
    assert "".join(texts) == text


# ---- plots


@pytest.mark.parametrize(
    ("model", "pngs", "x_label"),
    [
        ("2021", {"Annual_Revenue_LOG.png"}, "Day"),
        ("2023", {"Annual_Revenue_or_Sales_LOG.png", "Total_OCEAN_Staked_in_USD_LOG.png"}, "Year"),
    ],
)
def test_plots(model, pngs, x_label, tmp_path, capsys):
    """The reference's, by its names; which model the run had, the columns tell."""
    ts.simulate(netlist, 1, {"revenue_model": model}, out=tmp_path / "csv")
    csvToPngs(str(tmp_path / "csv" / "data.csv"), str(tmp_path / "png"), netlist.netlist_plotInstructions)
    assert {file.name for file in (tmp_path / "png").iterdir()} == PNGS_OF_BOTH | pngs
    header, values = csvToHeaderValues(str(tmp_path / "csv" / "data.csv"))
    label, x, _ = netlist.netlist_plotInstructions(header, values)
    assert (label, x) == (x_label, values[:, header.index(x_label)].astype(float).tolist())
    capsys.readouterr()


def test_plots_of_something_else():
    """Are refused, with the reason."""
    with pytest.raises(NetlistError, match="rnd_to_sales_ratio or rnd_to_cons_sales_ratio is missing"):
        netlist.netlist_plotInstructions(["Day"], numpy.array([["0"]]))


# ---- running it


def test_the_command_line_chooses_the_model(tmp_path):
    """`--set revenue_model=2023` brings its clock and its columns; what is set after it holds."""
    command = [sys.executable, HOME / "tsp", "run", HOME / "assets/netlists/wsloop/netlist.py", tmp_path / "out"]
    command += ["--quiet", "--set", "revenue_model=2023", "--set", "max_ticks=20", "--set", "percent_burn=0.5"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    header, *rows = cells(tmp_path / "out" / "data.csv")
    assert "tot_staked" in header
    assert [row[header.index("Day")] for row in rows] == ["0", "10", "20"]
    burned, dao = (float(rows[1][header.index(name)]) for name in ("OCEAN_burned_USD/mo", "dao_USD/mo"))
    assert burned == pytest.approx(dao)


def test_a_copy_elsewhere_runs(tmp_path):
    """A folder does. A netlist.py alone lacks its parts, and says which."""
    shutil.copy(HOME / "assets/netlists/wsloop/netlist.py", tmp_path / "netlist.py")
    with pytest.raises(NetlistError, match=r"no module named \w+ next to it"):
        Netlist(tmp_path)
    loaded = Netlist(shutil.copytree(HOME / "assets/netlists/wsloop", tmp_path / "my_wsloop"))
    state = loaded["SimState"]()
    state.takeStep()
    assert state.kpis.tick() == 1


def test_it_loads_no_chain_and_no_numbers_packages():
    """Of what does not come with Python, nothing but what simplegrant loads."""
    code = "import sys, importlib; importlib.import_module(sys.argv[1]); print(*sys.modules)"
    loaded = {}
    for name in ("simplegrant", "wsloop"):
        command = [sys.executable, "-c", code, f"assets.netlists.{name}.netlist"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=HOME, check=True)
        loaded[name] = {module.split(".")[0] for module in done.stdout.split()}
    assert not {"numpy", "web3", "eth_account", "matplotlib"} & loaded["wsloop"]
    assert loaded["wsloop"] - loaded["simplegrant"] - sys.stdlib_module_names == set()


def remembered(state):
    """How many numbers routers and KPIs keep."""
    routers = [agent for agent in state.allAgents() if isinstance(agent, RouterAgent)]
    parts = [vars(part).values() for part in (*routers, *vars(state.kpis).values()) if hasattr(part, "__dict__")]
    return sum(len(value) for values in parts for value in values if isinstance(value, (list, array)))


def test_looking_back_costs_the_same_late_in_a_run():
    """Six years of days need no more memory than three, and so no more time per tick."""
    simulation, most = Simulation(netlist, 1, {"time_step": S_PER_DAY, "max_ticks": 6 * 365}), [0, 0]
    for half in range(2):
        for _ in range(3 * 365):
            simulation.step()
            most[half] = max(most[half], remembered(simulation.state))
    assert 0 < most[1] <= 1.05 * most[0]
