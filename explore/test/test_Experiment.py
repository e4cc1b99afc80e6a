"""How experiments are run, how their rules are tested, and how they lead to a verdict."""

import pytest

from explore.Experiment import (
    FAILS,
    HOLDS,
    IN_PART,
    Case,
    Experiment,
    Metric,
    Results,
    atMost,
    below,
    undone,
    withAndWithout,
)
from explore.experimentreport import number
from util.errors import ExperimentError
from web3engine.chain import currentChain
from web3engine.globaltokens import OCEANtoken, mintOCEAN
from web3engine.web3wallet import randomWeb3Wallet


def synthetic(v3, v4):
    """Losses of one case."""
    results = Results()
    for arm, values in (("V3", v3), ("V4", v4)):
        for value in values:
            results.add("case", arm, {"loss": value})
    return results


def experiment(rules=(), cases=(), trial=None):
    """One of which only rules, cases and trial matter."""
    return Experiment(
        name="T",
        title="",
        hypothesis="",
        method="",
        varied="",
        metrics=(Metric("loss", ""),),
        cases=cases,
        rules=rules,
        draw=lambda rng: rng.random(),
        trial=trial,
        compared=("V4", "V3"),
    )


BETTER = below("loss", ("case",), "V4", "V3")
SMALL = atMost(10.0, "most", "loss", ("case",), ("V4",))


# ---- verdicts


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
    """All rules met: it holds; a core rule not met: it does not; otherwise it holds in part."""
    assert experiment([BETTER, SMALL]).verdict(synthetic(v3, v4)) == expected


def test_one_core_rule_that_is_not_met_is_enough():
    """The others do not make up for it."""
    results = synthetic([50.0, 60.0, 70.0], [1.0, 2.0, 13.0])
    assert experiment([BETTER, SMALL._replace(is_core=True)]).verdict(results) == (FAILS, [True, False])


def test_differences_are_by_seed():
    """Seeds that differ widely hide nothing if the arms differ alike."""
    stat = synthetic([10.0, 100.0, 1000.0], [9.0, 99.0, 999.0]).less("case", "loss", "V4", "V3")
    assert (stat.mean, stat.low, stat.high) == (-1.0, -1.0, -1.0)


# ---- rules


@pytest.mark.parametrize(
    ("of", "bound", "is_met"),
    [("mean", 2.0, True), ("mean", 1.9, False), ("most", 3.0, True), ("most", 2.9, False), ("high", 4.0, False)],
)
def test_a_rule_bounds_what_it_says(of, bound, is_met):
    """1, 2 and 3: the mean is 2, the worst 3, and the upper bound of the mean 2 + 4.303 / sqrt(3) = 4.48."""
    assert atMost(bound, of, "loss", ("case",), ("V4",)).isMet(synthetic([0.0] * 3, [1.0, 2.0, 3.0])) == is_met


def test_a_rule_must_be_met_in_every_case_and_arm():
    """One that exceeds the bound is enough."""
    results = synthetic([0.0, 0.0], [5.0, 5.0])
    assert atMost(4.0, "mean", "loss", ("case",), ("V3",)).isMet(results)
    assert not atMost(4.0, "mean", "loss", ("case",), ("V3", "V4")).isMet(results)


def test_no_difference_is_not_below():
    """Zero is not below zero; with a tolerance it is within it."""
    results = synthetic([1.0, 2.0], [1.0, 2.0])
    assert not BETTER.isMet(results)
    assert below("loss", ("case",), "V4", "V3", most=0.01).isMet(results)


def test_rules_say_what_they_test():
    """The report shows them."""
    assert BETTER.text == "loss, V4 - V3: upper bound of the 95 % interval below 0 (case)"
    assert SMALL.text == "worst loss in V4 at most 10 % (case)"
    assert atMost(0.0, "high", "gain", "ab", ("V4",), " OCEAN", where="everywhere").text == (
        "upper bound of the mean's interval of gain in V4 at most 0 OCEAN (everywhere)"
    )


# ---- running


class Purse:
    """Somebody with OCEAN on the chain in use."""

    def __init__(self, OCEAN):
        self.chain, self.wallet = currentChain("a purse"), randomWeb3Wallet()
        mintOCEAN(self.wallet.address, OCEAN)

    def held(self):
        return OCEANtoken().balanceOf_base(self.wallet.address)


def test_each_trial_begins_with_the_same_world():
    """What one trial does to it, the next one does not see; and each arm draws the same."""

    def trial(purse, drawn, options):
        found = {"held": purse.held(), "drawn": drawn, "extra": options["extra"]}
        mintOCEAN(purse.wallet.address, 1)
        return found

    case = Case("case", {"V3": lambda: Purse(3), "V4": lambda: Purse(4)}, {"extra": 5.0})
    results = experiment((), [case], trial).run(3)
    assert results.arms("case") == ["V3", "V4"]
    assert results.of("case", "V3", "held") == [3.0] * 3
    assert results.of("case", "V4", "held") == [4.0] * 3
    assert results.of("case", "V3", "extra") == [5.0] * 3
    assert results.of("case", "V3", "drawn") == results.of("case", "V4", "drawn")
    assert len(set(results.of("case", "V3", "drawn"))) == 3


def test_a_trial_that_fails_says_which_one():
    """Experiment, case, arm and seed."""

    def trial(purse, drawn, options):
        OCEANtoken().transfer(purse.wallet.address, 100, purse.wallet)

    with pytest.raises(ExperimentError, match="T, case 'case', arm V3, seed 0: .*transfer"):
        experiment((), [Case("case", {"V3": lambda: Purse(3)})], trial).run(1)


def test_an_attack_is_compared_with_the_same_world_without(chain):
    """Both begin from the present state, which is the state afterwards as well."""
    purse = Purse(7)

    def script(attack):
        mintOCEAN(purse.wallet.address, 10 if attack else 1)
        return purse.held()

    assert withAndWithout(chain, script) == (17, 8)
    assert undone(chain, lambda: script(True)) == 17
    assert purse.held() == 7


# ---- the report


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
    """No more digits than mean something."""
    assert number(value) == text
