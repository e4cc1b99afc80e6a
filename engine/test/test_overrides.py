"""Overrides, down to the value that reaches the strategy: as `--set NAME=VALUE`, or typed, as in a notebook."""

from __future__ import annotations

import json
import math
import shlex
from copy import copy, deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest

from engine.overrides import Strategy as Overridden
from engine.overrides import fromAssignments, valuesOf
from engine.Parameter import computed, parameter, prefixed, preset
from engine.SimStrategyBase import SimStrategyBase, lasting
from util.errors import NetlistError, ParameterError
from util.plain import plain


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


def built(*assignments, cls=Strategy):
    """A strategy with these overrides, given as on the command line."""
    return Overridden(cls, fromAssignments(assignments)).ss


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
        # As run.json has it.
        ("pair=[3, 4]", "pair", (3, 4)),
        ("beneficiary=pub1", "beneficiary", "pub1"),
        # No number, though Python would read one.
        ("beneficiary=0x" + 40 * "1", "beneficiary", "0x" + 40 * "1"),
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
def test_a_value_keeps_the_type_that_it_has(assignment, name, value):
    """As exact as it was typed."""
    ss = built(assignment)
    assert getattr(ss, name) == value
    assert type(getattr(ss, name)) is type(value)


def test_many_values_at_once():
    """The last one of a name holds."""
    ss = built("rate=1.5", "n_agents=2", "rate=2.5")
    assert (ss.rate, ss.n_agents, ss.n_legs) == (2.5, 2, 4)


def test_no_value_changes_nothing():
    """As a run without --set."""
    ss = built()
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
        *("pair=1", "limits=[1]", "limits={[1]: 2}", "limits={1, 2}"),
    ],
)
def test_a_value_of_another_type_is_refused(assignment):
    """Says what was expected, and how to type that."""
    name, _, text = assignment.partition("=")
    with pytest.raises(ParameterError) as caught:
        built(assignment)
    said = str(caught.value)
    assert said.startswith(f"{name}={text} does not fit: expected a")
    assert repr(getattr(Strategy(), name)) in said


@pytest.mark.parametrize("name", ["rate", "weights", "pair", "limits", "n_agents", "is_malicious"])
def test_the_cure_can_be_pasted_into_a_shell(name):
    """As it stands, quotes and all; it gives the default."""
    with pytest.raises(ParameterError) as caught:
        built(f"{name}=?")
    words = shlex.split(caught.value.cure)
    assert words[0] == "--set"
    assert getattr(built(*words[1:]), name) == getattr(Strategy(), name)


@pytest.mark.parametrize("value", [date(2026, 1, 1), Path("a.csv"), Fraction(1, 3), max])
def test_what_no_text_stands_for_is_set_in_python(value):
    """No cure is told that would be refused, too."""

    class Odd(SimStrategyBase):
        def __init__(self):
            super().__init__()
            self.odd = value

    with pytest.raises(ParameterError) as caught:
        built(f"odd={value}", cls=Odd)
    assert "--set" not in caught.value.cure
    assert Overridden(Odd, {"odd": value}).ss.odd == value


@pytest.mark.parametrize(
    ("name", "near"),
    [("rat", "rate"), ("n_agent", "n_agents"), ("isMalicious", "is_malicious"), ("timestep", "time_step")],
)
def test_a_name_that_is_nearly_right(name, near):
    """Says which one was meant."""
    with pytest.raises(ParameterError, match=f"Strategy has no {name}: did you mean {near}.*Try: --set {near}=VALUE"):
        built(f"{name}=1")


def test_a_name_that_is_like_none():
    """Says which ones there are: values, not methods; those with an underscore are there for who knows them."""
    with pytest.raises(ParameterError) as caught:
        built("xyzzy=1")
    names = caught.value.why.removeprefix("it has ").split(", ")
    assert names == sorted(
        [
            *("rate", "n_agents", "is_malicious", "greeting", "weights", "pair", "limits", "beneficiary"),
            *("HIDDEN_FEE", "log_interval", "max_ticks", "time_step"),
        ]
    )


