"""Campaigns on growth_public_funding_ps: what may vary, what is measured, and what is asked of it."""

from assets.netlists.opsci_kit.measures import TWO_MARKETS

netlist_rates = "per tick"
netlist_parameters = {
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "TRANSACTION_FEES": "design(0.0, 0.5)",
    "NEW_RESEARCHER_INIT_OCEAN": "worst(0, 400000)",
    "GENERATOR_START": "worst(2, 10)",
}
netlist_measures = {
    **TWO_MARKETS,
    "newcomers": "final(agents_generated)",
}
netlist_specs = {"it lasts 30 years": "treasury >= 10000", "growth pays": "private_fees >= 100000"}
netlist_corners = {"poor newcomers": {"NEW_RESEARCHER_INIT_OCEAN": 20_000}, "linear": {"GENERATOR_TYPE": "linear"}}
