"""Environments that exist only while something in them is measured."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# The newest of that generation that pip has for this Python.
MESA_3 = "mesa>=3,<4"
# Seconds for pip to fetch a package and what it needs.
_PIP_TIMEOUT = 180.0

Say = Callable[[str], None]


def newPython(env: Path, part: str, say: Say) -> Path | None:
    """The Python of a new environment in the folder `env`; None, after a word to `say`, if this one cannot make any.

    Args:
        env: a folder that does not exist yet.
        part: of the benchmark, named in what is said.
        say: prints a line.
    """
    made = subprocess.run([sys.executable, "-m", "venv", str(env)], capture_output=True, text=True)
    if made.returncode != 0:
        say(f"{part}: this Python cannot make a virtual environment, so what needs one is left out")
        return None
    return env / "bin" / "python"


def install(python: Path, wanted: str, part: str, say: Say) -> bool:
    """Installs packages, as built for this system, with pip. Returns whether that worked; if not, `say` is told."""
    say(f"installing {wanted} into a temporary environment")
    options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    try:
        command = [str(python), "-m", "pip", "install", *options, *wanted.split()]
        failed = subprocess.run(command, capture_output=True, text=True, timeout=_PIP_TIMEOUT).returncode != 0
    except subprocess.TimeoutExpired:
        failed = True
    if failed:
        say(f"{part}: pip has no {wanted} for Python {platform.python_version()} here, so it is left out")
    return not failed


def withVersion(name: str, python: Path, wanted: str) -> str:
    """`name` and the version of the first package that `wanted` has installed, e.g. "Mesa 3.3.1"."""
    package = re.split("[ =<>]", wanted)[0]
    ask = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    asked = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=True)
    return f"{name} {asked.stdout.strip()}"
