"""Robust: which conclusions survive what should not matter? Agents' order and names, the random stream, the time step.

Errors and artefacts of models: Galán et al. 2009, "Errors and artefacts in agent-based modelling", JASSS 12 (1) 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Scale, Worst
from explore import pictures
from explore.asking import whole
from explore.corners import rated
from explore.factors import Factor, factorsOf
from explore.Report import FAIL, PASS, Report, Table
from explore.Runs import Floats, Runs
from explore.statistics import CONFIDENCE, Equivalence, Stat, equivalence, holm, summary
from explore.Study import Common, Study
from explore.words import interval, number
from util.errors import ParameterError
from util.mathutil import addUp

# How a measure or a spec takes it that a factor changes.
ROBUST, SHIFTED, FRAGILE, UNSURE = "ROBUST", "SHIFTED", "FRAGILE", "UNSURE"
_ORDER = (FRAGILE, SHIFTED, UNSURE, ROBUST)

_REPS, _REPS_WITHOUT_CHANCE, _REPS_EXACT = 64, 8, 2
# Each factor has its own replications, and so its own seeds, from a multiple of this number on.
_MOST_REPS = 10_000
# Differences of less than this part of a mean are none, even where there is no chance.
_LEEWAY = 1e-3
_ALPHA = 1.0 - CONFIDENCE


# Factors, and the runs of each.
Made = Sequence[tuple[Factor, Runs]]


class Finding(NamedTuple):
    """How one measure, or the margin of one spec, takes one factor.

    Attributes:
        what: name of the measure, or "spec: " and that of the spec.
        factor: what was changed.
        base: the measure at the baseline.
        test: of the differences, changed less baseline, seed by seed.
        margin: what counts as equivalent.
        p, p_differs: of `test`, adjusted for the number of factors, and for that of all tests, by Holm's method.
        flips: whether a spec passes on one side and fails on the other.
        n: pairs of runs; n_lost: how many more have a value on one side only.
        pair: numbers of the two runs that differ most.
    """

    what: str
    factor: str
    base: Stat
    test: Equivalence
    margin: float
    p: float
    p_differs: float
    flips: bool
    n: int
    n_lost: int
    pair: tuple[int, int]

    @property
    def verdict(self) -> str:
        """ROBUST: equivalent. SHIFTED: it differs. FRAGILE: and a spec's verdict flips. UNSURE: neither is shown."""
        if self.p <= _ALPHA:
            return ROBUST
        if self.p_differs <= _ALPHA:
            return FRAGILE if self.flips else SHIFTED
        return UNSURE


def robust(netlist: Any, out: str | Path | None = None, *, margin: float = 0.25, **common: Any) -> Report:
    """Changes what the conclusions of a sound model do not depend on, and tells which of them do.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        margin: a difference of the mean below this many standard deviations between replications is none.
        common: see explore.Common; `reps` is per factor and side, by default 64, or 8 where there is no chance.
    Returns:
        The report; `facts["findings"]` has every verdict with its interval and the runs that differ most.
    Raises:
        ParameterError: `margin` is not above 0, there are too few or too many replications, or something else than a
            scale is to vary.
    """
    settings = Common(netlist, out, **common)
    if not margin > 0.0:
        raise ParameterError(f"the margin cannot be {margin}", "it is a number above 0", "--margin 0.25")
    if settings.reps is not None and not 2 <= settings.reps <= _MOST_REPS:
        raise ParameterError(f"there cannot be {settings.reps} replications", f"2 to {_MOST_REPS:,}", "--reps 64")
    with Study("robust", settings, Worst, {"margin": margin}, reps=(_REPS, _REPS_WITHOUT_CHANCE)) as study:
        _checkVaried(study)
        factors, not_tried = factorsOf(study)
        runs = [
            (factor, whole(study, _made(study, factor, i, study.reps), f"{i} of {len(factors)} factors were tried"))
            for i, factor in enumerate(factors)
        ]
        return study.finish(_report(study, runs, margin, not_tried))