@pytest.mark.parametrize("name", ["setTimeStep", "__init__", "__dict__", "n_legs"])
def test_only_values_can_be_set(name):
    """Neither a method, nor Python's own names, nor what is computed from other values."""
    with pytest.raises(ParameterError, match=f"Strategy has no {name}") as e:
        built(f"{name}=1")
    assert "__" in name or "computed from other values, or a method" in str(e.value)


@pytest.mark.parametrize("assignment", ["", "rate", "=", "=1", " =1"])
def test_a_name_and_a_value_are_both_needed(assignment):
    """With = between them."""
    with pytest.raises(ParameterError, match="is not of the form NAME=VALUE"):
        built(assignment)


@pytest.mark.parametrize(
    "assignment", ["time_step=0", "time_step=-60", "log_interval=0", "max_ticks=-1", "max_ticks=inf"]
)
def test_time_is_checked_as_in_a_netlist(assignment):
    """By its declaration: no run without end, none backwards."""
    with pytest.raises(ParameterError, match=r"(time_step|log_interval|max_ticks) cannot be"):
        built(assignment)


def test_a_strategy_of_any_class_will_do():
    """Without our base class."""

    class Plain:
        time_step = 3600

    assert built("time_step=60", cls=Plain).time_step == 60
    assert Plain.time_step == 3600


@pytest.mark.parametrize(
    "value", [numpy.float64(0.25), numpy.float32(0.25), 0.25, "0.25", Fraction(1, 4), Decimal("0.25")]
)
def test_a_typed_value_becomes_a_plain_one(value):
    """As a notebook gives it."""
    ss = Overridden(Strategy, {"rate": value}).ss
    assert ss.rate == 0.25
    assert type(ss.rate) is float


@pytest.mark.parametrize(
    ("name", "value"),
    [("rate", True), ("rate", [1.0]), ("n_agents", 2.5), ("n_agents", True), ("is_malicious", 1), ("rate", None)],
)
def test_a_typed_value_of_another_kind_is_refused(name, value):
    """A bool is not a number, and a list is none."""
    with pytest.raises(ParameterError, match=f"{name}=.*does not fit: expected"):
        Overridden(Strategy, {name: value})


def test_a_number_of_numpy_is_a_number():
    """Strategies that compute with numpy can be overridden as well."""

    class Computed(Strategy):
        def __init__(self):
            super().__init__()
            self.rate = numpy.float64(0.5)

    assert built("rate=0.25", cls=Computed).rate == 0.25
    with pytest.raises(ParameterError, match="rate=nan does not fit"):
        built("rate=nan", cls=Computed)


# ---- what follows from an overridden value


class Supply(SimStrategyBase):
    """Values that are computed from others, in both ways of writing them."""

    total: float = parameter(100.0, "OCEAN", "all there will ever be", above=0)
    initial: float = computed(lambda ss: 0.4 * ss.total, "OCEAN", "there at the start", lo=0)

    def __init__(self):
        super().__init__()
        self.setTimeStep(3600)
        self.setMaxTime(10, "days")
        self.price = 2.0
        self.worth = self.price * self.total

    @property
    def unminted(self):
        """The rest."""
        return self.total - self.initial


@pytest.mark.parametrize(
    ("overrides", "seen"),
    [
        ({}, (100.0, 40.0, 60.0, 200.0)),
        ({"total": 10}, (10.0, 4.0, 6.0, 20.0)),
        ({"initial": 1}, (100.0, 1.0, 99.0, 200.0)),
        ({"price": 3}, (100.0, 40.0, 60.0, 300.0)),
        ({"worth": 5}, (100.0, 40.0, 60.0, 5.0)),
    ],
)
def test_what_is_computed_from_a_value_follows_it(overrides, seen):
    """As though the constant had been edited; what is computed can be overridden, too."""
    ss = Overridden(Supply, overrides).ss
    assert (ss.total, ss.initial, ss.unminted, ss.worth) == seen


