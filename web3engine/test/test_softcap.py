"""SoftCap, a gate before a pool. Here: 2 DT of trade are free, and 2 more for each DT consumed; beyond that a surcharge
grows from 0 to 50 % at three times as much, and then nothing goes. Volumes fade over windows of 100 s.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from util.base18 import toBase18
from util.constants import HUGEINT
from util.errors import TxReverted
from web3engine.chain import ZERO_ADDRESS
from web3engine.softcap import SoftCap, SoftCapTerms
from web3engine.test import conformance
from web3engine.test.conformance import facts
from web3engine.test.gatemodel import COSTS_MORE, LEAVES_LESS, ONE, TOO_MUCH, GatedMarket, playGate

both, twins = conformance.both, conformance.twins

TERMS = SoftCapTerms(
    window=100, k_base=2 * ONE, grace_base=2 * ONE, hard_base=3 * ONE, topRate_base=ONE // 2, toll_base=ONE // 10
)


@pytest.fixture(params=[False, True], ids=["V3", "V4"])
def market(chain, request):
    """A pool of each generation, its gate, and two traders with OCEAN and DT that the gate may take."""
    return GatedMarket(request.param, TERMS)


@pytest.fixture
def gate(market):
    return market.gate


@pytest.fixture
def carol(market):
    """The first trader."""
    return market.traders[0]


def checkRefused(why, action, *args):
    """The contract refuses, in these words."""
    with pytest.raises(TxReverted) as caught:
        action(*args)
    assert caught.value.reason == why


def fill(market, volume):
    """Lets so many DT be traded at once, of which the pool gets half back."""
    market.gate.buy(volume // 2, HUGEINT, market.traders[1])
    market.gate.sell(volume - volume // 2, 0, market.traders[1])


# ---- what it is


def test_a_gate_knows_its_terms(market, gate):
    """Which pool, which tokens, who gets what, and what it asks; nothing has gone through it."""
    assert (gate.pool(), gate.datatoken(), gate.baseToken()) == (
        market.pool.address,
        market.DT.address,
        market.OCEAN.address,
    )
    assert (gate.publisher(), gate.collector()) == (market.publisher.address, market.collector.address)
    assert gate.terms() == TERMS
    assert (gate.traded_base(), gate.consumed_base(), gate.cap_base()) == (0, 0, 2 * ONE)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"window": 0}, "no window"),
        ({"hard_base": ONE}, "hard must be above 1"),
        ({"topRate_base": ONE + 1}, "topRate and toll are 1 at most"),
        ({"toll_base": ONE + 1}, "topRate and toll are 1 at most"),
    ],
)
def test_terms_must_make_sense(pool, OCEAN, DT, alice, wrong, why):
    """Time passes, the surcharge has room to grow, and no fraction is above 1."""
    addresses = pool.address, False, DT.address, OCEAN.address, alice.address, alice.address
    checkRefused(f"SoftCap: {why}", SoftCap.new, *addresses, TERMS._replace(**wrong), alice)


def test_addresses_must_make_sense(pool, OCEAN, DT, alice):
    """Two tokens, and somebody who gets what is due."""
    me, nobody, front = alice.address, ZERO_ADDRESS, (pool.address, False, DT.address)
    checkRefused("SoftCap: a token for itself", SoftCap.new, *front, DT.address, me, me, TERMS, alice)
    for receivers in ((nobody, me), (me, nobody)):
        checkRefused("SoftCap: no receiver", SoftCap.new, *front, OCEAN.address, *receivers, TERMS, alice)


# ---- the surcharge


def test_the_surcharge_grows_from_the_cap_on(market, gate, carol):
    """2 DT are free; from there to 6 DT the rate goes from 0 to 50 %; buying and selling count alike."""
    assert gate.rate_base(2 * ONE) == 0
    # Half of it above the cap, at 0 to 25 %.
    assert gate.rate_base(4 * ONE) == toBase18(0.0625)
    assert gate.rate_base(6 * ONE) == -(-ONE // 6)
    rates: list[int] = []
    for deal, limit in ((gate.buy, HUGEINT), (gate.sell, 0), (gate.buy, HUGEINT), (gate.sell, 0)):
        amount = ONE if len(rates) < 2 else 2 * ONE
        rates.append(gate.rate_base(amount))
        deal(amount, limit, carol)
    assert rates == [0, 0, toBase18(0.125), toBase18(0.375)]
    assert gate.traded_base() == 6 * ONE
    assert gate.rate_base(0) == 0
    checkRefused(TOO_MUCH, gate.rate_base, 1)
    checkRefused(TOO_MUCH, gate.buy, ONE, HUGEINT, carol)
    checkRefused(TOO_MUCH, gate.sell, ONE, 0, carol)


def test_what_is_consumed_makes_room(market, gate, carol):
    """1 DT makes the cap 4 and the limit 12: from 6 to 8, the surcharge is 12.5 % to 25 %."""
    fill(market, 6 * ONE)
    gate.consume(ONE, carol)
    assert (gate.consumed_base(), gate.cap_base()) == (ONE, 4 * ONE)
    assert gate.rate_base(2 * ONE) == toBase18(0.1875)
    assert gate.rate_base(6 * ONE) == toBase18(0.3125)
    checkRefused(TOO_MUCH, gate.rate_base, 6 * ONE + 1)


def test_many_small_swaps_have_the_rate_of_a_large_one(chain, market, gate, carol):
    """However a volume is cut, its mean rate is the same, but for less than a unit a swap."""
    fill(market, 2 * ONE)
    whole = gate.rate_base(4 * ONE) * 4
    parts = []
    for _ in range(40):
        parts.append(gate.rate_base(ONE // 10))
        gate.sell(ONE // 10, 0, carol)
    assert parts == sorted(parts)
    assert 0 <= sum(parts) - 10 * whole <= len(parts)


def test_volumes_fade(chain, market, gate, carol):
    """They count in full to the end of their window, then less and less, and not at all after the next."""
    chain.advance(30)
    fill(market, 6 * ONE)
    gate.consume(2 * ONE, carol)
    seen = []
    for seconds in (0, 69, 1, 25, 50, 24, 1, 500):
        chain.advance(seconds)
        seen.append((gate.traded_base(), gate.consumed_base(), gate.cap_base()))
    parts = [100, 100, 100, 75, 25, 1, 0, 0]
    assert seen == [(6 * p * ONE // 100, 2 * p * ONE // 100, (2 * 100 + 4 * p) * ONE // 100) for p in parts]


def test_volumes_of_two_windows_add_up(chain, market, gate):
    """What is traded in this one comes on top of what is left of the one before; that is forgotten in the third."""
    fill(market, 4 * ONE)
    chain.advance(150)
    fill(market, 2 * ONE)
    assert gate.traded_base() == 4 * ONE // 2 + 2 * ONE
    chain.advance(60)
    assert gate.traded_base() == 2 * ONE * 90 // 100
    fill(market, ONE)
    chain.advance(200)
    assert gate.traded_base() == 0


# ---- buying


def test_a_purchase(chain, market, gate, carol):
    """Costs what it costs in the pool, and the surcharge; the gate keeps nothing of all that it might take."""
    fill(market, 4 * ONE)
    before, snapshot = market.books(), chain.snapshot()
    plain = market.swap(True, ONE, carol)
    chain.revert(snapshot)
    # From 4 to 5 DT: 25 % to 37.5 %.
    surcharge = -(-plain * 5 // 16)
    receipt = gate.buy(ONE, HUGEINT, carol)
    assert tuple(receipt.returned) == (plain + surcharge, surcharge)
    said = {"trader": carol.address, "datatokens": ONE, "baseTokens": plain, "surcharge": surcharge}
    assert gate._event(receipt, "Bought") == said
    after = market.books()
    moved = {name: [b - a for a, b in zip(before[name], after[name])] for name in before}
    assert moved == {
        "gate": [0, 0],
        "pool": [plain, -ONE],
        "publisher": [0, 0],
        "collector": [surcharge, 0],
        "trader0": [-plain - surcharge, ONE],
        "trader1": [0, 0],
    }


def test_a_purchase_costs_no_more_than_one_wants(chain, market, gate, carol):
    """To the wei, surcharge included; without surcharge, the pool refuses in its own words."""
    snapshot = chain.snapshot()
    plain = gate.buy(ONE, HUGEINT, carol).returned[0]
    chain.revert(snapshot)
    checkRefused("ERR_LIMIT_IN", gate.buy, ONE, plain - 1, carol)
    assert gate.buy(ONE, plain, carol).returned[0] == plain
    fill(market, 3 * ONE)
    snapshot = chain.snapshot()
    cost = gate.buy(ONE, HUGEINT, carol).returned[0]
    chain.revert(snapshot)
    checkRefused(COSTS_MORE, gate.buy, ONE, cost - 1, carol)
    assert gate.buy(ONE, cost, carol).returned[0] == cost


def test_a_purchase_needs_the_means(market, gate, bob):
    """Whoever has nothing buys nothing."""
    checkRefused("ERR_LIMIT_IN", gate.buy, ONE, HUGEINT, bob)
    market.OCEAN.transfer(bob.address, 100 * ONE, market.traders[0])
    checkRefused("ERC20: transfer amount exceeds allowance", gate.buy, ONE, HUGEINT, bob)
    market.OCEAN.approve(gate.address, 100 * ONE, bob)
    gate.buy(ONE, HUGEINT, bob)
    assert market.DT.balanceOf_base(bob.address) == ONE


def test_the_pools_limits_hold(market, gate, carol):
    """A third of its datatokens at a time; nothing is counted of what was refused."""
    gate.consume(9 * ONE, carol)
    checkRefused("ERR_MAX_OUT_RATIO", gate.buy, 18 * ONE, HUGEINT, carol)
    assert gate.traded_base() == 0


# ---- selling


def test_a_sale(chain, market, gate, carol):
    """Gives what the pool gives, without the surcharge."""
    fill(market, 4 * ONE)
    before, snapshot = market.books(), chain.snapshot()
    plain = market.swap(False, ONE, carol)
    chain.revert(snapshot)
    surcharge = -(-plain * 5 // 16)
    receipt = gate.sell(ONE, plain - surcharge, carol)
    assert tuple(receipt.returned) == (plain - surcharge, surcharge)
    said = {"trader": carol.address, "datatokens": ONE, "baseTokens": plain, "surcharge": surcharge}
    assert gate._event(receipt, "Sold") == said
    after = market.books()
    assert [after[name][0] - before[name][0] for name in ("trader0", "collector", "pool", "gate")] == [
        plain - surcharge,
        surcharge,
        -plain,
        0,
    ]
    assert after["trader0"][1] == before["trader0"][1] - ONE


def test_a_sale_brings_no_less_than_one_wants(chain, market, gate, carol):
    """To the wei, surcharge deducted; without surcharge, the pool refuses in its own words."""
    fill(market, 4 * ONE)
    snapshot = chain.snapshot()
    proceeds, surcharge = gate.sell(ONE, 0, carol).returned
    chain.revert(snapshot)
    checkRefused(LEAVES_LESS, gate.sell, ONE, proceeds + 1, carol)
    checkRefused("ERR_LIMIT_OUT", gate.sell, ONE, proceeds + surcharge + 1, carol)
    assert gate.sell(ONE, proceeds, carol).returned[0] == proceeds


# ---- consuming


@pytest.mark.parametrize(("amount", "toll"), [(ONE, ONE // 10), (1, 1), (11, 2), (0, 0)])
def test_consuming_costs_real_datatokens(market, gate, carol, amount, toll):
    """The publisher gets them, but for the toll, which is rounded up."""
    before = market.books()
    receipt = gate.consume(amount, carol)
    assert gate._event(receipt, "Consumed") == {"consumer": carol.address, "datatokens": amount}
    after = market.books()
    got = [after[name][1] - before[name][1] for name in ("publisher", "collector", "trader0", "gate")]
    assert got == [amount - toll, toll, -amount, 0]
    assert gate.consumed_base() == amount


def test_one_cannot_consume_what_one_has_not(market, gate, carol, bob):
    """Not without datatokens, and not without letting the gate have them; nothing is counted."""
    market.DT.approve(gate.address, HUGEINT, bob)
    checkRefused("ERC20: transfer amount exceeds balance", gate.consume, 1, bob)
    market.DT.approve(gate.address, ONE - 1, carol)
    with pytest.raises(TxReverted, match="allowance"):
        gate.consume(ONE, carol)
    assert gate.consumed_base() == 0


# ---- what it cannot do


def test_the_pool_can_be_called_around_it(market, gate, carol):
    """Such a swap costs no surcharge and is not counted."""
    fill(market, 6 * ONE)
    checkRefused(TOO_MUCH, gate.buy, ONE, HUGEINT, carol)
    assert market.swap(True, ONE, carol) > 0
    assert gate.traded_base() == 6 * ONE


def test_a_publisher_consumes_its_own_for_the_toll(market, gate, carol):
    """8 DT of cap cost it 0.4 DT, since all but the toll comes back: it never holds more than 2."""
    market.DT.transfer(market.publisher.address, 2 * ONE, carol)
    market.DT.approve(gate.address, HUGEINT, market.publisher)
    held = market.DT.balanceOf_base(market.publisher.address)
    for _ in range(5):
        gate.consume(ONE // 5 * 4, market.publisher)
    assert gate.cap_base() == 2 * ONE + 8 * ONE
    assert market.DT.balanceOf_base(market.publisher.address) == held - 4 * ONE // 10


# ---- in general


@pytest.mark.parametrize("is_v4", [False, True], ids=["V3", "V4"])
def test_the_gate_does_what_its_model_does(chain, is_v4):
    """In 30 random plays of 40 actions each: results to the wei, counts, refusals, and nothing made or lost."""
    ends: Counter[str] = Counter()
    for seed in range(30):
        before = chain.snapshot()
        ends += playGate(chain, random.Random(seed), is_v4, 40)[1]
        chain.revert(before)
    assert sum(ends.values()) == 1200
    swaps = {f"{deal}{how}" for deal in ("buy", "sell") for how in ("", " with surcharge")}
    assert set(ends) == {*swaps, "consume", "wait", "refused by the pool", TOO_MUCH, COSTS_MORE, LEAVES_LESS}


def test_every_chain_has_the_same_gate(twins):
    """Events, gas and books in front of a pool of V3, on every chain there is."""

    def script(chain):
        market = GatedMarket(False, TERMS)
        gate, (carol, dave) = market.gate, market.traders
        steps = [
            lambda: gate.buy(3 * ONE, HUGEINT, carol),
            lambda: gate.sell(2 * ONE, 0, dave),
            lambda: gate.consume(ONE, carol),
            lambda: gate.buy(ONE, HUGEINT, dave),
            lambda: gate.sell(3 * ONE, 0, carol),
        ]
        seen = []
        for step in steps:
            seen.append((facts(step()), market.books(), gate.traded_base(), gate.cap_base()))
            chain.advance(60)
        checkRefused(TOO_MUCH, gate.buy, 10 * ONE, HUGEINT, carol)
        return seen

    assert twins.same(script)[-1][1]["collector"][0] > 0
