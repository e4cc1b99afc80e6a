"""Agents, one class per file."""
