"""The publisher creates pools, unstakes, sells; a malicious one pulls the rug. Ticks are hours."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.agents.PoolAgent import PoolAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.PublisherStrategy import PublisherStrategy
from engine.AgentWallet import AgentWallet
from engine.test.fixtures import State
from util.base18 import fromBase18, toBase18
from util.constants import BURN_ADDRESS, HUGEINT, S_PER_DAY, S_PER_HOUR
from util.errors import TxReverted
from web3engine import globaltokens

# The worlds of these tests end before the publisher would act again.
NEVER = 10**9


@pytest.fixture(params=[False, True], ids=["honest", "malicious"])
def is_malicious(request):
    """Both kinds of publisher."""
    return request.param


def publisher(state, OCEAN=1000.0, name="pub1", **strategy):
    """A publisher in `state` with these parameters, and the others of PublisherStrategy."""
    agent = PublisherAgent(name, 0.0, OCEAN, PublisherStrategy(**strategy))
    state.addAgent(agent)
    return agent


def pooled(state, OCEAN=1000.0, name="pub1", **strategy):
    """A publisher in `state`, and the agent of the pool that it has just created with all its OCEAN."""
    agent = publisher(state, OCEAN, name, **strategy)
    return agent, agent._createPoolAgent(state)


def actionsOf(state, agent, n_ticks):
    """Runs `n_ticks`. Returns what the agent did, and when: [(tick, "create" | "unstake" | "sell"), …]."""
    done = []
    for _ in range(n_ticks):
        tick = state.tick
        pools = list(state.agents.filterToPool().values())
        held = [(agent.BPT(p.pool), agent.DT(p.datatoken)) for p in pools]
        state.runTicks(1)
        born = [p for name, p in state.agents.filterToPool().items() if name not in [p.name for p in pools]]
        # A new pool brings 100 BPT and leaves the DT that was not staked.
        kept = agent._strategy.DT_init - agent._strategy.DT_stake
        done += [(tick, "create") for _ in born]
        before = [*held, *((100.0, kept) for _ in born)]
        for pool_agent, (BPT, DT) in zip([*pools, *born], before):
            if agent.BPT(pool_agent.pool) < BPT:
                done.append((tick, "unstake"))
            if agent.DT(pool_agent.datatoken) < DT:
                done.append((tick, "sell"))
    return done


# ---- construction


def test_a_publisher_starts_with_its_money_and_no_pools(chain, state, is_malicious):
    """A publisher is found by the filter, and by its address."""
    agent = publisher(state, OCEAN=1000.5, is_malicious=is_malicious)
    assert (agent.USD(), agent.OCEAN(), agent.pools) == (0.0, 1000.5, [])
    assert list(state.agents.filterToPublisher().values()) == [agent]
    assert state.agents.agentByAddress(agent.address) is agent


def test_a_strategy_has_the_values_of_the_reference():
    """Each parameter of the strategy can be set by name."""
    ss = PublisherStrategy()
    assert (ss.DT_init, ss.DT_stake, ss.pool_weight_DT, ss.pool_weight_OCEAN) == (1000.0, 20.0, 3.0, 7.0)
    assert (ss.s_between_create, ss.s_between_unstake, ss.s_between_sellDT) == (604800, 259200, 1296000)
    assert (ss.min_OCEAN_to_create, ss.OCEAN_to_keep, ss.perc_unstake, ss.perc_sell) == (200.0, 0.0, 0.10, 0.01)
    assert (ss.is_malicious, ss.s_wait_to_rug, ss.s_rug_time) == (False, 302400, 60480)
    assert PublisherStrategy(DT_init=5.0, is_malicious=True) != ss


@pytest.mark.parametrize("wrong", [{"OCEAN": 1000}, {"USD": None}, {"pub_ss": "malicious"}], ids=str)
def test_types_are_checked(chain, wrong):
    """Money is a float, and a strategy is a PublisherStrategy."""
    with pytest.raises(TypeError):
        PublisherAgent("pub1", **{"USD": 0.0, "OCEAN": 1000.0, **wrong})


# ---- creating pools


def test_creating_a_pool_adds_an_agent_for_it(chain, state, is_malicious):
    """All OCEAN and 20 of 1000 new datatokens go in, with weights 7 and 3; the publisher gets 100 BPT."""
    agent, pool_agent = pooled(state, OCEAN=1234.5, is_malicious=is_malicious)
    pool, DT = pool_agent.pool, pool_agent.datatoken
    assert isinstance(pool_agent, PoolAgent)
    assert (pool_agent.name, agent.pools, DT.symbol()) == ("pool0", ["pool0"], "DT0")
    assert list(state.agents) == ["pub1", "pool0"]
    assert (agent.OCEAN(), agent.DT(DT), agent.BPT(pool)) == (0.0, 980.0, 100.0)
    OCEAN = globaltokens.OCEAN_address()
    assert pool.getBalance_base(OCEAN) == toBase18(1234.5)
    assert pool.getBalance_base(DT.address) == toBase18(20.0)
    assert pool.getDenormalizedWeight_base(OCEAN) == toBase18(7.0)
    assert pool.getDenormalizedWeight_base(DT.address) == toBase18(3.0)
    assert pool.isFinalized()
    assert pool_agent.controller_address == agent.address
    assert DT.cap_base() == DT.totalSupply_base() == toBase18(1000.0)


def test_each_pool_has_a_number_and_a_datatoken_of_its_own(chain, state):
    """Numbers run across all publishers, so no two pools share a name."""
    first, pool0 = pooled(state, name="pub1")
    second, pool1 = pooled(state, name="pub2")
    first.receiveOCEAN(500.0)
    pool2 = first._createPoolAgent(state)
    assert list(state.agents) == ["pub1", "pool0", "pub2", "pool1", "pool2"]
    assert (first.pools, second.pools) == (["pool0", "pool2"], ["pool1"])
    assert len({p.datatoken_address for p in (pool0, pool1, pool2)}) == 3
    assert [p.datatoken.symbol() for p in (pool0, pool1, pool2)] == ["DT0", "DT1", "DT2"]


def test_the_strategy_says_how_a_pool_is_made(chain, state):
    """The number of datatokens, how many of them are staked, and the weights can be set."""
    agent, pool_agent = pooled(state, DT_init=50.0, DT_stake=7.5, pool_weight_DT=1.0, pool_weight_OCEAN=4.0)
    pool, DT = pool_agent.pool, pool_agent.datatoken
    assert DT.totalSupply_base() == toBase18(50.0)
    assert agent.DT(DT) == 42.5
    assert pool.getBalance_base(DT.address) == toBase18(7.5)
    assert pool.getDenormalizedWeight_base(DT.address) == toBase18(1.0)
    assert pool.getDenormalizedWeight_base(globaltokens.OCEAN_address()) == toBase18(4.0)


@pytest.mark.parametrize(
    ("of_netlist", "of_publisher", "weights"),
    [
        (None, None, (3.0, 7.0)),
        ((1.0, 9.0), None, (1.0, 9.0)),
        ((1.0, 9.0), (5.0, 5.0), (5.0, 5.0)),
        ((1.0, 9.0), (3.0, 7.0), (3.0, 7.0)),
        (None, (5.0, 5.0), (5.0, 5.0)),
    ],
)
def test_without_a_strategy_weights_are_those_of_the_netlist(chain, state, of_netlist, of_publisher, weights):
    """The weights are those of a SimStrategy that has them, unless the publisher was given a strategy."""
    if of_netlist:
        state.ss.pool_weight_DT, state.ss.pool_weight_OCEAN = of_netlist
    pub_ss = None
    if of_publisher:
        pub_ss = PublisherStrategy(pool_weight_DT=of_publisher[0], pool_weight_OCEAN=of_publisher[1])
    agent = PublisherAgent("pub1", 0.0, 1000.0, pub_ss)
    pool_agent = agent._createPoolAgent(state)
    addresses = (pool_agent.datatoken_address, globaltokens.OCEAN_address())
    assert tuple(pool_agent.pool.getDenormalizedWeight_base(a) for a in addresses) == tuple(map(toBase18, weights))


@pytest.mark.parametrize(("OCEAN", "n_pools"), [(0.0, 0), (199.99, 0), (200.0, 1)])
def test_a_pool_needs_200_OCEAN(chain, state, OCEAN, n_pools):
    """With less OCEAN than the minimum it waits."""
    agent = publisher(state, OCEAN)
    state.runTicks(200)
    assert len(agent.pools) == n_pools


def test_a_publisher_that_waited_for_money_creates_as_soon_as_it_has_it(chain, state):
    """After waiting for OCEAN it publishes at once, and again a week later."""
    agent = publisher(state, OCEAN=50.0, s_between_unstake=NEVER, s_between_sellDT=NEVER)
    assert actionsOf(state, agent, 300) == []
    agent.receiveOCEAN(200.0)
    assert actionsOf(state, agent, 1) == [(300, "create")]
    agent.receiveOCEAN(5000.0)
    assert actionsOf(state, agent, 200) == [(300 + 168, "create")]


def test_some_OCEAN_can_be_kept(chain, state):
    """OCEAN to keep does not go into the pool."""
    agent, pool_agent = pooled(state, OCEAN=5000.0, OCEAN_to_keep=1.0)
    assert agent.OCEAN() == 1.0
    assert pool_agent.OCEANreserve() == 4999.0


def test_the_least_OCEAN_for_a_pool_can_be_set(chain, state):
    """The minimum for a pool can be set, for example to 5 OCEAN."""
    agent = publisher(state, OCEAN=6.0, min_OCEAN_to_create=5.0, s_between_create=S_PER_HOUR, s_between_unstake=NEVER)
    assert actionsOf(state, agent, 3) == [(0, "create")]


# ---- unstaking


def test_unstaking_gives_back_a_tenth(chain, state, is_malicious):
    """Exactly 90 % of the BPT stays, and OCEAN comes in."""
    agent, pool_agent = pooled(state, is_malicious=is_malicious)
    agent._unstakeOCEANsomewhere(state)
    assert agent.BPT(pool_agent.pool) == 90.0
    assert agent.OCEAN() == pytest.approx(139.73515138388)
    agent._unstakeOCEANsomewhere(state)
    assert agent.BPT(pool_agent.pool) == 81.0


def test_another_part_can_be_set(chain, state):
    """The fraction can be set, for example to a fifth."""
    agent, pool_agent = pooled(state, perc_unstake=0.2)
    agent._unstakeOCEANsomewhere(state)
    assert agent.BPT(pool_agent.pool) == 80.0


def test_unstaking_is_clipped_to_what_a_pool_gives(chain, state):
    """It gets a third of the pool's OCEAN at once, although it holds all the shares and wants to return all of them."""
    agent, pool_agent = pooled(state, OCEAN=900.0, perc_unstake=1.0)
    for total in (300.0, 500.0):
        agent._unstakeOCEANsomewhere(state)
        assert agent.OCEAN() == pytest.approx(total, rel=1e-6)
    assert state.n_reverts == 0


