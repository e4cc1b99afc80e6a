"""Where compiled contracts are found: `Contracts`, of which every chain has one.

A bare name is looked up, in this order: next to the netlist and in its project; in the npm packages of the project; in
the folder ARTIFACTS_PATH of tokenspice.ini; in assets/contracts/; in the package of Ocean V3's contracts. An exact name
is "package/Name", a path, or "path:Name" for one of several contracts in a file. Wrappers of TokenSPICE name theirs
exactly, "v3/BPool", "v4/BPool", "tokenspice/Simpletoken", so that a BPool of somebody else never stands in for them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from util.config import HOME, loadSettings
from util.errors import ChainError
from util.installing import cureFor
from web3engine.artifactfile import Artifact, artifactIn, contractsIn
from web3engine.freshness import sourceOf

CONTRACTS = HOME / "assets" / "contracts"
V3, V4, OURS = "v3/", "v4/", "tokenspice/"
# Put there by `tsp install-v4`: both copies consist of a module `artifacts`, so only one fits among what is installed.
OCEAN_V4 = Path(sys.prefix) / "share" / "ocean-contracts-v4"

# Folders of a project in which frameworks keep sources or what they compiled, and files by which one knows its root.
_COMPILED = ("contracts", "src", "artifacts", "out", "build")
_ROOTS = ("package.json", "foundry.toml", "remappings.txt", "brownie-config.yaml", "ape-config.yaml", ".git")
# Folders in which no artifacts are.
_ASIDE = {"node_modules", "build-info", "cache", ".git", "venv", ".venv", "__pycache__"}
_SUFFIXES = (".json", ".abi")
_VERSION = re.compile(r"\.\d+\.\d+\.\d+$")
# Files in which several contracts may stand are looked through if there are no more than these, next to a netlist.
_MOST_FILES, _MOST_BYTES = 30, 50_000_000


class Contracts:
    """The compiled contracts that a chain knows by name.

    Args:
        folders: where a project lies, e.g. that of a netlist; by default the working folder.
    """

    def __init__(self, folders: Sequence[Path] = ()):
        self._folders = folders
        self._found: dict[str, Artifact] = {}

    @cached_property
    def folders(self) -> list[Path]:
        """Where the project lies, by paths that hold wherever one is."""
        return [folder.resolve() for folder in self._folders or [Path.cwd()]]

    def find(self, name: str) -> Artifact:
        """The compiled contract of that name.

        Raises:
            ChainError: there is none, or its source is newer, or several could be meant.
        """
        if name not in self._found:
            found = self._packaged(name) or self._named(name)
            found.checkFresh()
            self._found[name] = found
        return self._found[name]

    def found(self) -> dict[str, Artifact]:
        """What was looked up here: name → compiled contract."""
        return dict(self._found)

    @property
    def ocean_v3(self) -> list[Path]:
        """Folders of the package of Ocean V3's contracts; none if it is not installed."""
        return _oceanV3(tuple(sys.path)) or _foldersOfOceanV3()

    def has(self, name: str) -> bool:
        """Whether the user has a contract of that bare name, in a project or in assets/contracts/."""
        return bool(self._inProject(name) or _index(CONTRACTS).get(name))

    def library(self, caller: Artifact, name: str, source: str) -> Artifact | None:
        """The library that `caller` calls: one compiled with it, or whatever the name finds; None if there is none."""
        if name in _namesIn(caller.file):
            return artifactIn(caller.file, name)
        root = next((above for above in caller.file.parents if above.name in _COMPILED), None)
        near = _existing([caller.file.with_name(f"{name}.json")]) or (_index(root).get(name, []) if root else [])
        if near:
            of_source = [file for file in near if Path(source).name in file.parts]
            return artifactIn((of_source or near)[0], name)
        try:
            return self.find(name)
        except ChainError:
            return None

    def used(self) -> dict[str, str]:
        """Name → hash of the artifact of each contract that was looked up here."""
        return {
            name.removeprefix(V3): hashlib.sha256(found.file.read_bytes()).hexdigest()
            for name, found in sorted(self._found.items())
        }

    # ---- exact names

    def _packaged(self, name: str) -> Artifact | None:
        """What an exact name means; None for a bare one."""
        package, _, rest = name.partition("/")
        if f"{package}/" in _PACKAGES and rest:
            return _PACKAGES[f"{package}/"](self, rest)
        path, colon, inner = name.rpartition(":")
        if colon and (file := self._file(path)):
            return artifactIn(file, inner)
        if file := self._file(name):
            return artifactIn(file)
        if name.startswith("@"):
            return self._only(name, [self._inPackages(name)])
        if "/" not in name:
            return None
        return self._only(name, [self._inProjects(name), self._inPackages(name), _within(CONTRACTS, name)])

    def _file(self, path: str) -> Path | None:
        """An existing file of that path, absolute, or relative to the project or the working folder."""
        if not path.endswith(_SUFFIXES):
            return None
        places = [folder / path for folder in self.folders] + [Path(path)]
        return next((place for place in places if place.is_file()), None)

    def _inProjects(self, name: str) -> list[Path]:
        return [file for folder in self.folders for root in rootsAbove(folder) for file in _within(root, name)]

    def _inPackages(self, name: str) -> list[Path]:
        """Files of a package of npm: "@uniswap/v4-core/PoolManager".

        Raises:
            ChainError: the package has a scope and is not installed.
        """
        parts = name.split("/")
        n = 2 if parts[0].startswith("@") else 1
        # Packages of the program's own come last.
        for modules in [*self._modules(), HOME / "node_modules"]:
            package = modules.joinpath(*parts[:n])
            if package.is_dir() and len(parts) > n:
                return _within(package, "/".join(parts[n:]))
        if n == 2:
            raise _notInstalled("/".join(parts[:2]), parts[-1])
        return []

    # ---- bare names

    def _named(self, name: str) -> Artifact:
        for i, (_, files) in enumerate(self._tiers(name)):
            if files:
                found = self._only(name, [files])
                if i > 0 and found.file.parent != loadSettings().artifacts_path:
                    self._checkOwn(name, found)
                return found
        places = ", ".join(where for where, _ in self._tiers(""))
        raise ChainError(
            f"the contract {name} is not compiled",
            f"no {name}.json in {places}",
            f"{self._compileCommand()}, if you have its source, or npm install of the package that has it",
        )

    def _checkOwn(self, name: str, found: Artifact) -> None:
        """Refuses what others wrote where the project has a source of a contract of that name, not compiled yet."""
        for root in [root for folder in self.folders for root in rootsAbove(folder)]:
            if source := sourceOf(root, name):
                why = f"{source} has it, and {found.file} is another one"
                cure = f'{self._compileCommand()}, or CONTRACT = "{_exact(found.file)}"'
                raise ChainError(f"the contract {name} is not compiled", why, cure)

    def _compileCommand(self) -> str:
        """What compiles the sources of the project; those of the program are in assets/contracts, the default."""
        root = rootsAbove(self.folders[0])[-1]
        return "tsp compile" if HOME in (root, *root.parents) else f"tsp compile {root}"

    def _tiers(self, name: str) -> Iterator[tuple[str, list[Path]]]:
        """Where a bare name is looked up, in words, and what is found there."""
        yield " or ".join(map(str, self.folders)), self._inProject(name)
        for modules in self._modules():
            yield str(modules), _existing(_packagesIn(modules).get(name, []))
        user = loadSettings().artifacts_path
        if user is not None:
            yield str(user), _existing([user / f"{name}.json"])
        yield str(CONTRACTS), _index(CONTRACTS).get(name, [])
        yield "the package ocean-contracts", _existing([folder / f"{name}.json" for folder in self.ocean_v3])

    def _inProject(self, name: str) -> list[Path]:
        """Files next to the netlist; if there are none, in the folders above it that belong to its project."""
        for folder in self.folders:
            for root in rootsAbove(folder):
                if files := _compiledIn(root, name):
                    return files
        return []

    def _modules(self) -> list[Path]:
        """Folders node_modules of the projects, the nearest first."""
        places = [above / "node_modules" for folder in self.folders for above in (folder, *folder.parents)]
        return [place for place in dict.fromkeys(places) if place.is_dir()]

    def _only(self, name: str, tiers: Iterable[list[Path]]) -> Artifact:
        """The one contract that is meant.

        Raises:
            ChainError: there is none, or several that differ.
        """
        files = next((files for files in tiers if files), [])
        bare = name.rpartition("/")[2]
        if not files:
            raise ChainError(f"there is no contract {name}", "no package, folder or file of that name has it")
        if len(files) > 1 and len({_content(file, bare) for file in files}) > 1:
            raise ChainError(
                f"there are {len(files)} contracts {name}",
                ", ".join(map(str, files[:8])) + (", …" if len(files) > 8 else ""),
                f'name one exactly, as in CONTRACT = "{_exact(files[0])}"',
            )
        return artifactIn(files[0], bare)


