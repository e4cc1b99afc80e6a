"""Both arms reproduce what is known of Ocean V3 and V4 from formulas, on chain."""

import pytest

from assets.netlists.oceanv4.verification.attacks import SWAPS, perform
from assets.netlists.oceanv4.verification.common import RUG_HOURS
from assets.netlists.oceanv4.verification.liquidity import RUG_PART, roundTrip
from assets.netlists.oceanv4.verification.markets import ENDOWMENT, VESTED, MarketV4, V3Terms, V4Terms
from explore.sequences import Step
from util.base18 import fromBase18


def staked(terms, OCEAN=500.0):
    """A market in which the staker has staked, and its shares."""
    market = terms()
    return market, market.stake("staker", OCEAN)


def test_a_stake_in_V3(chain):
    """500 OCEAN into 4999 and 50 DT (7:3) give 6.900663 BPT; the price goes from 42.85 to 47.13; all comes back."""
    market = V3Terms()()
    assert market.price() == pytest.approx(42.85, abs=0.005)
    assert market.stake("staker", 500.0) == pytest.approx(6.900663, abs=5e-7)
    assert market.price() == pytest.approx(47.13, abs=0.005)
    assert market.unstake("staker") == pytest.approx(499.9997, abs=5e-5)


def test_a_rug_pull_in_V3(chain):
    """25 hours of 10 % of the shares and 1 % of the DT: the price is 1.955, the staker has 172.27 of 500 OCEAN, the
    publisher has extracted 5220.2.
    """
    market, _ = staked(V3Terms())
    before = market.people["publisher"].OCEAN()
    for _ in range(RUG_HOURS):
        market.unstake("publisher", RUG_PART)
        market.sell("publisher", 0.01)
    assert market.price() == pytest.approx(1.955, abs=5e-4)
    assert market.people["publisher"].OCEAN() - before == pytest.approx(5220.2, abs=0.05)
    assert market.unstake("staker") == pytest.approx(172.27, abs=5e-3)


def test_a_dump_in_V3(chain):
    """50 DT bring 1413.3 OCEAN; the price is 17.5, and the staker has 371.5 of 500 OCEAN."""
    market, _ = staked(V3Terms())
    assert market.sell("publisher") == pytest.approx(1413.3, abs=0.05)
    assert market.price() == pytest.approx(17.5, abs=0.05)
    assert market.unstake("staker") == pytest.approx(371.5, abs=0.05)


def test_a_stake_in_V4(chain):
    """500 OCEAN into 4999 and 499.9 DT give 4.810291 BPT; the bot adds 47.6538 DT; the price goes to 10.0428."""
    market = V4Terms()()
    bot = market.bot.getDatatokenBalance_base(market.DT.address)
    assert market.price() == pytest.approx(10.0, rel=1e-12)
    assert market.stake("staker", 500.0) == pytest.approx(4.810291, abs=5e-7)
    added = bot - market.bot.getDatatokenBalance_base(market.DT.address)
    assert fromBase18(added) == pytest.approx(47.6538, abs=5e-5)
    assert market.price() == pytest.approx(10.0428, abs=5e-5)
    assert market.unstake("staker") == pytest.approx(464.94, abs=5e-3)


def test_a_rug_pull_in_V4(chain):
    """25 times 10 % of the publisher's shares: the price is 12.86, the staker has 473.20 of 500 OCEAN."""
    market, _ = staked(V4Terms())
    for _ in range(RUG_HOURS):
        market.unstake("publisher", RUG_PART)
    assert market.unstake("staker") == pytest.approx(473.20, abs=5e-3)
    assert market.price() == pytest.approx(12.86, abs=5e-3)


def test_a_dump_of_what_vested_in_V4(chain):
    """100 DT bring 820.3 OCEAN; the price is 7.24, and the staker has 395.6 of 500 OCEAN."""
    market, _ = staked(VESTED)
    assert market.claim() == 100.0
    assert market.claim() == 0.0
    assert market.sell("publisher") == pytest.approx(820.3, abs=0.05)
    assert market.price() == pytest.approx(7.24, abs=5e-3)
    assert market.unstake("staker") == pytest.approx(395.6, abs=0.05)


