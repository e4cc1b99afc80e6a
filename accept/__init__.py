"""Acceptance checks that take minutes: measured against what is required. `make accept`, or `python -m accept`.

`Check.py` says what a check is, the other modules hold the checks of one area each, and `__main__.py` lists them. Short
checks are ordinary tests; what they and these establish about published results is in docs/proof.md.
"""
