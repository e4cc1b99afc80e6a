"""Speculators: when and where they act is the same for those that trade datatokens and those that stake."""

import random
from collections import Counter

import pytest

from assets.agents.SpeculatorAgent import SpeculatorAgent, SpeculatorAgentBase
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.test.traders import Formulas, published
from util.base18 import toBase18
from util.constants import BURN_ADDRESS, S_PER_DAY, S_PER_HOUR
from util.errors import TxReverted
from web3engine.globaltokens import OCEANtoken

ALWAYS, NEVER = 1.0, 0.0


@pytest.fixture(params=[SpeculatorAgent, StakerspeculatorAgent])
def Agent(request, chain):
    """Each kind of speculator."""
    return request.param


def added(state, Agent, OCEAN=1000.0, **how):
    """A speculator in `state`."""
    agent = Agent("agent1", 0.0, OCEAN, **how)
    state.addAgent(agent)
    return agent


def held(agent, pool_agent):
    """What the agent speculates with in that pool."""
    return agent._held(pool_agent)


# ---- both kinds


def test_a_speculator_starts_with_its_money(state, Agent):
    """A speculator starts with its money, and is found by its filter."""
    agent = added(state, Agent, OCEAN=12.5)
    assert (agent.USD(), agent.OCEAN()) == (0.0, 12.5)
    assert isinstance(agent, SpeculatorAgentBase)
    kinds = [state.agents.filterToSpeculator(), state.agents.filterToStakerspeculator()]
    assert [list(kind) for kind in kinds] == ([["agent1"], []] if Agent is SpeculatorAgent else [[], ["agent1"]])


def test_without_pools_it_waits(chain, state, Agent):
    """Without pools it waits; asked to act anyway, it says what is missing."""
    agent = added(state, Agent)
    state.runTicks(60)
    assert agent.OCEAN() == 1000.0
    assert not agent._doSpeculateAction(state)
    with pytest.raises(AssertionError, match="no pool"):
        agent._speculateAction(state)


def test_having_waited_it_acts_as_soon_as_there_is_a_pool(state, Agent):
    """It acts in the same tick as the publisher, if the publisher acts before it."""
    agent = added(state, Agent)
    state.runTicks(60)
    pool_agent, _ = published(state)
    state.runTicks(1)
    assert held(agent, pool_agent) > 0.0


def test_it_acts_once_per_period(state, Agent):
    """By default the period is a day, and eight hours for a staker; the first period begins at the start."""
    pool_agent, _ = published(state)
    agent = added(state, Agent, prob_leave=NEVER)
    acted = []
    for tick in range(72):
        before = held(agent, pool_agent)
        state.runTicks(1)
        if held(agent, pool_agent) > before:
            acted.append(tick)
    assert acted == ([23, 47, 71] if Agent is SpeculatorAgent else list(range(7, 72, 8)))


def test_the_period_is_the_fourth_argument(state, Agent):
    """The period can be set, in seconds."""
    pool_agent, _ = published(state)
    agent = Agent("agent1", 0.0, 1000.0, 3 * S_PER_HOUR)
    state.addAgent(agent)
    state.runTicks(2)
    assert held(agent, pool_agent) == 0.0
    state.runTicks(1)
    assert held(agent, pool_agent) > 0.0


def test_it_keeps_away_from_rugged_pools(state, Agent):
    """It stays away from pools in state.rugged_pools; what it has there stays there."""
    (rugged, _), (sound, _) = published(state), published(state, name="pub2")
    agent = added(state, Agent, s_between_speculates=S_PER_HOUR, prob_leave=NEVER)
    state.runTicks(10)
    stuck = held(agent, rugged)
    assert stuck > 0.0
    state.rugged_pools.append(rugged.name)
    assert list(agent._poolsForSpeculate(state)) == [sound.name]
    before = held(agent, sound)
    state.runTicks(10)
    assert held(agent, rugged) == stuck
    assert held(agent, sound) > before
    state.rugged_pools.append(sound.name)
    assert not agent._doSpeculateAction(state)


def test_a_state_without_rugged_pools_has_none(state, Agent):
    """Netlists without malicious publishers need no list of rugged pools."""
    del state.rugged_pools
    pool_agent, _ = published(state)
    agent = added(state, Agent, s_between_speculates=S_PER_HOUR)
    state.runTicks(1)
    assert held(agent, pool_agent) > 0.0


def test_the_pool_is_drawn_first_and_then_the_coin_if_there_is_something_to_leave(state, Agent):
    """One draw picks the pool, and a second one only if it holds something: runs are comparable to the reference's."""
    pool_agent, _ = published(state)
    agent = added(state, Agent)
    random.seed(5)
    agent._speculateAction(state)
    after_one = random.getstate()
    agent._speculateAction(state)
    after_two = random.getstate()
    random.seed(5)
    random.choice([pool_agent])
    assert random.getstate() == after_one
    random.choice([pool_agent])
    random.random()
    assert random.getstate() == after_two


