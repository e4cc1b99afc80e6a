"""Agents around a token that mints itself: demand, speculators, minter, rewards, researchers, treasury and users."""
