"""Quadratic funding: worked examples to the cent, and donors' equilibria against closed forms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.theory.quadraticfunding import (
    MECHANISMS,
    alpha,
    equilibrium,
    funding,
    matches,
    optimum,
    subsidies,
    welfare,
)


def gifts(**amounts):
    """Project → donor → amount, each gift by somebody else."""
    return {project: {f"{project}{i}": c for i, c in enumerate(given)} for project, given in amounts.items()}


CALCULATOR = gifts(A=[200.0] * 5, B=[500.0] * 2, C=[50.0] * 20)
SMALL = gifts(A=[1.0] * 20, B=[4.0] * 5, C=[20.0])


def test_the_published_calculator():
    """wtfisqf.com, as it opens: 10,000 for three projects."""
    paid = matches(CALCULATOR, 10_000, "gitcoin")
    assert list(paid.values()) == pytest.approx([1851.85, 740.74, 7407.41], abs=0.005)


@pytest.mark.parametrize(("gift", "more"), [(1.0, 26.97), (5.0, 59.80), (20.0, 117.77)])
def test_what_one_more_donor_moves(gift, more):
    """The same calculator: a small gift to a project with many donors moves many times as much."""
    before = matches(CALCULATOR, 10_000, "gitcoin")["C"]
    after = matches({**CALCULATOR, "C": {**CALCULATOR["C"], "new": gift}}, 10_000, "gitcoin")["C"]
    assert after - before == pytest.approx(more, abs=0.005)


def test_the_papers_formula_scaled_to_the_pool():
    """A mix of matched and plain gifts that exhausts the pool comes to the same."""
    for mechanism in ("clr_scaled", "alpha"):
        paid = matches(CALCULATOR, 10_000, mechanism)
        assert list(paid.values()) == pytest.approx([1666.67, 416.67, 7916.67], abs=0.005)


def test_small_examples():
    """F of 9, 4 and 1; subsidies of 1, 4, 1, 9 and of six 1s and a 4."""
    assert funding([9, 4, 1]) == pytest.approx(36, rel=1e-12)
    assert subsidies(gifts(a=[1.0, 4.0, 1.0, 9.0], b=[1.0] * 6 + [4.0])) == pytest.approx({"a": 34, "b": 54}, rel=1e-12)


@settings(derandomize=True, database=None, deadline=None)
@given(st.integers(1, 40), st.floats(0.01, 1e6))
def test_equal_donors(n, c):
    """n of them move n**2 c in all; a single one moves nobody else's money."""
    assert funding([c] * n) == pytest.approx(n * n * c, rel=1e-12)
    assert subsidies(gifts(a=[c] * n))["a"] == pytest.approx(n * (n - 1) * c, rel=1e-12)


@settings(derandomize=True, database=None, deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=9), st.floats(0.01, 1e3))
def test_funding_does_not_depend_on_the_currency(amounts, rate):
    """It is homogeneous of degree 1."""
    assert funding([rate * c for c in amounts]) == pytest.approx(rate * funding(amounts), rel=1e-12)


def test_breadth_against_depth():
    """20 gifts of 1, 5 of 4, one of 20: how each mechanism tells them apart."""
    wanted = subsidies(SMALL)
    assert wanted == pytest.approx({"A": 380, "B": 80, "C": 0}, abs=1e-9)
    assert matches(SMALL, 100) == pytest.approx({"A": 82.609, "B": 17.391, "C": 0}, abs=1e-3)
    assert alpha(wanted, 100) == pytest.approx(0.217391, abs=1e-6)
    assert subsidies(SMALL, "pairwise", 25) == pytest.approx({"A": 365.385, "B": 68.966, "C": 0}, abs=1e-3)
    assert subsidies(SMALL, "pairwise", 1) == pytest.approx({"A": 190, "B": 16, "C": 0}, abs=1e-9)
    assert matches(SMALL, 30, "one_to_one") == pytest.approx({"A": 10, "B": 10, "C": 10})
    assert matches(SMALL, 30, "none") == {"A": 0, "B": 0, "C": 0}


@pytest.mark.parametrize(
    ("cap", "paid"),
    [
        (1.0, [82.609, 17.391, 0]),
        (0.5, [50, 50, 0]),
        (0.2, [20, 20, 0]),
        (0.0, [0, 0, 0]),
    ],
)
def test_a_cap_leaves_more_to_others(cap, paid):
    """What is above it is shared by those below, as long as there are any who get something."""
    assert list(matches(SMALL, 100, "capped", cap=cap).values()) == pytest.approx(paid, abs=1e-3)


