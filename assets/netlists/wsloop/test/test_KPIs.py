"""What wsloop measures: windows of a month and a year, by numbers that can be checked by hand."""

import pytest

from assets.netlists.wsloop.KPIs import KPIs
from assets.netlists.wsloop.SimStrategy import SimStrategy
from util.constants import INF, S_PER_DAY, S_PER_MONTH, S_PER_YEAR


class Loop:
    """A state of which everything that KPIs ask for can be set; itself its only agent."""

    def __init__(self, time_step):
        self.kpis = KPIs(time_step)
        self.spent = self.minted = self.burned = self.burned_USD = 0.0
        self.n, self.revenue, self.toll, self.price = 4.0, 10.0, 0.05, 4.0

    def run(self, n_ticks=1, **values):
        """Measures `n_ticks` ticks in which these values hold."""
        vars(self).update(values)
        for _ in range(n_ticks):
            self.kpis.takeStep(self)

    def getAgent(self, name):
        assert name == "marketplaces1"
        return self

    def grantTakersSpentAtTick(self):
        return self.spent

    def revenuePerMarketplacePerSecond(self):
        return self.revenue

    def numMarketplaces(self):
        return self.n

    def marketplacePercentTollToOcean(self):
        return self.toll

    def totalOCEANminted(self):
        return self.minted

    def totalOCEANburned(self):
        return self.burned

    def totalOCEANburnedUSD(self):
        return self.burned_USD

    def OCEANprice(self):
        return self.price


# ---- R&D


def test_RND_of_a_month():
    """With ticks of 10 days, 1000 USD spent in each: 1000, 2000, 3000, and 3000 from then on."""
    loop = Loop(10 * S_PER_DAY)
    now = [loop.kpis.grantTakersMonthlyRevenueNow()]
    for _ in range(4):
        loop.run(spent=1e3)
        now.append(loop.kpis.grantTakersMonthlyRevenueNow())
    assert now == [0.0, 1e3, 2e3, 3e3, 3e3]


@pytest.mark.parametrize(("spent", "revenue", "ratio"), [(1.0, 1.0, 0.5), (0.0, 1.0, 0.0), (100.0, 1.0, 50.0)])
def test_RND_per_sales(spent, revenue, ratio):
    """1 USD of R&D for 2 of revenue is 0.5; none is 0; 100 USD is 50."""
    loop = Loop(S_PER_MONTH)
    loop.run(spent=spent, n=1.0, revenue=2.0 * revenue / S_PER_MONTH, toll=1.0)
    assert loop.kpis.mktsRNDToSalesRatio() == pytest.approx(ratio)


def test_RND_without_sales():
    """Is infinitely much of them, which makes marketplaces grow as fast as they can; without R&D it is none."""
    loop = Loop(S_PER_DAY)
    loop.run(spent=0.0, n=0.0)
    assert loop.kpis.mktsRNDToSalesRatio() == 0.0
    loop.run(spent=1.0, n=0.0)
    assert loop.kpis.mktsRNDToSalesRatio() == INF


# ---- revenue


def test_revenue_before_the_first_tick():
    """Is nothing, and no growth is known."""
    kpis = KPIs(time_step=3)
    assert (kpis.onemktAnnualRevenueNow(), kpis.oceanMonthlyRevenueNow(), kpis.valuationPS(30.0)) == (0.0, 0.0, 0.0)
    assert (kpis.oceanMonthlyRevenueGrowth(), kpis.oceanAnnualRevenueGrowth()) == (INF, INF)


def test_revenue_of_24_seconds():
    """8 ticks of 3 s, 5 markets at 10 USD per second, a toll of 10 %: 240, 1200 and 120 USD; worth 3600 at P/S 30."""
    loop = Loop(3)
    loop.run(8, n=5.0, revenue=10.0, toll=0.10)
    kpis = loop.kpis
    assert (kpis.onemktMonthlyRevenueNow(), kpis.onemktAnnualRevenueNow()) == (240.0, 240.0)
    assert (kpis.allmktsMonthlyRevenueNow(), kpis.allmktsAnnualRevenueNow()) == (1200.0, 1200.0)
    assert (kpis.oceanMonthlyRevenueNow(), kpis.oceanAnnualRevenueNow()) == (120.0, 120.0)
    assert kpis.valuationPS(30.0) == 3600.0
    assert [f(7) for f in (kpis.onemktRevenuePerSecond, kpis.allmktsRevenuePerSecond)] == [10.0, 50.0]
    assert kpis.oceanRevenuePerSecond(7) == 5.0
    ago = kpis.onemktAnnualRevenueOneYearAgo, kpis.allmktsAnnualRevenueOneYearAgo, kpis.oceanAnnualRevenueOneYearAgo
    assert [f() for f in (*ago, kpis.oceanMonthlyRevenueOneMonthAgo)] == [0.0] * 4


