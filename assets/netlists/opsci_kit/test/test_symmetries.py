"""What must not matter: the unit of money, and the order of researchers. And cases that one can do in one's head."""

import pytest

from assets.netlists.opsci_kit.test.communities import (
    ALL,
    BY_SLOTS,
    ONE_MARKET,
    community,
    defaults,
    held,
    known,
    markets,
    run,
    steps,
    treasury,
)
from util.errors import TokenSpiceError

COUNTERS = ["knowledge_access", "no_proposals_submitted", "no_proposals_funded", "total_assets_in_mrkt"]


def counters(state):
    """Name → what researchers count."""
    return {name: [getattr(r, counter) for counter in COUNTERS] for name, r in state.researchers.items()}


def scaled(values, c):
    """These amounts, times `c`."""
    if isinstance(values, dict):
        return {key: scaled(value, c) for key, value in values.items()}
    return values * c


@pytest.mark.parametrize("c", [4, 10, 0.5])
@pytest.mark.parametrize("name", ALL)
def test_the_unit_of_money_does_not_matter(name, c):
    """All amounts of a strategy times `c` give all balances times `c`, and the same counts."""
    setup = {"grant_requested": 21000.0, "assets_generated": 3, "time": 7, "integration": 0.6, "novelty": 0.2}
    short = {"TICKS_BETWEEN_PROPOSALS": 5, "GENERATOR_TIME_INTERVAL": 100}
    runs = []
    for factor in (1, c):
        amounts = defaults(name)
        values = {
            key: scaled(value, factor)
            for key, value in amounts.items()
            if key.endswith(("_INIT_OCEAN", "_COST", "_COSTS")) or key in ("PRICE_OF_ASSETS", "FUNDING_BOUNDARY")
        }
        asks = {**setup, "grant_requested": setup["grant_requested"] * factor, "salary": 1000 * factor}
        if "community" not in name:
            del asks["salary"]
        runs.append(run(community(name, 7, PROPOSAL_SETUP=asks, **known(name, short), **values), 400))
    assert counters(runs[0]) == counters(runs[1])
    assert sum(r.no_proposals_funded for r in runs[0].researchers.values()) > 10
    expected = {agent: OCEAN * c for agent, OCEAN in held(runs[0]).items()}
    assert held(runs[1]) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("growth")])
def test_the_order_of_researchers_does_not_matter(name, order):
    """Whoever acts first: the same proposals give each of them the same, as long as no two are equally good."""
    kind = "NO_PUBLIC_RESEARCHERS" if name in BY_SLOTS[1:] else "NUMBER_OF_RESEARCHERS"
    values = {kind: 5, "NO_PRIVATE_RESEARCHERS": 0, "TICKS_BETWEEN_PROPOSALS": 4}
    values = known(name, values)
    runs = []
    for permutation in (range(5), order):
        sim = community(name, 3, **values)
        state = sim.state
        rs = list(state.researchers.values())
        for i, r in enumerate(rs):
            r.proposal_setup = {"grant_requested": 9000.0 + 1234.5 * i, "assets_generated": 3 + i % 2, "time": 5 + i}
        permuted = [rs[i].name for i in permutation]
        for people in (state.researchers, state.public_researchers):
            if people:
                people.update({n: people.pop(n) for n in permuted})
        agents = {n: a for n, a in state.agents.items() if n not in permuted}
        first = [n for n in agents if n in (state.ss.TREASURY, "staker")]
        names = [*first, *permuted, *[n for n in agents if n not in first]]
        state.agents = type(state.agents)({n: state.agents[n] for n in names})
        runs.append(run(sim, 400))
    assert list(runs[0].agents) != list(runs[1].agents)
    assert counters(runs[1]) == counters(runs[0])
    assert sum(r.no_proposals_funded > 0 for r in runs[0].researchers.values()) >= (1 if name in ALL[:2] else 3)
    assert held(runs[1]) == pytest.approx(held(runs[0]), rel=1e-9, abs=1e-9)


def test_agents_act_in_any_order_in_one_model_of_the_reference():
    """That with several grants per round; with us, never. The list of researchers has the same order."""
    for quirks in (False, True):
        orders = set()
        for seed in range(20):
            state = community("opsci_mult_profit_sharing", seed, REFERENCE_QUIRKS=quirks).state
            orders.add(tuple(state.agents))
            assert list(state.researchers) == [name for name in state.agents if name in state.researchers]
        canonical = ("dao_treasury", "staker", *[f"researcher{i}" for i in range(5)], "market")
        assert len(orders) > 15 if quirks else orders == {canonical}


# ---- limiting cases


def short(name, **values):
    """A community with short rounds and projects."""
    times = {"TICKS_BETWEEN_PROPOSALS": 6, "TIME_RANGE": (2, 9)}
    return community(name, 5, **known(name, {**times, **values}))


@pytest.mark.parametrize("name", ONE_MARKET)
def test_without_fees_a_treasury_only_ever_pays(name):
    """And neither staker nor market passes anything on."""
    sim = short(name, TRANSACTION_FEES=0.0)
    state = sim.state
    before = treasury(state).OCEAN()
    for _ in steps(sim, 500):
        assert treasury(state).OCEAN() <= before
        before = treasury(state).OCEAN()
    assert (state.getAgent("market").total_fees, state.getAgent("staker").OCEAN()) == (0, 90000)
    assert before < 100000


