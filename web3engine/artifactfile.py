"""One compiled contract in a file, in whatever shape its compiler or framework writes it: `Artifact`.

Read are artifacts of Hardhat, Truffle, Foundry, Brownie, Waffle, Remix and `tsp compile`; the standard and the combined
JSON of solc and vyper, in which several contracts stand; metadata and answers of block explorers, which have no code; a
bare ABI, which has none either; and a pair of files .abi and .bin.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from util.errors import ChainError
from web3engine.abi import ContractAbi
from web3engine.abicheck import wrongIn
from web3engine.freshness import checkCompiled
from web3engine.linking import Link, linksOf

_DECODE = json.JSONDecoder().raw_decode


class Artifact:
    """A compiled contract. Nothing is read before it is needed.

    Args:
        file: where it is.
        name: of the contract, by default that of the file.
    """

    def __init__(self, file: Path, name: str = ""):
        self.file = file
        self.name = name or file.stem
        self._top: Mapping[str, Any] = _opened(file)

    @cached_property
    def abi(self) -> ContractAbi:
        """Its functions, events and errors."""
        return ContractAbi(self.abi_entries)

    @cached_property
    def abi_entries(self) -> list[dict[str, Any]]:
        """The ABI as plain data."""
        entries: Any = self._members.get("abi")
        if isinstance(entries, str):  # as solc's combined JSON had it, and as block explorers answer
            entries = _parsed(self.file, entries)
        if wrong := wrongIn(entries):
            raise self._unreadable(f"its ABI {wrong}")
        found: list[dict[str, Any]] = entries
        return found

    @cached_property
    def links(self) -> list[Link]:
        """The places in its code where addresses of libraries are wanted."""
        code, references = self._code
        return linksOf(code, references)

    @cached_property
    def bytecode(self) -> bytes:
        """The code that creates the contract, without constructor arguments.

        Raises:
            ChainError: there is none, or it must be linked with libraries first.
        """
        return self._filled({})

    def linked(self, libraries: Mapping[str, str]) -> bytes:
        """The code that creates the contract, with the addresses of its libraries in it.

        Args:
            libraries: name, or "source:name", of each library that it calls → address.
        Raises:
            ChainError: one is not given, or one is that it does not call, or there is no code.
        """
        known = self.matched(libraries)
        # Nearly all contracts call no library, and what they are does not change.
        return self._filled(known) if known else self.bytecode

    def _filled(self, libraries: Mapping[Link, str]) -> bytes:
        """The code with these addresses in it."""
        code = self._code[0]
        for link in self.links:
            if link not in libraries:
                raise self.unlinked(link)
            code = link.putInto(code, libraries[link])
        try:
            return bytes.fromhex(code)
        except ValueError as e:
            raise self._unreadable(f"its code is not hex: {e}") from e

    def matched(self, libraries: Mapping[str, str]) -> dict[Link, str]:
        """The libraries that it calls → addresses, of those that `libraries` names.

        Raises:
            ChainError: it does not call one of them.
        """
        found = {link: key for link in self.links for key in libraries if link.isMeantBy(key)}
        if len(self.links) == len(libraries) == 1 and not self.links[0].name:
            found = {self.links[0]: next(iter(libraries))}  # only a hash is known of it, but there is no choice
        if odd := [key for key in libraries if key not in found.values()]:
            calls = ", ".join(link.name or link.full_name for link in self.links) or "none"
            raise ChainError(f"{self.name} calls no library {', '.join(odd)}", f"it calls {calls}")
        return {link: libraries[key] for link, key in found.items()}

    def unlinked(self, link: Link) -> ChainError:
        """The error that a library is missing."""
        name, where = link.name or link.full_name, f" of {link.source}" if link.source else ""
        return ChainError(
            f"{self.name} cannot be deployed",
            f"it calls the library {name}{where}, and neither its address nor its artifact is at hand",
            f'deploy(wallet, …, libraries={{"{name}": address}}), or put {name}.json next to {self.file.name}',
        )

    @property
    def has_code(self) -> bool:
        """Whether it can be deployed; an interface, an abstract contract or a bare ABI cannot."""
        return self._codeOrNone() is not None

    @property
    def deployed_size(self) -> int | None:
        """Bytes of the contract once it is created; None if the file does not tell."""
        code: Any = self._members.get("deployedBytecode")
        code = code.get("object") if isinstance(code, dict) else code
        return len(code.removeprefix("0x")) // 2 if isinstance(code, str) and len(code) > 2 else None

    def checkFresh(self) -> None:
        """Refuses what was compiled from a source that has changed since, where the compiler's artifacts tell."""
        checkCompiled(self.file, self._top, self.name)
        if not any(_hasSources(folder, os.stat(folder).st_mtime_ns) for folder in self._source_folders):
            return
        sources = self._top.get("sources")
        for source, digest in (sources if isinstance(sources, dict) else {}).items():
            path = self.file.parent / source
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                path = Path(os.path.normpath(path))
                raise ChainError(f"{path} has changed since it was compiled", "", f"tsp compile {path.parent}")

    # ---- what stands where

    @cached_property
    def _source_folders(self) -> tuple[str, str]:
        # Texts: every simulation asks, and a Path takes longer to ask than the system takes to answer.
        return str(self.file.parent), str(self.file.parent.parent)

    @cached_property
    def _members(self) -> Mapping[str, Any]:
        """The JSON object that is the contract's own."""
        if self._top.get("abi") is not None:
            return self._top
        found = _nested(dict(self._top))
        if found is None:
            raise self._unreadable(f"it looks like {_looksLike(dict(self._top))}")
        if self.name in found:
            return found[self.name]
        if len(found) == 1:
            return next(iter(found.values()))
        cure = f"{self.file}:{next(iter(found))}"
        raise ChainError(f"{self.file} has several contracts, none of them {self.name}", ", ".join(found), cure)

    @cached_property
    def _code(self) -> tuple[str, Any]:
        """Code as hex digits and placeholders, and what is said of the latter."""
        found = self._codeOrNone()
        if found is None:
            raise ChainError(
                f"{self.name} cannot be deployed",
                f"{self.file} has no bytecode, like that of an interface, an abstract contract or a bare ABI",
                "the artifact of a contract, which compilers write",
            )
        return found

    def _codeOrNone(self) -> tuple[str, Any] | None:
        members = self._members
        references = members.get("linkReferences")
        for where in ("bytecode", "bin", "evm", "data"):
            code: Any = members.get(where)
            if where in ("evm", "data") and isinstance(code, dict):
                code = code.get("bytecode")
            if isinstance(code, dict):
                references = code.get("linkReferences") or references
                code = code.get("object")
            if isinstance(code, str) and code.removeprefix("0x"):
                return code.removeprefix("0x").strip(), references
        return None

    def _unreadable(self, why: str) -> ChainError:
        return ChainError(f"{self.file} is not a compiled contract", why, "an artifact of a compiler, or an ABI")


