"""The netlist wsloop; see about.md."""
