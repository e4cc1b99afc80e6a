"""Monte Carlo on a netlist whose yields, means and quantiles are known."""

import json
import math
import random

import numpy as np
import pytest

from engine.Netlist import Netlist
from engine.Variation import Normal, Uniform
from explore.corners import corners
from explore.mc import mc
from explore.sampling import Sample, fitsSobol, hasScipy, independent, sobol
from explore.Space import Space
from explore.statistics import clopperPearson, lookConfidence
from explore.test.helpers import COIN, IN_PROCESS
from util.errors import ParameterError, TokenSpiceError

needs_scipy = pytest.mark.skipif(not hasScipy(), reason="scipy is not installed: make explore")
# total is normal with mean 4 bias and sd 2 noise.
NOISY = {"set": ["noise=1"], **IN_PROCESS}


def test_yield_mean_sd_and_quantiles():
    """The true values lie in their intervals: P(N(4, 2) >= 2) = 84.13 %."""
    report = mc(COIN, runs=1000, specs={"pays": "total >= 2"}, **NOISY)
    found = report.facts["at"]["nominal"]
    pays, total = found["specs"]["pays"], found["measures"]["total"]
    assert pays["exact_low"] < 0.8413 < pays["exact_high"]
    assert total["mean_low"] < 4.0 < total["mean_high"]
    assert total["sd_low"] < 2.0 < total["sd_high"]
    for q, z in (("q1", -2.3263), ("q5", -1.6449), ("q50", 0.0), ("q95", 1.6449), ("q99", 2.3263)):
        assert total[f"{q}_low"] < 4.0 + 2.0 * z < total[f"{q}_high"]
    assert pays["sigma"] == pytest.approx(1.0, abs=0.15)
    assert (pays["verdict"], report.holds, report.exit_code) == ("FAIL", False, 3)


@pytest.mark.parametrize(("target", "verdict", "code"), [(0.8, "PASS", 0), (0.85, "UNSURE", 3), (0.95, "FAIL", 3)])
def test_a_verdict_needs_confidence(target, verdict, code):
    """A yield of about 84 %, known to ± 2.5 %."""
    report = mc(COIN, runs=1000, specs={"pays": "total >= 2"}, target=target, **NOISY)
    assert (report.facts["at"]["nominal"]["specs"]["pays"]["verdict"], report.exit_code) == (verdict, code)


def test_all_specs_together():
    """The share of worlds that fulfil every one."""
    report = mc(COIN, runs=400, specs={"a": "total >= 4", "b": "total <= 4.5"}, **NOISY)
    runs = report.results
    wanted = ((runs.measure("total") >= 4) & (runs.measure("total") <= 4.5)).mean()
    assert report.facts["at"]["nominal"]["specs"]["all specs"]["yield"] == wanted


def test_without_specs_nothing_decides():
    """Exit code 0."""
    assert mc(COIN, runs=20, **NOISY).exit_code == 0


def test_random_parameters_are_drawn():
    """bias is uniform from 0 to 1, so total is uniform from 0 to 4, and 25 % of worlds have at most 1."""
    report = mc(COIN, runs=800, vary={"bias": Uniform(0, 1)}, specs={"low": "total <= 1"}, **IN_PROCESS)
    total = np.sort(report.results.measure("total"))
    assert np.abs(total - 4 * (np.arange(800) + 0.5) / 800).max() < 0.25
    assert report.facts["at"]["nominal"]["specs"]["low"]["yield"] == pytest.approx(0.25, abs=0.06)


def test_a_yield_of_nothing_is_below_some_sigma():
    """As one of everything is above some."""
    report = mc(COIN, runs=40, specs={"ever": "total >= -1e9", "never": "total >= 1e9"}, **NOISY)
    ever, never, _ = report.tables[0].rows
    assert ever[2].startswith("> ")
    assert never[2] == ever[2].replace("> ", "< -")


def test_a_whole_number_stays_one():
    """And is recorded as it was used."""
    report = mc(COIN, runs=50, vary=["n_draws=uniform(1,4)"], **IN_PROCESS)
    assert {type(point["n_draws"]) for point in report.results.points} == {int}


