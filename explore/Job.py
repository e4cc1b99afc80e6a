"""`Job`: one run that is asked for; and what it comes to, `Outcome`."""

from __future__ import annotations

from typing import Any, NamedTuple


class Job(NamedTuple):
    """One run. With the campaign's own facts, it says all that the run depends on.

    Attributes:
        i: its number in the campaign.
        point, rep: which point, and which replication of it.
        seed: of all its randomness.
        set: parameter → value, where it differs from the campaign's.
        key: a hash of all that its outcome depends on.
        variant: name of what else is changed in the run, one of perturbations.VARIANTS; "" for nothing.
        blocks: seeds with which its randomness begins anew on the way; see blocks.py. () for none.
    """

    i: int
    point: int
    rep: int
    seed: int
    set: dict[str, Any]
    key: str
    variant: str = ""
    blocks: tuple[int, ...] = ()


class Outcome(NamedTuple):
    """What a run came to.

    Attributes:
        measures: name → value; nan where it has none.
        margins: name of each spec → margin, nan where its measure has no value.
        violation: (spec, tick) of the first violation of a spec with `always` or of an assertion.
        rows: its data.csv, if that is to be kept.
    """

    measures: dict[str, float]
    margins: dict[str, float]
    violation: tuple[str, int] | None = None
    rows: bytes | None = None
