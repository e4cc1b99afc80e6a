"""Speculators, stakers and consumers in Ocean V4 are those of V3 with other parameters."""

import random

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.oceanv4.traders import DataconsumerAgentV4, SpeculatorAgentV4, StakerspeculatorAgentV4
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.test.tradersV4 import Accounts, publishedV4
from util.constants import S_PER_DAY


def added(state, cls, OCEAN=5000.0, **parameters):
    """An agent of that class in `state`."""
    agent = cls(cls.__name__, 0.0, OCEAN, **parameters)
    state.addAgent(agent)
    return agent


def always(monkeypatch, coin):
    """Makes every coin show `coin`."""
    monkeypatch.setattr(random, "random", lambda: coin)


def test_a_speculator_buys_five_and_sells_half(chain, state, monkeypatch):
    """With these parameters it buys 5 and sells half, once a day."""
    pool, _ = publishedV4(state)
    agent = added(state, SpeculatorAgent, DT_buy_amt=5.0, perc_sell=0.5)
    state.runTicks(23)
    assert agent.DT(pool.datatoken) == 0.0
    state.runTicks(1)
    assert agent.DT(pool.datatoken) == 5.0
    always(monkeypatch, 0.49)
    state.runTicks(24)
    assert agent.DT(pool.datatoken) == 2.5
    always(monkeypatch, 0.51)
    state.runTicks(24)
    assert agent.DT(pool.datatoken) == 7.5


def test_a_speculator_goes_to_pools_alone(chain, state):
    """Speculators ignore sales at a fixed price: there is nothing to gain."""
    publishedV4(state, OCEAN=0.0, name="pub1", pricing="fixed")
    agent = added(state, SpeculatorAgent, DT_buy_amt=5.0, perc_sell=0.5)
    state.runTicks(48)
    assert agent.OCEAN() == 5000.0


def test_a_staker_stakes_a_twentieth_and_unstakes_a_tenth(chain, state, monkeypatch):
    """With these parameters it stakes a twentieth and unstakes a tenth once a day, in OCEAN alone."""
    pool, _ = publishedV4(state)
    agent = added(state, StakerspeculatorAgent, s_between_speculates=S_PER_DAY, perc_stake=0.05)
    state.runTicks(24)
    assert agent.OCEAN() == 4750.0
    BPT = agent.BPT(pool.pool)
    assert BPT > 0.0
    always(monkeypatch, 0.49)
    state.runTicks(24)
    assert agent.BPT(pool.pool) == pytest.approx(0.9 * BPT, rel=1e-12)
    assert agent.DT(pool.datatoken) == 0.0


def test_nobody_goes_to_a_rugged_pool(chain, state):
    """Nobody uses a rugged pool, even if there is no other."""
    pool, _ = publishedV4(state)
    state.rugged_pools.append(pool.name)
    agents = [added(state, cls) for cls in (SpeculatorAgent, StakerspeculatorAgent, DataconsumerAgent)]
    state.runTicks(100)
    assert [agent.OCEAN() for agent in agents] == [5000.0] * 3


def test_a_consumer_buys_one_and_orders(chain, state):
    """Every 3 days. The publisher gets the datatoken; the consumer earns 20 % on all it spent, including order fees."""
    accounts = Accounts(consume_order_fee=3.0, provider_order_fee=4.0, consume_swap_fee=0.001)
    pool, publisher = publishedV4(state, fees=accounts.fees, publish_order_fee=2.0)
    agent = added(state, DataconsumerAgent, consume_by_order=True)
    cost = pool.OCEANtoBuyDT(1.0)
    state.runTicks(71)
    assert agent.OCEAN() == 5000.0
    state.runTicks(1)
    assert agent.OCEAN() == pytest.approx(5000.0 + 0.2 * (cost + 9.0), rel=1e-12)
    assert (agent.DT(pool.datatoken), publisher.DT(pool.datatoken), pool.n_orders) == (0.0, 1.0, 1)
    assert (pool.volumes.consumed, pool.volumes.swapped) == (cost, cost)
    assert agent._wallet.totalOCEANin() == pytest.approx(5000.0 + 1.2 * (cost + 9.0), rel=1e-12)


@pytest.mark.parametrize(("OCEAN", "buys"), [(19.4, False), (19.5, True)])
def test_a_consumer_needs_OCEAN_for_the_order_too(chain, state, OCEAN, buys):
    """The consumer needs 10.44 for the datatoken and 9 for fees."""
    accounts = Accounts(consume_order_fee=3.0, provider_order_fee=6.0)
    pool, _ = publishedV4(state, fees=accounts.fees)
    agent = added(state, DataconsumerAgent, OCEAN=OCEAN, consume_by_order=True)
    state.runTicks(72)
    assert (pool.n_orders, state.n_reverts) == (int(buys), 0)
    assert (agent.OCEAN() > OCEAN) == buys


@pytest.mark.parametrize("pricing", ["pool", "fixed", "free"])
def test_a_consumer_finds_every_kind_of_place(chain, state, pricing):
    """It uses the data there."""
    place, publisher = publishedV4(state, pricing=pricing)
    agent = added(state, DataconsumerAgent, consume_by_order=True)
    state.runTicks(144)
    assert (place.n_orders, publisher.DT(place.datatoken), agent.DT(place.datatoken)) == (2, 2.0, 0.0)
    assert (place.volumes.consumed > 0.0) == (pricing != "free")


def test_a_consumer_chooses_among_all_places(chain, state):
    """It picks at random: after twenty purchases it has been everywhere."""
    places = [publishedV4(state, name=f"pub{i}", pricing=p)[0] for i, p in enumerate(("pool", "fixed", "free"))]
    added(state, DataconsumerAgent, consume_by_order=True, s_between_buys=3600)
    state.runTicks(20)
    assert sum(place.n_orders for place in places) == 20
    assert min(place.n_orders for place in places) > 2


def test_the_names_of_2023_have_their_defaults(chain, state, monkeypatch):
    """They buy 5 and sell half, stake a twentieth once a day, and order."""
    pool, _ = publishedV4(state)
    classes = (SpeculatorAgentV4, StakerspeculatorAgentV4, DataconsumerAgentV4)
    speculator, staker, consumer = (added(state, cls) for cls in classes)
    state.runTicks(24)
    assert (speculator.DT(pool.datatoken), staker.OCEAN(), consumer.OCEAN()) == (5.0, 4750.0, 5000.0)
    always(monkeypatch, 0.49)
    state.runTicks(24)
    assert speculator.DT(pool.datatoken) == 2.5
    state.runTicks(24)
    assert (pool.n_orders, consumer.OCEAN() > 5000.0) == (1, True)