def test_a_cap_is_applied_until_nobody_is_above_it():
    """The excess of the first lifts the second above the cap, and that goes to the third."""
    three = gifts(A=[1.0] * 20, B=[1.0] * 10, C=[1.0] * 3)
    assert matches(three, 100, "capped", cap=0.4) == pytest.approx({"A": 40, "B": 40, "C": 20})


@settings(derandomize=True, database=None, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("ABC"),
        st.dictionaries(st.sampled_from("pqrst"), st.floats(0.01, 1e5), max_size=5),
        max_size=3,
    ),
    st.floats(0.01, 1e6),
    st.sampled_from(MECHANISMS),
)
def test_a_pool_pays_what_it_has_and_no_more(given_, budget, mechanism):
    """All of it where more is wanted; nothing is negative."""
    paid = matches(given_, budget, mechanism, cap=0.5)
    assert paid.keys() == given_.keys()
    assert sum(paid.values()) <= budget * (1 + 1e-12)
    assert all(m >= 0 for m in paid.values())
    if (
        mechanism in ("clr_scaled", "alpha", "pairwise", "one_to_one")
        and sum(subsidies(given_, mechanism).values()) > budget
    ):
        assert sum(paid.values()) == pytest.approx(budget, rel=1e-9)


# ---- attacks


@pytest.mark.parametrize(
    ("n", "plain", "pairwise_25", "pairwise_1"),
    [(1, 0, 0, 0), (2, 100, 33.33, 1.96), (5, 400, 222.22, 19.05), (10, 900, 642.86, 81.82)],
)
def test_what_identities_are_worth(n, plain, pairwise_25, pairwise_1):
    """100 in n pieces move 100 (n - 1) of an unlimited pool; pairwise bounds take most of that away."""
    split = gifts(a=[100 / n] * n)
    assert subsidies(split)["a"] == pytest.approx(plain, abs=0.005)
    assert subsidies(split, "pairwise", 25)["a"] == pytest.approx(pairwise_25, abs=0.005)
    assert subsidies(split, "pairwise", 1)["a"] == pytest.approx(pairwise_1, abs=0.005)


def test_what_colluders_can_take_is_bounded():
    """Two who give W each get 2 W M/(M + W), and k of them at most k (k - 1) M, however much they give."""
    assert subsidies(gifts(a=[1e4] * 2), "pairwise", 25)["a"] == pytest.approx(49.8753, abs=1e-4)
    for k in (2, 3, 5):
        most = k * (k - 1) * 25
        assert subsidies(gifts(a=[1e10] * k), "pairwise", 25)["a"] == pytest.approx(most, rel=1e-6)


@pytest.mark.parametrize(("n", "taken"), [(1, 0), (2, 100), (5, 307.69), (10, 500), (50, 844.83), (100, 916.67)])
def test_what_sybils_take_from_an_honest_project(n, taken):
    """Ten honest gifts of 10 against 100 in n pieces, for a pool of 1000."""
    paid = matches(gifts(honest=[10.0] * 10, attacker=[100 / n] * n), 1000)
    assert paid["attacker"] == pytest.approx(taken, abs=0.005)


# ---- donors who know


def test_an_unlimited_pool_reaches_the_optimum():
    """Donors to whom a total F is worth a ln F, a = 1, 2, 3, 4: each gives a**2/10, and F is 10, the best there is."""
    given_ = equilibrium([1, 2, 3, 4])
    assert given_ == pytest.approx([0.1, 0.4, 0.9, 1.6], abs=1e-6)
    assert funding(given_) == pytest.approx(10, abs=1e-6)
    assert optimum({"p": 10.0, "q": 0.5}) == {"p": 10.0, "q": 0.0}


@pytest.mark.parametrize(
    ("share", "total", "worth"), [(0, 4, 9.86294), (0.25, 4.93833, None), (0.5, 6.54710, None), (1, 10, 13.02585)]
)
def test_a_limited_pool_stops_short_of_it(share, total, worth):
    """The same donors, of whose matches the share alpha is paid. Without a pool, only the keenest one gives."""
    given_ = equilibrium([1, 2, 3, 4], share)
    found = share * funding(given_) + (1 - share) * sum(given_)
    assert found == pytest.approx(total, abs=1e-5)
    if worth is not None:
        assert welfare({"p": 10}, {"p": found}) == pytest.approx(worth, abs=1e-5)


@pytest.mark.parametrize(("share", "total"), [(0, 2), (0.25, 4), (0.5, 6), (1, 10)])
def test_five_equal_donors(share, total):
    """F = a (1 + alpha (n - 1))."""
    given_ = equilibrium([2.0] * 5, share)
    assert share * funding(given_) + (1 - share) * sum(given_) == pytest.approx(total, abs=1e-6)
