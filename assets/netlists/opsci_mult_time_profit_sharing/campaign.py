"""Campaigns on opsci_mult_time_profit_sharing: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per tick"
netlist_parameters = {
    "PROPOSALS_FUNDED_AT_A_TIME": "design(1, 10)",
    "SCORE_TIME_EXPONENT": "design(-1.0, 1.0)",
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "RESEARCHER_INIT_OCEAN": "worst(0, 20000)",
}
netlist_measures = {
    "projects": " + ".join(f"final(researcher{i}_no_proposals_funded)" for i in range(10)),
    "impact": "mean(funded_proposals_impact)",
    "treasury": "final(dao_treasury_OCEAN)",
    "researchers_share": "final(relative_value_in_researchers)",
    "day_below_50000": "crossing(dao_treasury_OCEAN, 50000)",
}
netlist_specs = {"quality counts": "impact >= 7.3", "it lasts 5 years": "day_below_50000 >= 1825"}
netlist_corners = {"short ones first": {"SCORE_TIME_EXPONENT": 1.0}, "poor": {"RESEARCHER_INIT_OCEAN": 1000}}
