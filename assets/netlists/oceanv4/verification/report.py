"""Writes what the experiments found: report.md for a reader, trials.csv with every number, and pngs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path

from assets.netlists.oceanv4.verification.experiment import Case, Experiment, Metric, Results, verdict
from assets.netlists.oceanv4.verification.statistics import Stat
from util.plotfigure import savePng

_HEAD = """\
# Does Ocean Market V4 do what it was proposed for?

Each mechanism of Ocean V4 was proposed against something that hurt people in Ocean V3. Here each is put to the test:
the same people, with the same intentions, meet in a market of V3 and in one of V4, on Ocean's own contracts. Where a
mechanism is in no contract of Ocean's (M4, M5), it is a contract of ours.

{n_seeds} seeds. One seed is one trial per case and arm, and means the same people in all of them. In brackets after a
mean is its 95 % confidence interval over the seeds (Student's t).

* **worst** is the worst single trial, for those whom the mechanism is to protect.
* **V4 - V3** is the difference seed by seed; what both arms have in common falls out. It tells something where its
  interval has no 0 in it.
* **rug loss** is what an attack took from a staker: what it would have got without, less what it gets. Fees and the
  pool's own slippage it pays in either case, so they are not in it. Below 0, the staker has gained by the attack.
* **Verdicts** follow from rules that stand in the code, each with its bound. *Core* rules are the hypothesis itself.
  All rules met: it **holds**. All core rules met: it **holds in part**. Else it **does not hold**.
* **Corner cases** are settings that hardly anybody chooses, at which a mechanism might break.

What people do, and how much, is assumed and not fitted to a chain; demand does not react to fees or losses. Attacks are
as strong as they are clever: what a search found is a lower bound of what can be done.

## Verdicts

| | mechanism | hypothesis | verdict |
|---|---|---|---|
"""


def writeReport(folder: Path, experiments: Sequence[Experiment], found: Sequence[Results], n_seeds: int) -> None:
    """Writes all files into `folder`, which is there and empty. The same results give the same bytes.

    Args:
        found: of each experiment, in the same order.
    """
    text = [_HEAD.format(n_seeds=n_seeds)]
    for experiment, results in zip(experiments, found):
        name = f"[{experiment.name}](#{_anchor(experiment)})"
        text.append(
            f"| {name} | {experiment.title} | {experiment.hypothesis} | **{verdict(experiment, results)[0]}** |\n"
        )
    for experiment, results in zip(experiments, found):
        names = []
        for name, plot in experiment.plots(results).items():
            savePng(plot, folder / f"{name}.png")
            names.append(name)
        text += [f"{line}\n" for line in _section(experiment, results, names)]
    (folder / "report.md").write_text("".join(text), encoding="utf-8")
    (folder / "trials.csv").write_text("".join(_trials(experiments, found)), encoding="utf-8")


def _section(experiment: Experiment, results: Results, plots: Iterable[str]) -> Iterable[str]:
    outcome, met = verdict(experiment, results)
    yield from ("", f"## {experiment.name}. {experiment.title}", "")
    yield from (
        f"*Hypothesis*: {experiment.hypothesis}",
        "",
        f"**Verdict: {outcome}.** {experiment.words(results)}",
        "",
    )
    yield from (f"*What is done*: {experiment.method}", "", f"*Varied by the seed*: {experiment.varied}", "")
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
        if {"V3", "V4"} <= set(case.arms):
            both = [m.name for m in metrics]
            cells = [_difference(results, case.name, name) for name in both]
            yield f"| | V4 - V3 | {' | '.join(cells)} |"


def _cell(results: Results, case: str, arm: str, metric: Metric) -> str:
    if (case, arm, metric.name) not in results.values:
        return ""
    stat = results.stat(case, arm, metric.name)
    worst = stat.most if metric.worst == "most" else stat.least
    return f"{_interval(stat)}, worst {number(worst)}"


def _difference(results: Results, case: str, metric: str) -> str:
    if any((case, arm, metric) not in results.values for arm in ("V3", "V4")):
        return ""
    return _interval(results.less(case, metric))


def _interval(stat: Stat) -> str:
    if number(stat.low) == number(stat.high):
        return number(stat.mean)
    return f"{number(stat.mean)} [{number(stat.low)}, {number(stat.high)}]"


def number(value: float) -> str:
    """A number for a reader: no more digits than say something."""
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
