"""The data file of a run: numbers that read back as they were, a row at a time, and a file that stays rectangular."""

import csv
import math
import string
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.DataCsv import DataCsv, number
from util.errors import NetlistError

REPEATABLE = settings(derandomize=True, database=None, deadline=None)


@pytest.fixture
def data(tmp_path):
    """A file that has no row yet."""
    return DataCsv(tmp_path / "data.csv")


def cells(file):
    """Its lines as lists of texts, the header first."""
    with open(file, newline="") as f:
        return list(csv.reader(f, skipinitialspace=True))


# ---- numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (1.0, "1"),
        (1440.0, "1440"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1 / 30, "0.03333333333333333"),
        (1.23e6, "1230000"),
        (1e16, "1e+16"),
        (1.5e-7, "1.5e-07"),
        (10**25, "10000000000000000000000000"),
        (True, "1"),
        (False, "0"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_written_in_its_shortest_form(value, text):
    """Whole floats lose their ".0", integers keep all digits, and what is not finite has its usual name."""
    assert number("column", value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (numpy.float64(0.1), "0.1"),
        (numpy.float64(3.0), "3"),
        (numpy.float32(0.5), "0.5"),
        (numpy.int64(-7), "-7"),
        (numpy.uint8(200), "200"),
        (numpy.bool_(True), "1"),
        (numpy.float64("nan"), "nan"),
        (numpy.array(2.5), "2.5"),
        (Decimal("0.25"), "0.25"),
        (Fraction(1, 4), "0.25"),
    ],
    ids=repr,
)
def test_numbers_of_numpy_and_friends_are_numbers(value, text):
    """A KPI may come out of numpy, whatever numpy calls its type."""
    assert number("column", value) == text


@given(st.floats())
@REPEATABLE
def test_a_float_reads_back_as_the_same_float(value):
    """To the last bit, the sign of zero included, and never longer than Python's own form."""
    text = number("column", value)
    assert repr(float(text)) == repr(value)
    assert len(text) <= len(repr(value))


@given(st.integers())
@REPEATABLE
def test_an_integer_reads_back_as_the_same_integer(value):
    """However large: amounts in base 18 lose no digit."""
    assert int(number("column", value)) == value


@pytest.mark.parametrize("value", ["ten", "", None, [1.0], {}, 1j, numpy.array([1.0, 2.0])], ids=repr)
def test_only_numbers_are_logged(data, value):
    """The error names the column."""
    with pytest.raises(NetlistError, match="'price' got something that is no number"):
        data.write(["Tick", "price"], [0, value])
    assert not data.file.exists()


# ---- rows


def test_a_file_has_a_line_of_names_and_then_a_line_per_row(data):
    """Cells are separated by a comma and a space."""
    data.write(["Tick", "OCEAN"], [0, 1.0])
    data.write(["Tick", "OCEAN"], [24, 0.75])
    assert data.file.read_bytes() == b"Tick, OCEAN\n0, 1\n24, 0.75\n"


def test_a_file_can_be_read_between_two_rows(data):
    """Each row is on the disk when write() returns: a run that is killed keeps what it had."""
    for tick in range(5):
        data.write(["Tick"], [tick])
        assert data.file.read_text().splitlines() == ["Tick", *map(str, range(tick + 1))]


def test_a_file_that_was_there_is_replaced_at_the_first_row(data):
    """Nothing of an earlier run stays, but until then nothing is lost."""
    data.file.write_text("old\n1\n2\n")
    fresh = DataCsv(data.file)
    assert data.file.read_text() == "old\n1\n2\n"
    fresh.write(["new"], [3])
    assert data.file.read_text() == "new\n3\n"


def test_values_go_by_name_and_not_by_place(data):
    """A netlist may log its columns in another order from one row to the next."""
    data.write(["a", "b"], [1, 2])
    data.write(["b", "a"], [20, 10])
    assert cells(data.file) == [["a", "b"], ["1", "2"], ["10", "20"]]


@pytest.mark.parametrize(("header", "row"), [(["a", "b"], [1]), (["a"], [1, 2]), ([], [1])])
def test_names_and_values_are_as_many(data, header, row):
    """A row that is too short or too long is refused, and the error counts both."""
    with pytest.raises(NetlistError, match=f"{len(row)} values for {len(header)} columns"):
        data.write(header, row)
    assert not data.file.exists()


