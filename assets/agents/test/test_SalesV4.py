"""Sales at a fixed price and dispensers, as consumers see them; and accounts that receive fees."""

import pytest

from assets.agents.market.listings import listings
from assets.agents.oceanv4.DispenserAgentV4 import DispenserAgentV4
from assets.agents.oceanv4.FeeCollectorAgentV4 import FeeCollectorAgentV4
from assets.agents.oceanv4.FixedPriceAgentV4 import FixedPriceAgentV4
from assets.agents.test.tradersV4 import Accounts, communityTakes, person, publishedV4
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.v4.dispenser import Dispenser
from web3engine.v4.fixedrateexchange import FixedRateExchange


def fixed(state, **strategy):
    """A sale at 10 OCEAN per DT, of up to 1000 DT, and its publisher, who has invested nothing."""
    return publishedV4(state, OCEAN=0.0, **{"pricing": "fixed", "publish_swap_fee": 0.0, **strategy})


def free(state, **strategy):
    """A dispenser, and its publisher."""
    return publishedV4(state, OCEAN=0.0, **{"pricing": "free", **strategy})


# ---- at a fixed price


def test_a_sale_at_a_fixed_price(chain, state):
    """Each datatoken costs the same, and the publisher gets the price when it collects."""
    sale, publisher = fixed(state)
    agent = person()
    assert isinstance(sale, FixedPriceAgentV4)
    assert (sale.name, sale.role, sale.publisherAddress()) == ("fixed0", "fixedprice", publisher.address)
    for _ in range(2):
        assert (sale.price(), sale.spotPrice(), sale.OCEANtoBuyDT(3.0)) == (10.0, 10.0, 30.0)
        assert sale.buyDT(agent, 3.0, max_OCEAN=30.0) == 30.0
    assert (agent.DT(sale.datatoken), agent.OCEAN(), sale.volumes.swapped) == (6.0, 4940.0, 60.0)
    assert (sale.OCEANearned(), publisher.OCEAN()) == (60.0, 0.0)
    sale.collectOCEAN(publisher)
    assert (sale.OCEANearned(), publisher.OCEAN()) == (0.0, 60.0)


def test_fees_come_on_top_of_a_fixed_price(chain, state):
    """10 % goes to the market, 5 % to the consume market, 0.2 % to the community."""
    communityTakes(of_swaps=0.002)
    accounts = Accounts(consume_swap_fee=0.05)
    sale, publisher = fixed(
        state, fees=accounts.fees, publish_swap_fee=0.1, publish_market=accounts.market.address, fixed_price=2.0
    )
    agent = person()
    assert sale.price() == pytest.approx(2.304, rel=1e-12)
    assert sale.buyDT(agent, 10.0, max_OCEAN=5000.0) == sale.OCEANtoBuyDT(10.0) == 23.04
    paid = sale.fees_paid
    assert (paid.LP, paid.publish_market, paid.consume_market, paid.community) == (0.0, 2.0, 1.0, 0.04)
    assert accounts.OCEAN() == [0.0, 1.0, 0.0]
    sale.collectFees(agent)
    assert accounts.OCEAN() == [2.0, 1.0, 0.0]
    height = chain.height()
    sale.collectFees(agent)
    assert chain.height() == height
    assert sale.OCEANearned() == 20.0


def test_a_sale_has_no_more_than_the_cap(chain, state):
    """What it cannot sell has no price, nor has what costs less than a wei; the contract refuses both."""
    sale, publisher = fixed(state, DT_cap=5.0)
    agent = person()
    sale.buyDT(agent, 3.0, max_OCEAN=100.0)
    assert sale.OCEANtoBuyDT(2.0) == 20.0
    assert [sale.OCEANtoBuyDT(DT_amt) for DT_amt in (2.1, 0.0, 1e-19)] == [None] * 3
    with pytest.raises(TxReverted):
        sale.buyDT(agent, 2.1, max_OCEAN=100.0)
    FixedRateExchange().toggleExchangeState(sale.exchange_id, publisher.web3wallet)
    assert sale.OCEANtoBuyDT(1.0) is None
    with pytest.raises(TxReverted):
        sale.buyDT(agent, 1.0, max_OCEAN=100.0)


