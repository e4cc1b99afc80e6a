"""How unequal rewards become, and what fees do to the price, against theory: each rule at work in the netlist."""

from __future__ import annotations

import math

import pytest

from assets.agents.theory.emission import feesOnCurve
from assets.netlists.scitoken import netlist
from engine.Simulation import Simulation

# Nobody trades, so that only rewards move.
QUIET = {"BUYERS_PER_DAY": 0.0, "N_SPECULATORS": 0, "SELL_SHARE": 0.0, "COST_PER_DAY": 0.0}


def lastRow(**values):
    """{column: value} of the last row after two years with a pay day every day."""
    overrides = {**QUIET, "PAY_EVERY_DAYS": 1.0, "max_ticks": 301, "log_interval": 300 * 86400, **values}
    with Simulation(netlist, 5, overrides) as simulation:
        simulation.run()
    return dict(zip(simulation.rows.header, simulation.rows.table()[-1]))


@pytest.mark.parametrize(
    ("split", "theory", "tolerance"),
    [
        ("equal", 0.0, 1e-12),
        ("proportional", math.erf(0.5), 0.08),
        ("quadratic", math.erf(0.25), 0.05),
        ("winner", 0.98, 1e-12),
    ],
)
def test_rewards_are_as_unequal_as_their_split_makes_them(split, theory, tolerance):
    """Skills of 50 researchers are a sample, whose coefficient scatters; without sales, they hold what they got."""
    row = lastRow(REWARD_SPLIT=split)
    assert row["gini_rewards_theory"] == pytest.approx(theory)
    assert row["gini_rewards"] == pytest.approx(theory, abs=tolerance)
    assert row["gini_holdings"] == pytest.approx(row["gini_rewards"], abs=1e-9)


def test_a_fair_lottery():
    """sqrt(n/(pi T)) after T = 300 draws among n = 50, of prizes that are all the same."""
    row = lastRow(REWARD_SPLIT="lottery", REWARD_BY="equal", FEES_PER_DAY=0.0)
    assert row["gini_rewards_theory"] == pytest.approx(math.sqrt(50 / (math.pi * 300)), rel=0.01)
    assert row["gini_rewards"] == pytest.approx(row["gini_rewards_theory"], rel=0.25)


def test_skill_wins_lotteries_as_often_as_it_should():
    """The largest share in 300 draws is that of the largest skill, within 4 standard deviations."""
    skilled, drawn = lastRow(REWARD_SPLIT="proportional"), lastRow(REWARD_SPLIT="lottery", FEES_PER_DAY=0.0)
    w = skilled["top_share"]
    assert drawn["top_share"] == pytest.approx(w, abs=4 * math.sqrt(w * (1 - w) / 300))


def test_rewards_by_stake_stay_with_those_who_got_the_first_one():
    """Where weights are holdings, and these are rewards, the first draw decides all others."""
    row = lastRow(REWARD_SPLIT="lottery", REWARD_BY="stake")
    assert row["top_share"] == 1.0


@pytest.mark.parametrize("burnt", [0.0, 0.5, 1.0])
def test_fees_and_emission_move_the_price_as_they_should(burnt):
    """Where nobody else trades, after 300 days: to 1e-3, since the netlist does in steps what theory does smoothly."""
    row = lastRow(N_RESEARCHERS=1, SCHEDULE="linear", BURN_SHARE=burnt)
    supply = feesOnCurve(300, 1e6, 650_000.0, 0.25, 1e6 / (8 * 365), 0.97 * 500.0, burnt)
    assert row["supply"] == pytest.approx(supply, rel=1e-3)
    assert row["price"] == pytest.approx((650_000.0 + 300 * 485.0) / (0.25 * supply), rel=2e-3)
