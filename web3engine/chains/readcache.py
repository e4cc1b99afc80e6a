"""`ReadCache`: values that were computed from views, kept as long as no account that those views read has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from typing import Any

# No more values than this are kept at once.
_MANY = 1 << 17
# So many values are computed anew, and compared, after each transaction where that is wanted.
_CHECKED = 3

Shelf = dict[Any, Any]


class ReadCache:
    """Takes values from the shelves that hold them, once an account that they depend on has changed.

    Which accounts those are is what the engine says that the views have read; a value that depends on the block as well
    is put on no shelf.

    Args:
        engine: with `noteReads`, `takeReads` and `takeChanged`, as revm has.
        checks: whether to check, after each transaction, some of the values that stay. Tests do.

    Attributes:
        checks: as given.
        holders: account → (number of the shelf, key) → shelf, of the values that depend on it; empty if none is kept.
    """

    def __init__(self, engine: Any, checks: bool = False):
        self._engine = engine
        self.checks = checks
        self.holders: dict[bytes, dict[tuple[int, Hashable], Shelf]] = {}
        self._n_kept = 0
        self._is_noting = False
        self._kept: dict[tuple[int, Hashable], tuple[Shelf, Callable[..., Any], tuple[Any, ...]]] = {}

    def remember(self, shelf: Shelf, key: Hashable, compute: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """The value of `compute(*args)`, which is put on the shelf under that key."""
        if self._is_noting:
            # A part of the value that is being computed, whose reads are noted together.
            return compute(*args)
        self._is_noting = True
        self._engine.noteReads()
        try:
            value = compute(*args)
        finally:
            accounts = self._engine.takeReads()
            self._is_noting = False
        if accounts is not None:
            self._keep(shelf, key, value, accounts)
            if self.checks:
                self._kept[id(shelf), key] = shelf, compute, args
        return value

    def forget(self, changed: Iterable[bytes]) -> None:
        """Takes what depends on these accounts, which are all that have changed, from its shelves."""
        for account in changed:
            for (_, key), shelf in self.holders.pop(account, {}).items():
                shelf.pop(key, None)
        if self.checks:
            self._check()

    def forgetChanged(self) -> None:
        """Takes from its shelves what depends on accounts that have changed since this was last called."""
        self.forget(self._engine.takeChanged())

    def clear(self) -> None:
        """Takes everything from the shelves."""
        for held in self.holders.values():
            for (_, key), shelf in held.items():
                shelf.pop(key, None)
        self.holders.clear()
        self._kept.clear()
        self._n_kept = 0

    def _keep(self, shelf: Shelf, key: Hashable, value: Any, accounts: Iterable[bytes]) -> None:
        self._n_kept += 1
        if self._n_kept > _MANY:
            self.clear()
        shelf[key] = value
        for account in accounts:
            self.holders.setdefault(account, {})[id(shelf), key] = shelf

    def _check(self) -> None:
        for place in list(islice(self._kept, _CHECKED)):
            # Those at the end have their turn later.
            shelf, compute, args = self._kept.pop(place)
            if place[1] in shelf:
                self._kept[place] = shelf, compute, args
                found, fresh = shelf[place[1]], compute(*args)
                if repr(found) != repr(fresh):
                    raise RuntimeError(f"a remembered value was wrong, which is a bug: {found!r} for {fresh!r}")
