"""The netlist bridge. See about.md."""
