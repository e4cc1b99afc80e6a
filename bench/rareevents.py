"""`python -m bench.rareevents`: subset simulation here and in OpenTURNS, on the same planted failures of 1e-4.

What is compared is how many runs an estimate takes times its squared coefficient of variation over repetitions: the
smaller, the more a run says. OpenTURNS lives in an environment that exists only while this runs. A few of its
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

import click

from bench.environment import install, newPython
from util.config import HOME

_PINNED = "openturns==1.27"
_CASES = ("linear, d = 10", "curved by 0.2, d = 10", "curved by 0.2, d = 20")
_N = 100


@click.command()
@click.option("--python", type=click.Path(exists=True), help="Of an environment that has OpenTURNS already.")
@click.option("--repetitions", default=_N, show_default=True, help="Of each estimate.")
def main(python: str | None, repetitions: int) -> None:
    """Compare what a run says about a rare failure."""
    click.echo("| failure of 1e-4 | TokenSPICE | OpenTURNS | ratio |\n|---|---|---|---|")
    for name, ours, other in compared(repetitions, Path(python) if python else None):
        click.echo(f"| {name} | {ours:,.0f} | {other:,.0f} | {ours / other:.2f} |")


def compared(repetitions: int = _N, python: Path | None = None) -> Iterator[tuple[str, float, float]]:
    """Each planted failure, with what its estimates cost here and in OpenTURNS; nan if that cannot be installed.

    Args:
        python: of an environment that has OpenTURNS; by default one is made.
    """
    from accept.searching import estimated

    with tempfile.TemporaryDirectory() as folder:
        theirs = python or _installed(Path(folder, "env"))
        for name in _CASES:
            ours = [(p, runs) for p, _, _, runs in (estimated(seed, name, False) for seed in range(repetitions))]
            yield name, _merit(ours), math.nan if theirs is None else _merit(_theirs(theirs, name, repetitions))


def _merit(found: list[tuple[float, int]]) -> float:
    """Mean number of runs, times the squared coefficient of variation."""
    n = len(found)
    mean = sum(p for p, _ in found) / n
    variance = sum((p - mean) ** 2 for p, _ in found) / (n - 1)
    return sum(runs for _, runs in found) / n * variance / mean**2


def _installed(env: Path) -> Path | None:
    say = lambda text: click.echo(text, err=True)  # noqa: E731
    python = newPython(env, "rareevents", say)
    return python if python is not None and install(python, _PINNED, "rareevents", say) else None


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


def _theirs(python: Path, name: str, n: int) -> list[tuple[float, int]]:
    from accept.searching import distanceOf

    kind, d = name.split(",")[0].split()[0], name.split()[-1]
    command = [str(python), "-c", _THEIR_CODE, kind, d, repr(distanceOf(name)), f"{n}"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    if done.returncode != 0:
        raise click.ClickException(done.stderr.strip().splitlines()[-1])
    return [(float(p), int(runs)) for p, runs in json.loads(done.stdout)]


if __name__ == "__main__":
    sys.exit(main(prog_name="python -m bench.rareevents"))
