"""Goals of searches: a measure, and whether it is to be small or large, as in `--goal 'max profit'`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.Measure import Measure, Named, Reduced
from explore import expressions
from explore.Runs import Floats, Runs
from util.errors import ParameterError

MIN, MAX = "min", "max"
# A goal of this name is the share of worlds that fulfil all specs; for searches over many worlds.
YIELD = "yield"


class Goal(NamedTuple):
    """What a search is after.

    Attributes:
        how: MIN or MAX.
        measure: its name, in the runs.
        expression: what it is, from the goal's text.
    """

    how: str
    measure: str
    expression: Measure

    def __str__(self) -> str:
        return f"{self.how} {self.measure}"

    @property
    def sign(self) -> float:
        """1 for MIN and -1 for MAX: what a measure is multiplied with so that small is wanted."""
        return 1.0 if self.how == MIN else -1.0

    def of(self, runs: Runs) -> Floats:
        """float[n], of each run the value times `sign`; nan where it has none."""
        return self.sign * runs.measure(self.measure)


def goalOf(text: str) -> Goal:
    """A goal from its text: `min` or `max`, and a measure as in a spec.

    Raises:
        ParameterError: it does not have that form.
    """
    how, _, measure = text.strip().partition(" ")
    if how not in (MIN, MAX) or not measure.strip():
        raise ParameterError(f"{text!r} is not a goal", "it is min or max, and a measure", "--goal 'max final(price)'")
    # A word of Python's, which no expression can have.
    expression = Named(YIELD) if measure.strip() == YIELD else expressions.measure(measure)
    return Goal(how, expression.name if isinstance(expression, Named) else str(expression), expression)


def goalsOf(texts: str | Sequence[str]) -> list[Goal]:
    """The goals of these texts, or of one."""
    return [goalOf(text) for text in ([texts] if isinstance(texts, str) else texts)]


def measured(goals: Sequence[Goal], measures: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """`measures`, with those that goals ask for and that are not among the `known` ones of the netlist.

    A bare name that is not a measure is a column, whose last value counts; YIELD is not a measure of one run.
    """
    new = [goal for goal in goals if goal.measure not in known and goal.measure != YIELD]
    asked = {g.measure: Reduced("final", g.measure) if isinstance(g.expression, Named) else g.expression for g in new}
    return {**asked, **measures}
