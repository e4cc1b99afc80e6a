"""Campaigns: many simulations asked one question."""
