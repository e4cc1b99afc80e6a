"""The values of oceanv3, its scenarios, and what it refuses."""

import pytest

from assets.netlists.oceanv3.scenarios import SCENARIOS
from assets.netlists.oceanv3.SimState import SimState
from assets.netlists.oceanv3.SimStrategy import SimStrategy
from engine.overrides import Strategy
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError


def test_values_of_the_reference():
    """Nineteen days of hourly ticks, a row every ten hours, 5000 OCEAN for each."""
    ss = SimStrategy()
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 457.0, 10 * S_PER_HOUR)
    for who in ("publisher", "consumer", "staker", "speculator", "mal"):
        assert getattr(ss, f"{who}_init_OCEAN") == 5000.0
    for who in ("publisher", "mal"):
        assert (getattr(ss, f"{who}_DT_init"), getattr(ss, f"{who}_DT_stake")) == (100.0, 50.0)
        assert (getattr(ss, f"{who}_pool_weight_DT"), getattr(ss, f"{who}_pool_weight_OCEAN")) == (3.0, 7.0)
    assert [ss.publisher_s_between_create, ss.publisher_s_between_unstake, ss.publisher_s_between_sellDT] == [
        days * S_PER_DAY for days in (7, 3, 15)
    ]
    assert (ss.mal_s_between_create, ss.mal_s_wait_to_rug, ss.mal_s_rug_time) == (864000, 432000, 86400)
    assert ss.mal_s_between_unstake == ss.mal_s_between_sellDT == S_PER_HOUR
    assert (ss.consumer_s_between_buys, ss.consumer_profit_margin_on_consume) == (3 * S_PER_DAY, 0.2)
    assert (ss.staker_s_between_speculates, ss.speculator_s_between_speculates) == (8 * S_PER_HOUR, S_PER_DAY)
    assert (ss.scenario, ss.pays_network) == ("baseline", False)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_sets_its_values_and_no_others(scenario):
    """By --set, or as an argument; the others are those of the baseline."""
    ss = Strategy(SimStrategy, {"scenario": scenario}).ss
    assert vars(ss) == vars(SimStrategy(scenario))
    changed = {name for name, value in vars(SimStrategy()).items() if vars(ss)[name] != value}
    assert changed == SCENARIOS[scenario].keys() | ({"scenario"} if scenario != "baseline" else set())


def test_what_is_set_after_a_scenario_holds():
    """And one that is set after another replaces it."""
    ss = SimStrategy("price_run_up")
    ss.scenario = "slippage"
    ss.staker_perc_stake = 0.3
    assert (ss.scenario, ss.staker_perc_stake, ss.staker_init_OCEAN) == ("slippage", 0.3, 5000.0)


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_set_beside_a_scenario_holds(order):
    """Whatever comes first on the command line."""
    overrides = dict([("publisher_init_OCEAN", "123"), ("mal_perc_sell", "0.3"), ("scenario", "rug_dump")][::order])
    ss = Strategy(SimStrategy, overrides).ss
    assert (ss.publisher_init_OCEAN, ss.mal_perc_sell, ss.mal_DT_init) == (123.0, 0.3, 1000.0)


def test_an_unknown_scenario_is_refused():
    """The error names those that there are, and the likeliest one."""
    match = "scenario cannot be 'rug_dum': it is one of baseline, rug_liquidity.*Try: scenario=rug_dump"
    with pytest.raises(ParameterError, match=match):
        SimStrategy("rug_dum")
    ss = SimStrategy()
    with pytest.raises(ParameterError, match="scenario cannot be"):
        ss.scenario = "nothing_like_it"
    assert ss.scenario == "baseline"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("staker_perc_stake", 1.5, "a fraction"),
        ("speculator_prob_leave", -0.1, "a fraction"),
        ("percent_swap_for_network", 2.0, "a fraction"),
        ("consumer_init_OCEAN", -1.0, "0 or more"),
        ("mal_DT_init", float("inf"), "above 0"),
        ("publisher_DT_stake", 0.0, "above 0"),
        ("mal_s_rug_time", -1, "0 or more"),
        ("publisher_pool_weight_DT", 0.5, "1 to 49"),
        ("mal_pool_weight_OCEAN", 48.0, "at most 50 together"),
        ("publisher_DT_stake", 100.5, "cannot stake more datatokens than it mints"),
    ],
)
def test_values_that_make_no_sense_are_refused(chain, name, value, message):
    """Before anything runs."""
    with pytest.raises(ParameterError, match=message):
        SimState(Strategy(SimStrategy, {name: value}).ss)
