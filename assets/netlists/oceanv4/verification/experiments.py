"""All experiments of the verification, in the order of the report."""

from __future__ import annotations

from pathlib import Path

from explore.Experiment import Experiment, Results

from . import adversaries, discovery, dumping, fees, limits, liquidity, listing, softcapped

_IN_ORDER = (
    *(liquidity.M1, liquidity.M1B, dumping.M2, dumping.M3, discovery.M4),
    *(softcapped.M5, fees.M6, listing.M7, limits.M8, adversaries.EXTRAS),
)
EXPERIMENTS: dict[str, Experiment] = {experiment.name: experiment for experiment in _IN_ORDER}
# What the report begins with.
HEAD = (Path(__file__).parent / "head.md").read_text(encoding="utf-8")


class RunExperiment:
    """Work for workers: runs the experiment of a name."""

    def __init__(self, n_seeds: int, engine: str):
        self._n_seeds, self._engine = n_seeds, engine

    def run(self, job: str) -> Results:
        """All its numbers."""
        return EXPERIMENTS[job].run(self._n_seeds, self._engine)
