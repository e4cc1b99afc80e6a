"""Marketplaces grow, and pay a toll."""

import pytest

from assets.agents.GrantTakingAgent import GrantTakingAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_DAY, S_PER_YEAR
from util.errors import ParameterError


class TollTaker(AgentBaseNoEvm):
    """An agent that keeps what it gets."""

    def takeStep(self, state):
        pass


class Economy:
    """What marketplaces need from a state: one tick a month, growth of 25 % a year, a toll of 5 %."""

    growth = 0.25

    def __init__(self):
        self.ss = self.kpis = self
        self.toll_taker = TollTaker("toll_taker", 3.0, 0.0)
        self.asked = []

    def mktsRNDToSalesRatio(self):
        return 0.5

    def annualMktsGrowthRate(self, ratio):
        self.asked.append(ratio)
        return self.growth

    def marketplacePercentTollToOcean(self):
        return 0.05

    def getAgent(self, name):
        return {"toll_taker": self.toll_taker}[name]


def marketplaces(n=100.0, revenue=2.0, time_step=S_PER_YEAR // 12):
    return MarketplacesAgent("m1", 0.0, 0.0, "toll_taker", n, revenue, time_step)


def test_what_it_starts_with():
    """It has as many markets as it is given, each with the sales it is given, under both versions' names."""
    agent = marketplaces(n=10.0, revenue=20e3)
    assert agent.numMarketplaces() == 10.0
    assert agent.revenuePerMarketplacePerSecond() == agent.consumeSalesPerMarketplacePerSecond() == 20e3


@pytest.mark.parametrize(
    ("time_step", "growth", "per_tick"),
    [
        (S_PER_YEAR, 0.0, 0.0),
        (S_PER_YEAR, 0.25, 0.25),
        (S_PER_DAY, 0.0, 0.0),
        (S_PER_DAY, 0.25, 1.25 ** (1 / 365) - 1.0),
        (S_PER_DAY, -0.118, 0.882 ** (1 / 365) - 1.0),
    ],
)
def test_growth_per_tick_compounds_to_that_of_a_year(time_step, growth, per_tick):
    """With a step of a year the growth is that of a year; with a day, its 365th root."""
    assert marketplaces(time_step=time_step)._growthRatePerTick(growth) == pytest.approx(per_tick, abs=1e-15)


def test_a_step():
    """Number and sales grow first; then 5 % of all sales in the tick goes to the taker, which had 3 USD."""
    economy, agent = Economy(), marketplaces()
    growth = 1.25 ** (1 / 12)
    agent.takeStep(economy)
    assert agent.numMarketplaces() == pytest.approx(100.0 * growth)
    assert agent.revenuePerMarketplacePerSecond() == pytest.approx(2.0 * growth)
    sales = 100.0 * 2.0 * growth**2 * (S_PER_YEAR // 12)
    assert economy.toll_taker.USD() == pytest.approx(3.0 + 0.05 * sales)
    assert economy.asked == [0.5]


def test_twelve_steps_are_a_year():
    """Number and sales have both grown by a quarter after a year."""
    economy, agent = Economy(), marketplaces()
    for _ in range(12):
        agent.takeStep(economy)
    assert agent.numMarketplaces() == pytest.approx(125.0)
    assert agent.revenuePerMarketplacePerSecond() == pytest.approx(2.5)


@pytest.mark.parametrize("growth", [-1.0, -2.0, float("nan")])
def test_nothing_shrinks_by_more_than_all(growth):
    """A growth rate of -1 or less is refused: its root would not be a number."""
    economy = Economy()
    economy.growth = growth
    with pytest.raises(ParameterError, match="m1 cannot grow by"):
        marketplaces().takeStep(economy)


def test_types_are_checked():
    """The number of marketplaces is a float."""
    with pytest.raises(TypeError):
        marketplaces(n=100)


# ---- as in 2023


class StateOf2023:
    """Says what the network earns in its strategy, and does not grow."""

    def __init__(self, toll_agent):
        self.kpis = self.ss = self
        self.agents = {toll_agent.name: toll_agent}
        self.getAgent = self.agents.__getitem__

    def mktsRNDToSalesRatio(self):
        return 0.0

    def annualMktsGrowthRate(self, ratio):
        return 0.0

    def networkRevenue(self, consume_sales):
        return 0.13 * consume_sales


def test_marketplaces_of_2023_pay_what_the_strategy_says():
    """Made with `sales_per_marketplace_per_s`."""
    toll_agent = GrantTakingAgent("toll", USD=0.0, OCEAN=0.0)
    names = {"toll_agent_name": "toll", "sales_per_marketplace_per_s": 5.0, "time_step": 3}
    agent = MarketplacesAgent("m", 0.0, 0.0, n_marketplaces=2.0, **names)
    assert agent.consumeSalesPerMarketplacePerSecond() == 5.0
    agent.takeStep(StateOf2023(toll_agent))
    assert toll_agent.USD() == pytest.approx(0.13 * 2 * 5 * 3)
    with pytest.raises(TypeError, match="n_marketplaces"):
        MarketplacesAgent("m", 0.0, 0.0, n_marketplaces=2, **names)
