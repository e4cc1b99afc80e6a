"""Rare events against another implementation of the method. docs/accuracy.md has what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from accept.Check import Check, Outcome
from bench.rareevents import compared

_MOST = 0.6


def _openturns(jobs: int) -> Iterator[Outcome]:
    for name, ours, theirs in compared():
        said = f"{ours / theirs:.2f}: {ours:,.0f} / {theirs:,.0f}"
        yield Outcome(f"{name}: runs x CoV2", f"<= {_MOST} of OpenTURNS", said, ours <= _MOST * theirs)


CHECKS = {"rareevents": Check("Subset simulation next to OpenTURNS: what an estimate costs", _openturns)}
