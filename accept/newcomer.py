"""What a newcomer does, as the pages say it, in an empty home: clone, install, a netlist, a contract, a campaign.

What is committed is cloned; packages come from where pip, npm and cargo are set up to find them on this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from accept import pages
from accept.Check import Check, Outcome
from util.config import HOME

_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
# Where tools of this machine keep their settings in a home; an empty one has none.
_SETTINGS = {
    "CARGO_HOME": ".cargo",
    "RUSTUP_HOME": ".rustup",
    "NPM_CONFIG_USERCONFIG": ".npmrc",
    "PIP_CONFIG_FILE": ".config/pip/pip.conf",
}
_OURS = ("TOKENSPICE", "VIRTUAL_ENV", "PYTHON", "CONDA")


def _path(jobs: int) -> Iterator[Outcome]:
    """In a checkout: README, the tutorial, a contract written from scratch."""
    with tempfile.TemporaryDirectory() as folder:
        checkout, environment = _clone(Path(folder))
        yield _done("README: make demo", ["make demo"], checkout, environment)
        environment["PATH"] = os.pathsep.join([str(checkout), str(checkout / "venv" / "bin"), environment["PATH"]])
        yield _page("README.md", "", checkout, environment)
        yield _page("docs/tutorial.md", "", checkout, environment)
        if shutil.which("npm"):
            yield _done("npm ci", ["npm ci --no-audit --no-fund --loglevel=error"], checkout, environment)
            yield _page("docs/how-to.md", "Use your own contract", checkout, environment)


def _package(jobs: int) -> Iterator[Outcome]:
    """In a new environment: docs/install.md."""
    with tempfile.TemporaryDirectory() as folder:
        checkout, environment = _clone(Path(folder))
        subprocess.run([sys.executable, "-m", "venv", str(Path(folder) / "env")], check=True)
        environment["PATH"] = os.pathsep.join([str(Path(folder) / "env" / "bin"), environment["PATH"]])
        environment["VIRTUAL_ENV"] = str(Path(folder) / "env")
        for block in _SHELL.findall((HOME / "docs" / "install.md").read_text(encoding="utf-8")):
            if "make wheels" not in block or shutil.which("cargo"):
                yield _done(f"docs/install.md: {block.split(chr(10))[0]}", block.splitlines(), checkout, environment)
        yield from _installed(checkout, environment)


def _installed(checkout: Path, environment: Mapping[str, str]) -> Iterator[Outcome]:
    """What else an installed TokenSPICE must be: out of the way of other packages, and the same to the byte."""
    done = _run("cd / && python -c 'import engine'", checkout, environment)
    said = (done.stderr.splitlines() or ["it is imported"])[-1]
    yield Outcome("import engine, in others' processes", "No module named", said, "No module named" in said)
    theirs = _run(
        "cp -r assets/netlists/simplepool pool && tsp run pool out_pool --seed 1 --quiet", checkout, environment
    )
    ours = _run(f"{sys.executable} {HOME}/tsp run pool out_ours --seed 1 --quiet", checkout, environment)
    files = [checkout / out / "data.csv" for out in ("out_pool", "out_ours")]
    equal = not theirs.returncode and not ours.returncode and files[0].read_bytes() == files[1].read_bytes()
    yield Outcome("data of simplepool's copy", "the checkout's", "the same" if equal else "another", equal)
    words = "tsp new agent HelperAgent && pip install -q pytest && cd / && pytest -q -p tokenspice.testing "
    yield _done(
        "pytest -p tokenspice.testing", [words + f"{checkout}/agents/test_HelperAgent.py"], checkout, environment
    )
    words = (
        "pip install -q 'tokenspice[cluster]' && tsp mc pool mc_pool --runs 4 --target 0.5 --scheduler local:2 --seed 1"
    )
    yield _done("Dask", [words + " --set max_ticks=48 || test $? = 3"], checkout, environment)


def _clone(folder: Path) -> tuple[Path, dict[str, str]]:
    """What is committed, in a new folder; and an environment with an empty home, and nothing of ours."""
    subprocess.run(["git", "clone", "-q", str(HOME), str(folder / "tokenspice")], check=True)
    (folder / "home").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    for name, place in _SETTINGS.items():
        if (Path.home() / place).exists():
            environment.setdefault(name, str(Path.home() / place))
    own = Path(sys.prefix, "bin")
    path = [place for place in os.environ["PATH"].split(os.pathsep) if Path(place) not in (own, HOME)]
    return folder / "tokenspice", {
        **environment,
        "HOME": str(folder / "home"),
        "PATH": os.pathsep.join(path),
        "MPLBACKEND": "Agg",
    }


def _page(page: str, section: str, checkout: Path, environment: Mapping[str, str]) -> Outcome:
    """The blocks of a page, or of one section of it, in order, as they are written."""
    text = (checkout / page).read_text(encoding="utf-8")
    below = text.index(f"\n## {section}\n") if section else 0
    end = text.find("\n## ", below + 1) if section else len(text)
    first, last = text.count("\n", 0, below), text.count("\n", 0, end)
    wanted = [block for block in pages.blocks(page) if first <= block.line <= last]
    wanted = [block for block in wanted if not block.mark.startswith("not run")]
    failed = []
    for block in wanted:
        done = pages.run(block, checkout, checkout / "venv" / "bin" / "python", environment)
        if done.returncode:
            failed.append(
                f"line {block.line}: {(done.stderr.splitlines() or done.stdout.splitlines() or ['no word'])[-1]}"
            )
    what = f"{page}{f', {section}' if section else ''}"
    return Outcome(
        what, "every block runs", "; ".join(failed) or f"{len(wanted)} blocks run", not failed and wanted != []
    )


def _done(what: str, lines: list[str], checkout: Path, environment: Mapping[str, str]) -> Outcome:
    """Whether commands run."""
    done = _run("\n".join(lines), checkout, environment)
    said = (done.stderr.splitlines() or done.stdout.splitlines() or ["no word"])[-1]
    return Outcome(what, "it runs", said if done.returncode else "it runs", not done.returncode)


def _run(text: str, checkout: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euc", text],
        cwd=checkout,
        env=dict(environment),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


CHECKS = {
    "newcomer": Check("A clone in an empty home: README, a netlist, a contract, a campaign, as the pages say", _path),
    "package": Check("TokenSPICE as a package in a new environment, as docs/install.md says", _package),
}
