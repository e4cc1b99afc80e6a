"""Writes what experiments found: report.md for a reader, trials.csv with every number, and plots as PNG files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path

from explore.Experiment import Case, Experiment, Metric, Results
from explore.statistics import Stat
from util.plotfigure import Plot, savePng


def writeReport(folder: Path, head: str, experiments: Sequence[Experiment], found: Sequence[Results]) -> None:
    """Writes all files into `folder`, which exists and is empty. The same results produce the same bytes.

    Args:
        head: what the report begins with, up to the table of verdicts.
        found: of each experiment, in the same order.
    """
    text = [head, "\n## Verdicts\n\n| | mechanism | hypothesis | verdict |\n|---|---|---|---|\n"]
    for experiment, results in zip(experiments, found):
        name = f"[{experiment.name}](#{_anchor(experiment)})"
        outcome, _ = experiment.verdict(results)
        text.append(f"| {name} | {experiment.title} | {experiment.hypothesis} | **{outcome}** |\n")
    for experiment, results in zip(experiments, found):
        plots = experiment.plots(results)
        for name, plot in plots.items():
            savePng(plot, folder / f"{name}.png")
        text += [f"{line}\n" for line in _section(experiment, results, plots)]
    (folder / "report.md").write_text("".join(text), encoding="utf-8")
    (folder / "trials.csv").write_text("".join(_trials(experiments, found)), encoding="utf-8")


def _section(experiment: Experiment, results: Results, plots: Iterable[str]) -> Iterable[str]:
    outcome, met = experiment.verdict(results)
    yield from ("", f"## {experiment.name}. {experiment.title}", "")
    yield from (f"*Hypothesis*: {experiment.hypothesis}", "")
    yield from (f"**Verdict: {outcome}.**", "")
    yield from (f"*Method*: {experiment.method}", "", f"*Varied by the seed*: {experiment.varied}", "")
    yield from ("| rule of the verdict | core | met |", "|---|---|---|")
    for rule, is_met in zip(experiment.rules, met):
        yield f"| {rule.text} | {'core' if rule.is_core else ''} | {'yes' if is_met else '**no**'} |"
    yield ""
    for plot in plots:
        yield f"![{plot.replace('_', ' ')}]({plot}.png)"
    yield ""
    for metric in experiment.metrics:
        unit = f", {metric.unit}" if metric.unit else ""
        yield f"* **{metric.name}**{unit}: {metric.text}"
    yield from ("", *_table(experiment, results, [case for case in experiment.cases if not case.is_corner]))
    corners = [case for case in experiment.cases if case.is_corner]
    if corners:
        yield from ("", "Corner cases:", "", *_table(experiment, results, corners))


def _table(experiment: Experiment, results: Results, cases: Sequence[Case]) -> Iterable[str]:
    metrics = experiment.metrics
    yield f"| case | arm | {' | '.join(m.name for m in metrics)} |"
    yield f"|---|---|{'---|' * len(metrics)}"
    for case in cases:
        for arm in case.arms:
            cells = [_cell(results, case.name, arm, metric) for metric in metrics]
            yield f"| {case.name} | {arm} | {' | '.join(cells)} |"
        if set(experiment.compared) <= set(case.arms):
            cells = [_difference(results, case.name, metric.name, experiment.compared) for metric in metrics]
            yield f"| | {' - '.join(experiment.compared)} | {' | '.join(cells)} |"


def _cell(results: Results, case: str, arm: str, metric: Metric) -> str:
    if (case, arm, metric.name) not in results.values:
        return ""
    stat = results.stat(case, arm, metric.name)
    worst = stat.most if metric.worst == "most" else stat.least
    return f"{_interval(stat)}, worst {number(worst)}"


def _difference(results: Results, case: str, metric: str, compared: tuple[str, str]) -> str:
    if any((case, arm, metric) not in results.values for arm in compared):
        return ""
    return _interval(results.less(case, metric, *compared))


def _interval(stat: Stat) -> str:
    if number(stat.low) == number(stat.high):
        return number(stat.mean)
    return f"{number(stat.mean)} [{number(stat.low)}, {number(stat.high)}]"


def number(value: float) -> str:
    """A number for a reader, with no more digits than mean something."""
    if not isfinite(value):
        return "unknown"
    size = abs(value)
    if size < 5e-4:
        return "0"
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 0.1 else 3
    text = f"{value:,.{digits}f}"
    return "0" if not text.strip("-0.") else text


def _anchor(experiment: Experiment) -> str:
    """How a heading is linked to."""
    heading = f"{experiment.name}. {experiment.title}".lower()
    return "".join(c for c in heading if c.isalnum() or c in " -").replace(" ", "-")


def _trials(experiments: Sequence[Experiment], found: Sequence[Results]) -> Iterable[str]:
    yield "experiment,case,arm,metric,seed,value\n"
    for experiment, results in zip(experiments, found):
        for (case, arm, metric), values in results.values.items():
            for seed, value in enumerate(values):
                yield f'{experiment.name},"{case}","{arm}",{metric},{seed},{value!r}\n'


# ---- plots that experiments share


def bySeed(results: Results, case: str, metric: str, title: str, y_name: str, arms: Sequence[str] = ()) -> Plot:
    """One line per arm, by default of all, each sorted by its own values: a distribution."""
    arms = arms or results.arms(case)
    n = len(results.of(case, arms[0], metric))
    x = [100.0 * (i + 0.5) / n for i in range(n)]
    lines = [(arm, sorted(results.of(case, arm, metric))) for arm in arms]
    return Plot(title, "Trials in the order of their outcome (%)", y_name, x, lines, False, False)


def meanOver(
    x_name: str, x: Sequence[float], title: str, y_name: str, lines: Sequence[tuple[str, list[float]]]
) -> Plot:
    """Means over something that differs from case to case. `lines` are (label, one mean per x)."""
    return Plot(title, x_name, y_name, list(x), list(lines), False, False)
