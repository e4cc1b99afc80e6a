"""docs/proof.md: what it tells readers to run is there."""

from __future__ import annotations

import re

from accept import lending, lvr, opsci, peerreview, scitoken, uniswapv2
from accept.__main__ import CHECKS
from util.config import HOME

PUBLISHED = (lvr, uniswapv2, lending, scitoken, peerreview, opsci)
PROOF = (HOME / "docs" / "proof.md").read_text(encoding="utf-8")


def test_every_result_that_was_published_is_in_the_table():
    """By the command of its check, and none is named that does not exist."""
    published = {name for module in PUBLISHED for name in module.CHECKS} - {"lvr-table1"}
    named = set(re.findall(r"`python -m accept ([\w-]+)`", PROOF))
    assert published <= named <= set(CHECKS)
    # One of them has a command that writes the table as well.
    assert "`python -m assets.netlists.lvr.verify OUTDIR`" in PROOF
    assert "`python -m accept campaigns`" in (HOME / "docs" / "performance.md").read_text(encoding="utf-8")


def test_every_path_that_it_names_exists():
    """Tests, modules and pages."""
    paths = re.findall(r"`pytest (\S+)`", PROOF) + [f"docs/{link}" for link in re.findall(r"\]\(([^)]+)\)", PROOF)]
    paths += [f"{module.replace('.', '/')}.py" for module in re.findall(r"python -m ([\w.]+) OUTDIR", PROOF)]
    assert len(paths) > 8
    assert [path for path in paths if not (HOME / path).exists()] == []
