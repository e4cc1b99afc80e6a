"""The data file of a run: numbers that read back as they were, a row at a time, and a file that stays rectangular."""

import csv
import math
import re
import signal
import string
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.DataCsv import DataCsv, number
from util.config import HOME
from util.errors import NetlistError, TokenSpiceError
from util.plotcsv import csvToHeaderValues

REPEATABLE = settings(derandomize=True, database=None, deadline=None)


@pytest.fixture
def data(tmp_path):
    """A file that has no row yet."""
    return DataCsv(tmp_path / "data.csv")


def cells(file):
    """Its lines as lists of texts, the header first."""
    with open(file, newline="") as f:
        return list(csv.reader(f))


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
        (numpy.float16(0.5), "0.5"),
        (numpy.longdouble("0.25"), "0.25"),
        (numpy.uint64(2**64 - 1), "18446744073709551615"),
        (numpy.array(2.5), "2.5"),
        (numpy.array([2.5]), "2.5"),
        (numpy.array([[7]]), "7"),
        (numpy.array([True]), "1"),
        (numpy.array(10**30), "1" + "0" * 30),
        (Decimal("0.25"), "0.25"),
        (Decimal("1.0"), "1"),
        (Decimal("0.12345678901234567890123"), "0.12345678901234567890123"),
        (Decimal("NaN"), "nan"),
        (Decimal("-Infinity"), "-inf"),
        (Fraction(1, 4), "0.25"),
        (Fraction(10**30), "1" + "0" * 30),
        ("0.10", "0.1"),
        ("12345678901234567890123", "12345678901234567890123"),
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


NO_NUMBERS: list[Any] = [
    *("ten", "", None, [1.0], {}, b"3", 1j, Decimal("sNaN")),
    *(numpy.array([1.0, 2.0]), numpy.array([]), numpy.array([[1.0], [2.0]]), numpy.array("3"), numpy.array([None])),
    *(numpy.complex128(1 + 2j), numpy.datetime64("2021-01-01"), numpy.timedelta64(5, "ns"), numpy.ma.masked),
]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_only_numbers_are_logged(data, value):
    """The error names the column."""
    with pytest.raises(NetlistError, match="'price' got something that is not a number"):
        data.write(["Tick", "price"], [0, value])
    assert not data.file.exists()


@pytest.mark.parametrize(
    "value", [10**5000, Fraction(10**400, 3), numpy.longdouble("1e4000")], ids=["int", "fraction", "long"]
)
def test_a_number_that_cannot_be_written_is_refused(data, value):
    """Rather than written as infinity."""
    with pytest.raises(NetlistError, match="'price' got a number that is too large to write"):
        data.write(["Tick", "price"], [0, value])
    assert not data.file.exists()


def test_a_value_that_changes_in_place_is_written_as_it_is(data):
    """An array that a netlist keeps and updates is the same object in each row, with another number in it."""
    price = numpy.array(1.0)
    for tick in range(3):
        price += tick
        data.write(["Tick", "price", "prices"], [tick, price, price.reshape(1)])
    assert cells(data.file)[1:] == [["0", "1", "1"], ["1", "2", "2"], ["2", "4", "4"]]


def test_zero_keeps_its_sign(data):
    """0.0 and -0.0 are equal, but not the same number; nor are True and 1.0 of one kind."""
    for value in (0.0, -0.0, 1.0, True, 1):
        data.write(["x"], [value])
    assert cells(data.file)[1:] == [["0"], ["-0"], ["1"], ["1"], ["1"]]


# ---- rows


def test_a_file_has_a_line_of_names_and_then_a_line_per_row(data):
    """Cells are separated by a comma alone, as tools for data expect."""
    data.write(["Tick", "OCEAN"], [0, 1.0])
    data.write(["Tick", "OCEAN"], [24, 0.75])
    assert data.file.read_bytes() == b"Tick,OCEAN\n0,1\n24,0.75\n"


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


def test_earlier_rows_can_be_empty(tmp_path):
    """Where 0 would be a statement about somebody who did not exist yet."""
    data = DataCsv(tmp_path / "data.csv", missing="")
    data.write(["Tick"], [0])
    data.write(["Tick", "vw1_OCEAN"], [1, 7])
    assert cells(data.file) == [["Tick", "vw1_OCEAN"], ["0", ""], ["1", "7"]]


