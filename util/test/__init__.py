"""Tests of the ground floor. They need no chain, no network and no screen."""