class InTheBody(SimStrategyBase):
    """Values that are computed when the class is made."""

    supply = 1000.0
    initial = 0.5 * supply
    n_agents: int = parameter(4, "", "how many", lo=1)
    twice = [2 * n for n in (1, 2)]

    def __init__(self, rate=supply / 100):
        super().__init__()
        self.rate = rate


class Inherited(InTheBody):
    """Takes one from its base class."""

    share = InTheBody.initial / InTheBody.supply


class Mended(InTheBody):
    """What its base class computes in the body follows, or depends on nothing any more."""

    initial: float = computed(lambda ss: 0.5 * ss.supply, "OCEAN", "there at the start")
    twice: Any = 8
    share = supply = 2.0
    kind: Any = 0

    def __init__(self):
        super().__init__()
        self.share = self.supply / 4
        self.kind = "plain"


@pytest.mark.parametrize(
    ("cls", "assignments", "stale"),
    [
        (InTheBody, ["supply=2000"], "initial and __init__"),
        (Inherited, ["initial=1"], "share"),
        (Inherited, ["supply=2", "initial=1"], "__init__ and share"),
        (InTheBody, ["n_agents=5"], None),
        (Inherited, ["initial=1", "share=0.1", "max_ticks=5"], None),
        (InTheBody, ["supply=1000.0"], None),
        (Mended, ["supply=8", "twice=3"], None),
        (Mended, ["supply=2"], None),
    ],
)
def test_what_would_stay_stale_is_refused(cls, assignments, stale):
    """An override comes too late for what the body of a class has computed from the value; both may be set."""
    if stale is None:
        built(*assignments, cls=cls)
        return
    with pytest.raises(ParameterError) as e:
        built(*assignments, cls=cls)
    assert f"would not change {stale}" in str(e.value)


def test_what_init_computes_from_a_class_constant_follows_it():
    """As the cure says. Its type is the one that it has in the end."""
    ss = built("supply=8", "twice=3", "kind=odd", cls=Mended)
    assert (ss.supply, ss.twice, ss.initial, ss.share, ss.kind) == (8.0, 3, 4.0, 2.0, "odd")


def test_another_time_step_keeps_the_length_of_the_run():
    """setMaxTime() in __init__ counts in the step that is overridden."""
    ss = built("time_step=60", cls=Supply)
    assert ss.max_ticks == 10 * 24 * 60 + 1


class Scenarios(SimStrategyBase):
    """A preset that changes two values and the clock."""

    scenario: str = preset("calm", {"calm": {}, "storm": {"wind": 9.0, "time_step": 60}}, "the weather")
    wind: float = parameter(1.0, "", "its speed", lo=0)
    rain: float = parameter(0.0, "", "how much", lo=0)


@pytest.mark.parametrize("order", [1, -1])
def test_a_preset_never_undoes_what_was_set(order):
    """Whatever stands first on the command line, or in a notebook."""
    assignments = ["scenario=storm", "wind=3"][::order]
    assert built(*assignments, cls=Scenarios).wind == 3.0
    ss = Scenarios()
    for name, value in (("scenario", "storm"), ("wind", 3.0))[::order]:
        setattr(ss, name, value)
    assert (ss.wind, ss.time_step, ss.rain) == (3.0, 60, 0.0)


def test_an_unknown_preset_is_refused_with_those_there_are():
    """And with the one that was probably meant."""
    with pytest.raises(
        ParameterError, match="scenario cannot be 'strom': it is one of calm, storm. Try: scenario=storm"
    ):
        built("scenario=strom", cls=Scenarios)


@pytest.mark.parametrize(
    ("cls", "overrides"),
    [
        (Strategy, {"rate": 0.1, "pair": (3, 4), "limits": {"a": 1}, "beneficiary": "x", "max_ticks": 10.5}),
        (Supply, {"total": 7.0}),
        (Scenarios, {"scenario": "storm", "rain": 2.5}),
    ],
)
def test_what_is_recorded_builds_the_same_strategy(cls, overrides):
    """As run.json does."""
    ss = Overridden(cls, overrides).ss
    again = Overridden(cls, json.loads(json.dumps({k: plain(v) for k, v in valuesOf(ss).items()}))).ss
    assert valuesOf(again) == valuesOf(ss)


