"""The netlist as a whole: what it refuses, what it conserves, and what attacks come to in it."""

from __future__ import annotations

import pytest

from assets.agents.theory.quadraticfunding import MECHANISMS
from assets.netlists.opsci_quadratic_funding import netlist
from engine.Simulation import Simulation
from util.errors import ParameterError

# Much happens in few ticks.
BUSY = {"ROUND_TICKS": 24, "log_interval": 24 * 3600, "N_DONORS": 30, "max_ticks": 241}


def simulated(**values):
    """Its run with seed 3; a row for each round."""
    with Simulation(netlist, 3, {**BUSY, **values}) as simulation:
        simulation.run()
    return simulation.rows


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ROUND_TICKS", 1, "a whole number, 2 or more"),
        ("MATCHING_POOL", -1.0, "a number, 0 to 1e.12"),
        ("MECHANISM", "lottery", "one of clr_scaled, gitcoin, alpha, capped, pairwise, one_to_one, none"),
        ("PAIRWISE_M", 0.0, "a number, above 0"),
        ("PROJECT_CAP", 1.1, "a fraction, 0 to 1"),
        ("N_DONORS", 0, "a whole number, 1 to 10000"),
        ("DONOR_BUDGET", (0.0, 1.0), "a median above 0 and a sigma from 0 to 5"),
        ("VALUATION", 0.0, "a number, above 0"),
        ("DONORS", "generous", "one of heuristic, equilibrium"),
        ("N_SYBILS", -1, "a whole number, 0 to 100"),
        ("SYBIL_IDENTITIES", 0, "a whole number, 1 to 10000"),
        ("SYBIL_BUDGET", 0.0, "a number, above 0"),
        ("KYC_COST", -1.0, "a number, 0 to 1e.09"),
        ("COLLUDERS", -1, "a whole number, 0 to 10000"),
        ("COLLUDER_BUDGET", 0.0, "a number, above 0"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*{says}"):
        setattr(netlist.SimStrategy(), name, value)


@pytest.mark.parametrize("mechanism", ["gitcoin", "pairwise", "one_to_one"])
def test_an_equilibrium_needs_a_known_best_response(mechanism):
    """Which the cure says how to do without."""
    with pytest.raises(ParameterError, match="no equilibrium.*DONORS=heuristic"):
        Simulation(netlist, 1, {"DONORS": "equilibrium", "MECHANISM": mechanism}).run()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_money_is_given_matched_and_never_made(mechanism):
    """To the unit, in each tick; matches never exceed the pool, and use it up where more is wanted."""
    attacks = {"N_SYBILS": 1, "COLLUDERS": 3, "MATCHING_POOL": 5000.0}
    with Simulation(netlist, 3, {**BUSY, **attacks, "MECHANISM": mechanism, "PROJECT_CAP": 0.2}) as simulation:
        agents = simulation.state.agents

        def total_base():
            brought = sum(getattr(agent, "_brought_base", 0) for agent in agents.values())
            return sum(agent.OCEAN_base() for agent in agents.values()) - brought

        start = total_base()
        while not simulation.is_over:
            simulation.step()
            assert total_base() == start
    rows = simulation.rows
    matched, left = rows.column("matched")[2:], rows.column("pool_left")[2:]
    assert [m + rest for m, rest in zip(matched, left)] == pytest.approx([5000.0] * len(matched))
    if mechanism in ("clr_scaled", "gitcoin", "alpha", "capped"):
        assert matched == [5000.0] * len(matched)
    assert (max(matched) == 0) == (mechanism == "none")
    for what in ("donated", "matched"):
        parts = [rows.column(name)[-1] for name in rows.header if name.endswith(f"_{what}")]
        assert sum(parts) == pytest.approx(rows.column(what)[-1])


def test_names_pay_for_those_who_have_many():
    """One name of a sybil gets no match; ten get one each round, of which pairwise bounds take most away."""
    gain = {
        (n, mechanism): simulated(N_SYBILS=1, SYBIL_IDENTITIES=n, MECHANISM=mechanism).column("sybil_gain")[-1]
        for n, mechanism in ((1, "clr_scaled"), (10, "clr_scaled"), (10, "pairwise"), (10, "none"))
    }
    assert gain[1, "clr_scaled"] == gain[10, "none"] == 0
    assert 0 < gain[10, "pairwise"] < gain[10, "clr_scaled"] / 3


def test_what_names_cost_is_lost():
    """They are paid for once."""
    rows = simulated(N_SYBILS=1, SYBIL_IDENTITIES=10, KYC_COST=7.0, MATCHING_POOL=0.0)
    assert rows.column("sybil_gain")[-1] == pytest.approx(-70.0)
    assert rows.column("sybil_spent")[-1] == pytest.approx(70.0 + 500.0 * 10)


def test_a_pool_brings_donors_in_equilibrium_nearer_to_the_optimum():
    """Without one, only the keenest donor of each project gives."""
    values = {"DONORS": "equilibrium", "ROUND_TICKS": 60, "log_interval": 60 * 3600, "max_ticks": 181}
    alone, matched = (simulated(**values, MATCHING_POOL=pool).column("welfare_ratio")[-1] for pool in (0.0, 25000.0))
    assert alone < matched <= 1
    assert matched > 0.95
