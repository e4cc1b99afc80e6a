"""docs/resume.md: its files, put where it says, and its commands, run as they stand, print what it says."""

from __future__ import annotations

from typing import Any

from accept.pages import blocks
from docs.test.following import follow, sectionsOf


def test_killed_and_resumed(tmp_path):
    """From the checkpoint, from the start, and after a change."""
    sections = sectionsOf("resume.md")
    names = ["Kill it and go on", "When it starts again from the seed", "When something has changed"]
    assert follow("".join(sections[name] for name in names), tmp_path) == 18


def test_in_python():
    """The snippet runs."""
    (snippet,) = [block for block in blocks("docs/resume.md") if "import Checkpoint" in block.text]
    names: dict[str, Any] = {}
    exec(snippet.text, names)
    assert names["checkpoint"].tick == 5
    assert names["later"].is_over
