"""The strategy of wsloop: its values, its formulas, and its two revenue models."""

import pytest

from assets.netlists.wsloop.SimState import SimState
from assets.netlists.wsloop.SimStrategy import SimStrategy
from engine.overrides import Strategy
from engine.Simulation import Simulation
from util.constants import INF, S_PER_DAY, S_PER_HOUR, S_PER_YEAR
from util.errors import ParameterError


@pytest.fixture
def ss():
    """The strategy of 2021."""
    return SimStrategy()


def test_time(ss):
    """Ten days of hourly ticks and a row a day; in the model of 2023 two years of days and a row every ten."""
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 241.0, S_PER_DAY)
    ss = SimStrategy(revenue_model="2023")
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_DAY, 731.0, 10 * S_PER_DAY)


def test_supply(ss):
    """49 % of 1.41 billion OCEAN is there at the start."""
    assert ss.TOTAL_OCEAN_SUPPLY == 1.41e9
    assert pytest.approx(690.9e6) == ss.INIT_OCEAN_SUPPLY
    assert pytest.approx(719.1e6) == ss.UNMINTED_OCEAN_SUPPLY
    assert ss.INIT_OCEAN_SUPPLY + ss.UNMINTED_OCEAN_SUPPLY == ss.TOTAL_OCEAN_SUPPLY


def test_treasuries(ss):
    """The foundation's OCEAN go in two halves to the DAO and to management."""
    assert (ss.OPF_TREASURY_USD, ss.BDB_TREASURY_USD, ss.BDB_TREASURY_OCEAN) == (2e6, 2e6, 20e6)
    assert ss.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO + ss.OPF_TREASURY_OCEAN_FOR_OPF_MGMT == ss.OPF_TREASURY_OCEAN == 200e6


def test_growth_of_marketplaces(ss):
    """From -25 % without R&D up to 50 %, halfway at a ratio of tau, three quarters of the way at two."""
    ss.growth_rate_if_0_sales, ss.max_growth_rate, ss.tau = -0.25, 0.5, 0.075
    ratios = [0.0, 0.075, 0.150, 1e6, INF]
    expected = [-0.25, 0.125, 0.3125, 0.5, 0.5]
    assert [ss.annualMktsGrowthRate(ratio) for ratio in ratios] == pytest.approx(expected)


def test_default_growth(ss):
    """-11.8 % to 41.5 % in number as well as in sales, so total sales change by -22 % to 100 % a year."""
    lowest, highest = ss.annualMktsGrowthRate(0.0), ss.annualMktsGrowthRate(INF)
    assert (lowest, highest) == pytest.approx((-0.118, 0.415))
    assert ((1 + lowest) ** 2 - 1, (1 + highest) ** 2 - 1) == pytest.approx((-0.222, 1.002), abs=1e-3)


def test_burning_and_the_DAO_share_the_revenue(ss):
    """5 % is burned; what is not goes to the DAO."""
    assert (ss.percentToBurn(), ss.percentToOceanDao()) == (0.05, 0.95)
    ss.percent_burn = 0.19
    assert (ss.percentToBurn(), ss.percentToOceanDao()) == (0.19, 0.81)


def test_revenue_of_2021(ss):
    """A toll of 0.2 % on what marketplaces sell."""
    assert ss.networkRevenue(1000.0) == 2.0
    ss.marketplace_percent_toll_to_ocean = 0.01
    assert ss.networkRevenue(1000.0) == 10.0


def test_revenue_of_2023():
    """3 % of data sold and 0.1 % of swaps, which are a hundred times as much."""
    ss = SimStrategy(revenue_model="2023")
    assert (ss.swapSales(10.0), ss.totalSales(10.0)) == (1000.0, 1010.0)
    assert ss.networkRevenue(1000.0) == pytest.approx(130.0)
    ss.percent_consume_sales_for_network, ss.percent_swap_sales_for_network = 0.05, 0.002
    ss.swap_to_consume_sales_ratio = 10.0
    assert ss.networkRevenue(1000.0) == pytest.approx(0.05 * 1000 + 0.002 * 10 * 1000)


def test_as_much_is_staked_as_is_traded_in_a_day(ss):
    """The argument is the data sold in a day; swaps are counted once."""
    assert ss.totalStaked(10.0) == ss.totalSales(10.0) == 1010.0


def test_valuation(ss):
    """30 times the annual revenue; 2021 adds speculation, 2023 takes the larger one."""
    assert ss.fundamentalsValuation(1e3) == 30e3
    assert ss.init_speculation_valuation == 150e6
    assert ss.overallValuation(2.0, 3.0) == 5.0
    assert SimStrategy("2023").overallValuation(2.0, 3.0) == 3.0
    assert SimStrategy("2023").overallValuation(4.0, 3.0) == 4.0


