"""`Manifest`: campaign.json. It says what was asked, with which versions, what was found out about the netlist, and how
each call ended. The same command again goes on; one that asks something else is refused.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from engine.Netlist import Netlist
from engine.RunDir import programCommit, versions
from explore.Store import writeJson
from util.errors import TokenSpiceError
from util.paths import checkFree

CAMPAIGN_JSON = "campaign.json"
# The hash of the netlist and of the files next to it; which of these it is; and hashes of its project's other files,
# those that were imported by then.
NETLIST, FILE, MODULES = "netlist", "file", "modules"
# What may be larger in a later call with --more.
_COUNTS = ("runs", "reps")


class Manifest:
    """campaign.json of one folder: made now, or taken up.

    Args:
        folder: of the campaign. It must not exist, or hold a campaign that asks the same.
        asked: all that the results depend on, as plain data.
        call: what else is known of this call: the command, the path of the netlist, limits.
        more: whether counts in `asked` may be larger than they were.
        found: what was found out about the netlist, for a folder that is made now.
    Raises:
        TokenSpiceError: the folder cannot be made, holds something else, or another campaign.

    Attributes:
        facts: what campaign.json holds: `asked`, `found` and `calls`.
        is_new: whether the folder was made now.
    """

    def __init__(
        self,
        folder: Path,
        asked: Mapping[str, Any],
        call: Mapping[str, Any] | None = None,
        more: bool = False,
        found: Mapping[str, Any] | None = None,
    ):
        self.folder = folder
        # As it will be read again.
        plain: dict[str, Any] = json.loads(json.dumps(asked))
        self.is_new = not os.path.lexists(folder)
        if not self.is_new:
            self.facts = readManifest(folder)
            self._checkSame(plain, more)
            self.facts["asked"] = plain
        else:
            checkFree(folder)
            self.facts = {"asked": plain, "found": dict(found or {}), "calls": []}
        self._call: dict[str, Any] = {
            **(call or {}),
            "start": _utcNow(),
            "end": None,
            "status": "running",
            "host": platform.node(),
            "versions": versions(),
            "git_commit": programCommit(),
        }
        self.facts["calls"].append(self._call)
        self._make()

    def settled(self, name: str, value: Any) -> Any:
        """What was decided under this name when the campaign began; `value`, if that is now."""
        decided: dict[str, Any] = self.facts.setdefault("settled", {})
        if name not in decided:
            decided[name] = value
            self._write()
        return decided[name]

    def settle(self, name: str, value: Any) -> None:
        """Keeps something else that results depend on, such as what a file held.

        Raises:
            TokenSpiceError: it was something else when the campaign began.
        """
        plain = json.loads(json.dumps(value))
        before = self.settled(name, plain)
        for path, old, new in _differences(before, plain):
            raise TokenSpiceError(
                f"{self.folder} holds another campaign",
                f"its {' '.join((name, *path))} is {_shown(old)}, not {_shown(new)}",
                "another folder",
            )

    def close(self, status: str, **facts: Any) -> None:
        """Writes how this call ended: "finished", "interrupted" or "error"."""
        self._call.update(facts, end=_utcNow(), status=status)
        self._write()

    def _make(self) -> None:
        """The folder appears with campaign.json in it, or not at all."""
        if self.folder.is_dir():
            self._write()
            return
        part = Path(tempfile.mkdtemp(prefix=f".{self.folder.name}.", dir=self.folder.absolute().parent))
        try:
            writeJson(part / CAMPAIGN_JSON, self.facts)
            part.chmod(0o755)
            part.rename(self.folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def _write(self) -> None:
        writeJson(self.folder / CAMPAIGN_JSON, self.facts)

    def _checkSame(self, asked: dict[str, Any], more: bool) -> None:
        was = self.facts["asked"]
        if not isSameNetlist(was, asked):
            why = "its netlist is another one, or was edited since, or a Python file next to it or of its project was"
            raise TokenSpiceError(f"{self.folder} holds another campaign", why, "another folder")
        of_netlist = {name: asked[name] for name in (NETLIST, FILE, MODULES) if name in asked}
        for path, before, now in _differences({**was, **of_netlist}, asked):
            is_count = path[-1] in _COUNTS and isinstance(before, int) and isinstance(now, int)
            if more and is_count and now > before:
                continue
            cure = "another folder; or the same command as before, which goes on"
            if is_count and now > before:
                cure = "--more, which adds to what is there; or another folder"
            raise TokenSpiceError(
                f"{self.folder} holds another campaign",
                f"its {' '.join(path)} is {_shown(before)}, not {_shown(now)}",
                cure,
            )


def netlistFacts(netlist: Netlist) -> dict[str, Any]:
    """What campaign.json says of a netlist: enough to know it again, wherever its project lies."""
    facts = netlist.facts()
    if netlist.path is None:
        return {NETLIST: None}
    modules = {os.path.relpath(file, netlist.path.parent): digest for file, digest in facts["modules"].items()}
    return {NETLIST: facts["sha256"], FILE: netlist.path.name, MODULES: modules}


def isSameNetlist(asked: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two such descriptions are of one netlist, as far as both say."""
    then, modules = asked.get(MODULES, {}), now.get(MODULES, {})
    return (
        asked.get(NETLIST) == now.get(NETLIST)
        and asked.get(FILE, now.get(FILE)) == now.get(FILE, asked.get(FILE))
        and all(then[file] == modules[file] for file in then.keys() & modules.keys())
    )


def readManifest(folder: Path) -> dict[str, Any]:
    """What campaign.json of a folder holds.

    Raises:
        TokenSpiceError: there is none, or it is damaged.
    """
    file = folder / CAMPAIGN_JSON
    if not folder.is_dir():
        what = f"{folder} is not a folder" if os.path.lexists(folder) else f"there is no folder {folder}"
        raise TokenSpiceError(what, "", "the folder of a campaign")
    if not file.is_file():
        raise TokenSpiceError(f"{folder} holds no campaign", f"it has no {CAMPAIGN_JSON}", "another name")
    try:
        facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if not {"asked", "found", "calls"} <= facts.keys():
            raise ValueError("parts are missing")
    except (ValueError, AttributeError) as e:
        raise TokenSpiceError(f"{file} is damaged", str(e), "another folder") from e
    return facts


def _differences(before: Any, now: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(before, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*before, *now]):
            yield from _differences(before.get(name), now.get(name), (*path, name))
    elif before != now:
        yield path, before, now


def _shown(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _utcNow() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
