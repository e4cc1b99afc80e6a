"""Pages whose files and commands are followed exactly, in a folder of their own, and whose output is compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from util.config import HOME

# Files and commands in the order in which they stand.
_PARTS = re.compile(r"`([\w./]+)`:\n```\w+\n(.*?)```|```console\n(.*?)\n```", re.DOTALL)


def sectionsOf(page: str) -> dict[str, str]:
    """Title → text of each section of a page in docs/."""
    text = (HOME / "docs" / page).read_text(encoding="utf-8")
    return dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))


def follow(section: str, folder: Path) -> int:
    """Does what a section says; how many commands there were."""
    path = os.pathsep.join([str(HOME), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PYTHONPATH": str(HOME), "PATH": path}
    n = 0
    for name, text, console in _PARTS.findall(section):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
            assert done.stdout.rstrip("\n") == printed.rstrip("\n"), f"{command}\n{done.stdout}{done.stderr}"
            n += 1
    return n
