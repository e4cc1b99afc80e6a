"""Aave V3's lending market, as its authors compiled it: npm package @aave/core-v3, which `npm ci` brings.

Its licence, BUSL-1.1, became MIT on 27 January 2023. The contracts are read from node_modules at run time; nothing of
them is part of this program. Wrappers mirror the Solidity, as far as a market of two assets needs it.
"""

PACKAGE = "@aave/core-v3"


def named(contract: str) -> str:
    """The exact name of a contract in the package, which has leftovers of some in other places."""
    return f"{PACKAGE}/{contract}.sol/{contract}"
