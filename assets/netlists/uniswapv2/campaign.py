"""What campaigns may vary in uniswapv2, what they measure, and what a provider would ask of the result."""

from engine.Measure import final
from engine.Variation import Choice, Worst

netlist_parameters = {
    "time_step": Choice([2, 12, 120, 600]),
    "SIGMA_PER_DAY": Worst(0.005, 0.5, log=True),
    "NOISE_VOLUME_PER_DAY": Worst(0.0, 500_000.0),
}
netlist_measures = {
    "lp_per_day": final("lp_pnl_vs_rebalancing") / final("elapsed_days"),
    "arb_share_of_lvr": final("arb_profit_rel") / final("lvr_theory"),
    "arb_over_theory": final("arb_profit_rel") / final("arb_theory"),
    "lp_value": final("pool_value"),
}
netlist_specs = {"pays": "lp_per_day >= 0"}
netlist_corners = {
    "calm": {"SIGMA_PER_DAY": 0.02},
    "volatile": {"SIGMA_PER_DAY": 0.15},
    "quiet": {"NOISE_VOLUME_PER_DAY": 0.0},
}
