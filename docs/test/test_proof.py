"""docs/proof.md: what it tells readers to run is there."""

from __future__ import annotations

import re

from accept.__main__ import CHECKS
from util.config import HOME

PROOF = (HOME / "docs" / "proof.md").read_text(encoding="utf-8")


def test_every_acceptance_check_is_in_the_table():
    """By its command, and no other is named."""
    campaigns = {name for name in CHECKS if name.startswith("campaigns-")}
    elsewhere = {
        "lvr-table1",
        "contracts",
        "docs",
        "newcomer",
        "package",
        "blocks",
        "view-run",
        "view-campaign",
        *campaigns,
    }
    assert set(re.findall(r"`python -m accept ([\w-]+)`", PROOF)) == set(CHECKS) - elsewhere
    # The first has a command that writes the table as well; the others reproduce nothing that was published.
    assert "`python -m accept campaigns`" in (HOME / "docs" / "performance.md").read_text(encoding="utf-8")
    assert "`python -m assets.netlists.lvr.verify OUTDIR`" in PROOF


def test_every_path_that_it_names_exists():
    """Tests, modules and pages."""
    paths = re.findall(r"`pytest (\S+)`", PROOF) + [f"docs/{link}" for link in re.findall(r"\]\(([^)]+)\)", PROOF)]
    paths += [f"{module.replace('.', '/')}.py" for module in re.findall(r"python -m ([\w.]+) OUTDIR", PROOF)]
    assert len(paths) > 8
    assert [path for path in paths if not (HOME / path).exists()] == []
