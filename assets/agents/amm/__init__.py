"""Automated market makers and the people around them: pools behind one seam, arbitrageurs, noise traders, providers."""
