"""The loop: engine, state, strategy, agents, wallets, KPIs. Knows chains, never agents of assets/."""
