"""Campaigns on opsci_profit_sharing: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per tick"
netlist_parameters = {
    "RATIO_FUNDS_TO_PUBLISH": "design(0.0, 1.0)",
    "TRANSACTION_FEES": "design(0.0, 0.5)",
    "PRICE_OF_ASSETS": "design(0, 5000)",
}
netlist_measures = {
    "grants0": "final(researcher0_no_proposals_funded)",
    "grants1": "final(researcher1_no_proposals_funded)",
    "projects": "grants0 + grants1",
    # The difference of the two over their sum, squared: 0 if they share, 1 if one has all.
    "inequality": "(grants0 - grants1) * (grants0 - grants1) / (projects * projects)",
    "knowledge_gap": "final(researcher0_knowledge_access) - final(researcher1_knowledge_access)",
    "treasury": "final(dao_treasury_OCEAN)",
    "in_market": "final(market_OCEAN)",
}
netlist_specs = {
    "no spiral": "inequality <= 0.25",
    "0 not ahead": "knowledge_gap <= 1",
    "1 not ahead": "knowledge_gap >= -1",
}
netlist_corners = {"all stays": {"RATIO_FUNDS_TO_PUBLISH": 1.0}, "high fees": {"TRANSACTION_FEES": 0.5}}
