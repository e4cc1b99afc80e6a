"""The border between whole tokens and a token's smallest unit."""

import copy
import math
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from util.base18 import fromBase, fromBase18, knownTokens, toBase, toBase18, tokens
from util.errors import ParameterError


@pytest.mark.parametrize(
    ("amt", "num_base"),
    [
        (0.1, 10**17),
        (1.23, 1_230_000_000_000_000_000),
        (3e-18, 3),
        (1e-19, 0),
        (1.9e-18, 1),
        (-1.9e-18, -1),
        (0.0, 0),
        (1, 10**18),
        (5000.0, 5000 * 10**18),
        (1e30, 10**48),
    ],
)
def test_toBase18_takes_the_decimals_that_one_reads(amt, num_base):
    """0.1 token is 10**17 exactly; what is smaller than one unit is cut off."""
    assert toBase18(amt) == num_base


@pytest.mark.parametrize("amt", [numpy.float64(0.1), numpy.float64(2.5), numpy.int64(3), numpy.float32(0.5)])
def test_toBase18_takes_numbers_of_numpy(amt):
    """They count as the Python number that they equal, and the result is a plain int."""
    num_base = toBase18(amt)
    assert num_base == toBase18(amt.item())
    assert type(num_base) is int


@pytest.mark.parametrize("amt", [math.nan, math.inf, -math.inf, numpy.float64("nan")])
def test_no_contract_takes_an_amount_that_is_not_finite(amt):
    """The message says so in words."""
    with pytest.raises(ParameterError, match="finite"):
        toBase18(amt)


@pytest.mark.parametrize(("num_base", "amt"), [(10**17, 0.1), (1, 1e-18), (0, 0.0), (12 * 10**18, 12.0), (-5, -5e-18)])
def test_fromBase18_is_the_nearest_float(num_base, amt):
    """It adds no error."""
    assert fromBase18(num_base) == amt


def test_other_decimals():
    """USDC has six."""
    assert toBase(1.2345678, 6) == 1_234_567
    assert fromBase(1_234_567, 6) == 1.234567
    assert toBase(7.9, 0) == 7


@given(st.floats(min_value=1e-3, max_value=1e12))
def test_there_and_back_gives_the_same_amount(amt):
    """To one unit of 1e-18 token and one rounding of a float."""
    assert fromBase18(toBase18(amt)) == pytest.approx(amt, rel=1e-15, abs=1e-18)


@given(st.integers(min_value=-(2**256), max_value=2**256), st.integers(min_value=0, max_value=30))
def test_back_and_there_gives_the_same_units(num_base, dec):
    """Whatever their number: what was read from base units remembers them. It calculates as the float that it is."""
    amt = fromBase(num_base, dec)
    assert toBase(amt, dec) == num_base
    assert (amt, repr(amt), amt + 0.0) == (num_base / 10**dec, repr(num_base / 10**dec), num_base / 10**dec)
    assert type(amt * 1) is float
    assert toBase18(fromBase18(num_base)) == num_base


def test_what_remembers_its_units_stays_so_when_it_is_copied():
    """Also on its way to another process."""
    amt = fromBase18(123_456_789_012_345_678_901)
    for copied in (pickle.loads(pickle.dumps(amt)), copy.deepcopy(amt), max(amt, 1.0)):
        assert toBase18(copied) == 123_456_789_012_345_678_901
    assert toBase(amt, 6) == 123_456_789


@pytest.mark.parametrize(
    ("amt", "num_base"),
    [
        (10**150 + 1, (10**150 + 1) * 10**18),
        (Decimal("0.1"), 10**17),
        (Decimal("1.0000000000000000019"), 10**18 + 1),
        (Decimal(1) / 3, 333333333333333333),
        (Decimal("1e-500"), 0),
        (Fraction(1, 3), 333333333333333333),
        (Fraction(-1, 3), -333333333333333333),
        (numpy.int8(-3), -3 * 10**18),
        (numpy.uint64(2**64 - 1), (2**64 - 1) * 10**18),
        (numpy.float16(0.5), 5 * 10**17),
    ],
)
def test_toBase18_takes_every_kind_of_number_without_loss(amt, num_base):
    """Rounded toward zero, once."""
    assert toBase18(amt) == num_base


@pytest.mark.parametrize("amt", [True, "1.0", None, 1j, numpy.True_, numpy.array([1.0]), [1.0], Decimal("1e999999")])
def test_toBase18_refuses_what_is_no_number(amt):
    """The message says what was given, and one that can be mended says how."""
    with pytest.raises(ParameterError, match="cannot be put on a chain"):
        toBase18(amt)


@pytest.mark.parametrize("num_base", [1.5, 1e18, True, "1", None, Decimal(1), numpy.float64(1)])
def test_base_units_are_integers(num_base):
    """Of any kind; nothing else is one."""
    with pytest.raises(ParameterError, match="base units cannot be: a whole number is needed"):
        fromBase18(num_base)
    ten: Any = numpy.int64(10**18)
    assert fromBase18(ten) == 1.0


@given(st.floats(min_value=0, max_value=1e12), st.floats(min_value=0, max_value=1e12))
def test_a_larger_amount_never_has_fewer_units(a, b):
    """So whoever may spend an amount may spend less."""
    assert (a <= b) <= (toBase18(a) <= toBase18(b))


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(min_value=0, max_value=40))
def test_toBase_moves_the_point_of_the_shortest_decimal(amt, dec):
    """For every float and any number of decimals, as pencil and paper would."""
    assert toBase(amt, dec) == int(Fraction(repr(amt)) * 10**dec)
    assert toBase18(amt) == toBase(amt, 18)


def test_what_is_known_is_the_same_as_what_is_made():
    """Also after more amounts than are kept, and units that make the same float are not mistaken for each other."""
    for num_base in [10**18, 10**18 + 1, 0, 1, *range(0, 3 * 10**19, 10**16), 10**18]:
        known, made = knownTokens(num_base), tokens(num_base)
        assert (repr(known), known.base, known.decimals) == (repr(made), num_base, 18)
