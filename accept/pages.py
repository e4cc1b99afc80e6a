"""Pages of the documentation as programs: their blocks of commands and of Python, run in order in a copied checkout.

What a block is, follows from how it is written:

* Commands: ```` ```bash ````, or no language and a first line that begins with a command.
* A file: ```` ```python ```` with a comment such as `# town/netlist.py` as first line. It is written there.
* A snippet: any other ```` ```python ````. It runs in its own process, in the folder where commands run.
* What commands print: ```` ```text ```` after them. Its lines are among those printed, in the same order.

A line above a block says where it differs: `<!-- slow -->` leaves it to `python -m accept docs`, and
`<!-- not run: REASON -->` excludes it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from accept.Check import Check, Outcome
from util.config import HOME

# Pages whose blocks are compared with what they print, or need projects of other origins, have their own tests.
OWN_TEST = {
    "docs/migrate.md",
    "docs/campaigns.md",
    "docs/search.md",
    "docs/contracts.md",
    "docs/fuzz.md",
    "docs/fork.md",
    "docs/resume.md",
}
_COMMANDS = {
    "tsp",
    "./tsp",
    "./ganache.py",
    "venv/bin/python",
    "venv/bin/pip",
    "pytest",
    "make",
    "npm",
    "cd",
    "cp",
    "mkdir",
}
_BLOCK = re.compile(r"(?:^ *<!-- (slow|not run: [^>]+?) -->\n)?^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w./]+\.(?:py|sol|ini|json))\n")
# Which argument of a verb names the folder that it makes; the last one, if there are several before it.
_OUT = {"run": 1, "plot": -1, "rplot": -1, "sweep": 1, "mc": 1, "corners": 1, "robust": 1, "replay": 2, "fit": 1,
        "surrogate": 1, "optimize": 1, "worst": 1, "rare": 1, "sens": 1}  # fmt: skip
_IGNORED = shutil.ignore_patterns(
    *(
        "venv",
        "node_modules",
        "demo",
        "outdir*",
        "target",
        "dist",
        "_build",
        ".git",
        "__pycache__",
        ".*_cache",
        ".hypothesis",
    )
)


@dataclass(frozen=True)
class Block:
    """A block of a page that can be run.

    Attributes:
        line: where it begins.
        kind: "commands", "file" or "snippet".
        text: what is in it.
        mark: "", "slow" or "not run: …".
        printed: what the page shows of what it prints.
    """

    line: int
    kind: str
    text: str
    mark: str
    printed: str = ""

    def outputs(self) -> list[str]:
        """Folders that its commands make."""
        if self.kind != "commands":
            return []
        words = [shlex.split(line, comments=True) for line in self.text.replace("\\\n", " ").splitlines()]
        found = [_output(w) for w in words if len(w) > 1 and w[0] in ("tsp", "./tsp")]
        return [folder for folder in found if folder]

    def notPrinted(self, output: str) -> list[str]:
        """Lines of the page that are not in the output, or not in this order; "…" stands for any text."""
        rest = iter([line.rstrip() for line in output.splitlines()])
        wanted = [line.rstrip() for line in self.printed.splitlines() if line.strip()]
        texts = [re.compile(".*".join(map(re.escape, line.split("…")))) for line in wanted]
        return [line for line, text in zip(wanted, texts) if not any(map(text.fullmatch, rest))]


def _output(words: list[str]) -> str:
    arguments = [w for i, w in enumerate(words[2:], 2) if not w.startswith("-") and not words[i - 1].startswith("--")]
    place = _OUT.get(words[1])
    return "" if place is None or place >= len(arguments) else arguments[place]


def pages() -> list[str]:
    """Paths of all pages, relative to the checkout, in the order in which one would read them."""
    found = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted((HOME / "docs").glob("*.md"))]
    found += sorted((HOME / "assets" / "netlists").glob("*/about.md"))
    names = [path.relative_to(HOME).as_posix() for path in found]
    return [name for name in names if name not in OWN_TEST]


def blocks(page: str) -> list[Block]:
    """What can be run of a page, in order."""
    text = (HOME / page).read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        mark, _, language, body = match.groups()
        kind = _kind(language, textwrap.dedent(body))
        if language == "text" and found and found[-1].kind == "commands":
            found[-1] = replace(found[-1], printed=found[-1].printed + textwrap.dedent(body))
        elif kind:
            found.append(Block(text.count("\n", 0, match.start(4)), kind, textwrap.dedent(body), mark or ""))
    return found


def _kind(language: str, text: str) -> str:
    if language == "python":
        return "file" if _FILE.match(text) else "snippet"
    first = text.split(maxsplit=1)[:1]
    return "commands" if language == "bash" or (language == "" and first and first[0] in _COMMANDS) else ""


def copyOfCheckout(folder: Path) -> Path:
    """A checkout to work in: a copy of the files, with links to what was installed."""
    shutil.copytree(HOME, folder, ignore=_IGNORED, symlinks=True)
    for name in ("venv", "node_modules"):
        if (HOME / name).exists():
            (folder / name).symlink_to(HOME / name)
    return folder


def run(
    block: Block, checkout: Path, python: Path = Path(sys.executable), base: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[str]:
    """Runs a block in a checkout; what it printed, and its exit code.

    Args:
        python: of the environment that has TokenSPICE's packages.
        base: variables of the environment, to which those that find the checkout are added.
    """
    if block.kind == "file":
        path = checkout / _FILE.match(block.text)[1]  # type: ignore[index]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return subprocess.CompletedProcess([], 0, "", "")
    path = os.pathsep.join([str(checkout), str(python.parent), base["PATH"]])
    environment = {**base, "PATH": path, "MPLBACKEND": "Agg", "PYTHONPATH": str(checkout)}
    command = ["bash", "-euc", block.text] if block.kind == "commands" else [str(python), "-c", block.text]
    return subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def _slowPage(page: str, jobs: int) -> Iterator[Outcome]:
    """A page that has slow blocks, whole."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        checkout = copyOfCheckout(Path(folder) / "tokenspice")
        wanted = _runnable(page)
        failed = [said for block in wanted if (said := _failure(block, checkout))]
        yield Outcome(page, "every block runs", "; ".join(failed) or f"{len(wanted)} blocks run", not failed)


def _runnable(page: str) -> list[Block]:
    return [block for block in blocks(page) if not block.mark.startswith("not run")]


def _failure(block: Block, checkout: Path) -> str:
    """Which line of the page failed, and why; "" if all went well."""
    done = run(block, checkout)
    missing = block.notPrinted(done.stdout + done.stderr)
    if not done.returncode:
        return f"line {block.line} does not print {missing[0]!r}" if missing else ""
    return f"line {block.line}: {(done.stderr.splitlines() or ['no word'])[-1]}"


def _name(page: str) -> str:
    path = Path(page)
    return path.parent.name if path.stem == "about" else path.stem


CHECKS = {
    f"docs-{_name(page)}": Check(f"{page}, which has slow commands, run as written", partial(_slowPage, page))
    for page in pages()
    if any(block.mark for block in _runnable(page))
}