def test_it_leaves_every_other_time(state, Agent):
    """It leaves where it holds something, with a probability that can be set."""
    published(state, OCEAN=1000.0, DT_stake=500.0)
    # It sells and unstakes only half, so there is always something left.
    half = {"perc_sell": 0.5} if Agent is SpeculatorAgent else {"perc_unstake": 0.5, "perc_stake": 0.01}
    for prob_leave, most_likely in ((0.5, range(30, 71)), (0.1, range(2, 21))):
        agent = Agent(f"agent{prob_leave}", 0.0, 5000.0, prob_leave=prob_leave, **half)
        (pool_agent,) = state.agents.filterToPool().values()
        agent._speculateAction(state)
        leaves: Counter[bool] = Counter()
        for _ in range(100):
            before = held(agent, pool_agent)
            agent._speculateAction(state)
            leaves[held(agent, pool_agent) < before] += 1
        assert leaves[True] in most_likely


def test_pools_are_chosen_at_random(state, Agent):
    """Each of three pools gets its part."""
    for name in ("pub1", "pub2", "pub3"):
        published(state, name=name)
    agent = added(state, Agent, OCEAN=1000.0, s_between_speculates=S_PER_HOUR, prob_leave=NEVER)
    state.runTicks(12)
    assert all(held(agent, pool_agent) > 0.0 for pool_agent in state.agents.filterToPool().values())


def test_without_OCEAN_it_does_nothing(chain, state, Agent):
    """Without OCEAN it tries nothing that would be refused, and costs no transaction."""
    pool_agent, _ = published(state)
    agent = added(state, Agent, OCEAN=0.0, s_between_speculates=S_PER_HOUR)
    height = chain.height()
    state.runTicks(5)
    assert chain.height() == height
    assert held(agent, pool_agent) == 0.0
    assert state.n_reverts == 0


def test_a_refusal_is_counted_and_not_fatal(state, Agent, monkeypatch):
    """If a pool changes between question and trade, the agent goes on, and acts again next time."""
    pool_agent, _ = published(state)
    agent = added(state, Agent, s_between_speculates=S_PER_HOUR, prob_leave=NEVER)

    def refuse(*_, **__):
        raise TxReverted("BPool", "anything", "", "ERR_NOT_TODAY")

    with monkeypatch.context() as patch:
        patch.setattr(pool_agent.pool, "swapExactAmountOut", refuse)
        patch.setattr(pool_agent.pool, "joinswapExternAmountIn", refuse)
        state.runTicks(3)
    assert (state.n_reverts, agent.OCEAN(), held(agent, pool_agent)) == (3, 1000.0, 0.0)
    state.runTicks(1)
    assert state.n_reverts == 3
    assert held(agent, pool_agent) > 0.0


@pytest.mark.parametrize("wrong", [{"OCEAN": 1000}, {"s_between_speculates": 1.5}, {"prob_leave": "half"}], ids=str)
def test_types_are_checked(Agent, wrong):
    """Money is a float, a period is whole seconds."""
    with pytest.raises(TypeError):
        Agent("agent1", **{"USD": 0.0, "OCEAN": 1000.0, **wrong})


def test_a_speculator_of_ones_own_needs_one_method(chain, state):
    """Subclasses of the base class choose what to do in a pool."""

    class Hoarder(SpeculatorAgentBase):
        def _held(self, pool):
            return 0.0

        def _enter(self, pool):
            pool.buyDT(self, 0.5, max_OCEAN=self.OCEAN())

        def _leave(self, pool, held):
            raise AssertionError("it never leaves")

    pool_agent, _ = published(state)
    agent = added(state, Hoarder)
    assert agent._timer.s_between == S_PER_DAY
    state.runTicks(24)
    assert agent.DT(pool_agent.datatoken) == 0.5


# ---- those who trade datatokens


def test_it_buys_one_datatoken_and_sells_all_it_has(chain, state):
    """It buys one datatoken and sells all it has, at the pool's prices."""
    pool_agent, _ = published(state)
    agent = added(state, SpeculatorAgent, prob_leave=ALWAYS)
    cost = Formulas(pool_agent).costOf(1.0)
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == 1.0
    assert agent.OCEAN() == pytest.approx(1000.0 - cost, rel=1e-9)
    brings, before = Formulas(pool_agent).bringsOf(1.0), agent.OCEAN()
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == 0.0
    assert agent.OCEAN() - before == pytest.approx(brings, rel=1e-9)


def test_amounts_of_trades_can_be_set(chain, state):
    """Amounts can be set: five in, and half of them out."""
    pool_agent, _ = published(state)
    agent = added(state, SpeculatorAgent, DT_buy_amt=5.0, perc_sell=0.5, prob_leave=ALWAYS)
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == 5.0
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == 2.5


