"""The netlist scheduler; see about.md."""