def test_columns_that_go_stay_and_are_empty(data):
    """A file keeps every column that it ever had; nothing was measured, which is not zero."""
    data.write(["Tick", "pool0", "pool1"], [0, 4, 5])
    data.write(["Tick", "pool1"], [1, 6])
    data.write(["Tick", "pool1"], [2, 6])
    data.write(["Tick", "pool1", "pool0"], [3, 6, 7])
    assert cells(data.file)[1:] == [["0", "4", "5"], ["1", "", "6"], ["2", "", "6"], ["3", "7", "6"]]


def test_columns_can_come_and_go_in_the_same_row(data):
    """What is gone moves to the end."""
    data.write(["Tick", "old"], [0, 4])
    data.write(["Tick", "new"], [1, 6])
    data.write(["Tick", "old"], [2, 8])
    assert cells(data.file) == [["Tick", "new", "old"], ["0", "0", "4"], ["1", "6", ""], ["2", "", "8"]]


def test_numbers_survive_the_rewriting_of_the_file(data):
    """Texts are copied, not computed anew."""
    data.write(["a", "b", "c"], [0.1 + 0.2, math.nan, -math.inf])
    before = data.file.read_text().splitlines()[1]
    data.write(["a", "b", "c", "d"], [1, 2, 3, 4])
    assert data.file.read_text().splitlines()[1] == f"{before},0"


def test_a_reader_never_meets_a_half_written_file(data):
    """The file is replaced in one go: who has it open reads on in the old one, and nothing else is left behind."""
    data.write(["a"], [1])
    with open(data.file) as reader:
        data.write(["a", "b"], [2, 3])
        assert reader.read() == "a\n1\n"
    assert [file.name for file in data.file.parent.iterdir()] == ["data.csv"]


NAMES = list(string.ascii_lowercase[:6])
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), st.floats(allow_nan=False), min_size=1), min_size=1, max_size=8)


def expected(rows, missing):
    """Row by row, what the file holds of `rows`, which are dicts."""
    firsts = {name: min(i for i, row in enumerate(rows) if name in row) for name in set().union(*rows)}
    lines = []
    for i, row in enumerate(rows):
        later = {name: missing if i < first else "" for name, first in firsts.items()}
        lines.append(later | {name: number(name, value) for name, value in row.items()})
    return lines


@given(ROWS, st.sampled_from(["0", ""]), st.sampled_from([0, 40, 1 << 14]))
@REPEATABLE
def test_any_rows_make_a_rectangle_in_which_each_value_has_its_name(tmp_path_factory, rows, missing, small):
    """Whatever columns rows have, and whenever the file is rewritten: at any moment what is there is complete."""
    file = tmp_path_factory.getbasetemp() / "rectangle.csv"
    data = DataCsv(file, missing)
    with patch("util.growingcsv._SMALL", small):
        for n, row in enumerate(rows, 1):
            data.write(list(row), list(row.values()))
            header, values = csvToHeaderValues(str(file))
            assert [dict(zip(header, line, strict=True)) for line in values] == expected(rows[:n], missing)
            plain_header, *lines = cells(file)
            assert [dict(zip(plain_header, line, strict=True)) for line in lines] == [
                {name: row[name] for name in plain_header} for row in expected(rows[:n], missing)
            ]
    data.close()
    header, *lines = cells(file)
    assert [dict(zip(header, line, strict=True)) for line in lines] == expected(rows, missing)
    assert not file.with_name("rectangle.csv.columns").exists()


# ---- a file that gets a column with each row


def agentsArrive(data, n):
    """Each of `n` rows brings a column, so that earlier rows lack it."""
    for i in range(n):
        data.write(["Tick", *(f"agent{j}" for j in range(i))], [i, *(i + j / 7 for j in range(i))])


SCRIPT = """\
import os, signal, sys
from pathlib import Path
from engine.DataCsv import DataCsv
from engine.test.test_DataCsv import agentsArrive
data = DataCsv(Path(sys.argv[1]))
agentsArrive(data, 300)"""


def test_a_growing_file_is_rewritten_a_few_times_only(data):
    """The bytes written are a few times those of the file in the end, however many columns come."""
    written = []

    def replace(part, file):
        written.append(part.stat().st_size)
        part.rename(file)

    with patch("util.growingcsv.os.replace", replace):
        agentsArrive(data, 300)
        data.close()
    assert len(written) > 1
    assert sum(written) < 4 * data.file.stat().st_size


