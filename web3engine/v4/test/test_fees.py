"""Receivers of fees in a V4 pool, at a fixed rate, and for orders: market, consume market, community, provider."""

from __future__ import annotations

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.chain import ZERO_ADDRESS
from web3engine.deployments import addressOf
from web3engine.test import bmath
from web3engine.v4.dispenser import Dispenser
from web3engine.v4.erc20template import ERC20Template, PublishMarketFee
from web3engine.v4.erc20templateenterprise import ERC20TemplateEnterprise, FreParams, OrderParams
from web3engine.v4.erc721factory import ERC721Factory
from web3engine.v4.factoryrouter import FactoryRouter, routerOwnerWallet
from web3engine.v4.fixedrateexchange import FixedRateExchange, Swapped
from web3engine.v4.oceanv4util import (
    createDataNFT,
    createDatatokenFromDataNFT,
    createDispenserFromDatatoken,
    datatokenData,
    fixedData,
)
from web3engine.v4.opfcommunityfeecollector import OPFCommunityFeeCollector
from web3engine.v4.structs import (
    DISPENSER,
    FIXED_RATE,
    SWAP_EXACT_IN,
    SWAP_EXACT_OUT,
    ConsumeMarketFee,
    Order,
    Purchase,
    Reuse,
    Stake,
    signedProviderFee,
)
from web3engine.v4.test import market
from web3engine.v4.test.market import Market, datatoken, person
from web3engine.v4.test.model import WEIGHT

engine, chain = market.engine, market.chain

NO_ID = bytes(32)


def _communityTakes(swap_ocean=0.0, swap_other=0.001, consume=0.01, provider=0.0):
    owner = routerOwnerWallet()
    FactoryRouter().updateOPCFee(
        toBase18(swap_ocean), toBase18(swap_other), toBase18(consume), toBase18(provider), owner
    )


# ---- pools


def test_swap_fees(chain):
    """Of 100 OCEAN that are sold the market gets 1.0 when it collects, the consume market 0.1 at once."""
    m = Market()
    O, D = m.OCEAN.address, m.DT.address
    who = (m.consume_market.address, toBase18(0.001))
    receipt = m.pool.swapExactAmountIn(O, toBase18(100.0), D, 0, HUGEINT, m.trader, *who)
    assert m.pool.swapFees(receipt) == (toBase18(3.0), 0, toBase18(1.0), toBase18(0.1), O)
    assert m.OCEAN.balanceOf_base(m.consume_market.address) == toBase18(0.1)
    assert m.pool.publishMarketFees_base(O) == toBase18(1.0)
    assert m.OCEAN.balanceOf_base(m.market.address) == 0
    m.pool.collectMarketFee(m.staker)
    assert m.OCEAN.balanceOf_base(m.market.address) == toBase18(1.0)
    assert m.pool.publishMarketFees_base(O) == 0
    # All four fees make the trade dearer.
    expected = bmath.outGivenIn(toBase18(2000.0), WEIGHT, toBase18(200.0), WEIGHT, toBase18(100.0), toBase18(0.041))
    assert receipt.returned[0] == pytest.approx(expected, rel=1e-12)


def test_fees_are_in_what_comes_in(chain):
    """Who sells DT pays in DT. The community takes its part of OCEAN's pools once its owner says so."""
    m = Market()
    _communityTakes(swap_ocean=0.005)
    O, D = m.OCEAN.address, m.DT.address
    m.buy(100.0)
    assert m.pool.communityFees_base(O) == toBase18(0.5)
    receipt = m.pool.swapExactAmountIn(D, toBase18(2.0), O, 0, HUGEINT, m.trader)
    assert m.pool.swapFees(receipt) == (toBase18(0.06), toBase18(0.01), toBase18(0.02), 0, D)
    assert m.pool.communityFees_base(D) == toBase18(0.01)
    m.pool.collectOPC(m.staker)
    collector = OPFCommunityFeeCollector()
    assert m.OCEAN.balanceOf_base(collector.address) == toBase18(0.5)
    assert m.DT.balanceOf_base(collector.address) == toBase18(0.01)
    collector.withdrawToken(O, m.staker)
    assert m.OCEAN.balanceOf_base(collector.owner()) == toBase18(0.5)


