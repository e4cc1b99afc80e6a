"""A strategy with which a community makes no sense is refused before anything is made of it."""

import pytest

from assets.netlists.growth_public_funding_ps import netlist as growth
from assets.netlists.opsci_profit_sharing import netlist as sharing
from engine.overrides import Strategy
from util.errors import ParameterError


@pytest.mark.parametrize(
    ("netlist", "name", "value", "wanted"),
    [
        (sharing, "TICKS_BETWEEN_PROPOSALS", 1, "two or more"),
        (sharing, "NUMBER_OF_RESEARCHERS", 0, "one or more"),
        (sharing, "RATIO_FUNDS_TO_PUBLISH", 1.2, "a fraction"),
        (sharing, "TRANSACTION_FEES", -0.1, "a fraction"),
        (sharing, "TREASURY_INIT_OCEAN", float("inf"), "0 or more"),
        (sharing, "GRANT_RANGE", (50000, 10000), "the lower one first"),
        (sharing, "PROPOSAL_SETUP", 1000, "None, or a dict"),
        (sharing, "PROPOSAL_SETUP", {"grant_requested": -1000}, "None, or a dict"),
        (sharing, "TREASURY", "", "not empty"),
        (growth, "TIME_RANGE", (0, 10), "1 or more"),
        (growth, "NO_PRIVATE_RESEARCHERS", -1, "0 or more"),
        (growth, "PRIVATE_PUBLISH_COST", {"data": 1}, "algo, data, compute"),
        (growth, "ASSET_COSTS", {"private_market": {}}, "private_market and public_market"),
        (growth, "GENERATOR_TYPE", "fibonacci", "linear, exp, dec, geometric"),
        (growth, "GENERATOR_COND_TYPE", "moon", "treasury, market, time"),
        (growth, "GENERATOR_TIME_INTERVAL", 0, "one or more"),
    ],
)
def test_what_makes_no_sense_is_refused(netlist, name, value, wanted):
    """The error says what is wanted."""
    with pytest.raises(ParameterError, match=f"{name} cannot be .*{wanted}"):
        Strategy(netlist.SimStrategy, {name: value})
    with pytest.raises(ParameterError, match=f"{name}.*"):
        Strategy(netlist.SimStrategy, {name: str(value)})


def test_defaults_make_sense():
    """And a number of researchers may be given when the strategy is made."""
    assert len(sharing.SimState(sharing.SimStrategy(7)).researchers) == 7
    assert len(growth.SimState().researchers) == 15
