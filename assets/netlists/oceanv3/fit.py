"""Fits oceanv3 to what was observed: estimates rates and sizes of each agent, and tells how far a run is from it.

    events = readEvents("observed.csv")
    ss = fitted(events)
    print(errors(events, observe(ss, seed=1)))

Estimates are medians, so an odd event, or one that a pool's limits made smaller, does no harm. Weights of pools are not
estimated: they can be read on a chain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median
from typing import Any

from util.errors import ParameterError

from .events import Event
from .SimStrategy import SimStrategy

# Which agent has which parameters.
_PREFIXES = {
    "publisher": "publisher",
    "maliciousPublisher": "mal",
    "consumer": "consumer",
    "stakerSpeculator": "staker",
    "speculator": "speculator",
}


def fitted(events: Sequence[Event], time_step: int = 3600) -> SimStrategy:
    """A SimStrategy with the values of `estimates`, and the others' defaults."""
    ss = SimStrategy()
    ss.setTimeStep(time_step)
    for name, value in estimates(events, time_step).items():
        setattr(ss, name, value)
    return ss


def estimates(events: Sequence[Event], time_step: int = 3600) -> dict[str, Any]:
    """Name in SimStrategy → value, of all parameters on which the events have something to say.

    Args:
        events: in the order of time.
        time_step: seconds per tick of the simulation that they are for; periods are multiples of it.
    """
    found: dict[str, Any] = {}
    for agent, prefix in _PREFIXES.items():
        mine = [event for event in events if event.agent == agent]
        if mine:
            values = {"init_OCEAN": float(mine[0].OCEAN_held)} | _ESTIMATORS[prefix](mine, time_step)
            found |= {f"{prefix}_{name}": value for name, value in values.items() if value is not None}
    keeps = [event.OCEAN_held - event.OCEAN for event in events if event.kind == "create"]
    return found | ({"OCEAN_to_keep": median(keeps)} if keeps else {})


def _publisher(mine: list[Event], time_step: int) -> dict[str, Any]:
    created, unstaked, sold = (_ofKind(mine, kind) for kind in ("create", "unstake", "sellDT"))
    return {
        "DT_init": _median(event.tokens_held for event in created),
        "DT_stake": _median(event.tokens for event in created),
        "s_between_create": _period(created, time_step),
        "s_between_unstake": _period(unstaked, time_step),
        "s_between_sellDT": _period(sold, time_step),
        "perc_unstake": _partOfTokens(unstaked),
        "perc_sell": _partOfTokens(sold),
    }


def _malicious(mine: list[Event], time_step: int) -> dict[str, Any]:
    created, looted = _ofKind(mine, "create"), [event for event in mine if event.kind != "create"]
    values = _publisher(mine, time_step)
    if created and looted:
        # Of its first pool; later ones have windows of their own.
        end = created[1].second if len(created) > 1 else float("inf")
        window = [event.second for event in looted if event.second < end]
        if window:
            values["s_wait_to_rug"] = int(window[0] - created[0].second)
            values["s_rug_time"] = int(window[-1] - window[0])
    return values


def _consumer(mine: list[Event], time_step: int) -> dict[str, Any]:
    gains = [(after.OCEAN_held - event.OCEAN_held) / event.OCEAN for event, after in zip(mine, mine[1:])]
    return {"s_between_buys": _period(mine, time_step), "profit_margin_on_consume": _median(gains)}


def _staker(mine: list[Event], time_step: int) -> dict[str, Any]:
    staked = _ofKind(mine, "stake")
    return {
        "s_between_speculates": _period(mine, time_step),
        "prob_leave": _probOf("unstake", mine),
        "perc_stake": _median(event.OCEAN / event.OCEAN_held for event in staked if event.OCEAN_held),
        "perc_unstake": _partOfTokens(_ofKind(mine, "unstake")),
    }


