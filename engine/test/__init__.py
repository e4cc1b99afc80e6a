"""Tests of the loop and its parts, and the fixtures that all tests share."""
