"""Tests of the agents: each is stepped through each thing it can do."""
