"""`compileFile`: compiles one source, unless it is unchanged, and writes its artifacts next to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from util.errors import CompileError
from util.paths import shown
from web3engine.compiler import solidity, versions, vyper
from web3engine.compiler.output import artifactFile, checkPlaces, digestOf, removeOthers, write
from web3engine.compiler.settings import Settings, settingsFor
from web3engine.compiler.sources import Sources, contractsOf, sourceText

_WANTED = ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences", "storageLayout"]


class Compiled(NamedTuple):
    """The result of compiling a source.

    Attributes:
        made: the artifacts written, one per contract with code; None if nothing has changed.
        warnings: in the compiler's words.
    """

    made: list[Path] | None
    warnings: list[str]


def compileFile(source: Path) -> Compiled:
    """Compiles one .sol or .vy.

    Raises:
        CompileError: in the compiler's words; nothing of that file was written.
        ChainUnavailable: there is no compiler for it.
        ConfigError: the project's compiler settings cannot be used.
    """
    return _compileVyper(source) if source.suffix == ".vy" else _compileSolidity(source)


# ---- Solidity


def _compileSolidity(source: Path) -> Compiled:
    settings, sources = _settled(source)
    # Independent of the compiler's version, so that unchanged sources need no compiler.
    digest = _digest(sources.texts, [solidity.settingsOf(settings, None, sources.remappings), settings.compiler])
    main = next(iter(sources.files))
    names = contractsOf(sources.texts[main])
    there = [artifactFile(source, name) for name in names]
    if names and all(digestOf(file) == digest for file in there):
        removeOthers(source, there)
        return Compiled(None, [])
    compiler = solidity.chosen(source, sources, settings)
    said = solidity.settingsOf(settings, compiler.version, sources.remappings)
    output = solidity.output(compiler, sources, said, _WANTED)
    warnings = _checked(source, output, sources, said.get("evmVersion", ""))
    checkPlaces(source, there)
    made = []
    for name, contract in output.get("contracts", {}).get(main, {}).items():
        code = contract["evm"]["bytecode"]
        if code["object"]:
            file = artifactFile(source, name)
            sources_ = {recorded: _hash(path.read_bytes()) for recorded, path in sorted(sources.recorded(file.parent))}
            members = _members(name, source, f"solc {compiler.version}", said, digest, sources_)
            members |= {"abi": contract["abi"], "bytecode": "0x" + code["object"]}
            if code.get("linkReferences"):
                members["linkReferences"] = code["linkReferences"]
            write(file, {**members, "storageLayout": _layout(contract.get("storageLayout"))}, source)
            made.append(file)
    removeOthers(source, made)
    return Compiled(made, warnings)


def _settled(source: Path) -> tuple[Settings, Sources]:
    """Settings and sources. If a configuration lists several compilers, the pragmas decide between them."""
    first = settingsFor(source, lambda version: True)
    sources = Sources(source, first)
    pragmas = [pragma for pragmas in sources.pragmas.values() for pragma in pragmas]

    def fits(text: str) -> bool:
        version = versions.parsed(text)
        return version is not None and all(versions.fits(version, pragma) for pragma in pragmas)

    try:
        settings = settingsFor(source, fits)
    except ValueError:  # a pragma that is not a range, which `solidity.chosen` tells
        settings = first
    return settings, sources if settings.remappings == first.remappings else Sources(source, settings)


def _checked(source: Path, output: Mapping[str, Any], sources: Sources, evm_version: str) -> list[str]:
    """The compiler's warnings about the project's own files, each once.

    Raises:
        CompileError: it has errors.
    """
    messages = output.get("errors", [])
    text = "\n".join(m["formattedMessage"].rstrip() for m in messages if m["severity"] == "error")
    if text:
        raise CompileError(shown(source), text + _cure(text, evm_version))
    own = [m for m in messages if sources.isOwn((m.get("sourceLocation") or {}).get("file", ""))]
    return list(dict.fromkeys(m["formattedMessage"].rstrip() for m in own if m["severity"] == "warning"))


def _cure(said: str, evm_version: str) -> str:
    """A line with the setting that resolves an error; "" if none is known."""
    if "tack too deep" in said:
        return '\nTry: {"viaIR": true} in a compile.json next to it.'
    if evm_version and f'compiling for "{evm_version}"' in said:
        return '\nTry: {"evmVersion": "cancun"} in a compile.json next to it, and HARDFORK = cancun in tokenspice.ini.'
    return ""


def _layout(layout: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Where each variable is stored. Node ids are left out: they change from one compilation to the next."""
    found = layout or {}
    kinds = found.get("types") or {}
    return [
        {"label": v["label"], "slot": v["slot"], "offset": v["offset"], "type": kinds[v["type"]]["label"]}
        for v in found.get("storage", [])
    ]


# ---- Vyper


def _compileVyper(source: Path) -> Compiled:
    settings = settingsFor(source, lambda version: True)
    sourceText(source)
    file, said = artifactFile(source, source.stem), vyper.settingsOf(settings)
    if _isUnchanged(file, said):
        return Compiled(None, [])
    output = vyper.output(source, settings)
    # A module for others to import offers nothing to call.
    if not output.bytecode or not output.abi:
        removeOthers(source, [])
        return Compiled([], [])
    checkPlaces(source, [file])
    texts = {_relative(name, path, file.parent): text for name, (path, text) in sorted(output.sources.items())}
    hashes = {name: _hash(text.encode()) for name, text in texts.items()}
    members = _members(source.stem, source, f"vyper {output.version}", said, _digest(hashes, said), hashes)
    members |= {"abi": output.abi, "bytecode": output.bytecode, "storageLayout": output.layout}
    write(file, members, source)
    removeOthers(source, [file])
    return Compiled([file], [])


def _isUnchanged(file: Path, settings: Mapping[str, Any]) -> bool:
    """Whether an artifact of Vyper exists and all its sources are unchanged."""
    digest = digestOf(file)
    if digest is None:
        return False
    sources = json.loads(file.read_text(encoding="utf-8")).get("sources", {})
    hashes = {}
    for name in sources:
        path = file.parent / name if (file.parent / name).is_file() else vyper.found(name)
        hashes[name] = _hash(path.read_bytes()) if path else ""
    return _digest(hashes, settings) == digest


def _relative(name: str, path: Path, folder: Path) -> str:
    """How an artifact in `folder` names a file: by its relative path, or by its name in a package."""
    return Path(os.path.relpath(path, folder)).as_posix() if name == str(path) else name


# ---- both


def _members(
    name: str, source: Path, compiler: str, settings: Mapping[str, Any], digest: str, sources: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "contractName": name,
        "sourceName": source.name,
        "compiler": compiler,
        "settings": settings,
        "digest": digest,
        "sources": sources,
    }


def _digest(sources: Mapping[str, str], settings: Any) -> str:
    return _hash(json.dumps([sources, settings], sort_keys=True).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