def test_class_constants_are_values_like_others():
    """Those that --set can name; so they are recorded, shown, and can vary in campaigns."""
    assert valuesOf(Strategy())["HIDDEN_FEE"] == 0.1
    assert valuesOf(built("HIDDEN_FEE=0.2"))["HIDDEN_FEE"] == 0.2


# ---- what an override changes


def test_the_last_value_to_be_read_may_lie_in_a_slot():
    """From then on, the strategy is a plain object of its class."""

    class Slotted(SimStrategyBase):
        __slots__ = ("rate",)

        def __init__(self):
            self.rate = 0.5

    assert built("rate=0.1", cls=Slotted).rate == 0.1


@pytest.mark.parametrize("copied", [copy, deepcopy])
def test_what_is_read_of_a_copy_is_read(copied):
    """The copy is a plain strategy."""
    overridden = Overridden(Strategy, {"rate": 0.1})
    other = copied(overridden.ss)
    assert (type(other), other.rate, overridden.unread) == (Strategy, 0.1, set())


def test_an_override_that_nobody_reads_is_noticed():
    """A check that looks at everything does not count."""

    class Checked(Strategy):
        def check(self):
            assert self.rate > 0

    overridden = Overridden(Checked, {"rate": 0.1, "n_agents": 2})
    overridden.ss.check()
    assert overridden.unread == {"rate", "n_agents"}
    assert overridden.ss.n_legs == 4
    assert overridden.unread == {"rate"}
    assert overridden.ss.rate == 0.1
    assert overridden.unread == set()
    overridden.release()
    assert type(overridden.ss) is Checked


def test_reading_a_declared_parameter_is_noticed():
    """Also when it is read to compute another."""
    overridden = Overridden(Supply, {"total": 10.0, "price": 3.0, "initial": 1.0})
    assert overridden.unread == {"initial"}
    assert overridden.ss.unminted == 9.0
    assert overridden.unread == set()
    overridden = Overridden(Scenarios, {"scenario": "storm", "wind": 2.0, "rain": 1.0})
    assert overridden.unread == {"wind", "rain"}
    assert (overridden.ss.wind, overridden.unread) == (2.0, {"rain"})
    assert (overridden.ss.rain, overridden.unread) == (1.0, set())


# ---- declarations of a class for another


class Trader:
    """What every trader has."""

    init_OCEAN: float = parameter(10.0, "OCEAN", "held at the start", lo=0)
    s_between_trades: int = parameter(3600, "s", "time between two trades", lo=1)


class Market(SimStrategyBase):
    """Two traders, and a scenario that changes the step, on which the length of the run in ticks depends."""

    scenario: str = preset("daily", {"daily": {}, "hourly": {"time_step": 3600, "pool_fee": lambda ss: ss.tax / 2}}, "")
    time_step = 86400
    max_ticks = lasting(10, "days")
    tax: float = parameter(0.5, "fraction", "", lo=0, hi=1)
    pool_fee: float = parameter(0.1, "fraction", "", lo=0, hi=1)
    vars().update(prefixed("seller_", Trader))
    vars().update(prefixed("buyer_", Trader, init_OCEAN=20.0))


class Busy(Market):
    """Another default for what a base class declares."""

    seller_s_between_trades = 60


def test_several_of_a_kind_are_declared_once():
    """Each has its own values, which are checked as those of the template are."""
    ss = built("buyer_init_OCEAN=30", cls=Market)
    assert (ss.seller_init_OCEAN, ss.buyer_init_OCEAN, ss.seller_s_between_trades) == (10.0, 30.0, 3600)
    with pytest.raises(ParameterError, match="seller_s_between_trades cannot be 0"):
        ss.seller_s_between_trades = 0
    with pytest.raises(ParameterError, match="init_OCEAN cannot be -1.0"):
        prefixed("buyer_", Trader, init_OCEAN=-1.0)


