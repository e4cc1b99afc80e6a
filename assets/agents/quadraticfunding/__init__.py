"""Quadratic funding: rounds, donors, those who try to fool it, and a treasury that fills the matching pool."""
