"""Pragmas: which versions of Solidity they allow."""

from __future__ import annotations

import pytest

from web3engine.compiler.versions import Version, fits, known, newestFitting, parsed


def V(text: str) -> Version:
    """A version."""
    version = parsed(text)
    assert version is not None
    return version


@pytest.mark.parametrize(
    ("pragma", "inside", "outside"),
    [
        ("0.8.19", ["0.8.19"], ["0.8.18", "0.8.20"]),
        ("=0.8.19", ["0.8.19"], ["0.8.20"]),
        ("^0.8.4", ["0.8.4", "0.8.26"], ["0.8.3", "0.9.0", "0.7.6"]),
        ("~0.8.4", ["0.8.4", "0.8.26"], ["0.8.3", "0.9.0"]),
        (">=0.6.0", ["0.6.0", "0.8.26"], ["0.5.17"]),
        (">= 0.6.0 < 0.9.0", ["0.6.0", "0.8.26"], ["0.5.17", "0.9.0"]),
        (">=0.4.22<0.6.0", ["0.4.22", "0.5.17"], ["0.4.21", "0.6.0"]),
        ("0.5.0 - 0.7.6", ["0.5.0", "0.7.6"], ["0.4.26", "0.8.0"]),
        ("^0.6.0 || ^0.8.0", ["0.6.12", "0.8.1"], ["0.7.6"]),
        ("0.8", ["0.8.0", "0.8.26"], ["0.7.6"]),
        ("^0.8", ["0.8.0", "0.8.26"], ["0.7.6", "0.9.0"]),
        ("0.8.x", ["0.8.7"], ["0.7.6"]),
        ("<=0.8", ["0.8.26", "0.7.0"], ["0.9.0"]),
        (">0.7", ["0.8.0"], ["0.7.6"]),
        ("*", ["0.4.11", "0.8.26"], []),
        ('"^0.8.0"', ["0.8.1"], ["0.7.0"]),
        ("^1.2.3", ["1.9.0"], ["2.0.0", "1.2.2"]),
    ],
)
def test_a_range_allows_what_solc_allows(pragma, inside, outside):
    """Carets, tildes, comparisons, hyphens, alternatives, parts that are left out."""
    assert [fits(V(text), pragma) for text in inside] == [True] * len(inside)
    assert [fits(V(text), pragma) for text in outside] == [False] * len(outside)


@pytest.mark.parametrize("pragma", ["solidity", "^^0.8.0", ">=0.8.0 and more", ""])
def test_what_is_no_range_is_refused(pragma):
    """Rather than taken for one that allows everything, or nothing."""
    with pytest.raises(ValueError, match="is not a version range"):
        fits(V("0.8.0"), pragma)


def test_the_newest_that_suits_all():
    """Of several files, every pragma counts."""
    assert newestFitting([">=0.6.0", "=0.8.19"], known()) == Version(0, 8, 19)
    assert newestFitting(["^0.7.0", ">=0.7.2 <0.7.5"], known()) == Version(0, 7, 4)
    assert newestFitting(["^0.7.0", "^0.8.0"], known()) is None
    assert str(parsed("v0.8.19+commit.7dd6d404")) == "0.8.19"
    assert parsed("nightly") is None
