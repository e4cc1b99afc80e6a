"""`python -m bench`: runs the parts, prints the tables, writes bench/result.json. `--help` shows the options."""

from __future__ import annotations

import time
from contextlib import ExitStack

import click

from bench import report
from bench.before import measureBefore
from bench.bindings import compareBindings
from bench.commands import checkRows, commands
from bench.crowd import measureCrowds
from bench.engines import bareCases, checkpointCases
from bench.growth import measureGrowth
from bench.idle import N_TICKS, compareIdle
from bench.inprocess import measureInProcess
from bench.measure import BenchError, Case, Table, checkAll, interleave
from bench.memory import N_TRANSFERS, measureMemory
from bench.money import measureBoltzmann, measureSweep
from bench.ocean import measureOcean
from bench.opsci import YEARS as OPSCI_YEARS
from bench.opsci import measureOpsci
from bench.stage import Stage, installed
from bench.targets import Results
from bench.wallets import walletCases
from bench.wsloop import LONG_YEARS, YEARS, measureWsloop
from util.errors import TokenSpiceError

# Part → what it measures.
PARTS = {
    "whole": "help, simplegrant, and simplepool on every chain",
    "engine": "embedded engines with call data made beforehand; checkpoints",
    "wallet": "the same through wallets and wrappers, on every chain",
    "memory": "a million transfers on revm",
    "bindings": "published bindings to revm",
    "inprocess": "Simulation next to the loop by hand",
    "loop": "idle agents in the engine, by hand, and in Mesa",
    "wsloop": "years of the Web3 Sustainability Loop",
    "opsci": "decades of science communities",
    "ocean": "Ocean Market V4, and the verification of its mechanisms",
    "before": "commands, and runs in process, as an earlier commit does them, and now",
    "money": "Boltzmann money with every kind of wallet, and in other frameworks",
    "sweep": "400 short runs of it, here and in other frameworks",
    "growth": "how CPU time grows with ticks, pools and columns",
    "crowds": "transfers among 2, 1,000 and 100,000 wallets",
}

# Counted rounds of each part. Calls are short, so there can be more rounds of them.
_ROUNDS = {"whole": 5, "calls": 9, "bindings": 11, "loop": 7, "wsloop": 3, "opsci": 3, "ocean": 3, "ratios": 3}
_QUICK_ROUNDS = dict.fromkeys(_ROUNDS, 1)
# Seconds that a sample of calls takes, and with --quick.
_SAMPLE_S, _QUICK_SAMPLE_S = 0.15, 0.01
# What --quick leaves of the number of operations, where that is fixed.
_QUICK_SCALE = 0.02
_QUICK_YEARS = 1, 2
_QUICK_OPSCI_YEARS = 1
# Seeds of the verification.
_SEEDS, _QUICK_SEEDS = 30, 2

_HELP = "Measure how fast TokenSPICE is, as ratios inside one run. The parts:\n\n\b\n" + "\n".join(
    [f"{part:<11}{what}" for part, what in PARTS.items()]
)


