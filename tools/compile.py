"""`tsp compile`: Solidity to json beside it, through py-solc-x.

The compiler is the npm package solc where it is installed (`npm ci`), because it is pinned and needs no network; a
source whose pragma asks for another version gets a native compiler, which py-solc-x fetches. What has not changed since
it was compiled is left alone: each json carries a digest of all that went into it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import click

from engine.Netlist import shown
from util.config import HOME
from util.errors import ChainUnavailable, CompileError, TokenSpiceError
from web3engine.artifacts import CONTRACTS

_NPM_SOLC = HOME / "node_modules" / "solc" / "soljson.js"
_SOLC = HOME / "tools" / "solc.cjs"
# What every chain here can run: Ganache knows nothing newer.
_EVM_VERSION = "shanghai"
_IMPORT = re.compile(r"""^\s*import\b[^;]*?["']([^"']+)["'][^;]*;""", re.MULTILINE)
_WRONG_VERSION = "5333"


def compileAll(folder: str | None = None) -> None:
    """Compiles every .sol below `folder`, by default assets/contracts. Prints a line per file.

    Raises:
        CompileError: the compiler's own words; nothing of that file was written.
        ChainUnavailable: there is no compiler.
        TokenSpiceError: no such folder, or no Solidity in it.
    """
    root = Path(folder) if folder else CONTRACTS
    sources = sorted(root.glob("**/*.sol"))
    if not sources:
        raise TokenSpiceError(f"there is no Solidity in {root}", "", "put .sol files there, or name another folder")
    for source in sources:
        made = compileFile(source.resolve())
        what = ", ".join(shown(path) for path in made) if made else "unchanged"
        click.echo(f"{shown(source.resolve())}: {what}")


def compileFile(source: Path) -> list[Path]:
    """Compiles one file, if it has changed, and gives the jsons that were written: one per contract with code."""
    sources = _withImports(source)
    digest = _digest(sources)
    if any(_digestOf(path) == digest for path in source.parent.glob("*.json")):
        return []
    output, version = _compiled(source, sources)
    contracts = output["contracts"].get(source.name, {})
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(sources.items())}
    made = []
    for name, contract in contracts.items():
        bytecode = contract["evm"]["bytecode"]["object"]
        if bytecode:
            facts = {
                "contractName": name,
                "compiler": version,
                "digest": digest,
                "sources": hashes,
                "abi": contract["abi"],
                "bytecode": "0x" + bytecode,
            }
            made.append(source.parent / f"{name}.json")
            made[-1].write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return made


def _withImports(source: Path) -> dict[str, str]:
    """The file and all that it imports: name as the compiler knows it → text."""
    found: dict[str, str] = {}
    waiting = [(source.name, source)]
    while waiting:
        name, path = waiting.pop()
        if name in found:
            continue
        if not path.is_file():
            raise CompileError(shown(source), f"there is no file {path}, which it imports")
        found[name] = path.read_text(encoding="utf-8")
        for imported in _IMPORT.findall(found[name]):
            waiting.append(_resolved(imported, name, path))
    return found


def _resolved(imported: str, name: str, path: Path) -> tuple[str, Path]:
    """Name and file of an import: beside the importing file if it begins with a dot, else an npm package."""
    if imported.startswith("."):
        target = (path.parent / imported).resolve()
        base = path.parents[len(Path(name).parts) - 1]
        return _relative(target, base), target
    return imported, HOME / "node_modules" / imported


def _relative(target: Path, base: Path) -> str:
    return str(target.relative_to(base)) if target.is_relative_to(base) else str(target)


def _digest(sources: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps([sources, _EVM_VERSION], sort_keys=True).encode()).hexdigest()


def _digestOf(compiled: Path) -> str | None:
    try:
        digest = json.loads(compiled.read_text(encoding="utf-8")).get("digest")
    except (ValueError, AttributeError):
        return None
    return str(digest) if digest else None


def _compiled(source: Path, sources: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The compiler's output and its version."""
    if _NPM_SOLC.is_file() and shutil.which("node"):
        output = _run(sources, {"solc_binary": _SOLC}, modern=True)
        if not any(error.get("errorCode") == _WRONG_VERSION for error in output.get("errors", [])):
            version = json.loads((_NPM_SOLC.parent / "package.json").read_text(encoding="utf-8"))["version"]
            return _checked(source, output), version
    version = _nativeVersion(source, sources[source.name])
    modern = tuple(map(int, version.split("."))) >= (0, 8, 20)
    return _checked(source, _run(sources, {"solc_version": version}, modern)), version


def _nativeVersion(source: Path, text: str) -> str:
    """A native compiler that fits the pragma; py-solc-x fetches it if it is not there yet."""
    import solcx

    pragma = re.search(r"pragma\s+solidity\s[^;]+;", text)
    try:
        return str(solcx.install_solc_pragma(pragma.group() if pragma else "pragma solidity >=0.8.0;"))
    except Exception as e:
        raise ChainUnavailable(
            f"there is no Solidity compiler for {shown(source)}",
            f"py-solc-x could not fetch one: {e}",
            "npm ci, which brings one (needs Node.js), and a pragma that allows its version",
        ) from e


def _run(sources: dict[str, str], compiler: dict[str, Any], modern: bool) -> dict[str, Any]:
    import solcx
    from solcx.exceptions import SolcError

    settings: dict[str, Any] = {
        "optimizer": {"enabled": True, "runs": 200},
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
    }
    if modern:
        # Older compilers know neither; what they make by themselves runs everywhere.
        settings.update(evmVersion=_EVM_VERSION, metadata={"appendCBOR": False})
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sources.items()},
        "settings": settings,
    }
    try:
        output: dict[str, Any] = solcx.compile_standard(request, allow_empty=True, **compiler)
        return output
    except SolcError as e:
        return {"errors": json.loads(e.stdout_data)["errors"]} if e.stdout_data else {"errors": [_bare(e)]}


def _bare(error: Exception) -> dict[str, str]:
    return {"severity": "error", "formattedMessage": str(error)}


def _checked(source: Path, output: dict[str, Any]) -> dict[str, Any]:
    """`output`, its warnings shown.

    Raises:
        CompileError: it has errors.
    """
    messages = output.get("errors", [])
    for message in messages:
        if message["severity"] == "warning":
            click.echo(message["formattedMessage"].rstrip(), err=True)
    errors = [message["formattedMessage"].rstrip() for message in messages if message["severity"] == "error"]
    if errors:
        raise CompileError(shown(source), "\n".join(errors))
    return output
