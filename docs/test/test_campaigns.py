"""docs/campaigns.md does what it says: each command is run as it is written, and prints what stands below it."""

import os
import re
import subprocess

from util.config import HOME

PAGE = HOME / "docs" / "campaigns.md"


def commands():
    """(command, what it prints), in order. A command may have lines of input, to the END that it asks for."""
    text = "\n".join(re.findall(r"```console\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        end = part.index("\nEND\n") + len("\nEND\n") if "<<'END'" in part else part.find("\n") + 1 or len(part)
        yield part[:end].rstrip("\n"), part[end:].rstrip("\n")


def test_every_command_prints_what_the_page_says(tmp_path):
    """In an empty folder, one after the other."""
    env = {**os.environ, "PATH": f"{HOME}{os.pathsep}{os.environ['PATH']}"}
    found = list(commands())
    assert len(found) == 9
    for command, printed in found:
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.stdout.rstrip("\n") == printed, f"{command}\n{done.stderr}"
