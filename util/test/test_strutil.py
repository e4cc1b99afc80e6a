"""Texts for people."""

import math
from abc import ABC, abstractmethod

import pytest

from util.strutil import StrMixin, asCurrency, dictStr, prettyBigNum


class Mixed(StrMixin):
    """Has something of each kind."""

    shared = "s"

    def __init__(self):
        self.b = 2.5
        self.a = 1
        self.none = None
        self.yes = True
        self.a_list = [1, 2]
        self.a_dict = {"k": 3, 4: "v"}
        self.no_items = {}
        self._hidden_little = 5
        self.__hidden_well = 6

    @property
    def doubled(self):
        return 2 * self.a

    def method(self):
        return 1

    @staticmethod
    def static():
        return 2

    @classmethod
    def ofClass(cls):
        return 3


def test_StrMixin_shows_short_attributes_first_then_the_rest_each_in_order():
    """Methods of all kinds and names with two underscores stay out."""
    assert str(Mixed()) == (
        "Mixed={_hidden_little=5, a=1, b=2.5, doubled=2, none=None, shared=s, yes=True, "
        "a_dict=dict={'k':3, '4':v /dict}, a_list=[1, 2], no_items={} /Mixed}"
    )


def test_StrMixin_of_an_object_without_attributes():
    """Only the braces remain."""

    class Empty(StrMixin):
        pass

    assert str(Empty()) == "Empty={/Empty}"


def test_StrMixin_writes_one_attribute_per_line_where_the_class_says_so():
    """__STR_GIVES_NEWLINE__ is the switch."""

    class Lines(StrMixin):
        __STR_GIVES_NEWLINE__ = True

        def __init__(self):
            self.a = 1
            self.d = {"k": 2}

    assert str(Lines()) == "Lines={\na=1, \nd=dict={\n'k':2 \n/dict} \n/Lines}"


def test_StrMixin_of_an_abstract_class_shows_nothing_of_Pythons_own():
    """Python keeps _abc_impl in such a class; nobody wants to read it."""

    class Base(ABC, StrMixin):
        @abstractmethod
        def f(self):
            """Something to override."""

    class Leaf(Base):
        def __init__(self):
            self.x = 1

        def f(self):
            return 0

    assert str(Leaf()) == "Leaf={x=1 /Leaf}"


def test_dictStr():
    """Keys are quoted, values are not."""
    assert dictStr({"a": 1, "b": "x", 3: None}) == "dict={'a':1, 'b':x, '3':None /dict}"


def test_dictStr_with_newlines():
    """One item per line."""
    assert dictStr({"a": 1, "b": 2}, newline=True) == "dict={\n'a':1, \n'b':2 \n/dict}"


def test_dictStr_of_an_empty_dict():
    """It says no more than there is."""
    assert dictStr({}) == dictStr({}, newline=True) == "{}"


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (0, True, "$0.00"),
        (0.0, False, "$0"),
        (10, True, "$10.00"),
        (1234.567, True, "$1,234.57"),
        (1234.567, False, "$1,235"),
        (2e6, True, "$2,000,000.00"),
        (-1234.567, True, "-$1,234.57"),
        (-1234.567, False, "-$1,235"),
    ],
)
def test_asCurrency(amount, decimals, text):
    """Thousands are separated, the sign stands before the dollar."""
    assert asCurrency(amount, decimals) == text


# amount, text with remove_zeroes, text without
BIG_NUMS = [
    (0, "0", "0"),
    (1.23456e17, "1.23e17", "1.23e17"),
    (1.2e15, "1.2e15", "1.20e15"),
    (1e20, "1e20", "1.00e20"),
    (1.797e308, "1.8e308", "1.80e308"),
    (1.23456e13, "1.23e13", "1.23e13"),
    (999.6e9, "1e12", "999.60B"),
    (1.23456e11, "123B", "123.46B"),
    (57.02e10, "570B", "570.20B"),
    (1.23456e10, "12.3B", "12.35B"),
    (3415000000, "3.42B", "3.42B"),
    (1.23456e9, "1.23B", "1.23B"),
    (1e9, "1B", "1.00B"),
    (999_999_999, "1B", "1000.00M"),
    (1.23456e8, "123M", "123.46M"),
    (1.2e8, "120M", "120.00M"),
    (1.23456e7, "12.3M", "12.35M"),
    (3e6, "3M", "3.00M"),
    (1.23456e6, "1.23M", "1.23M"),
    (1.2e6, "1.2M", "1.20M"),
    (999_500, "1M", "999.50K"),
    (123_456, "123K", "123.46K"),
    (100_000, "100K", "100.00K"),
    (52_325, "52.3K", "52.33K"),
    (12_345.6, "12.3K", "12.35K"),
    (1_234.56, "1.23K", "1.23K"),
    (1_000, "1K", "1.00K"),
    (999.999, "1K", "1000.00"),
    (671.6, "672", "671.60"),
    (123.456, "123", "123.46"),
    (100, "100", "100.00"),
    (12.3456, "12.3", "12.35"),
    (10.0, "10", "10.00"),
    (1.23456, "1.23", "1.23"),
    (1.2, "1.2", "1.20"),
    (1, "1", "1.00"),
    (0.65312, "0.65", "0.65"),
    (0.5, "0.5", "0.50"),
    (0.1, "0.1", "0.10"),
    (0.09999, "0.1", "1.00e-1"),
    (0.09939, "9.94e-2", "9.94e-2"),
    (0.04, "4e-2", "4.00e-2"),
    (0.0123456, "1.23e-2", "1.23e-2"),
    (0.0012, "1.2e-3", "1.20e-3"),
    (1.23456e-10, "1.23e-10", "1.23e-10"),
]


@pytest.mark.parametrize(("amount", "text", "_"), BIG_NUMS)
def test_prettyBigNum_in_three_digits(amount, text, _):
    """Zeroes at the end go, in front of the unit and of the exponent; the exponent's own zeroes stay."""
    assert prettyBigNum(amount) == prettyBigNum(amount, remove_zeroes=True) == text


@pytest.mark.parametrize(("amount", "_", "text"), BIG_NUMS)
def test_prettyBigNum_with_two_decimals(amount, _, text):
    """Without remove_zeroes each number has two decimals."""
    assert prettyBigNum(amount, remove_zeroes=False) == text


@pytest.mark.parametrize(("amount", "short", "full"), BIG_NUMS[1:])
def test_prettyBigNum_of_a_negative_number_has_a_minus_in_front(amount, short, full):
    """And is the same otherwise."""
    assert prettyBigNum(-amount) == "-" + short
    assert prettyBigNum(-amount, False) == "-" + full


@pytest.mark.parametrize("remove_zeroes", [True, False])
def test_prettyBigNum_of_what_is_not_finite(remove_zeroes):
    """Growth is infinite before a first sale; the console still shows it."""
    assert prettyBigNum(math.inf, remove_zeroes) == "inf"
    assert prettyBigNum(-math.inf, remove_zeroes) == "-inf"
    assert prettyBigNum(math.nan, remove_zeroes) == "nan"
