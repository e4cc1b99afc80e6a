"""Derivatives of measures at the nominal values, by central differences with common seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.Variation import Variation
from explore.asking import whole
from explore.cornerfile import Corner
from explore.indices import Index
from explore.statistics import Stat, summary
from explore.Study import Study
from util.errors import ParameterError

# Part of a parameter's range to each side.
_STEP = 0.01


def slopes(study: Study, place: Corner, factors: Mapping[str, Variation]) -> list[Index]:
    """Elasticity, and change per whole range, of each measure by each parameter, with paired intervals.

    Raises:
        ParameterError: a parameter cannot be moved around its nominal value.
    """
    space = study.space
    nominal = {**{name: space.nominal[name] for name in factors}, **place.set}
    ends = {name: _ends(study, name, variation, nominal[name]) for name, variation in factors.items()}
    points = [nominal, *[{**nominal, name: end} for name, (low, high, _) in ends.items() for end in (low, high)]]
    runs = whole(study, study.campaign.runs(points, study.reps))
    found = []
    for measure in runs.measures:
        y = runs.measure(measure).reshape(-1, runs.reps)
        for i, (name, (low, high, width)) in enumerate(ends.items()):
            difference = y[2 * i + 2] - y[2 * i + 1]
            known = difference[np.isfinite(difference)]
            if not len(known):
                continue
            per_unit = summary((known / (float(high) - float(low))).tolist())
            base = float(np.nanmean(y[0])) if np.isfinite(y[0]).any() else math.nan
            scale = float(nominal[name]) / base if base else math.nan
            found.append(
                Index(measure, name, {"per range": _scaled(per_unit, width), "elasticity": _scaled(per_unit, scale)})
            )
    return found


def _ends(study: Study, name: str, variation: Variation, nominal: Any) -> tuple[Any, Any, float]:
    """The values to each side of the nominal one, and the width of the whole range."""
    lowest, highest = (float(v) for v in variation.values(2))
    step = _STEP * (highest - lowest)
    typed = study.space.typed
    low, high = typed(name, max(lowest, nominal - step)), typed(name, min(highest, nominal + step))
    if isinstance(nominal, int) and (low == nominal or high == nominal):
        low, high = max(math.ceil(lowest), nominal - 1), min(math.floor(highest), nominal + 1)
    if not lowest <= nominal <= highest:
        why = f"its nominal value {nominal} is not in it"
        raise ParameterError(
            f"sens --local cannot vary {name}={variation}", why, f"--set {name}=VALUE, or another range"
        )
    if low == high:
        raise ParameterError(f"sens --local cannot vary {name}={variation}", "its range is too narrow", "a wider one")
    return low, high, highest - lowest


def _scaled(stat: Stat, factor: float) -> tuple[float, float, float]:
    value, low, high = stat.mean * factor, stat.low * factor, stat.high * factor
    if not math.isfinite(low) or not math.isfinite(high):
        # One run says no interval.
        return value, value, value
    return value, min(low, high), max(low, high)
