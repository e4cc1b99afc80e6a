"""`Question`: what is asked of every run: measures, specs and assertions, of the netlist, and what the caller adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.Measure import Measure, Named, Reduced
from engine.Netlist import Netlist
from engine.Spec import Assertion, Spec, assertion
from explore import expressions
from explore.Measuring import Measuring
from util.errors import NetlistError, ParameterError

# A measure: an expression, its text, or a function of all rows.
Measurable = Measure | str | Callable[[Any], float]


class Question:
    """What is asked.

    Args:
        netlist: whose netlist_measures, netlist_specs and netlist_assertions are asked.
        measures: name → measure, in addition to these; one of the same name replaces the netlist's.
        specs: name → spec or its text, in addition to these.
    Raises:
        ParameterError: a measure or a spec that cannot be read.

    Attributes:
        measures: name → expression without names in it, or function of all rows; None if nobody named any: then every
            column is measured by its last value.
        specs: name → spec.
        assertions: of the netlist.
    """

    def __init__(
        self,
        netlist: Netlist,
        measures: Mapping[str, Measurable] | None = None,
        specs: Mapping[str, Spec | str] | None = None,
    ):
        said = {**_dictOf(netlist, "netlist_measures"), **(measures or {})}
        parsed = {name: _measureOf(name, m) for name, m in said.items()}
        wanted = {**_dictOf(netlist, "netlist_specs"), **(specs or {})}
        limits = {name: spec if isinstance(spec, Spec) else expressions.spec(spec) for name, spec in wanted.items()}
        if parsed:
            # What a spec limits is worth a column.
            for spec in limits.values():
                if isinstance(spec.measure, Named) and not spec.always and spec.measure.name not in parsed:
                    parsed[spec.measure.name] = Reduced("final", spec.measure.name)
        self.measures = {
            n: m if callable(m) else expressions.resolved(m, parsed, (n,)) for n, m in parsed.items()
        } or None
        self.specs = {name: spec if spec.always else _resolved(spec, parsed) for name, spec in limits.items()}
        asserted = netlist.get("netlist_assertions") or []
        self.assertions: list[Assertion] = [a if isinstance(a, Assertion) else assertion(a) for a in asserted]

    def measuring(self, missing: str = "0") -> Measuring:
        """A record that answers it for one run; see Measuring for `missing`."""
        return Measuring(self.measures, self.specs, missing)

    def texts(self) -> dict[str, dict[str, str]]:
        """Its parts as texts: of kind → name → text."""
        measures = {name: _text(m) for name, m in (self.measures or {}).items()}
        specs = {name: str(spec) for name, spec in self.specs.items()}
        return {
            "measures": measures,
            "specs": specs,
            "assertions": {a.name: f"every {a.every}" for a in self.assertions},
        }


def _resolved(spec: Spec, measures: Mapping[str, Any]) -> Spec:
    return Spec(expressions.resolved(spec.measure, measures), spec.relation, spec.bound)


def _measureOf(name: str, said: Any) -> Measure | Callable[[Any], float]:
    if isinstance(said, str):
        return expressions.measure(said)
    if isinstance(said, Measure):
        return said
    if callable(said):
        function: Callable[[Any], float] = said
        return function
    raise ParameterError(
        f"the measure {name} cannot be {said!r}", "", "final('column'), its text, or a function of the rows"
    )


def _dictOf(netlist: Netlist, name: str) -> Mapping[str, Any]:
    found = netlist.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise NetlistError(
            f"{name} of {netlist.name} is not a dict", f"it is a {type(found).__name__}", f"{name} = {{…}}"
        )
    return found


def _text(measure: Measure | Callable[[Any], float]) -> str:
    return str(measure) if isinstance(measure, Measure) else f"{getattr(measure, '__name__', 'function')}(rows)"
