"""Numbers of every kind, made plain."""

from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

from util.errors import ParameterError
from util.exact import number, whole


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (3, 3),
        (2.5, 2.5),
        (Decimal("0.1"), Decimal("0.1")),
        (Fraction(1, 3), Fraction(1, 3)),
        (numpy.int8(-3), -3),
        (numpy.float32(0.5), 0.5),
        (numpy.longdouble(2), 2.0),
    ],
)
def test_numbers_become_plain_without_loss(value, plain):
    """What Python calculates with exactly stays what it is; numpy's become Python's."""
    assert number(value) == plain
    assert type(number(value)) is type(plain)


@pytest.mark.parametrize("value", [True, numpy.True_, "1", None, 1j, [1], numpy.array([1]), Decimal("nan")])
def test_what_is_no_number_is_none(value):
    """Truth is not a number here: a comparison that stands where an amount should is a mistake."""
    assert number(value) is None


@pytest.mark.parametrize("value", [5, numpy.int64(5), numpy.uint8(5), numpy.array(5)])
def test_integers_of_any_kind_are_whole(value):
    """They become Python's own."""
    assert whole(value, "nothing is wrong") == 5
    assert type(whole(value, "")) is int


@pytest.mark.parametrize(
    "value", [5.0, True, "5", None, Decimal(5), Fraction(5), numpy.float64(5), numpy.array([5, 6])]
)
def test_what_is_no_integer_is_refused_with_a_cure(value):
    """Also a float that has no fraction: whoever means an integer can say so."""
    with pytest.raises(ParameterError, match=r"nothing can be sent: .*whole number is needed.*Try: int\(x\)"):
        whole(value, "nothing can be sent")


@pytest.mark.parametrize(
    ("least", "below", "words"),
    [
        (6, 2**64, r"6 or more, and less than 2\*\*64"),
        (0, 5, "0 or more, and less than 5"),
        (0, 4, r"less than 2\*\*2"),
    ],
)
def test_an_integer_out_of_range_is_refused(least, below, words):
    """The error says what is allowed."""
    with pytest.raises(ParameterError, match=words):
        whole(5, "it does not fit", least, below)
