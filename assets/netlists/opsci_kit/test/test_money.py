"""What always holds of the money in science communities, with parameters at random."""

import pytest

from assets.netlists.opsci_kit.test.communities import (
    ALL,
    N_TICKS,
    ONE_MARKET,
    SEEDS,
    TWO_MARKETS,
    WITH_VALUES,
    anyOf,
    community,
    defaults,
    held,
    load,
    markets,
    randomValues,
    run,
    steps,
    total_base,
    treasury,
)


def spy(agent, method, seen):
    """Lets `seen(args, result)` look on whenever this method of this agent is called."""
    act = getattr(agent, method)

    def watched(*args):
        result = act(*args)
        seen(args, result)
        return result

    setattr(agent, method, watched)


@anyOf(ALL)
def test_no_OCEAN_is_made_or_lost(sim):
    """To the last unit, but for what newcomers bring; nobody owes anything, and there are no USD."""
    state = sim.state
    generator = state.agents.get("generator")
    start = total_base(state)
    for _ in steps(sim, N_TICKS):
        brought = generator.agents_generated * 200000 if generator else 0
        assert total_base(state) == start + brought * 10**18
        assert min(agent.OCEAN_base() for agent in state.agents.values()) >= 0
    assert {agent.USD() for agent in state.agents.values()} == {0.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_is_any_by_the_rules_of_the_reference(seed):
    """Whatever else these do."""
    for name in ALL:
        sim = community(name, seed, **{**randomValues(name, seed), "REFERENCE_QUIRKS": True})
        state = sim.state
        start = total_base(state)
        run(sim, N_TICKS)
        generator = state.agents.get("generator")
        brought = generator.agents_generated * 200000 if generator else 0
        assert total_base(state) == start + brought * 10**18
        assert min(agent.OCEAN_base() for agent in state.agents.values()) >= 0


def test_newcomers_bring_what_they_have():
    """By default 5, 4, 3 and 2 of them come, one interval after the other, with 200000 OCEAN each."""
    sim = community("growth_public_funding_ps", 1, GENERATOR_TIME_INTERVAL=3000)
    state = sim.state
    generator, seen = state.getAgent("generator"), {}
    with sim.inUse():
        for tick in steps(sim, 12001):
            if tick % 3000 == 0:
                seen[tick] = generator.agents_generated
                assert total_base(state) == (2_550_000 + 200_000 * generator.agents_generated) * 10**18
    assert seen == {0: 5, 3000: 9, 6000: 12, 9000: 14, 12000: 14}
    assert generator.OCEAN_injected == 2_800_000
    assert [name for name in state.private_researchers if name.startswith("new")] == [
        f"new_researcher_{i}" for i in range(14)
    ]


@anyOf(ALL)
def test_a_treasury_pays_in_full_and_only_above_its_boundary(sim):
    """Each grant is what was asked for. What it holds is what it had, less grants, plus its share of fees."""
    state = sim.state
    dao, ss, paid = treasury(state), state.ss, []
    start, pay = dao.OCEAN(), dao._transferOCEAN

    def watched(winner, amount):
        assert dao.OCEAN() > ss.FUNDING_BOUNDARY
        assert amount == winner.proposal["grant_requested"]
        paid.append(amount)
        pay(winner, amount)

    dao._transferOCEAN = watched
    share = 1.0 - getattr(ss, "FEES_TO_STAKERS", 0.0)
    for _ in steps(sim, N_TICKS):
        fees = sum(market.total_fees for market in markets(state))
        assert dao.OCEAN() == pytest.approx(start - sum(paid) + share * fees, rel=1e-12, abs=1e-3)
    assert dao.total_research_funds_disbursed == pytest.approx(sum(paid))


@anyOf(ONE_MARKET)
def test_a_staker_gets_its_share_of_fees_and_nothing_else(sim):
    """It only ever gains."""
    state = sim.state
    staker, market, before = state.getAgent("staker"), state.getAgent("market"), 90000
    for _ in steps(sim, N_TICKS):
        assert staker.OCEAN() >= before
        before = staker.OCEAN()
        assert before == pytest.approx(90000 + state.ss.FEES_TO_STAKERS * market.total_fees, rel=1e-12)


@anyOf([*ONE_MARKET, *TWO_MARKETS])
def test_a_market_splits_all_that_comes_in(sim):
    """Into the fee, what owners get (in the public market: the treasury), and what stays. Fees never fall."""
    state = sim.state
    phi = state.ss.TRANSACTION_FEES
    for market in markets(state):
        came_in: list[float] = []
        spy(market, "_payments", lambda args, _, came_in=came_in: came_in.append(args[1]))

        def look(args, result, market=market, came_in=came_in):
            payments, (fee, keep, *rest), received = market._taken, result, came_in[-1]
            payouts = rest[0] if rest else 0.0
            assert sum(p.spent for p in payments) == pytest.approx(received, rel=1e-9, abs=1e-6)
            shared = sum((1 - phi) * p.spent * (1 - p.ratio) for p in payments)
            total = sum(payouts.values()) if isinstance(payouts, dict) else payouts
            assert fee + keep + total == pytest.approx(received, rel=1e-9, abs=1e-6)
            passed_on = (fee - phi * received) if market.name == "public_market" else total
            assert passed_on == pytest.approx(shared, rel=1e-9, abs=1e-6)
            if market.name != "public_market":
                assert fee == pytest.approx(phi * received, rel=1e-9, abs=1e-6)

        spy(market, "_ToDistribute", look)
    fees = dict.fromkeys((market.name for market in markets(state)), 0.0)
    for _ in steps(sim, N_TICKS):
        for market in markets(state):
            assert market.total_fees >= fees[market.name]
            fees[market.name] = market.total_fees


@anyOf([*ONE_MARKET, *TWO_MARKETS])
def test_shares_of_owners_make_a_whole(sim):
    """All assets of a private or shared market are owned, and counted once; shares add up to 1."""
    state = sim.state
    for _ in steps(sim, N_TICKS):
        for market in markets(state):
            book = market.book
            if market.name != "public_market":
                assert sum(book.total(kind) for kind in book.by_type) == market.total_knowledge_assets
            for kind in book.by_type:
                shares = [share for _, share in book.shares(kind)]
                assert not shares or (sum(shares) == pytest.approx(1) and min(shares) >= 0)
    if state.ss.TREASURY_INIT_OCEAN > 10**6 and min(state.ss.ASSETS_RANGE) > 0 and "market" in state.agents:
        assert state.getAgent("market").total_knowledge_assets > 0


@anyOf(["opsci_naive"])
def test_naive_ends_with_the_journals(sim):
    """They hold what was ever published, and never pay."""
    state = sim.state
    before = 0.0
    for _ in steps(sim, N_TICKS):
        h = held(state)
        assert h["sellers"] >= before
        before = h["sellers"]
        assert before == sum(r.total_research_funds_received for r in state.researchers.values())
        assert h["university"] + before == state.ss.TREASURY_INIT_OCEAN


@anyOf(["opsci_mult_time_profit_sharing", *TWO_MARKETS])
def test_without_awards_no_money_moves(sim):
    """But for what newcomers and the member paid after the markets had acted."""
    state = sim.state
    dao, pending, before = treasury(state), False, held(state)
    for _ in steps(sim, N_TICKS):
        now = held(state)
        if not dao.update and not pending:
            assert {name: now[name] for name in before} == before
        pending, before = dao.update > 0, now


@anyOf(WITH_VALUES)
def test_parts_of_the_value_make_a_whole(sim):
    """Relative values are not negative and add up to 1, or are all 0 where there is nothing."""
    state = sim.state
    for tick in steps(sim, N_TICKS):
        if tick % 25:
            continue
        values = state.kpis.values(state)
        relative = [values[f"relative_value_in_{part}"] for part in ("treasury", "researchers", "markets")]
        assert min(relative) >= 0
        assert sum(relative) == pytest.approx(1.0)
        absolute = [values[f"total_value_in_{part}"] for part in ("treasury", "researchers", "markets")]
        assert sum(absolute) + state.kpis.others(state) == pytest.approx(values["total_value_of_system"])
        assert values["total_value_of_system"] == pytest.approx(total_base(state) / 10**18)


def test_nothing_has_no_parts():
    """Where nobody holds anything, shares are 0."""
    for name in WITH_VALUES:
        names = [key for key in defaults(name) if key.endswith("_INIT_OCEAN") and not key.startswith("NEW")]
        nothing: dict = dict.fromkeys(names, 0.0)
        state = run(community(name, **nothing), 1)
        state.agents = type(state.agents)({k: a for k, a in state.agents.items() if not k.startswith("new_")})
        state.private_researchers.clear()
        state.researchers = {k: r for k, r in state.researchers.items() if not k.startswith("new_")}
        assert set(state.kpis.values(state).values()) == {0.0}


def test_what_is_logged_is_what_they_hold():
    """In the columns that say so, at any tick."""
    for name in ALL:
        state = run(community(name, 4, **randomValues(name, 4)), 50)
        _, header, row = load(name)["netlist_createLogData"](state)
        logged = dict(zip(header, row))
        assert len(logged) == len(header) == len(row)
        for agent, OCEAN in held(state).items():
            columns = {f"{agent}_OCEAN", f"{agent}_public_OCEAN", f"{agent}_private_OCEAN"} & logged.keys()
            assert [logged[column] for column in columns] == [OCEAN] * len(columns)
