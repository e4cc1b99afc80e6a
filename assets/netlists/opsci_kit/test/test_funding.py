"""What always holds of grants, proposals and projects, with parameters at random."""

import pytest

from assets.netlists.opsci_kit.test.communities import (
    ALL,
    BY_SLOTS,
    IN_ROUNDS,
    N_TICKS,
    TWO_MARKETS,
    anyOf,
    community,
    run,
    steps,
    treasury,
)


def applicants(state):
    """Those who may propose."""
    return state.public_researchers or state.researchers


def awarded(state):
    """Records of this tick's grants."""
    dao = treasury(state)
    return list(dao.proposal_evaluation_update.values()) if dao.update else []


@anyOf(ALL)
def test_books_of_treasury_and_researchers_agree(sim):
    """Each grant is counted once by who pays it and once by who gets it, at all times."""
    state = sim.state
    dao, n_awards = treasury(state), 0
    for _ in steps(sim, N_TICKS):
        n_awards += dao.update
        assert len(awarded(state)) == dao.update
        received = sum(r.total_research_funds_received for r in state.researchers.values())
        assert received == pytest.approx(dao.total_research_funds_disbursed)
        assert sum(r.no_proposals_funded for r in state.researchers.values()) == n_awards
        assert len(state.projects) == n_awards
        assert all(r.no_proposals_submitted >= r.no_proposals_funded for r in state.researchers.values())


@anyOf(ALL)
def test_as_many_win_as_can_be_paid(sim):
    """Different ones. Fewer than there is room for only if the treasury is at its boundary, or none can be covered."""
    state = sim.state
    dao, ss = treasury(state), state.ss
    act, n = dao.takeStep, getattr(ss, "PROPOSALS_FUNDED_AT_A_TIME", 1)
    room = min(n, len(applicants(state)))

    def watched(state):
        before = dao.OCEAN()
        ready = all(r.proposal for r in applicants(state).values())
        act(state)
        records = dao.proposal_evaluation
        winners = [r["winner"] for r in ([records] if "winner" in records else records.values())]
        assert len(set(winners)) == len(winners) <= room
        in_rounds = hasattr(ss, "TICKS_BETWEEN_PROPOSALS")
        judged = dao.tick_proposal_funded == state.tick > 0 if in_rounds else True
        if before <= ss.FUNDING_BOUNDARY:
            assert dao.update == 0
        elif ready and judged and len(winners) < room:
            left = [r for name, r in applicants(state).items() if name not in winners]
            at_boundary = dao.update and dao.OCEAN() <= ss.FUNDING_BOUNDARY
            assert at_boundary or min(r.proposal["grant_requested"] for r in left) > dao.OCEAN()

    dao.takeStep = watched
    run(sim, N_TICKS)
    assert dao.update <= room


@anyOf(BY_SLOTS)
def test_no_more_projects_run_than_there_are_slots(sim):
    """And a researcher's next grant comes no sooner than a tick after its project's time is over."""
    state = sim.state
    last: dict = {}
    for tick in steps(sim, N_TICKS):
        assert sum(r.proposal_accepted for r in state.researchers.values()) <= state.ss.PROPOSALS_FUNDED_AT_A_TIME
        for record in awarded(state):
            winner = state.getAgent(record["winner"])
            if winner.name in last:
                assert tick >= last[winner.name]
            # A project of one tick is over, and its proposal gone, when the winner has acted.
            last[winner.name] = tick + (winner.proposal["time"] if winner.proposal else 1) + 1


@pytest.mark.parametrize("P", [2, 7, 6480])
@pytest.mark.parametrize("name", IN_ROUNDS)
def test_rounds_come_by_the_calendar(name, P):
    """Proposals at multiples of the interval, grants a tick later."""
    sim = community(name, 1, TICKS_BETWEEN_PROPOSALS=P, TREASURY_INIT_OCEAN=1e9)
    state = sim.state
    with sim.inUse():
        funded = [tick for tick in steps(sim, 3 * P + 2) if treasury(state).update]
    assert funded == [1, 1 + P, 1 + 2 * P, 1 + 3 * P]


def test_a_missed_round_is_made_up_for_by_the_calendar():
    """A treasury at its boundary gives no grants; refilled, it gives them in the next round, to those who waited."""
    for name in IN_ROUNDS:
        sim = community(name, 1, TICKS_BETWEEN_PROPOSALS=10, TREASURY_INIT_OCEAN=150000.0, FUNDING_BOUNDARY=140000.0)
        state = sim.state
        dao = treasury(state)
        funded = [tick for tick in steps(sim, 35) if dao.update]
        assert funded == [1]
        dao.receiveOCEAN(1e6)
        funded = [tick for tick in steps(sim, 20) if dao.update]
        assert funded == [41, 51]
        assert sum(r.no_proposals_funded for r in state.researchers.values()) >= 3


def test_proposals_nobody_can_pay_do_not_stop_the_calendar():
    """A round may go by without a winner: everybody proposes anew for the next."""
    for name in IN_ROUNDS:
        sim = community(name, 1, TICKS_BETWEEN_PROPOSALS=4, TREASURY_INIT_OCEAN=20000.0, FUNDING_BOUNDARY=0.0)
        state = sim.state
        run(sim, 4 * 50)
        submitted = [r.no_proposals_submitted for r in state.researchers.values()]
        assert submitted == [50] * len(submitted)
        assert treasury(state).total_research_funds_disbursed > 0