def test_less_than_half_of_what_a_round_trip_costs_is_fees(chain):
    """V4 keeps 7.0 % of who goes in and out with 500 OCEAN; with the least fees that it knows, still 4.4 %."""
    assert roundTrip(V4Terms()(), 500.0) == pytest.approx(7.01, abs=0.01)
    assert roundTrip(V4Terms(LP_fee=1e-4, market_fee=0.0)(), 500.0) == pytest.approx(4.36, abs=0.01)
    assert roundTrip(V3Terms()(), 500.0) == pytest.approx(0.0, abs=1e-4)


def test_gains_count_from_the_beginning(chain):
    """The publisher's first liquidity is its own; who has done nothing has gained nothing."""
    for terms in (V3Terms(), V4Terms()):
        market = terms()
        assert market.gain("publisher") == -4999.0
        assert market.gain("trader") == 0.0
        assert market.people["trader"].OCEAN() == ENDOWMENT
        market.buy("trader", 100.0)
        assert market.gain("trader") == pytest.approx(-100.0)


def test_no_arm_makes_OCEAN(chain):
    """What people and pool hold stays the same, whatever they do; without a consume market V4 is solvent."""
    for terms in (V3Terms(), V4Terms()):
        market = terms()
        people = ("publisher", "staker", "others", "trader", "attacker")

        def held(market=market, people=people):
            return sum(market.gain(who) for who in people) + market.OCEAN.balanceOf_base(market.pool.address) / 10**18

        before = held()
        market.buy("trader", 8000.0)
        market.stake("others", 9000.0)
        market.sell("trader", 0.5)
        market.unstakeBoth("publisher", 0.3)
        market.unstake("others")
        assert held() == pytest.approx(before, abs=1e-6)
        if isinstance(market, MarketV4):
            assert market.slack(market.OCEAN) == 0.0
            assert market.slack(market.DT) == 0.0


def test_a_consume_market_fee_makes_V4_insolvent(chain):
    """An exact-in swap pays it out and leaves it in the books: 1 % of what goes in is missing."""
    market = V4Terms(consume_fee=0.01)()
    DT = market.buy("trader", 1000.0)
    market.sell("trader")
    assert market.slack(market.OCEAN) == pytest.approx(-10.0)
    assert market.slack(market.DT) == pytest.approx(-0.01 * DT)


def test_a_stake_and_an_unstake_pump_the_price_of_V4(chain):
    """Going in and out with half of the pool raises V4's price by 14 %, and leaves V3's where it was."""
    for terms, change in ((V3Terms(), 0.0), (V4Terms(), 0.138)):
        market = terms()
        before = market.price()
        market.stake("staker", 0.49 * market.reserve())
        market.unstake("staker")
        assert market.price() / before - 1.0 == pytest.approx(change, abs=1e-3)


def test_who_has_a_flash_loan_empties_a_pool_of_V4(chain):
    """Buy for half of the pool, stake four times the pool, leave, sell: more than 2000 OCEAN. In V3, nothing."""
    for terms, worth in ((V3Terms(), 0.0), (V4Terms(), 2529.7)):
        market, _ = staked(terms)
        perform(market, "attacker", [Step("buy", 0.5), Step("stake", 4.0)])
        market.liquidate("attacker")
        assert market.gain("attacker") == pytest.approx(worth, abs=0.1)


def test_one_block_has_room_for_it(chain, monkeypatch):
    """Nothing in the contracts asks in which block something is done: with all in one, it brings the same."""
    market, _ = staked(V4Terms())
    transact, block = chain._transact, chain.height()

    def inTheSameBlock(*args):
        receipt = transact(*args)
        chain._engine.block_number = block
        return receipt

    monkeypatch.setattr(chain, "_transact", inTheSameBlock)
    perform(market, "attacker", [Step("buy", 0.5), Step("stake", 4.0)])
    market.liquidate("attacker")
    assert chain.height() == block
    assert market.gain("attacker") == pytest.approx(2529.7, abs=0.1)


def test_a_sequence_goes_on_where_a_step_is_refused(chain):
    """What the contracts refuse does not happen; what the attacker has laid out meanwhile is known."""
    market, _ = staked(V3Terms())
    least = perform(market, "attacker", [Step("stakeBoth", 0.5), Step("buy", 0.1), Step("sell", 1.0)])
    assert least == pytest.approx(-549.9, abs=1e-6)
    assert market.gain("attacker") == pytest.approx(0.0, abs=0.01)
    assert set(SWAPS) >= {"buy", "sell"}