def test_netlist_corners_and_parameters_are_worlds_apart(tmp_path):
    """At each corner the same worlds are drawn, so their differences are the corner's."""
    file = tmp_path / "corners.json"
    file.write_text(json.dumps({"low": {"bias": 0.0}, "high": {"bias": 2.0}}))
    report = mc(COIN, tmp_path / "out", runs=40, corners=file, at=["low", "high"], specs=["total >= 2"], **NOISY)
    means = {place: report.facts["at"][place]["measures"]["total"]["mean"] for place in ("low", "high")}
    assert means["high"] - means["low"] == pytest.approx(8.0)
    with pytest.raises(ParameterError, match="there is no corner hi: there are low, high. Try: --at hi"):
        mc(COIN, runs=40, corners=file, at=["hi"], **NOISY)
    with pytest.raises(ParameterError, match="no corner was asked for: .* Try: --at high"):
        mc(COIN, runs=40, corners=file, **NOISY)


def test_runs_at_k_sigma_come_back_as_corners(tmp_path):
    """And repeat to the bit."""
    file = tmp_path / "corners.json"
    mc(COIN, runs=300, vary=["bias=normal(1,0.1)"], specs={"pays": "total >= 2"}, save_corners=file, k_sigma=2, **NOISY)
    ((name, values),) = json.loads(file.read_text()).items()
    assert name == "pays, 2 sigma"
    again = corners(COIN, corners=file, reps=1, specs={"pays": "total >= 2"}, **NOISY)
    margin = again.facts["specs"][1]["mean"]
    # The 2.3 % quantile of N(2, 2.04).
    assert margin == pytest.approx(2 - 2 * 2.04, abs=0.7)
    assert set(values) == {"bias", "seed"}


def test_correlated_parameters():
    """A Gaussian copula: normal values have the correlation asked for."""
    report = mc(
        {**_netlist(), "netlist_correlations": {("bias", "idle"): 0.8}},
        vary={"bias": Normal(0, 1), "idle": Normal(5, 2)},
        runs=2000,
        plain=True,
        measures={"total": "final(total)"},
        **IN_PROCESS,
    )
    points = report.results.points
    found = np.corrcoef([p["bias"] for p in points], [p["idle"] for p in points])[0, 1]
    assert found == pytest.approx(0.8, abs=0.03)


def _netlist():
    """The coin, as made in a notebook; it reads `idle`, too."""
    from explore.test.planted import coin

    class SimState(coin.SimState):
        def __init__(self, ss=None):
            super().__init__(ss)
            assert self.ss.idle is not None

    return {**vars(coin), "SimState": SimState}


def test_a_netlist_made_in_a_notebook():
    """Runs in process, and cannot be stored, because nothing says what it was."""
    assert mc(_netlist(), runs=30, set=["noise=1"]).results.n == 30
    with pytest.raises(ParameterError, match="its netlist is in no file"):
        mc(_netlist(), "out", runs=30, set=["noise=1"])


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "nothing is random here"),
        ({"vary": ["mode=plain,short"]}, "mc cannot draw mode=choice"),
        ({"vary": ["bias=worst(0,1)"]}, r"mc cannot draw bias=worst\(0, 1\)"),
        ({"set": ["noise=1"], "target": 2.0, "specs": ["total >= 0"]}, "the target cannot be 2"),
        ({"set": ["noise=1"], "runs": 0}, "runs cannot be 0"),
        ({"set": ["noise=1"], "reps": 4}, "a world of its own"),
        ({"set": ["noise=1"], "seeds": "common"}, "a world of its own"),
        ({"set": ["noise=1"], "precision": 0.1}, "nothing that mc could be about"),
        ({"set": ["noise=1"], "save_corners": "corners.json"}, "nothing that mc could be about"),
        ({"set": ["noise=1"], "k_sigma": 2.0}, "2 sigma is where to save corners"),
        (
            {"vary": ["bias=uniform(0,1)"], "corners": {"c": {"bias": 3.0}}, "at": ["c"]},
            "bias cannot vary at the corner c: that fixes it at 3.0",
        ),
        ({"set": ["noise=1"], "corners": "nowhere.json"}, "there is no file nowhere.json"),
    ],
)
def test_what_cannot_be_drawn(options, why):
    """Is refused, rather than left out without a word."""
    with pytest.raises(TokenSpiceError, match=why):
        mc(COIN, **{"runs": 20, **IN_PROCESS, **options})


