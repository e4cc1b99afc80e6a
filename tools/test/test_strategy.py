"""`--set NAME=VALUE`, down to the value that reaches the strategy."""

from __future__ import annotations

import math
import shlex

import numpy
import pytest

from engine.SimStrategyBase import SimStrategyBase
from tools.strategy import override, parsed
from util.errors import ParameterError


class Strategy(SimStrategyBase):
    """One value of each kind."""

    HIDDEN_FEE = 0.1

    def __init__(self):
        super().__init__()
        self.rate = 0.5
        self.n_agents = 4
        self.is_malicious = False
        self.greeting = "hello"
        self.weights = [3.0, 7.0]
        self.pair = (1, 2)
        self.limits = {"low": 1}
        self.beneficiary = None
        self._percent_burn = 0.05

    @property
    def n_legs(self):
        """What follows from other values."""
        return 2 * self.n_agents


@pytest.fixture
def ss():
    return Strategy()


@pytest.mark.parametrize(
    ("assignment", "name", "value"),
    [
        ("rate=0.25", "rate", 0.25),
        ("rate=2", "rate", 2.0),
        ("rate=-1e-9", "rate", -1e-9),
        ("rate=1_000.5", "rate", 1000.5),
        ("rate=inf", "rate", math.inf),
        ("n_agents=7", "n_agents", 7),
        ("n_agents=-7", "n_agents", -7),
        ("n_agents=+7", "n_agents", 7),
        ("n_agents=7.0", "n_agents", 7),
        ("n_agents=1e3", "n_agents", 1000),
        ("n_agents=1_000", "n_agents", 1000),
        ("n_agents=1e23", "n_agents", 10**23),
        ("n_agents=123456789012345678901", "n_agents", 123456789012345678901),
        ("is_malicious=True", "is_malicious", True),
        ("is_malicious=false", "is_malicious", False),
        ("greeting=hello world", "greeting", "hello world"),
        ("greeting=", "greeting", ""),
        ("greeting=3", "greeting", "3"),
        ("greeting=a=b=c", "greeting", "a=b=c"),
        ("weights=[5, 5.5]", "weights", [5, 5.5]),
        ("weights=[]", "weights", []),
        ("pair=(3, 4)", "pair", (3, 4)),
        ("limits={'high': 2}", "limits", {"high": 2}),
        ("beneficiary=pub1", "beneficiary", "pub1"),
        ("beneficiary=[1]", "beneficiary", [1]),
        ("beneficiary=None", "beneficiary", None),
        ("_percent_burn=0.1", "_percent_burn", 0.1),
        ("HIDDEN_FEE=0.2", "HIDDEN_FEE", 0.2),
        (" rate = 0.75 ", "rate", 0.75),
        ("time_step=60", "time_step", 60),
        ("log_interval=60", "log_interval", 60),
        ("max_ticks=48", "max_ticks", 48),
    ],
)
def test_a_value_keeps_the_type_that_it_has(ss, assignment, name, value):
    """As exact as it was typed."""
    override(ss, [assignment])
    assert getattr(ss, name) == value
    assert type(getattr(ss, name)) is type(value)


def test_many_values_at_once(ss):
    """In order; the last one of a name holds."""
    override(ss, ["rate=1.5", "n_agents=2", "rate=2.5"])
    assert (ss.rate, ss.n_agents, ss.n_legs) == (2.5, 2, 4)


def test_no_value_changes_nothing(ss):
    """As a run without --set."""
    override(ss, [])
    assert vars(ss) == vars(Strategy())


