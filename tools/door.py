"""What `tsp` and `ganache.py` do before they can import anything: find the environment that `make` has made.

Standard library only: it runs where nothing is installed yet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def useVenv(door: str) -> None:
    """Goes on in the venv/ beside the file `door`, unless the user has activated an environment."""
    venv = Path(door).resolve().parent / "venv"
    python = venv / "bin" / "python"
    if not _chosen() and python.exists() and Path(sys.prefix) != venv:
        os.execv(python, [str(python), *sys.argv])


def notSetUp(door: str, error: ModuleNotFoundError) -> str:
    """What to say when a package is missing."""
    cure = "leave the environment that is active, or pip install -r requirements.txt" if _chosen() else "make demo"
    home = Path(door).resolve().parent
    return f"Error: TokenSPICE is not set up: the package {error.name} is missing. Try: {cure}, in {home}."


def _chosen() -> bool:
    # Conda's base is active by itself: nobody has chosen it.
    return "VIRTUAL_ENV" in os.environ or os.environ.get("CONDA_DEFAULT_ENV", "base") != "base"