@pytest.mark.parametrize("name", ONE_MARKET)
def test_with_a_fee_of_all_owners_get_nothing(name):
    """The market keeps what it had at first."""
    sim = short(name, TRANSACTION_FEES=1.0)
    state = sim.state
    start = state.getAgent("market").OCEAN()
    run(sim, 500)
    assert state.getAgent("market").OCEAN() == pytest.approx(start, abs=1e-6)
    assert max(r.OCEAN() for r in state.researchers.values()) <= 10000


@pytest.mark.parametrize("name", ONE_MARKET)
def test_if_all_stays_in_the_market_owners_get_nothing_of_grants(name):
    """With nobody buying, nobody gains."""
    state = run(short(name, RATIO_FUNDS_TO_PUBLISH=1.0, PRICE_OF_ASSETS=1e9), 500)
    assert {r.OCEAN() for r in state.researchers.values()} == {10000}
    funded = sum(r.total_research_funds_received for r in state.researchers.values())
    assert state.getAgent("market").OCEAN() == pytest.approx(state.ss.MARKET_INIT_OCEAN + 0.9 * funded)


@pytest.mark.parametrize("name", ONE_MARKET)
def test_if_nothing_stays_a_market_holds_what_came_before_there_were_owners(name):
    """Once somebody owns assets, all that comes in goes out again."""
    sim, levels = short(name, RATIO_FUNDS_TO_PUBLISH=0.0), []
    market = sim.state.getAgent("market")
    for _ in steps(sim, 500):
        if market.total_knowledge_assets:
            levels.append(market.OCEAN())
    assert levels == pytest.approx([levels[0]] * len(levels))
    assert market.total_fees > 0.1 * levels[0]


@pytest.mark.parametrize("name", [*ONE_MARKET, *BY_SLOTS[1:]])
def test_what_is_too_dear_is_not_bought(name):
    """Losers keep what they have, and learn nothing."""
    values = {"PRICE_OF_ASSETS": 10000.1, "NO_PRIVATE_RESEARCHERS": 0, "SALARY_PER_MONTH": 0.0}
    state = run(short(name, RATIO_FUNDS_TO_PUBLISH=1.0, **values), 500)
    for r in (state.public_researchers or state.researchers).values():
        assert (r.OCEAN(), r.knowledge_access) == (10000, 1 + r.no_proposals_funded)


@pytest.mark.parametrize("name", ["opsci_mult_profit_sharing", *BY_SLOTS])
def test_as_many_slots_as_researchers_leave_no_losers(name):
    """Everybody wins; nobody buys. Nor do more slots than researchers hurt."""
    for slots in (4, 9):
        n = {"NUMBER_OF_RESEARCHERS": 4, "NO_PUBLIC_RESEARCHERS": 4, "PROPOSALS_FUNDED_AT_A_TIME": slots}
        state = run(short(name, TREASURY_INIT_OCEAN=1e8, NO_PRIVATE_RESEARCHERS=0, **n), 500)
        for r in (state.public_researchers or state.researchers).values():
            assert r.knowledge_access == 1 + r.no_proposals_funded > 10


@pytest.mark.parametrize("T", [1, 2, 5])
@pytest.mark.parametrize("name", BY_SLOTS)
def test_one_slot_is_filled_each_time_its_project_is_over(name, T):
    """With projects of `T` ticks, each T + 1 ticks; a single tick is time enough for a project."""
    sim = community(name, 5, PROPOSALS_FUNDED_AT_A_TIME=1, TIME_RANGE=(T, T), TREASURY_INIT_OCEAN=1e8)
    state = sim.state
    funded = [tick for tick in steps(sim, 100) if treasury(state).update]
    assert funded == list(range(1, 100, T + 1))
    assert sum(market.total_knowledge_assets for market in markets(state)) > 0


def test_with_equal_proposals_the_first_wins_for_ever():
    """Luck once, and knowledge ever after; as many grants as the endowment covers."""
    for g in (7000, 50000, 99999):
        asks = {"grant_requested": g, "assets_generated": 2, "no_researchers": 10}
        state = run(community("opsci_naive", PROPOSAL_SETUP=asks, TICKS_BETWEEN_PROPOSALS=3), 3 * 500000 // g + 30)
        r0, r1 = state.researchers.values()
        assert (r0.no_proposals_funded, r1.no_proposals_funded) == (500000 // g, 0)
        assert held(state)["university"] == 500000 % g


def test_values_that_make_no_sense_are_refused():
    """Before anything runs, with the parameter's name."""
    unfit: list = [("PROPOSAL_SETUP", {"grant_requested": 1}), ("TRANSACTION_FEES", 2), ("GRANT_RANGE", (2, 1))]
    for name, value in unfit:
        with pytest.raises(TokenSpiceError, match=name):
            run(community("opsci_mult_time_profit_sharing", **{name: value}), 1)
