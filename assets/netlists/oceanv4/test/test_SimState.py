"""What happens when in oceanv4."""

import pytest

from assets.netlists.oceanv3.test.runs import fastV4
from assets.netlists.oceanv4 import netlist
from assets.test.runs import logged, ran, rowsOf
from util.constants import S_PER_HOUR

DAY = 24


def test_agents_and_their_order(chain):
    """Publisher, consumer, staker, speculator, malicious publisher; then the accounts that are paid fees."""
    state = netlist.SimState()
    assert list(state.agents) == (
        ["publisher", "consumer", "stakerSpeculator", "speculator", "maliciousPublisher"]
        + ["publishMarket", "consumeMarket", "provider"]
    )


def test_timeline(chain):
    """Pools at ticks 23 and 47; looting from tick 167 to 215, each hour; orders each three days; vesting ends."""
    rows = rowsOf(netlist, 30 * DAY, log_interval=S_PER_HOUR)
    ticks = range(30 * DAY - 1)
    assert [t for t in ticks if rows[t + 1]["n_pools"] > rows[t]["n_pools"]] == [23, 47]
    assert [t for t in ticks if rows[t + 1]["n_rugged"] > rows[t]["n_rugged"]] == [167]
    mal = "maliciousPublisher_OCEAN"
    assert [t for t in ticks if t > 100 and rows[t + 1][mal] > rows[t][mal]] == list(range(167, 216))
    assert [t for t in ticks if rows[t + 1]["n_orders"] > rows[t]["n_orders"]] == list(range(71, 30 * DAY - 1, 72))
    vested = [row["DT_vested"] for row in rows]
    assert vested == sorted(vested)
    assert vested[-1] == pytest.approx(100.0, rel=1e-9)
    assert {row["n_reverts"] for row in rows} == {0}


def test_nobody_goes_near_a_rugged_pool(chain):
    """Once it is marked, only what the publisher does changes it."""
    rows = rowsOf(netlist, 15 * DAY, log_interval=S_PER_HOUR, mal_s_rug_time=0)
    assert len({row["rug_TVL"] for row in rows[169:]}) == 1
    assert len({row["TVL"] for row in rows[169:]}) > 5


def test_a_staker_loses_less_than_in_a_rug_of_v3(chain):
    """A staker who is in the looted pool with half of its OCEAN loses some of it, but the most part is left."""
    values: dict = {"publisher_max_listings": 0, "staker_prob_leave": 0.0, "staker_perc_stake": 0.1}
    state = ran(netlist, 12 * DAY, **values).state
    row, volumes = logged(netlist, state), state.getAgent("pool0").volumes
    assert volumes.staked > 1500.0
    assert 0.1 * volumes.staked < row["staker_loss"] < 0.45 * volumes.staked
    assert row["maliciousPublisher_profit"] > 0.0


@pytest.mark.parametrize("pricing", ["fixed", "free"])
def test_a_publisher_may_choose_another_way(chain, pricing):
    """Consumers use its data all the same; speculators and stakers find nothing to do; nobody loses anything."""
    state = ran(netlist, 20 * DAY, publisher_pricing=pricing, mal_pricing=pricing).state
    row = logged(netlist, state)
    assert (row["n_pools"], row["n_listings"], row["n_rugged"], row["n_orders"]) == (0, 2, 0, 6)
    assert row["speculator_OCEAN"] == row["stakerSpeculator_OCEAN"] == 5000.0
    earned = row["publisher_OCEAN"] + row["maliciousPublisher_OCEAN"] - 10_000.0
    bought = state.getAgent(f"{pricing}0").n_orders + state.getAgent(f"{pricing}1").n_orders
    assert earned == pytest.approx(10.0 * bought if pricing == "fixed" else 0.0, abs=20.0)
    assert earned > 0.0 or pricing == "free"
    assert row["fees_provider"] == pytest.approx(0.2 * 6, rel=1e-12)


def test_many_pools_of_one_publisher(chain):
    """At one router; all of them are traded in."""
    often = {f"{who}_s_between_speculates": S_PER_HOUR for who in ("staker", "speculator")}
    values: dict = {"publisher_OCEAN_liquidity": 700.0, "publisher_max_listings": 6, "mal_max_listings": 0}
    state = ran(netlist, 12 * DAY, **values, **often).state
    pools = list(state.agents.filterToPool().values())
    assert [pool.name for pool in pools] == [f"pool{i}" for i in range(6)]
    assert min(pool.volumes.swapped for pool in pools) > 0.0
    assert min(pool.volumes.staked for pool in pools) > 0.0


def test_everybody_does_everything_in_the_fast_market(chain):
    """So that runs of thirty ticks, by which chains are compared, leave nothing out."""
    state = ran(netlist, 30, **fastV4(netlist.SimStrategy)).state
    row = logged(netlist, state)
    for column in ("OCEAN_staked", "OCEAN_unstaked", "OCEAN_swapped", "OCEAN_consumed", "DT_vested", "n_rugged"):
        assert row[column] > 0.0, column
    for column in ("fees_LP", "fees_community", "fees_publish_market", "fees_consume_market", "fees_provider"):
        assert row[column] > 0.0, column
    assert row["publishMarket_OCEAN"] > 0.0
    assert row["publishMarket_OCEAN_in_DTs"] > 0.0
    assert row["n_reverts"] == 0
