"""`RunDir`: the folder of one run. data.csv is the engine's; run.json, which says how the data came about, is ours."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from util.commandline import checkFree
from util.config import HOME, Settings
from util.constants import VERSION
from util.errors import TokenSpiceError

_PACKAGES = ("numpy", "py-evm", "web3", "eth-account", "ocean-contracts", "tokenspice-evm")


class RunDir:
    """The folder of one run, made now.

    Args:
        folder: where; it must not exist.
        facts: what run.json says besides versions, times and status.
    Raises:
        TokenSpiceError: the folder cannot be made.
    """

    def __init__(self, folder: Path, facts: dict[str, Any]):
        checkFree(folder)
        try:
            folder.mkdir()
        except OSError as e:
            raise TokenSpiceError(f"{folder} cannot be made", e.strerror or str(e), "a folder of yours") from e
        self.folder = folder
        self._facts = {
            **facts,
            "versions": versions(),
            "git_commit": gitCommit(),
            "start": _utcNow(),
            "end": None,
            "status": "running",
        }
        self._write()

    def close(self, status: str, error: str | None = None, **facts: Any) -> None:
        """Writes how the run ended: "finished", "error" or "interrupted"."""
        self._facts.update(facts, end=_utcNow(), status=status)
        if error is not None:
            self._facts["error"] = error
        self._write()

    def _write(self) -> None:
        part = self.folder / "run.json.part"
        part.write_text(json.dumps(self._facts, indent=2) + "\n", encoding="utf-8")
        os.replace(part, self.folder / "run.json")


def settingsFacts(settings: Settings) -> dict[str, Any]:
    """The settings as run.json shows them: everything but keys."""
    return {
        "file": settings.file,
        "network": settings.network,
        "engine": settings.engine,
        "safety": settings.safety,
        "artifacts_path": str(settings.artifacts_path) if settings.artifacts_path else None,
        "node_urls": dict(settings.node_urls),
    }


def netlistFacts(file: Path) -> dict[str, Any]:
    """The netlist's path, and a hash of all Python in its folder, since a netlist may be several files."""
    digest = hashlib.sha256()
    for part in sorted(file.parent.glob("*.py")):
        digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
    return {"path": str(file), "sha256": digest.hexdigest()}


def strategyFacts(ss: Any) -> dict[str, Any]:
    """Every value of the SimStrategy; what JSON cannot hold is given as text."""
    return {name: _plain(value) for name, value in sorted(vars(ss).items())} if ss is not None else {}


def versions() -> dict[str, str]:
    """Versions of what can change a result."""
    found = {"tokenspice": VERSION, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def gitCommit() -> str | None:
    """The commit that is checked out, with "+" if files differ from it; None outside of git."""
    try:
        commit = _git("rev-parse", "HEAD")
        return commit + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=HOME, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # JSON has no infinity and no NaN.
        return value if value - value == 0 else repr(value)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return str(value)


def _utcNow() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
