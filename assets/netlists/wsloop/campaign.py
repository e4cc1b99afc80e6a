"""Campaigns on wsloop: what may vary, what is measured, and what is asked of it."""

# Measures are of columns that both revenue models have.
netlist_rates = "per second"
netlist_parameters = {
    "percent_burn": "design(0.0, 0.5)",
    "tau": "worst(0.3, 1.2)",
    "max_growth_rate": "normal(0.415, 0.1, lo=-0.1)",
    "growth_rate_if_0_sales": "normal(-0.118, 0.03, lo=-0.9)",
}
netlist_measures = {
    "price": "final(OCEAN_price)",
    "price_growth": "final(OCEAN_price) / first(OCEAN_price)",
    "markets": "final(Num_mkts)",
    "burned": "final(tot_OCEAN_burned)",
    "RND_per_month": "final('RND/mo')",
}
netlist_specs = {"price holds": "price_growth >= 1", "markets grow": "markets >= 1"}
netlist_corners = {
    "slow": {"max_growth_rate": 0.2, "tau": 1.2},
    "fast": {"max_growth_rate": 0.6, "tau": 0.3},
    "half is burned": {"percent_burn": 0.5},
}
