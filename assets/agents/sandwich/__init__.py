"""Agents of the netlist sandwich: a trader, and a searcher who trades around it."""