def test_precision_stops_early():
    """After 250, 500, … runs, as soon as the yield is known well enough; it says which it was."""
    report = mc(COIN, precision=0.035, specs={"pays": "total >= 2"}, plain=True, **NOISY)
    assert report.results.n == 1000
    assert report.notes[-1].startswith("precise enough after 1000 runs: ± 3.4 %, asked ± 3.5 %")
    short = mc(COIN, precision=0.01, runs=300, specs={"pays": "total >= 2"}, plain=True, **NOISY)
    assert short.results.n == 300
    assert short.notes[-1].startswith("not precise enough after 300 runs")


def test_intervals_cover_the_truth_even_if_one_stops_when_they_are_short():
    """Of 400 campaigns that look at 250, 500, 1,000 runs and stop at ± 3 %, at least 95 % hold the true yield."""
    rng = random.Random(4)
    covered = 0
    for _ in range(400):
        k = n = 0
        for look in (1, 2, 3):
            upto = 250 * 2 ** (look - 1)
            k += sum(rng.random() < 0.9 for _ in range(upto - n))
            n = upto
            low, high = clopperPearson(k, n, lookConfidence(look))
            if (high - low) / 2 <= 0.03:
                break
        covered += low <= 0.9 <= high
    assert covered >= 380


# ---- samples


@needs_scipy
def test_sobol_points_fill_space_evenly():
    """The mean over them is far more exact than over independent ones; a longer sample begins with the shorter one."""
    normals = sobol(512, 3, seed=1)
    assert abs(normals.mean()) < 0.003
    assert abs(independent(512, 3, seed=1).mean()) > 0.003
    assert np.array_equal(sobol(256, 3, seed=1), normals[:256])
    assert not np.array_equal(sobol(64, 3, seed=1), sobol(64, 3, seed=2))


@needs_scipy
def test_sobol_campaigns_know_how_exact_they_are():
    """The mean's interval is from the scatter of sixteen scramblings: much shorter, and it holds the truth."""
    options = {"vary": {"bias": Uniform(0, 1)}, "runs": 512, **IN_PROCESS}
    smooth = mc(COIN, **options).facts["at"]["nominal"]["measures"]["total"]
    plain = mc(COIN, plain=True, **options).facts["at"]["nominal"]["measures"]["total"]
    assert smooth["mean_low"] < 2.0 < smooth["mean_high"]
    assert smooth["mean_high"] - smooth["mean_low"] < 0.2 * (plain["mean_high"] - plain["mean_low"])


def test_dimensions_of_sobol_points():
    """None for no parameter, none for too many."""
    assert [fitsSobol(d) for d in (0, 1, 20, 21)] == [False, True, True, False]


def test_correlations_must_fit_together():
    """Three pairs cannot all be opposites."""
    space = Space(Netlist(COIN))
    chances = {name: Normal(0, 1) for name in "abc"}
    pairs = {("a", "b"): -0.9, ("b", "c"): -0.9, ("a", "c"): -0.9}
    with pytest.raises(ParameterError, match="cannot all be true"):
        Sample(space, chances, independent(4, 3, 0), correlations=pairs)
    with pytest.raises(ParameterError, match="it is between -1 and 1"):
        Sample(space, chances, independent(4, 3, 0), correlations={("a", "b"): 1.5})


def test_an_undecided_yield_of_one_is_no_certainty():
    """All of 60 worlds fulfil it: the exact interval begins at 94 %, so 95 % is not shown."""
    report = mc(COIN, runs=60, specs={"pays": "total >= -100"}, **NOISY)
    found = report.facts["at"]["nominal"]["specs"]["pays"]
    assert (found["yield"], found["verdict"]) == (1.0, "UNSURE")
    assert found["exact_low"] == pytest.approx(0.025 ** (1 / 60), rel=1e-6)
    assert math.isinf(found["sigma"])
