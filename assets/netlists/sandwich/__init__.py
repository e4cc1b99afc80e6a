"""The netlist sandwich; see about.md."""
