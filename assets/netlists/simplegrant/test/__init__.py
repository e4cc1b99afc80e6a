"""Tests of the netlist simplegrant."""
