"""docs/campaigns.md and docs/search.md do what they say: each command is run as it stands, and prints what is below."""

import os
import re
import subprocess

import pytest

from util.config import HOME

# Page → how many commands it has.
PAGES = {"campaigns": 9, "search": 7}


def commands(page):
    """(command, what it prints), in order. A command may have lines of input, to the END that it asks for."""
    text = "\n".join(
        re.findall(r"```console\n(.*?)\n```", (HOME / "docs" / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)
    )
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        end = part.index("\nEND\n") + len("\nEND\n") if "<<'END'" in part else part.find("\n") + 1 or len(part)
        yield part[:end].rstrip("\n"), part[end:].rstrip("\n")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_the_page_says(tmp_path, page):
    """In an empty folder, one after the other."""
    env = {**os.environ, "PATH": f"{HOME}{os.pathsep}{os.environ['PATH']}"}
    found = list(commands(page))
    assert len(found) == PAGES[page]
    for command, printed in found:
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.stdout.rstrip("\n") == printed, f"{command}\n{done.stderr}"
