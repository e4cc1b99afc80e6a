"""Reviewers, rewards, learning, editor and rewarder: what each can do, and where learning leads."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.TreasuryBase import TreasuryBase
from assets.agents.peerreview.ReviewBoard import (
    CAREFUL,
    COLLUDER,
    INVERTER,
    LAZY,
    RANDOM,
    ReviewBoard,
    ReviewTerms,
    Task,
)
from assets.agents.peerreview.ReviewEditorAgent import ReviewEditorAgent
from assets.agents.peerreview.ReviewRewarderAgent import ReviewRewarderAgent
from assets.agents.theory.peerprediction import agreement, majority, peerPrediction
from engine.SimStateBase import SimStateBase

N = 40


def board(rule="peer_prediction", accuracy=0.8, n_per_task=3, reward=1.0, learning=0.05, **strategies):
    """40 reviewers with these strategies: name → how many; the others are lazy."""
    names = [f"r{i}" for i in range(N)]
    given = [strategy for strategy, n in strategies.items() for _ in range(n)]
    given += [LAZY] * (N - len(given))
    terms = ReviewTerms(accuracy, n_per_task, rule, reward, 0.18, 0.05, learning)
    return ReviewBoard(terms, dict(zip(names, given)))


def reviewAll(b, rng, n=40, prior=0.5, author=""):
    for _ in range(n):
        b.review(author, rng.random() < prior, rng)


# ---- what reviewers say


@pytest.mark.parametrize(
    ("strategy", "says_good_is_good", "says_bad_is_good"),
    [(CAREFUL, 0.8, 0.2), (LAZY, 1.0, 1.0), (INVERTER, 0.2, 0.8), (RANDOM, 0.5, 0.5), (COLLUDER, 1.0, 1.0)],
)
def test_what_reviewers_say(strategy, says_good_is_good, says_bad_is_good):
    """Of good and of bad works by strangers."""
    b, rng = board(**{strategy: N}), random.Random(1)
    for is_good, expected in ((True, says_good_is_good), (False, says_bad_is_good)):
        reports = [b.review("", is_good, rng).mean_report for _ in range(1500)]
        assert sum(reports) / 1500 == pytest.approx(expected, abs=0.03)


def test_colluders_praise_each_other():
    """And nobody else whom they know, whatever the truth."""
    b, rng = board(colluder=20), random.Random(1)
    for author, expected in (("r0", True), ("r39", False), ("not a reviewer", False)):
        reports = [b.review(author, False, rng).reports for _ in range(50)]
        said = {says for by_name in reports for name, says in by_name.items() if int(name[1:]) < 20}
        assert said == {expected}


def test_nobody_reviews_their_own_work():
    """All others are equally likely to."""
    b, rng = board(), random.Random(1)
    names = [name for _ in range(2000) for name in b.review("r7", True, rng).reports]
    assert len(names) == 6000
    assert "r7" not in names
    assert min(names.count(name) for name in b.reviewers if name != "r7") > 100


def test_a_majority_decides():
    """Of three; with careful reviewers it is right as often as the formula says."""
    assert Task("", True, {"a": True, "b": True, "c": False}).is_right
    assert not Task("", True, {"a": True, "b": False, "c": False}).is_right
    b, rng = board(careful=N), random.Random(2)
    reviewAll(b, rng, 4000)
    assert sum(task.is_right for task in b.tasks) / 4000 == pytest.approx(majority(0.8, 3), abs=0.02)


# ---- what they earn


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("flat", 0.18),
        ("agreement", agreement(0.3, 0.8, 0.8)),
        ("peer_prediction", peerPrediction(0.3, 0.8, 0.8)),
        ("oracle", 0.3),
    ],
)
def test_what_careful_reviewers_earn(rule, expected):
    """Per review, in units of B, on average."""
    b, rng = board(rule, careful=N), random.Random(3)
    reviewAll(b, rng, 4000, prior=0.3)
    assert sum(b.earned(rng).values()) / 12000 == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("strategy", "factor"), [(LAZY, 0.0), (RANDOM, 0.0), (INVERTER, -1.0)])
def test_what_others_earn_among_the_careful(strategy, factor):
    """By peer prediction: nothing without looking, and the negative for saying the opposite."""
    b, rng = board(**{strategy: 1}), random.Random(4)
    for i in range(1, N):
        b.reviewers[f"r{i}"].strategy = CAREFUL
    n, earned = 0, 0.0
    for _ in range(100):
        reviewAll(b, rng, 200, prior=0.3)
        n += sum("r0" in task.reports for task in b.tasks)
        earned += b.earned(rng)["r0"]
        b.tasks = []
    assert earned / n == pytest.approx(factor * 0.1512, abs=0.06)


def test_reviewers_without_another_work_earn_nothing():
    """Peer prediction needs a second review of both, of works that the other has not seen."""
    b, rng = board(careful=N), random.Random(5)
    b.review("", True, rng)
    assert set(b.earned(rng).values()) == {0.0}
    lonely = board("agreement", n_per_task=1, careful=N)
    lonely.review("", True, rng)
    assert set(lonely.earned(rng).values()) == {0.0}


def test_debts_come_first():
    """Losses are not collected, but later rewards make up for them."""
    b = board()
    earned = dict.fromkeys(b.reviewers, 0.0)
    assert b.claims({**earned, "r0": -2.0, "r1": 1.0})["r0"] == 0
    assert b.claims({**earned, "r0": 1.5, "r1": 1.0}) == {**earned, "r1": 1.0}
    assert b.claims({**earned, "r0": 1.5})["r0"] == 1.0


# ---- where learning leads


def careful_at_the_end(rule, initial, seed, n_epochs=250):
    """(share of careful reviewers, share of right decisions in the last 50 epochs)."""
    rng = random.Random(seed)
    b = board(rule, careful=round(initial * N))
    right = 0
    for epoch in range(n_epochs):
        reviewAll(b, rng)
        right += sum(task.is_right for task in b.tasks) if epoch >= n_epochs - 50 else 0
        earned = b.earned(rng)
        b.claims(earned)
        b.learn(earned, 1.0, rng)
    return b.share(CAREFUL), right / 2000


@pytest.mark.parametrize("initial", [0.15, 0.6])
@pytest.mark.parametrize("rule", ["flat", "agreement"])
def test_care_dies_where_it_is_not_paid_for(rule, initial):
    """A fixed fee and mere agreement reward the lazy as much: 250 epochs later nobody looks."""
    share, accuracy = careful_at_the_end(rule, initial, seed=1)
    assert share < 0.05
    assert accuracy == pytest.approx(0.505, abs=0.03)


def test_care_survives_peer_prediction_once_it_is_common():
    """With a cost of 0.05 and an accuracy of 0.8, from 28 % of careful colleagues on; below that it dies."""
    assert careful_at_the_end("peer_prediction", 0.6, seed=1)[0] > 0.9
    assert careful_at_the_end("peer_prediction", 0.6, seed=1)[1] == pytest.approx(0.89, abs=0.03)
    assert careful_at_the_end("peer_prediction", 0.15, seed=1)[0] < 0.5


@pytest.mark.parametrize("initial", [0.15, 0.6])
def test_care_always_survives_an_oracle(initial):
    """An oracle, which knows the truth, needs no peers."""
    share, accuracy = careful_at_the_end("oracle", initial, seed=1)
    assert share > 0.95
    assert accuracy == pytest.approx(0.896, abs=0.03)


def test_some_never_learn():
    """Inverters lose, and go on."""
    b, rng = board(careful=30, inverter=10, learning=0.2), random.Random(6)
    for _ in range(100):
        reviewAll(b, rng)
        b.learn(b.earned(rng), 1.0, rng)
    stubborn = list(b.reviewers.values())[30:]
    assert {reviewer.strategy for reviewer in stubborn} == {INVERTER}
    assert sum(reviewer.average for reviewer in stubborn) / 10 < -0.02
    assert b.share(CAREFUL) > 0.6
    assert b.tasks == []


def test_learners_come_back():
    """One who has imitated an inverter is free to stop."""
    b, rng = board(careful=30, inverter=10, learning=1.0), random.Random(6)
    learner = b.reviewers["r0"]
    learner.strategy, learner.average = INVERTER, -1.0
    for _ in range(5):
        b.learn(dict.fromkeys(b.reviewers, 0.0), 1.0, rng)
    assert learner.strategy == CAREFUL


# ---- editor and rewarder

EPOCH = 10


@pytest.fixture
def state():
    """40 careful researchers who agree with the truth, each with a proposal; a treasury that has granted 20,000."""
    ss: Any = SimpleNamespace(EPOCH_TICKS=EPOCH, FUNDING_BOUNDARY=10000.0, TREASURY="dao")
    random.seed(1)
    state: Any = SimStateBase(ss)
    state.researchers = {f"r{i}": OpsciAgent(f"r{i}", 0.0, 0.0) for i in range(N)}
    state.public_researchers = state.researchers
    for i, researcher in enumerate(state.researchers.values()):
        researcher.proposal = {"impact": i / 4}
        researcher.proposal_accepted = False
    for agent in (TreasuryBase("dao", 0.0, 100000.0), *state.researchers.values()):
        state.addAgent(agent)
    state.agents["dao"].total_research_funds_disbursed = 20000.0
    return state


def editor(state, b, prior=0.5):
    return ReviewEditorAgent("editor", b, prior, 50, EPOCH)


def test_each_proposal_is_reviewed_once(state):
    """In the tick in which it is there; what is above the median of all impacts, 7.07, is good."""
    b = board(accuracy=1.0, careful=N)
    e = editor(state, b)
    e.takeStep(state)
    e.takeStep(state)
    assert len(b.tasks) == N
    reviews = [researcher.proposal["review"] for researcher in state.researchers.values()]
    assert reviews == [float(i / 4 > 7.0711) for i in range(N)]
    assert e.submitted == [N, pytest.approx(sum(range(N)) / 4)]
    state.researchers["r3"].proposal = {"impact": 9.0}
    e.takeStep(state)
    assert len(b.tasks) == N + 1
    assert state.researchers["r3"].proposal["review"] == 1.0


def test_a_prior_says_where_good_begins(state):
    """With 0.9, above an impact of 3.16, the root of 10."""
    editor(state, board(accuracy=1.0, careful=N), prior=0.9).takeStep(state)
    assert sum(r.proposal["review"] for r in state.researchers.values()) == sum(i / 4 > 3.16 for i in range(N))


def test_manuscripts_make_up_for_missing_proposals(state):
    """At the end of an epoch, to 50 works."""
    b = board(careful=N)
    state.tick = EPOCH - 1
    editor(state, b).takeStep(state)
    assert len(b.tasks) == 50
    assert [task.author for task in b.tasks].count("") == 10


def test_the_editor_sees_what_is_funded(state):
    """r20, where r39 could have been had: it looks at the proposals as they were when it was decided."""
    e, dao = editor(state, board(careful=N)), state.agents["dao"]
    e.takeStep(state)
    dao.update, dao.proposal_evaluation_update = 1, {0: {"winner": "r20"}}
    state.researchers["r20"].proposal_accepted = True
    state.researchers["r39"].proposal = {"impact": 0.0}
    e.takeStep(state)
    assert (e.funded, e.regret) == ([1, 5.0], 9.75 - 5.0)


def rewarder(state, b, share=0.05):
    return ReviewRewarderAgent("rewarder", b, share, EPOCH)


def test_rewards_are_paid_at_the_end_of_an_epoch(state):
    """By the rule flat: 0.18 of 10 OCEAN for each of 150 reviews, to the unit; what reviewers did is forgotten."""
    b = board("flat", reward=10.0, careful=N)
    e, r = editor(state, b), rewarder(state, b)
    for state.tick in range(EPOCH):
        e.takeStep(state)
        r.takeStep(state)
        assert r.OCEAN_paid == (270 if state.tick == EPOCH - 1 else 0)
    assert state.agents["dao"].OCEAN() == 100000 - 270
    assert sum(researcher.OCEAN_base() for researcher in state.researchers.values()) == 270 * 10**18
    assert (r.n_tasks, r.n_reviews, r.share_careful, b.tasks) == (50, 150, 1.0, [])
    assert r.weights() == pytest.approx(r.paid)


@pytest.mark.parametrize(("share", "paid"), [(0.05, 1000.0), (0.0, 0.0)])
def test_rewards_are_scaled_down_to_the_budget(state, share, paid):
    """5 % of 20,000 OCEAN, where 27,000 are due: reviewers learn from what they get."""
    b = board("flat", reward=1000.0, learning=0.0, lazy=N)
    e, r = editor(state, b), rewarder(state, b, share)
    state.tick = EPOCH - 1
    e.takeStep(state)
    r.takeStep(state)
    assert (r.OCEAN_paid, r.OCEAN_paid_last) == (paid, paid)
    assert sum(r.weights().values()) == pytest.approx(27000)
    averages = {reviewer.average for reviewer in b.reviewers.values()}
    assert max(averages) == pytest.approx(0.05 * 180 * paid / 27000)


def test_a_treasury_at_its_boundary_pays_no_rewards(state):
    """Reviews are made all the same."""
    b = board("flat", careful=N)
    state.agents["dao"]._transferOCEAN(state.researchers["r0"], 90000.0)
    e, r = editor(state, b), rewarder(state, b)
    state.tick = EPOCH - 1
    e.takeStep(state)
    r.takeStep(state)
    assert (r.OCEAN_paid, r.n_tasks) == (0, 50)
