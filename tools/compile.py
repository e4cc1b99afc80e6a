"""`tsp compile`: Solidity to json beside it, through py-solc-x.

The compiler is the npm package solc where it is installed (`npm ci`), because it is pinned and needs no network; a
source whose pragma asks for another version gets a native compiler, which py-solc-x fetches. What has not changed since
it was compiled is left alone: each json carries a digest of all that went into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import click

from util.config import HOME
from util.errors import ChainUnavailable, CompileError, TokenSpiceError
from util.paths import shown
from web3engine.artifacts import CONTRACTS

_NPM_SOLC = HOME / "node_modules" / "solc" / "soljson.js"
_SOLC = HOME / "tools" / "solc.cjs"
# What every chain here can run: Ganache knows nothing newer.
_EVM_VERSION = "shanghai"
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""(?:^|;)\s*import\b[^;]*?["']([^"']+)["'][^;]*(?=;)""", re.MULTILINE)
# What becomes a json. An interface or an abstract contract has no code.
_CONTRACT = re.compile(r"(?:^|[;}])\s*(?:contract|library)\s+(\w+)", re.MULTILINE)
_WRONG_VERSION = "5333"


def compileAll(folder: str | None = None) -> None:
    """Compiles every .sol below `folder`, by default assets/contracts; or that one .sol file. Prints a line per file.

    Raises:
        CompileError: the compiler's own words; nothing of that file was written.
        ChainUnavailable: there is no compiler.
        TokenSpiceError: no such folder, or no Solidity in it.
    """
    root = Path(folder) if folder else CONTRACTS
    if not root.exists():
        raise TokenSpiceError(
            f"there is no folder {root}", "", "a folder with .sol files, or none for assets/contracts"
        )
    sources = sorted(path for path in [root, *root.glob("**/*.sol")] if path.suffix == ".sol" and path.is_file())
    if not sources:
        raise TokenSpiceError(f"there is no Solidity in {root}", "", "put .sol files there, or name another folder")
    for source in sources:
        made = compileFile(source.resolve())
        what = "unchanged" if made is None else ", ".join(map(shown, made)) or "compiles, has no contract with code"
        click.echo(f"{shown(source.resolve())}: {what}")


def compileFile(source: Path) -> list[Path] | None:
    """Compiles one file and gives the jsons that were written, one per contract with code; None if it is unchanged."""
    files = _withImports(source)
    sources = {name: _text(path) for name, path in files.items()}
    digest = _digest(sources)
    main = next(iter(files))
    if _isCompiled(source, sources[main], digest):
        return None
    output, version = _compiled(source, main, sources)
    facts = {
        "compiler": version,
        "digest": digest,
        "sources": {
            _recorded(name, path, source): hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in sorted(files.items())
        },
    }
    made = []
    for name, contract in output["contracts"].get(main, {}).items():
        bytecode = contract["evm"]["bytecode"]["object"]
        if bytecode:
            made.append(source.parent / f"{name}.json")
            code: dict[str, Any] = {"bytecode": "0x" + bytecode}
            if references := contract["evm"]["bytecode"].get("linkReferences"):
                code["linkReferences"] = references
            _write(made[-1], {"contractName": name, **facts, "abi": contract["abi"], **code})
    return made


def _write(file: Path, artifact: dict[str, Any]) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(artifact, indent=1) + "\n", encoding="utf-8")
    os.replace(part, file)


def _isCompiled(source: Path, text: str, digest: str) -> bool:
    """Whether each contract of `source` has its json, made of the very same sources."""
    names = _CONTRACT.findall(_withoutComments(text))
    return bool(names) and all(_digestOf(source.parent / f"{name}.json") == digest for name in names)


def _withImports(source: Path) -> dict[str, Path]:
    """The file, first, and all that it imports: name as the compiler knows it → where it is."""
    base = _base(source)
    found: dict[str, Path] = {}
    waiting = [(source.relative_to(base).as_posix(), source)]
    while waiting:
        name, path = waiting.pop()
        if name not in found:
            found[name] = path
            for imported in _imports(path):
                waiting.append(_resolved(imported, name, path))
                if not waiting[-1][1].is_file():
                    raise CompileError(shown(source), _missing(imported, path, waiting[-1][1]))
    return found


