"""`RunDir`: the folder of one run. data.csv is the record's; run.json says how the data was produced."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.DataCsv import DataCsv
from engine.Event import EVENTS_CSV, writeEvents
from engine.Netlist import Netlist
from engine.SimEngine import SimEngine
from util.config import FORK_JSONL, HOME, Settings, chosenSettings
from util.constants import VERSION
from util.errors import TokenSpiceError
from util.installing import IS_CHECKOUT
from util.locking import Lock
from util.paths import checkFree
from util.writing import replaceFile

if TYPE_CHECKING:
    from engine.Simulation import Simulation

RUN_JSON = "run.json"
CHECKPOINT = "checkpoint"
# Rows of the run, and of its research projects.
DATA_FILES = (SimEngine.output_csv, SimEngine.output_rp_csv)
LOCK = "lock"
_PACKAGES = ("numpy", "py-evm", "web3", "eth-account", "ocean-contracts", "tokenspice-evm")


class RunDir:
    """The folder of one run, made now. `with RunDir(folder, simulation): simulation.run()` notes how it ends.

    Args:
        folder: where; it must not exist.
        simulation: what is run into it.
        also: what else its numbers depend on, as plain data.
    Raises:
        TokenSpiceError: the folder cannot be made.
    """

    def __init__(self, folder: Path, simulation: Simulation, also: Mapping[str, Any] | None = None):
        checkFree(folder)
        try:
            folder.mkdir()
        except OSError as e:
            raise TokenSpiceError(f"{folder} cannot be made", e.strerror or str(e), "a folder of yours") from e
        # A netlist may change the working folder while it runs.
        self.folder = folder.absolute()
        self._simulation = simulation
        self._lock: Lock | None = None
        self._facts: dict[str, Any] = {
            **simulation.facts(),
            **(also or {}),
            "settings": settingsFacts(simulation.settings),
            **environmentFacts(simulation.netlist),
            "start": utcNow(),
            "end": None,
            "status": "running",
        }
        try:
            self._lock = lockOf(folder)
            self._write()
        except BaseException:
            # Nothing that would be in the way of the next try.
            self._remove()
            raise
        if simulation.chain is not None:
            simulation.chain.flush()

    @classmethod
    def reopened(cls, folder: Path, simulation: Simulation, how: dict[str, Any], lock: Lock) -> RunDir:
        """The folder of a run that goes on. run.json notes `how`, and when.

        Args:
            lock: the folder's, which it takes over.
        """
        made = cls.__new__(cls)
        made.folder, made._simulation, made._lock = folder.absolute(), simulation, lock
        made._facts = readFacts(folder)
        made._facts.pop("error", None)
        made._facts.update(end=None, status="running")
        made._facts.setdefault("resumed", []).append({**how, "at": utcNow()})
        made._write()
        return made

    def __enter__(self) -> RunDir:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, traceback: object) -> None:
        if error is None:
            self.close("finished")
        elif isinstance(error.__cause__, OSError) and not self._hasRows():
            self._remove()
        else:
            # If run.json cannot be written either, the error says why, and the run can be resumed all the same.
            with suppress(TokenSpiceError):
                self.close("error" if isinstance(error, Exception) else "interrupted", str(error) or None)
            self._release()

    def noteNoCheckpoint(self, why: str) -> None:
        """Notes in run.json why no checkpoint can be written."""
        self._facts["no_checkpoint"] = why
        self._write()

    def close(self, status: str, error: str | None = None) -> None:
        """Writes how the run ended: "finished", "error" or "interrupted"."""
        # The chain and files that were read are only known now. Its parameters were those that it began with, whatever
        # agents have made of them since.
        now = {**self._simulation.facts(), "strategy": self._facts["strategy"]}
        self._facts.update(now, ticks=self._simulation.tick, end=utcNow(), status=status)
        writeEvents(self.folder / EVENTS_CSV, getattr(self._simulation.state, "event_log", ()))
        if error is not None:
            self._facts["error"] = error
        self._write()
        if status == "finished":
            (self.folder / CHECKPOINT).unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.remove()
            self._lock = None

    def _hasRows(self) -> bool:
        """Whether there is a row that is worth keeping."""
        try:
            return (self.folder / SimEngine.output_csv).read_bytes().count(b"\n") > 1
        except OSError:
            return False

    def _remove(self) -> None:
        self._release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self) -> None:
        replaceFile(self.folder / RUN_JSON, json.dumps(self._facts, indent=2) + "\n")


def lockOf(folder: Path) -> Lock:
    """Keeps other processes from writing into the folder of a run.

    Raises:
        TokenSpiceError: another process is writing there, or nothing can be written there.
    """
    cure = "wait until it has ended"
    return Lock(folder / LOCK, lambda who: TokenSpiceError(f"{folder} is being written", f"by {who}", cure))


def readFacts(folder: Path) -> dict[str, Any]:
    """What run.json in a folder says.

    Raises:
        TokenSpiceError: there is none, or it cannot be read.
    """
    try:
        facts = json.loads((folder / RUN_JSON).read_text(encoding="utf-8"))
        if not isinstance(facts, dict):
            raise ValueError("it is not a JSON object")
    except (OSError, ValueError) as e:
        cure = f"its folder, {folder.parent}" if folder.is_file() else "the folder of a run"
        raise TokenSpiceError(f"{folder} is not a folder of a run", f"its {RUN_JSON} cannot be read: {e}", cure) from e
    return facts


def dataFiles(folder: Path, missing: str) -> list[DataCsv]:
    """The records of a run for its DATA_FILES, in that order; `missing` is as of DataCsv."""
    return [DataCsv(folder.absolute() / name, missing) for name in DATA_FILES]


def environmentFacts(netlist: Netlist) -> dict[str, Any]:
    """Versions of what can change a result, and the commits of the program and of the netlist's own repository."""
    path = netlist.path
    is_ours = path is None or path.is_relative_to(HOME)
    return {
        "versions": versions(),
        "git_commit": programCommit(),
        "netlist_git_commit": None if is_ours or path is None else gitCommit(path.parent),
    }


