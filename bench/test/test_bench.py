"""The benchmark measures what it says, and says it where it belongs."""

import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from bench import (
    before,
    boltzmann,
    commands,
    crowd,
    decades,
    engines,
    growth,
    idle,
    idlers,
    moneysweep,
    ocean,
    opsci,
    peak,
    report,
    rivals,
    targets,
    wallets,
    wsloop,
    years,
)
from bench.engines import bareCases, checkpointCases, executed, remembered
from bench.idle import idleRun
from bench.measure import BenchError, Case, checkAll, interleave, median
from bench.stage import EMBEDDED, Stage, installed
from bench.targets import Results, asTime
from bench.wallets import walletCases
from engine.AgentDict import AgentDict
from util.config import HOME

NOTHING = Results({}, {}, None, None, None)


def results(ratio):
    """Results in which everything on revm is `ratio` times as slow as what it is compared with."""
    chains = {
        engines.TRANSFER: {"revm": [1e-5]},
        executed(engines.BALANCE): {"revm": [1e-6]},
        executed(engines.PRICE): {"revm": [1e-6]},
        wallets.TRANSFER_OCEAN: {"revm": [ratio * 1e-5], "ganache": [1e-2]},
        executed(wallets.BALANCE_OF): {"revm": [ratio * 1e-6]},
        remembered(wallets.BALANCE_OF): {"revm": [ratio * 5e-7]},
        executed(wallets.SPOT_PRICE): {"revm": [ratio * 1e-6]},
        commands.HELP: {"": [ratio * 0.2]},
    }
    bindings = {rivals.TRANSFER: {rivals.OURS: [ratio], rivals.VERBS: [2.0], rivals.PYREVM: [3.0]}}
    memory = {"n_transfers": 1000, "growth_MiB": 19.0, "first_s": 1.0, "last_s": 2.0, "drift": ratio}
    ratios = {
        idle.WHAT: {idlers.HAND: [1.0], idlers.ENGINE: [ratio], "Mesa 3.0": [3.0]},
        opsci.row(30): {opsci.ALONE: [0.5], "opsci_naive": [ratio]},
        moneysweep.WHAT: {boltzmann.HAND: [5e-4], boltzmann.PLAIN: [1e-3], boltzmann.FLOATS: [ratio * 2e-3]},
        before.SIMPLEPOOL: {before.BEFORE: [1.0], before.NOW: [ratio * 0.4]},
        "wsloop, 90 days": {before.BEFORE: [1.0], before.NOW: [ratio * 0.9]},
        growth.POOLS: {"80": [1.0], "320": [4.0]},
        crowd.WHAT: {crowd.title(n): [ratio * i * 1e-6] for i, n in enumerate(crowd.SIZES, 1)},
    }
    found = {"years": 10, "long_years": 20, "peak_MB_2021": ratio * 100, "peak_MB_2023": 20.0}
    chains |= {wsloop.row(model, 10): {"": [ratio * 3.0]} for model in wsloop.MODELS}
    chains |= {ocean.MARKET: {"": [ratio * 5.0]}, ocean.VERIFICATION: {"": [ratio * 300.0]}}
    communities = {f"{kind}_MB_{name}": ratio * 2 for kind in ("peak", "growth") for name in opsci.NETLISTS}
    return Results(
        chains,
        bindings,
        memory,
        {**found, "first_s": 1.0, "last_s": 2.0, "drift": ratio},
        {"years": 30, **communities},
        ratios,
    )


def test_items_take_turns_and_the_first_round_does_not_count():
    order: list[str] = []
    cases = [Case("op", who, partial(order.append, who), times=1) for who in ("a", "b")]
    table = interleave(cases, rounds=2)
    assert order == ["a", "b"] * 3
    assert [len(table["op"][who]) for who in ("a", "b")] == [2, 2]


