"""Each agent around a token does what it is there for: stepped one at a time, in a small economy."""

from __future__ import annotations

import random

import pytest

from assets.agents.scitoken.TokenSpeculatorAgent import TokenSpeculatorAgent
from assets.netlists.scitoken import netlist
from engine.SimStateBase import SimStateBase
from util.base18 import toBase18
from util.constants import S_PER_DAY
from util.errors import ParameterError

DEFAULTS = {
    "N_RESEARCHERS": 4,
    "N_SPECULATORS": 2,
    "REWARD_BY": "equal",
    "VALUE_SIGMA": 0.0,
    "BUY_SIGMA": 0.0,
    "BUYERS_PER_DAY": 100.0,
    "SCHEDULE": "linear",
    "CAP": 8e6,
    "ERA": 1.0,
}


def economy(**values) -> SimStateBase:
    """A state with these values in its strategy, whose draws are always the same."""
    random.seed(7)
    ss = netlist.SimStrategy()
    for name, value in {**DEFAULTS, **values}.items():
        setattr(ss, name, value)
    return netlist.SimState(ss)


@pytest.fixture
def state(chain):
    return economy()


def supply(state):
    return state.token.totalSupply_base()


def test_demand_buys_below_value(state):
    """With money that comes from outside, as much as it spends."""
    state.demand.value = 2 * state.tokenPrice()
    before = state.demand.tokens(state)
    state.demand.takeStep(state)
    assert state.demand.OCEAN_brought == pytest.approx(500 * 100, rel=0.4)
    assert state.demand.OCEAN() == 0
    assert state.demand.tokens(state) > before
    assert state.treasury.OCEAN() == pytest.approx(350000 + 0.03 * state.demand.OCEAN_brought)


def test_demand_sells_above_value_and_spends_that_first(state):
    """What a sale brought is spent before more comes from outside."""
    state.demand.value = state.tokenPrice() / 2
    state.demand.takeStep(state)
    earned = state.demand.OCEAN()
    assert earned == pytest.approx(0.92 * 500 * 100, rel=0.4)
    assert state.demand.OCEAN_brought == 0
    state.demand.value = 1e9
    for _ in range(3):
        state.demand.takeStep(state)
    assert state.demand.OCEAN_brought == pytest.approx(3 * 500 * 100 - earned, rel=0.4)


def test_a_trend_is_followed(state):
    """It buys at first; when the price falls below that of a week ago, it sells."""
    trend = state.agents["speculator0"]
    trend.takeStep(state)
    assert trend.tokens(state) == 0
    trend.buyTokens(state, 5000.0)
    held = trend.tokens(state)
    trend.takeStep(state)
    assert trend.tokens(state) > held
    state.demand.sellTokens(state, 400_000.0)
    held = trend.tokens(state)
    trend.takeStep(state)
    assert trend.tokens(state) == pytest.approx(0.95 * held)


def test_value_is_bought_cheap(state):
    """A twentieth of what it has in a day: OCEAN below value, tokens above."""
    value = state.agents["speculator1"]
    state.demand.value = 2 * state.tokenPrice()
    value.takeStep(state)
    assert value.OCEAN() == pytest.approx(9500)
    held = value.tokens(state)
    state.demand.value = state.tokenPrice() / 2
    value.takeStep(state)
    assert value.tokens(state) == pytest.approx(0.95 * held)


def test_there_are_two_kinds_of_speculators(chain):
    """Others are refused."""
    with pytest.raises(ParameterError, match="no speculator of the kind 'luck'.*trend and value"):
        TokenSpeculatorAgent("s", 0.0, 0.0, "luck")


def test_the_minter_mints_what_is_due(chain, state):
    """Nothing at first, a day's emission after a day, for the rewards account."""
    minter = state.agents["minter"]
    before = supply(state)
    chain.advance(S_PER_DAY)
    minter.takeStep(state)
    assert supply(state) - before == pytest.approx(toBase18(4e6 / 365), rel=1e-4)
    assert state.token.balanceOf_base(state.rewards.address) == supply(state) - before


def test_rewards_are_paid_on_pay_days(chain, state):
    """All that there is, in equal parts here; on other days nothing."""
    chain.advance(S_PER_DAY)
    state.agents["minter"].takeStep(state)
    pot = state.rewards.tokens(state)
    for state.tick in (0, 6):
        state.rewards.takeStep(state)
    assert state.rewards.n_splits == 0
    state.tick = 7
    state.rewards.takeStep(state)
    assert (state.rewards.n_splits, state.rewards.tokens(state)) == (1, 0.0)
    for researcher in state.researchers.values():
        assert researcher.tokens(state) == pytest.approx(pot / 4)
        assert researcher.tokens_received == pytest.approx(pot / 4)
        assert researcher.OCEAN_worth == pytest.approx(pot / 4 * 2.6, rel=2e-2)


