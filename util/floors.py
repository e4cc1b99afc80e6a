"""Finds TokenSPICE's packages where the program is, also where the path has none or others of their names.

In a checkout they lie next to each other; in an installed TokenSPICE, in a folder that is not on Python's path, so that
nobody else's `import util` meets ours. Each process begins by importing this module: `tokenspice` does, and workers.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from typing import Any

from util.config import HOME

# From the ground up: each uses what stands before it.
FLOORS = ("util", "web3engine", "engine", "explore", "assets", "tools")


class _Finder:
    """Finds the packages themselves; Python finds their modules in them."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        return PathFinder.find_spec(name, [str(HOME)]) if name in FLOORS else None


sys.meta_path.insert(0, _Finder)
