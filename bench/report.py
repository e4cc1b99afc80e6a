"""What was measured, for people and machines: markdown tables, result.json, and the block in docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import commands, engines, ocean, opsci, rivals, wallets, wsloop
from bench.bindings import PUBLISHED
from bench.idlers import HAND
from bench.measure import BenchError, Table, median
from bench.stage import CHAINS, NODES
from bench.targets import Results, asTime, fastestPublished, targets, timesByHand, timesOf
from engine.RunDir import gitCommit, versions
from util.config import HOME
from web3engine.chains.node import findNode

RESULT = HOME / "bench" / "result.json"
PAGE = HOME / "docs" / "performance.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"

_TITLES = {"revm": "revm", "pyevm": "pyevm", "ganache": "Ganache", "anvil": "Anvil"}
_ON_PAGE = (
    commands.WHOLE_RUN,
    commands.TICK_LOOP,
    wallets.TRANSFER_OCEAN,
    wallets.BUY_SELL,
    wallets.SPOT_PRICE,
    engines.TRANSFER,
    engines.SWAP,
)
# What to know of a binding before comparing.
_NOTES = {
    rivals.PYREVM: "pyrevm never ends its journal: after the first touch all storage stays warm, and memory grows.",
    rivals.SIMULAR: "simular takes names and arguments: its times include coding these, and what comes back.",
}


def tables(results: Results) -> str:
    """Everything, as markdown."""
    parts = [_machine(), _commandsTable(results.chains), _chainsTable(results.chains), _bindingsTable(results.bindings)]
    parts += [_timesTable(what, timesOf(results.idle, what, HAND), "by hand") for what in results.idle]
    parts += [_nextToFirst(results.ratios, what) for what in results.ratios]
    return "\n\n".join([part for part in [*parts, _targetsTable(results)] if part])


def pageBlock(results: Results) -> str:
    """The compact table: medians per chain, how many times Ganache takes, the bindings, and runs without EVM."""
    no_evm = "\n".join(
        [
            line
            for line in (_idleLine(results.idle), _wsloopLine(results), _opsciLine(results), _oceanLine(results))
            if line
        ]
    )
    parts = [_chainsTable(results.chains, _ON_PAGE), _bindingsTable(results.bindings), no_evm, _machine()]
    return "\n\n".join([part for part in parts if part])


def checkMarkers(file: Path = PAGE) -> None:
    """Refuses a page without the lines between which the block goes.

    Raises:
        BenchError: they are missing, or not in this order.
    """
    _split(file)


def writePage(block: str, file: Path = PAGE) -> None:
    """Puts `block` between the two marker lines."""
    before, after = _split(file)
    file.write_text("\n".join([*before, "", *block.splitlines(), "", *after]) + "\n", encoding="utf-8")


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
        "seconds_of_idle_agents": results.idle,
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


def _machine() -> str:
    facts = {**versions(), **nodeVersions()}
    names = ("python", "tokenspice-evm", "py-evm", "web3", "ganache", "anvil")
    said = ", ".join(f"{name} {facts[name]}" for name in names if name in facts)
    return f"Medians of one run, everything in turn. {platform.machine()}, {os.cpu_count()} CPUs, {said}."


def _commandsTable(chains: Table) -> str:
    """What has no chain."""
    rows = [(what, by[""]) for what, by in chains.items() if "" in by]
    if not rows:
        return ""
    lines = [f"| {what} | {asTime(median(chains, what))} | {_span(samples)} |" for what, samples in rows]
    return "\n".join(["| command | median | least to most |", "|---|---|---|", *lines])


def _chainsTable(chains: Table, only: tuple[str, ...] = ()) -> str:
    whats = [what for what, by in chains.items() if "" not in by and (not only or what in only)]
    if not whats:
        return ""
    names = [name for name in CHAINS if any(name in chains[what] for what in whats)]
    head = ["", *[_TITLES[name] for name in names], "Ganache / pyevm", "Ganache / revm"]
    lines = [_row(head), _rule(head)]
    for what in whats:
        cells = [asTime(median(chains, what, name)) for name in names]
        lines.append(_row([what, *cells, *[_times(chains, what, name) for name in ("pyevm", "revm")]]))
    return "\n".join(lines)


def _bindingsTable(bindings: Table) -> str:
    if not bindings:
        return ""
    names = list(next(iter(bindings.values())))
    pins = {name: pinned.replace("==", " ") for name, pinned in PUBLISHED.items()}
    head = ["bare call data", *[pins.get(name, "ours (revm)") for name in names], "fastest other / ours"]
    lines = [_row(head), _rule(head)]
    for what in bindings:
        ours, other = median(bindings, what, rivals.OURS), fastestPublished(bindings, what)
        ratio = f"{other[1] / ours:.2f}" if ours and other else "–"
        lines.append(_row([what, *[asTime(median(bindings, what, name)) for name in names], ratio]))
    return "\n".join([*lines, "", *[_NOTES[name] for name in names if name in _NOTES]]).rstrip()


def _nextToFirst(table: Table, what: str) -> str:
    first = next(iter(table[what]))
    return _timesTable(what, timesOf(table, what, first), first)


def _timesTable(what: str, found: Sequence[tuple[str, float, float]], base: str) -> str:
    """A line for each who; see `timesOf`."""
    head = [what, "median", f"times {base}"]
    lines = [_row([who, asTime(seconds), f"{times:.2f}"]) for who, seconds, times in found]
    return "\n".join([_row(head), _rule(head), *lines]) if found else ""


def _idleLine(idle: Table) -> str:
    said = ", ".join([f"{who} {asTime(seconds)}" for who, seconds, _ in timesByHand(idle)])
    return f"{next(iter(idle))}: {said}." if said else ""


def _wsloopLine(results: Results) -> str:
    found = results.wsloop
    if found is None:
        return ""
    model = wsloop.MODELS[0]
    what = wsloop.row(model, int(found["years"]))
    return f"{what}: {asTime(median(results.chains, what))}, {found[f'peak_MB_{model}']:.0f} MB."


def _opsciLine(results: Results) -> str:
    found = results.opsci
    if found is None:
        return ""
    said = [f"{name} {asTime(median(results.chains, opsci.row(name, found['years'])))}" for name in opsci.REFERENCE_S]
    return f"{found['years']:g} years of hours: {', '.join(said)}."


def _oceanLine(results: Results) -> str:
    said = [f"{what}: {asTime(median(results.chains, what))}" for what in (ocean.MARKET, ocean.VERIFICATION)]
    return "; ".join(said) + "." if ocean.MARKET in results.chains else ""


def _targetsTable(results: Results) -> str:
    words = {True: "yes", False: "NO", None: ""}
    lines = [_row([target.text, target.measured, words[target.met]]) for target in targets(results)]
    return "\n".join(["| target | measured | met |", "|---|---|---|", *lines])


def _times(chains: Table, what: str, who: str) -> str:
    ours, ganache = median(chains, what, who), median(chains, what, "ganache")
    if not ours or not ganache:
        return "–"
    ratio = ganache / ours
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _span(samples: list[float]) -> str:
    return f"{asTime(min(samples))} to {asTime(max(samples))}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(head: list[str]) -> str:
    return "|" + "---|" * len(head)


def _split(file: Path) -> tuple[list[str], list[str]]:
    """The lines up to the first marker and from the second one on, markers included."""
    lines = file.read_text(encoding="utf-8").splitlines()
    if lines.count(BEGIN) != 1 or lines.count(END) != 1 or lines.index(BEGIN) > lines.index(END):
        raise BenchError(f"{file.name} has no line {BEGIN} with a line {END} below it to put the table between")
    return lines[: lines.index(BEGIN) + 1], lines[lines.index(END) :]
