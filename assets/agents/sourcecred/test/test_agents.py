"""Ranker, distributor and spammers, each stepped through what it can do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.TreasuryBase import TreasuryBase
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from assets.agents.sourcecred.CredRankerAgent import CredRankerAgent
from assets.agents.sourcecred.GrainDistributorAgent import GrainDistributorAgent
from assets.agents.sourcecred.MarketContributions import MarketContributions
from assets.agents.sourcecred.SpamAgent import SpamAgent, payee
from assets.agents.sourcecred.test.test_graph import EDGES, NODES
from assets.agents.theory.credrank import Walk
from engine.SimStateBase import SimStateBase

EPOCH = 10


@pytest.fixture
def state():
    """A treasury with 100,000 OCEAN, Alice and Bob with proposals, and an empty graph."""
    ss: Any = SimpleNamespace(EPOCH_TICKS=EPOCH, SCORE_FIELDS=("cred",), FUNDING_BOUNDARY=10000.0, TREASURY="dao")
    state: Any = SimStateBase(ss)
    state.graph = ContributionGraph(NODES, EDGES)
    state.researchers = {name: OpsciAgent(name, 0.0, 0.0) for name in ("alice", "bob")}
    for researcher in state.researchers.values():
        researcher.proposal = {"grant_requested": 1}
    state.public_researchers = state.researchers
    for agent in (TreasuryBase("dao", 0.0, 100000.0), *state.researchers.values()):
        state.addAgent(agent)
    return state


def ranker(state):
    return CredRankerAgent("cred_ranker", state.graph, Walk(), MarketContributions(state.graph, state), EPOCH)


def distributor(state, amount=1000.0, special=None, **policies):
    terms = policies or {"BALANCED": 0.5, "RECENT": 0.3, "IMMEDIATE": 0.2}
    return GrainDistributorAgent("grain", state.graph, amount, terms, 1, 0.16, special or {}, EPOCH)


def endEpoch(state, *agents, epoch=0):
    state.tick = EPOCH * (epoch + 1) - 1
    for agent in agents:
        agent.takeStep(state)


def test_proposals_are_ranked_by_their_proposers_cred(state):
    """Relative to the average; 0.01 for somebody without any; nothing before there is any cred."""
    agent = ranker(state)
    agent.takeStep(state)
    assert "cred" not in state.researchers["alice"].proposal
    state.graph.contribute("paper", "alice", 0)
    endEpoch(state, agent)
    assert [r.proposal["cred"] for r in state.researchers.values()] == [pytest.approx(1.0), 0.01]
    state.graph.contribute("paper", "bob", 0)
    state.graph.contribute("paper", "bob", 0)
    endEpoch(state, agent)
    assert [r.proposal["cred"] for r in state.researchers.values()] == pytest.approx([2 / 3, 4 / 3])
    assert agent.weights() == pytest.approx({"alice": 8, "bob": 16})


def test_grants_count_as_they_are_given(state):
    """The treasury acts before the ranker in the same tick."""
    state.agents["dao"].update = 1
    state.agents["dao"].proposal_evaluation_update = {0: {"winner": "bob"}}
    endEpoch(state, ranker(state))
    assert state.graph.totals() == {"bob": pytest.approx(4.0)}


def test_grain_is_paid_at_the_end_of_an_epoch(state):
    """To the unit, by cred; not in other ticks, and not while nobody has cred."""
    grain = distributor(state)
    endEpoch(state, grain)
    state.graph.contribute("paper", "alice", 0)
    state.graph.contribute("algo", "bob", 0)
    endEpoch(state, ranker(state), grain)
    state.tick += 1
    grain.takeStep(state)
    assert {name: r.OCEAN() for name, r in state.researchers.items()} == {"alice": 800, "bob": 200}
    assert grain.paidToAgents() == {"alice": 800, "bob": 200}
    assert state.agents["dao"].OCEAN() == 99000
    assert grain.OCEAN_base() == 0


def test_a_fixed_amount_comes_first(state):
    """What is left is split."""
    state.graph.contribute("paper", "alice", 0)
    endEpoch(state, ranker(state), distributor(state, special={"bob": 300.0}, RECENT=1.0))
    assert {name: r.OCEAN() for name, r in state.researchers.items()} == {"alice": 700, "bob": 300}


def test_balanced_pays_whoever_is_behind(state):
    """After an epoch that only Alice was paid for, Bob gets all until shares are as cred."""
    ranks, grain = ranker(state), distributor(state, BALANCED=1.0)
    state.graph.contribute("paper", "alice", 0)
    endEpoch(state, ranks, grain)
    state.graph.contribute("paper", "bob", 1)
    endEpoch(state, ranks, grain, epoch=1)
    assert {name: r.OCEAN() for name, r in state.researchers.items()} == {"alice": 1000, "bob": 1000}


def test_a_treasury_at_its_boundary_pays_no_grain(state):
    """Nor one that has less than what is asked for."""
    state.graph.contribute("paper", "alice", 0)
    ranks = ranker(state)
    for amount in (100001.0, 95000.0, 1000.0):
        endEpoch(state, ranks, distributor(state, amount))
    assert state.agents["dao"].OCEAN() == 5000
    assert state.researchers["alice"].OCEAN() == 95000


def test_spammers_write_and_cite_themselves(state):
    """Under as many names as they like; one is paid for all of them."""
    spammer = SpamAgent("spammer0", state.graph, per_epoch=5, n_identities=2, epoch_ticks=EPOCH)
    state.addAgent(spammer)
    spammer.takeStep(state)
    assert state.graph.n_nodes == 0
    endEpoch(state, spammer, ranker(state), distributor(state))
    assert (state.graph.n_nodes, state.graph.n_edges) == (5, 9)
    assert set(state.graph.cred) == {"spammer0#0", "spammer0#1"}
    assert spammer.OCEAN() == 1000
    assert payee("spammer0#1") == payee("spammer0") == "spammer0"
