"""The targets that issues set, and what each came to. Every ratio is one of medians of the same run."""

from __future__ import annotations

from typing import NamedTuple

from bench import before, boltzmann, commands, engines, growth, inprocess, ocean, opsci, rivals, wallets, wsloop
from bench.idlers import ENGINE, HAND, MESA
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
        idle: see `idle.compareIdle`.
        wsloop: see `measureWsloop`; None if it was left out. The seconds of its runs are in `chains`.
        opsci: see `measureOpsci`; the same.
        ratios: what → who → seconds, of parts whose rows are compared with the first of them.
    """

    chains: Table
    bindings: Table
    memory: dict[str, float] | None
    idle: Table
    wsloop: dict[str, float] | None
    opsci: dict[str, float] | None
    ratios: Table = {}


def targets(results: Results) -> list[Target]:
    """Every target, in the order of the issues."""
    chains = results.chains
    return [
        *[_fastest(results.bindings, what) for what in (rivals.TRANSFER, rivals.SWAP)],
        _ratio(chains, "revm: transferOCEAN at most twice the bare transfer", _CALLS[0]),
        _ratio(chains, "revm: balanceOf_base at most twice the bare call", _CALLS[1]),
        _ratio(chains, "revm: getSpotPrice_base at most twice the bare call", _CALLS[2]),
        *[_below(chains, what, "revm", 2e-6) for what in (engines.ENGINE_SNAPSHOT, engines.CHAIN_SNAPSHOT)],
        *_memoryTargets(results.memory),
        _speedUp(chains, commands.WHOLE_RUN, "pyevm", 5.0),
        _speedUp(chains, commands.TICK_LOOP, "revm", 100.0),
        _below(chains, commands.HELP, "", 0.25),
        _below(chains, commands.SIMPLEGRANT, "", 0.6),
        _inProcess(chains, inprocess.GRANT, 1.3),
        _inProcess(chains, inprocess.POOL, 1.1),
        _overhead(results.idle),
        *_wsloopTargets(chains, results.wsloop),
        *_opsciTargets(chains, results.opsci),
        _below(chains, ocean.MARKET, "", 10.0),
        _below(chains, ocean.VERIFICATION, "", 600.0),
        *[_share(results.ratios, what, limit) for what, limit in _SHARES.items()],
        *[_overHand(results.ratios, who, limit) for who, limit in _OVER_HAND.items()],
        *[_exponent(results.ratios, what, limit) for what, limit in _EXPONENTS.items()],
    ]


# Of what a command took before.
_SHARES = {before.SIMPLEPOOL: 0.45, before.OCEANV4: 0.5, before.SIMPLEGRANT: 0.65, before.OCEANV3: 0.4}
# Times the loop by hand: 3.0 and 1.5 million steps a second where that does 8.3 million.
_OVER_HAND = {boltzmann.FLOATS: 8.3 / 3.0, boltzmann.BASE18: 8.3 / 1.5}
_EXPONENTS = {growth.TICKS: 1.1, growth.COLUMNS: 1.3}


# (what is slower, what it stands on)
_CALLS = [
    (wallets.TRANSFER_OCEAN, engines.TRANSFER),
    (wallets.BALANCE_OF, engines.BALANCE),
    (wallets.SPOT_PRICE, engines.PRICE),
]


def fastestPublished(bindings: Table, what: str) -> tuple[str, float] | None:
    """Name and seconds of the fastest binding that is not ours; None if there is none."""
    medians = [(median(bindings, what, who), who) for who in bindings.get(what, {}) if who != rivals.OURS]
    found = min([(seconds, who) for seconds, who in medians if seconds is not None], default=None)
    return (found[1], found[0]) if found else None


def timesOf(table: Table, what: str, base: str) -> list[tuple[str, float, float]]:
    """Who did it, in how many seconds, and how many times what `base` takes, its own included."""
    medians = [(who, median(table, what, who)) for who in table[what]]
    by_base = median(table, what, base)
    if by_base is None:
        return []
    return [(who, seconds, seconds / by_base) for who, seconds in medians if seconds is not None]


def timesByHand(idle: Table) -> list[tuple[str, float, float]]:
    """The same of idle agents, of which there is one row at most, next to the loop by hand."""
    return [found for what in idle for found in timesOf(idle, what, HAND)]


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


def _ratio(chains: Table, text: str, pair: tuple[str, str]) -> Target:
    upper, floor = (median(chains, what, "revm") for what in pair)
    if upper is None or floor is None:
        return Target(text, NOT_MEASURED, None)
    return Target(text, f"{upper / floor:.2f} times: {asTime(upper)} over {asTime(floor)}", upper <= 2 * floor)


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


def _inProcess(chains: Table, what: str, limit: float) -> Target:
    text = f"{what}: Simulation at most {limit} times the loop by hand"
    ours, by_hand = (median(chains, what, who) for who in (inprocess.SIMULATION, inprocess.BY_HAND))
    if ours is None or by_hand is None:
        return Target(text, NOT_MEASURED, None)
    ratio = ours / by_hand
    return Target(text, f"{ratio:.2f} times: {asTime(ours)} over {asTime(by_hand)}", ratio <= limit)


def _share(ratios: Table, what: str, limit: float) -> Target:
    text = f"{what}: at most {limit} of what it took before"
    now, then = (median(ratios, what, who) for who in (before.NOW, before.BEFORE))
    if now is None or then is None:
        return Target(text, NOT_MEASURED, None)
    return Target(text, f"{now / then:.2f}: {asTime(now)}, before {asTime(then)}", now / then <= limit)


def _overHand(ratios: Table, who: str, limit: float) -> Target:
    text = f"{boltzmann.WHAT}: {who} at most {limit:.2f} times the loop by hand"
    ours, by_hand = (median(ratios, boltzmann.WHAT, name) for name in (who, boltzmann.HAND))
    if ours is None or by_hand is None:
        return Target(text, NOT_MEASURED, None)
    measured = f"{ours / by_hand:.2f} times: {1e-6 / ours:.2f} million steps/s, by hand {1e-6 / by_hand:.2f}"
    return Target(text, measured, ours / by_hand <= limit)


def _exponent(ratios: Table, what: str, limit: float) -> Target:
    text = f"{what}: grows with a power of at most {limit}"
    found = growth.exponent(ratios, what)
    return Target(text, NOT_MEASURED if found is None else f"{found:.2f}", None if found is None else found <= limit)


def _overhead(idle: Table) -> Target:
    text = f"engine: {next(iter(idle), 'idle agents')}, at most twice a loop by hand"
    by = {who.split()[0]: (who, seconds, times) for who, seconds, times in timesByHand(idle)}
    if ENGINE not in by:
        return Target(text, NOT_MEASURED, None)
    _, seconds, times = by[ENGINE]
    measured = f"{times:.2f} times: {asTime(seconds)} over {asTime(by[HAND][1])}"
    if MESA in by:
        measured += f"; {by[MESA][0]} {by[MESA][2]:.2f} times"
    return Target(text, measured, times <= 2)


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


def _opsciTargets(chains: Table, found: dict[str, float] | None) -> list[Target]:
    years = found["years"] if found else opsci.YEARS
    # The reference's seconds are of thirty years.
    shorter = years / opsci.YEARS
    targets = []
    for name, reference in opsci.REFERENCE_S.items():
        what = opsci.row(name, years)
        text = f"{what}, at most a fifth of the reference's {reference * shorter:.3g} s"
        seconds = median(chains, what)
        if seconds is None:
            targets.append(Target(text, NOT_MEASURED, None))
        else:
            times = reference * shorter / seconds
            targets.append(Target(text, f"{asTime(seconds)}: {times:.1f} times as fast", times >= 5))
    peak_text, growth_text = "each of these: less than 120 MB of memory", "and less than 8 MB more in its second half"
    if found is None:
        return [*targets, Target(peak_text, NOT_MEASURED, None), Target(growth_text, NOT_MEASURED, None)]
    for text, key, limit in ((peak_text, "peak_MB_", 120), (growth_text, "growth_MB_", 8)):
        most, name = max((found[key + name], name) for name in opsci.REFERENCE_S)
        targets.append(Target(text, f"at most {most:.1f} MB, {name}", most < limit))
    return targets
