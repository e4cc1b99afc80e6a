"""Runs of lending, of which prices and the last row count. For acceptance checks."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.Simulation import Simulation


class Path(NamedTuple):
    """What became of the loans at one price.

    Attributes:
        lowest: the lowest price after any tick.
        loans: of each borrower, its health factor at the start, and whether it was liquidated.
        row: {column: value} at the end.
    """

    lowest: float
    loans: tuple[tuple[float, bool], ...]
    row: dict[str, Any]


class MeasurePath:
    """Work for workers: a run of a seed.

    Args:
        n_ticks: how long.
        overrides: of the netlist's SimStrategy.
    """

    def __init__(self, n_ticks: int, **overrides: Any):
        # One row, at the end.
        time_step = overrides.get("time_step", 3600)
        self._n_ticks = n_ticks
        self._overrides = {**overrides, "max_ticks": n_ticks, "log_interval": n_ticks * time_step}

    def run(self, job: int) -> Path:
        """Runs the netlist."""
        lowest = float("inf")
        with Simulation("lending", job, self._overrides) as simulation:
            for _ in range(self._n_ticks):
                simulation.step()
                lowest = min(lowest, simulation.state.market.price)
            loans = tuple((b.health_init, b.was_liquidated) for b in simulation.state.borrowers)
            simulation.step()
        rows = simulation.rows
        return Path(lowest, loans, dict(zip(rows.header, rows.table()[-1], strict=True)))
