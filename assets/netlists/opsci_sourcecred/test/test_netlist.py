"""The netlist as a whole: what it refuses, what it leaves alone, and what it conserves."""

from __future__ import annotations

import pytest

from assets.netlists.opsci_sourcecred import netlist
from engine.Simulation import Simulation
from util.errors import ParameterError

# Much happens in few ticks.
BUSY = {"EPOCH_TICKS": 24, "TIME_RANGE": (5, 30), "TICKS_UNTIL_NEW_PROPOSAL": 25, "max_ticks": 600}


def simulated(name="opsci_sourcecred", **values):
    """Its run with seed 3."""
    with Simulation(name, 3, {**BUSY, **values}) as simulation:
        simulation.run()
    return simulation.rows


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CONTRIBUTIONS", "papers", "one of market, synthetic"),
        ("CRED_WINDOW", -1, "a whole number, 0 or more"),
        ("ALPHA", 0.0, "a fraction, above 0, 1 or less"),
        ("BETA", 0.0, "a fraction, above 0, 1 or less"),
        ("GAMMA_F", 1.1, "a fraction, 0 to 1"),
        ("GAMMA_B", -0.1, "a fraction, 0 to 1"),
        ("NODE_WEIGHTS", {"paper": 8.0}, "a dict with a number, zero or more, for each of proposal"),
        ("NODE_WEIGHTS", dict.fromkeys(("proposal", "dataset", "algo", "paper", "review"), 0.0), "one of them above 0"),
        ("EDGE_WEIGHTS", {"authors": (1.0, 1.0)}, "two numbers, zero or more, for each of authors and references"),
        ("GRAIN_PER_EPOCH", -1.0, "a number, 0 or more"),
        ("POLICIES", {"BALANCED": 0.5}, "which add up to 1"),
        ("POLICIES", {"FAIR": 1.0}, "some of IMMEDIATE, RECENT, BALANCED"),
        ("RECENT_DISCOUNT", 1.1, "a fraction, 0 to 1"),
        ("LOOKBACK", 0, "a whole number, 1 or more"),
        ("SPECIAL", {"researcher0": -1.0}, "a dict of names and numbers, zero or more"),
        ("CONTRIBUTION_RATE", 101.0, "a number, 0 to 100"),
        ("MIX", {}, "a dict with a number, zero or more, for each of"),
        ("SPAM_RESEARCHERS", 101, "a whole number, 0 to 100"),
        ("SPAM_PER_EPOCH", -1, "a whole number, 0 to 1000"),
        ("SYBIL_SPLIT", 0, "a whole number, 1 to 100"),
    ],
)
def test_values_out_of_range_are_refused(name, value, says):
    """With what is allowed."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*{says}"):
        setattr(netlist.SimStrategy(), name, value)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"BETA": 0.9}, "together they are 1 at most"),
        ({"SPECIAL": {"researcher0": 4001.0}}, "there is 4000 OCEAN for all in an epoch"),
    ],
)
def test_values_that_do_not_go_together_are_refused(values, says):
    """Probabilities above 1 in all, and more for some than there is for all."""
    with pytest.raises(ParameterError, match=says), Simulation(netlist, 1, values):
        pass


def test_without_grain_it_is_opsci_public_funding_ps():
    """The same columns, and the same values to the last bit."""
    mine, base = simulated(GRAIN_PER_EPOCH=0.0), simulated("opsci_public_funding_ps")
    assert mine.header == base.header
    assert mine.table() == base.table()


@pytest.mark.parametrize("contributions", ["market", "synthetic"])
def test_grain_is_what_the_treasury_gives_for_it(contributions):
    """No OCEAN is made or lost, in each tick; agents' grain adds up to what was paid; spam is paid as well."""
    values = {**BUSY, "CONTRIBUTIONS": contributions, "SPAM_RESEARCHERS": 2, "SYBIL_SPLIT": 3}
    with Simulation(netlist, 3, values) as simulation:
        agents = simulation.state.agents
        start = sum(agent.OCEAN_base() for agent in agents.values())
        while not simulation.is_over:
            simulation.step()
            assert sum(agent.OCEAN_base() for agent in agents.values()) == start
    row = dict(zip(simulation.rows.header, simulation.rows.table()[-1]))
    grain = {name: value for name, value in row.items() if name.endswith("_grain") and name[0] in "rs"}
    assert row["total_grain"] == pytest.approx(sum(grain.values()))
    assert row["total_grain"] % 4000 == pytest.approx(0.0, abs=1e-6)
    assert row["spammer0_grain"] > 0
    assert 0 < row["spam_share"] < 1


def test_what_is_minted_becomes_cred():
    """All of it, as long as everything is remembered. With a window, cred stays where it was when that moved on."""
    rows = simulated(CRED_WINDOW=0)
    assert rows.column("total_cred")[-1] == pytest.approx(rows.column("total_minted")[-1], rel=1e-9)
    assert rows.column("total_minted")[-1] > 0
    assert simulated(CRED_WINDOW=2).column("total_cred")[-1] != rows.column("total_cred")[-1]


def test_pay_by_balance_ends_where_cred_is():
    """Only with BALANCED are shares of grain those of cred; IMMEDIATE pays by the last epoch alone."""
    debt = {
        policy: simulated(POLICIES={policy: 1.0}, GRAIN_PER_EPOCH=400.0, CRED_WINDOW=0).column("balanced_debt")[-1]
        for policy in ("BALANCED", "IMMEDIATE")
    }
    assert debt["BALANCED"] < 0.02
    assert debt["IMMEDIATE"] > 2 * debt["BALANCED"]
