"""Versions of Solidity, and the version ranges in pragmas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# The newest known release of each 0.x on npm. A newer one is used if it is installed.
_LAST = {4: 26, 5: 17, 6: 12, 7: 6, 8: 37}
_NUMBER = r"v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?"
_RANGE = re.compile(rf"\s*(\^|~|>=|<=|>|<|=)?\s*{_NUMBER}\s*")
_HYPHEN = re.compile(rf"\s*({_NUMBER})\s+-\s+({_NUMBER})\s*")


class Version(NamedTuple):
    """A release, such as 0.8.19."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parsed(text: str) -> Version | None:
    """The version at the beginning of a text such as "0.8.19+commit.7dd6d404"; None if there is none."""
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text)
    return Version(*map(int, match.groups())) if match else None


def known() -> list[Version]:
    """Every known release, the newest first."""
    return [Version(0, x, y) for x, last in sorted(_LAST.items(), reverse=True) for y in range(last, -1, -1)]


def newestFitting(pragmas: Iterable[str], among: Iterable[Version]) -> Version | None:
    """The newest version that all pragmas allow; None if there is none."""
    wanted = list(pragmas)
    return max([version for version in among if all(fits(version, pragma) for pragma in wanted)], default=None)


def fits(version: Version, pragma: str) -> bool:
    """Whether a pragma's range, such as "^0.8.4" or ">=0.6.0 <0.9.0 || 0.5.17", allows the version.

    Raises:
        ValueError: it is not a range.
    """
    return any(_fitsAll(version, alternative) for alternative in pragma.strip("\"' ").split("||"))


def _fitsAll(version: Version, comparisons: str) -> bool:
    hyphen = _HYPHEN.fullmatch(comparisons)
    if hyphen:
        return _fitsAll(version, f">={hyphen[1]} <={hyphen[5]}")
    position, good = 0, True
    while position < len(comparisons) or position == 0:
        match = _RANGE.match(comparisons, position)
        if match is None:
            raise ValueError(f'"{comparisons.strip()}" is not a version range')
        good &= _compared(
            version, match[1] or "=", [int(part) for part in match.groups()[1:] if (part or "x").isdigit()]
        )
        position = match.end()
    return good


def _compared(version: Version, operator: str, wanted: list[int]) -> bool:
    """Compares only the parts that are given: "0.8" stands for any patch release."""
    mine = list(version)[: len(wanted)]
    if operator in ("^", "~"):
        # A caret fixes everything up to the first part that is not 0.
        fixed = next((n for n, part in enumerate(wanted, 1) if part), len(wanted)) if operator == "^" else 2
        return mine[:fixed] == wanted[:fixed] and mine >= wanted
    return {
        ">=": mine >= wanted,
        "<=": mine <= wanted,
        ">": mine > wanted,
        "<": mine < wanted,
        "=": mine == wanted,
    }[operator]
