"""Campaigns on opsci_mult_profit_sharing: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per tick"
netlist_parameters = {
    "PROPOSALS_FUNDED_AT_A_TIME": "design(1, 5)",
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "TRANSACTION_FEES": "design(0.0, 0.5)",
}
_GRANTS = [f"final(researcher{i}_no_proposals_funded)" for i in range(5)]
netlist_measures = {
    "projects": " + ".join(_GRANTS),
    "impact": "final(funded_proposals_impact)",
    "treasury": "final(dao_treasury_OCEAN)",
    "researchers_share": "final(relative_value_in_researchers)",
    "day_below_50000": "crossing(dao_treasury_OCEAN, 50000)",
}
netlist_specs = {f"{i} is funded": f"final(researcher{i}_no_proposals_funded) >= 1" for i in range(5)}
netlist_corners = {"one at a time": {"PROPOSALS_FUNDED_AT_A_TIME": 1}, "all": {"PROPOSALS_FUNDED_AT_A_TIME": 5}}