def test_without_a_stake_there_is_nothing_to_unstake(chain, state):
    """It waits, and unstakes at the first step with a stake, even in another publisher's pool."""
    other, pool_agent = pooled(state, name="other", s_between_create=NEVER, s_between_unstake=NEVER)
    agent = publisher(state, OCEAN=0.0, s_between_sellDT=NEVER)
    assert actionsOf(state, agent, 100) == []
    pool_agent.pool.transfer(agent.address, toBase18(10.0), other.web3wallet)
    assert actionsOf(state, agent, 73) == [(100, "unstake"), (172, "unstake")]
    assert agent.BPT(pool_agent.pool) == pytest.approx(8.1)


def test_which_pool_is_drawn_at_random(chain, state):
    """It picks from the pools where it has a stake, using the run's one stream: the same seed picks the same pools."""
    agent, pool0 = pooled(state, OCEAN=1000.0)
    agent.receiveOCEAN(1000.0)
    pool1 = agent._createPoolAgent(state)
    pooled(state, name="other")

    def drawn(seed):
        undo = chain.snapshot()
        random.seed(seed)
        shares = []
        for _ in range(8):
            agent._unstakeOCEANsomewhere(state)
            shares.append((agent.BPT(pool0.pool), agent.BPT(pool1.pool)))
        chain.revert(undo)
        return shares

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(5)}) > 1
    assert drawn(1)[-1][0] < 100.0 > drawn(1)[-1][1]


