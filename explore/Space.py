"""`Space`: the parameters of a netlist that vary in a campaign, and how; their nominal values; and what is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.Netlist import Netlist
from engine.overrides import Strategy, fitted, valuesOf
from engine.Parameter import Parameter, parametersOf
from engine.Variation import Chance, Choice, Design, Discrete, Range, Scale, Uniform, Variation, Worst
from explore import expressions
from util.errors import ParameterError
from web3engine.chains import scratchChain


class Space:
    """What varies.

    Args:
        netlist: whose SimStrategy it is about; its netlist_parameters hold unless `vary` says otherwise.
        fixed: name → value, typed or text, for all points, as with `tsp run --set`.
        vary: name → variation, from the command line or a notebook.
        kind: what a plain range lo..hi means to the verb: Design, Worst or Uniform.
    Raises:
        ParameterError: a name that the strategy lacks, or a value that it refuses.

    Attributes:
        variations: name → variation, of netlist_parameters and `vary`; ranges have ends.
        asked: names in `vary`.
        fixed: name → value, as the strategy keeps it.
        nominal: name → value of each parameter in `variations`.
    """

    def __init__(
        self,
        netlist: Netlist,
        fixed: Mapping[str, Any] | None = None,
        vary: Mapping[str, Variation] | None = None,
        kind: type[Variation] = Design,
    ):
        self._cls = cls = netlist["SimStrategy"]
        # Like SimStrategies of 2023, this one may read the time of the chain.
        with scratchChain():
            strategy = Strategy(cls, fixed or {})
        self.fixed = strategy.values
        self.asked = list(vary or {})
        self._declared = parametersOf(cls)
        self._values = valuesOf(strategy.ss)
        said = {**_declared(netlist), **(vary or {})}
        for name in said:
            if name not in self._values:
                error = self._unknown(name)
                cure = error.cure.replace("--set", "--vary").replace("=VALUE", "=LOW..HIGH")
                raise ParameterError(error.what, error.why, cure) if name in self.asked else error
            if name in self.fixed and name in self.asked:
                raise ParameterError(
                    f"{name} cannot both vary and be set", "", f"leave out --set {name} or --vary {name}"
                )
        self.variations = {
            name: self._checked(name, variation, kind)
            for name, variation in said.items()
            if name not in self.fixed
        }  # fmt: skip
        self.nominal = {name: self._values[name] for name in self.variations}

    def of(self, *kinds: type[Variation]) -> dict[str, Variation]:
        """The parameters that vary in one of these ways."""
        return {name: v for name, v in self.variations.items() if isinstance(v, kinds)}

    def changesStructure(self) -> bool:
        """Whether something varies that may decide which parameters and columns there are."""
        return any(isinstance(v, (Choice, Discrete)) for v in self.variations.values())

    def typed(self, name: str, value: Any) -> Any:
        """`value` as the strategy keeps it: a parameter that is a whole number stays one.

        Raises:
            ParameterError: the strategy refuses it.
        """
        if name not in self._values:
            raise self._unknown(name)
        present = self._declared.get(name, self._values[name])
        if isinstance(value, float) and self._isWhole(name):
            value = round(value)
        return fitted(name, value, present)

    def described(self, name: str) -> tuple[str, str]:
        """The unit and the meaning of a parameter; "" where it is not declared."""
        declared = self._declared.get(name)
        return ("", "") if declared is None else (declared.unit, declared.meaning)

    def value(self, name: str) -> Any:
        """The value of a parameter where it does not vary."""
        return self._values[name]

    @property
    def names(self) -> list[str]:
        """All parameters of the strategy, whether they vary or not."""
        return list(self._values)

    def _unknown(self, name: str) -> ParameterError:
        try:
            # The strategy itself knows best what to say about a name that it lacks.
            with scratchChain():
                Strategy(self._cls, {name: "0"})
        except ParameterError as e:
            return e
        return ParameterError(f"{name} cannot be set", "it is computed from other parameters")

    def _isWhole(self, name: str) -> bool:
        declared = self._declared.get(name)
        kind = declared.kind if declared is not None else type(self._values[name])
        return issubclass(kind, int) and not issubclass(kind, bool)

    def _checked(self, name: str, variation: Variation, kind: type[Variation]) -> Variation:
        """`variation` with ends and of a kind, all of whose values the strategy takes."""
        if isinstance(variation, Range):
            variation = self._withEnds(name, variation, kind)
        if isinstance(variation, Choice):
            return Choice([self.typed(name, option) for option in variation.options])
        if isinstance(variation, Scale):
            return variation
        if not isinstance(variation, Variation):
            cure = f"Choice({variation!r})" if isinstance(variation, list) else "Design(1.0, 10.0)"
            raise ParameterError(f"{name} cannot vary like {variation!r}", "", f"{cure}, or see engine/Variation.py")
        if not isinstance(self._values[name], (int, float)) or isinstance(self._values[name], bool):
            raise ParameterError(
                f"{name} cannot vary like {variation}", f"it is {self._values[name]!r}", f"--vary {name}=a,b"
            )
        ends = variation.values(2) if not isinstance(variation, Chance) else [variation.fromNormal(0.0)]
        for value in ends:
            self.typed(name, value)
        return variation

    def _withEnds(self, name: str, given: Range, kind: type[Variation]) -> Variation:
        declared = self._declared.get(name)
        if declared is not None:
            given = given.within(_end(declared, "lo", "above"), _end(declared, "hi", "below"))
        if given.lo is None or given.hi is None:
            raise ParameterError(
                f"{name} cannot vary like {given}", "its declaration has no bounds", f"--vary {name}=1..10"
            )
        if type(given) is not Range:
            return given
        return Uniform(given.lo, given.hi) if kind is Uniform else kind(given.lo, given.hi)  # type: ignore[call-arg]


def _declared(netlist: Netlist) -> dict[str, Any]:
    """netlist_parameters; texts in it are read as those of --vary are."""
    said = netlist.get("netlist_parameters") or {}
    return {name: expressions.variation(how) if isinstance(how, str) else how for name, how in said.items()}


def _end(declared: Parameter, included: str, excluded: str) -> float | None:
    """A bound that is itself a value."""
    end = getattr(declared, included)
    return None if end is None or getattr(declared, excluded) is not None or abs(end) == float("inf") else float(end)


CHOSEN = (Design, Worst, Choice)
