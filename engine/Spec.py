"""`Spec`: what a run must fulfil, as a limit on a measure; and assertions over the state of a running simulation.

netlist_specs = {"pays": "profit >= 0", "calm": "worst_dip <= 0.5", "solvent": "always pool0_TVL >= 0"}
netlist_assertions = [assertion(noNegativeWallet, every="tick")]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.Measure import Measure
from util.errors import ParameterError

RELATIONS = (">=", "<=", ">", "<")


@dataclass(frozen=True)
class Spec:
    """A limit.

    Attributes:
        measure: what is limited; with `always`, an expression over columns, which must hold in every row.
        relation: one of RELATIONS.
        bound: the limit.
        always: whether it is about every row rather than about a measure of the run.
    """

    measure: Measure
    relation: str
    bound: float
    always: bool = False

    def __str__(self) -> str:
        return f"{'always ' if self.always else ''}{self.measure} {self.relation} {self.bound!r}"

    def margin(self, value: float) -> float:
        """How far `value` is on the right side, in its units: 0 at the limit, negative on the wrong side."""
        return value - self.bound if self.relation[0] == ">" else self.bound - value

    def holds(self, margin: float) -> bool:
        """Whether it is fulfilled with this margin. None is when the margin is not a number."""
        return margin >= 0.0 if self.relation.endswith("=") else margin > 0.0


@dataclass(frozen=True)
class Assertion:
    """A condition on the state: a function of it that returns True as long as all is well.

    Attributes:
        function: state → whether the condition holds. It must not change the state, nor draw random numbers.
        every: "row", when a row is logged, or "tick", after each tick.
    """

    function: Callable[[Any], Any]
    every: str = "row"

    @property
    def name(self) -> str:
        """The function's name."""
        return str(getattr(self.function, "__name__", "assertion"))


def assertion(function: Callable[[Any], Any], every: str = "row") -> Assertion:
    """An assertion for `netlist_assertions`; a bare function there is asked at every row.

    Raises:
        ParameterError: `every` is neither "row" nor "tick".
    """
    if every not in ("row", "tick"):
        raise ParameterError(f"an assertion cannot be asked every {every!r}", "", "every='row' or every='tick'")
    return Assertion(function, every)
