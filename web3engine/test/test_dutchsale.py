"""DutchSale sells a datatoken at a declining price: 40 DT, from 3 OCEAN down to 1 within 100 s, from 10 s after now."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine import globaltokens
from web3engine.dutchsale import DutchSale
from web3engine.simpletoken import Simpletoken
from web3engine.test import conformance
from web3engine.test.conformance import facts
from web3engine.test.salemodel import ONE, REFUSALS, playSale
from web3engine.v4 import oceanv4util
from web3engine.web3wallet import randomWeb3Wallet

both, twins = conformance.both, conformance.twins

S_BEFORE = 10
DURATION = 100
START_PRICE = 3 * ONE
FLOOR_PRICE = 1 * ONE
FOR_SALE = 40 * ONE
BOB_HAS = 500 * ONE


@pytest.fixture
def start(chain):
    """First second of the sale."""
    return chain.now() + S_BEFORE


@pytest.fixture
def sale(alice, OCEAN, DT, start):
    """Alice's sale, of which she has deposited all there is to sell."""
    sale = DutchSale.new(DT.address, OCEAN.address, start, start + DURATION, START_PRICE, FLOOR_PRICE, alice)
    DT.approve(sale.address, HUGEINT, alice)
    sale.deposit(FOR_SALE, alice)
    return sale


@pytest.fixture
def buyer(bob, OCEAN, sale):
    """Bob with 500 OCEAN, all of which the sale may take."""
    globaltokens.mintOCEAN(bob.address, BOB_HAS)
    OCEAN.approve(sale.address, HUGEINT, bob)
    return bob


def checkRefused(action, why):
    """The contract refuses, in these words."""
    with pytest.raises(TxReverted) as caught:
        action()
    assert caught.value.reason == why


# ---- what it is


def test_a_sale_knows_its_terms(sale, alice, OCEAN, DT, start):
    """Who sells what for what, when, and between which prices; nothing is sold yet."""
    assert (sale.seller(), sale.datatoken(), sale.baseToken()) == (alice.address, DT.address, OCEAN.address)
    assert (sale.startTime(), sale.endTime()) == (start, start + DURATION)
    assert (sale.startPrice_base(), sale.floorPrice_base()) == (START_PRICE, FLOOR_PRICE)
    assert (sale.deposited_base(), sale.left_base(), sale.sold_base()) == (FOR_SALE, FOR_SALE, 0)
    assert (sale.proceeds_base(), sale.lastPrice_base(), sale.isOver()) == (0, 0, False)
    assert DT.balanceOf_base(sale.address) == FOR_SALE


@pytest.mark.parametrize(
    ("times", "prices", "why"),
    [
        ((5, 5), (2, 1), "ends before it starts"),
        ((6, 5), (2, 1), "ends before it starts"),
        ((5, 6), (1, 2), "prices must decline to more than 0"),
        ((5, 6), (2, 0), "prices must decline to more than 0"),
    ],
)
def test_terms_must_make_sense(alice, OCEAN, DT, times, prices, why):
    """Time goes forward, the price does not go up, and nothing is given away."""
    checkRefused(
        lambda: DutchSale.new(DT.address, OCEAN.address, times[0], times[1], prices[0], prices[1], alice),
        f"DutchSale: {why}",
    )


def test_a_token_is_not_sold_for_itself(alice, DT):
    """It would all be the same heap."""
    checkRefused(lambda: DutchSale.new(DT.address, DT.address, 5, 6, 2, 1, alice), "DutchSale: a token for itself")


# ---- the price