def test_a_sale_keeps_to_the_buyers_limit(chain, state):
    """A purchase is paid in full, or nothing happens."""
    sale, _ = fixed(state)
    with pytest.raises(TxReverted, match="Too many base tokens"):
        sale.buyDT(person(), 1.0, max_OCEAN=9.9)
    assert sale.volumes.swapped == 0.0


def test_data_bought_at_a_fixed_price_are_ordered_like_others(chain, state):
    """The datatoken goes to the publisher, the fees to their recipients."""
    accounts = Accounts(consume_order_fee=1.0, provider_order_fee=0.5)
    sale, publisher = fixed(state, fees=accounts.fees)
    agent = person()
    sale.buyDT(agent, 1.0, max_OCEAN=10.0)
    sale.order(agent)
    assert (publisher.DT(sale.datatoken), agent.OCEAN(), sale.n_orders) == (1.0, 4988.5, 1)
    assert accounts.OCEAN() == [0.0, 0.99, 0.5]


# ---- for free


def test_a_dispenser(chain, state):
    """A dispenser gives one datatoken at once, for free."""
    gift, publisher = free(state)
    agent = person(OCEAN=1.0)
    assert isinstance(gift, DispenserAgentV4)
    assert (gift.name, gift.role, gift.publisherAddress()) == ("free0", "dispenser", publisher.address)
    assert (gift.price(), gift.spotPrice(), gift.OCEANtoBuyDT(1.0)) == (0.0, 0.0, 0.0)
    assert gift.buyDT(agent, 1.0, max_OCEAN=0.0) == 0.0
    assert (agent.DT(gift.datatoken), agent.OCEAN()) == (1.0, 1.0)
    gift.order(agent)
    assert (agent.DT(gift.datatoken), publisher.DT(gift.datatoken), gift.n_orders) == (0.0, 1.0, 1)


def test_what_a_dispenser_does_not_give(chain, state):
    """It refuses more than one, nothing, more than the cap, to holders of one, and when it is closed."""
    gift, publisher = free(state, DT_cap=1.5)
    agent = person()
    assert [gift.OCEANtoBuyDT(DT_amt) for DT_amt in (0.0, 1.1)] == [None, None]
    gift.buyDT(agent, 1.0, max_OCEAN=0.0)
    assert (gift.OCEANtoBuyDT(0.5), gift.OCEANtoBuyDT(0.6)) == (0.0, None)
    with pytest.raises(TxReverted):
        gift.buyDT(person("other"), 0.6, max_OCEAN=0.0)
    with pytest.raises(TxReverted, match="balance too high"):
        gift.buyDT(agent, 0.5, max_OCEAN=0.0)
    Dispenser().deactivate(gift.datatoken_address, publisher.web3wallet)
    assert gift.OCEANtoBuyDT(0.5) is None


def test_a_dispenser_has_no_fees_to_collect(chain, state):
    """Dispensers have no fees; collecting them does nothing."""
    gift, publisher = free(state)
    height = chain.height()
    gift.collectFees(publisher)
    assert chain.height() == height
    assert gift.fees.consume_market == ZERO_ADDRESS


# ---- accounts


def test_fees_are_collected_at_all_places_once_in_a_while(chain, state):
    """A collector collects every 3 hours, for example; one that never collects only gets what is paid at once."""
    collector = FeeCollectorAgentV4("market", 0.0, 0.0, 3 * 3600)
    state.addAgent(collector)
    state.addAgent(FeeCollectorAgentV4("idle", 0.0, 0.0, None))
    market = {"publish_market": collector.address, "publish_swap_fee": 0.1}
    places = [
        publishedV4(state, **market)[0],
        fixed(state, name="pub2", **market)[0],
        free(state, name="pub3", publish_market=collector.address)[0],
    ]
    assert listings(state) == places
    agent = person()
    for place in places:
        place.buyDT(agent, 1.0, max_OCEAN=100.0)
    state.runTicks(2)
    assert collector.OCEAN() == 0.0
    state.runTicks(1)
    due = sum(place.fees_paid.publish_market for place in places)
    assert due > 2.0
    assert collector.OCEAN() == pytest.approx(due, rel=1e-12)
