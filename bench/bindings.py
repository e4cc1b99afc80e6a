"""Our engine against the published bindings to revm, in an environment that exists only while it is measured."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.commands import printed
from bench.environment import install, newPython
from bench.measure import Table
from bench.rivals import OURS, PYREVM, SIMULAR, VERBS

# Module → what pip installs, in the latest versions.
PUBLISHED = {PYREVM: "pyrevm==0.3.7", VERBS: "verbs==0.4.1", SIMULAR: "simular-evm==0.3.0"}


def compareBindings(rounds: int, scale: float, say: Callable[[str], None]) -> Table:
    """What → module → seconds per operation. Empty, after a word to `say`, where there is nothing to compare."""
    spec = importlib.util.find_spec(OURS)
    if spec is None or spec.origin is None:
        say("bindings: revm is not installed, so there is nothing to compare")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder) / "env", Path(spec.origin).parent, say)
        if python is None:
            return {}
        say("the bindings, in turn")
        return _measured(python, Path(folder), rounds, scale)


def _environment(env: Path, ours: Path, say: Callable[[str], None]) -> Path | None:
    """The Python of a new environment with our package and those that pip can install; None if there are none."""
    python = newPython(env, "bindings", say)
    if python is None or not [pinned for pinned in PUBLISHED.values() if install(python, pinned, "bindings", say)]:
        return None
    # Only our package: nothing else of the environment that runs this may be seen there.
    (site,) = (env / "lib").glob("python*/site-packages")
    (site / ours.name).symlink_to(ours, target_is_directory=True)
    return python


def _measured(python: Path, folder: Path, rounds: int, scale: float) -> Table:
    from bench.workload import recorded

    asked, answer = folder / "asked.json", folder / "answer.json"
    asked.write_text(json.dumps({"workload": recorded(), "rounds": rounds, "scale": scale}), encoding="utf-8")
    command = ["-m", "bench.rivals", str(asked), str(answer)]
    printed(command, "the bindings", str(python))
    table: Table = json.loads(answer.read_text(encoding="utf-8"))
    return table
