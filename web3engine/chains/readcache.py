"""`ReadCache`: values that were computed from views, kept as long as nothing that those views read has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any

# After this number of values all are forgotten, so that memory stays flat.
_MANY = 1 << 17
# So many values are computed anew, and compared, after each transaction where that is wanted.
_CHECKED = 3

Shelf = dict[Any, Any]


class ReadCache:
    """Takes values from the shelves that hold them, once something that they depend on has changed.

    What that is, the engine knows: it notes what views read, down to the slots of a contract's storage. A value that
    depends on the block as well is put on no shelf.

    Args:
        engine: with `beginWatch`, `endWatch`, `takeOutdated` and `watchNothing`, as revm has.
        checks: whether to check, after each transaction, some of the values that stay. Tests do.

    Attributes:
        checks: as given.
    """

    def __init__(self, engine: Any, checks: bool = False):
        self._engine = engine
        self.checks = checks
        self._is_noting = False
        # How many values there were since it was last cleared: the engine keeps something of each.
        self._n_noted = 0
        # Number that the engine gives to a value → its shelf, its key there, and how it was computed.
        self._kept: dict[int, tuple[Shelf, Hashable, Callable[..., Any], tuple[Any, ...]]] = {}

    def remember(self, shelf: Shelf, key: Hashable, compute: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """The value of `compute(*args)`, which is put on the shelf under that key."""
        if self._is_noting:
            # A part of the value that is being computed, whose reads are noted together.
            return compute(*args)
        self._n_noted += 1
        if self._n_noted > _MANY:
            self.clear()
        self._is_noting = True
        self._engine.beginWatch()
        try:
            value = compute(*args)
        finally:
            number = self._engine.endWatch()
            self._is_noting = False
        if number is not None:
            shelf[key] = value
            self._kept[number] = shelf, key, compute, args
        return value

    def forgetChanged(self) -> None:
        """Takes from their shelves the values of which something has changed since this was last called."""
        kept = self._kept
        for number in self._engine.takeOutdated():
            # It may have been told before.
            if number in kept:
                shelf, key, _, _ = kept.pop(number)
                shelf.pop(key, None)
        if self.checks:
            self._check()

    def clear(self) -> None:
        """Takes everything from the shelves."""
        for shelf, key, _, _ in self._kept.values():
            shelf.pop(key, None)
        self._kept.clear()
        self._n_noted = 0
        self._engine.watchNothing()

    def _check(self) -> None:
        for number in list(islice(self._kept, _CHECKED)):
            # Those at the end have their turn later.
            shelf, key, compute, args = self._kept.pop(number)
            if key in shelf:
                self._kept[number] = shelf, key, compute, args
                found, fresh = shelf[key], compute(*args)
                if repr(found) != repr(fresh):
                    raise RuntimeError(f"a remembered value was wrong, which is a bug: {found!r} for {fresh!r}")
