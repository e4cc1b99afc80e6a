"""History as a market: what happened in a real pool, played again on a local one, with other agents next to it."""
