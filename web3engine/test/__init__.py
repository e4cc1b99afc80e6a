"""Tests of chains, keys, wallets and contract wrappers."""