@pytest.mark.parametrize(("fee", "reason"), [(0.00009, "ConsumeSwapFee too low"), (0.11, "ConsumeSwapFee too high")])
def test_consume_market_fee_has_limits(chain, fee, reason):
    """A consume market takes nothing, or 0.01 % to 10 %."""
    m = Market()
    with pytest.raises(TxReverted, match=reason):
        m.buy(10.0, consume_fee=fee)


def test_market_changes_its_fee(chain):
    """The publishing market alone may change its fee, or who gets it."""
    m = Market()
    with pytest.raises(TxReverted, match="ONLY MARKET COLLECTOR"):
        m.pool.updatePublishMarketFee(m.trader.address, 0, m.publisher)
    m.pool.updatePublishMarketFee(m.consume_market.address, toBase18(0.1), m.market)
    assert m.pool.getMarketFee_base() == toBase18(0.1)
    assert m.pool.getPublishMarketCollector() == m.consume_market.address


def test_spot_price_has_all_fees_in_it(chain):
    """The price is OCEAN's reserve by DT's, by one less all fees."""
    m = Market()
    O, D = m.OCEAN.address, m.DT.address
    assert m.pool.getSpotPrice_base(O, D) == pytest.approx(10e18 / 0.96, rel=1e-12)
    assert m.pool.getSpotPrice_base(O, D, toBase18(0.1)) == pytest.approx(10e18 / 0.86, rel=1e-12)
    assert m.pool.getSpotPrice_base(D, O) == pytest.approx(0.1e18 / 0.96, rel=1e-12)


# ---- orders


class Shop:
    """A datatoken with a market's fee of 2 OCEAN an order; a consumer with 5 DT and OCEAN; a provider."""

    def __init__(self) -> None:
        self.publisher, self.market, self.consume_market, self.provider = (person() for _ in range(4))
        self.consumer = person(100.0)
        self.OCEAN = globaltokens.OCEANtoken()
        fee = PublishMarketFee(self.market.address, self.OCEAN.address, toBase18(2.0))
        self.data_NFT = createDataNFT("data", "DATA", self.publisher)
        self.DT = createDatatokenFromDataNFT("token", "DT", toBase18(10.0), self.data_NFT, self.publisher, fee)
        self.DT.mint(self.consumer.address, toBase18(5.0), self.publisher)
        self.OCEAN.approve(self.DT.address, HUGEINT, self.consumer)

    def providerFee(self, OCEAN: float, valid_until: int = 0, data: bytes = b"{}"):
        return signedProviderFee(self.provider, self.OCEAN.address, toBase18(OCEAN), valid_until, data)

    def holdings(self) -> list[int]:
        """OCEAN of market, consume market, provider and community."""
        people = [w.address for w in (self.market, self.consume_market, self.provider)]
        return [self.OCEAN.balanceOf_base(a) for a in (*people, addressOf("v4/OPFCommunityFeeCollector"))]


def test_order_with_all_fees(chain):
    """An order costs exactly 1 DT, which the publisher gets, and three fees; the community has its share of each."""
    s = Shop()
    _communityTakes(consume=0.01, provider=0.1)
    consume = ConsumeMarketFee(s.consume_market.address, s.OCEAN.address, toBase18(3.0))
    receipt = s.DT.startOrder(s.consumer.address, 7, s.providerFee(4.0), s.consumer, consume)
    assert s.DT.balanceOf_base(s.consumer.address) == toBase18(4.0)
    assert s.DT.balanceOf_base(s.publisher.address) == toBase18(1.0)
    assert s.holdings() == [toBase18(x) for x in (1.98, 2.97, 3.6, 0.02 + 0.03 + 0.4)]
    order = s.DT.orderStarted(receipt)
    assert order[:4] == (s.consumer.address, s.consumer.address, toBase18(1.0), 7)
    assert order[4:] == (chain.now(), s.market.address, chain.height())


