"""The six issues that Ocean V3 was seen to have: each shows in its scenario, in numbers, whatever the seed."""

from functools import cache

import pytest

from assets.agents.test.traders import Formulas
from assets.netlists.oceanv3 import netlist
from assets.test import runs
from util.constants import S_PER_HOUR

SEEDS = [1, 2, 3]
# A row shortly before the rug is pulled in tick 359.
BEFORE = 350


@pytest.fixture(params=SEEDS)
def seed(request):
    """Effects do not hang on one run's luck."""
    return request.param


def ran(seed, scenario="baseline"):
    """A row for each tick of a run."""
    return runs.rowsOf(netlist, seed=seed, scenario=scenario, log_interval=S_PER_HOUR)


@cache
def baseline(seed):
    """Rows of a run without any scenario. They do not depend on the chain, so each is made once."""
    return ran(seed)


def highest(rows, column):
    return max(row[column] for row in rows)


def test_a_rug_pull_by_liquidity(chain, seed):
    """Of what is in the pool 84 % or more leave in a day, and the price with it; the staker loses more than 700 OCEAN.

    Without selling a single datatoken, the publisher has a seventh of its OCEAN, and more, as its profit.
    """
    rows = ran(seed, "rug_liquidity")
    before, end = rows[BEFORE], rows[-1]
    assert end["rug_TVL"] < 0.16 * before["rug_TVL"]
    assert end["rug_price"] < 0.16 * before["rug_price"]
    assert before["staker_loss"] < 0.0
    assert end["staker_loss"] > 700.0
    assert end["maliciousPublisher_profit"] > 5000.0 / 7 > before["maliciousPublisher_profit"]


def test_a_rug_pull_by_dumping_datatokens(chain, seed):
    """Ten times as many datatokens, sold at the market: the price falls by 98 %, and no share has been given back."""
    rows = ran(seed, "rug_dump")
    before, end = rows[BEFORE], rows[-1]
    assert end["rug_price"] < 0.02 * before["rug_price"]
    assert end["staker_loss"] > 1000.0 > 0.0 > before["staker_loss"]
    assert end["maliciousPublisher_profit"] > 1000.0
    # More than by liquidity alone.
    assert end["rug_price"] < 0.2 * ran(seed, "rug_liquidity")[-1]["rug_price"]


def test_a_price_that_runs_up(chain, seed):
    """5 DT and a staker with 50000 OCEAN: the price rises more than 18-fold; in the baseline, less than 1.5-fold."""
    rows = ran(seed, "price_run_up")
    # 4999 OCEAN of weight 7 and 5 DT of weight 3.
    at_birth = 4999.0 / 7 / (5.0 / 3)
    assert highest(rows, "pool0_price") > 18.0 * at_birth
    assert highest(baseline(seed), "pool0_price") < 1.5 * (4999.0 / 7 / (50.0 / 3))


def test_each_stake_buys_datatokens(chain):
    """It raises the price by the factor by which it raises the OCEAN in the pool; nobody has bought any."""
    values: dict = {"scenario": "price_run_up", "consumer_init_OCEAN": 0.0, "speculator_init_OCEAN": 0.0}
    state = runs.ran(netlist, **values).state
    pool, staker = state.getAgent("pool0"), state.getAgent("stakerSpeculator")
    staker.receiveOCEAN(1000.0)
    price, OCEAN, DT = pool.price(), pool.OCEANreserve(), pool.DTreserve()
    pool.stake(staker, 1000.0)
    assert pool.price() / price == pytest.approx((OCEAN + 1000.0) / OCEAN, rel=1e-9)
    assert pool.DTreserve() == DT


def test_slippage_of_those_who_leave(chain, seed):
    """Who gives all its shares back gets 3.9 % less than they were worth, on average; who nibbles, 1.5 %."""
    end = ran(seed, "slippage")[-1]
    assert 0.035 < end["unstake_slippage"] < 0.05
    assert 0.0 < baseline(seed)[-1]["unstake_slippage"] < 0.016


def test_slippage_is_what_the_formulas_say(chain):
    """A fifth of all shares gives 4.5 % less than a fifth of what is in the pool."""
    state = runs.ran(netlist, 170).state
    pool, publisher = state.getAgent("pool0"), state.getAgent("publisher")
    BPT = 0.2 * pool.BPTsupply()
    worth = 0.2 * Formulas(pool).R / 0.7
    got = pool.unstake(publisher, BPT)
    assert got == pytest.approx(worth * (1 - 0.8 ** (1 / 0.7)) * 0.7 / 0.2, rel=1e-6)
    assert 1 - got / worth == pytest.approx(0.0446, abs=5e-4)


def test_volume_is_staking_and_speculation(chain, seed):
    """Of each 100 OCEAN that move, less than half of one is for data; in the baseline, less than two are."""
    end = ran(seed, "volume_mix")[-1]
    assert 0.0 < end["consume_share"] < 0.005
    assert 0.0 < baseline(seed)[-1]["consume_share"] < 0.02


def test_reluctant_publishers_starve_consumers(chain, seed):
    """With 2 of 100 DT in the pool nobody can buy a whole one, so no data is used; and a DT costs 1000 OCEAN."""
    rows = ran(seed, "publisher_reluctance")
    assert highest(rows, "OCEAN_consumed") == 0.0
    assert highest(rows, "pool0_DT") < 3.0
    assert highest(rows, "pool0_price") > 1000.0
    assert baseline(seed)[-1]["OCEAN_consumed"] > 150.0


def test_reluctance_makes_fortunes_on_paper(chain, seed):
    """98 datatokens at the price of a pool of 2: a net worth of more than 300000 OCEAN, with 5000 put in."""
    end = ran(seed, "publisher_reluctance")[-1]
    assert end["publisher_OCEAN_networth"] > 300_000.0
    assert end["pool0_TVL"] < 15_000.0
