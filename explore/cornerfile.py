"""Corners: named points, in a netlist's `netlist_corners` or in a JSON file, which verbs write and read.

    {"rug": {"mal_s_wait_to_rug": 86400}, "bad luck": {"margin": 0.05, "seed": 1234}}

A corner may carry the seed of a run, and the seeds of its blocks; then its first replication repeats that run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from explore.Report import plain
from explore.Space import Space
from explore.Store import writeJson
from util.errors import ParameterError, TokenSpiceError
from util.strutil import nearest

SEED, BLOCKS = "seed", "blocks"

# A file, or name → {parameter: value}; or several of them.
OneOfCorners = str | Path | Mapping[str, Any]
Corners = OneOfCorners | Sequence[OneOfCorners] | None


class Corner(NamedTuple):
    """A named point, and the seed and the blocks of a run there if it has them."""

    name: str
    set: dict[str, Any]
    seed: int | None = None
    blocks: tuple[int, ...] = ()

    def facts(self) -> dict[str, Any]:
        """As a file holds it."""
        return {
            **self.set,
            **({} if self.seed is None else {SEED: self.seed}),
            **({BLOCKS: list(self.blocks)} if self.blocks else {}),
        }


def readCorners(file: Path) -> dict[str, dict[str, Any]]:
    """What a file of corners holds.

    Raises:
        TokenSpiceError: it is not there, or holds something else.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise TokenSpiceError(f"there is no file {file}", "", "a file that --save-corners has written") from e
    except (OSError, ValueError) as e:
        raise TokenSpiceError(f"{file} holds no corners", str(e), '{"name": {"parameter": value}}') from e
    if not isinstance(found, dict) or not all(isinstance(corner, dict) for corner in found.values()):
        raise TokenSpiceError(
            f"{file} holds no corners", "it is not an object of objects", '{"name": {"parameter": value}}'
        )
    return found


def saveCorners(file: Path, corners: Sequence[Corner]) -> None:
    """Writes a file of corners."""
    writeJson(file, plain({corner.name: corner.facts() for corner in corners}))


def cornersOf(space: Space, said: Mapping[str, Any], given: Corners) -> dict[str, Corner]:
    """The corners of a netlist, `said`, and of what is `given`, which goes before; by their names.

    Raises:
        TokenSpiceError: a file cannot be used, two of them have different corners of one name, or a corner has a value
            that the strategy refuses.
    """
    read: dict[str, Any] = {}
    for one in [given] if isinstance(given, (str, Path, Mapping)) else given or []:
        for name, values in (one if isinstance(one, Mapping) else readCorners(Path(one))).items():
            if read.setdefault(name, values) != values:
                why = f"one is {read[name]}, the other one {values}"
                raise ParameterError(f"there are two corners {name}", why, "rename one of them in its file")
    return {name: _corner(space, name, values) for name, values in {**said, **read}.items()}


def chosen(corners: Mapping[str, Corner], names: Sequence[str]) -> list[Corner]:
    """The corners of these names.

    Raises:
        ParameterError: there is none of a name.
    """
    for name in names:
        if name not in corners:
            near = nearest(name, corners, n=1)
            why = f"there are {', '.join(corners)}" if corners else "netlist_corners and --corners have none"
            raise ParameterError(f"there is no corner {name}", why, f"--at {near[0]}" if near else "")
    return [corners[name] for name in dict.fromkeys(names)]


def _corner(space: Space, name: str, values: Any) -> Corner:
    if not isinstance(values, Mapping):
        raise ParameterError(f"the corner {name} cannot be {values!r}", "", "{'parameter': value}")
    values = dict(values)
    seed = values.pop(SEED, None) if SEED not in space.names else None
    blocks = values.pop(BLOCKS, ()) if BLOCKS not in space.names else ()
    for one in [*([] if seed is None else [seed]), *blocks]:
        if isinstance(one, bool) or not isinstance(one, int):
            raise ParameterError(f"the corner {name} cannot have the seed {one!r}", "a seed is a whole number")
    try:
        typed = {parameter: space.typed(parameter, value) for parameter, value in values.items()}
    except ParameterError as e:
        raise ParameterError(f"the corner {name} cannot be used", f"{e.what}: {e.why}") from e
    return Corner(name, typed, seed, tuple(blocks))
