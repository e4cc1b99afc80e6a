"""`SimStrategyBase`: how long a simulation runs, in which steps, and how often it is logged."""

from collections.abc import Mapping
from copy import deepcopy
from numbers import Real
from typing import Any, NamedTuple

from engine.Parameter import Parameter, isFixed, namesSet, parameter, parametersOf, presetsOf
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import NetlistError, ParameterError
from util.strutil import StrMixin

_S_PER_UNIT = {
    "min": S_PER_MIN,
    "minutes": S_PER_MIN,
    "hours": S_PER_HOUR,
    "days": S_PER_DAY,
    "months": S_PER_MONTH,
    "years": S_PER_YEAR,
}
_SECONDS = "a whole number of seconds, one or more"


class SimStrategyBase(StrMixin):
    """The parameters that every netlist has. A netlist's SimStrategy adds its own.

    They are plain attributes, or declared with `engine.Parameter.parameter`; a value that is assigned to a declared one
    is checked at once.

    Attributes:
        time_step: seconds per tick.
        max_ticks: the run ends after the first tick that reaches it, so ticks 0 … ceil(max_ticks) are run.
        log_interval: seconds between two rows of data.csv.

    More may be added. For contracts that look at their chain's clock:

    * `s_per_block`: seconds from one block to the next, e.g. 12. Block numbers then follow time, and transactions of
      one tick share a block; without it, each transaction is its own block.
    * `start_time`: when the simulation begins, in whole seconds since 1970; by default on 2021-01-01.

    For agents that submit transactions, and for gas that costs something; see docs/blocks.md:

    * `BLOCKS`: "per_tick" makes one block of what agents submit in a tick.
    * `ORDER`: in which order: "arrival", "random", "fees", or a function from list[Pending] to list[Pending].
    * `base_fee_per_gas`, `tip_per_gas`: what a unit of gas costs, in ETH.
    """

    time_step: int = parameter(S_PER_HOUR, "s", "length of a tick", lo=1, wanted=_SECONDS)
    max_ticks: int | float = parameter(1, "ticks", "the run ends after the first tick that reaches it", kind=Real, lo=0)
    log_interval: int = parameter(S_PER_DAY, "s", "time between two rows of data.csv", lo=1, wanted=_SECONDS)

    # Whether computed values are kept until something is assigned. Double underscores keep a name from being set.
    _keeps__ = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes a plain value in the body of a class for another default of what a base class declares."""
        super().__init_subclass__(**kwargs)
        for name, value in list(vars(cls).items()):
            inherited = next((vars(base)[name] for base in cls.__mro__[1:] if name in vars(base)), None)
            # Properties, functions and declarations have a __get__.
            if isinstance(inherited, Parameter) and not hasattr(value, "__get__"):
                setattr(cls, name, inherited.withDefault(value))
        unknown = namesSet(presetsOf(cls)) - parametersOf(cls).keys()
        if unknown:
            what = f"{cls.__name__} has a preset for {', '.join(sorted(unknown))}"
            raise NetlistError(what, "a preset sets declared parameters", "declare it with parameter()")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        ss = super().__new__(cls)
        defaults = _defaultsOf(cls)
        # Values that lie in its own dict need not be looked up by way of their declarations.
        ss.__dict__.update(defaults.constants)
        for name, value in defaults.changeable.items():
            ss.__dict__[name] = deepcopy(value)
        if defaults.dependent:
            ss.__dict__["_assigned__"] = ss.__dict__["_computed__"] = frozenset()
            ss._derive__()
        return ss

    def __init__(self) -> None:
        """Keeps the defaults of what is declared."""

    def __setattr__(self, name: str, value: Any) -> None:
        declared = parametersOf(type(self)).get(name)
        super().__setattr__(name, value if declared is None else declared.checked(value))
        own = self.__dict__
        if "_assigned__" in own:
            own["_assigned__"] |= {name}
            if declared is not None and declared.presets is not None:
                self._derive__()
            else:
                # What is computed is computed when it is asked for: by then, all that it needs is there.
                for other in own["_computed__"] - own["_assigned__"]:
                    own.pop(other, None)

    def _derive__(self) -> None:
        """Makes values that nobody assigned those of the presets that are selected now."""
        cls, own = type(self), self.__dict__
        computed = set()
        for name in _defaultsOf(cls).dependent:
            if name in own["_assigned__"]:
                continue
            declared = parametersOf(cls)[name]
            if callable(declared.inForce(self, cls)):
                own.pop(name, None)
                computed.add(name)
            else:
                # In place: somebody may be walking through vars(ss), and assigning on the way.
                own[name] = declared.__get__(self, cls)
        own["_computed__"] = frozenset(computed)

    def _keep__(self, name: str, value: Any) -> None:
        """Keeps a computed value until something is assigned, unless it may depend on what can be changed in place."""
        if all(map(isFixed, self.__dict__.values())):
            self.__dict__[name] = value

    def setTimeStep(self, time_step: int) -> None:
        """Sets the seconds per tick. Call it before setMaxTime, which counts in them."""
        self.time_step = time_step

    def setLogInterval(self, log_interval: int) -> None:
        """Sets the seconds between two rows of data.csv."""
        self.log_interval = log_interval

    def setMaxTicks(self, max_ticks: int | float) -> None:
        """Sets the tick at which the run ends."""
        self.max_ticks = max_ticks

    def setMaxTime(self, val: int | float, unit: str) -> None:
        """Sets the end of the run, as a time.

        Args:
            val: how many of `unit`.
            unit: "ticks", "min", "minutes", "hours", "days", "months" (30 days) or "years" (365 days).
        Raises:
            ParameterError: unknown unit; negative or infinite `val`.
        """
        self.max_ticks = ticks = self.ticksIn(val, unit)
        # Should the time step change afterwards, the run lasts another time; see movedEnd.
        self.__dict__["_max_time__"] = val, unit, ticks

    def ticksIn(self, val: int | float, unit: str) -> int | float:
        """The tick at which a run of that length ends; see setMaxTime."""
        if unit == "ticks":
            return val
        if unit in _S_PER_UNIT:
            # One more than the ticks in that time: the reference counts both ends, and its CSV files end there.
            return val * _S_PER_UNIT[unit] / self.time_step + 1
        units = ", ".join(["ticks", *_S_PER_UNIT])
        raise ParameterError(
            f"setMaxTime() does not know the unit {unit!r}", f"it knows {units}", "setMaxTime(10, 'days')"
        )

    def check(self) -> None:
        """Refuses values that do not go together; a SimState calls it. Netlists override it.

        Bounds of single values belong into their declarations.

        Raises:
            ParameterError: they do not.
        """


def checkTimes(ss: Any) -> None:
    """Refuses what a strategy of any other class says of the length of ticks and runs, where it makes no sense.

    Raises:
        NetlistError: it does not say it.
        ParameterError: it makes no sense.
    """
    for name, declared in () if isinstance(ss, SimStrategyBase) else parametersOf(SimStrategyBase).items():
        if not hasattr(ss, name):
            cure = "class SimStrategy(SimStrategyBase.SimStrategyBase), which has it"
            raise NetlistError(f"the strategy {type(ss).__name__} has no {name}", f"it is the {declared.meaning}", cure)
        declared.checked(getattr(ss, name))


def movedEnd(ss: Any) -> str:
    """Says that the time step of a strategy was set after setMaxTime() had counted in another one; "" if it was not."""
    val, unit, ticks = getattr(ss, "__dict__", {}).get("_max_time__", (0, "ticks", None))
    if ss.max_ticks != ticks or ticks == (meant := ss.ticksIn(val, unit)):
        return ""
    return f"setMaxTime({val}, {unit!r}) came before the time step, so the run lasts {ticks:g} ticks and not {meant:g}."


class _Defaults(NamedTuple):
    """Of the declared parameters of a class, by how strategies get them.

    Attributes:
        constants: name → default, of those that are neither computed nor can be changed in place.
        changeable: name → default that can be changed in place, so that each strategy needs its own.
        dependent: names of those whose defaults are computed, or set by presets; presets first, as they must be known.
    """

    constants: Mapping[str, Any]
    changeable: Mapping[str, Any]
    dependent: tuple[str, ...]


def _defaultsOf(cls: type) -> _Defaults:
    """Collected when they are first asked for, and kept in the class."""
    found: _Defaults | None = cls.__dict__.get("_defaults__")
    if found is None:
        declared = parametersOf(cls)
        computed = {name for name, p in declared.items() if callable(p.default)}
        constants = {name: p.default for name, p in declared.items() if p.isConstant()}
        changeable = {name: p.default for name, p in declared.items() if name not in computed | constants.keys()}
        dependent = computed | namesSet(presetsOf(cls))
        names = dict.fromkeys([*(p.name for p in presetsOf(cls)), *declared])
        found = _Defaults(constants, changeable, tuple(name for name in names if name in dependent))
        cls._defaults__ = found  # type: ignore[attr-defined]
    return found


def lasting(val: int | float, unit: str) -> Any:
    """Declares `max_ticks` as a time, which the run lasts whatever its time step; see setMaxTime.

    class SimStrategy(SimStrategyBase.SimStrategyBase):
        max_ticks = SimStrategyBase.lasting(10, "days")
    """
    return parametersOf(SimStrategyBase)["max_ticks"].withDefault(lambda ss: ss.ticksIn(val, unit))
