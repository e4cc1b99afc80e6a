"""The netlist oceanv4."""
