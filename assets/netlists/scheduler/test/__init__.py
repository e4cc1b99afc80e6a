"""Tests of the netlist scheduler."""
