"""docs/fuzz.md: its files, put where it says, and its commands, run as they stand, print what it says."""

from __future__ import annotations

import pytest

from docs.test.following import follow, sectionsOf
from tools.test.helpers import requireSolc


@pytest.mark.node
def test_from_an_invariant_to_a_regression_test(tmp_path):
    """A contract with a bug, its invariant, the shortest way to the bug, its test, and the end of the bug."""
    requireSolc()
    sections = sectionsOf("fuzz.md")
    names = ["A contract", "Ten lines", "The shortest way to the bug", "A regression test", "The bug is mended"]
    assert follow("".join(sections[name] for name in names), tmp_path) == 6