# ---- selling


def test_selling_gives_away_a_hundredth(chain, state, is_malicious):
    """Exactly 99 % of the datatokens stay, and OCEAN comes in."""
    agent, pool_agent = pooled(state, is_malicious=is_malicious)
    agent._sellDTsomewhere(state)
    assert agent.DT(pool_agent.datatoken) == 0.99 * 980.0
    assert agent.OCEAN() > 0.0
    agent._sellDTsomewhere(state, perc_sell=0.005)
    assert agent.DT(pool_agent.datatoken) == pytest.approx(0.995 * 0.99 * 980.0)


def test_datatokens_of_others_are_sold_where_they_are_traded(chain, state):
    """A publisher that holds another's datatokens sells them in the other's pool, for OCEAN."""
    other, pool_agent = pooled(
        state, name="other", s_between_create=NEVER, s_between_unstake=NEVER, s_between_sellDT=NEVER
    )
    agent = publisher(state, OCEAN=0.0, s_between_sellDT=2 * S_PER_HOUR)
    pool_agent.datatoken.transfer(agent.address, toBase18(50.0), other.web3wallet)
    state.runTicks(2)
    assert agent.DT(pool_agent.datatoken) == 49.5
    assert agent.OCEAN() > 0.0


def test_without_datatokens_there_is_nothing_to_sell(chain, state):
    """It waits, and sells at the first step with datatokens."""
    other, pool_agent = pooled(
        state, name="other", s_between_create=NEVER, s_between_unstake=NEVER, s_between_sellDT=NEVER
    )
    agent = publisher(state, OCEAN=0.0, s_between_sellDT=2 * S_PER_HOUR)
    state.runTicks(10)
    assert agent.OCEAN() == 0.0
    pool_agent.datatoken.transfer(agent.address, toBase18(50.0), other.web3wallet)
    state.runTicks(1)
    assert agent.DT(pool_agent.datatoken) == 49.5


