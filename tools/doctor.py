"""`tsp doctor`: what is installed, and what to type for what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from util.config import HOME, loadSettings
from util.constants import VERSION
from util.errors import ConfigError
from util.installing import cureFor

_BIN = HOME / "node_modules" / ".bin"
# Tested with these.
_PYTHONS = ((3, 10), (3, 13))


def printDoctor() -> None:
    """Prints a line per thing: what it is, which version, or what it is for and how to get it."""
    click.echo(f"TokenSPICE {VERSION} in {HOME}")
    for name, find in _CHECKS:
        found, version = find()
        click.echo(f"  {'ok' if found else '--':4}{name:22}{version}")


def _python() -> tuple[bool, str]:
    version, (low, high) = platform.python_version(), _PYTHONS
    fits = low <= sys.version_info[:2] <= high
    return fits, version if fits else f"{version}; tested with {low[0]}.{low[1]} to {high[0]}.{high[1]}"


def _settings() -> tuple[bool, str]:
    try:
        settings = loadSettings()
    except ConfigError as e:
        return False, str(e)
    return True, f"{settings.file}: network {settings.network}, engine {settings.engine}"


def _package(name: str, cure: str, what_for: str = "") -> Callable[[], tuple[bool, str]]:
    def find() -> tuple[bool, str]:
        try:
            return True, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return False, f"{what_for}{': ' if what_for else ''}{cure}"

    return find


def _v4() -> tuple[bool, str]:
    from web3engine.artifacts import OCEAN_V4

    folders = sorted(OCEAN_V4.glob("ocean_contracts-*.dist-info"))
    if folders:
        return True, folders[0].name.removesuffix(".dist-info").partition("-")[2]
    return False, "tsp install-v4"


def _program(name: str, cure: str, *arguments: str) -> Callable[[], tuple[bool, str]]:
    """A program in node_modules/.bin or on the PATH, and what it says of itself."""

    def find() -> tuple[bool, str]:
        local = _BIN / name
        path = str(local) if local.exists() else shutil.which(name)
        if path is None:
            return False, cure
        try:
            done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.SubprocessError) as e:
            return False, f"{path} does not answer: {e}"
        lines = (done.stdout or done.stderr).strip().splitlines()
        if done.returncode:
            return False, f"{path} fails: {lines[0] if lines else f'it ends with {done.returncode}'}"
        where = "node_modules" if local.exists() else Path(path).parent
        return True, f"{lines[0] if lines else 'no version'} ({where})"

    return find


def _npmPackage(name: str, cure: str) -> Callable[[], tuple[bool, str]]:
    """A package in node_modules, and its version."""

    def find() -> tuple[bool, str]:
        manifest = HOME / "node_modules" / name / "package.json"
        if not manifest.is_file():
            return False, cure
        return True, f"{json.loads(manifest.read_text(encoding='utf-8'))['version']} (node_modules)"

    return find


_CHECKS: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
    ("Python", _python),
    ("settings", _settings),
    ("engine revm", _package("tokenspice-evm", cureFor("revm"), "a hundred times as fast as pyevm")),
    ("engine pyevm", _package("py-evm", cureFor("pyevm"), "needed where revm is not installed")),
    ("Ocean V3's contracts", _package("ocean-contracts", cureFor("ocean-contracts"))),
    ("Ocean V4's contracts", _v4),
    ("matplotlib (plots)", _package("matplotlib", cureFor("matplotlib"))),
    ("web3 (nodes)", _package("web3", cureFor("nodes"))),
    ("node Ganache", _program("ganache", f"{cureFor('npm')}, to run on a Ganache node", "--version")),
    ("node Anvil", _program("anvil", f"{cureFor('npm')}, to run on an Anvil node", "--version")),
    (
        "Uniswap's contracts",
        _npmPackage("@uniswap/v2-core", f"{cureFor('npm')}, for the netlists uniswapv2, backtest and bridge"),
    ),
    ("Aave's contracts", _npmPackage("@aave/core-v3", f"{cureFor('npm')}, for the netlist lending")),
    ("Solidity compiler", _program("solcjs", f"{cureFor('npm')}, for tsp compile", "--version")),
    ("Vyper compiler", _package("vyper", cureFor("vyper"), "for contracts in Vyper")),
    ("cargo (Rust)", _program("cargo", "rustup, to build the engine revm", "--version")),
    ("scipy (campaigns)", _package("scipy", cureFor("scipy"), "for Sobol points and surfaces")),
    ("pandas (notebooks)", _package("pandas", cureFor("pandas"), "for Run.frame()")),
)
