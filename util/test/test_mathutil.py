"""Numbers in text, uniform draws, significant digits."""

import math
import random

import pytest

from util.errors import TokenSpiceError
from util.mathutil import OutOfRange, Range, gini, intInStr, isNumber, poissonCount, randunif, round_sig


@pytest.mark.parametrize("x", [-2, 0, 2, -2.5, 0.0, 20000, True, math.inf])
def test_ints_and_floats_are_numbers(x):
    """True counts too, as it is an int to Python."""
    assert isNumber(x)


@pytest.mark.parametrize("x", ["", "foo", "3", None, [], {}, isNumber])
def test_other_things_are_no_numbers(x):
    """A text of digits is not a number yet."""
    assert not isNumber(x)


@pytest.mark.parametrize(
    ("s", "number"),
    [("123", 123), ("sdds12afdsf39sf#@#@9fdsj!!49sd", 1239949), ("0.00006", 6), ("-7", 7), ("³4", 4)],
)
def test_intInStr_keeps_the_digits_only(s, number):
    """Sign and decimal point are left out like every other character."""
    assert intInStr(s) == number


@pytest.mark.parametrize("s", ["", "abc"])
def test_intInStr_without_a_digit_is_a_ValueError_of_ours(s):
    """The message quotes the text."""
    with pytest.raises(ValueError, match="no digit") as e:
        intInStr(s)
    assert isinstance(e.value, TokenSpiceError)
    assert repr(s) in str(e.value)


@pytest.mark.parametrize("s", [None, 3, 3.2, ["12"]])
def test_intInStr_of_something_else_is_a_TypeError(s):
    """Types are checked at run time."""
    with pytest.raises(TypeError):
        intInStr(s)


def test_Range_of_one_number_is_that_number():
    """Nothing is drawn, so the random stream stays where it was."""
    stream = random.getstate()
    assert Range(3.3).drawRandomPoint() == 3.3
    assert random.getstate() == stream


def test_Range_of_two_numbers_draws_between_them():
    """Draws fill the interval and never leave it."""
    random.seed(0)
    draws = [Range(1.0, 3.0).drawRandomPoint() for _ in range(1000)]
    assert 1.0 <= min(draws) < 1.1
    assert 2.9 < max(draws) <= 3.0


def test_Range_may_be_a_single_point():
    """Equal bounds are in order."""
    assert Range(2.0, 2.0).drawRandomPoint() == 2.0


@pytest.mark.parametrize("bounds", [(3,), ("1",), (1.0, 3), (1.0, "3"), (None,)])
def test_Range_wants_floats(bounds):
    """Types are checked at run time: an int is not a float."""
    with pytest.raises(TypeError):
        Range(*bounds)


@pytest.mark.parametrize("error", [AssertionError, ValueError, TokenSpiceError])
def test_Range_refuses_bounds_in_the_wrong_order(error):
    """The reference asserted; ours says what is wrong and is each of these errors."""
    with pytest.raises(error, match=r"3\.0 and 1\.0.*Try: swap"):
        Range(3.0, 1.0)


def test_Range_refuses_a_bound_that_is_not_a_number():
    """nan is neither above nor below anything."""
    with pytest.raises(AssertionError):
        Range(1.0, math.nan)


def test_Range_shows_its_bounds():
    """As every StrMixin."""
    assert str(Range(1.0)) == "Range={max_=None, min_=1.0 /Range}"
    assert str(Range(1.0, 2.0)) == "Range={max_=2.0, min_=1.0 /Range}"


def test_randunif_is_the_seeded_stream_of_random():
    """Same seed, same draw; one draw of random() each."""
    random.seed(7)
    expected = -4.0 + random.random() * 6.0
    random.seed(7)
    assert randunif(-4.0, 2.0) == expected


def test_randunif_between_equal_bounds_draws_nothing():
    """So that a fixed parameter does not shift the draws of others."""
    stream = random.getstate()
    assert randunif(2.5, 2.5) == 2.5
    assert random.getstate() == stream


