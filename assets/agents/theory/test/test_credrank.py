"""CredRank and grain policies, against what SourceCred's own package says of one small graph, and closed forms.

The graph: Alice proposed something and Bob made a data set of it; in the next epoch, they wrote a paper and Carol
reviewed it. The package's figures are of sourcecred 0.11.2, which stops its iteration at 1e-7.
"""

from __future__ import annotations

import numpy as np
import pytest

from assets.agents.theory.credrank import Cred, Graph, Walk, credRank
from assets.agents.theory.grain import balanced, immediate, recent
from util.errors import ParameterError

ALICE, BOB, CAROL, DAVE = -1, -2, -3, -4
PROPOSAL, DATASET, PAPER, REVIEW = 0, 1, 2, 3
MINTS = [4.0, 2.0, 8.0, 1.0]

# (source, target, epoch, weight from source to target, weight back)
EDGES = [
    (ALICE, PROPOSAL, 0, 0.5, 1.0),
    (BOB, DATASET, 0, 0.5, 1.0),
    (ALICE, PAPER, 1, 0.5, 1.0),
    (BOB, PAPER, 1, 0.5, 1.0),
    (CAROL, REVIEW, 1, 0.5, 1.0),
    (DATASET, PROPOSAL, 0, 1.0, 1 / 16),
    (PAPER, DATASET, 1, 1.0, 1 / 16),
    (REVIEW, PAPER, 1, 1.0, 1 / 16),
]

PACKAGE = [[6.3212256, 3.0731147], [2.4572516, 2.6437836], [0.0504619, 0.4541566]]
PACKAGE_WORKS = [15.8837708, 11.1555319, 18.1511103, 2.2427496]
EXACT = [[6.321228992, 3.073115740], [2.457251712, 2.643784931], [0.050461862, 0.454156762]]
EXACT_WORKS = [15.883768546, 11.155535687, 18.151108002, 2.242749440]


def ranked(mints=MINTS, edges=EDGES, n_people=3, n_epochs=2, walk=Walk()) -> Cred:  # noqa: B008
    source, target, epoch, forward, backward = zip(*edges)
    tails, heads, when = (np.array(column, dtype=np.intp) for column in (source, target, epoch))
    graph = Graph(n_people, n_epochs, np.array(mints), tails, heads, when, np.array(forward), np.array(backward))
    return credRank(graph, walk)


def bySolving(mints, edges, n_people, n_epochs, walk) -> np.ndarray:
    """Cred of participants by another way: the transition matrix, written down cell by cell, and linear algebra."""
    first, n_works = 1 + n_epochs, len(mints)
    works = first + n_people * n_epochs
    P = np.zeros((works + n_works, works + n_works))
    along = np.zeros_like(P)
    for s, d, e, forward, backward in edges:
        a, b = (first + (-1 - end) * n_epochs + e if end < 0 else works + end for end in (s, d))
        along[a, b] += forward
        along[b, a] += backward
    P[0, works:] = np.array(mints) / sum(mints)
    for node in range(first, len(P)):
        share = walk.toNeighbours() if node < works else 1 - walk.alpha
        if along[node].sum() > 0:
            P[node] += share * along[node] / along[node].sum()
    for p in range(n_people):
        for e in range(n_epochs):
            node = first + p * n_epochs + e
            P[node, 1 + e] += walk.beta
            P[node, node + 1 if e + 1 < n_epochs else node] += walk.gamma_forward
            P[node, node - 1 if e > 0 else node] += walk.gamma_backward
    P[:, 0] += 1 - P.sum(axis=1)
    A = np.vstack([P.T - np.eye(len(P)), np.ones(len(P))])
    at = np.linalg.lstsq(A, np.r_[np.zeros(len(P)), 1.0], rcond=None)[0]
    cred = walk.beta * at[first:works] * sum(mints) / at[1:first].sum()
    return cred.reshape(n_people, n_epochs)


