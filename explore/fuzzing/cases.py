"""`Case`: a sequence of steps as data, from which it can be played again; and what is printed of it."""

from __future__ import annotations

import hashlib
import json
import pprint
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from util.errors import ParameterError
from util.plain import plain
from util.writing import replaceFile

TICK = "tick"
_FORM = 1
# The most of a message that a test repeats.
_WIDTH = 100


@dataclass(frozen=True)
class Step:
    """A call: an action, or ticks.

    Attributes:
        do: the name of the action, or TICK.
        args: name → value; agents by their names. Of TICK: n, how many.
        s: seed of all that is drawn in it, so that it does not depend on the steps before; None goes on with the draws
            of the simulation.
    """

    do: str
    args: Mapping[str, Any]
    s: int | None

    def __str__(self) -> str:
        args = self.args.items()
        return f"{self.do}({', '.join(f'{name}={_bare(value)}' for name, value in args)})"


@dataclass(frozen=True)
class Case:
    """A sequence of steps from the start of a simulation.

    Attributes:
        netlist, sha256: where the netlist was, and a hash of its Python.
        seed, overrides: of the simulation.
        steps: what happens, in order.
        check: "call" or "tick", after which the invariants are asked.
        broken, message: the invariant that the last step breaks, and what it says.
    """

    netlist: str
    sha256: str
    seed: int
    overrides: Mapping[str, Any]
    steps: tuple[Step, ...]
    check: str = "call"
    broken: str = ""
    message: str = ""

    def data(self) -> dict[str, Any]:
        """All of it as plain data, for JSON."""
        overrides = {name: plain(value) for name, value in self.overrides.items()}
        return {"form": _FORM, **asdict(self), "overrides": overrides, "steps": [asdict(step) for step in self.steps]}

    def name(self) -> str:
        """What its file is called: the same for the same steps."""
        facts = [self.seed, self.data()["overrides"], self.data()["steps"], self.check, self.broken]
        return f"case-{hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:8]}.json"

    def save(self, folder: Path) -> Path:
        """Writes it into the folder, whole or not at all."""
        file = folder / self.name()
        replaceFile(file, json.dumps(self.data(), indent=1) + "\n")
        return file

    def lines(self) -> list[str]:
        """Its steps, numbered, as one would write them in Python."""
        width = len(str(len(self.steps)))
        return [f"{i:{width}}  {step}" for i, step in enumerate(self.steps, 1)]

    def test(self) -> str:
        """A test for pytest that fails as long as the invariant breaks."""
        kept = {name: value for name, value in self.data().items() if name not in ("form", "sha256", "message")}
        return (
            "import tokenspice as ts\n\n"
            f"CASE = {pprint.pformat(kept, sort_dicts=False, width=100)}\n\n\n"
            f"def test_{_testName(self.broken)}():\n"
            f'    """{_oneLine(self.message or self.broken)}."""\n'
            "    ts.play(CASE)\n"
        )

    def before(self, n: int, **changes: Any) -> Case:
        """Its first `n` steps."""
        return replace(self, steps=self.steps[:n], **changes)


def caseOf(data: Mapping[str, Any], where: str = "the case") -> Case:
    """The case that `Case.data` was asked of.

    Raises:
        ParameterError: it is none.
    """
    try:
        steps = tuple(Step(str(step["do"]), dict(step["args"]), _seed(step["s"])) for step in data["steps"])
        names = ("netlist", "check", "broken", "message", "sha256")
        texts = {name: str(data[name]) for name in names if name in data}
        texts.setdefault("sha256", "")
        return Case(seed=int(data["seed"]), overrides=dict(data["overrides"]), steps=steps, **texts)
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        why = f"{type(e).__name__}: {e}"
        raise ParameterError(f"{where} cannot be played", why, "a file that tsp fuzz has written") from e


def _seed(s: Any) -> int | None:
    return None if s is None else int(s)


def load(file: str | Path) -> Case:
    """The case in a file.

    Raises:
        ParameterError: there is none.
    """
    try:
        data = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ParameterError(f"{file} cannot be read", str(e), "a file that tsp fuzz has written") from e
    return caseOf(data, str(file))


def _bare(value: Any) -> str:
    """Names of agents without quotes."""
    return value if isinstance(value, str) else repr(value)


def _oneLine(text: str) -> str:
    """The beginning of a text, as a docstring may have it."""
    line = text.partition("\n")[0].replace("\\", "/").replace('"', "'").rstrip(".")
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]} …"


def _testName(broken: str) -> str:
    words = broken.removeprefix("invariant_")
    return "".join(letter if letter.isalnum() else "_" for letter in words)