def test_order_is_used_again_for_the_providers_fee(chain):
    """One who has ordered uses it again and pays the provider alone."""
    s = Shop()
    receipt = s.DT.startOrder(s.consumer.address, 1, s.providerFee(0.0), s.consumer)
    before, DT = s.holdings(), s.DT.totalSupply_base()
    s.DT.reuseOrder(bytes.fromhex(receipt.hash[2:]), s.providerFee(1.5), s.consumer)
    assert s.holdings() == [before[0], before[1], toBase18(1.5), before[3]]
    assert s.DT.balanceOf_base(s.consumer.address) == toBase18(4.0)
    assert s.DT.totalSupply_base() == DT


def test_providers_signature_is_checked(chain):
    """Nobody can change what a provider asks for."""
    s = Shop()
    signed = s.providerFee(4.0, valid_until=123, data=b"some data")
    for field, value in (("amount_base", 1), ("valid_until", 124), ("data", b""), ("address", s.consumer.address)):
        with pytest.raises(TxReverted, match="Invalid provider fee"):
            s.DT.startOrder(s.consumer.address, 1, signed._replace(**{field: value}), s.consumer)
    s.DT.startOrder(s.consumer.address, 1, signed, s.consumer)
    assert s.holdings()[2] == toBase18(4.0)


def test_order_needs_a_datatoken(chain):
    """Without 1 DT there is no order, and no fee is paid."""
    s = Shop()
    with pytest.raises(TxReverted, match="Not enough datatokens to start Order"):
        s.DT.startOrder(s.market.address, 1, s.providerFee(0.0), s.market)
    assert s.holdings() == [0, 0, 0, 0]


def test_payment_collector_gets_the_datatokens(chain):
    """The publisher may name somebody else who is paid."""
    s = Shop()
    s.DT.setPaymentCollector(s.market.address, s.publisher)
    s.DT.startOrder(s.consumer.address, 1, s.providerFee(0.0), s.consumer)
    assert s.DT.balanceOf_base(s.market.address) == toBase18(1.0)


def test_many_orders_at_once(chain):
    """The factory places many orders in one transaction, and uses them again."""
    s, factory = Shop(), ERC721Factory()
    s.DT.approve(factory.address, HUGEINT, s.consumer)
    s.OCEAN.approve(factory.address, HUGEINT, s.consumer)
    order = Order(s.DT.address, s.consumer.address, 1, s.providerFee(1.0))
    factory.startMultipleTokenOrder([order, order], s.consumer)
    assert s.DT.balanceOf_base(s.consumer.address) == toBase18(3.0)
    assert s.DT.balanceOf_base(s.publisher.address) == toBase18(2.0)
    assert s.holdings()[2] == toBase18(2.0)
    factory.reuseMultipleTokenOrder([Reuse(s.DT.address, NO_ID, s.providerFee(0.5))], s.consumer)
    assert s.holdings()[2] == toBase18(2.5)


# ---- fixed rate


