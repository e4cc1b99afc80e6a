"""Tests that hold for every agent and every netlist, those of users included."""
