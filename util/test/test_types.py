"""Run-time checks of argument types, and their switch."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import enforce_typing
import pytest

from util.types import enforce_types

ROOT = Path(__file__).resolve().parents[2]
CHECKED = """
from util.constants import SAFETY
from util.types import enforce_types

@enforce_types
def double(x: int):
    return 2 * x

@enforce_types
class Named:
    def __init__(self, name: str):
        self.name = name

try:
    print(SAFETY, double("ab"), Named(3).name)
except TypeError:
    print(SAFETY, "refused")
"""


def _run(safety: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", CHECKED],
        cwd=ROOT,
        env={**os.environ, "TOKENSPICE_SAFETY": safety},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_with_SAFETY_off_every_argument_passes():
    """The decorated function is the function itself."""
    assert _run("False") == "False abab 3"


def test_with_SAFETY_on_a_wrong_argument_is_refused():
    """SAFETY decides, whatever tokenspice.ini says."""
    assert _run("True") == "True refused"


def test_a_decorated_class_checks_its_constructor_only():
    """Other methods take what they get, unless they are decorated themselves."""

    @enforce_types
    class Agent:
        def __init__(self, USD: float):
            self.USD = USD

        def receive(self, USD: float):
            self.USD += USD

    with pytest.raises(TypeError):
        Agent(3)
    agent = Agent(3.0)
    agent.receive(2)
    assert agent.USD == 5.0


def test_a_decorated_function_keeps_its_name_and_doc():
    """Help and tracebacks stay readable."""

    @enforce_types
    def spend(amt: float):
        """Spends."""
        return amt

    assert (spend.__name__, spend.__doc__, spend(1.0)) == ("spend", "Spends.", 1.0)


class Ticks(int):
    """A kind of int."""


@pytest.mark.parametrize(
    ("args", "kwargs", "passes"),
    [
        ((1, "a", 2.0), {}, True),
        ((1,), {"name": "a", "price": None}, True),
        ((True, "a"), {}, True),
        ((Ticks(3), "a"), {}, True),
        ((1.0, "a"), {}, False),
        ((1,), {"name": 2}, False),
        ((1, "a"), {"price": "b"}, False),
        ((1, "a"), {"unchecked": object()}, True),
        ((1, "a"), {"more": "b"}, False),
        ((1, "a"), {"more": 1}, True),
    ],
)
def test_it_accepts_what_the_package_accepts(args, kwargs, passes):
    """Exact types, derived ones, unions, arguments without annotation; by position and by keyword."""

    def plain(n: int, name: str, price: float | None = None, unchecked=None, *, more: int = 0):
        return n, name, price

    for decorate in (enforce_types, enforce_typing.enforce_types):
        if passes:
            assert decorate(plain)(*args, **kwargs)[0] == args[0]
        else:
            with pytest.raises(TypeError, match="^Expected type"):
                decorate(plain)(*args, **kwargs)


HINTS = [int, float, Ticks, type(None), Any, int | None, list[int], type[int], list[int] | None]


@pytest.mark.parametrize("hint", HINTS, ids=str)
@pytest.mark.parametrize("value", [1, True, Ticks(1), 1.0, None, "a", [], int, Ticks], ids=repr)
def test_it_decides_as_the_package_does(hint, value):
    """Whatever the annotation."""

    def plain(x):
        return x

    plain.__annotations__ = {"x": hint}
    ours, theirs = (_outcome(decorate(plain), value) for decorate in (enforce_types, enforce_typing.enforce_types))
    assert ours == theirs


def _outcome(function, value):
    try:
        return function(value)
    except TypeError as e:
        return str(e)