def test_what_is_no_pools_datatoken_is_never_sold(chain, state, alice, DT):
    """Datatokens without a pool cannot be sold."""
    agent = publisher(state, OCEAN=0.0, s_between_sellDT=S_PER_HOUR)
    DT.transfer(agent.address, toBase18(50.0), alice)
    state.runTicks(5)
    assert agent.DT(DT) == 50.0


def test_a_sale_is_clipped_to_what_a_pool_takes(chain, state):
    """It sells half of the pool's reserve of 20, since the pool would refuse more."""
    agent, pool_agent = pooled(
        state, perc_sell=1.0, s_between_create=NEVER, s_between_unstake=NEVER, s_between_sellDT=3600
    )
    state.runTicks(1)
    assert agent.DT(pool_agent.datatoken) == pytest.approx(970.0)
    state.runTicks(1)
    assert agent.DT(pool_agent.datatoken) == pytest.approx(955.0)


def test_what_a_pool_refuses_nevertheless_does_not_end_the_run(chain, state, monkeypatch):
    """A refusal is counted, nothing is sold or unstaked, and the next sale succeeds."""
    agent, pool_agent = pooled(state)

    def refuse(*_, **__):
        raise TxReverted("BPool", "anything", "", "ERR_NOT_TODAY")

    with monkeypatch.context() as patch:
        patch.setattr(pool_agent.pool, "swapExactAmountIn", refuse)
        patch.setattr(pool_agent.pool, "exitswapPoolAmountIn", refuse)
        agent._sellDTsomewhere(state)
        agent._unstakeOCEANsomewhere(state)
    assert (state.n_reverts, agent.OCEAN()) == (2, 0.0)
    agent._sellDTsomewhere(state)
    assert (state.n_reverts, agent.DT(pool_agent.datatoken)) == (2, 0.99 * 980.0)


def test_a_sale_that_fits_is_not_clipped(chain, state):
    """Selling everything, when it is less than half of the reserve, leaves nothing."""
    agent, pool_agent = pooled(state, DT_init=29.0, DT_stake=20.0, perc_sell=1.0)
    agent._sellDTsomewhere(state, 1.0)
    assert agent.DT(pool_agent.datatoken) == 0.0


