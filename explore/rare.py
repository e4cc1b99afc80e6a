"""Rare events: how likely a failure is that hardly any run shows, and how it comes about."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from engine.Variation import Chance, Uniform
from explore import pictures
from explore.asking import placesOf, targetsOf, whole
from explore.chances import chancesOf
from explore.Common import checkCount
from explore.cornerfile import Corner, Corners, saveCorners
from explore.curves import shown
from explore.Job import Job
from explore.rarity import PLAIN, Rarity, intervalOf, rarity
from explore.Report import FAIL, PASS, UNSURE, Report, Table
from explore.Runs import Floats
from explore.sampling import Sample
from explore.statistics import sigmaOf
from explore.Study import Common, Study
from explore.subset import LEAST, Seeds
from explore.words import number, percent
from util.errors import ParameterError

# A run's randomness is cut into so many blocks; and so many failing runs are told.
_N_BLOCKS, _N_TOLD = 20, 10


class Failing(NamedTuple):
    """A run that fails: its number, how to make it again, how far its parameters are off, in standard deviations."""

    number: int
    corner: Corner
    command: str
    distance: float
    margin: float
    u: list[float]


class Found(NamedTuple):
    """What was found of one spec at one place: the probability, runs that fail, and chance's share in it."""

    place: str
    spec: str
    rarity: Rarity
    failing: list[Failing]
    share: float


def rare(
    netlist: Any,
    out: str | Path | None = None,
    *,
    precision: float | None = None,
    runs: int | None = None,
    most: float | None = None,
    only: Sequence[str] = (),
    at: Sequence[str] = (),
    corners: Corners = None,
    save_corners: str | Path | None = None,
    **common: Any,
) -> Report:
    """Finds how likely each spec fails, where hardly any run shows it: down to 1e-12, from thousands of runs.

    Random are the parameters with a distribution, and what agents draw. Subset simulation goes towards failure in
    levels; where only a few parameters are random, importance sampling may make it more exact.

    Args:
        netlist: a path, the name of a shipped netlist, or what a notebook made.
        out: folder of the campaign; None keeps all in memory.
        precision: half width of the interval that is to be reached, as a part of the probability, e.g. 0.3.
        runs: of each level and of importance sampling, by default 2,000.
        most: the largest probability of failing that is good enough; None asks for none.
        only: names of the specs to ask about; by default all, one after the other.
        at: names of corners at which to do it; by default at the nominal values.
        corners: file of corners, or several, besides those of the netlist.
        save_corners: file for runs that fail, as corners.
        common: see explore.Common.
    Returns:
        The report; `facts["found"]` has each probability with its interval, its levels and runs that fail.
    Raises:
        ParameterError: nothing is random, there is no spec, or its margin does not tell how near to failing a run is.
    """
    asked = {"runs": runs, "precision": precision, "most": most, "only": list(only), "at": list(at)}
    settings = Common(netlist, out, **common)
    checkCount("runs", runs)
    for what, part in (("precision", precision), ("the largest probability", most)):
        if part is not None and not 0.0 < part <= 1.0:
            raise ParameterError(f"{what} cannot be {part:g}", "it is more than 0, and at most 1")
    if settings.seeds is not None or (settings.reps or 1) != 1:
        raise ParameterError("rare chooses seeds by itself", "each run is one world", "leave out --reps and --seeds")
    with Study(
        "rare", settings, Uniform, {k: v for k, v in asked.items() if v}, "independent", (1, 1), is_search=True
    ) as study:
        chances = chancesOf(study)
        targets = targetsOf(study, only)
        places = placesOf(study, at, corners)
        found = [
            _found(study, place, spec, chances, runs, precision, seed)
            for seed, (place, spec) in enumerate((place, spec) for place in places for spec in targets)
        ]
        if save_corners is not None:
            saveCorners(Path(save_corners), [one.corner for each in found for one in each.failing])
        return study.finish(_report(study, found, chances, most, precision))


