"""`tsp compile`: Solidity and Vyper to artifacts next to them. A line per file; warnings go to stderr."""

from __future__ import annotations

import os
from pathlib import Path

import click

from util.errors import TokenSpiceError
from util.paths import shown
from web3engine.artifacts import CONTRACTS
from web3engine.compiler.compiling import compileFile

_SUFFIXES = (".sol", ".vy")
# Folders with what others wrote or compilers made.
_ASIDE = {"node_modules", "lib", "artifacts", "out", "cache", "venv", "__pycache__"}
# Foundry's tests and scripts.
_NO_CONTRACTS = (".t.sol", ".s.sol")


def compileAll(folder: str | None = None) -> None:
    """Compiles every .sol and .vy below `folder`, by default assets/contracts; or that one file.

    Raises:
        CompileError: the compiler's own words; nothing of that file was written.
        ChainUnavailable: there is no compiler.
        TokenSpiceError: no such folder, or nothing to compile in it.
    """
    root = Path(folder) if folder else CONTRACTS
    if not root.exists():
        raise TokenSpiceError(
            f"there is no folder {root}", "", "a folder with .sol or .vy files, or none for assets/contracts"
        )
    sources = _sources(root)
    if not sources:
        raise TokenSpiceError(
            f"there is no Solidity or Vyper in {root}", "", "put .sol or .vy files there, or name another folder"
        )
    for source in sources:
        made, warnings = compileFile(source)
        for warning in warnings:
            click.echo(warning, err=True)
        what = "unchanged" if made is None else ", ".join(map(shown, made)) or "compiles, has no contract with code"
        click.echo(f"{shown(source)}: {what}")


def _sources(root: Path) -> list[Path]:
    """The file, or every source below the folder that is the user's own."""
    if root.is_file():
        return [root.resolve()] if root.suffix in _SUFFIXES else []
    found = []
    for folder, below, files in os.walk(root):
        below[:] = [b for b in below if b not in _ASIDE and not b.startswith(".")]
        found += [Path(folder, file) for file in files if file.endswith(_SUFFIXES) and not file.endswith(_NO_CONTRACTS)]
    return sorted(path.resolve() for path in found if path.is_file())
