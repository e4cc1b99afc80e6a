"""The Vyper compiler, from PyPI."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from util.errors import ChainUnavailable, CompileError
from util.paths import shown
from web3engine.compiler.settings import Settings
from web3engine.compiler.versions import Version, parsed

_EVM_VERSION = "shanghai"
_OLDEST = Version(0, 4, 0)
_CURE = "pip install vyper==0.4.3"
# What it says about a module that only works when another one initializes its parts.
_IS_MODULE = "is used but never initialized"


class VyperOutput(NamedTuple):
    """The result of compiling a source.

    Attributes:
        version: of the compiler.
        abi, bytecode, layout: bytecode is "" for a module that cannot be deployed.
        sources: name → (file, text) of everything that went in.
    """

    version: Version
    abi: list[dict[str, Any]]
    bytecode: str
    layout: dict[str, Any]
    sources: dict[str, tuple[Path, str]]


def settingsOf(settings: Settings) -> dict[str, Any]:
    """The settings as an artifact records them."""
    return {
        "evmVersion": settings.evm_version or _EVM_VERSION,
        "optimize": "gas" if settings.optimizer else "none",
        "experimentalCodegen": settings.via_ir,
    }


def output(source: Path, settings: Settings) -> VyperOutput:
    """Compiles a source.

    Raises:
        CompileError: in the compiler's words.
        ChainUnavailable: it is not installed.
    """
    command = _command(source)
    version = _version(command)
    if version < _OLDEST:
        raise ChainUnavailable(f"Vyper {version} is too old", f"{_OLDEST} or newer is supported", _CURE)
    said = settingsOf(settings)
    options = ["--evm-version", said["evmVersion"], "-O", said["optimize"], "--no-bytecode-metadata"]
    if said["experimentalCodegen"]:
        options.append("--experimental-codegen")
    options += ["-p", str(settings.root), "-p", str(source.parent)]
    try:
        lines = _run([*command, *options, "-f", "abi,bytecode,layout"], source).splitlines()
    except CompileError as e:
        if _IS_MODULE not in e.said:
            raise
        return VyperOutput(version, [], "", {}, {})
    abi, bytecode, layout = json.loads(lines[0]), lines[1], json.loads(lines[2])
    sources = json.loads(_run([*command, *options, "-f", "solc_json"], source))["sources"]
    read = {name: ((source.parent / name).resolve(), found["content"]) for name, found in sources.items()}
    return VyperOutput(
        version, abi, bytecode, layout.get("storage_layout", {}), {_name(f): (f, t) for f, t in read.values()}
    )


def found(name: str) -> Path | None:
    """The file of that name in an installed package, such as snekmate/tokens/erc20.vy."""
    program = shutil.which("vyper")
    # A Vyper in another virtual environment has its packages there.
    theirs = [str(p) for p in Path(program).parents[1].glob("lib/python*/site-packages")] if program else []
    return next((Path(place, name) for place in [*sys.path, *theirs] if Path(place, name).is_file()), None)


def _name(file: Path) -> str:
    """The name of a file in a package; the path of a project's own file."""
    package = next((above for above in file.parents if above.name == "site-packages"), None)
    return file.relative_to(package).as_posix() if package else str(file)


def _command(source: Path) -> list[str]:
    """The command that starts it."""
    if importlib.util.find_spec("vyper"):
        return [sys.executable, "-m", "vyper"]
    path = shutil.which("vyper")
    if path is None:
        raise ChainUnavailable(f"{shown(source)} needs a Vyper compiler", "none is installed", _CURE)
    return [path]


def _version(command: list[str]) -> Version:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)
    version = parsed(done.stdout.strip())
    if version is None:
        raise ChainUnavailable("the Vyper compiler does not answer", (done.stderr or done.stdout).strip()[-500:])
    return version


def _run(command: list[str], source: Path) -> str:
    done = subprocess.run([*command, source.name], cwd=source.parent, capture_output=True, text=True)
    if done.returncode or not done.stdout.strip():
        raise CompileError(shown(source), done.stderr.strip() or f"vyper ends with {done.returncode}")
    return done.stdout
