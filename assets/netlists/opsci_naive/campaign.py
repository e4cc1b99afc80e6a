"""Campaigns on opsci_naive: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per tick"
netlist_parameters = {
    "TICKS_BETWEEN_PROPOSALS": "design(720, 12960)",
    "TREASURY_INIT_OCEAN": "worst(100000, 1000000)",
}
netlist_measures = {
    "grants0": "final(researcher0_no_proposals_funded)",
    "grants1": "final(researcher1_no_proposals_funded)",
    "projects": "grants0 + grants1",
    # The difference of the two over their sum, squared: 0 if they share, 1 if one has all.
    "inequality": "(grants0 - grants1) * (grants0 - grants1) / (projects * projects)",
    "left": "final(university_OCEAN)",
}
netlist_specs = {"luck decides": "inequality >= 0.25", "all is spent": "left <= 10000"}
netlist_corners = {"short rounds": {"TICKS_BETWEEN_PROPOSALS": 720}, "rich": {"TREASURY_INIT_OCEAN": 1_000_000}}
