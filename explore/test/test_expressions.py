"""Texts as variations, measures and specs; and what is refused."""

import pytest

from engine.Measure import at, drawdown, final, mean
from engine.Variation import Choice, Design, Discrete, LogNormal, Normal, Range, Scale, Triangular, Uniform, Worst
from explore.expressions import measure, named, resolved, spec, variation
from util.errors import ParameterError


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1..10", Range(1, 10)),
        (" -1e-3 .. 2.5 ", Range(-1e-3, 2.5)),
        ("pool,fixed", Choice(["pool", "fixed"])),
        ("2,4,8", Choice(["2", "4", "8"])),
        ("one", Choice(["one"])),
        ("design(1, 10)", Design(1, 10)),
        ("design(1, 10, log)", Design(1, 10, log=True)),
        ("worst(3600, 1728000, log=True, step=60)", Worst(3600, 1728000, True, 60)),
        ("worst()", Worst()),
        ("uniform(0,1)", Uniform(0, 1)),
        ("Normal(0.2, 0.05, lo=0)", Normal(0.2, 0.05, lo=0)),
        ("lognormal(1, 0.5)", LogNormal(1, 0.5)),
        ("triangular(0, 1, 3)", Triangular(0, 1, 3)),
        ("choice('a b', 3, None)", Choice(["a b", 3, None])),
        ("choice(pool, fixed)", Choice(["pool", "fixed"])),
        ("discrete(1: 0.2, 'a': 0.8)", Discrete({1: 0.2, "a": 0.8})),
        ("scale(0.5, 2)", Scale(0.5, 2)),
    ],
)
def test_variations(text, wanted):
    """As they are written on the command line."""
    assert variation(text) == wanted
    assert type(variation(text)) is type(wanted)


@pytest.mark.parametrize(
    "made",
    [
        Design(1.5, 10, log=True, step=0.5),
        Worst(1, 2),
        Design(),
        Choice(["a b", 1, True, None]),
        Uniform(-1, 1),
        Normal(0.2, 0.05, lo=0.0, hi=1.0),
        LogNormal(2.0, 0.5),
        Triangular(0, 1, 3),
        Discrete({"x": 1, 2: 3.5}),
        Scale(),
    ],
)
def test_a_variation_reads_back_as_itself(made):
    """From its own text, which is what campaign.json keeps."""
    assert variation(str(made)) == made


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5..1", "low end is below"),
        ("1..", "not a variation"),
        ("a..b", "not a number"),
        ("1..inf", "not a number"),
        ("1,,2", "nothing can vary like"),
        ("", "nothing can vary like"),
        ("norml(0,1)", r"Try: normal\(…\)"),
        ("normal(0)", "wrong arguments"),
        ("normal(0, -1)", "standard deviation is above 0"),
        ("normal(0, 1, mid=3)", "wrong arguments"),
        ("normal(0, 1, lo=5, hi=4)", "low end"),
        ("normal(0, 1, lo=60)", "beyond all probability"),
        ("design(0, 1, log)", "logarithmic range is above 0"),
        ("design(0, 1, step=0)", "a step is"),
        ("uniform(1, 1)", "low end is below"),
        ("lognormal(0, 1)", "above 0"),
        ("triangular(0, 5, 3)", "rise"),
        ("discrete(1: -1)", "weights"),
        ("scale(2, 1)", "factors"),
        ("choice()", "something to choose"),
        ("normal(__import__('os'), 1)", "neither a number nor a text"),
        ("x.y(1)", "nothing can vary like"),
        ("normal(0.2", "not a variation"),
    ],
)
def test_what_is_no_variation(text, why):
    """Says what is wrong; nothing is evaluated."""
    with pytest.raises(ParameterError, match=why):
        variation(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("final(a)", final("a")),
        ("drawdown('ocean_rev/mo')", drawdown("ocean_rev/mo")),
        ("at(price, day=30)", at("price", 30)),
        ("at(price, 30)", at("price", 30)),
        ("final(a) - 2 * mean(b) / 4", final("a") - 2 * mean("b") / 4),
        ("-final(a)", -final("a")),
        ("total(a)", measure("sum(a)")),
    ],
)
def test_measures(text, wanted):
    """The same as in Python, and they read back as themselves."""
    assert resolved(measure(text), {}) == wanted
    assert measure(str(measure(text))) == measure(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("finl(a)", r"there is no finl\(\)"),
        ("final()", "other arguments"),
        ("final(a, b)", "other arguments"),
        ("at(a)", r"Try: at\(column, day=…\)"),
        ("at(a, day=x)", "not a number"),
        ("at(a, level=3)", "other arguments"),
        ("final(rev/mo)", r"rev / mo is not a column"),
        ("a ** 2", "cannot be part"),
        ("a if b else c", "cannot be part"),
        ("os.system('ls')", "cannot be part"),
        ("final(a", "is not a measure"),
        ("", "is not a measure"),
        ("1e999 + a", "not a number"),
        ("True", "not a number"),
    ],
)
def test_what_is_no_measure(text, why):
    """Says what is wrong; nothing is evaluated."""
    with pytest.raises(ParameterError, match=why):
        measure(text)


@pytest.mark.parametrize("text", ["profit >= 0", "dip<=0.5", "always a - b > -1", "final(x) < 1e3", "'a/mo' >= 2"])
def test_specs(text):
    """They read back as themselves."""
    assert spec(str(spec(text))) == spec(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("profit", "is not a spec"),
        ("profit == 0", "is not a spec"),
        ("0 <= profit <= 1", "is not a spec"),
        ("profit >= other", "not a number"),
        ("always final(a) >= 0", "row by row"),
        (">= 3", "is not a spec"),
    ],
)
def test_what_is_no_spec(text, why):
    """Says what is wrong."""
    with pytest.raises(ParameterError, match=why):
        spec(text)


def test_a_measure_cannot_be_defined_by_itself():
    """Not even by a detour."""
    measures = {"a": measure("b + 1"), "b": measure("a - 1")}
    with pytest.raises(ParameterError, match="a -> b -> a"):
        resolved(measures["a"], measures, ("a",))


def test_names_and_values():
    """NAME=VALUE; a value may hold more of them."""
    assert named(" dip = drawdown(a) >= b", "--measure") == ("dip", "drawdown(a) >= b")
    with pytest.raises(ParameterError, match="--vary x is not of the form NAME=VALUE"):
        named("x", "--vary")
