"""Whether what Foundry or Hardhat compiled still is what the sources say: the hashes that solc wrote down of them tell.

Used by `Artifact.checkFresh`, which itself knows the artifacts of `tsp compile`; and by `Contracts`, which asks whether
there is a source that was not compiled yet.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from util.errors import ChainError
from web3engine.crypto import keccak

# Folders of a project in which frameworks keep sources, and how those are called.
_SOURCES = ("contracts", "src")
_SOURCE_SUFFIXES = (".sol", ".vy")
# A contract or a library in a source, and its name.
_DEFINED = re.compile(r"(?:^|[;}])\s*(?:contract|library)\s+([\w$]+)", re.MULTILINE)


def checkCompiled(file: Path, top: Mapping[str, Any], name: str) -> None:
    """Refuses an artifact of a project's own if a source of it has changed since. What is not known is let pass.

    Args:
        file, top: the artifact, and what is in it.
        name: of the contract.
    Raises:
        ChainError: a source has changed.
    """
    # Both put Race.json into a folder Race.sol. Packages are left as they are: nobody edits their sources.
    if file.parent.suffix != ".sol" or "node_modules" in file.parts:
        return
    debug = file.with_suffix(".dbg.json")
    is_hardhat = debug.is_file()
    said = _ofHardhat(file, debug, str(top.get("sourceName")), name) if is_hardhat else top.get("metadata")
    target, sources = _at(said, "settings", "compilationTarget"), _at(said, "sources")
    if not isinstance(target, Mapping) or not isinstance(sources, Mapping):
        return
    root = _rootOf(file, next(iter(target), ""))
    for source in sources if root else ():
        path = Path(root or "", source)
        if path.is_file() and _at(sources, source, "keccak256") not in _hashesOf(path, *_changed(path)):
            cure = "npx hardhat compile" if is_hardhat else "forge build"
            raise ChainError(f"{path} has changed since it was compiled", f"{file} is of an older one", cure)


def sourceOf(root: Path, name: str) -> str | None:
    """A source of a project that defines a contract or library of that name, compiled or not; None if there is none."""
    return next((source for source in _sourcesIn(root) if _defines(source, name)), None)


def _ofHardhat(file: Path, debug: Path, source: str, name: str) -> Any:
    """What solc says of the contract, in the large file that Hardhat keeps of a compilation; None if none is needed."""
    root = _rootOf(file, source)
    compiled = file.stat().st_mtime_ns
    # That file has megabytes, so it is opened only if there is a source that is newer, or was put there later.
    if root is None or not any(
        max(_changed(path)) > compiled for path in root.joinpath(Path(source).parts[0]).rglob("*.sol")
    ):
        return None
    info = debug.parent / str(_at(_read(debug), "buildInfo"))
    said = _metadataIn(info, *_changed(info)).get((source, name)) if info.is_file() else None
    return json.loads(said) if said else None


# Every run of a campaign asks; files are read again when they have changed.
@lru_cache(maxsize=8)
def _metadataIn(info: Path, _modified: int, _placed: int) -> dict[tuple[str, str], str]:
    """(source, contract) → what solc says of it, of all in a file of Hardhat's."""
    found = {}
    for source, contracts in (_at(_read(info), "output", "contracts") or {}).items():
        for name, contract in contracts.items() if isinstance(contracts, Mapping) else ():
            said = _at(contract, "metadata")
            if isinstance(said, str) and said:
                found[source, name] = said
    return found


@lru_cache(maxsize=1024)
def _hashesOf(path: Path, _modified: int, _placed: int) -> list[str]:
    """Hashes of a file: as it is, with plain line ends, and with those of Windows."""
    text = path.read_bytes()
    plain = text.replace(b"\r\n", b"\n")
    return [f"0x{keccak(form).hex()}" for form in (text, plain, plain.replace(b"\n", b"\r\n"))]


def _changed(file: Path) -> tuple[int, int]:
    """When it was modified, and when it came to be where it is."""
    state = file.stat()
    return state.st_mtime_ns, state.st_ctime_ns


def _sourcesIn(root: Path) -> Iterator[str]:
    """Sources of a project: next to its root, and where frameworks have them."""
    # Texts, as every simulation asks.
    yield from sorted(one.path for one in os.scandir(root) if one.name.endswith(_SOURCE_SUFFIXES) and one.is_file())
    for below in _SOURCES:
        for folder, _, files in os.walk(root / below):
            yield from [f"{folder}/{file}" for file in sorted(files) if file.endswith(_SOURCE_SUFFIXES)]


def _defines(source: str, name: str) -> bool:
    """Whether there is a contract or library of that name in a source; Vyper's are named as their files."""
    try:
        state = os.stat(source)
    except FileNotFoundError:
        # A link to nowhere.
        return False
    return name in _definedIn(source, state.st_mtime_ns, state.st_ctime_ns)


@lru_cache(maxsize=4096)
def _definedIn(source: str, _modified: int, _placed: int) -> frozenset[str]:
    stem, suffix = os.path.splitext(os.path.basename(source))
    if suffix == ".vy":
        return frozenset([stem])
    text = Path(source).read_text(encoding="utf-8", errors="replace")
    return frozenset(_DEFINED.findall(text))


def _rootOf(file: Path, source: str) -> Path | None:
    """The folder of the project, from which the compiler names a source; None if that source is not there."""
    return next((above for above in file.parents if source and (above / source).is_file()), None)


def _read(file: Path) -> Any:
    """What is in a JSON file; None if it cannot be read."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None


def _at(data: Any, *keys: str) -> Any:
    """What stands below those keys; None if it is not there."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data
