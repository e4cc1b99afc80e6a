"""The netlist simplegrant; see about.md."""