def _checkVaried(study: Study) -> None:
    for name in study.space.asked:
        if not isinstance(study.space.variations[name], Scale):
            what = f"robust does not vary {name}={study.space.variations[name]}"
            raise ParameterError(what, "parameters may matter", f"--vary '{name}=scale(0.5,2)', or tsp sweep")


def _made(study: Study, factor: Factor, i: int, reps: int) -> Runs:
    """The runs of a factor: the baseline is the first point, the change the second. Seeds are common to both."""
    return study.campaign.runs(
        [factor.base_set, factor.set],
        min(reps, _REPS_EXACT) if factor.is_exact else reps,
        first_rep=i * _MOST_REPS,
        variants=[factor.base_variant, factor.variant],
    )


# ---- findings


def _findings(study: Study, runs: Made, margin: float) -> list[Finding]:
    first = runs[0][1]
    found: list[Finding] = []
    for is_spec, names in ((False, first.measures), (True, first.specs)):
        for name in names:
            found += _adjusted(_raw(study, runs, name, is_spec, margin))
    # That something moves is claimed of any of them: the more there are, the more would seem to by chance.
    differ = holm([f.p_differs for f in found])
    return [f._replace(p_differs=p) for f, p in zip(found, differ)]


def _raw(study: Study, runs: Made, name: str, is_spec: bool, margin: float) -> list[Finding]:
    """How one measure or spec takes each factor, each factor by itself."""
    sides = [_sides(one.margin(name) if is_spec else one.measure(name), one) for _, one in runs]
    nominal = [base for (factor, _), (base, _) in zip(runs, sides) if not factor.base_set]
    every = np.concatenate([base[np.isfinite(base)] for base in nominal])
    sd = float(every.std(ddof=1)) if len(every) > 1 else 0.0
    limit = study.spec(name) if is_spec else None
    size = max(float(np.abs(every).mean()) if len(every) else 0.0, abs(limit.bound) if limit else 0.0)
    allowed = max(margin * sd, _LEEWAY * size)
    found = []
    for (factor, one), (base, changed) in zip(runs, sides):
        both = np.isfinite(base) & np.isfinite(changed)
        if both.sum() < 2:
            continue
        flips = is_spec and {rated(study, one, name, side).verdict for side in (0, 1)} == {PASS, FAIL}
        test = equivalence((changed - base)[both].tolist(), 0.0 if factor.is_exact else allowed)
        most = int(np.nanargmax(np.abs(changed - base)))
        found.append(
            Finding(
                f"spec: {name}" if is_spec else name,
                factor.name,
                summary(base[both].tolist()),
                test,
                0.0 if factor.is_exact else allowed,
                test.p,
                test.p_differs,
                flips,
                int(both.sum()),
                int((np.isfinite(base) ^ np.isfinite(changed)).sum()),
                (one.number(most), one.number(most + one.reps)),
            )
        )
    return found


def _sides(values: Floats, runs: Runs) -> tuple[Floats, Floats]:
    """Of the baseline and of what is changed, seed by seed."""
    return values[: runs.reps], values[runs.reps :]


def _adjusted(findings: Sequence[Finding]) -> list[Finding]:
    """The same, with p-values of equivalence for as many tests as there are factors."""
    return [f._replace(p=p) for f, p in zip(findings, holm([f.p for f in findings]))]


# ---- report