@anyOf(ALL)
def test_knowledge_counts_payments(sim):
    """One for each publication, and one for each asset that was bought; private researchers know what they know."""
    state = sim.state
    n_payments = dict.fromkeys(state.researchers, 0)
    for name, r in state.researchers.items():
        pay = r._pay

        def counting(state, payment, name=name, pay=pay):
            n_payments[name] += 1
            pay(state, payment)

        r._pay = counting
    known = dict.fromkeys(state.researchers, 1)
    for _ in steps(sim, N_TICKS):
        for name, r in applicants(state).items():
            assert r.knowledge_access == 1 + n_payments[name] >= known[name]
            known[name] = r.knowledge_access
    assert {r.knowledge_access for r in state.private_researchers.values()} <= {1}


def test_who_buys_keeps_up_with_who_publishes():
    """With profit sharing and enough money for it, all know the same at the end of a round."""
    sim = community("opsci_profit_sharing", 1, TICKS_BETWEEN_PROPOSALS=5, PRICE_OF_ASSETS=1.0, NUMBER_OF_RESEARCHERS=4)
    state = sim.state
    for tick in steps(sim, 500):
        if tick % 5 == 2:
            assert len({r.knowledge_access for r in state.researchers.values()}) == 1
    assert state.getAgent("researcher0").knowledge_access > 10


@anyOf(["opsci_mult_profit_sharing", *BY_SLOTS])
def test_qualities_stay_in_their_half(sim):
    """Integration and novelty lie within 0 and 1, and a researcher's proposals in one half; impact follows."""
    state = sim.state
    dao = treasury(state)
    halves: dict = {}
    for _ in steps(sim, N_TICKS):
        for name, r in applicants(state).items():
            if not r.proposal:
                continue
            integration, novelty = r.proposal["integration"], r.proposal["novelty"]
            assert 0 <= min(integration, novelty) <= max(integration, novelty) <= 1
            assert r.proposal["impact"] == 10 * max(integration, novelty)
            half = [half for half in ("low", "high") if (half == "high") == (integration >= 0.5)]
            half += [half for half in ("low", "high") if (half == "high") == (novelty >= 0.5)]
            if 0.5 not in (integration, novelty):
                assert halves.setdefault(name, half) == half
        assert dao.in_index <= min(dao.integration, dao.novelty) + 1e-15
        assert 0 <= dao.impact <= 10


@anyOf(BY_SLOTS)
def test_a_loser_buys_once_for_each_award(sim):
    """As often as grants are awarded, or as it can pay."""
    state = sim.state
    before, dao = dict.fromkeys(state.researchers, 1), treasury(state)
    held = {name: r.OCEAN() for name, r in state.researchers.items()}
    price = state.ss.PRICE_OF_ASSETS
    for _ in steps(sim, N_TICKS):
        won = {record["winner"] for record in awarded(state)}
        for name, r in applicants(state).items():
            gained = r.knowledge_access - before[name]
            if name in won:
                assert gained == 1
            elif gained or (dao.update and not r.proposal_accepted and not r.research_finished):
                assert gained == min(dao.update, held[name] // price if price else dao.update)
            before[name], held[name] = r.knowledge_access, r.OCEAN()


@anyOf(TWO_MARKETS)
def test_a_winner_keeps_its_salary_and_nothing_else(sim):
    """In public research nothing else comes in."""
    state = sim.state
    held = {name: r.OCEAN_base() for name, r in applicants(state).items()}
    for _ in steps(sim, N_TICKS):
        won = {record["winner"] for record in awarded(state)}
        for name, r in applicants(state).items():
            if name in won and r.proposal:
                salary = r.proposal.get("salary", 0)
                assert (r.OCEAN_base() - held[name]) / 10**18 == pytest.approx(salary, rel=1e-9, abs=1e-9)
                assert (salary > 0) is (getattr(state.ss, "SALARY_PER_MONTH", 0) > 0)
            held[name] = r.OCEAN_base()


@anyOf(TWO_MARKETS[:2])
def test_private_researchers_buy_and_publish_in_turn(sim):
    """Each publication follows a move in which it might buy; both happen only when public grants are awarded."""
    state = sim.state
    moves: dict = {}
    for tick in steps(sim, N_TICKS):
        for name, r in state.private_researchers.items():
            note = r.last_OCEAN_spent
            if note and note["tick"] == tick:
                assert treasury(state).update
                assert note["publish"] is not r.private_bought_last_tick
                assert not (note["publish"] and moves.get(name) == "publish")
                moves[name] = "publish" if note["publish"] else "buy"
            elif r.private_bought_last_tick:
                moves[name] = "buy"
    assert set(moves.values()) <= {"publish", "buy"}


@anyOf(["community_growth_public_funding_ps"])
def test_projects_gain_what_the_member_gives(sim):
    """Each payment of the member is one engagement, and one more impact, of one project."""
    state = sim.state
    member, price = state.getAgent("member"), state.ss.PRICE_OF_ASSETS
    impacts: dict = {}
    for _ in steps(sim, N_TICKS):
        for project in state.projects.values():
            impacts.setdefault(project.name, project.impact - project.engagement)
            assert project.impact == pytest.approx(impacts[project.name] + project.engagement)
            assert impacts[project.name] <= 10
        engagement = sum(project.engagement for project in state.projects.values())
        assert engagement == member.knowledge_access
        assert member.OCEAN() == pytest.approx(10000 - price * engagement)
        assert 0 <= member.curiosity <= 1
    names = [f"{name}_{i}" for name, r in applicants(state).items() for i in range(r.no_proposals_funded)]
    assert sorted(state.projects) == sorted(names)