class Asked:
    """Margins of a spec at a place, as Subset asks for them; and which runs they are from."""

    def __init__(self, study: Study, place: Corner, spec: str, chances: Mapping[str, Chance]):
        self._study = study
        self._place = place
        self._spec = spec
        self._chances = chances
        self._correlations = study.netlist.get("netlist_correlations") or {}
        self._numbers: dict[bytes, int] = {}
        self._so_far = ""
        n_ticks = math.ceil(study.space.value("max_ticks")) + 1
        self.n_blocks = min(_N_BLOCKS, n_ticks) if study.has_chance else 0
        self._fixed = study.campaign.seeds.of(0, 0)

    def __call__(self, u: Floats, b: Seeds) -> Floats:
        """See subset.Margins."""
        sample = self._sample(u)
        seeds = [int(row[0]) if len(row) else self._fixed for row in b]
        blocks = [_blocks(row) for row in b]
        runs = whole(self._study, self._study.campaign.runs(sample, seeds=seeds, blocks=blocks), self._so_far)
        for i in range(runs.n):
            self._numbers[_key(u[i], b[i])] = runs.number(i)
        margins = runs.margin(self._spec)
        limit = self._study.spec(self._spec)
        if limit is not None and not limit.holds(0.0):
            # On the limit is beyond it.
            margins = np.where(margins == 0.0, -math.ulp(0.0), margins)
        return margins

    def reached(self, threshold: float, p: float, delta: float) -> None:
        """Keeps what is known if time is up."""
        bounds = intervalOf(p, delta)
        said = f"with a probability of {p:.3g} ({bounds.low:.3g} to {bounds.high:.3g})"
        self._so_far = (
            f"{self._spec} has a margin below {number(threshold)} {said}, and fails less often than that"
            if threshold > 0.0
            else f"{self._spec} fails {said}"
        )

    def failing(self, u: Floats, b: Seeds, margin: float, name: str) -> Failing:
        """A run that was made for these values."""
        made = self._numbers[_key(u, b)]
        values = self._sample(u[None])[0]
        seed = int(b[0]) if len(b) else self._fixed
        command = self._study.commandOf(Job(made, 0, 0, seed, values, "", blocks=_blocks(b)))
        corner = Corner(name, values, seed, _blocks(b))
        return Failing(made, corner, command, float(np.linalg.norm(u)), margin, u.tolist())

    def _sample(self, u: Floats) -> Sample:
        return Sample(self._study.space, self._chances, u, self._place.set, self._correlations)


def _blocks(b: Seeds) -> tuple[int, ...]:
    return tuple(int(seed) for seed in b[1:])


def _key(u: Floats, b: Seeds) -> bytes:
    return bytes(u.tobytes() + b.tobytes())


def _found(
    study: Study,
    place: Corner,
    spec: str,
    chances: Mapping[str, Chance],
    n: int | None,
    precision: float | None,
    seed: int,
) -> Found:
    asked = Asked(study, place, spec, chances)
    result = rarity(
        asked, len(chances), asked.n_blocks, study.campaign.seeds.ofPlan(seed), n, precision, reached=asked.reached
    )
    failures = result.failures
    distances = np.linalg.norm(failures.u, axis=1) if len(chances) else -failures.margins
    # Evenly from the most probable one to the least.
    order = np.argsort(distances, kind="stable")
    chosen = (
        np.unique(np.linspace(0, len(order) - 1, min(_N_TOLD, len(order))).round().astype(int)) if len(order) else []
    )
    at = f", {place.name}" if place.name else ""
    failing: dict[int, Failing] = {}
    for k in (int(order[int(i)]) for i in chosen):
        name = f"{spec}, failing {len(failing) + 1}{at}"
        one = asked.failing(failures.u[k], failures.b[k], float(failures.margins[k]), name)
        failing.setdefault(one.number, one)
    share = shareOfChance(failures.u, result.p) if asked.n_blocks else 0.0
    return Found(place.name, spec, result, list(failing.values()), share)


def shareOfChance(u: Floats, p: float) -> float:
    """What part agents' luck has in failures, 0 to 1; the rest is in the parameters. nan where it cannot be told.

    In failures, the squares of independent standard normal values are larger than 1, by how much in total follows from
    p if the margin is linear in them. What is not found in the parameters is in luck. Exact for linear margins.

    Args:
        u: float[n, d], parameters of failing runs.
        p: probability of failing, below 1/2.
    """
    n, d = u.shape
    if d == 0:
        return 1.0
    if n == 0 or not 0.0 < p < 0.5:
        return math.nan
    beta = -sigmaOf(p)
    total = beta * NormalDist().pdf(beta) / p
    return min(1.0, max(0.0, 1.0 - (float((u**2).sum(axis=1).mean()) - d) / total))


# ---- report


def _report(
    study: Study, found: Sequence[Found], chances: Mapping[str, Chance], most: float | None, precision: float | None
) -> Report:
    drawn = [*([f"{len(chances)} random ({', '.join(chances)})"] if chances else []),
             *(["agents' luck"] if study.has_chance else [])]  # fmt: skip
    report = Report(study.planned(study.campaign.n_made, " and ".join(drawn)))
    verdicts = [_verdict(one.rarity, most) for one in found]
    where = [one.place for one in found] if any(one.place for one in found) else None
    head = ["spec", *(["corner"] if where else []), "probability of failing (95 %)", "sigma", "by", "runs"]
    rows = [
        [one.spec, *([one.place] if where else []), _probability(one.rarity), _sigma(one.rarity), one.rarity.method,
         f"{one.rarity.runs:,}", *([verdict] if most is not None else [])]
        for one, verdict in zip(found, verdicts)
    ]  # fmt: skip
    report.tables.append(Table("Failures", [*head, *([f"at most {number(most)}"] if most is not None else [])], rows))
    for one in found:
        _addDetails(study, report, one, list(chances), precision)
    report.facts = {"most": most, "precision": precision, "found": [_facts(o, v) for o, v in zip(found, verdicts)]}
    report.holds = None if most is None else all(verdict == PASS for verdict in verdicts)
    first = next((one.failing[0] for one in found if one.failing), None)
    report.hint = first.command if first is not None else ""
    return report


