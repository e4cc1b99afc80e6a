"""Environments that exist only while something in them is measured."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Seconds for pip to fetch a package and what it needs.
_PIP_TIMEOUT = 180.0

Say = Callable[[str], None]


def newPython(env: Path, part: str, say: Say) -> Path | None:
    """The Python of a new environment in the folder `env`; None if this one cannot make any, which `say` is told.

    Args:
        env: is not there yet.
        part: of the benchmark, for what `say` is told.
        say: prints a line.
    """
    made = subprocess.run([sys.executable, "-m", "venv", str(env)], capture_output=True, text=True)
    if made.returncode != 0:
        say(f"{part}: this Python cannot make a virtual environment, so what needs one is left out")
        return None
    return env / "bin" / "python"


def install(python: Path, wanted: str, part: str, say: Say) -> bool:
    """Lets pip install `wanted`, as built for this system; whether it did. If not, `say` is told."""
    say(f"installing {wanted} into a temporary environment")
    options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    try:
        command = [str(python), "-m", "pip", "install", *options, wanted]
        failed = subprocess.run(command, capture_output=True, text=True, timeout=_PIP_TIMEOUT).returncode != 0
    except subprocess.TimeoutExpired:
        failed = True
    if failed:
        say(f"{part}: pip has no {wanted} for Python {platform.python_version()} here, so it is left out")
    return not failed
