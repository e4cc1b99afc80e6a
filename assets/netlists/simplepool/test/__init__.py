"""Tests of the netlist simplepool."""
