"""What agents hold, in OCEAN."""

import pytest

from assets.agents.test.traders import published
from assets.netlists.oceanv3.KPIs import (
    KPIs,
    get_OCEAN_in_BPTs,
    get_OCEAN_in_DTs,
    holdingsOf,
    poolWorths,
    totalVolumes,
    worthOfDTs,
)
from assets.netlists.oceanv3.SimState import SimState
from util.base18 import toBase18


@pytest.fixture
def market(chain, state):
    """A state with two pools and their publishers: of 200 OCEAN and 20 DT, and of 600 OCEAN and 30 DT."""
    published(state, name="pub1")
    published(state, name="pub2", OCEAN=600.0, DT_stake=30.0)
    return state


def test_get_OCEAN_in_DTs(market):
    """Three datatokens are worth three times the price; those of several pools add up."""
    first, second = (market.getAgent(name) for name in ("pool0", "pool1"))
    holder = market.getAgent("pub1")
    assert get_OCEAN_in_DTs(market, holder) == pytest.approx(980.0 * first.price(), rel=1e-12)
    first.datatoken.transfer(market.getAgent("pub2").address, toBase18(977.0), holder.web3wallet)
    assert get_OCEAN_in_DTs(market, holder) == pytest.approx(3.0 * first.price(), rel=1e-12)
    second.datatoken.transfer(holder.address, toBase18(2.0), market.getAgent("pub2").web3wallet)
    assert get_OCEAN_in_DTs(market, holder) == pytest.approx(3.0 * first.price() + 2.0 * second.price(), rel=1e-12)


def test_get_OCEAN_in_BPTs(market):
    """All shares are all that is in the pool: OCEAN, and datatokens at their price; others have their part."""
    first, owner, other = (market.getAgent(name) for name in ("pool0", "pub1", "pub2"))
    all_of_it = 200.0 + 20.0 * first.price()
    assert get_OCEAN_in_BPTs(market, owner) == pytest.approx(all_of_it, rel=1e-12)
    before = get_OCEAN_in_BPTs(market, other)
    first.pool.transfer(other.address, 10 * 10**18, owner.web3wallet)
    assert get_OCEAN_in_BPTs(market, owner) == pytest.approx(0.9 * all_of_it, rel=1e-12)
    assert get_OCEAN_in_BPTs(market, other) == pytest.approx(before + 0.1 * all_of_it, rel=1e-12)


def test_holdings_are_in_the_order_of_the_pools(market):
    """Agent by agent, with what each has now."""
    first, second, owner, other = (market.getAgent(name) for name in ("pool0", "pool1", "pub1", "pub2"))
    second.datatoken.transfer(owner.address, toBase18(2.0), other.web3wallet)
    held = holdingsOf(market, ["pub2", "pub1"])
    assert list(held) == ["pub2", "pub1"]
    assert held["pub1"].DTs == [owner.DT(first.datatoken), 2.0]
    assert held["pub2"].BPTs == [0.0, other.BPT(second.pool)]
    assert worthOfDTs(held["pub1"].DTs, poolWorths(market)) == get_OCEAN_in_DTs(market, owner)


def test_without_pools_nothing_is_worth_anything(chain):
    """Nor has anything been traded."""
    state = SimState()
    agent = state.getAgent("publisher")
    assert (get_OCEAN_in_DTs(state, agent), get_OCEAN_in_BPTs(state, agent), poolWorths(state)) == (0.0, 0.0, [])
    assert set(vars(totalVolumes(state)).values()) == {0.0}


def test_volumes_of_all_pools_add_up(market):
    """By kind."""
    first, second, trader = (market.getAgent(name) for name in ("pool0", "pool1", "pub1"))
    trader.receiveOCEAN(100.0)
    first.stake(trader, 10.0)
    second.stake(trader, 15.0)
    got = second.unstake(trader, 0.5)
    paid = first.buyDT(trader, 1.0, max_OCEAN=50.0)
    total = totalVolumes(market)
    assert (total.staked, total.unstaked, total.swapped, total.consumed) == (25.0, got, paid, 0.0)


def test_KPIs_count_hours(chain):
    """And nothing else."""
    state = SimState()
    for _ in range(3):
        state.takeStep()
    assert isinstance(state.kpis, KPIs)
    assert (state.kpis.tick(), state.kpis.elapsedTime()) == (3, 3 * 3600)
