"""The graph of contributions: it gives the package's figures, forgets what is old, and hears what markets do."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from assets.agents.opsci.Payment import Payment
from assets.agents.sourcecred.ContributionGraph import ContributionGraph
from assets.agents.sourcecred.MarketContributions import MarketContributions
from assets.agents.sourcecred.SyntheticContributions import SyntheticContributions
from assets.agents.theory.credrank import Walk

NODES = {"proposal": 4.0, "dataset": 2.0, "algo": 2.0, "paper": 8.0, "review": 1.0}
EDGES = {"authors": (0.5, 1.0), "references": (1.0, 1 / 16)}


def graph(window=0):
    return ContributionGraph(NODES, EDGES, window)


def chain(contributions, window=0):
    """A graph in which each of these (kind, author, epoch) refers to the one before."""
    g = graph(window)
    latest = None
    for kind, author, epoch in contributions:
        latest = g.contribute(kind, author, epoch, () if latest is None else (latest,))
    return g


def test_cred_of_a_chain():
    """As in test_credrank.py, but Alice writes the paper alone."""
    works = [("proposal", "alice", 0), ("dataset", "bob", 0), ("paper", "alice", 1), ("review", "carol", 1)]
    g = chain(works)
    g.rank(Walk(), 1)
    assert (g.total_minted, g.n_nodes, g.n_edges) == (15.0, 4, 7)
    assert sum(g.totals().values()) == pytest.approx(15.0, rel=1e-10)
    assert [len(by_epoch) for by_epoch in g.cred.values()] == [2, 2, 2]
    totals = g.totals()
    assert totals["alice"] > totals["bob"] > totals["carol"] > 0


def test_what_is_older_than_the_window_is_frozen():
    """Its cred stays what it was; its contributions and their edges are gone; and all that is new becomes cred."""
    g = chain([("paper", f"p{epoch % 3}", epoch) for epoch in range(6)], window=2)
    for epoch in range(6):
        g.rank(Walk(), epoch)
        if epoch == 2:
            frozen = [by_epoch[0] for by_epoch in g.cred.values()]
    assert [by_epoch[0] for by_epoch in g.cred.values()] == frozen
    assert (g.n_nodes, g.n_edges) == (2, 3)
    in_window = sum(sum(by_epoch[4:]) for by_epoch in g.cred.values())
    assert in_window == pytest.approx(16.0, rel=1e-10)


def test_a_window_changes_nothing_while_all_is_in_it():
    """To the last digit."""
    works = [("paper", "a", 0), ("review", "b", 1), ("algo", "c", 1)]
    a, b = chain(works, window=0), chain(works, window=2)
    for g in (a, b):
        g.rank(Walk(), 1)
    assert a.cred == b.cred


def test_nobody_has_cred_where_nobody_contributed():
    """Nor is there anything to draw."""
    g, rng = graph(), random.Random(1)
    g.rank(Walk(), 3)
    assert g.cred == {}
    assert g.drawn(["paper"], rng) is None
    assert g.drawnByFame(rng) is None


def test_one_draws_of_the_right_kind_and_by_others():
    """And famous works more often: of two, one of which is cited nine times, ten of eleven draws."""
    g, rng = graph(), random.Random(1)
    first, second = g.contribute("paper", "a", 0), g.contribute("algo", "b", 0)
    assert {g.drawn(["paper", "algo"], rng, not_by="b") for _ in range(9)} == {first}
    assert {g.drawn(["algo"], rng) for _ in range(9)} == {second}
    assert g.drawn(["review"], rng) is None
    fame = chain([("paper", "a", 0)])
    for _ in range(9):
        fame.contribute("review", "b", 5, (0,))
    drawn = [fame.drawnByFame(rng) for _ in range(3000)]
    assert drawn.count(0) / 3000 == pytest.approx(10 / 19, abs=0.04)


# ---- what markets do


def payer(name, asset_type="data", research_type="public"):
    return SimpleNamespace(name=name, asset_type=asset_type, research_type=research_type)


@pytest.fixture
def market():
    """(graph, what listens, the state) at tick 0; epochs have ten ticks."""
    g = graph()
    state = SimpleNamespace(tick=0, rng=random.Random(2), ss=SimpleNamespace(EPOCH_TICKS=10))
    return g, MarketContributions(g, state), state


def kinds(g):
    return [(work.kind, work.author, work.epoch) for work in g._works]


def test_publications_are_contributions(market):
    """The first asset of what a grant paid for is the paper about it; computing is software."""
    g, heard, state = market
    heard.hear(Payment(payer("pub"), 9.0, 0.4, publish=True, assets_generated=3))
    state.tick = 10
    heard.hear(Payment(payer("priv", "compute", "private"), 9.0, 1.0, publish=True, assets_generated=1))
    assert kinds(g) == [("paper", "pub", 0), ("dataset", "pub", 0), ("dataset", "pub", 0), ("algo", "priv", 1)]
    assert g.n_edges == 4


def test_publications_refer_to_what_was_bought_since_the_last_one(market):
    """Each asset to each purchase; once."""
    g, heard, _ = market
    heard.hear(Payment(payer("a", "data"), 9.0, publish=True, assets_generated=2))
    heard.hear(Payment(payer("b", "algo", "private"), 9.0, publish=True, assets_generated=1))
    heard.hear(Payment(payer("b"), 9.0, asset_buy="data"))
    heard.hear(Payment(payer("b"), 9.0))
    # Nobody else has algorithms: there is nothing to refer to.
    heard.hear(Payment(payer("b"), 9.0, asset_buy="algo"))
    for expected in (2, 0):
        before = g.n_edges
        heard.hear(Payment(payer("b", "algo", "private"), 9.0, publish=True, assets_generated=2))
        assert g.n_edges - before == 2 + 2 * expected


def test_grants_are_contributions(market):
    """Each granted proposal, of the tick in which it was granted."""
    g, heard, state = market
    treasury = SimpleNamespace(update=2, proposal_evaluation_update={0: {"winner": "a"}, 5: {"winner": "b"}})
    heard.noteGrants(treasury)
    treasury.update = 0
    heard.noteGrants(treasury)
    assert kinds(g) == [("proposal", "a", 0), ("proposal", "b", 0)]


def test_purchases_of_what_was_forgotten_are_forgotten():
    """They would refer to nothing."""
    g = graph(window=1)
    state = SimpleNamespace(tick=0, rng=random.Random(2), ss=SimpleNamespace(EPOCH_TICKS=10))
    heard = MarketContributions(g, state)
    heard.hear(Payment(payer("a"), 9.0, publish=True, assets_generated=1))
    heard.hear(Payment(payer("b"), 9.0))
    state.tick = 19
    g.rank(Walk(), 1)
    heard.forget()
    heard.hear(Payment(payer("b"), 9.0, publish=True, assets_generated=1))
    assert (g.n_nodes, g.n_edges) == (1, 1)


def test_contributions_at_random():
    """As many as their rate says, of the kinds that they should be, each with one reference."""
    g, rng = graph(), random.Random(3)
    people = {f"p{i}": SimpleNamespace() for i in range(20)}
    state = SimpleNamespace(rng=rng, agents={}, public_researchers=people, researchers=people)
    source = SyntheticContributions(3.0, {"paper": 1.0, "review": 3.0})
    for epoch in range(10):
        source.make(g, state, epoch)
    assert g.n_nodes == pytest.approx(600, abs=4 * 600**0.5)
    papers = sum(kind == "paper" for kind, _, _ in kinds(g))
    assert papers / g.n_nodes == pytest.approx(0.25, abs=0.08)
    assert g.n_edges == 2 * g.n_nodes - 1