def test_randunif_refuses_bounds_in_the_wrong_order():
    """As Range does."""
    with pytest.raises(AssertionError):
        randunif(2.0, 1.0)


@pytest.mark.parametrize(
    ("x", "rounded"),
    [
        (123456, [100000, 120000, 123000, 123500, 123460, 123456]),
        (1.23456, [1, 1.2, 1.23, 1.235, 1.2346, 1.23456]),
        (1.23456e9, [1e9, 1.2e9, 1.23e9, 1.235e9, 1.2346e9, 1.23456e9]),
        (-0.00123456, [-0.001, -0.0012, -0.00123, -0.001235, -0.0012346, -0.00123456]),
    ],
)
def test_round_sig_keeps_one_to_six_digits(x, rounded):
    """Wherever the decimal point is."""
    assert [round_sig(x, sig) for sig in range(1, 7)] == pytest.approx(rounded, rel=1e-12)


def test_round_sig_of_an_int_is_an_int():
    """round() of Python does so too."""
    assert isinstance(round_sig(123456, 2), int)


@pytest.mark.parametrize("sig", [1, 3, 6])
def test_round_sig_of_zero_is_zero(sig):
    """Zero has no first significant digit; it stays zero."""
    assert round_sig(0, sig) == 0
    assert round_sig(0.0, sig) == 0.0


def test_round_sig_leaves_inf_and_nan_alone():
    """KPIs may be infinite before a first sale."""
    assert round_sig(-math.inf, 3) == -math.inf
    assert math.isnan(round_sig(math.nan, 3))


@pytest.mark.parametrize(
    ("values", "coefficient"),
    [([], 0.0), ([0.0, 0.0], 0.0), ([7.0], 0.0), ([2.0, 2.0, 2.0], 0.0), ([0, 0, 0, 5], 0.75), ([3, 1], 0.25)],
)
def test_gini_of_a_few_amounts(values, coefficient):
    """0 where all are equal or there is nothing, (n - 1)/n where one has everything."""
    assert gini(values) == pytest.approx(coefficient, abs=1e-15)


def test_gini_is_half_the_mean_difference_over_the_mean():
    """Its definition; and it depends neither on the order nor on the unit."""
    values = [random.Random(3).expovariate(1.0) * i for i in range(1, 60)]
    differences = [abs(x - y) for x in values for y in values]
    expected = math.fsum(differences) / len(differences) / (2 * math.fsum(values) / len(values))
    assert gini(values) == pytest.approx(expected, rel=1e-12)
    assert gini(values[::-1]) == gini(values)
    assert gini([1e6 * x for x in values]) == pytest.approx(gini(values), rel=1e-12)


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 50.0, 700.0])
def test_poissonCount_is_the_quantile(mean):
    """As many as half the probability lies below; the mean and the variance over all quantiles are those of Poisson."""
    n = 4000
    counts = [poissonCount(mean, (i + 0.5) / n) for i in range(n)]
    assert counts == sorted(counts)
    average = sum(counts) / n
    assert average == pytest.approx(mean, rel=1e-3)
    assert sum((count - average) ** 2 for count in counts) / n == pytest.approx(mean, rel=0.01)
    assert counts.count(0) / n == pytest.approx(math.exp(-mean), abs=1.0 / n)


def test_poissonCount_ends_at_the_last_float_below_one():
    """However the probabilities were rounded."""
    assert 15 < poissonCount(1.0, math.nextafter(1.0, 0.0)) < 20


@pytest.mark.parametrize("mean", [-0.1, 701.0, math.nan])
def test_poissonCount_refuses_means_that_it_cannot_add_up(mean):
    """Negative ones, and those for which e^-mean is not a normal float."""
    with pytest.raises(OutOfRange, match="events cannot come at a rate"):
        poissonCount(mean, 0.5)
