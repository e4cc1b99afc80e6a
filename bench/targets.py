"""The targets, and what each came to. Every ratio is one of medians of the same run."""

from __future__ import annotations

from typing import NamedTuple

from bench import (
    before,
    boltzmann,
    commands,
    engines,
    growth,
    idle,
    inprocess,
    moneysweep,
    ocean,
    opsci,
    rivals,
    wallets,
    wsloop,
)
from bench.engines import executed
from bench.idlers import ENGINE, HAND
from bench.measure import Table, median

NOT_MEASURED = "not measured"


class Target(NamedTuple):
    """A target.

    Attributes:
        text: what is wanted.
        measured: what was found.
        met: None if it was not measured.
    """

    text: str
    measured: str
    met: bool | None


class Results(NamedTuple):
    """What was measured. A part that was left out is empty.

    Attributes:
        chains: what → chain → seconds; "" where there is no chain.
        bindings: what → module → seconds.
        memory: see `memory.aging`; None if it was left out.
        wsloop: see `measureWsloop`; None if it was left out. The seconds of its runs are in `chains`.
        opsci: see `measureOpsci`; None if it was left out. The seconds of its runs are in `ratios`.
        ratios: what → who → seconds, of parts in which each who is compared with the first one.
    """

    chains: Table
    bindings: Table
    memory: dict[str, float] | None
    wsloop: dict[str, float] | None
    opsci: dict[str, float] | None
    ratios: Table = {}


def targets(results: Results) -> list[Target]:
    """Every target, whether it was measured or not."""
    chains = results.chains
    return [
        *[_fastest(results.bindings, what) for what in (rivals.TRANSFER, rivals.SWAP)],
        *[
            _times(chains, f"revm: {what} at most twice {base}", (what, "revm"), (base, "revm"), 2)
            for what, base in _CALLS
        ],
        *[_below(chains, what, "revm", 2e-6) for what in (engines.ENGINE_SNAPSHOT, engines.CHAIN_SNAPSHOT)],
        *_memoryTargets(results.memory),
        _speedUp(chains, commands.WHOLE_RUN, "pyevm", 5.0),
        _speedUp(chains, commands.TICK_LOOP, "revm", 100.0),
        _below(chains, commands.HELP, "", 0.25),
        _below(chains, commands.SIMPLEGRANT, "", 0.6),
        *[_overHand(results.ratios, *row) for row in _IN_PROCESS],
        _overHand(results.ratios, idle.WHAT, ENGINE, HAND, 2),
        *_wsloopTargets(chains, results.wsloop),
        *_opsciTargets(results.opsci),
        _below(chains, ocean.MARKET, "", 10.0),
        _below(chains, ocean.VERIFICATION, "", 600.0),
        *[_share(results.ratios, what, limit) for what, limit in _SHARES.items()],
        *[_overHand(results.ratios, *row) for row in _MONEY],
        *[_exponent(results.ratios, what, limit) for what, limit in _EXPONENTS.items()],
    ]


# (row, whose, next to whose, how many times at most)
_IN_PROCESS = [
    (inprocess.GRANT, inprocess.SIMULATION, inprocess.BY_HAND, 1.3),
    (inprocess.POOL, inprocess.SIMULATION, inprocess.BY_HAND, 1.1),
]
# Agents with wallets: 3.0 and 1.5 million steps a second where the loop by hand takes 8.3 million; a sweep over them,
# 2,200 runs a second where one over agents with plain attributes does 6,800.
_MONEY = [
    (boltzmann.WHAT, boltzmann.FLOATS, boltzmann.HAND, 8.3 / 3.0),
    (boltzmann.WHAT, boltzmann.BASE18, boltzmann.HAND, 8.3 / 1.5),
    (moneysweep.WHAT, boltzmann.FLOATS, boltzmann.PLAIN, 6800 / 2200),
]
# Of what a command took before.
_SHARES = {before.SIMPLEPOOL: 0.45, before.OCEANV4: 0.5, before.SIMPLEGRANT: 0.65, before.OCEANV3: 0.4}
# Nothing gets slower, apart from what differs from one measurement to the next.
_SHARES |= dict.fromkeys(before.IN_PROCESS, 1.05)
_EXPONENTS = {growth.TICKS: 1.1, growth.COLUMNS: 1.3}


# (what is slower, what it stands on)
_CALLS = [
    (wallets.TRANSFER_OCEAN, engines.TRANSFER),
    (executed(wallets.BALANCE_OF), executed(engines.BALANCE)),
    (executed(wallets.SPOT_PRICE), executed(engines.PRICE)),
]


def fastestPublished(bindings: Table, what: str) -> tuple[str, float] | None:
    """Name and seconds of the fastest binding that is not ours; None if there is none."""
    medians = [(median(bindings, what, who), who) for who in bindings.get(what, {}) if who != rivals.OURS]
    found = min([(seconds, who) for seconds, who in medians if seconds is not None], default=None)
    return (found[1], found[0]) if found else None


def asTime(seconds: float | None) -> str:
    """Seconds in the unit that suits them, with three digits."""
    if seconds is None:
        return "–"
    factor, unit = next((f, u) for f, u in _UNITS if seconds * f >= 1.0 or u == "ns")
    amt = seconds * factor
    return f"{amt:.{2 if amt < 10 else 1 if amt < 100 else 0}f} {unit}"


