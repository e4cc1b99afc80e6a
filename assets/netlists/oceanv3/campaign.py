"""Campaigns on oceanv3: what may vary, what is measured, and what is asked of it."""

netlist_rates = "per second"
netlist_parameters = {
    "publisher_DT_stake": "design(10, 100)",
    "staker_perc_stake": "design(0.02, 0.5)",
    "mal_s_wait_to_rug": "worst(3600, 691200)",
    "mal_perc_unstake": "worst(0.01, 0.3)",
    "mal_perc_sell": "worst(0.0, 0.3)",
}
netlist_measures = {
    "publisher_worth": "final(publisher_OCEAN_networth)",
    "stolen": "final(maliciousPublisher_profit)",
    "staker_loss": "final(staker_loss)",
    "rug_fall": "drawdown(rug_price)",
    "consume_share": "final(consume_share)",
}
netlist_specs = {"staking is safe": "staker_loss <= 100", "a rug does not pay": "stolen <= 0"}
netlist_corners = {
    name: {"scenario": name} for name in ("rug_liquidity", "rug_dump", "price_run_up", "slippage", "volume_mix")
}
# What `tsp fit --events` makes of a file of events, see events.py.
netlist_events = {
    "OCEAN_staked": "total(OCEAN, kind='stake')",
    "OCEAN_unstaked": "total(OCEAN, kind='unstake')",
    "OCEAN_swapped": "total(OCEAN, kind='buyDT|sellDT')",
    "n_pools": "count(kind='create')",
}
