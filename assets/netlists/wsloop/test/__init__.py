"""Tests of the netlist wsloop."""