def _verdict(found: Rarity, most: float | None) -> str:
    if most is None or found.interval.high <= most:
        return PASS
    return FAIL if found.interval.low > most else UNSURE


def _probability(found: Rarity) -> str:
    if found.p == 0.0:
        return f"below {LEAST:g}"
    return f"{found.p:.3g} ({found.interval.low:.3g} to {found.interval.high:.3g})"


def _sigma(found: Rarity) -> str:
    return number(-sigmaOf(found.p)) if found.p > 0.0 else "> 7"


def _addDetails(study: Study, report: Report, one: Found, names: Sequence[str], precision: float | None) -> None:
    at = f" at {one.place}" if one.place else ""
    result = one.rarity
    levels = [level for estimate in result.estimates[:1] for level in estimate.levels]
    if levels:
        rows = [
            [f"{i}", number(level.threshold), f"{percent(level.share)} %",
             f"{percent(level.accepted)} %" if level.accepted == level.accepted else "", f"{level.runs:,}"]
            for i, level in enumerate(levels, 1)
        ]  # fmt: skip
        report.tables.append(
            Table(f"Levels of {one.spec}{at}", ["level", "margin below", "reached by", "moves taken", "runs"], rows)
        )
        shares = np.cumprod([level.share for level in levels]).tolist()
        key = pictures.fileName(f"rare_{one.spec}{f'_{one.place}' if one.place else ''}")
        thresholds = [level.threshold for level in levels]
        report.pictures[key] = pictures.levels(
            one.spec, thresholds, shares, _probability(result), study.caption(at[4:])
        )
    _addNotes(report, one, names, at, precision)
    header = ["run", "margin", *(["distance"] if names else []), *names, "command"]
    report.files[pictures.fileName(f"rare_{one.spec}{f'_{one.place}' if one.place else ''}")] = (
        header,
        [
            [f.number, f.margin, *([f.distance] if names else []), *[f.corner.set[n] for n in names], f.command]
            for f in one.failing
        ],
    )


def _addNotes(report: Report, one: Found, names: Sequence[str], at: str, precision: float | None) -> None:
    result = one.rarity
    if result.method == PLAIN:
        report.notes.append(f"{one.spec}{at} is not rare: plain runs tell its probability.")
    if result.weighted is not None:
        p, delta = result.averaged
        taken = f"not taken: {result.distrusted}" if result.distrusted else "taken"
        report.notes.append(
            f"{one.spec}{at}: subset simulation says {p:.3g} ± {percent(1.96 * delta)} %, importance sampling"
            f" {result.weighted.p:.3g} ± {percent(1.96 * result.weighted.delta)} %, which was {taken}."
        )
    if lost := int(np.isinf(result.failures.margins).sum()):
        n = len(result.failures.margins)
        report.notes.append(
            f"{one.spec}{at}: {lost:,} of the {n:,} failing runs have failed or have no value;"
            " where margins do not lead to such runs, the interval is too narrow."
        )
    if not result.is_precise:
        report.notes.append(f"{one.spec}{at} is not as precise as asked, ± {percent(precision or 0.0)} %.")
    if one.failing:
        first = one.failing[0]
        what = ", ".join(f"{name}={shown(first.corner.set[name])} ({u:+.2g} sd)" for name, u in zip(names, first.u))
        kind = "most probable failure" if names else "a failure"
        report.notes.append(f"{one.spec}{at}: {kind}: {what or 'by luck alone'}; {first.command}")
    if names and 0.0 < one.share <= 1.0:
        report.notes.append(f"{one.spec}{at}: agents' luck has {percent(one.share)} % of it, the parameters the rest.")


def _facts(one: Found, verdict: str) -> dict[str, Any]:
    result = one.rarity
    tried = result.weighted
    return {
        "spec": one.spec,
        "at": one.place or "nominal",
        "p": result.p,
        "low": result.interval.low,
        "high": result.interval.high,
        "sigma": -sigmaOf(result.p) if result.p > 0.0 else None,
        "method": result.method,
        "runs": result.runs,
        "is_precise": result.is_precise,
        "verdict": verdict,
        "subset": {"p": result.averaged[0], "delta": result.averaged[1]},
        "importance": None if tried is None else {**tried._asdict(), "distrusted": result.distrusted},
        "levels": [[level._asdict() for level in estimate.levels] for estimate in result.estimates],
        "share_of_chance": one.share,
        "failing": [
            {"run": f.number, **f.corner.facts(), "distance": f.distance, "u": f.u, "margin": f.margin,
             "command": f.command}
            for f in one.failing
        ],
    }  # fmt: skip