def artifact(contract: str) -> Artifact:
    """The compiled contract of that name, for a project in the working folder; see `Contracts.find`."""
    return _inWorkingFolder().find(contract)


@cache
def _inWorkingFolder() -> Contracts:
    return Contracts()


# ---- packages of ours


@lru_cache(maxsize=8)
def _oceanV3(_path: tuple[str, ...]) -> list[Path]:
    """Where the package lies; looked up again when Python's path changes, as every simulation asks."""
    return _foldersOfOceanV3()


def _foldersOfOceanV3() -> list[Path]:
    # Its one module is called `artifacts`. It is data to us: found, never imported.
    ocean = importlib.util.find_spec("artifacts")
    return [Path(folder) for folder in (ocean.submodule_search_locations or [])] if ocean else []


def _fromV3(contracts: Contracts, name: str) -> Artifact:
    for folder in contracts.ocean_v3:
        file = folder / f"{name}.json"
        if file.is_file():
            return artifactIn(file)
    raise ChainError(
        f"Ocean V3's contract {name} is not installed",
        f"no {name}.json in the package ocean-contracts",
        cureFor("ocean-contracts"),
    )


def _fromV4(_: Contracts, name: str) -> Artifact:
    file = OCEAN_V4 / "artifacts" / f"{name}.json"
    if file.is_file():
        return artifactIn(file)
    raise ChainError(
        f"Ocean V4's contract v4/{name} is not installed",
        f"no {name}.json in {OCEAN_V4 / 'artifacts'}",
        "tsp install-v4",
    )


