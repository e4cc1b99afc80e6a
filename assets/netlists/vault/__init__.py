"""The netlist vault. See about.md."""
