"""A project's compiler settings: compile.json near the source, foundry.toml with remappings.txt, or hardhat.config. The
first of them that exists counts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from util.errors import ConfigError
from util.paths import shown
from web3engine.artifacts import rootsAbove
from web3engine.compiler import hardhatconfig
from web3engine.compiler.versions import parsed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# compile.json's keys → what they are.
_KEYS: Mapping[str, tuple[type, str]] = {
    "compiler": (str, 'a version, such as "0.8.26"'),
    "optimizer": (bool, "true or false"),
    "runs": (int, "a whole number, such as 200"),
    "viaIR": (bool, "true or false"),
    "evmVersion": (str, 'the name of a hardfork, such as "shanghai"'),
    "remappings": (list, 'a list of texts, such as ["@oz/=lib/oz/contracts/"]'),
}


class Remapping(NamedTuple):
    """Imports that begin with `prefix` are found below `target`; if `context` is given, only in files below it."""

    context: str
    prefix: str
    target: Path


@dataclass(frozen=True)
class Settings:
    """How to compile the files of a project.

    Attributes:
        root: the folder of the project.
        file: where the settings come from; None for the defaults.
        compiler: a version; "" for any that fits the pragmas.
        optimizer, runs, via_ir, evm_version: as in solc; evm_version "" for the default.
        remappings: of imports; of two that are equally specific, the first counts.
        libs: folders of libraries, as in Foundry.
    """

    root: Path
    file: Path | None = None
    compiler: str = ""
    optimizer: bool = True
    runs: int = 200
    via_ir: bool = False
    evm_version: str = ""
    remappings: tuple[Remapping, ...] = ()
    libs: tuple[Path, ...] = ()


def settingsFor(source: Path, fits: Callable[[str], bool]) -> Settings:
    """The settings for one source.

    Args:
        fits: whether a version fits the source; decides between the compilers of a configuration that lists several.
    Raises:
        ConfigError: they exist but cannot be used.
    """
    folders = rootsAbove(source.parent)
    root = folders[-1]
    ours = Settings(root, libs=tuple(lib for lib in [root / "lib"] if lib.is_dir()))
    ours = replace(ours, remappings=_ofText(root / "remappings.txt"))
    for folder in folders:
        if (folder / "compile.json").is_file():
            return _ofOurs(folder / "compile.json", ours)
    if (root / "foundry.toml").is_file():
        return _ofFoundry(root / "foundry.toml", ours)
    for config in sorted(root.glob("hardhat.config.*")):
        return _ofHardhat(config, source, fits, ours)
    return ours


# ---- compile.json


def _ofOurs(file: Path, base: Settings) -> Settings:
    try:
        found = json.loads(_text(file))
    except ValueError as e:
        raise _unusable(file, f"its JSON is broken: {e}") from e
    if not isinstance(found, dict):
        raise _unusable(file, "it is not a JSON object", 'e.g. {"viaIR": true}')
    for key, value in found.items():
        if key not in _KEYS:
            raise _unusable(file, f"it has no key {key}", f"one of {', '.join(_KEYS)}")
        kind, words = _KEYS[key]
        if type(value) is not kind:
            raise _unusable(file, f"{key} is {json.dumps(value)}", words)
    return _with(base, file, found)


def _with(base: Settings, file: Path, found: Mapping[str, Any]) -> Settings:
    """`base` with the values that are found, named as in compile.json."""
    compiler = found.get("compiler", "")
    if compiler and str(parsed(compiler)) != compiler.removeprefix("v"):
        raise _unusable(file, f"its compiler is {compiler!r}", _KEYS["compiler"][1])
    remappings = tuple([_remapping(file, text) for text in found.get("remappings", [])])
    return replace(
        base,
        file=file,
        compiler=compiler.removeprefix("v"),
        optimizer=found.get("optimizer", base.optimizer),
        runs=found.get("runs", base.runs),
        via_ir=found.get("viaIR", base.via_ir),
        evm_version=found.get("evmVersion", base.evm_version),
        remappings=remappings + base.remappings,
    )


def _remapping(file: Path, text: Any) -> Remapping:
    """One line such as "@oz/=lib/oz/contracts/", or "context:prefix=target"; the target is relative to the file."""
    left, equals, target = str(text).partition("=")
    context, _, prefix = left.rpartition(":")
    if not (isinstance(text, str) and equals and prefix and target):
        raise _unusable(file, f"{text!r} is not a remapping", "prefix=target, such as @oz/=lib/oz/contracts/")
    return Remapping(context, prefix, file.parent / target)


# ---- Foundry


def _ofText(file: Path) -> tuple[Remapping, ...]:
    if not file.is_file():
        return ()
    lines = [line.strip() for line in _text(file).splitlines()]
    return tuple([_remapping(file, line) for line in lines if line and not line.startswith("#")])


def _ofFoundry(file: Path, base: Settings) -> Settings:
    try:
        said = tomllib.loads(_text(file)).get("profile", {}).get("default", {})
    except tomllib.TOMLDecodeError as e:
        raise _unusable(file, f"its TOML is broken: {e}") from e
    except AttributeError as e:
        raise _unusable(file, "profile.default is not a table") from e
    names = {
        "solc": "compiler",
        "solc_version": "compiler",
        "optimizer": "optimizer",
        "optimizer_runs": "runs",
        "via_ir": "viaIR",
        "evm_version": "evmVersion",
        "remappings": "remappings",
    }
    found = {ours: said[theirs] for theirs, ours in names.items() if theirs in said}
    for key, value in found.items():
        if type(value) is not _KEYS[key][0]:
            raise _unusable(file, f"{key} is {value!r}", _KEYS[key][1])
    names_of_libs = said.get("libs", ["lib"])
    if not isinstance(names_of_libs, list):
        raise _unusable(file, f"libs is {names_of_libs!r}", 'a list of folders, such as ["lib"]')
    libs = tuple([file.parent / str(lib) for lib in names_of_libs])
    # Libraries bring their own remappings. Those that point nowhere are meant for the library's own checkout.
    texts = [text for lib in libs for text in sorted(lib.glob("*/remappings.txt"))]
    theirs = tuple([line for text in texts for line in _ofText(text) if line.target.exists()])
    return _with(replace(base, libs=libs, remappings=base.remappings + theirs), file, found)


# ---- Hardhat


def _ofHardhat(file: Path, source: Path, fits: Callable[[str], bool], base: Settings) -> Settings:
    try:
        said = hardhatconfig.compilerFor(_text(file), source.relative_to(base.root).as_posix(), fits)
    except ValueError as e:
        cure = 'a compile.json next to the source, e.g. {"compiler": "0.8.26", "viaIR": true}'
        raise _unusable(file, f"{e}; configurations are read, not run", cure) from e
    for key, value in said.items():
        if type(value) is not _KEYS[key][0]:
            raise _unusable(file, f"{key} is {value!r}", _KEYS[key][1])
    return _with(base, file, said)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise _unusable(file, f"it is not text in UTF-8: {e.reason}") from e


def _unusable(file: Path, why: str, cure: str = "") -> ConfigError:
    return ConfigError(shown(file), "", "", why, cure)
