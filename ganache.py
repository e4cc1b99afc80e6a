#!/usr/bin/env python3
"""Starts Ganache with funded development accounts. `./ganache.py --help` shows its options."""

import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / "venv" / "bin" / "python"

# Without an environment of the user's own, the one that `make` has made is used.
if not {"VIRTUAL_ENV", "CONDA_PREFIX"} & set(os.environ) and VENV.exists() and Path(sys.prefix) != HOME / "venv":
    os.execv(VENV, [str(VENV), *sys.argv])

try:
    from tools.ganache import main
except ModuleNotFoundError as e:
    sys.exit(f"Error: TokenSPICE is not set up: the package {e.name} is missing. Try: make demo, in {HOME}.")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
