"""What the netlists of science communities share: strategy, state, KPIs, columns and plots. No netlist by itself."""
