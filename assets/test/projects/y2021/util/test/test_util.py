import math
import random

import pytest

from util import constants, mathutil, plotutil, valuation
from util.mathutil import Range, intInStr, isNumber, randunif, round_sig
from util.strutil import StrMixin, asCurrency, dictStr, prettyBigNum


def testConstants():
    assert constants.INF > 1.0
    assert 0 < constants.S_PER_HOUR < constants.S_PER_DAY < constants.S_PER_WEEK
    assert constants.S_PER_WEEK < constants.S_PER_MONTH < constants.S_PER_YEAR
    assert constants.S_PER_HOUR == 60 * 60
    assert isinstance(constants.S_PER_HOUR, int)


def testIsNumber():
    for x in [-2, 0, 2, 20000, -2.1, -2.0, 0.0, 2.0, 2.1, 2e6]:
        assert isNumber(x)
    for x in [[], [1, 2], {}, {1: 2}, None, ""]:
        assert not isNumber(x)


def testIntInStr():
    assert intInStr("sdds12afdsf39sf#@#@9fdsj!!49sd") == 1239949
    assert intInStr("0.00006") == 6
    for bad in (32, 32.0, [], {}, None):
        with pytest.raises(TypeError):
            intInStr(bad)
    with pytest.raises(ValueError):
        intInStr("")


def testRange():
    r = Range(2.2)
    assert r.drawRandomPoint() == 2.2
    r = Range(-1.5, 2.5)
    for _ in range(20):
        assert -1.5 <= r.drawRandomPoint() <= 2.5
    assert Range(2.3, None).drawRandomPoint() == 2.3
    with pytest.raises(AssertionError):
        Range(3.0, 1.0)
    for bad in ((3,), ("foo",), (3.0, "foo"), (3.0, 5)):
        with pytest.raises(TypeError):
            Range(*bad)


def testRangeStr():
    s = str(Range(-1.0, 2.0))
    assert "Range={" in s
    assert "min_=-1.0" in s
    assert "Range}" in s


def testRandunif():
    for _ in range(20):
        assert -4.0 <= randunif(-4.0, -2.0) <= -2.0
    assert randunif(2.0, 2.0) == 2.0
    with pytest.raises(AssertionError):
        randunif(0.0, -1.0)
    for bad in ((0.0, 3), (0, 3.0), ("foo", 3.0)):
        with pytest.raises(TypeError):
            randunif(*bad)


def test_round_sig():
    assert round_sig(123456, 1) == 100000
    assert round_sig(123456, 2) == 120000
    assert round_sig(1.23456e9, 3) == 1.23e9


def testStrMixin():
    class Foo(StrMixin):
        def __init__(self):
            self.x = 1
            self.d = {"a": 3}

        def ignoreVal(self):
            pass

    s = str(Foo())
    assert "Foo={" in s
    assert "x=1" in s
    assert "d=dict={'a':3" in s
    assert " /Foo}" in s


def testDictStr():
    assert dictStr({}) == "{}"
    s = dictStr({"a": 3, "b": 4})
    assert "dict={" in s
    assert "'a':3" in s


def testAsCurrency():
    assert asCurrency(1234.567) == "$1,234.57"
    assert asCurrency(-1234.567) == "-$1,234.57"
    assert asCurrency(1234.567, decimals=False) == "$1,235"


def testPrettyBigNum():
    for x, target in [(1.23456e11, "123B"), (57.02e10, "570B"), (0.65312, "0.65"), (3415000000, "3.42B"), (0, "0")]:
        assert prettyBigNum(x) == target
    for x, target in [(52325, "52.33K"), (671.6, "671.60"), (3e6, "3.00M")]:
        assert prettyBigNum(x, False) == target


def testValuation():
    assert valuation.firmValuationPS(annual_revenue=1e3, p_s_ratio=30.0) == 30e3
    assert valuation.firmValuationPE(annual_revenue=1e3, p_e_ratio=20.0) == 20e3
    assert valuation.OCEANprice(firm_valuation=10e9, OCEAN_supply=1e9) == 10.0


def testPlotutil():
    y = plotutil.YParam(["h1", "h2"], ["l1", "l2"], "pretty", plotutil.LINEAR, plotutil.MULT100, plotutil.PERCENT)
    assert y.y_scale_str == "LINEAR"
    y.y_scale = 99
    with pytest.raises(ValueError):
        y.y_scale_str
    assert plotutil.arrayToFloatList(["1.0", " 2", "inf"]) == [1.0, 2.0, math.inf]


def testDrawsAreSeeded():
    random.seed(1)
    first = mathutil.randunif(0.0, 1.0)
    random.seed(1)
    assert mathutil.randunif(0.0, 1.0) == first