def _report(study: Study, runs: Made, margin: float, not_tried: Mapping[str, str]) -> Report:
    findings = _findings(study, runs, margin)
    n = addUp(one.n for _, one in runs)
    reps = max(one.reps for _, one in runs)
    report = Report(study.planned(n, f"{len(runs)} factors, {reps} pairs each"), results=runs[0][1])
    failing = {f.name: text for f, one in runs if (text := _failures(one))}
    _addVerdicts(study, report, findings, [f.name for f, _ in runs])
    moved = [f for verdict in (FRAGILE, SHIFTED) for f in findings if f.verdict == verdict]
    if moved:
        head = ["measure or spec", "factor", "verdict", "baseline", "difference (90 %)", "allowed ±", "runs"]
        report.tables.append(Table("What moves", head, [_row(f) for f in moved]))
        report.hint = "; ".join(f"tsp replay {study.common.out} {i}" for i in moved[0].pair) if study.out else ""
    report.notes = [f"not tried: {name}: {why}" for name, why in not_tried.items()]
    report.notes += [f"{name}: {text}" for name, text in failing.items()]
    report.notes += [
        f"{f.what}, {f.factor}: {f.n_lost} more pairs have a value on one side only" for f in findings if f.n_lost
    ]
    report.facts = {
        "margin": margin,
        "not_tried": dict(not_tried),
        "failing": failing,
        "findings": [_facts(study, f) for f in findings],
    }
    report.files["robust"] = _csv(findings)
    report.holds = not failing and all(f.verdict != FRAGILE for f in findings)
    return report


def _failures(runs: Runs) -> str:
    """What is wrong where runs fail that do not fail at the baseline; otherwise ""."""
    changed = {k: failure for k, failure in runs.failures.items() if k >= runs.reps}
    new = [k for k in changed if k - runs.reps not in runs.failures]
    if not new:
        return ""
    first = f"Run {runs.number(new[0])}: {changed[new[0]]}"
    return f"{FRAGILE}: {len(new)} of {runs.reps} runs fail that do not otherwise. {first}"


def _addVerdicts(study: Study, report: Report, findings: Sequence[Finding], factors: Sequence[str]) -> None:
    by_what: dict[str, dict[str, Finding]] = {}
    for f in findings:
        by_what.setdefault(f.what, {})[f.factor] = f
    rows = [[what, *[_cell(found.get(name)) for name in factors]] for what, found in by_what.items()]
    report.tables.append(Table("Verdicts", ["measure or spec", *factors], rows))
    verdicts = [[found[n].verdict if n in found else "" for n in factors] for found in by_what.values()]
    texts = [row[1:] for row in rows]
    if rows:
        report.pictures["robust"] = pictures.verdicts(list(by_what), factors, verdicts, texts, study.caption())


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return "no value"
    if finding.verdict == UNSURE and finding.test.n_needed < _MOST_REPS:
        return f"{UNSURE} ({finding.test.n_needed})"
    return finding.verdict


def _row(f: Finding) -> list[str]:
    pair = f"{f.pair[0]} and {f.pair[1]}"
    return [f.what, f.factor, f.verdict, interval(f.base), interval(f.test.difference), number(f.margin), pair]


def _facts(study: Study, f: Finding) -> dict[str, Any]:
    found = {
        "what": f.what,
        "factor": f.factor,
        "verdict": f.verdict,
        "n": f.n,
        "baseline": f.base.mean,
        "difference": f.test.difference.mean,
        "low": f.test.difference.low,
        "high": f.test.difference.high,
        "margin": f.margin,
        "p": f.p,
        "p_differs": f.p_differs,
        "n_needed": f.test.n_needed,
        "runs": list(f.pair),
    }
    if study.out is not None:
        found["replay"] = [f"tsp replay {study.common.out} {i}" for i in f.pair]
    return found


def _csv(findings: Sequence[Finding]) -> tuple[list[str], list[list[Any]]]:
    head = [
        "what",
        "factor",
        "verdict",
        "n",
        "baseline",
        "difference",
        "low",
        "high",
        "margin",
        "p",
        "p_differs",
        "run",
    ]
    rows = [
        [f.what, f.factor, f.verdict, f.n, f.base.mean, f.test.difference.mean, *_ends(f), f.margin, f.p, f.p_differs]
        for f in findings
    ]
    return [*head, "other"], [[*row, *f.pair] for row, f in zip(rows, findings)]


def _ends(f: Finding) -> list[Any]:
    return [end if math.isfinite(end) else "" for end in (f.test.difference.low, f.test.difference.high)]