def test_a_file_is_complete_without_close(tmp_path):
    """What has no time to close its files leaves them to the end of the process."""
    file = tmp_path / "data.csv"
    assert subprocess.run([sys.executable, "-c", SCRIPT, str(file)], cwd=HOME).returncode == 0
    header, *lines = cells(file)
    assert header == ["Tick", *(f"agent{j}" for j in range(299))]
    assert [line[1:] for line in lines] == [
        [number("", i + j / 7) if j < i else "0" for j in range(299)] for i in range(300)
    ]
    assert [f.name for f in tmp_path.iterdir()] == ["data.csv"]


def test_a_run_that_is_killed_keeps_each_row_and_each_column(tmp_path):
    """Also the columns that have not yet reached the file: our reader finds them next to it."""
    file = tmp_path / "data.csv"
    killed = subprocess.run(
        [sys.executable, "-c", f"{SCRIPT}; os.kill(os.getpid(), signal.SIGKILL)", str(file)], cwd=HOME
    )
    assert killed.returncode == -signal.SIGKILL
    header, *lines = cells(file)
    assert [line[0] for line in lines] == [str(i) for i in range(300)]
    assert {len(line) for line in lines} == {len(header)}
    assert len(header) < 300
    header, values = csvToHeaderValues(str(file))
    assert header == ["Tick", *(f"agent{j}" for j in range(299))]
    assert values[250, 1:252].tolist() == [number("", 250 + j / 7) for j in range(250)] + ["0"]


def test_a_new_run_does_not_meet_the_journal_of_a_killed_one(data):
    """What is left of an earlier file goes with it."""
    data.file.with_name("data.csv.columns").write_text("0,0\n+old\n5\n")
    data.write(["Tick"], [0])
    assert csvToHeaderValues(str(data.file))[0] == ["Tick"]


def test_a_file_that_was_deleted_is_an_error(data):
    """Rather than a run that ends well and has no data."""
    data.write(["Tick"], [0])
    data.file.unlink()
    data.write(["Tick"], [1])
    with pytest.raises(TokenSpiceError, match=r"data\.csv cannot be written: it was deleted during the run"):
        data.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_an_error(tmp_path):
    """Each row is on the disk, or the run stops."""
    (tmp_path / "data.csv").symlink_to("/dev/full")
    with pytest.raises(TokenSpiceError, match=r"data\.csv cannot be written: No space left"):
        DataCsv(tmp_path / "data.csv").write(["Tick"], [0])


# ---- names


@pytest.mark.parametrize("name", ["50 %", "größer", "OCEAN minted/yr", "R&D 'ratio'", "+x", "a b"])
def test_any_plain_name_reads_back(data, name):
    """As it is: nothing is quoted."""
    data.write(["Tick", name, "after"], [0, 1, 2])
    data.write(["Tick", name, "after", "new"], [1, 3, 4, 5])
    assert data.file.read_text() == f"Tick,{name},after,new\n0,1,2,0\n1,3,4,5\n"


@pytest.mark.parametrize(
    "name", ["", " ", "a, b", ",", 'say "hi"', "two\nlines", "cr\r", " a", "a ", "tab\t", "nul\0", 7, None]
)
def test_a_name_that_would_not_read_back_is_refused(data, name):
    """Wherever it stands, and the file is as it was."""
    for header in (["Tick", name], [name, "Tick"], ["a", name, "b"], [name]):
        with pytest.raises(NetlistError, match=re.escape(f"no column can be named {name!r}")):
            data.write(header, [0] * len(header))
    assert not data.file.exists()


def test_a_row_has_a_column(data):
    """A line without anything in it would be no row to any reader."""
    with pytest.raises(NetlistError, match="a row has no column"):
        data.write([], [])


# ---- tools for data


def test_what_is_read_is_what_was_written(data):
    """Every kind of number, through our own reader."""
    values: list[Any] = [
        3,
        2**80,
        -0.0,
        1 / 3,
        5e-324,
        math.inf,
        True,
        numpy.float32(0.1),
        numpy.array([7]),
        Decimal("0.1"),
        Fraction(1, 8),
    ]
    names = [f"x{i}" for i in range(len(values))]
    data.write(names, values)
    header, texts = csvToHeaderValues(str(data.file))
    assert header == names
    assert [float(text) for text in texts[0]] == [float(value) for value in values[:8]] + [7.0, 0.1, 0.125]
    assert int(texts[0][1]) == 2**80
