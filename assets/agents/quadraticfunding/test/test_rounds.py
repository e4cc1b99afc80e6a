"""Rounds, donors, attackers and the sponsor, each stepped through what it can do."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.TreasuryBase import TreasuryBase
from assets.agents.quadraticfunding.DonorAgent import DonorAgent
from assets.agents.quadraticfunding.QFRoundAgent import MatchingRule, QFRoundAgent
from assets.agents.quadraticfunding.SponsorTreasuryAgent import SponsorTreasuryAgent
from assets.agents.quadraticfunding.SybilAgent import CollusionRing, SybilAgent
from assets.agents.theory.quadraticfunding import equilibrium, funding
from engine.SimStateBase import SimStateBase
from util.base18 import toBase18

TICKS = 20


class Researcher(OpsciAgent):
    """Has a proposal with an impact of 5, until it is accepted."""

    def __init__(self, name):
        super().__init__(name, 0.0, 0.0)
        self.proposal = {"grant_requested": 1, "impact": 5.0, "integration": 0.5, "novelty": 0.5}
        self.proposal_accepted = False


def community(donors=(), n_projects=2, mechanism="clr_scaled", pool=1000.0, treasury=TreasuryBase, **rule):
    """A state in which these agents act, then the round."""
    ss: Any = SimpleNamespace(SCORE_FIELDS=("votes",), FUNDING_BOUNDARY=10000.0, TREASURY="dao")
    random.seed(1)
    state: Any = SimStateBase(ss)
    state.researchers = {f"r{i}": Researcher(f"r{i}") for i in range(n_projects)}
    state.public_researchers = state.researchers
    round_ = QFRoundAgent("qf_round", MatchingRule(mechanism, **rule), pool, TICKS)
    for agent in (treasury("dao", 0.0, 100000.0), *state.researchers.values(), *donors, round_):
        state.addAgent(agent)
    return state


class Giver(OpsciAgent):
    """Gives what a test says, at the end of each round."""

    def __init__(self, name, **gifts):
        super().__init__(name, 0.0, 1e6)
        self.gifts = gifts

    def takeStep(self, state):
        round_ = state.agents["qf_round"]
        if state.tick % TICKS == 1:
            for project, amount in self.gifts.items():
                round_.promise(self.name, project, amount, 4 * amount)
        if round_.isLastTick(state):
            for project, amount in self.gifts.items():
                round_.give(self, self.name, project, toBase18(amount))


def runTicks(state, n):
    for _ in range(n):
        state.takeStep()
        state.tick += 1


def total_base(state):
    return sum(agent.OCEAN_base() for agent in state.agents.values())


# ---- the round


@pytest.mark.parametrize(
    ("mechanism", "rule", "r0", "r1"),
    [
        ("clr_scaled", {}, 900 + 30, 30 + 100),
        ("gitcoin", {}, 1000 * 900 / 1030 + 30, 1000 * 130 / 1030 + 100 - 0),
        ("none", {}, 30, 100),
        ("one_to_one", {}, 60, 200),
        ("capped", {"cap": 0.5}, 530, 600),
    ],
)
def test_a_round_pays_gifts_and_matches(mechanism, rule, r0, r1):
    """At its end; the pool comes from the treasury, and what is left goes back."""
    givers = [Giver(f"g{i}", r0=1.0) for i in range(30)] + [Giver("h0", r1=100.0)]
    state = community(givers, mechanism=mechanism, **rule)
    start = total_base(state)
    runTicks(state, TICKS - 1)
    assert state.agents["dao"].OCEAN() == 99000
    assert state.researchers["r0"].OCEAN() == 0
    runTicks(state, 1)
    assert total_base(state) == start
    assert state.agents["qf_round"].OCEAN() == 0
    result = state.agents["qf_round"].latest
    matched = {"r0": state.researchers["r0"].OCEAN() - 30, "r1": state.researchers["r1"].OCEAN() - 100}
    assert result.matched == pytest.approx(matched)
    assert result.donated == {"r0": 30, "r1": 100}
    assert (result.n_donors, result.pool) == (31, 1000)
    assert result.pool_left == pytest.approx(1000 - sum(matched.values()))
    if mechanism == "none":
        assert (matched["r0"], matched["r1"]) == (0, 0)
    if mechanism == "clr_scaled":
        # 30 * 29 = 870 for the first, nothing for a single donor.
        assert matched == pytest.approx({"r0": 870, "r1": 0})
    if mechanism == "capped":
        assert matched == pytest.approx({"r0": 500, "r1": 0})
    if mechanism == "gitcoin":
        assert matched == pytest.approx({"r0": 900, "r1": 100})
    if mechanism == "one_to_one":
        assert matched == pytest.approx({"r0": 30, "r1": 100})


@pytest.mark.parametrize("pool", [1000.0, 123.456789, 1e-18])
def test_a_pool_that_is_wanted_is_used_up_to_the_unit(pool):
    """Nothing goes back."""
    state = community([Giver(f"g{i}", r0=7.7, r1=0.1 * i + 0.1) for i in range(30)], pool=pool)
    runTicks(state, TICKS)
    assert state.agents["qf_round"].latest.pool_left == 0
    assert state.agents["dao"].OCEAN_base() == toBase18(100000.0) - toBase18(pool)


def test_a_treasury_at_its_boundary_fills_no_pool():
    """Gifts are paid all the same."""
    state = community([Giver(f"g{i}", r0=1.0) for i in range(3)], pool=90001.0)
    state.agents["dao"]._transferOCEAN(state.agents["g0"], 90000.0)
    runTicks(state, TICKS)
    assert state.agents["dao"].OCEAN() == 10000
    assert state.researchers["r0"].OCEAN() == 3


def test_votes_are_written_into_proposals():
    """(sum sqrt(c))**2 of the promises so far, and 1."""
    state = community([Giver(f"g{i}", r0=4.0) for i in range(3)])
    runTicks(state, 1)
    assert [r.proposal["votes"] for r in state.researchers.values()] == [1.0, 1.0]
    runTicks(state, 1)
    assert [r.proposal["votes"] for r in state.researchers.values()] == [pytest.approx(37.0), 1.0]


# ---- donors


def test_a_donor_gives_its_budget_once_a_round():
    """To some projects, with money from outside, in the last tick."""
    donors = [DonorAgent(f"d{i}", 50.0, 4.0, "heuristic") for i in range(40)]
    state = community(donors, n_projects=6, pool=0.0)
    for n_rounds in (1, 2):
        runTicks(state, TICKS - 1)
        assert sum(donor.OCEAN_brought for donor in donors) == pytest.approx(2000 * (n_rounds - 1))
        runTicks(state, 1)
        result = state.agents["qf_round"].latest
        assert sum(result.donated.values()) == pytest.approx(2000)
        assert result.n_donors == 40
        assert len(result.donated) == 6
    assert [donor.OCEAN_brought for donor in donors] == pytest.approx([100.0] * 40)
    assert {donor.OCEAN() for donor in donors} == {0.0}


@pytest.mark.parametrize("arrange", [list, lambda agents: agents[::-1]])
def test_gifts_arrive_whoever_acts_first(arrange):
    """A round that acts before its donors asks them for what they have promised, once, before it is over."""
    donors = [DonorAgent(f"d{i}", 1000.0, a / 1000, "equilibrium") for i, a in enumerate((10, 20, 30, 40))]
    state = community([*donors, SybilAgent("sybil0", 100.0, 5, 0.0)])
    state.agents.arrange = arrange
    runTicks(state, TICKS)
    latest = state.agents["qf_round"].latest
    assert latest.n_donors == 9
    assert latest.donated["sybil0"] == pytest.approx(100.0)
    assert sum(latest.donated.values()) == pytest.approx(100.0 + sum(d.OCEAN_brought for d in donors))


def test_impact_attracts_gifts():
    """Ten times the impact, several times the money."""
    state = community([DonorAgent(f"d{i}", 50.0, 4.0, "heuristic") for i in range(300)], n_projects=10, pool=0.0)
    state.researchers["r0"].proposal["impact"] = 10.0
    for name in list(state.researchers)[1:]:
        state.researchers[name].proposal["impact"] = 1.0
    runTicks(state, TICKS)
    donated = state.agents["qf_round"].latest.donated
    assert donated["r0"] > 3 * max(amount for name, amount in donated.items() if name != "r0")


def test_a_project_that_is_gone_gets_nothing():
    """A promise is to a proposal: not to another one by the same researcher, nor to one that is funded by now."""
    state = community([DonorAgent(f"d{i}", 50.0, 4.0, "equilibrium") for i in range(40)], n_projects=3, pool=0.0)
    runTicks(state, TICKS - 1)
    state.researchers["r0"].proposal = dict(state.researchers["r0"].proposal)
    state.researchers["r1"].proposal_accepted = True
    runTicks(state, 1)
    assert set(state.agents["qf_round"].latest.donated) == {"r2"}


def test_donors_find_their_equilibrium():
    """One project, worth 1, 2, 3 and 4 times ln F to four donors with ample means: gifts of a**2/10, F = 10."""
    donors = [DonorAgent(f"d{i}", 1000.0, a / 1000, "equilibrium") for i, a in enumerate((1, 2, 3, 4))]
    state = community(donors, n_projects=1, pool=1000.0)
    runTicks(state, TICKS)
    result = state.agents["qf_round"].latest
    assert [donor.OCEAN_brought for donor in donors] == pytest.approx([0.1, 0.4, 0.9, 1.6], abs=1e-3)
    assert result.donated["r0"] + result.matched["r0"] == pytest.approx(10, abs=1e-2)
    assert result.welfare_ratio == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(("mechanism", "pool"), [("none", 1000.0), ("clr_scaled", 3.0)])
def test_donors_who_know_that_the_pool_is_small(mechanism, pool):
    """They settle where each does what is best, given the part of all subsidies that is paid."""
    donors = [DonorAgent(f"d{i}", 1000.0, a / 1000, "equilibrium") for i, a in enumerate((10, 20, 30, 40))]
    state = community(donors, n_projects=1, pool=pool, mechanism=mechanism)
    state.agents["qf_round"].round_ticks = 200
    runTicks(state, 200)
    share = state.agents["qf_round"].share
    expected = equilibrium([10, 20, 30, 40], share)
    assert [donor.OCEAN_brought for donor in donors] == pytest.approx(expected, rel=0.02, abs=0.02)
    if mechanism == "none":
        assert share == 0
    else:
        assert share == pytest.approx(min(1, 3.0 / (funding(expected) - sum(expected))), rel=0.05)


def test_a_budget_is_a_budget():
    """Donors to whom projects are worth much more give all that they have, and no more."""
    donors = [DonorAgent(f"d{i}", 5.0, 1000.0, "equilibrium") for i in range(5)]
    state = community(donors, n_projects=2, pool=10.0)
    runTicks(state, TICKS)
    assert [donor.OCEAN_brought for donor in donors] == pytest.approx([5.0] * 5)


# ---- attackers


def test_a_sybil_takes_from_the_pool():
    """Ten honest gifts of 10 against 100 in 5 pieces, for a pool of 1000: it takes 307.69, and does so again."""
    givers = [Giver(f"g{i}", r0=10.0) for i in range(10)]
    sybil = SybilAgent("sybil0", 100.0, 5, 3.0)
    state = community([*givers, sybil])
    for n_rounds in (1, 2):
        runTicks(state, TICKS)
        assert state.agents["qf_round"].latest.matched["sybil0"] == pytest.approx(307.6923, abs=1e-3)
        assert sybil.OCEAN_spent == pytest.approx(15 + 100 * n_rounds)
        assert sybil.OCEAN_gained == pytest.approx(307.6923 * n_rounds - 15, abs=1e-2)
    assert state.agents["qf_round"].latest.n_donors == 15


def test_a_ring_has_nothing_to_pay_for():
    """As a sybil, but with people: the pairwise bound still limits what two of them can take."""
    ring = CollusionRing("ring", 2, 10000.0)
    state = community([ring], mechanism="pairwise", pool=1000.0, pairwise_m=25.0)
    runTicks(state, TICKS)
    assert state.agents["qf_round"].latest.matched["ring"] == pytest.approx(49.8753, abs=1e-4)
    assert ring.OCEAN_gained == pytest.approx(49.8753, abs=1e-4)


# ---- the sponsor


def test_a_sponsor_announces_what_a_round_has_paid():
    """In the tick after it, once; to projects of researchers, not of attackers."""
    givers = [Giver(f"g{i}", r0=1.0) for i in range(30)]
    state = community([*givers, SybilAgent("sybil0", 9.0, 3, 0.0)], treasury=SponsorTreasuryAgent)
    dao, updates = state.agents["dao"], []
    for _ in range(TICKS + 3):
        state.takeStep()
        updates.append(dao.update)
        state.tick += 1
    assert updates == [0] * TICKS + [1, 0, 0]
    record = dao.proposal_evaluation_update[0]
    assert (record["winner"], record["amount"]) == ("r0", pytest.approx(900))
    assert state.researchers["r0"].proposal["grant_requested"] == record["amount"]
    assert (dao.impact, dao.in_index) == (5.0, 0.25)
    assert dao.total_research_funds_disbursed == pytest.approx(870 + 18)
