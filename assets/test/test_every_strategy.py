"""What holds for every netlist's parameters: they are declared, explained, recorded, and can be edited in a copy."""

import ast
import json
import math
import shutil
from functools import cache
from numbers import Real
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from engine.Netlist import SHIPPED, Netlist, shippedNames
from engine.overrides import Strategy, valuesOf
from engine.Parameter import parametersOf
from engine.parametertable import BEGIN, END, table
from engine.Simulation import Simulation
from util.errors import ParameterError
from util.plain import plain
from web3engine.test.packages import requireNetlist

# Name → file of the netlist, a constant in it, and another value for it.
EDITS = {
    "backtest": ("SimStrategy.py", "        0.01,", "        0.02,"),
    "bridge": ("SimStrategy.py", "parameter(2000.0,", "parameter(1999.0,"),
    "community_growth_public_funding_ps": ("SimStrategy.py", "parameter(10000.0,", "parameter(9000.0,"),
    "growth_public_funding_ps": ("SimStrategy.py", "parameter(200000.0,", "parameter(100000.0,"),
    "lending": ("SimStrategy.py", "parameter(2000.0,", "parameter(1999.0,"),
    "livefork": ("netlist.py", "parameter(0.1,", "parameter(0.2,"),
    "lvr": ("SimStrategy.py", "parameter(2000.0,", "parameter(1999.0,"),
    "opsci_mult_profit_sharing": ("SimStrategy.py", "RESEARCHERS = 5", "RESEARCHERS = 6"),
    "opsci_mult_time_profit_sharing": ("SimStrategy.py", "RESEARCHERS = 10", "RESEARCHERS = 11"),
    "opsci_naive": ("SimStrategy.py", "FUNDING_BOUNDARY = 0.0", "FUNDING_BOUNDARY = 600000.0"),
    "opsci_profit_sharing": ("SimStrategy.py", "FEES_TO_STAKERS = 0.2", "FEES_TO_STAKERS = 0.5"),
    "opsci_public_funding_ps": ("SimStrategy.py", '    """', '    TREASURY_INIT_OCEAN = 1.0\n    """'),
    "opsci_peer_review": ("SimStrategy.py", '("review",)', "()"),
    "opsci_quadratic_funding": ("SimStrategy.py", "NO_PUBLIC_RESEARCHERS = 20", "NO_PUBLIC_RESEARCHERS = 19"),
    "opsci_sourcecred": ("SimStrategy.py", '    """', '    EPOCH_TICKS = 240\n    """'),
    "oceanv3": ("SimStrategy.py", "parameter(1.0,", "parameter(50.0,"),
    "oceanv4": ("SimStrategy.py", "parameter(5000.0,", "parameter(4000.0,"),
    "sandwich": ("netlist.py", "parameter(500.0,", "parameter(400.0,"),
    "scheduler": ("netlist.py", "parameter(5.0,", "parameter(6.0,"),
    "scitoken": ("SimStrategy.py", "parameter(0.25,", "parameter(0.5,"),
    "simplegrant": ("netlist.py", "parameter(1.0,", "parameter(2.0,"),
    "simplepool": ("netlist.py", "parameter(10000.0,", "parameter(9000.0,"),
    "uniswapv2": ("SimStrategy.py", "72_000.0", "71_000.0"),
    "vault": ("netlist.py", "parameter(1000.0,", "parameter(999.0,"),
    "wsloop": ("SimStrategy.py", "parameter(\n        150e6,", "parameter(\n        100e6,"),
}
# Enough for something to happen.
TICKS = {
    "backtest": 150,
    "bridge": 60,
    "lending": 48,
    "lvr": 30,
    "opsci_profit_sharing": 50,
    "oceanv3": 200,
    "oceanv4": 60,
    "sandwich": 20,
    "scheduler": 30,
    "scitoken": 30,
    "simplegrant": 48,
    "simplepool": 48,
    "uniswapv2": 30,
    "vault": 48,
}

# What began before the run, and what shrinks.
MAY_BE_NEGATIVE = {"s_before_vesting", "percent_increase_speculation_valuation_per_s"}


@pytest.fixture(params=shippedNames())
def name(request):
    """Each netlist's."""
    return request.param


@pytest.fixture
def cls(name):
    """Its SimStrategy."""
    return Netlist(name)["SimStrategy"]


def recorded(ss):
    """What run.json holds of a strategy."""
    return json.loads(json.dumps({name: plain(value) for name, value in valuesOf(ss).items()}))


def exactly(values):
    """Values with their types, since 1 == 1.0 == True."""
    return {name: repr(value) for name, value in values.items()}


def test_all_of_it_is_declared(cls):
    """Nothing is a plain attribute; everything has a meaning."""
    declared = parametersOf(cls)
    assert [name for name in valuesOf(cls()) if name not in declared] == []
    assert [name for name, parameter in declared.items() if not parameter.meaning] == []


def test_about_md_lists_its_parameters(name, cls):
    """As they are declared: default, unit, bounds and meaning."""
    about = (SHIPPED / name / "about.md").read_text()
    assert about.split(BEGIN)[1].split(END)[0].strip() == table(cls)


def test_values_that_make_no_sense_are_refused(cls):
    """Negative times and amounts, fractions above 1, undefined numbers."""
    for name, parameter in parametersOf(cls).items():
        wrong = []
        if issubclass(parameter.kind, Real) and parameter.kind is not bool and not parameter.choices:
            wrong += [math.nan, math.inf]
            # Growth of -100 % is no growth at all, but an end.
            wrong += [-1] if parameter.unit and name not in MAY_BE_NEGATIVE else []
            wrong += [1.5] if parameter.unit == "fraction" else []
        for value in wrong:
            with pytest.raises(ParameterError, match=f"{name} (cannot be|.*does not fit)"):
                Strategy(cls, {name: value})