def test_a_sample_finds_out_how_many_operations_fill_it(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("bench.measure.time.perf_counter", lambda: clock[0])

    def op():
        clock[0] += 0.0001

    case = Case("op", "a", op, sample_s=0.01)
    assert case.sample() == pytest.approx(0.0001)
    assert case.times == 100
    assert case.done == round(clock[0] / 0.0001)


def test_an_operation_that_stands_for_two_counts_twice():
    case = Case("op", "a", lambda: None, per_op=2, times=3)
    case.sample()
    assert case.done == 6


def test_the_median_of_nothing_is_none():
    assert median({}, "op") is None
    assert median({"op": {"a": [1.0, 9.0, 2.0]}}, "op", "a") == 2.0


@pytest.mark.parametrize("name", [name for name in EMBEDDED if name in installed()])
def test_every_call_does_what_it_is_timed_for(name):
    stage = Stage(name)
    cases = bareCases(stage) + checkpointCases(stage) + walletCases(stage)
    for case in cases:
        case.times = 3
    table = interleave(cases, rounds=1)
    checkAll(cases)
    assert all(by[name][0] > 0 for by in table.values())


def test_executed_views_are_executed_and_remembered_ones_remembered():
    pytest.importorskip("tokenspice_evm")
    stage = Stage("revm")
    engine: Any = stage.engine
    cases = [case for case in bareCases(stage) + walletCases(stage) if case.what.endswith(("executed", "remembered"))]
    assert len(cases) == 10
    for case in cases:
        with case.within():
            case.op()
            n_remembered, _ = engine.memo_counts
            case.op()
        assert engine.memo_counts[0] - n_remembered == (1 if case.what.endswith("remembered") else 0)


def test_a_transfer_that_does_not_happen_is_noticed():
    stage = Stage("pyevm")
    transfer = bareCases(stage)[0]
    transfer.op()
    with pytest.raises(BenchError, match="bare transfers brought"):
        checkAll([transfer])


def test_bindings_get_the_messages_that_built_the_stage():
    """Replayed on a second engine of ours, they give the same contracts at the same addresses."""
    pytest.importorskip("tokenspice_evm")
    from bench.workload import recorded

    workload = recorded()
    assert any(not message["to"] for message in workload["build"]), "no contract was created"
    table = rivals.compare(workload, rounds=1, scale=0.001)
    assert all(rivals.OURS in table[what] for what in (rivals.TRANSFER, rivals.SWAP, rivals.BALANCE))
    assert workload["timed"]["transfer"]["args"] == f"({engines.RECEIVER.lower()}, {engines.AMT_BASE})"


def test_a_run_that_wrote_other_rows_is_refused():
    runs = [commands.Command(commands.WHOLE_RUN, who, [], rows=who) for who in ("revm", "pyevm")]
    with pytest.raises(BenchError, match=r"data.csv of tsp run simplepool pyevm"):
        commands.checkRows(runs)


def test_targets_are_met_or_not_or_not_measured():
    assert {target.met for target in targets.targets(NOTHING)} == {None}
    fast = {target.text: target.met for target in targets.targets(results(ratio=1.05))}
    slow = {target.text: target.met for target in targets.targets(results(ratio=2.5))}
    measured = [text for text in fast if fast[text] is not None]
    assert len(measured) == 19
    assert all(fast[text] for text in measured)
    assert [text for text in measured if slow[text]] == [
        "revm: less than 20 MiB of growth in 1,000 transfers",
        "each science community, 30 years of hours: less than 120 MB of memory",
        "each science community, 30 years of hours: less than 8 MB more in the second half",
    ]


def test_times_have_three_digits_and_a_unit():
    assert [asTime(s) for s in (None, 2.0, 0.0123, 1e-4, 7.05e-8)] == ["–", "2.00 s", "12.3 ms", "100 µs", "70.5 ns"]


def test_tables_hold_what_was_measured_and_ratios_of_it():
    text = report.tables(results(ratio=2.0))
    assert "| AgentWallet.transferOCEAN | 20.0 µs | 10.0 ms | – | 500 |" in text
    assert "| ERC20 transfer | 2.00 s | 2.00 s | 3.00 s | 1.00 |" in text
    assert "| tsp (help) | 400 ms |" in text
    assert "| wsloop 2021, 10 years of hours | 6.00 s |" in text
    assert "| Mesa 3.0 | 3.00 s | 3.00 |" in text
    assert "| BToken.balanceOf_base | 2.00 µs | 1.00 µs | 0.50 |" in text
    assert "| BToken.balanceOf_base, executed | 2.00 µs |" in text
    assert "| tsp run simplepool on revm, CPU | 1.00 s | 800 ms | 0.80 |" in text
    assert "| wsloop, 90 days | 1.00 s | 1.80 s | 1.80 |" in text
    assert "| oceanv3, publishers × pools | 80 | 320 | 1.00 s to 4.00 s | 1.00 |" in text


def test_the_page_has_what_is_compared_and_every_target():
    lines = report.pageBlock(results(ratio=2.0)).splitlines()
    assert "| engine | 2.00 s | 2.00 |" in lines
    assert "wsloop 2021, 10 years of hours: 6.00 s, 200 MB." in lines
    assert "| opsci_naive | 2.00 s | 4.00 |" in lines
    assert f"| {moneysweep.WHAT}: NoEvm at most 3.09 times plain | 4.00 times: 4.00 ms over 1.00 ms | NO |" in lines


def test_the_readme_quotes_a_transfer_among_a_thousand_wallets():
    text = report.readmeBlock(results(ratio=2.0))
    assert "between two of 1,000 agents takes 4.00 µs of CPU time" in text
    assert "(2.00 µs where there are only two, 6.00 µs among 100,000)" in text


@pytest.mark.parametrize("who", [idlers.ENGINE, idlers.ENGINE_NO_CSV, idlers.HAND_NO_CSV])
def test_each_idle_loop_can_be_timed_from_outside(who):
    """With a file to write or without."""
    assert idleRun(who, 30).sample() > 0


def test_the_engine_calls_agents_whose_steps_are_compared():
    """It leaves out those whose step is empty; a loop by hand and Mesa's call them all."""
    agents = AgentDict({agent.name: agent for agent in idlers._agents()})
    assert len(agents.acting()) == idlers.N_AGENTS


def test_a_sweep_here_and_by_hand_is_timed():
    for who in moneysweep.OURS:
        assert moneysweep.secondsPerRun(who, 3) > 0


def test_loops_of_other_frameworks_need_nothing_of_ours():
    """Their environment has none of the packages that the engine needs."""
    code = (
        "import sys, bench.boltzmann, bench.moneysweep; sys.exit(bool({'engine', 'util', 'click'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=HOME).returncode == 0


def test_the_loop_by_hand_writes_what_the_engine_writes(tmp_path):
    """Ticks 0 to 99: five rows below the names of seven columns of time and five of OCEAN."""
    for who in (idlers.ENGINE, idlers.HAND):
        assert idlers.secondsPerTick(who, 100, tmp_path / who) > 0
    rows = [(tmp_path / who / "data.csv").read_bytes() for who in (idlers.ENGINE, idlers.HAND)]
    assert rows[0] == rows[1]
    assert [line.count(b",") for line in rows[0].splitlines()] == [11] * 6


def test_wsloop_day_by_day_is_the_run_in_one_go(tmp_path):
    days = years._Lane(1, tmp_path / "days")
    assert all(days.day() > 0 for _ in range(3))
    whole = years.newLoop("2021", 1, tmp_path / "whole")
    whole.state.ss.setMaxTicks(3 * 24 - 1)
    whole.run()
    assert (tmp_path / "days" / "data.csv").read_bytes() == (tmp_path / "whole" / "data.csv").read_bytes()
    with pytest.raises(BenchError, match="rows of 1 years: 3 found, 365 expected"):
        days.check(1)


def test_decades_are_run_as_tsp_runs_them(tmp_path):
    """A row a day, of 36.5 days; both peaks are known."""
    at_half, at_end = decades.run("assets/netlists/opsci_naive/netlist.py", 0.1, tmp_path / "out")
    assert 0 < at_half <= at_end
    assert (tmp_path / "out" / "data.csv").read_text().count("\n") == 1 + 37


def test_a_run_in_process_is_timed_with_the_engine_of_its_folder_only(tmp_path):
    """Ticks 0 to 20,000 of an hour have 834 rows, one a day. Where there is no engine, ours is not taken instead."""
    ours, nobodys = (before._looping("one agent, 20,000 ticks", "", folder, 0.0) for folder in (HOME, tmp_path))
    assert ours.sample() > 0
    assert ours.said[0].startswith("834 ")
    with pytest.raises(BenchError, match="No module named 'engine'"):
        nobodys.sample()


def test_a_process_knows_its_peak_of_memory():
    before = peak.peak_MB()
    filled = bytes(100_000_000).replace(b"\0", b"x")
    assert peak.peak_MB() >= max(before, len(filled) / 1e6)


def test_the_page_gets_its_table_between_the_markers(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.writePage("| new |", page)
    assert page.read_text() == f"before\n{report.BEGIN}\n\n| new |\n\n{report.END}\nafter\n"


def test_a_page_without_markers_is_refused_in_a_sentence(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"{report.END}\n{report.BEGIN}\n")
    with pytest.raises(BenchError, match=r"performance.md has no line <!-- bench --> with"):
        report.checkMarkers(page)
