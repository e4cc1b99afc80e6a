"""Tests of oceanv4."""
