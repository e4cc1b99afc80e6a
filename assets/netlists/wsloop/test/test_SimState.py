"""The wiring of wsloop: who is there, how money flows within a tick, and that none is lost or made on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.MinterAgents import ExpFunc
from assets.netlists.wsloop.SimState import SimState, funcOne
from assets.netlists.wsloop.SimStrategy import SimStrategy
from util.constants import S_PER_DAY, S_PER_MONTH, S_PER_YEAR
from util.mathutil import OutOfRange

NAMES = [
    "marketplaces1",
    "opc_address",
    "opc_burner",
    "ocean_51",
    "opf_treasury_for_ocean_dao",
    "opf_treasury_for_opf_mgmt",
    "bdb_treasury",
    "ocean_dao",
    "opf_mgmt",
    "bdb_mgmt",
    "opc_workers",
    "bdb_workers",
]


@pytest.fixture
def loop():
    """The loop of 2021 at tick 0."""
    return SimState()


# ---- wiring


def test_agents_act_in_the_order_in_which_money_flows(loop):
    """Twelve of them, from those who earn to those who spend."""
    assert list(loop.agents) == NAMES


def test_at_the_start(loop):
    """One market with 20000 USD a month; treasuries full; nothing minted, burned or earned."""
    markets = loop.getAgent("marketplaces1")
    assert (markets.numMarketplaces(), markets.revenuePerMarketplacePerSecond()) == (1.0, 20e3 / S_PER_MONTH)
    assert sum(agent.USD() for agent in loop.allAgents()) == 4e6
    assert sum(agent.OCEAN() for agent in loop.allAgents()) == 220e6
    assert (loop.totalOCEANminted(), loop.totalOCEANburned(), loop.totalOCEANburnedUSD()) == (0.0, 0.0, 0.0)
    assert loop.OCEANsupply() == loop.ss.INIT_OCEAN_SUPPLY
    assert loop.overallValuation() == loop.speculationValuation() == 150e6
    assert loop.fundamentalsValuation() == 0.0
    assert loop.OCEANprice() == pytest.approx(150e6 / 690.9e6)


def test_what_the_network_takes(loop):
    """0.2 % of sales in the model of 2021; 13 % of data sold in that of 2023, most of it from swaps."""
    assert loop.marketplacePercentTollToOcean() == 0.002
    assert SimState(SimStrategy("2023")).marketplacePercentTollToOcean() == pytest.approx(0.13)


def test_shares_can_be_changed_in_the_state_too(loop):
    """They are the strategy's, as users of the 2021 layout set them."""
    loop._percent_burn = 0.2
    loop._marketplace_percent_toll_to_ocean = 0.01
    assert (loop.ss.percent_burn, loop.percentToBurn(), loop.percentToOceanDao()) == (0.2, 0.2, 0.8)
    assert loop.marketplacePercentTollToOcean() == 0.01
    assert loop._percent_increase_speculation_valuation_per_s == 0.10 / S_PER_YEAR


def test_speculation_grows_by_ten_percent_a_year(loop):
    """Compounded each tick, so a little more than that."""
    loop.ss.setTimeStep(S_PER_DAY)
    for _ in range(365):
        loop.takeStep()
        loop.tick += 1
    assert loop.speculationValuation() == pytest.approx(150e6 * (1 + 0.10 / 365) ** 365)


def test_a_supply_of_nothing_has_no_price(loop):
    """The error says so."""
    loop._total_OCEAN_burned = 691e6
    with pytest.raises(OutOfRange, match="has no price"):
        loop.OCEANprice()


# ---- flows


def test_revenue_flows_to_burner_and_workers(loop):
    """100 USD are split into 20 for burning and 80 for the DAO; workers get those and spend them."""
    loop.ss.percent_burn = 0.2
    router, burner, dao, workers = map(loop.getAgent, ("opc_address", "opc_burner", "ocean_dao", "opc_workers"))
    router.receiveUSD(100.0)
    router.takeStep(loop)
    assert (router.USD(), burner.USD(), dao.USD()) == pytest.approx((0.0, 20.0, 80.0))
    burner.takeStep(loop)
    assert burner.USD() == 0.0
    assert loop.totalOCEANburnedUSD() == pytest.approx(20.0)
    assert loop.totalOCEANburned() == pytest.approx(20.0 / loop.OCEANprice(), rel=1e-6)
    dao.takeStep(loop)
    assert (dao.USD(), workers.USD()) == (0.0, pytest.approx(80.0))
    workers.takeStep(loop)
    assert workers.USD() == 0.0
    assert workers.spentAtTick() == loop.grantTakersSpentAtTick() == pytest.approx(80.0)


def test_minted_OCEAN_flow_to_the_DAO(loop):
    """ocean_51 mints nothing at tick 0; at tick 1 what its curve says, all of it for the DAO."""
    loop.ss.setTimeStep(S_PER_YEAR)
    minter, dao = loop.getAgent("ocean_51"), loop.getAgent("ocean_dao")
    minter._func = ExpFunc(H=4.0)
    minter.takeStep(loop)
    assert loop.totalOCEANminted() == 0.0
    loop.tick = 1
    minter.takeStep(loop)
    minted = loop.ss.UNMINTED_OCEAN_SUPPLY * (1 - 0.5**0.25)
    assert loop.totalOCEANminted() == dao.OCEAN() == pytest.approx(minted)
    assert minter.OCEANminted() == pytest.approx(minted)
    assert minter.OCEAN() == 0.0
    assert loop.OCEANsupply() == loop.ss.INIT_OCEAN_SUPPLY + loop.totalOCEANminted()


