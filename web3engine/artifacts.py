"""Compiled contracts: where their ABI and code come from.

In this order: the folder ARTIFACTS_PATH of tokenspice.ini, if set; assets/contracts/, where `tsp compile` puts what it
makes of our and the user's Solidity; the package ocean-contracts, which carries Ocean V3. Ocean V4 has contracts of the
same names; its are called "v4/BPool" and so on, and come from a second, later copy of that package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from util.config import HOME, loadSettings
from util.errors import ChainError
from web3engine.abi import ContractAbi

CONTRACTS = HOME / "assets" / "contracts"
V4 = "v4/"
# Put there by the Makefile: both copies consist of a module `artifacts`, so only one fits among what is installed.
OCEAN_V4 = Path(sys.prefix) / "share" / "ocean-contracts-v4"


class Artifact:
    """A compiled contract.

    Args:
        file: the json, with `abi` and `bytecode`.
    """

    def __init__(self, file: Path):
        self.file = file
        self.name = file.stem
        self._found: dict[str, Any] = {}
        self._rest = _members(file)

    @cached_property
    def abi(self) -> ContractAbi:
        return ContractAbi(self.abi_entries)

    @property
    def abi_entries(self) -> list[dict[str, Any]]:
        """The ABI as plain data."""
        entries: list[dict[str, Any]] = self._member("abi")
        return entries

    @cached_property
    def bytecode(self) -> bytes:
        """The code that creates the contract, without constructor arguments."""
        return bytes.fromhex(self._member("bytecode").removeprefix("0x"))

    def checkFresh(self) -> None:
        """Refuses what was compiled from a source that has changed since (only `tsp compile` records sources)."""
        if not any(self.file.parent.glob("*.sol")):
            return
        for source, digest in self._member("sources", {}).items():
            path = self.file.parent / source
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise ChainError(f"{path} has changed since it was compiled", "", "tsp compile")

    def _member(self, name: str, default: Any = None) -> Any:
        """A member of the json. What stands behind it is never parsed unless asked for: it is most of the file."""
        while name not in self._found:
            try:
                key, self._found[key] = next(self._rest)
            except StopIteration:
                if default is None:
                    raise ChainError(f"{self.file} is no compiled contract", f"it has no {name}") from None
                return default
        return self._found[name]


def _members(file: Path) -> Iterator[tuple[str, Any]]:
    """The members of a JSON object, one by one."""
    text = file.read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    try:
        position = text.index("{") + 1
        while True:
            position = _skipped(text, position)
            if text[position] == "}":
                return
            key, position = decode(text, position)
            position = _skipped(text, position)
            value, position = decode(text, position)
            yield key, value
    except (ValueError, IndexError) as e:
        raise ChainError(f"{file} is no compiled contract", f"its JSON is broken: {e}") from e


def _skipped(text: str, position: int) -> int:
    """Where the next key, value or brace begins."""
    while text[position] in " \t\r\n,:":
        position += 1
    return position


@cache
def artifact(contract: str) -> Artifact:
    """The compiled contract of that name; "v4/" before it means Ocean V4's.

    Raises:
        ChainError: there is none, or its source is newer.
    """
    for file in _candidates(contract):
        if file.is_file():
            found = Artifact(file)
            found.checkFresh()
            return found
    if contract.startswith(V4):
        raise ChainError(
            f"Ocean V4's contract {contract} is not installed",
            f"no {contract.removeprefix(V4)}.json in {OCEAN_V4 / 'artifacts'}",
            f"pip install --no-deps --upgrade --target {OCEAN_V4} -r requirements-v4.txt",
        )
    raise ChainError(
        f"the contract {contract} is not compiled",
        f"no {contract}.json in {CONTRACTS} or in the package ocean-contracts",
        "tsp compile, if you have its Solidity, or pip install -r requirements.txt",
    )


def _candidates(contract: str) -> Iterator[Path]:
    if contract.startswith(V4):
        yield OCEAN_V4 / "artifacts" / f"{contract.removeprefix(V4)}.json"
        return
    user = loadSettings().artifacts_path
    if user is not None:
        yield user / f"{contract}.json"
    yield from sorted(CONTRACTS.glob(f"**/{contract}.json"))
    # The package's one module is called `artifacts`. It is data to us: found, never imported.
    ocean = importlib.util.find_spec("artifacts")
    for folder in (ocean.submodule_search_locations or []) if ocean else []:
        yield Path(folder) / f"{contract}.json"