def test_the_package_and_the_exact_solution_agree():
    """To 1e-8 with the exact solution, and to 1e-5 with what the package printed."""
    cred = ranked()
    assert cred.participants == pytest.approx(np.array(EXACT), abs=1e-8)
    assert cred.contributions == pytest.approx(np.array(EXACT_WORKS), abs=1e-8)
    assert cred.participants == pytest.approx(np.array(PACKAGE), abs=1e-5)
    assert cred.contributions == pytest.approx(np.array(PACKAGE_WORKS), abs=1e-5)
    assert cred.participants.sum() == pytest.approx(sum(MINTS), rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_iteration_finds_what_linear_algebra_finds(seed):
    """On random graphs with dead ends, several epochs and any weights; and all that was minted becomes cred."""
    rng = np.random.default_rng(seed)
    n_people, n_epochs, n_works = 5, int(rng.integers(1, 6)), 80
    mints = list(rng.choice([0.0, 1.0, 2.0, 8.0], n_works))
    ends = np.r_[-1 - np.arange(n_people), np.arange(n_works - 5)]
    edges = [(*rng.choice(ends, 2), rng.integers(n_epochs), *rng.choice([0, 0.5, 1, 3], 2)) for _ in range(250)]
    walk = Walk(*rng.dirichlet([1, 2, 1, 1, 2])[:4])
    cred = ranked(mints, edges, n_people, n_epochs, walk).participants
    assert cred == pytest.approx(bySolving(mints, edges, n_people, n_epochs, walk), abs=1e-8)
    assert cred.sum() == pytest.approx(sum(mints), rel=1e-10)


def test_closed_forms():
    """One author gets all; two share as their edges say; what is not connected keeps what was minted for it."""
    one = ranked([1.0], [(ALICE, 0, 0, 0.5, 1.0)], 1, 1)
    assert one.participants == pytest.approx(1.0)
    assert one.contributions == pytest.approx(1 / 0.45)
    two = ranked([1.0], [(ALICE, 0, 0, 0.5, 1.0), (BOB, 0, 0, 0.5, 3.0)], 2, 1)
    assert two.participants.ravel() == pytest.approx([0.25, 0.75], abs=1e-10)
    apart = ranked([1.0, 3.0], [(ALICE, 0, 0, 0.5, 1.0), (BOB, 1, 0, 0.5, 1.0)], 2, 1)
    assert apart.participants.ravel() == pytest.approx([1.0, 3.0], abs=1e-10)


def test_participants_who_give_nothing_back():
    """All that reaches them leaks, so nothing flows on through them, nor to other epochs."""
    cred = ranked(walk=Walk(beta=0.9, gamma_forward=0.0, gamma_backward=0.0)).participants
    assert cred == pytest.approx(np.array([[6.0227357, 2.9528549], [2.4660404, 2.9528549], [0.0, 0.6055141]]), abs=1e-7)


def test_a_second_identity_gains_nothing():
    """Alice's paper under another name: both together get 0.09 % less than she alone."""
    edges = [(DAVE, *edge[1:]) if edge[:2] == (ALICE, PAPER) else edge for edge in EDGES]
    cred = ranked(edges=edges, n_people=4).participants.sum(axis=1)
    assert cred[0] + cred[3] == pytest.approx(9.38633, abs=5e-6)


@pytest.mark.parametrize(("mint", "cred", "share"), [(1.0, 3.97397, 0.199), (0.0, 0.5671, 0.0378)])
def test_minting_is_what_spam_lives_on(mint, cred, share):
    """Five more reviews by Carol that cite her first: 3.4 % of all cred become 19.9 %; with nothing minted, 3.8 %."""
    spam = [(CAROL, 4 + i, 1, 0.5, 1.0) for i in range(5)] + [(4 + i, REVIEW, 1, 1.0, 1 / 16) for i in range(5)]
    found = ranked(mints=[*MINTS, *[mint] * 5], edges=EDGES + spam).participants
    assert found[2].sum() == pytest.approx(cred, abs=5e-5)
    assert found[2].sum() / found.sum() == pytest.approx(share, abs=5e-4)


def test_nothing_minted_is_no_cred():
    """There is nowhere to start from."""
    cred = ranked(mints=[0.0] * 4)
    assert not cred.participants.any()
    assert not cred.contributions.any()


@pytest.mark.parametrize("wrong", [{"alpha": 0.0}, {"beta": 0.0}, {"gamma_forward": -0.1}, {"beta": 0.8}])
def test_probabilities_must_be_some(wrong):
    """Together they are 1 at most, the walker comes back, and something leaks."""
    with pytest.raises(ParameterError, match="together they are 1 at most"):
        Walk(**wrong)


def test_a_walk_that_does_not_settle_says_so():
    """Back and forth between start and contributions for ever."""
    with pytest.raises(ParameterError, match="does not settle in 20000 steps.*a larger alpha"):
        ranked(walk=Walk(alpha=1e-7, beta=1e-7, gamma_forward=0.0, gamma_backward=0.0))


# ---- grain

CRED = dict(zip(("alice", "bob", "carol"), EXACT))


def split(weights, budget=100.0):
    total = sum(weights.values())
    return [budget * weight / total for weight in weights.values()]


def test_policies_split_a_budget_as_the_package_does():
    """100 by each policy, when nothing was paid yet: to 1e-5 with the package."""
    assert split(immediate(CRED, 1)) == pytest.approx([49.798852, 42.841684, 7.359464], abs=1e-6)
    assert split(immediate(CRED, 1)) == pytest.approx([49.798854, 42.841681, 7.359464], abs=1e-5)
    assert split(recent(CRED, 0.16)) == pytest.approx([61.696624, 34.648918, 3.654458], abs=1e-6)
    assert split(recent(CRED, 0.16)) == pytest.approx([61.696620, 34.648921, 3.654458], abs=1e-5)
    assert split(balanced(CRED, {}, 100)) == pytest.approx([62.628965, 34.006911, 3.364124], abs=1e-6)
    assert split(balanced(CRED, {}, 100)) == pytest.approx([62.628960, 34.006915, 3.364124], abs=1e-5)


def test_balanced_makes_up_for_what_others_paid():
    """After 100 by IMMEDIATE, Carol has had more than her share, and gets nothing."""
    paid = dict(zip(CRED, split(immediate(CRED, 1))))
    assert split(balanced(CRED, paid, 100)) == pytest.approx([74.985756, 25.014244, 0.0], abs=1e-6)


def test_balanced_ends_where_grain_is_as_cred():
    """After a start that gave Carol all, 30 more budgets make shares of grain equal to shares of cred."""
    paid = {"carol": 100.0}
    for _ in range(30):
        for name, part in zip(CRED, split(balanced(CRED, paid, 100))):
            paid[name] = paid.get(name, 0.0) + part
    total = sum(map(sum, EXACT))
    for name, by_epoch in CRED.items():
        assert paid[name] / 3100 == pytest.approx(sum(by_epoch) / total, abs=1e-12)


def test_without_cred_nobody_has_a_claim():
    """All weights are 0."""
    assert balanced({"a": [0.0], "b": []}, {}, 100) == {"a": 0.0, "b": 0.0}
    assert immediate({"a": [0.0], "b": []}, 2) == {"a": 0.0, "b": 0.0}