@lru_cache(maxsize=256)
def _hasSources(folder: str, _changed: int) -> bool:
    """Whether there are contracts' sources in a folder; looked up again when files come or go, as every chain asks."""
    return any(source for suffix in ("sol", "vy") for source in Path(folder).glob(f"*.{suffix}"))


class _Members(Mapping[str, Any]):
    """The members of a JSON object. What stands behind the one that is asked for is not parsed: it is most of it."""

    def __init__(self, file: Path, text: str):
        self._file = file
        self._text = text
        self._found: dict[str, Any] = {}
        self._rest = self._read(text)

    def __getitem__(self, name: str) -> Any:
        if name not in self._found and not self._mayHave(name):
            self._found[name] = None
        while name not in self._found:
            key, self._found[key] = next(self._rest, (name, None))
        return self._found[name]

    def _mayHave(self, name: str) -> bool:
        """Whether the name is in the text; where it is not, nothing needs to be parsed. JSON may escape its letters."""
        return f'"{name}"' in self._text or "\\u00" in self._text

    def __iter__(self) -> Iterator[str]:
        self._found.update(self._rest)
        return iter([name for name, value in self._found.items() if value is not None])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _read(self, text: str) -> Iterator[tuple[str, Any]]:
        try:
            position = text.index("{") + 1
            while True:
                position = _skipped(text, position)
                if text[position] == "}":
                    return
                key, position = _DECODE(text, position)
                value, position = _DECODE(text, _skipped(text, position))
                yield key, value
        except (ValueError, IndexError, RecursionError) as e:
            raise ChainError(f"{self._file} is not a compiled contract", f"its JSON is broken: {e}") from e