def _fromOurs(_: Contracts, name: str) -> Artifact:
    file = _OUR_CONTRACTS / name.lower() / f"{name}.json"
    if file.is_file():
        return artifactIn(file)
    raise ChainError(f"TokenSPICE has no contract {name}", f"there is no {file}")


_OUR_CONTRACTS = CONTRACTS
_PACKAGES: dict[str, Callable[[Contracts, str], Artifact]] = {V3: _fromV3, V4: _fromV4, OURS: _fromOurs}


# ---- folders


def rootsAbove(folder: Path) -> list[Path]:
    """The folder, and those above it up to the root of its project, if it is in one."""
    found = [folder]
    for above in (folder, *folder.parents):
        if above not in found:
            found.append(above)
        if any((above / root).exists() for root in _ROOTS) or list(above.glob("hardhat.config.*")):
            return found
    return [folder]


def _compiledIn(root: Path, name: str) -> list[Path]:
    """Files of the contract `name` in a folder of a project, and in those where frameworks put them."""
    folders = [root / folder for folder in _COMPILED if (root / folder).is_dir()]
    found = _existing([root / f"{name}{suffix}" for suffix in _SUFFIXES])
    found += [file for folder in folders for file in _index(folder).get(name, [])]
    return found or [file for folder in (root, *folders) for file in _withSeveral(folder) if name in _namesIn(file)]


def _withSeveral(folder: Path) -> list[Path]:
    """Files that may have several contracts in them, as solc and vyper write if one asks them for JSON."""
    files = sorted(file for file in folder.glob("*.json") if file.stat().st_size < _MOST_BYTES)
    return files if len(files) <= _MOST_FILES else []


def _namesIn(file: Path) -> list[str]:
    try:
        return contractsIn(file)
    except ChainError:
        return []


def _within(root: Path, name: str) -> list[Path]:
    """Files below `root` whose path ends in `name`, without suffix."""
    *above, bare = name.split("/")
    return [file for file in _index(root).get(bare, []) if list(file.parts[-1 - len(above) : -1]) == above or not above]


def _index(root: Path) -> dict[str, list[Path]]:
    """Name → files that may be compiled contracts of that name, below a folder."""
    # What npm installed does not change until it installs again.
    return _installed(root, root.stat().st_mtime_ns) if "node_modules" in root.parts else _walked(root)


@lru_cache(maxsize=32)
def _installed(root: Path, _changed: int) -> dict[str, list[Path]]:
    return _walked(root)


def _walked(root: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for folder, below, files in os.walk(root):
        below[:] = sorted(b for b in below if b not in _ASIDE)
        for file in sorted(files):
            stem, suffix = os.path.splitext(file)
            if suffix in _SUFFIXES and not stem.endswith(".dbg"):
                # solcjs writes source_sol_Name.abi.
                name = stem.rpartition("_sol_")[2] if suffix == ".abi" else stem
                # Foundry writes Name.0.8.19.json and Name.0.8.26.json where two compilers compiled one contract.
                of_foundry = _VERSION.sub("", name) if folder.endswith(".sol") else name
                for known in dict.fromkeys((name, of_foundry)):
                    found.setdefault(known, []).append(Path(folder, file))
    return found


def _packagesIn(modules: Path) -> dict[str, list[Path]]:
    """The same for a folder node_modules, which is large, and remembered until something is installed there."""
    lock = modules / ".package-lock.json"
    return _indexedPackages(modules, max(place.stat().st_mtime_ns for place in (modules, lock) if place.exists()))


@lru_cache(maxsize=8)
def _indexedPackages(modules: Path, _changed: int) -> dict[str, list[Path]]:
    return _walked(modules)


def _notInstalled(package: str, contract: str) -> ChainError:
    """The error for a contract whose npm package is absent."""
    is_ours = f'"{package}"' in (HOME / "package.json").read_text(encoding="utf-8")
    cure = cureFor("npm packages") if is_ours else f"npm install {package}, in your project's folder"
    return ChainError(f"the contract {contract} is not installed", f"it is in the npm package {package}", cure)


def _existing(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if file.is_file()]


def _content(file: Path, name: str) -> str:
    """What tells two contracts apart: code and ABI."""
    try:
        found = artifactIn(file, name)
        return repr((found.abi_entries, found.bytecode if found.has_code and not found.links else str(file)))
    except ChainError:
        return str(file)


def _exact(file: Path) -> str:
    """A name of that file that nothing else has."""
    parts = file.parts
    if "node_modules" in parts:
        return "/".join(parts[parts.index("node_modules") + 1 :]).removesuffix(file.suffix)
    return str(file)
