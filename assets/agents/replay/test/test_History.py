"""A history and its file."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assets.agents.replay.History import _COLUMNS, JOIN, OPEN, SWAP, History, PoolEvent, readHistory
from explore.observed import readEvents
from util.errors import ParameterError, TokenSpiceError

OPENING = PoolEvent(1000, 5, OPEN, (0, 0), (0, 0), 2 * 10**21, (10**24, 4 * 10**18), Fraction("3.25"))
BOUGHT = PoolEvent(1012, 6, SWAP, (0, 10**15), (10**20, 0), 0, (10**24 - 10**20, 4 * 10**18 + 10**15))
PAYER = "0x" + 20 * "Ab"
JOINED = PoolEvent(1036, 8, JOIN, (7, 5), (0, 0), 5, (10**24 - 10**20 + 7, 4 * 10**18 + 10**15 + 5), Fraction(4))
HISTORY = History(OPENING, (BOUGHT, JOINED), (6, 18))


def test_what_is_written_is_what_is_read(tmp_path):
    """To the last digit; and columns that nobody filled are not there."""
    HISTORY.write(tmp_path / "h.csv")
    assert readHistory(tmp_path / "h.csv") == HISTORY
    noted = HISTORY._replace(events=(BOUGHT._replace(payer=PAYER), JOINED))
    noted.write(tmp_path / "noted.csv")
    assert readHistory(tmp_path / "noted.csv") == noted
    bare = History(OPENING._replace(price=None), (BOUGHT,), (6, 18))
    bare.write(tmp_path / "bare.csv")
    assert (tmp_path / "bare.csv").read_text().startswith(",".join(_COLUMNS) + "\n")
    assert readHistory(tmp_path / "bare.csv") == bare


def test_a_file_that_cannot_be_written_is_our_error(tmp_path):
    """A folder that is gone."""
    with pytest.raises(TokenSpiceError, match=r"h.csv cannot be written"):
        HISTORY.write(tmp_path / "gone" / "h.csv")


def test_tsp_fit_reads_the_same_file(tmp_path):
    """As events, from which rules make columns."""
    HISTORY.write(tmp_path / "h.csv")
    rules = {"bought": "total(amount0_out, kind='swap')", "n": "count(kind='swap|join')"}
    observed = readEvents(tmp_path / "h.csv", rules, 12.0, 12.0)
    assert list(observed["bought"].values()) == [0.0, 0.0, 1e20, 1e20]
    assert list(observed["n"].values()) == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("timestamp,", "when,", "it has no column timestamp"),
        (
            "swap",
            "trade",
            "line 3 cannot be used: kind is 'trade', and must be one of open, swap, join, exit, sync, fee",
        ),
        ("1012,6", "1012,-6", "line 3 cannot be used: block is '-6', and must be a whole number, zero or more"),
        ("1012,6", "1012,", "line 3 cannot be used: block is ''"),
        ("1012,6", "1_012,6", "timestamp is '1_012'"),
        ("1012,6", "999,6", "line 3 cannot be used: it happened before the row above it"),
        ("open", "sync", "line 2 cannot be used: the first row, and no other, is of kind open"),
        ("join", "open", "line 4 cannot be used: the first row, and no other, is of kind open"),
        (
            "1000000000000000,100000000000000000000",
            "1000000000000001,100000000000000000000",
            "its reserves are not those",
        ),
        (",3.25", ",0", "line 2 cannot be used: price is '0', and must be a number above 0, or empty"),
        (",3.25", ",x", "price is 'x'"),
        (",6,18,4", ",6,6,4", "the decimals of its tokens are not the same in every row"),
    ],
)
def test_what_cannot_have_happened_is_refused(tmp_path, old, new, says):
    """With the line, what is wrong, and where the form is described."""
    file = tmp_path / "h.csv"
    HISTORY.write(file)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ParameterError, match="about.md") as e:
        readHistory(file)
    assert says in str(e.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_what_is_no_table_is_refused(tmp_path, content):
    """An empty file, and one that is no text."""
    file = tmp_path / "h.csv"
    file.write_bytes(content)
    with pytest.raises(ParameterError, match="h.csv cannot be used"):
        readHistory(file)
    with pytest.raises(ParameterError, match="No such file"):
        readHistory(tmp_path / "none.csv")
