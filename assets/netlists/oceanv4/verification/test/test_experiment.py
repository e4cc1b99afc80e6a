"""How verdicts are reached, how experiments are run, what demand does, what a search finds."""

import random

import pytest

from assets.netlists.oceanv4.verification import demand
from assets.netlists.oceanv4.verification.arms import V3Terms, V4Terms
from assets.netlists.oceanv4.verification.attacks import Step, optimise
from assets.netlists.oceanv4.verification.demand import drawDemand, play
from assets.netlists.oceanv4.verification.experiment import (
    FAILS,
    HOLDS,
    IN_PART,
    Case,
    Experiment,
    Metric,
    Results,
    Rule,
    runExperiment,
    verdict,
)
from assets.netlists.oceanv4.verification.experiments import EXPERIMENTS
from assets.netlists.oceanv4.verification.report import number
from util.errors import ExperimentError


def synthetic(v3, v4):
    """Rug losses of one case."""
    results = Results()
    for arm, values in (("V3", v3), ("V4", v4)):
        for value in values:
            results.add("case", arm, {"loss": value})
    return results


def experiment(rules, cases=(), trial=None):
    """One of which only rules, cases and trial matter."""
    return Experiment(
        "T", "", "", "", "", (Metric("loss", ""),), cases, rules, lambda rng: rng.random(), trial, lambda r: ""
    )


BETTER = Rule("upper bound of V4 - V3 below 0", lambda r: r.less("case", "loss").high < 0.0, True)
SMALL = Rule("worst at most 10", lambda r: r.stat("case", "V4", "loss").most <= 10.0)


@pytest.mark.parametrize(
    ("v3", "v4", "expected"),
    [
        ([50.0, 60.0, 70.0], [1.0, 2.0, 3.0], (HOLDS, [True, True])),
        ([50.0, 60.0, 70.0], [1.0, 2.0, 13.0], (IN_PART, [True, False])),
        # Better on average, but the seeds do not agree.
        ([5.0, 6.0, 7.0], [1.0, 9.0, 2.0], (FAILS, [False, True])),
        ([5.0, 6.0, 7.0], [6.0, 7.0, 18.0], (FAILS, [False, False])),
    ],
)
def test_verdicts(v3, v4, expected):
    """All rules met: it holds; a core rule not met: it does not; else it holds in part."""
    assert verdict(experiment([BETTER, SMALL]), synthetic(v3, v4)) == expected


def test_one_core_rule_that_is_not_met_is_enough():
    """The others do not make up for it."""
    results = synthetic([50.0, 60.0, 70.0], [1.0, 2.0, 13.0])
    assert verdict(experiment([BETTER, SMALL._replace(is_core=True)]), results) == (FAILS, [True, False])


def test_differences_are_by_seed():
    """Seeds that differ widely hide nothing if the arms differ alike."""
    stat = synthetic([10.0, 100.0, 1000.0], [9.0, 99.0, 999.0]).less("case", "loss")
    assert (stat.mean, stat.low, stat.high) == (-1.0, -1.0, -1.0)


def test_each_trial_begins_with_the_same_market():
    """What one trial does to it, the next one does not see; and each arm draws the same."""

    def trial(market, drawn, options):
        found = {"reserve": market.reserve(), "drawn": drawn, "extra": options["extra"]}
        market.buy("trader", 1000.0)
        return found

    case = Case("case", {"V3": V3Terms(), "V4": V4Terms()}, {"extra": 3.0})
    results = runExperiment(experiment([], [case], trial), 3, "auto")
    assert results.arms("case") == ["V3", "V4"]
    assert results.of("case", "V4", "reserve") == [4999.0] * 3
    assert results.of("case", "V3", "extra") == [3.0] * 3
    assert results.of("case", "V3", "drawn") == results.of("case", "V4", "drawn")
    assert len(set(results.of("case", "V3", "drawn"))) == 3


def test_a_trial_that_fails_says_which_one():
    """Experiment, case, arm and seed."""

    def trial(market, drawn, options):
        return {"got": market.stakeBoth("trader", 0.5)}

    with pytest.raises(ExperimentError, match="T, case 'case', arm V3, seed 0: BPool.joinPool"):
        runExperiment(experiment([], [Case("case", {"V3": V3Terms()})], trial), 1, "auto")


def test_demand_is_drawn_in_order():
    """About as many deeds as asked for, in the order of time, none beyond the end; fractions are below 1."""
    deeds = drawDemand(random.Random(1), 24.0 * 100, per_day=6.0)
    assert 500 < len(deeds) < 700
    assert deeds == sorted(deeds)
    assert deeds[-1].hour < 2400.0
    assert {deed.kind for deed in deeds} == {"buy", "sell", "stake", "unstake"}
    assert all(0.0 < deed.size < 1.0 for deed in deeds if deed.kind in ("sell", "unstake"))


def test_demand_is_played_in_time(chain):
    """Acts come each so many hours from the start on, deeds when they are due, and in the end all hours have passed."""
    market = V4Terms().open()
    began, seen = chain.now(), []
    play(market, [demand.Deed(1.5, "buy", 100.0)], 4.0, 1.0, lambda i: seen.append((i, market.DTof("trader") > 0.0)))
    assert seen == [(0, False), (1, False), (2, True), (3, True)]
    assert chain.now() - began == 4 * 3600
    assert market.gain("trader") == pytest.approx(-100.0)


def test_a_search_finds_the_best_sequence():
    """Of what sums up to as little under 2 as can be: it is found to a hundredth, and never beyond what is allowed."""

    def worth(steps):
        total = sum(step.size for step in steps)
        return total if total < 2.0 else 0.0

    best, steps = optimise(random.Random(1), ("a", "b"), 4, worth, 400)
    assert 1.99 < best < 2.0
    assert len(steps) <= 4
    assert best == worth(steps)


def test_a_search_keeps_its_event():
    """It happens once, wherever it is best; doing nothing else is what is to be beaten."""
    event = Step("event", 0.0)
    kinds = []

    def worth(steps):
        kinds.append([step.kind for step in steps].count("event"))
        return -float(len(steps))

    assert optimise(random.Random(1), ("a",), 3, worth, 50, [event]) == (-1.0, [event])
    assert set(kinds) == {1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.6, "12,346"),
        (123.45, "123.5"),
        (-1.034, "-1.03"),
        (0.0123, "0.012"),
        (1e-5, "0"),
        (float("inf"), "unknown"),
    ],
)
def test_numbers_for_a_reader(value, text):
    """No more digits than say something."""
    assert number(value) == text


@pytest.mark.parametrize("one", EXPERIMENTS.values(), ids=lambda one: one.name)
def test_each_experiment_is_complete(one):
    """A core rule at least, both generations somewhere in its main case, corner cases, and names that do not clash."""
    assert any(rule.is_core for rule in one.rules)
    assert {"V3", "V4"} <= set(one.cases[0].arms) or one.name == "M3"
    assert any(case.is_corner for case in one.cases)
    assert len({case.name for case in one.cases}) == len(one.cases)
    assert len({metric.name for metric in one.metrics}) == len(one.metrics)