def _speculator(mine: list[Event], time_step: int) -> dict[str, Any]:
    return {
        "s_between_speculates": _period(mine, time_step),
        "prob_leave": _probOf("sellDT", mine),
        "DT_buy_amt": _median(event.tokens for event in _ofKind(mine, "buyDT")),
        "perc_sell": _partOfTokens(_ofKind(mine, "sellDT")),
    }


_ESTIMATORS: dict[str, Any] = {
    "publisher": _publisher,
    "mal": _malicious,
    "consumer": _consumer,
    "staker": _staker,
    "speculator": _speculator,
}


def _ofKind(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def _median(values: Any) -> float | None:
    values = list(values)
    return float(median(values)) if values else None


def _partOfTokens(events: list[Event]) -> float | None:
    """What part of the tokens that it held it gave, usually."""
    return _median(event.tokens / event.tokens_held for event in events if event.tokens_held)


def _probOf(kind: str, events: list[Event]) -> float | None:
    """How often it was that kind, of the times when it held something to do it with."""
    able = [event.kind == kind for event in events if event.tokens_held > 0.0]
    return fmean(able) if able else None


def _period(events: list[Event], time_step: int) -> int | None:
    """Seconds from one to the next, usually, in whole ticks; of a single event, those until its tick was over."""
    if not events:
        return None
    gaps = [after.second - event.second for event, after in zip(events, events[1:])]
    seconds = median(gaps) if gaps else events[0].second + time_step
    return max(1, round(seconds / time_step)) * time_step


# ---- how far a run is from what was observed


def errors(observed: Sequence[Event], simulated: Sequence[Event], n_points: int = 200) -> dict[str, float]:
    """Name → error; 0 where both agree.

    * "price", "TVL": of the first pool; "volume": of all pools, since the start. Root of the mean square difference
      over time, as a fraction of the mean that was observed.
    * "sizes of ...": of an agent's trades in OCEAN. Kolmogorov-Smirnov distance of both distributions, 0 to 1.

    Args:
        n_points: how many moments are compared, evenly from the first to the last event that was observed.
    Raises:
        ParameterError: nothing was observed.
    """
    if not observed:
        raise ParameterError("there is nothing to compare with", "nothing was observed", "give at least one event")
    first, last = min(event.second for event in observed), max(event.second for event in observed)
    times = [first + (last - first) * i / (n_points - 1) for i in range(n_points)]
    found = {
        name: _relativeRmse(*(_sampled(_series(events, name), times) for events in (observed, simulated)))
        for name in ("price", "TVL", "volume")
    }
    for agent in _PREFIXES:
        sizes = [sorted(e.OCEAN for e in events if e.agent == agent) for events in (observed, simulated)]
        if sizes[0]:
            found[f"sizes of {agent}"] = _ksDistance(*sizes)
    return found


def _series(events: Sequence[Event], name: str) -> list[tuple[float, float]]:
    """[(second, value), …] of one of the three quantities, at each event that changes it."""
    if name != "volume":
        return [(e.second, getattr(e, name)) for e in events if e.pool == events[0].pool]
    series, volume = [], 0.0
    for event in events:
        volume += event.OCEAN if event.kind != "create" else 0.0
        series.append((event.second, volume))
    return series


def _sampled(series: list[tuple[float, float]], times: list[float]) -> list[float]:
    """Values at these times: the latest known; 0 before the first one."""
    seconds = [second for second, _ in series]
    values = [0.0, *(value for _, value in series)]
    return [values[bisect_right(seconds, time)] for time in times]


def _relativeRmse(observed: list[float], simulated: list[float]) -> float:
    rmse = sqrt(fmean([(a - b) ** 2 for a, b in zip(observed, simulated)]))
    return rmse / (fmean(observed) or 1.0)


def _ksDistance(a: list[float], b: list[float]) -> float:
    """Largest difference between both cumulative distributions; lists are sorted."""
    if not b:
        return 1.0
    return max(abs(bisect_right(a, x) / len(a) - bisect_right(b, x) / len(b)) for x in (*a, *b))
