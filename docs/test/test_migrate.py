"""docs/migrate.md: its commands and its code do what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine import oldnames
from util.config import HOME

PAGE = (HOME / "docs" / "migrate.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
PROJECTS = HOME / "assets" / "test" / "projects"
# The first word of a section's title → a project of that origin.
ORIGINS = {"2021": "y2021", "2022": "y2022", "2023": "y2023", "Forks": None, "Your": "y2022"}


def blocks(language):
    """(section, text) of each block in that language."""
    found = [(t, re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)) for t, text in SECTIONS.items()]
    return [(title.split()[0].rstrip(":"), block) for title, texts in found for block in texts]


@pytest.mark.parametrize(("origin", "block"), blocks("bash"), ids=[origin for origin, _ in blocks("bash")])
def test_commands_run_as_they_stand(tmp_path, origin, block):
    """In a project of that origin, from its own folder; they write rows, and plots where they plot."""
    folder = tmp_path / "project"
    project = ORIGINS[origin]
    shutil.copytree(PROJECTS / project, folder) if project else folder.mkdir()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "TOKENSPICE": str(HOME), "PYTHONPATH": "", "PATH": path}
    done = subprocess.run(["bash", "-e", "-c", block], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    for out in re.findall(r"outdir_(?:csv|20|quirks)\b", block):
        assert len((folder / out / "data.csv").read_text().splitlines()) > 5
    if "plot" in block:
        assert list((folder / "outdir_png").glob("*.png"))
    if "pytest" in block:
        assert " passed" in done.stdout


@pytest.mark.parametrize(("origin", "block"), blocks("python"), ids=[origin for origin, _ in blocks("python")])
def test_code_runs_as_it_stands(chain, origin, block):
    """On a chain, with the names of that origin. It asserts what it shows."""
    assert block.count("assert ") >= 3
    exec(compile(block, f"docs/migrate.md, {origin}", "exec"), {"__name__": "example"})


def test_every_origin_has_a_section():
    """With a table of what to change."""
    for origin in ("2021", "2022", "2023", "Forks"):
        section = next(text for title, text in SECTIONS.items() if title.startswith(origin))
        assert "| then | now |" in section


def test_every_link_leads_somewhere():
    """Within the page."""
    anchors = [re.sub(r"[^\w\- ]", "", title).replace(" ", "-").lower() for title in SECTIONS]
    assert re.findall(r"\]\(#([^)]+)\)", PAGE) == anchors


def test_what_is_not_offered_is_on_the_page():
    """Names that raise an error when they are imported."""
    gone = [name for names in oldnames.GONE_NAMES.values() for name in names]
    gone += [name for methods in oldnames.NOT_CALLED.values() for name in methods]
    known_by_group = {"SILENT", "INIT_OCEAN_SUPPLY", "UNMINTED_OCEAN_SUPPLY"}
    known_by_group |= {"OPF_TREASURY_USD", "OPF_TREASURY_OCEAN", "BDB_TREASURY_USD", "BDB_TREASURY_OCEAN"}
    assert [name for name in gone if name not in PAGE and name not in known_by_group] == []
