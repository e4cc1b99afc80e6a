"""The publisher of Ocean V4 publishes in pools, at fixed prices and for free, claims, unstakes, sells, or loots."""

import pytest

from assets.agents.oceanv4.FeesV4 import FeesV4
from assets.agents.oceanv4.PublisherAgentV4 import PublisherAgentV4
from assets.agents.oceanv4.PublisherStrategyV4 import PublisherStrategyV4
from assets.agents.test.tradersV4 import NEVER, person, publishedV4, publisherV4
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError
from web3engine import globaltokens
from web3engine.v4.erc721factory import ERC721Factory
from web3engine.v4.factoryrouter import FactoryRouter
from web3engine.v4.sidestaking import SideStaking


def test_values_of_the_reference():
    """The balances of agent and publisher before and after a new pool."""
    ss = PublisherStrategyV4()
    assert (ss.DT_cap, ss.vested_amount, ss.vesting_blocks, ss.s_between_getVesting) == (1000.0, 100.0, 600, 43200)
    assert (ss.s_between_create, ss.s_between_unstake, ss.s_between_sellDT) == (604800, 259200, 1296000)
    assert (ss.is_malicious, ss.s_wait_to_rug, ss.s_rug_time) == (False, 302400, 60480)
    assert (ss.perc_sell, ss.perc_unstake, ss.OCEAN_to_keep, ss.max_listings, ss.pricing) == (0.1, 0.1, 1.0, 1, "pool")
    assert ss.fees == FeesV4()


def test_what_a_publisher_makes_of_its_OCEAN(chain, state):
    """A data NFT, a datatoken whose cap is held by the bot, and a pool with all OCEAN but one, at 10 OCEAN per DT."""
    pool, publisher = publishedV4(state, publish_order_fee=2.0, LP_swap_fee=0.02, publish_swap_fee=0.05)
    assert (pool.name, pool.datatoken.symbol()) == ("pool0", "DT0")
    assert (publisher.OCEAN(), pool.OCEANreserve(), pool.DTreserve()) == (1.0, 4999.0, 499.9)
    assert (publisher.BPT(pool.pool), publisher.DT(pool.datatoken)) == (50.0, 0.0)
    assert pool.datatoken.cap_base() == pool.datatoken.totalSupply_base() == 1000 * 10**18
    assert pool.datatoken.getPublishingMarketFee() == (publisher.address, globaltokens.OCEAN_address(), 2 * 10**18)
    assert (pool.pool.getSwapFee_base(), pool.pool.getMarketFee_base()) == (2 * 10**16, 5 * 10**16)
    assert pool.pool.getPublishMarketCollector() == SideStaking().getPublisherAddress(pool.datatoken_address)
    assert SideStaking().getvestingEndBlock(pool.datatoken_address) == chain.height() + 600
    assert (publisher.pools, publisher.listings) == (["pool0"], ["pool0"])


@pytest.mark.parametrize(
    ("strategy", "OCEAN", "DT"),
    [
        ({"OCEAN_liquidity": 1000.0}, 1000.0, 100.0),
        ({"DT_OCEAN_rate": 0.02}, 4999.0, 99.98),
        # No more OCEAN than there are datatokens for, apart from those that vest.
        ({"DT_OCEAN_rate": 1.0}, 900.0, 900.0),
        ({"OCEAN_to_keep": 3000.0}, 2000.0, 200.0),
    ],
    ids=str,
)
def test_liquidity_and_rate(chain, state, strategy, OCEAN, DT):
    """As much OCEAN goes in as the strategy says and exists; the rate determines the datatokens."""
    pool, publisher = publishedV4(state, **strategy)
    assert (pool.OCEANreserve(), pool.DTreserve()) == pytest.approx((OCEAN, DT), rel=1e-12)
    assert publisher.OCEAN() == pytest.approx(5000.0 - OCEAN, rel=1e-12)


