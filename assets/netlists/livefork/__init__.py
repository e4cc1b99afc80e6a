"""The netlist livefork; see about.md."""
