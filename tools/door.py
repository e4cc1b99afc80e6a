"""What `tsp` and `ganache.py` do before they can import anything: find the environment that `make` has made.

Standard library only, and little of it: it runs where nothing is installed yet, and before each command.
"""

from __future__ import annotations

import os
import sys


def useVenv(door: str) -> None:
    """Goes on in the venv/ next to the file `door`, unless the user has activated an environment."""
    venv = os.path.join(_homeOf(door), "venv")
    python = os.path.join(venv, "bin", "python")
    if not _chosen() and os.path.exists(python) and sys.prefix != venv:
        os.execv(python, [python, *sys.argv])


def notSetUp(door: str, error: ModuleNotFoundError) -> str:
    """What to say when a package is missing."""
    cure = "leave the environment that is active, or pip install -r requirements.txt" if _chosen() else "make demo"
    return f"Error: TokenSPICE is not set up: the package {error.name} is missing. Try: {cure}, in {_homeOf(door)}."


def _homeOf(door: str) -> str:
    return os.path.dirname(os.path.realpath(door))


def _chosen() -> bool:
    # Conda's base is active by itself: nobody has chosen it.
    return "VIRTUAL_ENV" in os.environ or os.environ.get("CONDA_DEFAULT_ENV", "base") != "base"