@pytest.mark.parametrize(
    ("t1", "t2", "USD"),
    [
        (0, 24, 240.0),
        (0, 23, 240.0),
        (0, 22, 230.0),
        (0, 21, 220.0),
        (1, 24, 230.0),
        (-50, 100, 240.0),
        (3, 5, 30.0),
        (2, 6, 50.0),
    ],
)
def test_revenue_from_one_second_to_another(t1, t2, USD):
    """Both included, as far as they are simulated."""
    loop = Loop(3)
    loop.run(8, n=5.0, revenue=10.0, toll=0.10)
    assert loop.kpis._onemktRevenueOverInterval(t1, t2) == USD
    assert loop.kpis._allmktsRevenueOverInterval(t1, t2) == 5 * USD
    assert loop.kpis._oceanRevenueOverInterval(t1, t2) == USD / 2


def test_years():
    """Of three years with 1, 2 and 5 USD per second, now is the last one, and ago the one before."""
    loop = Loop(S_PER_DAY)
    for revenue in (1.0, 2.0, 5.0):
        loop.run(365, n=1.0, toll=1.0, revenue=revenue)
    kpis = loop.kpis
    assert kpis.onemktAnnualRevenueNow() == kpis.oceanAnnualRevenueNow() == pytest.approx(5.0 * S_PER_YEAR)
    assert kpis.allmktsAnnualRevenueOneYearAgo() == pytest.approx(2.0 * S_PER_YEAR)
    assert kpis.oceanAnnualRevenueOneYearAgo() == pytest.approx(2.0 * S_PER_YEAR)
    assert kpis.oceanAnnualRevenueGrowth() == pytest.approx(1.5)


def test_months():
    """The same of months, where the last two are compared."""
    loop = Loop(S_PER_DAY)
    for revenue in (1.0, 2.0, 3.0):
        loop.run(30, n=1.0, toll=1.0, revenue=revenue)
    assert loop.kpis.oceanMonthlyRevenueNow() == pytest.approx(3.0 * S_PER_MONTH)
    assert loop.kpis.oceanMonthlyRevenueOneMonthAgo() == pytest.approx(2.0 * S_PER_MONTH)
    assert loop.kpis.oceanMonthlyRevenueGrowth() == pytest.approx(0.5)


