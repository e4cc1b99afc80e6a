"""Campaigns whose process is killed at random moments, and campaigns on workers of all kinds: the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from accept.Check import Check, Outcome
from explore.test.helpers import filesOf
from util.config import HOME
from util.mathutil import addUp

_N_KILLS = 20
# Seconds after which nothing of a campaign that was killed is left.
_GRACE_S = 2.0
_MARK = "TOKENSPICE_ACCEPT"
_SEARCHES = ("optimize", "fit", "surrogate", "rare", "worst", "sens")
_KINDS = {"in process": ["-j", "1"], "2 local workers": ["-j", "2"], "Dask": ["--scheduler", "local:2"],
          **{verb: [verb, "-j", "2"] for verb in _SEARCHES}}  # fmt: skip
_RUNS = ["--runs", "2000", "--plain"]
_SEARCH = ["--goal", "min sphere", "--set", "noise=0.02", "--vary", "x=0..1", "--vary", "y=0..1", "--runs", "600"]
_PLANTED = HOME / "explore" / "test" / "planted"
_LUCK = ["--set", "noise=0.5", "--spec", "total <= 7.5", "--runs", "500"]
_NOISY = ["--set", "noise=0.5", "--goal", "min final(noisy)", "--vary", "x1=-1..1", "--vary", "x2=-1..1"]
_SHARES = ["--sobol", "--set", "noise=0.5", "--measure", "y=final(noisy)", "--vary", "x1=-1..1", "--runs", "2048"]
_OBSERVED = ["--to", str(_PLANTED / "curve.csv"), "--posterior", "--vary", "a=1..20", "--vary", "b=0.02..1"]
_LEARNED = ["--vary", "a=1..20", "--vary", "b=0.02..1", "--runs", "1000"]
# Verb → netlist and options.
_ASKED = {
    "mc": [str(HOME / "bench" / "tenagents.py"), _RUNS],
    "optimize": [str(_PLANTED / "bowl.py"), _SEARCH],
    "fit": [str(_PLANTED / "curve.py"), _OBSERVED],
    "surrogate": [str(_PLANTED / "curve.py"), _LEARNED],
    "rare": [str(_PLANTED / "coin.py"), _LUCK],
    "worst": [str(_PLANTED / "ishigami.py"), [*_NOISY, "--runs", "1000"]],
    "sens": [str(_PLANTED / "ishigami.py"), _SHARES],
}


def _command(out: Path, options: Sequence[str]) -> list[str]:
    """Of a campaign with these options, the first of which may be its verb."""
    verb, *rest = options if options[0] in _ASKED else ["mc", *options]
    netlist, asked = _ASKED[verb]
    return [sys.executable, str(HOME / "tsp"), verb, str(netlist), str(out), *asked, "--quiet", "--no-pictures", *rest]


def _begun(out: Path, options: Sequence[str], **env: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(out, options),
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _finished(out: Path, options: Sequence[str], **env: str) -> dict[str, bytes]:
    """The files of a campaign after the command has ended."""
    code = _begun(out, options, **env).wait(timeout=300)
    # Reports have commands that name the folder.
    found = filesOf(out) if code in (0, 3) else {}
    return {name: data.replace(str(out).encode(), b"OUT") for name, data in found.items()}


def _kill(number: int, options: Sequence[str], seconds: float, whole: dict[str, bytes]) -> tuple[bool, int]:
    """Whether a campaign that is killed, and then goes on, comes to the same; and how many processes it left behind."""
    mark = uuid.uuid4().hex
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        process = _begun(out, options, **{_MARK: mark})
        time.sleep(random.Random(number).uniform(0.0, seconds))
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(_GRACE_S)
        n_left = len(_marked(mark))
        return _finished(out, options) == whole, n_left


def _marked(mark: str) -> list[int]:
    """Processes that were begun with the mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{_MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def _killed(jobs: int) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        for kind, options in _KINDS.items():
            begin = time.monotonic()
            whole = _finished(Path(folder, kind.replace(" ", "_")), options)
            seconds = time.monotonic() - begin
            found = list(pool.map(partial(_kill, options=options, seconds=seconds, whole=whole), range(_N_KILLS)))
            n_same = addUp(is_same for is_same, _ in found)
            n_left = addUp(n > 0 for _, n in found)
            what = f"{kind}: killed {_N_KILLS} times in {seconds:.1f} s"
            yield Outcome(f"{what}; same in the end", f"{_N_KILLS} of {_N_KILLS}", f"{n_same}", n_same == _N_KILLS)
            yield Outcome(f"{kind}: processes left after {_GRACE_S:g} s", "none", f"after {n_left} kills", n_left == 0)


def _same(jobs: int) -> Iterator[Outcome]:
    ways: dict[str, tuple[list[str], dict[str, str]]] = {
        **{f"{n} processes": (["-j", f"{n}"], {}) for n in (1, 2, 4)},
        "Dask, 3 processes": (["--scheduler", "local:3"], {}),
        **{f"PYTHONHASHSEED={n}": (["-j", "2"], {"PYTHONHASHSEED": f"{n}"}) for n in (1, 2, 3)},
    }
    with tempfile.TemporaryDirectory() as folder:
        found = {
            way: _finished(Path(folder, f"{i}"), *given[:1], **given[1]) for i, (way, given) in enumerate(ways.items())
        }
    first = next(iter(found.values()))
    for way, files in list(found.items())[1:]:
        is_same = bool(files) and files == first
        yield Outcome(f"{way}, against one", "the same bytes", "the same" if is_same else "others", is_same)


CHECKS = {
    "campaigns-killed": Check("kill -9 at random moments, and the same command again", _killed),
    "campaigns-workers": Check("The same campaign on workers of all kinds", _same),
}
