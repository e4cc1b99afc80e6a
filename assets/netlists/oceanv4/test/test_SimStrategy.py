"""The values of oceanv4, what they reach, and what is refused."""

import pytest

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.netlists.oceanv4 import netlist
from assets.netlists.oceanv4.SimState import SimState
from assets.netlists.oceanv4.SimStrategy import SimStrategy
from engine.overrides import Strategy, fromAssignments
from engine.Simulation import Simulation
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError


def test_values_of_the_reference():
    """Sixty days of hourly ticks, a row every twelve hours, 5000 OCEAN for each."""
    ss = SimStrategy()
    assert (ss.time_step, ss.max_ticks, ss.log_interval) == (S_PER_HOUR, 1441.0, 12 * S_PER_HOUR)
    for who in ("publisher", "consumer", "staker", "speculator", "mal"):
        assert getattr(ss, f"{who}_init_OCEAN") == 5000.0
    for who in ("publisher", "mal"):
        assert (getattr(ss, f"{who}_DT_cap"), getattr(ss, f"{who}_vested_amount")) == (1000.0, 100.0)
    assert [ss.publisher_s_between_create, ss.publisher_s_between_unstake, ss.publisher_s_between_sellDT] == [
        days * S_PER_DAY for days in (1, 500, 100)
    ]
    assert (ss.mal_s_between_create, ss.mal_s_wait_to_rug, ss.mal_s_rug_time) == (172800, 432000, 172800)
    assert ss.mal_s_between_unstake == ss.mal_s_between_sellDT == S_PER_HOUR
    assert (ss.consumer_s_between_buys, ss.consumer_profit_margin_on_consume) == (3 * S_PER_DAY, 0.2)
    assert (ss.staker_s_between_speculates, ss.speculator_s_between_speculates) == (S_PER_DAY, 3 * S_PER_DAY)


def test_every_parameter_of_a_publisher_reaches_it():
    """What begins with publisher_ and mal_ is in its strategy, under the same name."""
    overrides = {"publisher_DT_cap": 500.0, "mal_DT_cap": 300.0, "LP_swap_fee": 0.02, "publish_order_fee": 3.0}
    ss = Strategy(SimStrategy, overrides).ss
    for who in ("publisher", "mal"):
        made = ss.publisherStrategy(who, "0x1", FeesV4())
        for name, value in vars(ss).items():
            prefix, _, rest = name.partition("_")
            if prefix == who and rest != "init_OCEAN":
                assert getattr(made, rest) == value
        assert (made.LP_swap_fee, made.publish_order_fee, made.publish_market) == (0.02, 3.0, "0x1")
        assert made.is_malicious == (who == "mal")


def test_what_is_set_reaches_pools_and_router(chain, state):
    """By --set: liquidity, rate, cap, vesting, and all fees."""
    overrides = fromAssignments(
        ["publisher_OCEAN_liquidity=1000", "publisher_DT_OCEAN_rate=0.2", "publisher_DT_cap=500"]
        + ["publisher_vested_amount=20", "publisher_vesting_blocks=50", "LP_swap_fee=0.02", "publish_swap_fee=0.03"]
        + ["consume_swap_fee=0.04", "community_swap_fee=0.005", "publish_order_fee=1", "consume_order_fee=2"]
        + ["provider_order_fee=3", "perc_consume_for_community=0.5", "perc_provider_for_community=0.25"]
    )
    ss = Strategy(SimStrategy, overrides).ss
    market = SimState(ss)
    publisher, agent = market.getAgent("publisher"), market.getAgent("consumer")
    pool = publisher._createPoolAgent(market)
    assert (pool.OCEANreserve(), pool.DTreserve(), pool.unvestedDT()) == (1000.0, 200.0, 20.0)
    assert pool.botDT() == 300.0
    assert pool.price() == pytest.approx(5.0 / (1 - 0.02 - 0.03 - 0.04 - 0.005), rel=1e-12)
    assert pool.OCEANtoOrder() == 6.0
    cost = pool.buyDT(agent, 1.0, max_OCEAN=100.0)
    pool.order(agent)
    pool.collectFees(agent)
    arrived = [market.getAgent(name).OCEAN() for name in ("publishMarket", "consumeMarket", "provider")]
    assert arrived == pytest.approx([0.5 + 0.03 * cost, 1.0 + 0.04 * cost, 2.25], rel=1e-9)
    assert pool.fees_paid.community == pytest.approx(0.5 + 1.0 + 0.75 + 0.005 * cost, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("staker_perc_stake", 1.5, "a fraction"),
        ("speculator_prob_leave", -0.1, "a fraction"),
        ("consumer_init_OCEAN", -1.0, "0 or more"),
        ("mal_DT_cap", float("inf"), "above 0"),
        ("mal_DT_cap", 0.0, "above 0"),
        ("publisher_DT_OCEAN_rate", 0.0, "above 0"),
        ("publisher_vesting_blocks", 0, "1 or more"),
        ("publisher_vested_amount", 100.1, "a tenth of publisher_DT_cap, 1000.0, at most"),
        ("publisher_pricing", "auction", "one of pool, fixed, free"),
        ("LP_swap_fee", 0.0, "0.0001 to 0.1"),
        ("publish_swap_fee", 0.11, "0, or 0.0001 to 0.1"),
        ("consume_swap_fee", 0.00001, "0, or 0.0001 to 0.1"),
        ("community_swap_fee", 0.2, "0 to 0.1"),
    ],
)
def test_values_that_make_no_sense_are_refused(name, value, message):
    """A wrong value is refused before anything runs."""
    with pytest.raises(ParameterError, match=message):
        Simulation(netlist, overrides={name: value})


@pytest.mark.parametrize("name", ["publish_swap_fee", "consume_swap_fee", "community_swap_fee", "publish_order_fee"])
def test_there_may_be_no_fee(name):
    """Every fee but that of the liquidity providers may be 0."""
    with Simulation(netlist, overrides={name: 0.0}) as simulation:
        assert simulation.state.numAgents() == 8