@given(bought=st.integers(10**12, 6 * 10**18), off=st.floats(-4e-12, 4e-12))
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_clipped_sale_is_never_refused(chain, bought, off):
    """No clipped sale is refused, whatever the reserve to the wei, despite float noise, even if all of it just fits."""
    undo, state = chain.snapshot(), State()
    agent, pool_agent = pooled(state)
    pool, DT = pool_agent.pool, pool_agent.datatoken
    buyer = AgentWallet(OCEAN=10000.0)
    OCEAN = globaltokens.OCEANtoken()
    OCEAN.approve(pool.address, HUGEINT, buyer.web3wallet)
    pool.swapExactAmountOut(OCEAN.address, HUGEINT, DT.address, bought, HUGEINT, buyer.web3wallet)
    reserve = pool.getBalance_base(DT.address)
    # It keeps half of the reserve, up to what passes for float noise.
    kept = reserve // 2 + int(reserve // 2 * off)
    DT.transfer(buyer.address, DT.balanceOf_base(agent.address) - kept, agent.web3wallet)
    before = agent.DT(DT)
    agent._sellDTsomewhere(state, 1.0)
    sold = before - agent.DT(DT)
    chain.revert(undo)
    assert sold == pytest.approx(fromBase18(reserve) / 2, rel=1e-9)


# ---- when


def test_first_weeks_of_a_publisher(chain, state):
    """It creates at day 7 and unstakes in the same step, since 3 days have long passed; it sells at day 15."""
    agent = publisher(state, OCEAN=10000.0)
    assert actionsOf(state, agent, 457) == [
        (167, "create"),
        (167, "unstake"),
        (239, "unstake"),
        (311, "unstake"),
        (335, "create"),
        (359, "sell"),
        (383, "unstake"),
        (455, "unstake"),
    ]


def test_other_periods_can_be_set(chain, state):
    """All periods can be set, for example to hours."""
    hours = {"s_between_create": 3 * 3600, "s_between_unstake": 2 * 3600, "s_between_sellDT": 5 * 3600}
    agent = publisher(state, OCEAN=1000.0, min_OCEAN_to_create=900.0, **hours)
    assert actionsOf(state, agent, 10) == [
        (2, "create"),
        (2, "unstake"),
        (4, "unstake"),
        (4, "sell"),
        (6, "unstake"),
        (8, "unstake"),
        (9, "sell"),
    ]


def test_time_is_counted_in_seconds_and_not_in_ticks(chain, state):
    """With ticks of a day, the first pool comes at tick 6, the end of the seventh day."""
    state.ss.setTimeStep(S_PER_DAY)
    agent = publisher(state, OCEAN=10000.0)
    assert actionsOf(state, agent, 15) == [
        (6, "create"),
        (6, "unstake"),
        (9, "unstake"),
        (12, "unstake"),
        (13, "create"),
        (14, "sell"),
    ]


def test_a_publisher_makes_no_money(chain, state):
    """In a month of publishing, no OCEAN is created or lost."""
    agent = publisher(state, OCEAN=10000.0)
    supply = globaltokens.OCEANtoken().totalSupply_base()
    state.runTicks(24 * 30)
    OCEAN = globaltokens.OCEANtoken()
    held = [
        OCEAN.balanceOf_base(a) for a in (agent.address, *(p.address for p in state.agents.filterToPool().values()))
    ]
    assert OCEAN.totalSupply_base() == supply
    assert sum(held) == toBase18(10000.0)


# ---- pulling the rug

# A pool at day 10, five days of waiting, then one day of looting, every hour.
RUG = {
    "is_malicious": True,
    "s_between_create": 10 * S_PER_DAY,
    "s_between_unstake": S_PER_HOUR,
    "s_between_sellDT": S_PER_HOUR,
    "s_wait_to_rug": 5 * S_PER_DAY,
    "s_rug_time": S_PER_DAY,
}


def test_a_malicious_publisher_loots_its_pool_in_a_window(chain, state):
    """Created at tick 239; from tick 359 to 383 inclusive it unstakes and sells each hour, and never after."""
    agent = publisher(state, OCEAN=5000.0, **RUG)
    done = actionsOf(state, agent, 450)
    assert [tick for tick, action in done if action == "create"] == [239]
    assert [tick for tick, action in done if action == "unstake"] == list(range(359, 384))
    assert [tick for tick, action in done if action == "sell"] == list(range(359, 384))
    pool_agent = state.getAgent("pool0")
    assert agent.BPT(pool_agent.pool) == pytest.approx(100.0 * 0.9**25)
    assert agent.DT(pool_agent.datatoken) == pytest.approx(980.0 * 0.99**25)
    assert agent.OCEAN() > 4500.0