def test_the_router_lets_datatokens_vest_as_fast_as_the_strategy_says(chain, state):
    """The router's owner is asked only if the period is too short."""
    router = FactoryRouter()
    assert router.getMinVestingPeriod() == 2426000
    publishedV4(state, vesting_blocks=700)
    assert router.getMinVestingPeriod() == 700
    pool, _ = publishedV4(state, name="pub2", vesting_blocks=800)
    assert router.getMinVestingPeriod() == 700
    bot, DT = SideStaking(), pool.datatoken_address
    assert bot.getvestingEndBlock(DT) - bot.getvestingLastBlock(DT) == 800


def test_all_listings_have_one_router_and_names_of_their_own(chain, state):
    """All listings share one numbering, whoever publishes them."""
    for i, pricing in enumerate(["pool", "free", "fixed", "pool", "fixed"]):
        listing, publisher = publishedV4(state, name=f"pub{i}", pricing=pricing)
        assert listing.datatoken.symbol() == f"DT{i}"
        assert publisher.pools == [name for name in publisher.listings if name.startswith("pool")]
    named = [name for name in state.agents if not name.startswith("pub")]
    assert named == ["pool0", "free0", "fixed0", "pool1", "fixed1"]
    assert ERC721Factory().getCurrentTokenCount() == 5
    assert {state.getAgent(name).datatoken.router() for name in named} == {FactoryRouter().address}


def test_an_unknown_pricing_is_refused(chain):
    """An unknown pricing is refused, and the error lists the known ones."""
    with pytest.raises(ParameterError, match="'auction'.*pool, fixed, free"):
        PublisherAgentV4("pub1", 0.0, 1000.0, PublisherStrategyV4(pricing="auction"))


# ---- its clock


def test_it_publishes_when_it_is_time(chain, state):
    """It publishes after a day and with 200 OCEAN, up to the maximum number of listings."""
    rich = publisherV4(state, name="rich", s_between_create=S_PER_DAY, OCEAN_liquidity=1000.0, max_listings=3)
    publisherV4(state, OCEAN=199.0, name="poor", s_between_create=S_PER_DAY)
    giver = publisherV4(state, OCEAN=0.0, name="giver", s_between_create=S_PER_DAY, pricing="free")
    state.runTicks(23)
    assert list(state.agents) == ["rich", "poor", "giver"]
    state.runTicks(1)
    assert (rich.listings, giver.listings) == (["pool0"], ["free0"])
    state.runTicks(200)
    assert (rich.pools, giver.listings) == (["pool0", "pool1", "pool2"], ["free0"])
    assert [state.getAgent(name).OCEANreserve() < 1000.1 for name in rich.pools] == [True] * 3


def test_it_claims_what_vests_and_stops_in_time(chain, state):
    """It claims every 12 hours while vesting lasts; everything arrives, nothing is refused, and then it stops."""
    publisher = publisherV4(
        state, s_between_create=S_PER_HOUR, s_between_unstake=NEVER, s_between_sellDT=NEVER, perc_sell=0.0
    )
    heights, held = [], []
    for _ in range(900):
        state.runTicks(1)
        chain.advance(S_PER_HOUR)
        heights.append(chain.height())
        held.append(publisher.DT(state.getAgent("pool0").datatoken))
    # The first claim comes in the first pool's twelfth hour.
    rises = [i for i in range(1, 900) if held[i] > held[i - 1]]
    assert rises[:3] == [11, 23, 35]
    assert {later - earlier for earlier, later in zip(rises, rises[1:])} == {12}
    assert held[-1] == pytest.approx(100.0, rel=1e-12)
    assert state.n_reverts == 0
    assert {later - earlier for earlier, later in zip(heights[-50:], heights[-49:])} == {1}


def test_it_collects_what_its_sale_brought(chain, state):
    """Every 12 hours it collects what buyers paid, if anything."""
    sale, publisher = publishedV4(
        state, OCEAN=0.0, pricing="fixed", publish_swap_fee=0.0, s_between_getVesting=12 * S_PER_HOUR
    )
    sale.buyDT(person(), 4.0, max_OCEAN=100.0)
    state.runTicks(11)
    assert publisher.OCEAN() == 0.0
    state.runTicks(1)
    assert publisher.OCEAN() == 40.0
    height = chain.height()
    state.runTicks(12)
    assert chain.height() == height