def _parts(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    chosen = tuple(value.split(",")) if value else tuple(PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        raise click.BadParameter(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}.")
    return chosen


@click.command(help=_HELP)
@click.option("--quick", is_flag=True, help="One counted round of few operations: to try it, not to quote it.")
@click.option("--only", "parts", callback=_parts, metavar="PART,…", help="Some of the parts.")
@click.option(
    "--write", is_flag=True, help=f"Write docs/performance.md and README.md between {report.BEGIN} and {report.END}."
)
def main(quick: bool, parts: tuple[str, ...], write: bool) -> None:
    if write and (quick or set(parts) != set(PARTS)):
        raise click.UsageError("--write wants all parts, and not quickly.")
    start = time.perf_counter()
    try:
        if write:
            report.checkMarkers(report.PAGE)
            report.checkMarkers(report.README)
        results = _measured(parts, quick)
        click.echo(report.tables(results))
        rounds = _QUICK_ROUNDS if quick else _ROUNDS
        report.writeResult(results, {"parts": parts, "quick": quick, "rounds": rounds})
        if write:
            report.writePage(report.pageBlock(results), report.PAGE)
            report.writePage(report.readmeBlock(results), report.README)
    except (BenchError, TokenSpiceError) as e:
        raise click.ClickException(str(e)) from e
    _say(f"done in {time.perf_counter() - start:.0f} s; every sample is in bench/result.json")


def _measured(parts: tuple[str, ...], quick: bool) -> Results:
    rounds = _QUICK_ROUNDS if quick else _ROUNDS
    scale, sample_s = (_QUICK_SCALE, _QUICK_SAMPLE_S) if quick else (1.0, _SAMPLE_S)
    chains = installed()
    _say(f"chains: {', '.join(chains)}")
    on_chains: Table = {}
    if "whole" in parts:
        on_chains.update(_wholeCommands(chains, rounds["whole"]))
    if "engine" in parts or "wallet" in parts:
        on_chains.update(_calls(chains, "wallet" in parts, rounds["calls"], sample_s))
    memory = _memory(chains, round(N_TRANSFERS * scale)) if "memory" in parts else None
    bindings = compareBindings(rounds["bindings"], scale, _say) if "bindings" in parts else {}
    wsloop = None
    if "wsloop" in parts:
        years, long_years = _QUICK_YEARS if quick else (YEARS, LONG_YEARS)
        table, wsloop = measureWsloop(rounds["wsloop"], years, long_years, _say)
        on_chains.update(table)
    ratios, opsci = _ratios(parts, rounds, scale, sample_s), None
    if "opsci" in parts:
        table, opsci = measureOpsci(rounds["opsci"], _QUICK_OPSCI_YEARS if quick else OPSCI_YEARS, _say)
        ratios.update(table)
    if "ocean" in parts:
        on_chains.update(measureOcean(rounds["ocean"], _QUICK_SEEDS if quick else _SEEDS, _say))
    return Results(on_chains, bindings, memory, wsloop, opsci, ratios)


def _ratios(parts: tuple[str, ...], rounds: dict[str, int], scale: float, sample_s: float) -> Table:
    """The parts in which everything else is compared with what comes first."""
    table: Table = {}
    if "inprocess" in parts:
        table.update(measureInProcess(rounds["calls"], sample_s, _say))
    if "loop" in parts:
        table.update(compareIdle(rounds["loop"], round(N_TICKS * scale), _say))
    if "before" in parts:
        table.update(measureBefore(rounds["ratios"], 2 * sample_s, _say))
    if "money" in parts:
        table.update(measureBoltzmann(rounds["ratios"], scale, _say))
    if "sweep" in parts:
        table.update(measureSweep(rounds["ratios"], scale, _say))
    if "growth" in parts:
        table.update(measureGrowth(rounds["ratios"], _say))
    if "crowds" in parts:
        table.update(measureCrowds(rounds["ratios"], scale, _say))
    return table


def _wholeCommands(chains: list[str], rounds: int) -> Table:
    timed = commands(chains)
    table = interleave(timed, rounds, lambda text: _say(f"whole commands, {text}"))
    checkRows(timed)
    return table


def _calls(chains: list[str], wallets: bool, rounds: int, sample_s: float) -> Table:
    """The bare calls are always there: what wallets take is compared with them."""
    cases: list[Case] = []
    with ExitStack() as open_stages:
        for name in chains:
            stage = Stage(name)
            open_stages.callback(stage.close)
            if stage.engine is not None:
                cases += bareCases(stage) + checkpointCases(stage)
            if wallets:
                cases += walletCases(stage)
        for case in cases:
            case.sample_s = sample_s
        whats = list(dict.fromkeys(case.what for case in cases))
        # The same operation on all chains, one after the other.
        cases.sort(key=lambda case: whats.index(case.what))
        table = interleave(cases, rounds, lambda text: _say(f"calls, {text}"))
        checkAll(cases)
    return table


def _memory(chains: list[str], n_transfers: int) -> dict[str, float] | None:
    if "revm" not in chains:
        _say("memory: revm is not installed, so it is left out")
        return None
    _say(f"memory, {n_transfers:,} transfers")
    found = measureMemory(n_transfers)
    if found is None:
        _say("memory: this system has no /proc, so it is left out")
    return found


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main(prog_name="python -m bench")
