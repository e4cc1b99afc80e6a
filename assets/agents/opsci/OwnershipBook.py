"""`OwnershipBook`: who owns how many of the knowledge assets in a market."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from util.mathutil import addUp


class OwnershipBook:
    """Counts of assets by owner, for each type of asset; a market without types has the single type None.

    Attributes:
        by_type: type → owner → count, in the order of first credit.
    """

    def __init__(self) -> None:
        self.by_type: dict[str | None, dict[Hashable, float]] = {}

    def credit(self, owner: Hashable, n: float, kind: str | None = None) -> None:
        """Credits `owner` with `n` more."""
        counts = self.by_type.setdefault(kind, {})
        counts[owner] = counts.get(owner, 0) + n

    def of(self, kind: str | None = None) -> dict[Hashable, float]:
        """Owner → count, of one type."""
        return self.by_type.get(kind, {})

    def total(self, kind: str | None = None) -> float:
        """Number of assets of one type."""
        return addUp(self.of(kind).values())

    def shares(self, kind: str | None = None) -> Iterator[tuple[Hashable, float]]:
        """Each owner of that type and its share of it; shares add up to 1."""
        total = self.total(kind)
        if total > 0:
            for owner, n in self.of(kind).items():
                yield owner, n / total