def test_it_unstakes_a_tenth_of_its_shares(chain, state):
    """It unstakes when it is time; the bot returns as many shares."""
    pool, publisher = publishedV4(state, s_between_unstake=3 * S_PER_HOUR)
    state.runTicks(2)
    assert publisher.BPT(pool.pool) == 50.0
    state.runTicks(1)
    assert (publisher.BPT(pool.pool), pool.botBPT()) == (45.0, 45.0)
    assert publisher.OCEAN() > 400.0


def test_it_sells_a_tenth_of_its_datatokens(chain, state):
    """It sells datatokens that have vested and those that orders paid."""
    pool, publisher = publishedV4(state, s_between_sellDT=3 * S_PER_HOUR)
    chain.advance(1, 300)
    held = pool.claimVesting(publisher)
    state.runTicks(2)
    assert publisher.DT(pool.datatoken) == held
    state.runTicks(1)
    assert publisher.DT(pool.datatoken) == pytest.approx(0.9 * held, rel=1e-12)
    assert pool.volumes.swapped == pytest.approx(publisher.OCEAN() - 1.0, rel=1e-12)


# ---- malicious


def test_malicious_timeline(chain, state):
    """A pool at hour 48, looted every hour from hour 168 to 216, marked with the first; then never again."""
    publisher = publisherV4(
        state,
        is_malicious=True,
        s_between_create=2 * S_PER_DAY,
        s_between_unstake=S_PER_HOUR,
        s_between_sellDT=S_PER_HOUR,
        s_wait_to_rug=5 * S_PER_DAY,
        s_rug_time=2 * S_PER_DAY,
    )
    born, unstaked, sold, marked = [], [], [], []
    for tick in range(400):
        pools = list(state.agents.filterToPool().values())
        before = [(publisher.BPT(p.pool), p.volumes.swapped, len(state.rugged_pools)) for p in pools]
        state.runTicks(1)
        chain.advance(S_PER_HOUR)
        if len(state.agents.filterToPool()) > len(pools):
            born.append(tick)
        for p, (BPT, swapped, n_rugged) in zip(pools, before):
            unstaked += [tick] if publisher.BPT(p.pool) < BPT else []
            sold += [tick] if p.volumes.swapped > swapped else []
            marked += [tick] if len(state.rugged_pools) > n_rugged else []
    assert (born, marked, state.rugged_pools) == ([47], [167], ["pool0"])
    assert unstaked == sold == list(range(167, 216))
    assert publisher.BPT(state.getAgent("pool0").pool) == pytest.approx(50.0 * 0.9**49, rel=1e-9)
    assert state.n_reverts == 0


def test_a_malicious_publisher_loots_to_the_end_before_it_publishes_again(chain, state):
    """A next pool would restart the clock; so it comes after the window, and is looted in turn."""
    publisher = publisherV4(
        state,
        is_malicious=True,
        max_listings=5,
        s_between_create=S_PER_HOUR,
        s_between_unstake=S_PER_HOUR,
        s_between_sellDT=S_PER_HOUR,
        s_wait_to_rug=5 * S_PER_HOUR,
        s_rug_time=20 * S_PER_HOUR,
    )
    n_pools = []
    for _ in range(60):
        n_pools.append(len(publisher.pools))
        state.runTicks(1)
    assert [tick for tick in range(59) if n_pools[tick + 1] > n_pools[tick]] == [0, 26, 52]
    assert state.rugged_pools == ["pool0", "pool1", "pool2"]
    assert [publisher.BPT(state.getAgent(name).pool) < 25.0 for name in publisher.pools] == [True, True, False]


@pytest.mark.parametrize("pricing", ["fixed", "free"])
def test_without_a_pool_there_is_no_rug(chain, state, pricing):
    """A publisher that sells at a fixed price or gives data away has nothing to loot."""
    publisher = publisherV4(state, is_malicious=True, pricing=pricing, s_between_create=1, s_wait_to_rug=1)
    state.runTicks(10)
    assert (len(publisher.listings), publisher.pools, state.rugged_pools) == (1, [], [])
