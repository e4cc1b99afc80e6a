"""Campaigns on opsci_public_funding_ps: what may vary, what is measured, and what is asked of it."""

from assets.netlists.opsci_kit.measures import TWO_MARKETS

netlist_rates = "per tick"
netlist_parameters = {
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "TRANSACTION_FEES": "design(0.0, 0.5)",
    "NO_PRIVATE_RESEARCHERS": "worst(0, 40)",
}
netlist_measures = TWO_MARKETS
netlist_specs = {"it gains at first": "most_in_treasury >= 500000", "it is spent": "treasury <= 50000"}
netlist_corners = {
    "no private sector": {"NO_PRIVATE_RESEARCHERS": 0},
    "all comes back": {"RATIO_FUNDS_TO_PUBLISH": 0.0},
}