def _base(source: Path) -> Path:
    """The folder above the file and all that it imports by relative paths, "../" included."""
    found, waiting = {source}, [source]
    while waiting:
        path = waiting.pop()
        near = {(path.parent / imported).resolve() for imported in _imports(path) if imported.startswith(".")}
        waiting += [other for other in near - found if other.is_file()]
        found |= near
    return Path(os.path.commonpath([path.parent for path in found]))


def _resolved(imported: str, name: str, path: Path) -> tuple[str, Path]:
    """Name and file of an import: beside the importing file if it begins with a dot, else an npm package."""
    if imported.startswith("."):
        target = (path.parent / imported).resolve()
        # Where names begin: `path` without its own name.
        base = path.parents[len(Path(name).parts) - 1]
        return Path(os.path.relpath(target, base)).as_posix(), target
    return imported, HOME / "node_modules" / imported


def _missing(imported: str, importer: Path, path: Path) -> str:
    text = f'{shown(importer)} imports "{imported}", and there is no file {shown(path)}'
    if imported.startswith("."):
        return text
    package = "/".join(Path(imported).parts[: 2 if imported.startswith("@") else 1])
    return f"{text}. Try: npm install {package}, in {HOME}, or a path that begins with ./"


def _imports(path: Path) -> list[str]:
    return _IMPORT.findall(_withoutComments(_text(path)))


def _withoutComments(text: str) -> str:
    return _COMMENT.sub(" ", text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise CompileError(shown(path), f"it is not text in UTF-8: {e.reason} at byte {e.start}") from e


def _recorded(name: str, path: Path, source: Path) -> str:
    """How a json beside `source` names a file that went into it: by a relative path, or as npm does."""
    return name if path == HOME / "node_modules" / name else Path(os.path.relpath(path, source.parent)).as_posix()


def _digest(sources: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps([sources, _EVM_VERSION], sort_keys=True).encode()).hexdigest()


def _digestOf(compiled: Path) -> str | None:
    try:
        digest = json.loads(compiled.read_text(encoding="utf-8")).get("digest")
    except (OSError, ValueError, AttributeError):
        return None
    return str(digest) if digest else None


def _compiled(source: Path, main: str, sources: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The compiler's output and its version."""
    if _NPM_SOLC.is_file() and shutil.which("node"):
        output = _run(sources, {"solc_binary": _SOLC}, modern=True)
        if not any(error.get("errorCode") == _WRONG_VERSION for error in output.get("errors", [])):
            return _checked(source, output), _npmVersion()
    version = _nativeVersion(source, sources[main])
    modern = tuple(map(int, version.split("."))) >= (0, 8, 20)
    return _checked(source, _run(sources, {"solc_version": version}, modern)), version


def _npmVersion() -> str:
    return str(json.loads((_NPM_SOLC.parent / "package.json").read_text(encoding="utf-8"))["version"])


def _nativeVersion(source: Path, text: str) -> str:
    """A native compiler that fits the pragma; py-solc-x fetches it if it is not there yet."""
    import solcx

    pragma = re.search(r"pragma\s+solidity\s[^;]+;", text)
    try:
        return str(solcx.install_solc_pragma(pragma.group() if pragma else "pragma solidity >=0.8.0;"))
    except Exception as e:
        # Whatever goes wrong on the way to a web site is an OSError, with a text that says it in many words.
        why = "the web site that py-solc-x fetches one from is out of reach" if isinstance(e, OSError) else str(e)
        cure = "npm ci, which brings one (needs Node.js), and a pragma that allows its version"
        if _NPM_SOLC.is_file():
            cure = f"a pragma that allows the one that is here, {_npmVersion()}"
        raise ChainUnavailable(f"there is no Solidity compiler for {shown(source)}", why, cure) from e


def _run(sources: dict[str, str], compiler: dict[str, Any], modern: bool) -> dict[str, Any]:
    import solcx
    from solcx.exceptions import SolcError

    settings: dict[str, Any] = {
        "optimizer": {"enabled": True, "runs": 200},
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"]}},
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
