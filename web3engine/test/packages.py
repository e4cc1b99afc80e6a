"""For tests that need contracts of an npm package: whether it is installed."""

from __future__ import annotations

import os

import pytest

from util.config import HOME

# The packages that shipped netlists need.
_UNISWAP = "@uniswap/v2-core"
NETLISTS = {"backtest": _UNISWAP, "bridge": _UNISWAP, "lending": "@aave/core-v3", "uniswapv2": _UNISWAP}


def isInstalled(package: str) -> bool:
    """Whether the program has that package."""
    return (HOME / "node_modules" / package).is_dir()


def requirePackage(package: str) -> None:
    """Skips the test if that package is not installed, and says how to install it. In CI, the test fails."""
    if isInstalled(package):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"the npm package {package} is not installed, and CI must test it")
    pytest.skip(f"the npm package {package} is not installed: npm ci")


def requireNetlist(name: str) -> None:
    """The same for a shipped netlist, which may need no package."""
    if name in NETLISTS:
        requirePackage(NETLISTS[name])


def runnable(names: list[str]) -> list[str]:
    """Those of the netlists whose packages are installed; all of them in CI."""
    is_CI = os.environ.get("CI") == "true"
    return [name for name in names if is_CI or name not in NETLISTS or isInstalled(NETLISTS[name])]
