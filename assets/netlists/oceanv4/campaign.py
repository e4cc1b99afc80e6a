"""Campaigns on oceanv4: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per second"
netlist_parameters = {
    "staker_perc_stake": "design(0.02, 0.5)",
    "LP_swap_fee": "design(0.001, 0.1, log)",
    "mal_s_wait_to_rug": "worst(3600, 1728000)",
    "mal_perc_unstake": "worst(0.01, 0.3)",
    "mal_vested_amount": "worst(0, 100)",
}
netlist_measures = {
    "stolen": "final(maliciousPublisher_profit)",
    "staker_loss": "final(staker_loss)",
    "rug_fall": "drawdown(rug_price)",
    "orders": "final(n_orders)",
    "DT_missing": "largest(DT_missing)",
}
netlist_specs = {
    "staking is safe": "staker_loss <= 100",
    "a rug does not pay": "stolen <= 0",
    "solvent": "DT_missing <= 1e-9",
}
netlist_corners = {
    "it does not sell": {"mal_s_between_sellDT": 1_000_000_000},
    "nothing vests": {"mal_vested_amount": 0.0},
    "it does not unstake": {"mal_s_between_unstake": 1_000_000_000},
}
