"""Solidity compilers: npm's package solc and its aliases, which need no network, and native ones through py-solc-x."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from util.config import HOME
from util.errors import ChainUnavailable, CompileError
from util.installing import need
from util.paths import shown
from web3engine.compiler import versions
from web3engine.compiler.settings import Settings
from web3engine.compiler.sources import Sources
from web3engine.compiler.versions import Version

_SOLC = Path(__file__).with_name("solc.cjs")
# The newest hardfork that every chain here supports: Ganache stops there.
_EVM_VERSION = "shanghai"
# The version in package.json; suggested wherever it fits.
_PINNED = Version(0, 8, 26)


class Compiler(NamedTuple):
    """A compiler that reads standard JSON from stdin and writes it to stdout."""

    version: Version
    command: tuple[str, ...]


def chosen(source: Path, sources: Sources, settings: Settings) -> Compiler:
    """The compiler for a source: the version in the settings, or one that fits every file's pragma.

    Raises:
        CompileError: no version does.
        ChainUnavailable: it is not installed and cannot be downloaded.
    """
    pragmas = _wanted(source, sources, settings)
    for compiler in _installed(settings.root):
        if all(versions.fits(compiler.version, pragma) for pragma in pragmas):
            return compiler
    return _native(source, pragmas, settings.root)


def settingsOf(settings: Settings, compiler: Version | None, remappings: list[str]) -> dict[str, Any]:
    """The settings for solc, without the selection of outputs.

    Args:
        compiler: its version; None for a recent one.
        remappings: see `Sources`.
    """
    said: dict[str, Any] = {"optimizer": {"enabled": settings.optimizer, "runs": settings.runs}}
    if settings.via_ir:
        said["viaIR"] = True
    if remappings:
        said["remappings"] = remappings
    # The output of older compilers runs everywhere.
    recent = compiler is None or compiler >= (0, 8, 20)
    if settings.evm_version or recent:
        said["evmVersion"] = settings.evm_version or _EVM_VERSION
    # Without the hash of all sources, so that a comment does not change the code.
    if compiler is None or compiler >= (0, 8, 18):
        said["metadata"] = {"appendCBOR": False}
    elif compiler >= (0, 6, 0):
        said["metadata"] = {"bytecodeHash": "none"}
    return said


def output(compiler: Compiler, sources: Sources, settings: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """The compiler's standard JSON output, with `wanted` for each contract in the first file."""
    main = next(iter(sources.files))
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sources.texts.items()},
        "settings": {**settings, "outputSelection": {main: {"*": wanted}}},
    }
    done = subprocess.run(compiler.command, input=json.dumps(request), capture_output=True, text=True, encoding="utf-8")
    try:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    except ValueError as e:
        said = (done.stderr or done.stdout).strip() or f"it says nothing, and ends with {done.returncode}"
        raise CompileError(shown(sources.files[main]), f"solc {compiler.version} failed: {said[-2000:]}") from e


# ---- which version


def _wanted(source: Path, sources: Sources, settings: Settings) -> list[str]:
    """The ranges that the compiler's version must be in.

    Raises:
        CompileError: a pragma is not a range, or no version is in all of them.
    """
    ranges = [(name, pragma) for name, pragmas in sources.pragmas.items() for pragma in pragmas]
    for name, pragma in ranges:
        try:
            versions.fits(_PINNED, pragma)
        except ValueError as e:
            raise CompileError(shown(source), f"{name}: pragma solidity {pragma}: {e}") from e
    pragmas = [pragma for _, pragma in ranges] or [">=0.8.0"]
    if settings.compiler:
        exact, where = f"={settings.compiler}", shown(settings.file) if settings.file else ""
        odd = [f"{n}: pragma solidity {p}" for n, p in ranges if not versions.fits(Version(*_parts(exact)), p)]
        if odd:
            raise CompileError(shown(source), f"{where} asks for solc {settings.compiler}, but\n" + "\n".join(odd))
        return [exact]
    # A release newer than the last known one may fit.
    if not versions.newestFitting(pragmas, [*versions.known(), Version(0, 8, 9999), Version(0, 9, 0)]):
        lines = "\n".join(f"{name}: pragma solidity {pragma}" for name, pragma in ranges)
        raise CompileError(shown(source), f"no version of solc fits all its files:\n{lines}")
    return pragmas


def _parts(exact: str) -> tuple[int, int, int]:
    version = versions.parsed(exact.removeprefix("="))
    assert version is not None
    return version


def _installed(root: Path) -> Iterator[Compiler]:
    """Compilers from npm: the package solc, the nearest first; then aliases such as solc-0.7.6, the newest first."""
    node = shutil.which("node")
    folders = dict.fromkeys([above / "node_modules" for above in (root, *root.parents)] + [HOME / "node_modules"])
    found = [package for folder in folders for package in sorted(folder.glob("solc*")) if node]
    named = [(package, version) for package in found if (version := _npmVersion(package))]
    named.sort(key=lambda one: (one[0].name == "solc", one[1]), reverse=True)
    for package, version in named:
        yield Compiler(version, (str(node), str(_SOLC), str(package)))


def _npmVersion(package: Path) -> Version | None:
    """The version of a solc package; None if it is not one."""
    try:
        said = json.loads((package / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_solc = isinstance(said, dict) and said.get("name") == "solc" and (package / "soljson.js").is_file()
    return versions.parsed(str(said.get("version"))) if is_solc else None


# ---- native ones


def _native(source: Path, pragmas: list[str], root: Path) -> Compiler:
    """A native compiler, downloaded if it is not installed yet."""
    need(f"{shown(source)}, for which npm has no compiler here,", "solcx", "compile", ChainUnavailable)
    import solcx
    from solcx.exceptions import DownloadError, SolcInstallationError, SolcNotInstalled, UnsupportedVersionError

    here = [Version(*version.release) for version in solcx.get_installed_solc_versions()]
    version = versions.newestFitting(pragmas, here)
    try:
        if version is None:
            exact = pragmas[0].removeprefix("=") if len(pragmas) == 1 else ""
            there = [versions.parsed(exact)] if versions.parsed(exact) else []
            there = there or [Version(*found.release) for found in solcx.get_installable_solc_versions()]
            version = versions.newestFitting(pragmas, [found for found in there if found])
            if version is None:
                raise UnsupportedVersionError("there is none of that version")
            solcx.install_solc(str(version))
        return Compiler(version, (str(solcx.install.get_executable(str(version))), "--standard-json"))
    except (OSError, DownloadError, SolcInstallationError, SolcNotInstalled, UnsupportedVersionError) as e:
        # Whatever goes wrong on the way to a web site is an OSError, with a text that says it in many words.
        why = "the web site that py-solc-x fetches one from is out of reach" if isinstance(e, OSError) else str(e)
        raise ChainUnavailable(f"no installed Solidity compiler fits {shown(source)}", why, _cure(pragmas, root)) from e


def _cure(pragmas: list[str], root: Path) -> str:
    fitting = all(versions.fits(_PINNED, pragma) for pragma in pragmas)
    version = _PINNED if fitting else versions.newestFitting(pragmas, versions.known())
    if version is None:
        return f"a compiler for pragma solidity {' and '.join(pragmas)}"
    node = "" if shutil.which("node") else " (needs Node.js)"
    return f"npm i solc-{version}@npm:solc@{version}, in {root}{node}"