def test_it_buys_what_a_small_pool_sells(chain, state):
    """It buys a third of the two datatokens there are, and then a third of the rest."""
    pool_agent, _ = published(state, OCEAN=20.0, DT_stake=2.0)
    agent = added(state, SpeculatorAgent, prob_leave=NEVER)
    for left in (2.0 * 2 / 3, 2.0 * 4 / 9):
        agent._speculateAction(state)
        assert agent.DT(pool_agent.datatoken) == pytest.approx(2.0 - left, rel=1e-9)
    assert state.n_reverts == 0


def test_it_sells_what_a_small_pool_takes(chain, state):
    """It sells half as many datatokens as the pool holds."""
    pool_agent, publisher = published(state, DT_stake=2.0)
    agent = added(state, SpeculatorAgent, prob_leave=ALWAYS)
    pool_agent.datatoken.transfer(agent.address, toBase18(50.0), publisher.web3wallet)
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == pytest.approx(49.0, rel=1e-9)
    assert state.n_reverts == 0


def test_it_does_not_buy_what_it_cannot_pay(chain, state):
    """1 DT costs 4.4453 OCEAN: it does not buy with 4.44, and does with 4.45."""
    pool_agent, _ = published(state)
    agent = added(state, SpeculatorAgent, OCEAN=4.44)
    agent._speculateAction(state)
    assert (agent.OCEAN(), agent.DT(pool_agent.datatoken), state.n_reverts) == (4.44, 0.0, 0)
    agent.receiveOCEAN(0.01)
    agent._speculateAction(state)
    assert agent.DT(pool_agent.datatoken) == 1.0


# ---- those who stake


def test_a_staker_stakes_a_tenth_of_its_OCEAN_and_unstakes_a_tenth_of_its_shares(chain, state):
    """A tenth of its OCEAN goes in and a tenth of its shares comes out, at the pool's terms."""
    pool_agent, _ = published(state, OCEAN=2000.0)
    agent = added(state, StakerspeculatorAgent, prob_leave=ALWAYS)
    shares = Formulas(pool_agent).sharesFor(100.0)
    agent._speculateAction(state)
    assert agent.OCEAN() == 900.0
    assert agent.BPT(pool_agent.pool) == pytest.approx(shares, rel=1e-8)
    OCEAN = Formulas(pool_agent).OCEANfor(0.1 * agent.BPT(pool_agent.pool))
    agent._speculateAction(state)
    assert agent.BPT(pool_agent.pool) == pytest.approx(0.9 * shares, rel=1e-8)
    assert agent.OCEAN() - 900.0 == pytest.approx(OCEAN, rel=1e-7)


def test_fractions_of_stakes_can_be_set(chain, state):
    """Fractions can be set: a twentieth in, all of it out."""
    pool_agent, _ = published(state, OCEAN=2000.0)
    agent = added(state, StakerspeculatorAgent, perc_stake=0.05, perc_unstake=1.0, prob_leave=ALWAYS)
    agent._speculateAction(state)
    assert agent.OCEAN() == 950.0
    agent._speculateAction(state)
    assert agent.BPT(pool_agent.pool) == 0.0
    assert agent.OCEAN() == pytest.approx(1000.0, rel=1e-5)


def test_a_staker_stakes_what_a_small_pool_takes(chain, state):
    """It stakes half as much OCEAN as the pool holds."""
    pool_agent, _ = published(state, OCEAN=20.0)
    agent = added(state, StakerspeculatorAgent, prob_leave=NEVER)
    agent._speculateAction(state)
    assert agent.OCEAN() == pytest.approx(990.0, rel=1e-9)
    assert state.n_reverts == 0


def test_a_staker_who_owns_a_pool_gets_a_third_of_its_OCEAN_at_a_time(chain, state):
    """A third of the pool's OCEAN is the most it gets, however many shares it would return."""
    pool_agent, publisher = published(state, OCEAN=300.0)
    agent = added(state, StakerspeculatorAgent, OCEAN=0.0, prob_leave=ALWAYS, perc_unstake=1.0)
    pool_agent.pool.transfer(agent.address, 100 * 10**18, publisher.web3wallet)
    agent._speculateAction(state)
    assert agent.OCEAN() == pytest.approx(100.0, rel=1e-6)
    assert pool_agent.OCEANreserve() == pytest.approx(200.0, rel=1e-6)
    assert state.n_reverts == 0


def test_a_staker_who_lost_its_OCEAN_can_still_leave(chain, state):
    """A staker without OCEAN can still leave: staked shares are worth something."""
    pool_agent, _ = published(state)
    agent = added(state, StakerspeculatorAgent, prob_leave=ALWAYS)
    agent._speculateAction(state)
    OCEANtoken().transfer(BURN_ADDRESS, toBase18(agent.OCEAN()), agent.web3wallet)
    agent._speculateAction(state)
    assert agent.OCEAN() > 0.0