def test_all_that_comes_in_is_spent_in_the_same_tick(loop):
    """After a tick, only treasuries hold money."""
    loop.takeStep()
    holders = {agent.name for agent in loop.allAgents() if agent.USD() > 1e-9 or agent.OCEAN() > 1e-9}
    assert holders == {"opf_treasury_for_ocean_dao", "opf_treasury_for_opf_mgmt", "bdb_treasury"}
    assert funcOne() == 1.0


# ---- nothing is lost or made


class Ledger:
    """Writes down what enters and leaves the wallets of a state, at the only doors there are.

    Attributes:
        USD_in, USD_out, OCEAN_in, OCEAN_out: since the start, what agents held then included in what came in.
    """

    def __init__(self, state):
        self.USD_in = sum(agent.USD() for agent in state.allAgents())
        self.OCEAN_in = sum(agent.OCEAN() for agent in state.allAgents())
        self.USD_out = self.OCEAN_out = 0.0
        for agent in state.allAgents():
            for token in ("USD", "OCEAN"):
                self._watch(agent, token)

    def _watch(self, agent, token):
        receive, transfer = getattr(agent, f"receive{token}"), getattr(agent, f"_transfer{token}")

        def received(amount):
            vars(self)[f"{token}_in"] += amount
            receive(amount)

        def transferred(receiver, amount):
            if receiver is None:
                vars(self)[f"{token}_out"] += amount
            transfer(receiver, amount)

        setattr(agent, f"receive{token}", received)
        setattr(agent, f"_transfer{token}", transferred)


@st.composite
def strategies(draw):
    """Strategies of both models, with any parameters that make sense."""
    ss = SimStrategy(draw(st.sampled_from(["2021", "2023"])))
    ss.setTimeStep(draw(st.sampled_from([3600, 7000, S_PER_DAY, 11 * S_PER_DAY, 45 * S_PER_DAY])))
    fraction = st.floats(0.0, 1.0)
    ss.percent_burn = draw(fraction)
    ss.marketplace_percent_toll_to_ocean = draw(fraction)
    ss.percent_consume_sales_for_network = draw(fraction)
    ss.percent_swap_sales_for_network = draw(st.floats(0.0, 0.01))
    ss.init_n_marketplaces = draw(st.integers(0, 50))
    ss.growth_rate_if_0_sales = draw(st.floats(-0.9, 0.4))
    ss.tau = draw(st.floats(0.01, 10.0))
    for treasury in ("OPF_TREASURY_USD", "BDB_TREASURY_USD"):
        setattr(ss, treasury, draw(st.floats(0.0, 1e9)))
    for treasury in ("OPF_TREASURY_OCEAN_FOR_OCEAN_DAO", "OPF_TREASURY_OCEAN_FOR_OPF_MGMT", "BDB_TREASURY_OCEAN"):
        setattr(ss, treasury, draw(st.floats(0.0, 1e9)))
    return ss


@given(strategies())
@settings(derandomize=True, database=None, deadline=None, max_examples=40)
def test_money_is_conserved(ss):
    """At every tick, what wallets hold is what came in less what was spent; the supply is initial + minted - burned."""
    state = SimState(ss)
    ledger, initial_OCEAN = Ledger(state), sum(agent.OCEAN() for agent in state.allAgents())
    for _ in range(120):
        state.takeStep()
        state.tick += 1
        held_USD = sum(agent.USD() for agent in state.allAgents())
        held_OCEAN = sum(agent.OCEAN() for agent in state.allAgents())
        assert held_USD == pytest.approx(ledger.USD_in - ledger.USD_out, rel=1e-9, abs=1e-9 * ledger.USD_in)
        assert held_OCEAN == pytest.approx(ledger.OCEAN_in - ledger.OCEAN_out, rel=1e-9, abs=1e-9 * ledger.OCEAN_in)
        # OCEAN come in by minting alone.
        assert ledger.OCEAN_in == pytest.approx(initial_OCEAN + state.totalOCEANminted(), rel=1e-12)
        supply = ss.INIT_OCEAN_SUPPLY + state.totalOCEANminted() - state.totalOCEANburned()
        assert state.OCEANsupply() == supply > 0.0
        assert state.getAgent("ocean_51").OCEANminted() == pytest.approx(state.totalOCEANminted(), abs=1e-3)


@given(strategies())
@settings(derandomize=True, database=None, deadline=None, max_examples=20)
def test_burning_costs_its_share_of_the_revenue(ss):
    """USD that were burned are `percent_burn` of all that the network earned."""
    state = SimState(ss)
    earned = 0.0
    for _ in range(50):
        state.takeStep()
        state.tick += 1
        earned += state.kpis.oceanRevenuePerSecond(state.tick - 1) * ss.time_step
    assert state.totalOCEANburnedUSD() == pytest.approx(ss.percent_burn * earned, rel=1e-9)
