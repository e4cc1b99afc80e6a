"""The netlist scitoken."""