def test_another_time_step_keeps_the_length_of_the_run(cls):
    """Half a step, twice the ticks."""
    usual = cls()
    ss = Strategy(cls, {"time_step": usual.time_step // 2}).ss
    assert (ss.max_ticks - 1) * ss.time_step == pytest.approx((usual.max_ticks - 1) * usual.time_step, rel=1e-12)


# ---- what is recorded


RANGES = st.tuples(st.integers(1, 100), st.integers(100, 10**9))
PRICES = st.fixed_dictionaries({kind: st.integers(0, 10) | st.floats(0, 1e9) for kind in ("data", "algo", "compute")})
# Kind → values of it, for parameters that are not numbers; those that do not fit are not tried.
OTHERS: dict[type, Any] = {
    tuple: RANGES,
    dict: PRICES | st.fixed_dictionaries({"private_market": PRICES, "public_market": PRICES}),
}


def values(parameter):
    """What a parameter may be, for hypothesis."""
    found: Any
    if parameter.kind in OTHERS:
        found = OTHERS[parameter.kind]
    elif parameter.choices is not None:
        found = st.sampled_from(parameter.choices)
    elif parameter.kind is bool:
        found = st.booleans()
    elif parameter.kind is str:
        found = st.text(max_size=5)
    elif parameter.kind is int:
        found = integers(parameter)
    elif parameter.kind is Real:
        found = integers(parameter) | floats(parameter)
    else:
        found = floats(parameter)
    found = found.filter(parameter.allows)
    return found | st.none() if parameter.optional else found


def integers(parameter):
    """Those within its bounds."""
    lo = parameter.lo if parameter.above is None else parameter.above + 1
    hi = parameter.hi if parameter.below is None else parameter.below - 1
    return st.integers(lo, None if hi is None else int(hi))


def floats(parameter):
    """Those within its bounds."""
    lo = parameter.lo if parameter.above is None else parameter.above
    hi = parameter.hi if parameter.below is None else parameter.below
    is_open = parameter.above is not None, parameter.below is not None
    return st.floats(lo, hi, allow_nan=False, allow_infinity=False, exclude_min=is_open[0], exclude_max=is_open[1])


@cache
def valuesOfEach(cls):
    """Parameter → what it may be. Made once: hypothesis reads the source of each filter."""
    return {name: values(parameter) for name, parameter in parametersOf(cls).items()}


@st.composite
def overrides(draw, cls):
    """Some of its parameters, presets among them, in any order."""
    drawn = valuesOfEach(cls)
    names = draw(st.lists(st.sampled_from(sorted(drawn)), unique=True, max_size=6))
    return {name: draw(drawn[name]) for name in names}


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_what_is_recorded_builds_the_same_strategy(cls, data):
    """To the last digit, with any overrides; and --set takes what is typed for what it is."""
    chosen = data.draw(overrides(cls))
    ss = Strategy(cls, chosen).ss
    assert {name: repr(getattr(ss, name)) for name in chosen} == exactly(
        {name: parametersOf(cls)[name].checked(value) for name, value in chosen.items()}
    )
    try:
        expected = exactly(valuesOf(ss))
    except ParameterError:
        # What is computed from these is out of its bounds.
        reject()
    assert exactly(valuesOf(Strategy(cls, recorded(ss)).ss)) == expected
    typed = {name: value if isinstance(value, str) else repr(value) for name, value in chosen.items()}
    assert exactly(valuesOf(Strategy(cls, typed).ss)) == expected
    assert exactly(valuesOf(Strategy(cls, dict(reversed(chosen.items()))).ss)) == expected


# ---- copies


def test_it_imports_itself_relatively(name):
    """So that a copy has only its own files."""
    for file in (SHIPPED / name).rglob("*.py"):
        if "test" in file.parts[:-1]:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert not f"{node.module}.".startswith(f"assets.netlists.{name}."), file


def test_a_copy_is_a_netlist_of_its_own(name, tmp_path):
    """Change one constant in the copy, and its output changes; the original's does not."""
    copy = tmp_path / f"my_{name}"
    shutil.copytree(SHIPPED / name, copy, ignore=shutil.ignore_patterns("__pycache__"))
    original = rowsOf(name, name)
    assert rowsOf(copy, name) == original
    file, constant, other = EDITS[name]
    text = (copy / file).read_text()
    assert text.count(constant) == 1
    (copy / file).write_text(text.replace(constant, other))
    assert rowsOf(copy, name) != original
    assert rowsOf(name, name) == original


def rowsOf(source, name):
    """The rows of a short run; all of the netlist's modules must be of the folder that it was loaded from."""
    requireNetlist(name)
    netlist = Netlist(source)
    assert netlist.path is not None
    folder = netlist.path.parent
    files = netlist.files()
    assert {file for file in folder.glob("*.py") if file.name in ("netlist.py", "SimStrategy.py")} <= set(files)
    assert all(file.is_relative_to(folder) for file in files)
    ticks = {"max_ticks": TICKS.get(name, 500), "log_interval": 1}
    with Simulation(netlist, seed=1, overrides=ticks) as simulation:
        simulation.run()
        return simulation.rows.table()
