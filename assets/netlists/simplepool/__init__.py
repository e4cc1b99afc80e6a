"""The netlist simplepool; see about.md."""
