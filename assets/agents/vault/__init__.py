"""Agents around a vault (ERC4626): depositors, a source of yield, and an attacker of the share price."""
