"""Who owns how many assets, and what share that is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.agents.opsci.OwnershipBook import OwnershipBook


def test_an_empty_book_has_no_shares():
    """A book without credits, or with credits of zero, has no owners."""
    book = OwnershipBook()
    assert (book.total(), list(book.shares()), book.of("data")) == (0, [], {})
    book.credit("ann", 0)
    assert (book.of(), list(book.shares())) == ({"ann": 0}, [])


def test_types_are_counted_apart():
    """Credits add up by owner and type, in the order in which owners appeared."""
    book = OwnershipBook()
    for owner, n, kind in [("bob", 1, None), ("ann", 2, None), ("bob", 5, None), ("ann", 7, "data")]:
        book.credit(owner, n, kind)
    assert book.of() == {"bob": 6, "ann": 2}
    assert list(book.shares()) == [("bob", 0.75), ("ann", 0.25)]
    assert list(book.shares("data")) == [("ann", 1.0)]
    assert (book.total(), book.total("data"), book.total("algo")) == (8, 7, 0)


@settings(derandomize=True, database=None, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10), st.sampled_from([None, "data"]))))
def test_shares_add_up(credits):
    """Shares add up to 1 where anybody owns anything; none is negative; all credits are counted."""
    book = OwnershipBook()
    for credit in credits:
        book.credit(*credit)
    for kind in (None, "data"):
        assert book.total(kind) == sum(n for _, n, k in credits if k == kind)
        shares = [share for _, share in book.shares(kind)]
        assert sum(shares) == pytest.approx(1.0 if book.total(kind) else 0.0)
        assert min(shares, default=0) >= 0