def reward(state, researcher, tokens):
    """Gives a researcher tokens of the hatchers' as a reward."""
    state.demand._wallet.transferDT(researcher._wallet, state.token, tokens)
    researcher.receiveReward(tokens, state.tokenPrice())


def test_a_researcher_covers_its_costs_and_sells_a_part_of_the_rest(state):
    """100 tokens against costs of 20 OCEAN: 8.4 are sold for these at 2.6 less tribute, and half of the others."""
    state.tick = 1
    researcher = state.researchers["researcher0"]
    reward(state, researcher, 100.0)
    researcher.takeStep(state)
    needed = 20 / (2.6 * 0.92)
    assert researcher.tokens(state) == pytest.approx((100 - needed) / 2, rel=1e-3)
    assert researcher.OCEAN() == pytest.approx((100 - needed) / 2 * 2.6 * 0.92, rel=1e-2)


def test_a_researcher_with_a_grant_sells_less(state):
    """Its costs are paid from what it holds in OCEAN."""
    state.tick = 1
    researcher = state.researchers["researcher0"]
    researcher.receiveOCEAN(1000.0)
    reward(state, researcher, 100.0)
    researcher.takeStep(state)
    assert researcher.tokens(state) == pytest.approx(50.0, rel=1e-6)
    assert researcher.OCEAN() == pytest.approx(1000 - 20 + 50 * 2.6 * 0.92, rel=1e-3)


def test_a_poor_researcher_sells_all_and_goes_without(state):
    """One token does not pay for a day."""
    state.tick = 1
    researcher = state.researchers["researcher0"]
    reward(state, researcher, 1.0)
    researcher.takeStep(state)
    assert researcher.tokens(state) == pytest.approx(0, abs=1e-9)
    assert researcher.OCEAN() == 0


def test_a_treasury_that_acts_before_anybody_has_proposed_pays_nobody(state):
    """As it does in another order of agents."""
    state.treasury.takeStep(state)
    assert (state.treasury.n_grants, state.treasury.OCEAN()) == (0, 350000)


def test_the_treasury_pays_the_best_proposal_that_it_can_pay(state):
    """Least OCEAN per asset; the winner's next proposal is worth more. Not on other days, nor at its boundary."""
    for researcher in state.researchers.values():
        researcher.takeStep(state)
    proposals = {name: r.proposal for name, r in state.researchers.items()}
    best = min(proposals, key=lambda name: proposals[name]["grant_requested"] / proposals[name]["assets_generated"])
    state.tick = 1
    state.treasury.takeStep(state)
    assert state.treasury.n_grants == 0
    state.tick = 30
    state.treasury.takeStep(state)
    winner = state.researchers[best]
    assert winner.OCEAN() == winner.OCEAN_granted == proposals[best]["grant_requested"]
    assert state.treasury.OCEAN() == 350000 - winner.OCEAN()
    assert winner.knowledge_access == 2
    state.treasury._transferOCEAN(None, state.treasury.OCEAN() - 10000)
    state.tick = 60
    state.treasury.takeStep(state)
    assert state.treasury.n_grants == 1


def test_users_burn_a_part_of_their_fees(state):
    """Half of the tokens that 500 OCEAN buy; the other half goes to rewards."""
    before = supply(state)
    state.users.takeStep(state)
    bought = supply(state) - before + state.token.burned_base()
    assert state.token.burned_base() == pytest.approx(bought / 2, rel=1e-12)
    assert state.token.balanceOf_base(state.rewards.address) == pytest.approx(bought / 2, rel=1e-12)
    assert (state.users.OCEAN(), state.users.OCEAN_brought, state.users.tokens(state)) == (0, 500, 0)


def test_a_large_order_goes_in_parts(state):
    """Three times the reserve; and what it bought can be sold again, for less."""
    state.demand.receiveOCEAN(2e6)
    bought = state.demand.buyTokens(state, 2e6)
    assert state.demand.OCEAN() == 0
    assert state.demand.sellTokens(state, bought) == pytest.approx(2e6 * 0.97 * 0.92, rel=1e-6)
    assert state.n_reverts == 0


def test_too_little_is_not_traded(state):
    """A millionth of a millionth of a billionth: refused, counted, and kept."""
    state.demand.receiveOCEAN(1e-18)
    assert state.demand.buyTokens(state, 1e-18) == 0
    assert state.demand.OCEAN() == 1e-18
    assert state.n_reverts == 1
