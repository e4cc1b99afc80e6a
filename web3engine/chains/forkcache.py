"""`ForkCache`: what a fork has read of a live chain, in one file, from which it can be read again for ever.

JSON lines. The first names the block, by its hash; each of the others is one answer. A line that was not finished is
dropped. One process at a time adds to a file; what others read in the meantime goes into other files.
"""

from __future__ import annotations

import json
import os
from io import BufferedRandom
from pathlib import Path
from typing import Any, NamedTuple

from util.errors import ChainError
from util.locking import lockFile
from web3engine.address import toChecksum
from web3engine.chains.hexes import bytesOf, hexOf

_FORM = 1


class Past(NamedTuple):
    """An event that is in a block of the live chain.

    Attributes:
        address, topics, data: as of a Log.
        block, log_index: number of its block, and its place among the events in that block.
        time: of its block, in seconds since 1970.
    """

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block: int
    log_index: int
    time: int


class Searched(NamedTuple):
    """A stretch of blocks in which events were looked for, first and last included, and those that were found."""

    first: int
    last: int
    found: tuple[Past, ...]


class ForkCache:
    """Answers of a live chain, about one block.

    Args:
        file: where they are and where new ones go; None keeps them in memory. As long as its folder does not exist,
            new ones wait.
        own: where new ones go if another process is adding to `file`, or nobody may.
    Raises:
        ChainError: a file is no such cache, is damaged, or is about another block.

    Attributes:
        head: the first line, as data; None as long as there is none.
        accounts: address → nonce, balance, code. slots: (address, slot) → 32 bytes.
        hashes: number of an earlier block → its hash, or None.
        searched: (address, topics) → stretches of blocks in which its events were looked for.
    """

    def __init__(self, file: str | Path | None, own: Path | None = None):
        self.file = file = None if file is None else Path(file)
        self._own = own
        self.head: dict[str, Any] | None = None
        self.accounts: dict[bytes, tuple[int, bytes, bytes]] = {}
        self.slots: dict[tuple[bytes, bytes], bytes] = {}
        self.hashes: dict[int, bytes | None] = {}
        self.searched: dict[tuple[bytes, tuple[str | None, ...]], list[Searched]] = {}
        self._waiting: list[bytes] = []
        self._out: BufferedRandom | None = None
        others = [] if own is None else siblings(own)
        for path in dict.fromkeys(path for path in (file, own, *others) if path is not None and path.is_file()):
            self._read(path)

    def begin(self, head: dict[str, Any]) -> None:
        """Says which block it is about: chain_id, number, hash, and what else stands in the block."""
        self.head = {"form": _FORM, **head}

    # ---- adding

    def addAccount(self, address: bytes, account: tuple[int, bytes, bytes]) -> None:
        """An account: nonce, balance, code."""
        nonce, balance, code = account
        self._add({"account": hexOf(address), "nonce": nonce, "balance": hexOf(balance), "code": hexOf(code)})

    def addSlot(self, address: bytes, slot: bytes, value: bytes) -> None:
        """What a contract keeps in a slot."""
        self._add({"account": hexOf(address), "slot": hexOf(slot), "value": hexOf(value)})

    def addHash(self, number: int, hash: bytes | None) -> None:
        """The hash of an earlier block; None if there is no such block."""
        self._add({"block": number, "hash": None if hash is None else hexOf(hash)})

    def addSearched(self, address: bytes, topics: tuple[str | None, ...], searched: Searched) -> None:
        """The events of a contract in a stretch of blocks."""
        found = [
            [p.block, p.log_index, p.time, [hexOf(topic) for topic in p.topics], hexOf(p.data)] for p in searched.found
        ]
        between = {"first": searched.first, "last": searched.last}
        self._add({"events": hexOf(address), "topics": list(topics), **between, "found": found})

    def absorb(self, file: Path) -> None:
        """Takes over what another process has kept in another file, and removes that."""
        there = {*self._waiting, *(_linesOf(self.file) if self.file is not None and self.file.is_file() else ())}
        self._waiting += [line for line in self._read(file) if line not in there]
        self.save()
        file.unlink()

    def save(self) -> None:
        """Writes what was added and is not written yet; as long as the folder does not exist, nothing."""
        if self.head is None or self.file is None:
            return
        try:
            if self._out is None:
                self._out = self._opened()
            if self._out is not None and self._waiting:
                self._out.write(b"".join(self._waiting))
                self._out.flush()
                self._waiting.clear()
        except OSError as e:
            why = e.strerror or str(e)
            raise ChainError(
                f"what was read of the chain cannot be kept in {self.file}", why, "--fork-cache FILE"
            ) from e

    def close(self) -> None:
        """Writes what is left, and lets others add to the file. It opens again by itself."""
        self.save()
        if self._out is not None:
            self._out.close()
            self._out = None

    def stats(self) -> dict[str, Any]:
        """Which block it is about, and how many answers there are of each kind."""
        head = self.head or {}
        return {
            **{name: head.get(name) for name in ("chain_id", "number", "hash")},
            "accounts": len(self.accounts),
            "slots": len(self.slots),
            "block_hashes": len(self.hashes),
            "events": len({past for stretches in self.searched.values() for s in stretches for past in s.found}),
        }

    def _add(self, record: dict[str, Any]) -> None:
        self._take(record)
        self._waiting.append(json.dumps(record, separators=(",", ":")).encode() + b"\n")

    # ---- files

    def _read(self, file: Path) -> list[bytes]:
        """Takes in the answers in a file; its lines, without the first."""
        lines = _linesOf(file)
        if not lines:
            return []
        head = _headIn(file, lines[0])
        if self.head is None:
            self.head = head
        elif self.head["hash"] != head["hash"]:
            why = f"it is about block {head['number']}, {head['hash']}"
            raise ChainError(f"{file} is not about block {self.head['number']} of this fork", why, "another cache")
        for number, line in enumerate(lines[1:], 2):
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError) as e:
                why = f"line {number} is none of a cache of a fork"
                raise ChainError(f"{file} is damaged", why, "remove that line; it will be read again") from e
        return lines[1:]

    def _take(self, record: dict[str, Any]) -> None:
        if "slot" in record:
            self.slots[bytesOf(record["account"], 20), bytesOf(record["slot"], 32)] = bytesOf(record["value"], 32)
        elif "account" in record:
            account = int(record["nonce"]), bytesOf(record["balance"], 32), bytesOf(record["code"])
            self.accounts[bytesOf(record["account"], 20)] = account
        elif "events" in record:
            address, topics = bytesOf(record["events"], 20), tuple(record["topics"])
            found = [
                Past(toChecksum(address), tuple([bytesOf(t, 32) for t in its]), bytesOf(data), block, index, time)
                for block, index, time, its, data in record["found"]
            ]
            stretch = Searched(int(record["first"]), int(record["last"]), tuple(found))
            self.searched.setdefault((address, topics), []).append(stretch)
        else:
            self.hashes[int(record["block"])] = None if record["hash"] is None else bytesOf(record["hash"], 32)

    def _opened(self) -> BufferedRandom | None:
        """The first of our files to which we alone add from now on; None as long as there is none."""
        for path in (self.file, self._own, None if self._own is None else _sibling(self._own)):
            if path is not None and path.parent.is_dir():
                try:
                    return self._claimed(path)
                except (BlockingIOError, PermissionError):
                    continue
        return None

    def _claimed(self, path: Path) -> BufferedRandom:
        """The file, open for us alone.

        Raises:
            BlockingIOError: another process is adding to it.
        """
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
        try:
            lockFile(file.fileno())
            content = file.read()
            end = content.rfind(b"\n") + 1
            file.truncate(end)
            file.seek(end)
            head = json.dumps(self.head).encode() + b"\n"
            if not end:
                file.write(head)
            elif _headIn(path, content.splitlines(keepends=True)[0])["hash"] != (self.head or {})["hash"]:
                raise ChainError(f"{path} is about another block", "another run began it", "another cache")
        except BaseException:
            file.close()
            raise
        return file


def _linesOf(file: Path) -> list[bytes]:
    """The lines of a file that were finished."""
    try:
        content = file.read_bytes()
    except OSError as e:
        raise ChainError(f"{file} cannot be read", e.strerror or str(e)) from e
    return content[: content.rfind(b"\n") + 1].splitlines(keepends=True)


def _headIn(file: Path, line: bytes) -> dict[str, Any]:
    """The head of a cache."""
    try:
        head: dict[str, Any] = json.loads(line)
        if head["form"] != _FORM:
            raise ChainError(f"{file} cannot be read", "a newer TokenSPICE wrote it", "that one")
        head["chain_id"], head["number"], head["hash"], head["block"]
    except (ValueError, KeyError, TypeError) as e:
        what = f"{file} is no cache of a fork"
        raise ChainError(what, "it does not begin with a block", "a file that --fork-cache has made") from e
    return head


def _sibling(path: Path) -> Path:
    """Where this process keeps what it reads if others have all the files that have a name."""
    return path.with_name(f"{path.stem}-{os.getpid()}{path.suffix}")


def siblings(path: Path) -> list[Path]:
    """What processes keep next to a file that another one has."""
    return sorted(path.parent.glob(f"{path.stem}-[0-9]*{path.suffix}"))
