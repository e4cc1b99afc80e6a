"""README, the pages in docs/ and about.md files: what they tell readers to run, runs as written."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

import pytest

from accept.pages import OWN_TEST, Block, blocks, copyOfCheckout, pages, run
from util.config import HOME

RUN = [page for page in pages() if any(not block.mark for block in blocks(page))]


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A copy of the checkout, which all pages share."""
    return copyOfCheckout(tmp_path_factory.mktemp("pages") / "tokenspice")


@pytest.mark.parametrize("page", RUN)
def test_it_runs_as_written(page, checkout):
    """Its blocks in order, except for those that it marks as slow or as not run."""
    for block in blocks(page):
        if not block.mark:
            done = run(block, checkout)
            assert done.returncode == 0, f"{page}, line {block.line}:\n{done.stdout}{done.stderr}"
            assert block.notPrinted(done.stdout + done.stderr) == []


def test_what_a_page_shows_of_an_output():
    """Each line is printed, in the order of the page; others may lie between."""
    block = Block(1, "commands", "tsp …", "", "a  1\n\nc  3\n")
    assert block.notPrinted("x\na  1 \nb  2\nc  3\n") == []
    assert block.notPrinted("c  3\na  1\n") == ["c  3"]
    assert block.notPrinted("a  1\nc  4\n") == ["c  3"]
    shortened = Block(1, "commands", "tsp …", "", "a …; c\n")
    assert shortened.notPrinted("a  1\na b; c\n") == []
    assert shortened.notPrinted("a  1\na; c\n") == ["a …; c"]
    flow = [block for block in blocks("docs/design-flow.md") if block.printed]
    assert len(flow) == 8
    assert all(block.kind == "commands" for block in flow)


def test_no_two_commands_make_the_same_folder():
    """So that all pages can be followed in one checkout."""
    made = Counter(folder for page in pages() for block in blocks(page) for folder in block.outputs())
    assert len(made) > 60
    assert [folder for folder, times in made.items() if times > 1] == []


def test_every_page_is_in_the_index():
    """Of docs/index.md, from which `make docs` builds the site."""
    index = (HOME / "docs" / "index.md").read_text(encoding="utf-8").splitlines()
    assert [page.stem for page in sorted((HOME / "docs").glob("*.md")) if page.stem not in [*index, "index"]] == []


@pytest.mark.parametrize("page", ["api", "agents", "wrappers"])
def test_what_the_api_describes_is_there(page):
    """Modules, classes and functions, by their full names."""
    text = (HOME / "docs" / f"{page}.md").read_text(encoding="utf-8")
    modules = re.findall(r"automodule:: (\S+)", text)
    assert [m for m in modules if find_spec(m) is None] == []
    others = [name.rpartition(".") for name in re.findall(r"auto(?:class|function):: (\S+)", text)]
    assert len(modules) + len(others) > 20
    assert [name for module, _, name in others if not hasattr(import_module(module), name)] == []


def test_what_is_not_run_says_why():
    """And is little."""
    marks = [(page, block.mark) for page in pages() for block in blocks(page) if block.mark.startswith("not run")]
    assert all(len(mark) > len("not run: ") + 5 for _, mark in marks)
    assert len(marks) <= 12


@pytest.mark.parametrize("page", [*pages(), *sorted(OWN_TEST)])
def test_its_links_lead_somewhere(page):
    """To files that are there."""
    if not (HOME / page).exists():
        return
    text = re.sub(r"```.*?```", "", (HOME / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    folder = (HOME / page).parent
    assert [link for link in links if link and not (folder / link).exists()] == []