@pytest.mark.parametrize(
    "assignment",
    [
        *("rate=", "rate=fast", "rate=nan", "rate=NaN", "rate=0,5", "rate=[1.0]", "rate=True"),
        *(
            "n_agents=",
            "n_agents=2.5",
            "n_agents=nan",
            "n_agents=inf",
            "n_agents=1e999",
            "n_agents=four",
            "n_agents=0x10",
        ),
        *("is_malicious=1", "is_malicious=yes", "is_malicious="),
        *("weights=3", "weights=(1, 2)", "weights=[1,", "weights=[x]", "weights=__import__('os')", "weights=[[]][0]"),
        *("pair=[1, 2]", "limits=[1]", "limits={[1]: 2}", "limits={1, 2}"),
    ],
)
def test_a_value_of_another_type_is_refused(ss, assignment):
    """Says what it is now, and how to type that; nothing has changed."""
    name, _, text = assignment.partition("=")
    with pytest.raises(ParameterError) as caught:
        override(ss, [assignment])
    said = str(caught.value)
    assert said.startswith(f"--set {name}={text} does not fit: it is a")
    assert repr(getattr(Strategy(), name)) in said
    assert vars(ss) == vars(Strategy())


@pytest.mark.parametrize("name", ["rate", "weights", "pair", "limits", "n_agents", "is_malicious"])
def test_the_cure_can_be_pasted_into_a_shell(ss, name):
    """As it stands, quotes and all; it gives the present value."""
    present = getattr(ss, name)
    with pytest.raises(ParameterError) as caught:
        parsed(name, "?", present)
    words = shlex.split(caught.value.cure)
    assert words[0] == "--set"
    override(ss, words[1:])
    assert getattr(ss, name) == present


@pytest.mark.parametrize(
    ("name", "near"),
    [("rat", "rate"), ("n_agent", "n_agents"), ("isMalicious", "is_malicious"), ("timestep", "time_step")],
)
def test_a_name_that_is_nearly_right(ss, name, near):
    """Says which one was meant."""
    with pytest.raises(ParameterError, match=f"Strategy has no {name}: near it: .*Try: --set {near}=VALUE"):
        override(ss, [f"{name}=1"])


def test_a_name_that_is_like_none(ss):
    """Says which ones there are: values, not methods; those with an underscore are there for who knows them."""
    with pytest.raises(ParameterError) as caught:
        override(ss, ["xyzzy=1"])
    names = caught.value.why.removeprefix("it has ").split(", ")
    assert names == sorted(
        [
            *("rate", "n_agents", "is_malicious", "greeting", "weights", "pair", "limits", "beneficiary"),
            *("HIDDEN_FEE", "log_interval", "max_ticks", "time_step"),
        ]
    )


@pytest.mark.parametrize("name", ["setTimeStep", "__init__", "__dict__", "n_legs"])
def test_only_values_can_be_set(ss, name):
    """Neither a method, nor Python's own names, nor what is computed from other values."""
    with pytest.raises(ParameterError, match=f"Strategy has no {name}"):
        override(ss, [f"{name}=1"])


@pytest.mark.parametrize("assignment", ["", "rate", "=", "=1", " =1"])
def test_a_name_and_a_value_are_both_needed(ss, assignment):
    """With = between them."""
    with pytest.raises(ParameterError, match="is not of the form NAME=VALUE"):
        override(ss, [assignment])


@pytest.mark.parametrize(
    "assignment", ["time_step=0", "time_step=-60", "log_interval=0", "max_ticks=-1", "max_ticks=inf"]
)
def test_time_is_checked_as_in_a_netlist(ss, assignment):
    """By the strategy's own setters: no run without end, none backwards."""
    ss.max_ticks = 10.0
    before = dict(vars(ss))
    with pytest.raises(ParameterError, match=r"the (time step|log interval|run) cannot"):
        override(ss, [assignment])
    assert vars(ss) == before


def test_a_strategy_of_any_class_will_do():
    """Without our base class, and so without its setters."""

    class Plain:
        time_step = 3600

    ss = Plain()
    override(ss, ["time_step=60"])
    assert ss.time_step == 60
    assert Plain.time_step == 3600


def test_a_number_of_numpy_is_a_number(ss):
    """Strategies that compute with numpy can be set as well."""
    ss.rate = numpy.float64(0.5)
    override(ss, ["rate=0.25"])
    assert ss.rate == 0.25
    with pytest.raises(ParameterError, match="rate=nan does not fit"):
        override(ss, ["rate=nan"])
