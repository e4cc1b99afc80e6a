"""The netlist oceanv3."""
