"""What an experiment is, and how it is run: cases, arms, seeds, metrics, and rules that were fixed before looking."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assets.netlists.oceanv4.verification.arms import Market
from assets.netlists.oceanv4.verification.statistics import Stat, paired, summary
from util.errors import ExperimentError, TokenSpiceError
from util.plotfigure import Plot
from web3engine.chain import useChain
from web3engine.chains import openChain

HOLDS, IN_PART, FAILS = "holds", "holds in part", "does not hold"


class Metric(NamedTuple):
    """A number that each trial gives. `unit` is "%", "OCEAN" or ""; `worst` says whether "most" or "least" is worst."""

    name: str
    text: str
    unit: str = "%"
    worst: str = "most"


class Case(NamedTuple):
    """One setting: what each arm's market is, by the arm's name, and what the trial is told besides.

    An arm is whatever has a method `open` that gives what trials are done with.
    """

    name: str
    arms: Mapping[str, Any]
    options: Mapping[str, Any] = {}
    is_corner: bool = False


class Results:
    """All numbers of one experiment: for each case, arm and metric, one per seed."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str, str], list[float]] = {}

    def add(self, case: str, arm: str, found: Mapping[str, float]) -> None:
        """The next seed's."""
        for metric, value in found.items():
            self.values.setdefault((case, arm, metric), []).append(float(value))

    def of(self, case: str, arm: str, metric: str) -> list[float]:
        """One number per seed."""
        return self.values[case, arm, metric]

    def stat(self, case: str, arm: str, metric: str) -> Stat:
        """What they say."""
        return summary(self.of(case, arm, metric))

    def less(self, case: str, metric: str, arm: str = "V4", other: str = "V3") -> Stat:
        """Of `arm` less `other`, seed by seed."""
        return paired(self.of(case, arm, metric), self.of(case, other, metric))

    def arms(self, case: str) -> list[str]:
        """Names of the arms that the case had."""
        return list(dict.fromkeys(arm for its_case, arm, _ in self.values if its_case == case))


class Rule(NamedTuple):
    """A condition of the verdict, in words and as a test. If one that `is_core` is not met, the hypothesis fails."""

    text: str
    isMet: Callable[[Results], bool]
    is_core: bool = False


@dataclass(frozen=True)
class Experiment:
    """One mechanism's test.

    Attributes:
        name, title: "M1", and what it is about.
        hypothesis: what the mechanism was proposed for.
        method, varied: what is done, and what the seed changes.
        metrics, cases, rules: see there.
        draw: what a seed brings, the same for all cases and arms.
        trial: (market, what the seed brought, options) → metric → number. It may leave the market as it likes.
        words: what came out, for a reader.
        plots: name of a file → plot.
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
    words: Callable[[Results], str]
    plots: Callable[[Results], Mapping[str, Plot]] = field(default=lambda results: {})


def verdict(experiment: Experiment, results: Results) -> tuple[str, list[bool]]:
    """HOLDS if all rules are met, FAILS if a core one is not, else IN_PART; and which rules are met."""
    met = [rule.isMet(results) for rule in experiment.rules]
    if all(met):
        return HOLDS, met
    core = all(is_met for rule, is_met in zip(experiment.rules, met) if rule.is_core)
    return (IN_PART if core else FAILS), met


def runExperiment(experiment: Experiment, n_seeds: int, engine: str) -> Results:
    """Runs all cases with seeds 0 to `n_seeds` - 1, on a chain of its own. Each trial begins with the same market.

    Raises:
        ExperimentError: a trial failed.
    """
    results = Results()
    with useChain(openChain("embedded", engine, seed=0)) as used:
        chain = used.opened()
        for case in experiment.cases:
            for arm, terms in case.arms.items():
                before = chain.snapshot()
                market = terms.open()
                for seed in range(n_seeds):
                    drawn = experiment.draw(random.Random(f"{experiment.name} {seed}"))
                    begun = chain.snapshot()
                    try:
                        results.add(case.name, arm, experiment.trial(market, drawn, case.options))
                    except TokenSpiceError as e:
                        where = f"{experiment.name}, case {case.name!r}, arm {arm}, seed {seed}"
                        raise ExperimentError("running", f"{where}: {e}") from e
                    chain.revert(begun)
                chain.revert(before)
        chain.close()
    return results


def withAndWithout(market: Market, script: Callable[[bool], Mapping[str, float]]) -> tuple[Any, Any]:
    """What `script` gives with the attack and without, on the same market."""
    found = []
    for attack in (True, False):
        begun = market.chain.snapshot()
        found.append(script(attack))
        market.chain.revert(begun)
    return found[0], found[1]