@pytest.mark.parametrize("with_mint", [True, False])
def test_fixed_rate_with_all_fees(chain, with_mint):
    """At 2 OCEAN a DT and fees of 10 % (market), 0.2 % (community) and 5 % (consume market), 10 DT cost 23.04 OCEAN,
    and give back 16.96. The owner, the market and the community collect what is theirs.
    """
    alice, bob, mkt, consume = person(), person(100.0), person(), person()
    _communityTakes(swap_ocean=0.002)
    OCEAN, DT, exchange = globaltokens.OCEANtoken(), datatoken(alice), FixedRateExchange()
    id = DT.createFixedRate(fixedData(toBase18(2.0), alice, toBase18(0.1), mkt.address, with_mint), alice)
    if not with_mint:
        DT.mint(alice.address, toBase18(10.0), alice)
        DT.approve(exchange.address, toBase18(10.0), alice)
    OCEAN.approve(exchange.address, HUGEINT, bob)
    DT.approve(exchange.address, HUGEINT, bob)
    assert (exchange.isActive(id), exchange.getRate_base(id)) == (True, toBase18(2.0))
    assert exchange.getDTSupply_base(id) == (DT.cap_base() if with_mint else toBase18(10.0))

    fee = toBase18(0.05)
    price = exchange.calcBaseInGivenOutDT(id, toBase18(10.0), fee)
    assert price == tuple(toBase18(x) for x in (23.04, 0.04, 2.0, 1.0))
    with pytest.raises(TxReverted, match="FixedRateExchange: Too many base tokens"):
        exchange.buyDT(id, toBase18(10.0), price.amount_base - 1, bob, consume.address, fee)
    receipt = exchange.buyDT(id, toBase18(10.0), price.amount_base, bob, consume.address, fee)
    assert OCEAN.balanceOf_base(bob.address) == toBase18(76.96)
    assert DT.balanceOf_base(bob.address) == toBase18(10.0)
    assert OCEAN.balanceOf_base(consume.address) == toBase18(1.0)
    assert exchange.swapped(receipt) == Swapped(
        exchange_id=id,
        by=bob.address,
        base_token_amount_base=toBase18(23.04),
        datatoken_amount_base=toBase18(10.0),
        token_out=DT.address,
        publish_market_fee_base=toBase18(2.0),
        OPC_fee_base=toBase18(0.04),
        consume_market_fee_base=toBase18(1.0),
    )

    assert exchange.calcBaseOutGivenInDT(id, toBase18(10.0), fee)[0] == toBase18(16.96)
    exchange.sellDT(id, toBase18(5.0), toBase18(8.48), bob, consume.address, fee)
    assert OCEAN.balanceOf_base(bob.address) == toBase18(85.44)
    info = exchange.getFeesInfo(id)
    assert info == (toBase18(0.1), mkt.address, toBase18(0.002), toBase18(3.0), toBase18(0.06))
    for collect in (exchange.collectMarketFee, exchange.collectOceanFee):
        collect(id, bob)
    exchange.collectBT(id, alice)
    exchange.collectDT(id, alice)
    assert OCEAN.balanceOf_base(mkt.address) == toBase18(3.0)
    assert OCEAN.balanceOf_base(addressOf("v4/OPFCommunityFeeCollector")) == toBase18(0.06)
    assert OCEAN.balanceOf_base(alice.address) == toBase18(10.0)
    assert DT.balanceOf_base(alice.address) == toBase18(5.0)
    assert OCEAN.balanceOf_base(exchange.address) == 0


def test_fixed_rate_is_its_owners(chain):
    """The owner changes the rate, closes the sale, and says who alone may buy."""
    alice, bob = person(), person(100.0)
    DT, exchange = datatoken(alice), FixedRateExchange()
    id = DT.createFixedRate(fixedData(toBase18(2.0), alice), alice)
    globaltokens.OCEANtoken().approve(exchange.address, HUGEINT, bob)
    exchange.setRate(id, toBase18(3.0), alice)
    exchange.buyDT(id, toBase18(1.0), toBase18(3.0), bob)
    assert globaltokens.OCEANtoken().balanceOf_base(bob.address) == toBase18(97.0)
    exchange.setAllowedSwapper(id, alice.address, alice)
    with pytest.raises(TxReverted, match="not allowed to swap"):
        exchange.buyDT(id, toBase18(1.0), HUGEINT, bob)
    exchange.setAllowedSwapper(id, ZERO_ADDRESS, alice)
    exchange.toggleExchangeState(id, alice)
    assert not exchange.isActive(id)
    # The contract's word for a closed sale.
    with pytest.raises(TxReverted, match="Exchange does not exist"):
        exchange.buyDT(id, toBase18(1.0), HUGEINT, bob)
    with pytest.raises(TxReverted, match="invalid exchange owner"):
        exchange.setRate(id, 1, bob)
    assert exchange.getExchange(id)[:6] == (
        alice.address,
        DT.address,
        18,
        globaltokens.OCEAN_address(),
        18,
        toBase18(3.0),
    )
    assert exchange.getExchanges() == [id]


# ---- for free


