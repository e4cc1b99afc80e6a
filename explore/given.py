"""Sensitivity from runs that are there already: the indices delta and PAWN, which need no plan.

Source: Plischke, Borgonovo and Smith 2013; Pianosi and Wagener 2018.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np

from engine.Stream import StreamsOnly
from explore.Failure import OK
from explore.indices import Index, around
from explore.Runs import Floats
from explore.Store import rowsOf
from explore.words import number
from util.errors import ParameterError

_LEAST = 50
# Kernel densities, on which delta stands, take long: of so many runs, and so often resampled.
_MOST, _N_RESAMPLES = 1000, 10
# Two estimates of delta that are further apart than this say that runs are too few.
_APART = 0.1


def given(seed: int, folder: Path, notes: list[str]) -> list[Index]:
    """Indices of each measure and parameter, from the runs of a campaign.

    Args:
        seed: of resampling.
        folder: of the campaign.
        notes: what is to be said of them is added here.
    Raises:
        ParameterError: it has fewer than 50 runs, or no number varies in them.
    """
    made = list(rowsOf(folder))
    rows = [row for row in made if row["status"] == OK]
    if lost := len(made) - len(rows):
        notes.append(f"{lost:,} of {len(made):,} runs failed and were left out.")
    names = [n for n in (rows[0]["set"] if rows else {}) if len({row["set"].get(n) for row in rows}) > 1]
    names = [n for n in names if all(isinstance(row["set"].get(n), (int, float)) for row in rows)]
    if len(rows) < _LEAST or not names:
        why = f"it has {len(rows)} runs in which {len(names)} numbers vary" if rows else "none of its runs has a result"
        raise ParameterError(f"{folder} says too little", why, f"{_LEAST} runs or more, as tsp mc makes them")
    x = np.array([[float(row["set"][n]) for n in names] for row in rows])
    found = []
    for measure in rows[0]["m"]:
        y = np.array([math.nan if row["m"].get(measure) is None else row["m"][measure] for row in rows])
        known = np.isfinite(y)
        if known.sum() < _LEAST:
            notes.append(f"{measure} has too few values.")
            continue
        if y[known].min() == y[known].max():
            notes.append(f"{measure} depends on nothing here.")
            continue
        if not known.all():
            notes.append(f"{measure} has no value in {(~known).sum():,} of {len(rows):,} runs, which were left out.")
        # To SALib, 0 is no seed at all.
        indices, apart = _indices(x[known], y[known], seed % 2**32 or 2**32 - 1)
        found += [Index(measure, name, both) for name, both in zip(names, indices)]
        for name, (one, other) in zip(names, apart):
            if not abs(one - other) <= _APART:
                said = f"{number(one)} or {number(other)}, depending on how runs are drawn from it"
                notes.append(f"{len(y[known])} runs are few for the delta of {name} on {measure}: {said}.")
    return found


def _indices(x: Floats, y: Floats, seed: int) -> tuple[list[dict[str, tuple[float, float, float]]], list[list[float]]]:
    """Both indices of each column of x, and two estimates of its delta."""
    from SALib.analyze import delta, pawn
    from scipy.stats import rankdata

    n, d = x.shape
    # By ranks, since delta does not depend on the scale, but its bins do. Names of ours might be refused.
    ranks = rankdata(x, axis=0) / n
    problem = {"num_vars": d, "names": [f"x{i}" for i in range(d)], "bounds": [[0.0, 1.0]] * d}
    wording = warnings.formatwarning
    try:
        # Recorded, because the analysis shows warnings whatever filters there are. `apart` says the same.
        with StreamsOnly(), warnings.catch_warnings(record=True):
            a = delta.analyze(problem, ranks[:_MOST], y[:_MOST], num_resamples=_N_RESAMPLES, seed=seed, method="delta")
            b = pawn.analyze(problem, ranks, y, S=10, seed=seed)
    finally:
        warnings.formatwarning = wording
    indices = [
        {"delta": around(a["delta_raw"][i], a["delta_raw_conf"][i]),
         "pawn": (float(b["median"][i]), float(b["minimum"][i]), float(b["maximum"][i]))}
        for i in range(d)
    ]  # fmt: skip
    return indices, [[float(a["delta_raw"][i]), float(a["delta_balanced"][i])] for i in range(d)]
