"""How the objects of a state are written: as Python's pickle does, and no set goes unseen."""

import pickle
from collections import OrderedDict, deque
from fractions import Fraction
from typing import NamedTuple, NoReturn

import pytest

from engine.allowed import Allowed
from engine.Frozen import Frozen
from engine.pickling import NotSaved, dumped
from engine.unpickling import Loader
from util.errors import NetlistError


class Plain:
    """Has attributes."""


class Heir(Plain):
    """Says itself what is kept of it."""

    kept: object

    def __getstate__(self):
        return {"kept": self.kept}


class Telling(Plain):
    """Says itself how it comes back."""

    def __setstate__(self, state):
        self.told = state


class Answering(Plain):
    """Has any attribute."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 1


class Slotted:
    """Has slots, and attributes as well in children."""

    __slots__ = ("a", "b")


class Both(Slotted):
    """Has both."""


class Record(NamedTuple):
    """Has members."""

    first: object
    second: object = None


class Noted(Record):
    """A record with attributes."""


class Turned(Record):
    """Says itself what it is made of."""

    __slots__ = ()

    def __getnewargs__(self):
        return self.second, self.first


class Numbers(tuple[int, ...]):
    """A tuple that is no record."""


class Items(list[object]):
    """A list with attributes."""


def with_(obj, **attributes):
    for name, value in attributes.items():
        setattr(obj, name, value)
    return obj


ODD = {
    "empty": lambda: Plain(),
    "attributes": lambda: with_(Plain(), a=1, b=[2.0]),
    "getstate": lambda: with_(Heir(), kept=1, left=2),
    "setstate": lambda: with_(Telling(), a=1),
    "getattr": lambda: with_(Answering(), a=1),
    "slots": lambda: with_(Slotted(), a=1),
    "slots and attributes": lambda: with_(Both(), a=1, c=2),
    "record": lambda: Record(1, "two"),
    "record in a record": lambda: Record(Record(1), [Record(2)]),
    "record with attributes": lambda: with_(Noted(1, 2), a=3),
    "record of its own making": lambda: Turned(1, 2),
    "tuple": lambda: Numbers([1, 2]),
    "list": lambda: with_(Items([1, 2]), a=3),
    "ordered": lambda: OrderedDict(a=1),
    "queue": lambda: deque([1], 2),
}


@pytest.mark.parametrize("name", ODD)
def test_an_object_is_written_as_python_writes_it(name):
    """The first of its class, and later ones."""
    objects = [ODD[name](), ODD[name](), ODD[name]()]
    data, foreign = dumped(objects, {}, Allowed(__name__))
    assert (data, foreign) == (pickle.dumps(objects, 4), [])


def test_fractions_come_back():
    """They are short-cut, too."""
    numbers = [Fraction(1, 3), Fraction(-(10**30), 7)]
    assert pickle.loads(dumped(numbers, {}, Allowed(__name__))[0]) == numbers


def _noChain(name: str) -> NoReturn:
    raise LookupError(name)


def test_what_is_frozen_is_written_once():
    """It comes back as it was, and one object as one. What can be changed is refused."""
    allowed = Allowed(__name__)
    frozen = Frozen((Record(1, "two"), (Fraction(1, 3), None, b"", 2.5)))
    data, foreign = dumped([frozen, frozen], {}, allowed)
    written = frozen.written
    assert dumped([frozen, frozen], {}, allowed) == (data, foreign)
    assert frozen.written is written
    first, second = Loader(data, _noChain, allowed, lambda place: None).loaded()
    assert (first.value, foreign) == (frozen.value, [])
    assert first is second
    changeable: object
    for changeable in ([1], {2: 3}, {4}, Plain(), with_(Noted(1, 2), a=3)):
        with pytest.raises(NetlistError, match=f"a {type(changeable).__name__} cannot be frozen"):
            Frozen((1, Record(changeable)))


def sieve():
    """A set that would be walked in another order if it were filled anew, once it grows."""
    numbers = set(range(1000))
    for number in range(5, 1000):
        numbers.discard(number)
    return numbers


PLACES = {
    "itself": lambda found: found,
    "list": lambda found: [[0], [[found]]],
    "dict": lambda found: {1: {2: found}},
    "attribute": lambda found: with_(Plain(), a=found),
    "attribute of a later one": lambda found: [Plain(), Plain(), with_(Plain(), a=(1, [found]))],
    "member": lambda found: [Record(1), Record(2, found)],
    "slot": lambda found: with_(Slotted(), a=[found]),
    "slot and attribute": lambda found: with_(Both(), a=1, c=found),
    "state": lambda found: with_(Heir(), kept=found),
    "list of its own kind": lambda found: Items([1, found]),
    "queue": lambda found: deque([found]),
    "ordered": lambda found: OrderedDict(a=[found]),
    "error": lambda found: ValueError(found),
    "attribute of an error": lambda found: with_(ValueError(), a=found),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_set_whose_order_would_be_lost_is_refused_wherever_it_is(name):
    """A set that was only filled is not."""
    dumped(PLACES[name](set(range(5))), {}, Allowed(__name__))
    with pytest.raises(NotSaved, match="a set whose order cannot be kept"):
        dumped([PLACES[name](sieve())], {}, Allowed(__name__))


def test_what_is_not_written_may_hold_any_set():
    """Nobody comes back to it."""
    objects = [with_(Heir(), kept=1, left=sieve())]
    assert dumped(objects, {}, Allowed(__name__))[0] == pickle.dumps(objects, 4)
