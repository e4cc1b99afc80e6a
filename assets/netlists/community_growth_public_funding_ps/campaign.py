"""Campaigns on community_growth_public_funding_ps: what may vary, what is measured, and what is asked of it."""

from assets.netlists.opsci_kit.measures import TWO_MARKETS

netlist_rates = "per tick"
netlist_parameters = {
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "TRANSACTION_FEES": "design(0.0, 0.5)",
    "SALARY_PER_MONTH": "design(0, 4000)",
    "MEMBER_INIT_OCEAN": "worst(0, 100000)",
}
netlist_measures = {
    **TWO_MARKETS,
    "community_knowledge": "final(community_knowledge_access)",
    "researchers_share": "final(relative_value_in_researchers)",
}
netlist_specs = {"it is spent": "treasury <= 50000", "salaries stay": "researchers_share >= 0.5"}
netlist_corners = {"no salaries": {"SALARY_PER_MONTH": 0}, "rich member": {"MEMBER_INIT_OCEAN": 100_000}}