_UNITS = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))


def _fastest(bindings: Table, what: str) -> Target:
    ours, other = median(bindings, what, rivals.OURS), fastestPublished(bindings, what)
    text = f"revm: bare {what} at least as fast as the fastest published binding"
    if ours is None or other is None:
        return Target(text, NOT_MEASURED, None)
    name, theirs = other
    return Target(text, f"{theirs / ours:.2f} times as fast: {asTime(ours)}, {name} {asTime(theirs)}", ours <= theirs)


def _times(table: Table, text: str, upper: tuple[str, str], lower: tuple[str, str], limit: float) -> Target:
    """How many times what `lower` takes `upper` takes; each is (what, who)."""
    taken, base = median(table, *upper), median(table, *lower)
    if taken is None or base is None:
        return Target(text, NOT_MEASURED, None)
    return Target(text, f"{taken / base:.2f} times: {asTime(taken)} over {asTime(base)}", taken <= limit * base)


def _overHand(table: Table, what: str, ours: str, by_hand: str, limit: float) -> Target:
    return _times(table, f"{what}: {ours} at most {limit:.3g} times {by_hand}", (what, ours), (what, by_hand), limit)


def _below(chains: Table, what: str, who: str, limit: float) -> Target:
    seconds = median(chains, what, who)
    text = f"{who + ': ' if who else ''}{what}, at most {limit * 1e6:.0f} µs"
    if limit >= 0.1:
        text = f"{what}, at most {limit} s"
    if seconds is None:
        return Target(text, NOT_MEASURED, None)
    return Target(text, asTime(seconds), seconds <= limit)


def _speedUp(chains: Table, what: str, who: str, wanted: float) -> Target:
    ours, ganache = median(chains, what, who), median(chains, what, "ganache")
    text = f"{what}: {who} at least {wanted:.0f} times as fast as Ganache"
    if ours is None or ganache is None:
        return Target(text, NOT_MEASURED, None)
    ratio = ganache / ours
    return Target(text, f"{ratio:.1f} times: {asTime(ours)}, Ganache {asTime(ganache)}", ratio >= wanted)


def _memoryTargets(memory: dict[str, float] | None) -> list[Target]:
    n = f"{memory['n_transfers']:,.0f}" if memory else "1,000,000"
    growth_text = f"revm: less than 20 MiB of growth in {n} transfers"
    drift_text = "revm: their last per cent at most 10 % slower than the first"
    if memory is None:
        return [Target(growth_text, NOT_MEASURED, None), Target(drift_text, NOT_MEASURED, None)]
    growth, drift = memory["growth_MiB"], memory["drift"]
    aside = f"each beside a new chain; {asTime(memory['last_s'])} after {asTime(memory['first_s'])}"
    return [
        Target(growth_text, f"{growth:.1f} MiB", growth < 20),
        Target(drift_text, f"{drift - 1:+.1%} ({aside})", drift <= 1.10),
    ]


def _share(ratios: Table, what: str, limit: float) -> Target:
    text = f"{what}: at most {limit} of what it took before"
    now, then = (median(ratios, what, who) for who in (before.NOW, before.BEFORE))
    if now is None or then is None:
        return Target(text, NOT_MEASURED, None)
    return Target(text, f"{now / then:.2f}: {asTime(now)}, before {asTime(then)}", now / then <= limit)


def _exponent(ratios: Table, what: str, limit: float) -> Target:
    text = f"{what}: grows with a power of at most {limit}"
    found = growth.exponent(ratios, what)
    return Target(text, NOT_MEASURED if found is None else f"{found:.2f}", None if found is None else found <= limit)


def _wsloopTargets(chains: Table, found: dict[str, float] | None) -> list[Target]:
    years, long_years = (int(found[n]) for n in ("years", "long_years")) if found else (wsloop.YEARS, wsloop.LONG_YEARS)
    seconds = [_below(chains, wsloop.row(model, years), "", 6.0) for model in wsloop.MODELS]
    peak_text = "wsloop: less than 150 MB of memory in these"
    drift_text = f"wsloop: a tick of year {long_years} at most 10 % slower than one of year 1"
    if found is None:
        return [*seconds, Target(peak_text, NOT_MEASURED, None), Target(drift_text, NOT_MEASURED, None)]
    peaks = [found[f"peak_MB_{model}"] for model in wsloop.MODELS]
    aside = f"each beside a new run; {asTime(found['last_s'])} after {asTime(found['first_s'])}"
    return [
        *seconds,
        Target(peak_text, " and ".join([f"{peak:.1f} MB" for peak in peaks]), max(peaks) < 150),
        Target(drift_text, f"{found['drift'] - 1:+.1%} ({aside})", found["drift"] <= 1.10),
    ]


def _opsciTargets(found: dict[str, float] | None) -> list[Target]:
    years = found["years"] if found else opsci.YEARS
    each = f"each science community, {years:g} years of hours"
    targets = []
    for text, key, limit in (
        (f"{each}: less than 120 MB of memory", "peak_MB_", 120),
        (f"{each}: less than 8 MB more in the second half", "growth_MB_", 8),
    ):
        if found is None:
            targets.append(Target(text, NOT_MEASURED, None))
            continue
        most, name = max((found[key + name], name) for name in opsci.NETLISTS)
        targets.append(Target(text, f"at most {most:.1f} MB, {name}", most < limit))
    return targets
