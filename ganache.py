#!/usr/bin/env python3
"""Starts Ganache with funded development accounts. `./ganache.py --help` shows its options."""

import sys

from tools.door import notSetUp, useVenv

useVenv(__file__)
try:
    from tools.ganache import main
except ModuleNotFoundError as e:
    sys.exit(notSetUp(__file__, e))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
