"""The command `tsp` of an installed TokenSPICE; `python -m tokenspice` is the same."""

from __future__ import annotations

import tokenspice._floors  # noqa: F401

# isort: split
from tools import cli
from util.commandline import leave


def main() -> None:
    """Runs `tsp` with the arguments of this process, and ends the process."""
    leave(cli.main())


if __name__ == "__main__":
    main()