@pytest.mark.parametrize("time_step", [S_PER_DAY // 4, S_PER_DAY, 7 * S_PER_DAY])
def test_growth_is_known_once_there_are_two_windows_to_compare(time_step):
    """Until then it is INF: revenue that never changes shows no growth, least of all one of millions after a month."""
    loop = Loop(time_step)
    for tick in range(1, 800 * S_PER_DAY // time_step):
        loop.run()
        for s_window, growth in (
            (S_PER_MONTH, loop.kpis.oceanMonthlyRevenueGrowth()),
            (S_PER_YEAR, loop.kpis.oceanAnnualRevenueGrowth()),
        ):
            expected = 0.0 if tick * time_step >= 2 * s_window else INF
            assert growth == pytest.approx(expected, abs=1e-9)


def test_growth_from_nothing_is_infinite():
    """A month without revenue is not a measure."""
    loop = Loop(S_PER_DAY)
    loop.run(30, revenue=0.0)
    loop.run(30, revenue=1.0)
    assert loop.kpis.oceanMonthlyRevenueGrowth() == INF


def test_names_of_the_later_version():
    """Consume sales are what markets earn, and network revenue is what the network does."""
    loop = Loop(S_PER_DAY)
    loop.run(800, n=2.0, revenue=3.0, toll=0.5)
    kpis = loop.kpis
    assert kpis.onemktMonthlyConsumeSalesNow() == kpis.onemktMonthlyRevenueNow() == pytest.approx(3 * S_PER_MONTH)
    assert kpis.allmktsAnnualConsumeSalesNow() == kpis.allmktsAnnualRevenueNow() == pytest.approx(6 * S_PER_YEAR)
    assert kpis.monthlyNetworkRevenueNow() == pytest.approx(3 * S_PER_MONTH)
    assert kpis.networkRevenuePerSecond(799) == 3.0
    assert kpis.annualNetworkRevenueGrowth() == pytest.approx(0.0, abs=1e-12)


# ---- OCEAN minted and burned


def test_minted_and_burned_in_a_month():
    """With ticks of 10 days, 2 minted and 3 burned in each: 2, 4, 6, 6, 6 and 3, 6, 9, 9, 9; at 4 USD, 4 times it."""
    loop = Loop(10 * S_PER_DAY)
    kpis = loop.kpis
    functions = (
        kpis.OCEANmintedPrevMonth,
        kpis.OCEANburnedPrevMonth,
        kpis.OCEANmintedInUSDPrevMonth,
        kpis.OCEANburnedInUSDPrevMonth,
    )
    found = [[f() for f in functions]]
    for n in range(1, 6):
        loop.run(minted=2.0 * n, burned=3.0 * n, burned_USD=12.0 * n)
        found.append([f() for f in functions])
    minted, burned = [0.0, 2.0, 4.0, 6.0, 6.0, 6.0], [0.0, 3.0, 6.0, 9.0, 9.0, 9.0]
    assert [list(column) for column in zip(*found, strict=True)] == [
        minted,
        burned,
        [4.0 * x for x in minted],
        [4.0 * x for x in burned],
    ]


# ---- names of earlier versions


def test_the_lists_of_2021_are_there():
    """A number per tick for each of the eight."""
    loop = Loop(S_PER_DAY)
    for spent in (1.0, 2.0):
        loop.run(spent=spent, n=spent, revenue=3.0 * spent, toll=0.1 * spent, minted=5.0, burned=6.0, burned_USD=7.0)
    kpis = loop.kpis
    assert list(kpis._granttakers_revenue_per_tick__per_tick) == [1.0, 2.0]
    assert list(kpis._n_marketplaces__per_tick) == [1.0, 2.0]
    assert list(kpis._revenue_per_marketplace_per_s__per_tick) == [3.0, 6.0]
    assert list(kpis._consume_sales_per_marketplace_per_s__per_tick) == [3.0, 6.0]
    assert list(kpis._marketplace_percent_toll_to_ocean__per_tick) == [0.1, 0.2]
    assert list(kpis._total_OCEAN_minted__per_tick) == [5.0, 5.0]
    assert list(kpis._total_OCEAN_burned__per_tick) == [6.0, 6.0]
    assert list(kpis._total_OCEAN_minted_USD__per_tick) == [20.0, 20.0]
    assert list(kpis._total_OCEAN_burned_USD__per_tick) == [7.0, 7.0]


def test_KPIs_of_2023_are_made_of_a_strategy():
    """Which they keep."""
    ss = SimStrategy("2023")
    kpis = KPIs(ss)
    assert kpis.ss is ss
    kpis.takeStep(Loop(1))
    assert kpis.elapsedTime() == S_PER_DAY


@pytest.mark.parametrize(("t1", "t2", "revenue"), [(0, 23, 240.0), (0, 22, 230.0), (0, 21, 220.0), (1, 24, 230.0)])
def test_KPIs_derived_from_these_measure_flows_of_their_own(t1, t2, revenue):
    """Both seconds are included, as in the windows of wsloop; what was not simulated counts nothing."""
    loop = Loop(3)
    loop.run(8)
    assert loop.kpis._revenueOverInterval(t1, t2, loop.kpis.onemktRevenuePerSecond) == revenue
    assert loop.kpis._revenueOverInterval(t1, t2, lambda tick: 10.0) == revenue
    assert loop.kpis._onemktRevenueOverInterval(t1, t2) == revenue
    assert loop.kpis._salesOverInterval(t1, t2, lambda tick: 10.0) == revenue


class LoopOf2023:
    """A state of 2023: sales have another name, and only the strategy knows what the network takes of them."""

    def __init__(self):
        self.ss = SimStrategy("2023")
        self.ss.setTimeStep(3)
        self.kpis = KPIs(self.ss)

    def getAgent(self, name):
        return self

    def consumeSalesPerMarketplacePerSecond(self):
        return 10.0

    def numMarketplaces(self):
        return 5.0

    def OCEANprice(self):
        return 4.0

    def grantTakersSpentAtTick(self):
        return 0.0

    totalOCEANminted = totalOCEANburned = totalOCEANburnedUSD = grantTakersSpentAtTick


def test_a_state_of_2023_is_measured():
    """24 seconds of 50 USD, of which the network gets 3 %, and a thousandth of a hundred times as much in swaps."""
    loop = LoopOf2023()
    for _ in range(8):
        loop.kpis.takeStep(loop)
    assert loop.kpis.onemktMonthlyConsumeSalesNow() == 240.0
    assert loop.kpis.allmktsAnnualConsumeSalesNow() == 1200.0
    assert loop.kpis.monthlyNetworkRevenueNow() == pytest.approx(0.13 * 1200.0)
    assert loop.kpis.networkRevenuePerSecond(7) == pytest.approx(6.5)