def artifactIn(file: Path, name: str = "") -> Artifact:
    """The compiled contract in a file. What was read before is not read again, unless the file has changed.

    Args:
        file, name: see Artifact.
    """
    try:
        states = [os.stat(file)]
        if file.suffix == ".abi" and (code := file.with_suffix(".bin")).is_file():
            # A pair of files counts as one.
            states.append(os.stat(code))
    except OSError:
        return Artifact(file, name)
    return _kept(file, name, tuple((state.st_mtime_ns, state.st_size) for state in states))


@lru_cache(maxsize=64)
def _kept(file: Path, name: str, _changed: tuple[tuple[int, int], ...]) -> Artifact:
    return Artifact(file, name)


def _skipped(text: str, position: int) -> int:
    """Where the next key, value or brace begins."""
    while text[position] in " \t\r\n,:":
        position += 1
    return position


def _opened(file: Path) -> Mapping[str, Any]:
    """What is in the file, as a JSON object."""
    try:
        if file.suffix in (".abi", ".bin"):
            abi, code = file.with_suffix(".abi"), file.with_suffix(".bin")
            return {
                "abi": _parsed(file, abi.read_text(encoding="utf-8")),
                "bytecode": code.read_text(encoding="utf-8").strip() if code.is_file() else "",
            }
        # Of megabytes, most of which nobody parses: `read_text` would look for line ends of Windows in them.
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise ChainError(f"{file} cannot be read", e.strerror or str(e)) from e
    except UnicodeDecodeError as e:
        raise ChainError(f"{file} is not a compiled contract", f"it is not text in UTF-8: {e.reason}") from e
    return {"abi": _parsed(file, text)} if text.lstrip()[:1] == "[" else _Members(file, text)


def _parsed(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as e:
        raise ChainError(f"{file} is not a compiled contract", f"its JSON is broken: {e}") from e


def _nested(top: Mapping[str, Any]) -> dict[str, Mapping[str, Any]] | None:
    """Name → members of each contract in a JSON that holds them somewhere inside; None where none are known to be."""
    output = top.get("output")
    if isinstance(output, dict):  # metadata of one contract, or what Hardhat keeps of a whole build
        return _nested(output) if "abi" not in output else {"": output}
    if isinstance(top.get("result"), str):  # a block explorer's answer
        return {"": {"abi": top["result"]}}
    contracts = top.get("contracts", top)
    if not isinstance(contracts, dict):
        return None
    found: dict[str, Mapping[str, Any]] = {}
    for where, value in contracts.items():
        if not isinstance(value, dict):
            continue
        if "abi" in value:  # "source:Name", or Vyper's file name
            found[Path(where.rpartition(":")[2]).stem] = value
        else:  # source → name → contract
            found.update({name: c for name, c in value.items() if isinstance(c, dict) and "abi" in c})
    return found or None


def contractsIn(file: Path) -> list[str]:
    """Names of the contracts in a file that may hold several; none in any other."""
    top = _opened(file)
    if top.get("abi") is not None:
        return []
    return list(_nested(dict(top)) or {})


def title(contract: str) -> str:
    """The name of a contract in messages: that of "@uniswap/v4-core/PoolManager" is PoolManager."""
    if contract.startswith("v4/"):
        return contract
    # Not by way of a Path: wrappers are made all the time.
    file = contract.rpartition(":")[2].rpartition("/")[2]
    return file.rpartition(".")[0] or file


def _looksLike(top: Mapping[str, Any]) -> str:
    """What a JSON without ABI is, in words."""
    kind = str(top.get("_format", ""))
    if "dbg" in kind:
        return "what Hardhat keeps for debugging; the artifact is the file without .dbg"
    if "language" in top and "sources" in top:
        return "the input of a compiler"
    if "dependencies" in top or {"name", "version"} <= top.keys():
        return "a package.json of npm"
    keys = ", ".join(list(top)[:5])
    return f"a JSON object with {keys}" if keys else "an empty JSON object"
