"""Artifacts: where each one is written, and how."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from util.errors import CompileError, TokenSpiceError
from util.paths import shown
from util.writing import replaceFile
from web3engine.compiler.sources import contractsOf, sourceText


def artifactFile(source: Path, name: str) -> Path:
    """Where the artifact of a source's contract is written: next to the source, as Name.json.

    If another source in the folder defines a contract of the same name, that of x/Other.sol goes to x/Other/Coin.json.
    A wrapper that asks for Coin then gets an error that lists both.

    Raises:
        CompileError: Coin.sol and Coin.vy both define one.
    """
    if source.stem == name:
        twin = source.with_suffix(".sol" if source.suffix == ".vy" else ".vy")
        if twin.is_file() and name in _contracts(twin):
            raise CompileError(
                shown(source), f"{shown(twin)} also defines a contract {name}. Try: another name for one of them."
            )
        return source.with_name(f"{name}.json")
    others = [other for suffix in ("sol", "vy") for other in source.parent.glob(f"*.{suffix}") if other != source]
    if any(name in _contracts(other) for other in others):
        return source.parent / source.stem / f"{name}.json"
    return source.with_name(f"{name}.json")


def checkPlaces(source: Path, files: Iterable[Path]) -> None:
    """Refuses to write artifacts of a source where there are files that are no artifacts.

    Raises:
        CompileError: one is.
    """
    for file in files:
        # One that was cut off may be made again: ours begin with the name. An ABI alone may become a whole artifact.
        known = (b'"contractName"', b'"abi"', b'"stateMutability"')
        if file.is_file() and not any(word in file.read_bytes() for word in known):
            why = f"{shown(file)} is no artifact, and one would be written there. Try: another name for one of them."
            raise CompileError(shown(source), why)


def write(file: Path, artifact: Mapping[str, Any], source: Path) -> None:
    """Writes the artifact of a source's contract.

    Raises:
        CompileError: it cannot be written.
    """
    try:
        file.parent.mkdir(exist_ok=True)
        replaceFile(file, json.dumps(artifact, indent=1) + "\n")
    except (OSError, TokenSpiceError) as e:
        why = e.why if isinstance(e, TokenSpiceError) else e.strerror
        raise CompileError(shown(source), f"{shown(file)} cannot be written: {why}") from e


def removeOthers(source: Path, made: Collection[Path]) -> None:
    """Removes what was made of a source before and is no more: of contracts that it had, or in another place."""
    below = source.parent / source.stem
    # There may be a source of the same name, too.
    folders = [source.parent] if (below / source.name).exists() else [source.parent, below]
    for other in [file for folder in folders for file in folder.glob("*.json")]:
        if other not in made and _isMadeOf(other, source):
            other.unlink()


def _isMadeOf(file: Path, source: Path) -> bool:
    """Whether it is an artifact of ours, of that source."""
    with suppress(OSError), file.open("rb") as opened:
        # Most are of other sources, as their beginning tells.
        if json.dumps(source.name).encode() in opened.read(1000):
            # A copy under another name is its user's.
            is_ours = _member(file, "contractName") == file.stem and digestOf(file) is not None
            return is_ours and _member(file, "sourceName") == source.name
    return False


def digestOf(file: Path) -> str | None:
    """The digest of everything that went into an artifact of ours; None if it is not one."""
    return _member(file, "digest")


def _member(file: Path, name: str) -> str | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8")).get(name)
    except (OSError, ValueError, AttributeError):
        return None
    return str(found) if found else None


def _contracts(source: Path) -> list[str]:
    return [source.stem] if source.suffix == ".vy" else contractsOf(sourceText(source))