def test_each_column_has_a_name_of_its_own(data):
    """The error says which name there is twice."""
    with pytest.raises(NetlistError, match="two columns are named 'b'"):
        data.write(["a", "b", "c", "b"], [1, 2, 3, 4])
    assert not data.file.exists()


@pytest.mark.parametrize(
    ("header", "row"), [(["a", "new"], [1, "no number"]), (["a", "new"], [1]), (["a", "new", "new"], [1, 2, 3])]
)
def test_a_row_that_is_refused_changes_nothing(data, header, row):
    """Not even the header: the file is as it was, and the next good row follows the last one."""
    data.write(["a"], [0])
    with pytest.raises(NetlistError):
        data.write(header, row)
    assert data.file.read_text() == "a\n0\n"
    data.write(["a"], [1])
    assert data.file.read_text() == "a\n0\n1\n"


# ---- columns that come and go


def test_columns_that_come_later_are_zero_before(data):
    """Also where the new one stands in the middle: earlier values keep their names."""
    data.write(["Tick", "last"], [0, 5])
    data.write(["Tick", "middle", "last"], [1, 7, 6])
    assert cells(data.file) == [["Tick", "middle", "last"], ["0", "0", "5"], ["1", "7", "6"]]


def test_columns_that_go_stay_with_zeros(data):
    """A file keeps every column that it ever had."""
    data.write(["Tick", "pool0", "pool1"], [0, 4, 5])
    data.write(["Tick", "pool1"], [1, 6])
    assert cells(data.file) == [["Tick", "pool0", "pool1"], ["0", "4", "5"], ["1", "0", "6"]]


def test_columns_can_come_and_go_in_the_same_row(data):
    """What is gone moves to the end."""
    data.write(["Tick", "old"], [0, 4])
    data.write(["Tick", "new"], [1, 6])
    data.write(["Tick", "old"], [2, 8])
    assert cells(data.file) == [["Tick", "new", "old"], ["0", "0", "4"], ["1", "6", "0"], ["2", "0", "8"]]


def test_numbers_survive_the_rewriting_of_the_file(data):
    """Texts are copied, not computed anew."""
    data.write(["a", "b", "c"], [0.1 + 0.2, math.nan, -math.inf])
    before = data.file.read_text().splitlines()[1]
    data.write(["a", "b", "c", "d"], [1, 2, 3, 4])
    assert data.file.read_text().splitlines()[1] == f"{before}, 0"


def test_a_reader_never_meets_a_half_written_file(data):
    """The file is replaced in one go: who has it open reads on in the old one, and nothing else is left behind."""
    data.write(["a"], [1])
    with open(data.file) as reader:
        data.write(["a", "b"], [2, 3])
        assert reader.read() == "a\n1\n"
    assert [file.name for file in data.file.parent.iterdir()] == ["data.csv"]


NAMES = [*string.ascii_lowercase[:6], "x, y", 'say "hi"', "two\nlines"]


ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), st.floats(allow_nan=False), min_size=1), min_size=1, max_size=8)


@given(ROWS)
@REPEATABLE
def test_any_rows_make_a_rectangle_in_which_each_value_has_its_name(tmp_path_factory, rows):
    """Whatever columns rows have, each value is found under its name, and 0 where a row had none."""
    data = DataCsv(tmp_path_factory.getbasetemp() / "rectangle.csv")
    for row in rows:
        data.write(list(row), list(row.values()))
    header, *lines = cells(data.file)
    assert sorted(header) == sorted(set().union(*rows))
    assert [len(line) for line in lines] == [len(header)] * len(rows)
    for row, line in zip(rows, lines):
        assert dict(zip(header, map(float, line))) == {name: row.get(name, 0.0) for name in header}


# ---- names


@pytest.mark.parametrize("name", ["a, b", 'say "hi"', "two\nlines", '"', ",", "50 %", "größer"])
def test_any_name_reads_back(data, name):
    """Names that csv readers would stumble over are quoted."""
    data.write(["Tick", name, "after"], [0, 1, 2])
    data.write(["Tick", name, "after", "new"], [1, 3, 4, 5])
    assert cells(data.file) == [["Tick", name, "after", "new"], ["0", "1", "2", "0"], ["1", "3", "4", "5"]]


def test_plain_names_are_written_plainly(data):
    """Quotes stand only where they are needed."""
    data.write(["OCEAN minted/yr", "R&D 'ratio'"], [1, 2])
    assert data.file.read_text() == "OCEAN minted/yr, R&D 'ratio'\n1, 2\n"
