"""The same seed gives the same bytes on every Python of this machine, where TokenSPICE is installed as a package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from accept.Check import Check, Outcome
from util.config import HOME

_OLDEST, _NEWEST = 10, 14
_ON_RECORD = HOME / "assets" / "test" / "same_bytes.json"
# The fast engine, if it was built here: its wheel fits every Python.
_WHEELS = HOME / "web3engine" / "fastevm" / "dist"
# In an environment without npm's packages; as assets/test/test_same_bytes.py does on one Python.
_PROGRAM = """
import hashlib, json, sys
from pathlib import Path
import tokenspice as ts
from engine.Netlist import Netlist
recorded, longer, out = json.loads(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3])
odd = []
for name in recorded:
    ticks = min(Netlist(name)["SimStrategy"]().max_ticks, longer.get(name, 340))
    ts.simulate(name, 1, {"max_ticks": ticks}, out=out / name)
    if hashlib.sha256((out / name / "data.csv").read_bytes()).hexdigest() != recorded[name]:
        odd.append(name)
print(*odd or ["none"], sep=", ")
"""


def _pythons() -> dict[str, str]:
    """Version → program of each CPython from 3.10 on that this machine has on its PATH or in pyenv."""
    names = {f"3.{minor}": f"python3.{minor}" for minor in range(_OLDEST, _NEWEST + 1)}
    found = {}
    for version, name in names.items():
        pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/{name}"))
        places = [*map(str, reversed(pyenv)), shutil.which(name)]
        found[version] = next((place for place in places if place and _runs(place)), "")
    return {version: place for version, place in found.items() if place}


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def _sameBytes(jobs: int) -> Iterator[Outcome]:
    from assets.test.test_same_bytes import LONGER
    from web3engine.test.packages import NETLISTS

    recorded = json.loads(_ON_RECORD.read_text(encoding="utf-8"))
    asked = {name: digest for name, digest in recorded.items() if name not in NETLISTS}
    for version, python in _pythons().items():
        with tempfile.TemporaryDirectory() as folder:
            own = Path(folder, "env", "bin", "python")
            subprocess.run([python, "-m", "venv", str(own.parents[1])], check=True)
            for words in (
                ["-m", "pip", "install", "-q", f"{HOME}[pyevm]", *map(str, _WHEELS.glob("*.whl"))],
                ["-m", "tokenspice", "install-v4"],
            ):
                subprocess.run([str(own), *words], cwd=folder, check=True, capture_output=True)
            (Path(folder) / "out").mkdir()
            command = [str(own), "-c", _PROGRAM, json.dumps(asked), json.dumps(LONGER), str(Path(folder, "out"))]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            said = done.stdout.strip() or (done.stderr.splitlines() or ["no word"])[-1]
            yield Outcome(f"Python {version}: {len(asked)} netlists", "none with other bytes", said, said == "none")


CHECKS = {
    "pythons": Check(
        f"Bytes on record on each Python, without constraints; this one is {sys.version.split()[0]}", _sameBytes
    )
}