def test_a_rug_is_marked_when_the_window_opens(chain, state):
    """The pool is marked once, after that tick's looting; others may read state.rugged_pools and stay away."""
    publisher(state, OCEAN=5000.0, **RUG)
    state.runTicks(359)
    assert state.rugged_pools == []
    state.runTicks(1)
    assert state.rugged_pools == ["pool0"]
    state.runTicks(60)
    assert state.rugged_pools == ["pool0"]


def test_each_pool_gets_its_own_window(chain, state):
    """The time counts from the newest pool; the loot pays for a second one, which is looted in turn."""
    agent = publisher(state, OCEAN=5000.0, **RUG)
    done = actionsOf(state, agent, 625)
    assert [tick for tick, action in done if action == "create"] == [239, 479]
    assert [tick for tick, action in done if action == "unstake"] == [*range(359, 384), *range(599, 624)]
    assert state.rugged_pools == ["pool0", "pool1"]
    assert agent.pools == ["pool0", "pool1"]


def test_a_malicious_publisher_sells_its_newest_datatoken(chain, state):
    """What is left of the older pool stays."""
    agent, pool0 = pooled(state, **RUG)
    agent.receiveOCEAN(1000.0)
    pool1 = agent._createPoolAgent(state)
    for _ in range(10):
        agent._sellDTsomewhere(state)
    assert agent.DT(pool0.datatoken) == 980.0
    assert agent.DT(pool1.datatoken) == pytest.approx(980.0 * 0.99**10)


def test_a_malicious_publisher_without_newest_datatokens_sells_nothing(chain, state):
    """It sells only datatokens of its newest pool, never older ones instead."""
    agent, pool0 = pooled(state, **RUG)
    agent.receiveOCEAN(1000.0)
    pool1 = agent._createPoolAgent(state)
    pool1.datatoken.transfer(BURN_ADDRESS, toBase18(980.0), agent.web3wallet)
    agent._sellDTsomewhere(state)
    assert (agent.DT(pool0.datatoken), agent.DT(pool1.datatoken), agent.OCEAN()) == (980.0, 0.0, 0.0)


def test_a_malicious_publisher_without_pools_waits(chain, state):
    """It neither loots nor marks other publishers' pools, even if it holds a share."""
    other, pool_agent = pooled(
        state, name="other", s_between_create=NEVER, s_between_unstake=NEVER, s_between_sellDT=NEVER
    )
    agent = publisher(state, OCEAN=0.0, **RUG)
    pool_agent.pool.transfer(agent.address, toBase18(10.0), other.web3wallet)
    pool_agent.datatoken.transfer(agent.address, toBase18(50.0), other.web3wallet)
    assert actionsOf(state, agent, 130) == []
    assert state.rugged_pools == []


def test_by_default_the_window_opens_half_a_week_after_creation(chain, state):
    """By default the window opens after 3.5 days and lasts 16.8 hours: for a creation at tick 167, ticks 251 to 267."""
    agent = publisher(state, is_malicious=True, s_between_unstake=S_PER_HOUR, s_between_sellDT=NEVER)
    assert actionsOf(state, agent, 300) == [(167, "create"), *((tick, "unstake") for tick in range(251, 268))]


def test_a_window_does_not_hurry_a_publisher(chain, state):
    """Within the window, its own periods still pass between two actions."""
    agent = publisher(state, is_malicious=True, s_between_unstake=10 * S_PER_HOUR, s_between_sellDT=6 * S_PER_HOUR)
    assert actionsOf(state, agent, 300) == [
        (167, "create"),
        (251, "unstake"),
        (251, "sell"),
        (257, "sell"),
        (261, "unstake"),
        (263, "sell"),
    ]


def test_an_honest_publisher_marks_no_pools(chain, state):
    """Netlists without malicious publishers need no list of rugged pools."""
    del state.rugged_pools
    agent = publisher(state, s_wait_to_rug=0)
    state.runTicks(400)
    assert agent.pools == ["pool0", "pool1"]