def test_the_revenue_model_can_be_set_later(ss):
    """The clock follows at once, except for what was set."""
    ss.revenue_model = "2023"
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_DAY, 731.0, 10 * S_PER_DAY)
    ss.setTimeStep(S_PER_HOUR)
    ss.revenue_model = "2021"
    ss.revenue_model = "2023"
    assert (ss.time_step, ss.log_interval) == (S_PER_HOUR, 10 * S_PER_DAY)
    # Two years, as before, in hours.
    assert ss.max_ticks == 2 * 365 * 24 + 1


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_set_beside_the_revenue_model_holds(order):
    """Whatever comes first on the command line."""
    overrides = dict([("time_step", "43200"), ("percent_burn", "0.5"), ("revenue_model", "2023")][::order])
    ss = Strategy(SimStrategy, overrides).ss
    assert (ss.time_step, ss.max_ticks, ss.log_interval, ss.percent_burn) == (43200, 1461.0, 10 * S_PER_DAY, 0.5)


def test_supplies_follow_the_total():
    """And what is set of them stays. The numbers that are logged follow, too."""
    ss = Strategy(SimStrategy, {"TOTAL_OCEAN_SUPPLY": "3e9"}).ss
    assert (ss.INIT_OCEAN_SUPPLY, ss.UNMINTED_OCEAN_SUPPLY) == (0.49 * 3e9, 3e9 - 0.49 * 3e9)
    ss.INIT_OCEAN_SUPPLY = 1e9
    assert ss.UNMINTED_OCEAN_SUPPLY == 2e9
    ss.UNMINTED_OCEAN_SUPPLY = 0.0
    ss.TOTAL_OCEAN_SUPPLY = 2e9
    assert (ss.INIT_OCEAN_SUPPLY, ss.UNMINTED_OCEAN_SUPPLY) == (1e9, 0.0)
    rows = {}
    for total in (1.41e9, 3e9):
        with Simulation("wsloop", 1, {"TOTAL_OCEAN_SUPPLY": total, "max_ticks": 24}) as simulation:
            simulation.run()
            rows[total] = [simulation.rows.column(name)[-1] for name in ("tot_OCEAN_supply", "OCEAN_price")]
    assert rows[3e9][0] / rows[1.41e9][0] == pytest.approx(3 / 1.41, rel=1e-3)
    assert rows[3e9][1] / rows[1.41e9][1] == pytest.approx(1.41 / 3, rel=1e-3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"INIT_OCEAN_SUPPLY": 2e9}, "UNMINTED_OCEAN_SUPPLY cannot be -5"),
        (
            {"INIT_OCEAN_SUPPLY": 2e9, "UNMINTED_OCEAN_SUPPLY": 0},
            "UNMINTED_OCEAN_SUPPLY is more than TOTAL_OCEAN_SUPPLY",
        ),
        ({"UNMINTED_OCEAN_SUPPLY": 1e9}, "INIT_OCEAN_SUPPLY . UNMINTED_OCEAN_SUPPLY is more than TOTAL_OCEAN_SUPPLY"),
        ({"OPF_TREASURY_OCEAN": 50e6}, "OPF_TREASURY_OCEAN_FOR_OPF_MGMT cannot be -5"),
        ({"percent_increase_speculation_valuation_per_s": -1 / 3600}, "all hope would be lost within a tick"),
    ],
)
def test_values_that_contradict_each_other(values, message):
    """It is refused when a state is made."""
    with pytest.raises(ParameterError, match=message):
        SimState(Strategy(SimStrategy, values).ss)


def test_there_are_two_revenue_models(ss):
    """Another one is refused, and changes nothing."""
    with pytest.raises(ParameterError, match="revenue_model cannot be '2022': it is one of 2021, 2023"):
        ss.revenue_model = "2022"
    assert ss.revenue_model == "2021"


def test_names_with_an_underscore(ss):
    """Are the same values, so that scripts for the reference work; others are missed as ever."""
    ss._percent_burn = 0.5
    assert ss.percent_burn == ss._percent_burn == ss.percentToBurn() == 0.5
    assert "_percent_burn" not in vars(ss)
    assert ss._percent_increase_speculation_valuation_per_s == 0.10 / S_PER_YEAR
    with pytest.raises(AttributeError, match="_percent_bourne"):
        ss._percent_bourne  # noqa: B018


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("percent_burn", [-0.1, 1.5, float("nan")]),
        ("marketplace_percent_toll_to_ocean", [2.0]),
        ("tau", [0.0, -1.0, INF]),
        ("init_speculation_valuation", [0.0]),
        ("INIT_OCEAN_SUPPLY", [0.0]),
        ("max_growth_rate", [-1.0]),
        ("init_n_marketplaces", [-1]),
        ("p_s_ratio", [-30.0]),
    ],
)
def test_values_that_make_no_sense(ss, name, values):
    """Are refused at once, with the name of the value."""
    for value in values:
        with pytest.raises(ParameterError, match=f"{name} cannot be {value}"):
            setattr(ss, name, value)
