"""The benchmark measures what it says, and says it where it belongs."""

import itertools
from functools import partial

import pytest

from bench import commands, engines, report, rivals, targets, wallets
from bench.engines import bareCases, checkpointCases
from bench.measure import BenchError, Case, checkAll, interleave, median
from bench.stage import EMBEDDED, Stage, installed
from bench.targets import Results, asTime
from bench.wallets import walletCases

NOTHING = Results({}, {}, None)


def results(ratio):
    """Results in which everything on revm is `ratio` times as slow as what it is compared with."""
    chains = {
        engines.TRANSFER: {"revm": [1e-5]},
        engines.BALANCE: {"revm": [1e-6]},
        engines.PRICE: {"revm": [1e-6]},
        wallets.TRANSFER_OCEAN: {"revm": [ratio * 1e-5], "ganache": [1e-2]},
        wallets.BALANCE_OF: {"revm": [ratio * 1e-6]},
        wallets.SPOT_PRICE: {"revm": [ratio * 1e-6]},
        commands.HELP: {"": [ratio * 0.2]},
    }
    bindings = {rivals.TRANSFER: {rivals.OURS: [ratio], rivals.VERBS: [2.0], rivals.PYREVM: [3.0]}}
    memory = {"n_transfers": 1000, "growth_MiB": 19.0, "first_s": 1.0, "last_s": 2.0, "drift": ratio}
    return Results(chains, bindings, memory)


def test_items_take_turns_and_the_first_round_does_not_count():
    order: list[str] = []
    cases = [Case("op", who, partial(order.append, who), times=1) for who in ("a", "b")]
    table = interleave(cases, rounds=2)
    assert order == ["a", "b"] * 3
    assert [len(table["op"][who]) for who in ("a", "b")] == [2, 2]


def test_a_sample_finds_out_how_many_operations_fill_it():
    count = itertools.count()
    case = Case("op", "a", lambda: next(count), sample_s=0.01)
    per_op = case.sample()
    assert 0.002 < case.times * per_op < 0.1
    assert case.done == next(count)


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
    assert len(measured) == 7
    assert all(fast[text] for text in measured)
    assert [text for text in measured if slow[text]] == ["revm: less than 20 MiB of growth in 1,000 transfers"]


def test_times_have_three_digits_and_a_unit():
    assert [asTime(s) for s in (None, 2.0, 0.0123, 1e-4, 7.05e-8)] == ["–", "2.00 s", "12.3 ms", "100 µs", "70.5 ns"]


def test_tables_hold_what_was_measured_and_ratios_of_it():
    text = report.tables(results(ratio=2.0))
    assert "| AgentWallet.transferOCEAN | 20.0 µs | 10.0 ms | – | 500 |" in text
    assert "| ERC20 transfer | 2.00 s | 2.00 s | 3.00 s | 1.00 |" in text
    assert "| tsp (help) | 400 ms |" in text


def test_the_readme_gets_its_table_between_the_markers(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.writeReadme("| new |", readme)
    assert readme.read_text() == f"before\n{report.BEGIN}\n\n| new |\n\n{report.END}\nafter\n"


def test_a_readme_without_markers_is_refused_in_a_sentence(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"{report.END}\n{report.BEGIN}\n")
    with pytest.raises(BenchError, match=r"README.md has no line <!-- bench --> with"):
        report.checkMarkers(readme)
