"""Rare events next to another implementation of the method: subset simulation here and in OpenTURNS, on the same
planted failures of 1e-4. docs/accuracy.md has what was measured.

What is compared is how many runs an estimate takes times its squared coefficient of variation over repetitions: the
smaller, the more a run tells. OpenTURNS lives in an environment that exists only while this runs. A few of its
repetitions in a thousand fail with an error; they are left out.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from accept.Check import Check, Outcome
from accept.searching import distanceOf, estimated
from bench.environment import install, newPython
from util.config import HOME
from util.mathutil import addUp

_PINNED = "openturns==1.27"
_CASES = ("linear, d = 10", "curved by 0.2, d = 10", "curved by 0.2, d = 20")
_N = 100
_MOST = 0.6


def _openturns(jobs: int) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        python = _installed(Path(folder, "env"))
        for name in _CASES:
            ours = _merit([(p, runs) for p, _, _, runs in (estimated(seed, name, False) for seed in range(_N))])
            theirs = math.nan if python is None else _merit(_theirs(python, name))
            said = f"{ours / theirs:.2f}: {ours:,.0f} / {theirs:,.0f}"
            yield Outcome(f"{name}: runs x CoV2", f"<= {_MOST} of OpenTURNS", said, ours <= _MOST * theirs)


def _merit(found: list[tuple[float, int]]) -> float:
    """Mean number of runs, times the squared coefficient of variation."""
    n = len(found)
    mean = addUp(p for p, _ in found) / n
    variance = addUp((p - mean) ** 2 for p, _ in found) / (n - 1)
    return addUp(runs for _, runs in found) / n * variance / mean**2


def _installed(env: Path) -> Path | None:
    """A Python that has OpenTURNS; None if there can be none."""
    python = newPython(env, "rareevents", _say)
    return python if python is not None and install(python, _PINNED, "rareevents", _say) else None


def _say(text: str) -> None:
    print(text, file=sys.stderr)


# What OpenTURNS does, in its own environment: arguments are the kind, the dimension, its distance and the repetitions.
_THEIR_CODE = """
import json, math, sys
import openturns as ot

kind, d, beta, n = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
names = [f"x{i}" for i in range(d)]
if kind == "linear":
    formula = f"{beta!r} - ({' + '.join(names)}) / {math.sqrt(d)!r}"
else:
    formula = f"{beta!r} + 0.1 * ({' + '.join(f'{x}^2' for x in names[1:])}) - x0"
found = []
for seed in range(n):
    ot.RandomGenerator.SetSeed(seed)
    output = ot.CompositeRandomVector(ot.SymbolicFunction(names, [formula]), ot.RandomVector(ot.Normal(d)))
    simulation = ot.SubsetSampling(ot.ThresholdEvent(output, ot.Less(), 0.0), 2.0)
    simulation.setMaximumOuterSampling(50)
    simulation.setBlockSize(100)
    try:
        simulation.run()
    except TypeError:
        continue
    result = simulation.getResult()
    runs = result.getOuterSampling() * result.getBlockSize()
    found.append((result.getProbabilityEstimate(), runs))
print(json.dumps(found))
"""


def _theirs(python: Path, name: str) -> list[tuple[float, int]]:
    """Probability and number of runs of each estimate."""
    kind, d = name.split(",")[0].split()[0], name.split()[-1]
    command = [str(python), "-c", _THEIR_CODE, kind, d, repr(distanceOf(name)), f"{_N}"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
    return [(float(p), int(runs)) for p, runs in json.loads(done.stdout)]


CHECKS = {"rareevents": Check("Subset simulation next to OpenTURNS: what an estimate costs", _openturns)}
