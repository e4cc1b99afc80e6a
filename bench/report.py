"""What was measured, for people and machines: markdown tables, result.json, and what two pages show of it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench import before, commands, crowd, engines, growth, ocean, rivals, wallets, wsloop
from bench.bindings import PUBLISHED
from bench.engines import executed, remembered
from bench.measure import BenchError, Table, median
from bench.stage import CHAINS, NODES
from bench.targets import Results, asTime, fastestPublished, targets
from engine.RunDir import gitCommit, versions
from util.config import HOME
from web3engine.chains.node import findNode

RESULT = HOME / "bench" / "result.json"
PAGE, README = HOME / "docs" / "performance.md", HOME / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"

_TITLES = {"revm": "revm", "pyevm": "pyevm", "ganache": "Ganache", "anvil": "Anvil"}
_ON_PAGE = (
    commands.WHOLE_RUN,
    commands.TICK_LOOP,
    wallets.TRANSFER_OCEAN,
    wallets.BUY_SELL,
    executed(wallets.SPOT_PRICE),
    engines.TRANSFER,
    engines.SWAP,
)
_VIEWS = (engines.BALANCE, engines.PRICE, wallets.BALANCE_OF, wallets.SPOT_PRICE, wallets.READ_OCEAN)
_BEFORE = (before.SIMPLEGRANT, before.SIMPLEPOOL, before.OCEANV4, before.OCEANV3, before.FLOOR)
# What to know of a binding before comparing.
_NOTES = {
    rivals.PYREVM: "pyrevm never ends its journal: after the first touch all storage stays warm, and memory grows.",
    rivals.SIMULAR: "simular takes names and arguments: its times include coding these, and what comes back.",
}


def tables(results: Results) -> str:
    """Everything, as markdown."""
    parts = [_machine(), _commandsTable(results.chains), *_compared(results, ()), _targetsTable(results)]
    return _joined(parts)


def pageBlock(results: Results) -> str:
    """What docs/performance.md shows: of the chains the main rows, all that is compared, and the targets."""
    lines = _joined([_wsloopLine(results), _oceanLine(results)], "\n")
    return _joined([*_compared(results, _ON_PAGE), lines, _targetsTable(results), _machine()])


def readmeBlock(results: Results) -> str:
    """What README shows: a transfer among as many wallets as runs have."""
    few, middle, many = crowd.SIZES
    medians = {n: median(results.ratios, crowd.WHAT, crowd.title(n)) for n in crowd.SIZES}
    among = f"between two of {middle:,} agents takes {asTime(medians[middle])} of CPU time"
    aside = f"({asTime(medians[few])} where there are only two, {asTime(medians[many])} among {many:,})"
    return f"On the fast engine, a transfer of OCEAN {among}\n{aside}. [Performance](docs/performance.md) has the rest."


def checkMarkers(file: Path) -> None:
    """Refuses a page without the lines between which the block goes.

    Raises:
        BenchError: they are missing, or not in this order.
    """
    _split(file)


def writePage(block: str, file: Path) -> None:
    """Puts `block` between the two marker lines."""
    head, tail = _split(file)
    file.write_text("\n".join([*head, "", *block.splitlines(), "", *tail]) + "\n", encoding="utf-8")


def writeResult(results: Results, options: dict[str, Any], file: Path = RESULT) -> None:
    """Writes every sample, in seconds, and what a reader needs to judge them."""
    found = {
        "machine": {"system": platform.system(), "architecture": platform.machine(), "cpus": os.cpu_count()},
        "versions": {**versions(), **nodeVersions(), "bindings": list(PUBLISHED.values())},
        "git_commit": gitCommit(HOME),
        **options,
        "seconds_on_chains": results.chains,
        "seconds_of_bindings": results.bindings,
        "memory": results.memory,
        "seconds_of_ratios": results.ratios,
        "wsloop": results.wsloop,
        "opsci": results.opsci,
        "targets": [target._asdict() for target in targets(results)],
    }
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def nodeVersions() -> dict[str, str]:
    """Node → version, of those that are installed."""
    found = {}
    for network in NODES:
        try:
            said = subprocess.run([findNode(network), "--version"], capture_output=True, text=True, timeout=60).stdout
        except Exception:
            continue
        found[network] = next((word.lstrip("v") for word in said.split() if word.lstrip("v")[:1].isdigit()), "unknown")
    return found


def _compared(results: Results, on_chains: tuple[str, ...]) -> list[str]:
    """The tables of ratios; of what runs on chains, these rows, or all."""
    ratios = results.ratios
    alike = [what for what in ratios if what not in (*_BEFORE, *before.IN_PROCESS, *growth.SIZES)]
    return [
        _chainsTable(results.chains, on_chains),
        _viewsTable(results.chains),
        _bindingsTable(results.bindings),
        _beforeTable("CPU time of a command", _BEFORE, ratios),
        _beforeTable("CPU time of a run in process", before.IN_PROCESS, ratios),
        *[_timesTable(ratios, what) for what in alike],
        _growthTable(ratios),
    ]


def _joined(parts: Sequence[str], between: str = "\n\n") -> str:
    return between.join([part for part in parts if part])


def _machine() -> str:
    facts = {**versions(), **nodeVersions()}
    names = ("python", "tokenspice-evm", "py-evm", "web3", "ganache", "anvil")
    said = ", ".join(f"{name} {facts[name]}" for name in names if name in facts)
    return f"Medians of one run, everything in turn. {platform.machine()}, {os.cpu_count()} CPUs, {said}."


def _commandsTable(chains: Table) -> str:
    """What has no chain."""
    alone = [(what, by[""]) for what, by in chains.items() if "" in by]
    rows = [[what, asTime(median(chains, what)), _span(samples)] for what, samples in alone]
    return _table(["command", "median", "least to most"], rows)


def _chainsTable(chains: Table, only: tuple[str, ...] = ()) -> str:
    apart = [remembered(view) for view in _VIEWS]
    whats = [what for what, by in chains.items() if "" not in by and what not in apart and (not only or what in only)]
    names = [name for name in CHAINS if any(name in chains[what] for what in whats)]
    head = ["", *[_TITLES[name] for name in names], "Ganache / pyevm", "Ganache / revm"]
    rows = []
    for what in whats:
        cells = [asTime(median(chains, what, name)) for name in names]
        rows.append([what, *cells, *[_times(chains, what, name) for name in ("pyevm", "revm")]])
    return _table(head, rows)


def _viewsTable(chains: Table) -> str:
    """Views on revm, executed and remembered."""
    head = ["view on revm", "executed", "remembered", "remembered / executed"]
    rows = []
    for view in _VIEWS:
        slow, fast = (median(chains, what, "revm") for what in (executed(view), remembered(view)))
        if slow and fast:
            rows.append([view, asTime(slow), asTime(fast), f"{fast / slow:.2f}"])
    return _table(head, rows)


def _beforeTable(title: str, whats: Iterable[str], ratios: Table) -> str:
    """What was timed before and now; the floor has no before."""
    head = [title, f"at {before.COMMIT}", "now", "now / then"]
    rows = []
    for what in [what for what in whats if what in ratios]:
        then, now = (median(ratios, what, who) for who in (before.BEFORE, before.NOW))
        rows.append([what, asTime(then), asTime(now), f"{now / then:.2f}" if now and then else "–"])
    return _table(head, rows)


def _growthTable(ratios: Table) -> str:
    """How CPU time grows with size."""
    head = ["growth", "from", "to", "CPU time", "exponent"]
    rows = []
    for what, sizes in growth.SIZES.items():
        power = growth.exponent(ratios, what)
        if power is not None:
            small, large = (asTime(median(ratios, what, str(n))) for n in sizes)
            rows.append([what, *[f"{n:,}" for n in sizes], f"{small} to {large}", f"{power:.2f}"])
    return _table(head, rows)


def _bindingsTable(bindings: Table) -> str:
    if not bindings:
        return ""
    names = list(next(iter(bindings.values())))
    pins = {name: pinned.replace("==", " ") for name, pinned in PUBLISHED.items()}
    head = ["bare call data", *[pins.get(name, "ours (revm)") for name in names], "fastest other / ours"]
    rows = []
    for what in bindings:
        ours, other = median(bindings, what, rivals.OURS), fastestPublished(bindings, what)
        ratio = f"{other[1] / ours:.2f}" if ours and other else "–"
        rows.append([what, *[asTime(median(bindings, what, name)) for name in names], ratio])
    return "\n".join([_table(head, rows), "", *[_NOTES[name] for name in names if name in _NOTES]]).rstrip()


def _timesTable(table: Table, what: str) -> str:
    """A line for each who, as a ratio to the first one."""
    first = next(iter(table[what]))
    base = median(table, what, first)
    medians = [(who, median(table, what, who)) for who in table[what]]
    rows = [[who, asTime(taken), f"{taken / base:.2f}"] for who, taken in medians if taken and base]
    return _table([what, "median", f"ratio to {first}"], rows)


def _wsloopLine(results: Results) -> str:
    found = results.wsloop
    if found is None:
        return ""
    model = wsloop.MODELS[0]
    what = wsloop.row(model, int(found["years"]))
    return f"{what}: {asTime(median(results.chains, what))}, {found[f'peak_MB_{model}']:.0f} MB."


def _oceanLine(results: Results) -> str:
    said = [f"{what}: {asTime(median(results.chains, what))}" for what in (ocean.MARKET, ocean.VERIFICATION)]
    return "; ".join(said) + "." if ocean.MARKET in results.chains else ""


def _targetsTable(results: Results) -> str:
    words = {True: "yes", False: "NO", None: ""}
    rows = [[target.text, target.measured, words[target.met]] for target in targets(results)]
    return _table(["target", "measured", "met"], rows)


def _times(chains: Table, what: str, who: str) -> str:
    ours, ganache = median(chains, what, who), median(chains, what, "ganache")
    if not ours or not ganache:
        return "–"
    ratio = ganache / ours
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _span(samples: list[float]) -> str:
    return f"{asTime(min(samples))} to {asTime(max(samples))}"


def _table(head: list[str], rows: Sequence[Sequence[str]]) -> str:
    """As markdown; nothing, if there are no rows."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]) if rows else ""


def _split(file: Path) -> tuple[list[str], list[str]]:
    """The lines up to the first marker and from the second one on, markers included."""
    lines = file.read_text(encoding="utf-8").splitlines()
    if lines.count(BEGIN) != 1 or lines.count(END) != 1 or lines.index(BEGIN) > lines.index(END):
        raise BenchError(f"{file.name} has no line {BEGIN} with a line {END} below it to put the table between")
    return lines[: lines.index(BEGIN) + 1], lines[lines.index(END) :]
