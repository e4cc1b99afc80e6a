"""Arguments by the names that they had in an earlier TokenSPICE."""

import inspect

import pytest

from util.mathutil import randunif
from util.oldkeywords import oldKeywords
from util.valuation import firmValuationPE


@oldKeywords(first="a", second="b")
def joined(a, b="-"):
    """Says which is which."""
    return f"{a}{b}"


def test_a_function_takes_old_and_new_names():
    """In any mixture; without them it is called as it always was."""
    assert joined(first=1, second=2) == joined(1, second=2) == joined(a=1, b=2) == joined(1, 2) == "12"
    assert joined(first=1) == "1-"
    assert str(inspect.signature(joined)) == "(a, b='-')"
    assert joined.__doc__ == "Says which is which."


def test_a_name_that_is_neither_is_refused():
    """As by any function; so is the same argument twice."""
    with pytest.raises(TypeError, match="third"):
        joined(1, third=3)
    with pytest.raises(TypeError, match="multiple values"):
        joined(1, first=1)


def test_a_firm_is_valued_by_its_old_keyword():
    """`annual_revenue` meant earnings in 2021, too."""
    assert firmValuationPE(annual_revenue=1e3, p_e_ratio=20) == firmValuationPE(1e3, 20) == 20e3


def test_bounds_of_a_draw_are_floats():
    """As in 2021: an int is a TypeError, as it is in Range."""
    for bounds in ((0.0, 3), (0, 3.0), ("0", 3.0)):
        with pytest.raises(TypeError):
            randunif(*bounds)
