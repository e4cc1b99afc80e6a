"""Netlists, one folder each."""