def test_dispenser(chain):
    """A dispenser mints what is asked for, up to a limit a request and a limit a person."""
    alice, bob = person(), person()
    DT = datatoken(alice)
    dispenser = createDispenserFromDatatoken(DT, alice, toBase18(2.0), toBase18(3.0))
    status = dispenser.status(DT.address)
    assert (status.active, status.owner, status.is_minter) == (True, alice.address, True)
    dispenser.dispense(DT.address, toBase18(2.0), bob.address, bob)
    dispenser.dispense(DT.address, toBase18(2.0), bob.address, bob)
    assert DT.balanceOf_base(bob.address) == DT.totalSupply_base() == toBase18(4.0)
    with pytest.raises(TxReverted, match="Caller balance too high"):
        dispenser.dispense(DT.address, 1, bob.address, bob)
    with pytest.raises(TxReverted, match="Amount too high"):
        dispenser.dispense(DT.address, toBase18(2.1), alice.address, alice)
    dispenser.deactivate(DT.address, alice)
    with pytest.raises(TxReverted, match="Dispenser not active"):
        dispenser.dispense(DT.address, 1, alice.address, alice)


# ---- the enterprise template, and many purchases at once


def test_enterprise_datatoken_is_bought_ordered_and_burnt(chain):
    """A datatoken of template 2 is bought and ordered in one transaction, and burnt: nobody ever holds it."""
    alice, bob, provider = person(), person(100.0), person()
    erc = datatokenData("token", "DT", toBase18(10.0), alice, template=ERC20TemplateEnterprise.register())
    DT = ERC20TemplateEnterprise(createDataNFT("data", "DATA", alice).createERC20(erc, alice))
    assert DT.getId() == 2
    OCEAN = globaltokens.OCEANtoken()
    order = OrderParams(bob.address, 1, signedProviderFee(provider, OCEAN.address, 0))

    id = DT.createFixedRate(fixedData(toBase18(2.0), alice, allowed_swapper=DT.address), alice)
    OCEAN.approve(DT.address, HUGEINT, bob)
    receipt = DT.buyFromFreAndOrder(order, FreParams(FixedRateExchange().address, id, toBase18(2.0)), bob)
    assert DT.orderStarted(receipt).consumer == bob.address
    assert OCEAN.balanceOf_base(bob.address) == toBase18(98.0)

    createDispenserFromDatatoken(DT, alice, allowed_swapper=DT.address)
    receipt = DT.buyFromDispenserAndOrder(order, Dispenser().address, bob)
    assert DT.orderStarted(receipt).consumer == bob.address
    assert DT.totalSupply_base() == 0
    assert isinstance(DT, ERC20Template)


def test_router_buys_and_stakes_in_bulk(chain):
    """One transaction buys at a pool, at a fixed rate and from a dispenser; another stakes. All, or nothing."""
    m, router = Market(), FactoryRouter()
    O, D, me = m.OCEAN.address, m.DT.address, m.trader.address
    sold, free = datatoken(m.publisher), datatoken(m.publisher)
    id = sold.createFixedRate(fixedData(toBase18(2.0), m.publisher), m.publisher)
    dispenser = createDispenserFromDatatoken(free, m.publisher)
    m.OCEAN.approve(router.address, HUGEINT, m.trader)
    one, ten = toBase18(1.0), toBase18(10.0)
    purchases = [
        Purchase(NO_ID, m.pool.address, SWAP_EXACT_IN, O, ten, D, 0, HUGEINT),
        Purchase(NO_ID, m.pool.address, SWAP_EXACT_OUT, O, toBase18(20.0), D, one, HUGEINT),
        Purchase(id, FixedRateExchange().address, FIXED_RATE, O, ten, sold.address, one, 0),
        Purchase(NO_ID, dispenser.address, DISPENSER, ZERO_ADDRESS, 0, free.address, one, 0),
    ]
    expected = m.pool.getAmountOutExactIn(O, D, ten).amount_base
    receipt = router.buyDTBatch(purchases, m.trader)
    assert m.DT.balanceOf_base(me) == expected + one
    assert sold.balanceOf_base(me) == free.balanceOf_base(me) == one
    assert m.pool.swapFees(receipt).LP_fee_base == toBase18(0.3)

    before = m.DT.balanceOf_base(me)
    with pytest.raises(TxReverted):
        router.buyDTBatch([*purchases[:2], purchases[2]._replace(amount_in_base=one)], m.trader)
    assert m.DT.balanceOf_base(me) == before

    bpt = m.pool.calcPoolOutSingleIn_base(O, ten)
    router.stakeBatch([Stake(m.pool.address, ten, bpt)], m.trader)
    assert m.pool.balanceOf_base(me) == bpt
