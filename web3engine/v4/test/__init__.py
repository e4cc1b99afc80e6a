"""Tests of Ocean V4: what its contracts do, and what they do wrong."""