def test_a_plain_value_in_a_subclass_is_another_default():
    """Of the same declaration, so it is checked, too."""
    busy, market = built(cls=Busy), built(cls=Market)
    assert (busy.seller_s_between_trades, busy.buyer_s_between_trades) == (60, 3600)
    assert market.seller_s_between_trades == 3600
    with pytest.raises(ParameterError, match="seller_s_between_trades cannot be 0"):
        built("seller_s_between_trades=0", cls=Busy)
    with pytest.raises(ParameterError, match="seller_s_between_trades cannot be 0"):

        class Hectic(Market):
            seller_s_between_trades = 0


@pytest.mark.parametrize(
    ("assignments", "seen"),
    [
        ((), (86400, 11.0, 0.1)),
        (("scenario=hourly",), (3600, 241.0, 0.25)),
        (("scenario=hourly", "time_step=60", "tax=0.2"), (60, 14401.0, 0.1)),
        (("scenario=hourly", "max_ticks=5", "pool_fee=1"), (3600, 5, 1.0)),
    ],
)
def test_a_preset_may_compute_and_move_the_clock(assignments, seen):
    """Whatever the order, and also in a strategy that is there already."""
    for order in (1, -1):
        ss = built(*assignments[::order], cls=Market)
        assert (ss.time_step, ss.max_ticks, ss.pool_fee) == seen
    ss = Market()
    for assignment in assignments:
        name, text = assignment.split("=")
        setattr(ss, name, text if name == "scenario" else float(text))
    assert (ss.time_step, ss.max_ticks, ss.pool_fee) == seen
    ss.scenario = "daily"
    assert ss.pool_fee == (1.0 if "pool_fee=1" in assignments else 0.1)


def test_a_copied_strategy_goes_its_own_way():
    """What is assigned to one is not assigned to the other."""
    ss = Market()
    other = copy(ss)
    other.pool_fee = 0.9
    ss.scenario = other.scenario = "hourly"
    assert (ss.pool_fee, other.pool_fee) == (0.25, 0.9)


def test_a_preset_for_what_is_not_declared_is_refused():
    """It would have no effect."""
    with pytest.raises(NetlistError, match="Windy has a preset for gusts"):

        class Windy(SimStrategyBase):
            scenario: str = preset("calm", {"calm": {"gusts": 0}}, "the weather")


@pytest.mark.parametrize(
    ("cls", "overrides"),
    [(Supply, {"price": 3}), (Supply, {"total": 3}), (Scenarios, {"scenario": "storm"}), (Market, {"time_step": 60})],
)
def test_an_override_from_which_others_follow_has_an_effect(cls, overrides):
    """By what __init__ computes from it, or by what follows from it later; checks do not get in the way."""
    overridden = Overridden(cls, overrides)
    overridden.ss.check()
    for name in ("initial", "worth", "wind", "max_ticks"):
        getattr(overridden.ss, name, None)
    assert overridden.unread == set()


def test_a_computed_value_is_never_stale():
    """Whatever it depends on: what is assigned, or what is changed in place."""

    class Weighted(SimStrategyBase):
        weights: list[float] = parameter([1.0, 2.0], "", "")
        total: float = computed(lambda ss: sum(ss.weights) + ss.more, "", "")

        def __init__(self):
            super().__init__()
            self.more = 0.5

    ss = Weighted()
    assert ss.total == 3.5
    ss.weights.append(3.0)
    assert (ss.total, Weighted().total) == (6.5, 3.5)
    ss.more = 1.0
    assert ss.total == 7.0


def test_a_computed_value_that_was_assigned_stays():
    """Until then it follows."""
    ss = Supply()
    assert ss.initial == 40.0
    ss.total = 10.0
    assert ss.initial == 4.0
    ss.initial = 3.0
    ss.total = 20.0
    assert ss.initial == 3.0
