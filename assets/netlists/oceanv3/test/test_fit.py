"""Fitting finds the parameters of a market again, from nothing but what could be observed of it."""

import pytest

from assets.netlists.oceanv3 import netlist
from assets.netlists.oceanv3.events import KINDS, observe, readEvents, writeEvents
from assets.netlists.oceanv3.fit import errors, estimates, fitted
from assets.netlists.oceanv3.SimStrategy import SimStrategy
from assets.test.runs import rowsOf
from util.constants import S_PER_DAY, S_PER_HOUR
from util.errors import ParameterError

# A market unlike the default one in all that is estimated.
TRUTH = {
    "OCEAN_to_keep": 3.0,
    "publisher_init_OCEAN": 6000.0,
    "publisher_DT_init": 120.0,
    "publisher_DT_stake": 60.0,
    "publisher_s_between_create": 5 * S_PER_DAY,
    "publisher_s_between_unstake": 2 * S_PER_DAY,
    "publisher_s_between_sellDT": 4 * S_PER_DAY,
    "publisher_perc_unstake": 0.05,
    "publisher_perc_sell": 0.03,
    "mal_init_OCEAN": 4000.0,
    "mal_DT_init": 90.0,
    "mal_DT_stake": 40.0,
    "mal_s_between_create": 8 * S_PER_DAY,
    "mal_s_between_unstake": 2 * S_PER_HOUR,
    "mal_s_between_sellDT": 3 * S_PER_HOUR,
    "mal_perc_unstake": 0.2,
    "mal_perc_sell": 0.02,
    "mal_s_wait_to_rug": 4 * S_PER_DAY,
    "mal_s_rug_time": 30 * S_PER_HOUR,
    "consumer_init_OCEAN": 2000.0,
    "consumer_s_between_buys": 2 * S_PER_DAY,
    "consumer_profit_margin_on_consume": 0.35,
    "staker_init_OCEAN": 3000.0,
    "staker_s_between_speculates": 5 * S_PER_HOUR,
    "staker_prob_leave": 0.4,
    "staker_perc_stake": 0.07,
    "staker_perc_unstake": 0.15,
    "speculator_init_OCEAN": 2500.0,
    "speculator_s_between_speculates": 7 * S_PER_HOUR,
    "speculator_prob_leave": 0.6,
    "speculator_DT_buy_amt": 0.8,
    "speculator_perc_sell": 0.5,
}


def observed(parameters, seed=1):
    """Events of a run with these parameters."""
    ss = SimStrategy()
    for name, value in parameters.items():
        assert type(getattr(ss, name)) is type(value)
        setattr(ss, name, value)
    return observe(ss, seed)


@pytest.fixture(scope="module")
def events():
    """What was observed of a market whose parameters we know."""
    return observed(TRUTH)


def test_parameters_are_found_again(events):
    """Periods and sizes as they were; chances within what a hundred coins tell."""
    found = estimates(events)
    assert found.keys() == TRUTH.keys()
    for name, truth in TRUTH.items():
        # Three standard deviations of the mean of so many coins.
        tolerance = 0.2 if name.endswith("prob_leave") else 1e-6 * truth
        assert (name, found[name]) == (name, pytest.approx(truth, abs=tolerance))


def test_defaults_are_found_again():
    """Of the market as it comes, too; one sale tells when it was, and nothing else can be known of its period."""
    found, ss = estimates(observed({})), SimStrategy()
    for name in ("publisher_s_between_sellDT", "publisher_perc_unstake", "mal_s_wait_to_rug", "mal_s_rug_time"):
        assert found[name] == pytest.approx(getattr(ss, name), rel=1e-9)


