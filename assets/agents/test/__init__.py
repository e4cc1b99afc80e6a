"""Tests of the agents: each is stepped through everything it can do."""
