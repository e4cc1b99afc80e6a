"""Tests of oceanv3."""