def settingsFacts(settings: Settings) -> dict[str, Any]:
    """The settings as run.json shows them: everything but keys."""
    return {
        "file": settings.file,
        "network": settings.network,
        "engine": settings.engine,
        "hardfork": settings.hardfork,
        "safety": settings.safety,
        "artifacts_path": str(settings.artifacts_path) if settings.artifacts_path else None,
        "node_urls": dict(settings.node_urls),
        **_forkFacts(settings),
    }


def _forkFacts(settings: Settings) -> dict[str, str | None]:
    """What run.json says of a fork apart from its block: never the URL, which often holds a key."""
    if settings.network != "fork":
        return {}
    cache = settings.fork.cache
    return {"fork_block": settings.fork.block, "fork_cache": None if cache is None else str(cache.absolute())}


def settingsOf(facts: Mapping[str, Any], folder: Path, fork_url: str | None = None) -> Settings:
    """The settings of an earlier run, except for what run.json does not hold: keys, and the URL of a fork.

    Args:
        facts: what run.json in `folder` says.
        fork_url: of a node of the chain that was forked; by default FORK_URL.
    Raises:
        ParameterError: nothing that was read of that chain is there, nor a URL.
    """
    then, seen = facts["settings"], (facts.get("chain") or {}).get("fork")
    settings = chosenSettings(
        then["network"],
        then["engine"],
        then.get("hardfork", ""),
        fork_url,
        str(seen["number"]) if seen else then.get("fork_block"),
        then.get("fork_cache"),
        own=folder / FORK_JSONL,
    )
    settings = replace(settings, hardfork=then.get("hardfork", ""), safety=then["safety"])
    return replace(settings, fork=replace(settings.fork, hash=seen["hash"])) if seen else settings


def versions() -> dict[str, str]:
    """Versions of what can change a result."""
    return {"tokenspice": VERSION, "python": sys.version.split()[0], **_installed(_PACKAGES)}


def _installed(packages: Sequence[str]) -> dict[str, str]:
    """The versions of those of `packages` that are installed, in that order.

    Read off the names of the folders in which pip keeps what it knows: importlib.metadata, which reads them as well,
    takes longer to import than a short run takes.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                package, _, version = name.removesuffix(".dist-info").partition("-")
                # The first one on the path is the one that is imported.
                found.setdefault(re.sub("[-_.]+", "-", package).lower(), version)
    return {package: found[package] for package in packages if package in found}


def programCommit() -> str | None:
    """The commit of TokenSPICE itself; None for an installed package, around which there may be another repository."""
    return gitCommit(HOME) if IS_CHECKOUT else None


def gitCommit(folder: Path) -> str | None:
    """The commit that is checked out there, with "+" if files differ from it; None outside of git."""
    command = ["git", "status", "--porcelain=v2", "--branch", "--untracked-files=no"]
    try:
        said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    commit = re.search(r"^# branch\.oid ([0-9a-f]+)$", said, re.MULTILINE)
    if commit is None:  # a repository without a commit
        return None
    return commit[1] + ("+" if any(not line.startswith("#") for line in said.splitlines()) else "")


def utcNow() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