def test_the_price_declines_linearly_with_time(chain, sale):
    """By 0.02 OCEAN a second; it stands before the start and after the end."""
    chain.advance(5)
    seen = {}
    for seconds in range(-5, DURATION + 6):
        seen[seconds] = sale.price_base()
        chain.advance(1)
    assert seen == {s: START_PRICE - 2 * ONE * min(max(s, 0), DURATION) // DURATION for s in seen}
    assert [seen[s] for s in (-5, 0, 1, 50, 99, 100, 105)] == [
        toBase18(p) for p in (3.0, 3.0, 2.98, 2.0, 1.02, 1.0, 1.0)
    ]


def test_the_price_is_rounded_up(chain, alice, OCEAN, DT):
    """From 10 to 3 in 3 s: 10, 7.67, 5.33, 3."""
    sale = DutchSale.new(DT.address, OCEAN.address, chain.now(), chain.now() + 3, 10, 3, alice)
    prices = []
    for _ in range(5):
        prices.append(sale.price_base())
        chain.advance(1)
    assert prices == [10, 8, 6, 3, 3]


@pytest.mark.parametrize("price", [1, 2**128 - 1])
def test_a_sale_at_one_price_and_extremes(chain, alice, OCEAN, DT, price):
    """Start and floor may be the same; no price, time or amount of 128 and 64 bits makes the sums overflow."""
    sale = DutchSale.new(DT.address, OCEAN.address, 0, 2**64 - 1, price, price, alice)
    steep = DutchSale.new(DT.address, OCEAN.address, 0, 2**64 - 1, price, 1, alice)
    now = chain.now()
    assert (sale.price_base(), steep.price_base()) == (price, price - (price - 1) * now // (2**64 - 1))
    assert sale.cost_base(2**127) == -(-price * 2**127 // ONE)


@pytest.mark.parametrize("amount", [1, 3, ONE // 3, ONE - 1, ONE, ONE + 1, 40 * ONE])
def test_costs_are_rounded_up_to_the_wei(chain, sale, buyer, OCEAN, DT, amount):
    """After 37 s one DT costs 2.26 OCEAN; who buys next to nothing still pays 1 wei or more for each wei begun."""
    chain.advance(S_BEFORE + 37)
    cost = -(-226 * amount // 100)
    assert sale.cost_base(amount) == cost
    assert tuple(sale.buy(amount, toBase18(2.26), buyer).returned) == (amount, cost)
    assert (OCEAN.balanceOf_base(buyer.address), DT.balanceOf_base(buyer.address)) == (BOB_HAS - cost, amount)


def test_what_one_can_pay(chain, sale, buyer, bob, OCEAN):
    """Whoever has b OCEAN can always pay b * 1e18 // price, to the wei."""
    for seconds in (S_BEFORE + 7, 13, 29):
        chain.advance(seconds)
        has = 7 * ONE + seconds
        most = has * ONE // sale.price_base()
        assert has - 3 <= sale.cost_base(most) <= has


# ---- buying


def test_a_purchase(chain, sale, buyer, OCEAN, DT):
    """Half-way, 5 DT cost 10 OCEAN: both tokens move, the books and the event say it."""
    chain.advance(S_BEFORE + 50)
    receipt = sale.buy(5 * ONE, 2 * ONE, buyer)
    assert tuple(receipt.returned) == (5 * ONE, 10 * ONE)
    said = {"buyer": buyer.address, "datatokens": 5 * ONE, "cost": 10 * ONE, "price": 2 * ONE}
    assert sale._event(receipt, "Bought") == said
    assert (OCEAN.balanceOf_base(sale.address), DT.balanceOf_base(sale.address)) == (10 * ONE, 35 * ONE)
    assert (OCEAN.balanceOf_base(buyer.address), DT.balanceOf_base(buyer.address)) == (490 * ONE, 5 * ONE)
    assert (sale.sold_base(), sale.left_base(), sale.proceeds_base()) == (5 * ONE, 35 * ONE, 10 * ONE)
    assert sale.lastPrice_base() == 2 * ONE


def test_nobody_pays_more_than_he_wants(chain, sale, buyer):
    """A price limit is kept to the wei."""
    chain.advance(S_BEFORE + 50)
    checkRefused(lambda: sale.buy(ONE, 2 * ONE - 1, buyer), "DutchSale: the price is above maxPrice")
    assert sale.buy(ONE, 2 * ONE, buyer).returned[1] == 2 * ONE


def test_who_wants_more_than_is_left_gets_what_is_left(chain, sale, buyer, DT):
    """And pays for no more; then nothing is left."""
    chain.advance(S_BEFORE + 100)
    sale.buy(39 * ONE, HUGEINT, buyer)
    assert tuple(sale.buy(HUGEINT, HUGEINT, buyer).returned) == (ONE, ONE)
    assert (DT.balanceOf_base(buyer.address), sale.left_base(), sale.isOver()) == (FOR_SALE, 0, True)
    checkRefused(lambda: sale.buy(1, HUGEINT, buyer), "DutchSale: nothing left")


def test_the_sale_has_a_first_and_a_last_second(chain, sale, buyer):
    """Both belong to it."""
    chain.advance(S_BEFORE - 1)
    checkRefused(lambda: sale.buy(ONE, HUGEINT, buyer), "DutchSale: not yet")
    chain.advance(1)
    assert sale.buy(ONE, HUGEINT, buyer).returned[1] == START_PRICE
    chain.advance(DURATION)
    assert not sale.isOver()
    assert sale.buy(ONE, HUGEINT, buyer).returned[1] == FLOOR_PRICE
    chain.advance(1)
    assert sale.isOver()
    checkRefused(lambda: sale.buy(ONE, HUGEINT, buyer), "DutchSale: over")


def test_one_must_want_something_and_be_able_to_pay_it(chain, sale, buyer, bob, OCEAN):
    """Or nothing moves."""
    chain.advance(S_BEFORE)
    checkRefused(lambda: sale.buy(0, HUGEINT, buyer), "DutchSale: nothing wanted")
    OCEAN.approve(sale.address, 3 * ONE - 1, bob)
    checkRefused(lambda: sale.buy(ONE, HUGEINT, bob), "ERC20: transfer amount exceeds allowance")
    assert (sale.sold_base(), sale.proceeds_base(), sale.lastPrice_base()) == (0, 0, 0)


# ---- the seller


def test_deposits_are_the_sellers_and_come_early(chain, alice, bob, sale, DT):
    """Until the first second: the deposits add up."""
    checkRefused(lambda: sale.deposit(ONE, bob), "DutchSale: only the seller")
    assert sale._event(sale.deposit(ONE, alice), "Deposited") == {"datatokens": ONE}
    chain.advance(S_BEFORE)
    sale.deposit(2 * ONE, alice)
    assert sale.deposited_base() == sale.left_base() == DT.balanceOf_base(sale.address) == 43 * ONE
    chain.advance(1)
    checkRefused(lambda: sale.deposit(ONE, alice), "DutchSale: too late for a deposit")


def test_no_deposit_after_a_purchase(chain, alice, buyer, sale):
    """Not even in the first second."""
    chain.advance(S_BEFORE)
    sale.buy(ONE, HUGEINT, buyer)
    checkRefused(lambda: sale.deposit(ONE, alice), "DutchSale: too late for a deposit")


def test_the_seller_gets_all_at_the_end(chain, alice, buyer, sale, OCEAN, DT):
    """Proceeds and what was not sold, and what was sent to the sale by mistake; the books stay readable."""
    chain.advance(S_BEFORE + 50)
    sale.buy(10 * ONE, HUGEINT, buyer)
    DT.transfer(sale.address, ONE, buyer)
    chain.advance(50)
    checkRefused(lambda: sale.withdraw(alice), "DutchSale: not over")
    chain.advance(1)
    checkRefused(lambda: sale.withdraw(buyer), "DutchSale: only the seller")
    receipt = sale.withdraw(alice)
    assert sale._event(receipt, "Withdrawn") == {"baseTokens": 20 * ONE, "datatokens": 31 * ONE}
    assert (OCEAN.balanceOf_base(sale.address), DT.balanceOf_base(sale.address)) == (0, 0)
    assert DT.balanceOf_base(alice.address) == 91 * ONE
    assert (sale.left_base(), sale.proceeds_base(), sale.clearingPrice_base()) == (30 * ONE, 20 * ONE, FLOOR_PRICE)
    assert sale._event(sale.withdraw(alice), "Withdrawn") == {"baseTokens": 0, "datatokens": 0}


def test_a_sale_that_is_sold_out_is_over_and_has_found_a_price(chain, alice, buyer, sale, OCEAN):
    """The price at which the last datatoken went."""
    chain.advance(S_BEFORE + 25)
    sale.buy(30 * ONE, HUGEINT, buyer)
    checkRefused(sale.clearingPrice_base, "DutchSale: not over")
    chain.advance(25)
    sale.buy(10 * ONE, HUGEINT, buyer)
    assert (sale.isOver(), sale.clearingPrice_base(), sale.lastPrice_base()) == (True, 2 * ONE, 2 * ONE)
    sale.withdraw(alice)
    assert OCEAN.balanceOf_base(alice.address) == (1000 + 75 + 20) * ONE
    chain.advance(500)
    assert sale.clearingPrice_base() == 2 * ONE


def test_a_sale_that_nobody_wanted(chain, alice, OCEAN, DT, sale):
    """Ends with its datatokens back and the floor as its price; so does one of nothing."""
    empty = DutchSale.new(DT.address, OCEAN.address, chain.now(), chain.now() + 1, 5, 4, alice)
    assert not empty.isOver()
    chain.advance(S_BEFORE + DURATION + 1)
    sale.withdraw(alice)
    empty.withdraw(alice)
    assert DT.balanceOf_base(alice.address) == 100 * ONE
    assert (sale.lastPrice_base(), sale.clearingPrice_base(), empty.clearingPrice_base()) == (0, FLOOR_PRICE, 4)


def test_a_datatoken_of_V4_is_sold_likewise_and_then_has_no_pool(chain, buyer, alice, OCEAN):
    """One that is minted can be sold, but Ocean V4 opens pools only for datatokens of which there are none yet."""
    data_NFT = oceanv4util.createDataNFT("data", "DATA", alice)
    DT = oceanv4util.createDatatokenFromDataNFT("DT", "DT", 100 * ONE, data_NFT, alice)
    DT.mint(alice.address, 10 * ONE, alice)
    sale = DutchSale.new(DT.address, OCEAN.address, chain.now(), chain.now() + 4, 4 * ONE, 2 * ONE, alice)
    DT.approve(sale.address, 10 * ONE, alice)
    sale.deposit(10 * ONE, alice)
    OCEAN.approve(sale.address, HUGEINT, buyer)
    chain.advance(2)
    assert tuple(sale.buy(10 * ONE, HUGEINT, buyer).returned) == (10 * ONE, 30 * ONE)
    assert (DT.balanceOf_base(buyer.address), sale.clearingPrice_base()) == (10 * ONE, 3 * ONE)
    with pytest.raises(TxReverted, match="tokens already minted"):
        oceanv4util.createBPoolFromDatatoken(DT, alice, oceanv4util.poolData(alice, 100 * ONE, DT_vest_amt_base=ONE))


# ---- in general


def test_no_wei_is_made_or_lost(chain):
    """In 40 random sales of 40 actions each, in which everybody tries everything at any time."""
    ends: Counter[str] = Counter()
    for seed in range(40):
        ends += playSale(chain, random.Random(seed), 40)[1]
    assert sum(ends.values()) == 1600
    assert set(ends) == {"deposit", "buy", "withdraw", "wait", *REFUSALS}


def test_every_chain_sells_at_the_same_price(twins):
    """Events, gas, refusals and books of one sale, on every chain there is."""

    def script(chain):
        played = playSale(chain, random.Random(2), 25)[0]
        alice = randomWeb3Wallet()
        alice.fundFromAbove(10**17)
        DT = Simpletoken.new("DT", "", 18, ONE, alice)
        sale = DutchSale.new(DT.address, globaltokens.OCEAN_address(), chain.now(), chain.now() + 7, 3 * ONE, 1, alice)
        DT.approve(sale.address, ONE, alice)
        globaltokens.mintOCEAN(alice.address, 3 * ONE)
        globaltokens.OCEANtoken().approve(sale.address, HUGEINT, alice)
        seen = [facts(sale.deposit(ONE, alice))]
        for amount in (ONE // 3, ONE // 3, ONE):
            chain.advance(2)
            seen.append(facts(sale.buy(amount, HUGEINT, alice)))
        return played, seen, facts(sale.withdraw(alice)), sale.clearingPrice_base()

    assert twins.same(script)[-1] == 3 * ONE - (3 * ONE - 1) * 6 // 7
