"""Agents that lock OCEAN, and collect it as it vests."""
