"""`Experiment`: a hypothesis put to the test in several arms, with rules for the verdict that are fixed beforehand.

An arm is a setting of the world: with the proposal, or without it. A trial plays one story in one arm; each seed draws
one story, the same for all cases and arms, so arms are compared seed by seed. What is compared and how is up to whoever
declares the experiment; here are its parts, how it is run, and how rules lead to a verdict.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeVar

from explore.statistics import Stat, paired, summary
from util.errors import ExperimentError, TokenSpiceError
from util.plotfigure import Plot
from web3engine.chain import Chain, useChain
from web3engine.chains import openChain

HOLDS, IN_PART, FAILS = "holds", "holds in part", "does not hold"

T = TypeVar("T")


class Metric(NamedTuple):
    """A number that each trial returns, in `unit`; `worst` says whether "most" or "least" is worst."""

    name: str
    text: str
    unit: str = "%"
    worst: str = "most"


class Case(NamedTuple):
    """One setting: arms by name, and options for the trial.

    An arm is a function that makes what trials work with, on the chain in use.
    """

    name: str
    arms: Mapping[str, Callable[[], Any]]
    options: Mapping[str, Any] = {}
    is_corner: bool = False


class Results:
    """All numbers of one experiment: one per seed, for each case, arm and metric."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str, str], list[float]] = {}

    def add(self, case: str, arm: str, found: Mapping[str, float]) -> None:
        """Adds those of the next seed."""
        for metric, value in found.items():
            self.values.setdefault((case, arm, metric), []).append(float(value))

    def of(self, case: str, arm: str, metric: str) -> list[float]:
        """One number per seed."""
        return self.values[case, arm, metric]

    def stat(self, case: str, arm: str, metric: str) -> Stat:
        """Their mean, its interval, and the extremes."""
        return summary(self.of(case, arm, metric))

    def mean(self, case: str, arm: str, metric: str) -> float:
        """Their mean."""
        return self.stat(case, arm, metric).mean

    def less(self, case: str, metric: str, arm: str, other: str) -> Stat:
        """The difference `arm` - `other`, seed by seed."""
        return paired(self.of(case, arm, metric), self.of(case, other, metric))

    def arms(self, case: str) -> list[str]:
        """Names of the case's arms."""
        return list(dict.fromkeys(arm for its_case, arm, _ in self.values if its_case == case))


class Rule(NamedTuple):
    """A condition of the verdict, in words and as a test. If a core rule is not met, the hypothesis fails."""

    text: str
    isMet: Callable[[Results], bool]
    is_core: bool = False


def below(
    metric: str,
    cases: Sequence[str | Case],
    arm: str,
    other: str,
    is_core: bool = True,
    most: float = 0.0,
    where: str = "",
) -> Rule:
    """The rule that `arm` - `other` is below zero in each case: its interval's upper bound; or at most `most` > 0.

    Args:
        cases: or their names.
        where: the cases in words, if not by their names.
    """
    names, bound = _names(cases), f"at most {most:g}" if most else "below 0"
    text = f"{metric}, {arm} - {other}: upper bound of the 95 % interval {bound} ({where or '; '.join(names)})"

    def isMet(r: Results) -> bool:
        highs = [r.less(case, metric, arm, other).high for case in names]
        return all(high <= most if most else high < 0.0 for high in highs)

    return Rule(text, isMet, is_core)


_IN_WORDS = {"mean": "mean", "most": "worst", "high": "upper bound of the mean's interval of"}


def atMost(
    bound: float,
    of: str,
    metric: str,
    cases: Sequence[str | Case],
    arms: Sequence[str],
    unit: str = " %",
    is_core: bool = False,
    where: str = "",
) -> Rule:
    """The rule that a metric is at most `bound` in each case and arm.

    Args:
        of: what is bounded: its "mean", the "most" of any trial, or the "high" end of the mean's interval.
        cases: or their names.
        where: the cases in words, if not by their names.
    """
    names = _names(cases)
    text = f"{_IN_WORDS[of]} {metric} in {' and '.join(arms)} at most {bound:.4g}{unit} ({where or '; '.join(names)})"

    def isMet(r: Results) -> bool:
        return all(getattr(r.stat(case, arm, metric), of) <= bound for case in names for arm in arms)

    return Rule(text, isMet, is_core)


def _names(cases: Sequence[str | Case]) -> list[str]:
    return [case if isinstance(case, str) else case.name for case in cases]


@dataclass(frozen=True)
class Experiment:
    """The test of one hypothesis.

    Attributes:
        name, title: a short name, and what it is about.
        hypothesis: what is to be shown.
        method, varied: what is done, and what the seed changes.
        metrics, cases, rules: see there.
        draw: what a seed brings, the same for all cases and arms.
        trial: (what the arm made, what the seed brought, options) → metric → number. It may leave any mess behind.
        plots: file name → plot.
        compared: names of two arms, (proposal, baseline), whose difference is reported where a case has both.
    """

    name: str
    title: str
    hypothesis: str
    method: str
    varied: str
    metrics: Sequence[Metric]
    cases: Sequence[Case]
    rules: Sequence[Rule]
    draw: Callable[[random.Random], Any]
    trial: Callable[[Any, Any, Mapping[str, Any]], Mapping[str, float]]
    compared: tuple[str, str]
    plots: Callable[[Results], Mapping[str, Plot]] = field(default=lambda results: {})

    def verdict(self, results: Results) -> tuple[str, list[bool]]:
        """HOLDS if all rules are met, FAILS if a core rule is not, otherwise IN_PART; and which rules are met."""
        met = [rule.isMet(results) for rule in self.rules]
        if all(met):
            return HOLDS, met
        core = all(is_met for rule, is_met in zip(self.rules, met) if rule.is_core)
        return (IN_PART if core else FAILS), met

    def run(self, n_seeds: int, engine: str = "auto") -> Results:
        """Runs all cases with seeds 0 to `n_seeds` - 1 on its own chain. Each trial finds what its arm made untouched.

        Raises:
            ExperimentError: a trial failed.
        """
        results = Results()
        with useChain(openChain("embedded", engine, seed=0)) as used:
            chain = used.opened()
            for case in self.cases:
                for arm in case.arms:
                    undone(chain, partial(self._runArm, chain, case, arm, n_seeds, results))
            chain.close()
        return results

    def _runArm(self, chain: Chain, case: Case, arm: str, n_seeds: int, results: Results) -> None:
        made = case.arms[arm]()
        for seed in range(n_seeds):
            drawn = self.draw(random.Random(f"{self.name} {seed}"))
            try:
                found = undone(chain, partial(self.trial, made, drawn, case.options))
            except TokenSpiceError as e:
                where = f"{self.name}, case {case.name!r}, arm {arm}, seed {seed}"
                raise ExperimentError("running", f"{where}: {e}") from e
            results.add(case.name, arm, found)


def undone(chain: Chain, action: Callable[[], T]) -> T:
    """What `action` returns; the chain is then as it was before."""
    begun = chain.snapshot()
    value = action()
    chain.revert(begun)
    return value


def withAndWithout(chain: Chain, script: Callable[[bool], T]) -> tuple[T, T]:
    """What `script` returns with the attack (True) and without (False), both from the present state of the chain."""
    return undone(chain, lambda: script(True)), undone(chain, lambda: script(False))
