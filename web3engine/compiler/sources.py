"""Solidity files and what they import, found as Hardhat, Foundry and npm find it: `Sources`."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from util.config import HOME
from util.errors import CompileError
from util.paths import shown
from web3engine.compiler.settings import Settings

# Strings, which may contain what looks like a comment, and comments.
_ASIDE = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_IMPORT = re.compile(r"""(?:^|[;}])\s*import\b[^;]*?["']([^"']+)["'][^;]*(?=;)""", re.MULTILINE)
_PRAGMA = re.compile(r"\bpragma\s+solidity\s+([^;]+);")
# What becomes an artifact. An interface or an abstract contract has no code.
_CONTRACT = re.compile(r"(?:^|[;}])\s*(?:contract|library)\s+(\w+)", re.MULTILINE)


@dataclass
class _File:
    path: Path
    # The folder node_modules that it belongs to; None for a file of the project's own.
    modules: Path | None
    text: str
    # What it imports, as written → the file, fully resolved.
    imports: dict[str, Path]


class Sources:
    """A Solidity file and everything it imports.

    Args:
        main: the file.
        settings: of its project; see `Settings`.
    Raises:
        CompileError: an import is missing, or a file is not text.

    Attributes:
        files: name that the compiler is given → file; the first is `main`.
        texts: name → text.
    """

    def __init__(self, main: Path, settings: Settings):
        self._settings, self._main = settings, main
        self._found: dict[Path, _File] = {}
        self._read(main)
        self._merge()
        names = self._named()
        self.files = {name: self._found[real].path for real, name in names.items()}
        self.texts = {name: self._found[real].text for real, name in names.items()}
        self._names = names

    @cached_property
    def pragmas(self) -> dict[str, list[str]]:
        """Name of each file with pragmas → its version ranges."""
        every = {name: _PRAGMA.findall(withoutComments(text)) for name, text in self.texts.items()}
        return {name: [" ".join(pragma.split()) for pragma in pragmas] for name, pragmas in every.items() if pragmas}

    @cached_property
    def remappings(self) -> list[str]:
        """The remappings with which the compiler resolves each import to the file found here."""
        lines = []
        for real, file in self._found.items():
            importer = self._names[real]
            for imported, target in file.imports.items():
                asked = imported
                if imported.startswith("."):
                    asked = posixpath.normpath(posixpath.join(posixpath.dirname(importer), imported))
                if asked != self._names[target]:
                    lines.append(f"{importer}:{asked}={self._names[target]}")
        return sorted(lines)

    def isOwn(self, name: str) -> bool:
        """Whether the file of that name is the project's own, not a package's."""
        return all(self._found[real].modules is None for real, known in self._names.items() if known == name)

    def recorded(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """Each file with its name for the artifact: its path relative to `folder`, or a package file's name."""
        for real, name in self._names.items():
            file = self._found[real]
            own = file.modules is None
            yield (Path(os.path.relpath(file.path, folder)).as_posix() if own else name), file.path

    # ---- finding

    def _read(self, path: Path) -> None:
        """Reads a file and everything it imports."""
        waiting: list[tuple[Path, Path, Path | None]] = [(path, path.resolve(), None)]
        while waiting:
            path, at, modules = waiting.pop()
            if at in self._found:
                continue
            file = self._found[at] = _File(path, modules, sourceText(path), {})
            for imported in _IMPORT.findall(withoutComments(file.text)):
                target, place = self._resolved(imported, file)
                file.imports[imported] = target.resolve()
                waiting.append((target, target.resolve(), place))

    def _merge(self) -> None:
        """Merges files from two copies of a package if they, and everything they import, are the same.

        Side by side, the compiler would refuse them: both declare the same names.
        """
        alike: dict[Path, Any] = {real: (_inPackage(file, real), file.text) for real, file in self._found.items()}
        n_kinds = 0
        while n_kinds < len(set(alike.values())):
            n_kinds = len(set(alike.values()))
            kinds = {kind: n for n, kind in enumerate(dict.fromkeys(alike.values()))}
            numbers = {real: kinds[kind] for real, kind in alike.items()}
            alike = {
                real: (numbers[real], tuple(numbers[target] for target in file.imports.values()))
                for real, file in self._found.items()
            }
        # The file with the shortest path stands for all.
        chosen: dict[Any, Path] = {}
        for real in sorted(self._found, key=lambda real: len(self._found[real].path.parts)):
            chosen.setdefault(alike[real], real)
        for file in self._found.values():
            file.imports = {imported: chosen[alike[target]] for imported, target in file.imports.items()}
        self._found = {real: file for real, file in self._found.items() if chosen[alike[real]] == real}

    def _resolved(self, imported: str, importer: _File) -> tuple[Path, Path | None]:
        """The imported file, and the node_modules folder it belongs to."""
        if imported.startswith("."):
            # A linked package has neighbours both where the link is and where it points to.
            for folder in (importer.path.parent, importer.path.resolve().parent):
                target = Path(os.path.normpath(folder / imported))
                if target.is_file():
                    inside = importer.modules is not None and importer.modules in target.parents
                    return target, importer.modules if inside else None
            raise self._missing(
                imported, importer, f"there is no file {shown(Path(os.path.normpath(importer.path.parent / imported)))}"
            )
        remapped = self._remapped(imported, importer)
        if remapped is not None:
            if not remapped.is_file():
                raise self._missing(
                    imported, importer, f"its remapping points to {shown(remapped)}, which does not exist"
                )
            return remapped, _outermost(remapped)
        for target, modules in self._candidates(imported, importer):
            if target.is_file():
                return target, modules
        raise self._missing(imported, importer, "neither the project nor its packages have that file")

    def _remapped(self, imported: str, importer: _File) -> Path | None:
        fitting = []
        for remapping in self._settings.remappings:
            below = self._settings.root / remapping.context
            if imported.startswith(remapping.prefix) and (not remapping.context or below in importer.path.parents):
                fitting.append(remapping)
        if not fitting:
            return None
        best = max(fitting, key=lambda remapping: (len(remapping.context), len(remapping.prefix)))
        return Path(os.path.normpath(f"{best.target}/{imported[len(best.prefix) :]}"))

    def _candidates(self, imported: str, importer: _File) -> Iterator[tuple[Path, Path | None]]:
        """Where an import by name may be found, and the node_modules folder that each place belongs to."""
        for start in (importer.path, importer.path.resolve()):
            for above in start.parents:
                if above.name != "node_modules":
                    yield above / "node_modules" / imported, _outermost(above / "node_modules")
        yield self._settings.root / imported, None
        # Foundry: solmate/tokens/ERC20.sol is lib/solmate/src/tokens/ERC20.sol.
        library, _, inside = imported.partition("/")
        for lib in self._settings.libs:
            for folder in ("", "src", "contracts"):
                yield lib / library / folder / inside, None
        yield HOME / "node_modules" / imported, HOME / "node_modules"

    def _missing(self, imported: str, importer: _File, why: str) -> CompileError:
        text = f'{shown(importer.path)} imports "{imported}", and {why}'
        if imported.startswith("."):
            return CompileError(shown(self._main), text)
        package = "/".join(Path(imported).parts[: 2 if imported.startswith("@") else 1])
        cure = f"Try: npm install {package}, in {self._settings.root}, a remapping, or a path that begins with ./"
        return CompileError(shown(self._main), f"{text}. {cure}")

    # ---- naming

    def _named(self) -> dict[Path, str]:
        """Resolved file → its name. The project's own files are named relative to their common folder."""
        own = [file.path.parent for file in self._found.values() if file.modules is None]
        base = os.path.commonpath(own)
        names: dict[Path, str] = {}
        for real, file in self._found.items():
            name = Path(os.path.relpath(file.path, file.modules or base)).as_posix()
            while name in names.values():
                name = f"node_modules/{name}"
            names[real] = name
        return names


def _inPackage(file: _File, real: Path) -> str:
    """A package file's path, beginning with the package's name; the full path of any other file."""
    return file.path.as_posix().rpartition("/node_modules/")[2] if file.modules else str(real)


def _outermost(path: Path) -> Path | None:
    """The node_modules folder that contains a path; the outermost one, for packages inside packages."""
    return next((p for p in reversed((path, *path.parents)) if p.name == "node_modules"), None)


def sourceText(path: Path) -> str:
    """The text of a source.

    Raises:
        CompileError: it is not text, or cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise CompileError(shown(path), f"it cannot be read: {e.strerror or e}") from e
    except UnicodeDecodeError as e:
        raise CompileError(shown(path), f"it is not text in UTF-8: {e.reason} at byte {e.start}") from e


def withoutComments(text: str) -> str:
    """Solidity without comments, and without statement ends inside strings."""
    return _ASIDE.sub(lambda match: re.sub("[;}]", " ", match[1] or " "), text)


def contractsOf(text: str) -> list[str]:
    """Names of the contracts and libraries defined in a Solidity file."""
    return _CONTRACT.findall(withoutComments(text))
