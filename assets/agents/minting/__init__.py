"""Agents that mint OCEAN, and the curves they follow."""