def test_a_fitted_market_behaves_like_the_one_observed(events):
    """From other seeds, it is closer to it than the market with default values; by price, value, volume and sizes."""
    truth = [errors(events, observed(TRUTH, seed)) for seed in (2, 3)]
    fit = [errors(events, observed(estimates(events), seed)) for seed in (2, 3)]
    default = [errors(events, observed({}, seed)) for seed in (2, 3)]

    def mean(found, name):
        return sum(error[name] for error in found) / len(found)

    for name in ("TVL", "volume", "sizes of stakerSpeculator", "sizes of maliciousPublisher"):
        assert mean(fit, name) < 0.7 * mean(default, name)
        # What is left is chance: two runs of the true market differ by as much.
        assert mean(fit, name) < 1.5 * mean(truth, name) + 0.05


def test_what_agrees_has_no_error(events):
    """Each of the eight."""
    found = errors(events, events)
    assert len(found) == 8
    assert set(found.values()) == {0.0}


def test_errors_have_known_sizes(events):
    """Prices that are all a tenth higher are off by about a tenth; sizes that do not overlap, by one."""
    dearer = [event._replace(price=1.1 * event.price, OCEAN=event.OCEAN + 1e6) for event in events]
    found = errors(events, dearer)
    assert found["price"] == pytest.approx(0.1, abs=0.03)
    assert found["sizes of consumer"] == 1.0
    assert found["TVL"] == 0.0
    assert errors(events, [event for event in events if event.agent == "publisher"])["sizes of consumer"] == 1.0


def test_what_was_not_observed_keeps_its_default(events):
    """Without speculators, theirs is the default; with nothing at all, everything is."""
    ss = fitted([event for event in events if event.agent != "speculator"])
    assert ss.speculator_DT_buy_amt == 1.0
    assert ss.staker_perc_stake == pytest.approx(0.07, rel=1e-9)
    assert vars(fitted([])) == vars(SimStrategy())


def test_events_survive_a_csv(events, tmp_path):
    """To the last digit; and one whose rows are not sorted is sorted."""
    assert {event.kind for event in events} == set(KINDS)
    writeEvents(events, tmp_path / "events.csv")
    assert readEvents(tmp_path / "events.csv") == events
    early = [event for event in events if event.second < 10 * S_PER_DAY]
    writeEvents([*events[len(early) :], *early], tmp_path / "events.csv")
    assert readEvents(tmp_path / "events.csv") == events


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("agent", "0x1234", "line 3 has agent '0x1234'.*one of publisher"),
        ("kind", "burn", "line 3 has kind 'burn'.*one of create"),
        ("OCEAN", "much", "line 3 cannot be used.*much"),
    ],
)
def test_what_is_wrong_in_a_csv_is_told(events, tmp_path, column, text, message):
    """With its line."""
    wrong = events[1]._replace(**{column: text})
    writeEvents([events[0], wrong], tmp_path / "events.csv")
    with pytest.raises(ParameterError, match=message):
        readEvents(tmp_path / "events.csv")


def test_missing_columns_are_told(tmp_path):
    """By name."""
    (tmp_path / "events.csv").write_text("second,agent\n1,publisher\n")
    with pytest.raises(ParameterError, match=r"lacks OCEAN, OCEAN_held, TVL, kind"):
        readEvents(tmp_path / "events.csv")


def test_a_missing_csv_is_told(tmp_path):
    """By its name."""
    with pytest.raises(ParameterError, match=r"events\.csv cannot be read"):
        readEvents(tmp_path / "events.csv")


def test_with_nothing_there_is_nothing_to_compare(events):
    """Of a market in which nothing happened."""
    with pytest.raises(ParameterError, match="nothing was observed"):
        errors([], events)


def test_watching_changes_nothing():
    """A run goes the same way, watched or not: what went through the pools is what the log says; in order of time."""
    events, end = observed({}, seed=5), rowsOf(netlist, seed=5, log_interval=S_PER_HOUR)[-1]
    for column, kinds in (("staked", ["stake"]), ("unstaked", ["unstake"]), ("swapped", ["buyDT", "sellDT"])):
        volume = sum(event.OCEAN for event in events if event.kind in kinds)
        assert volume == pytest.approx(end[f"OCEAN_{column}"], rel=1e-12)
    assert [event.second for event in events] == sorted(event.second for event in events)
