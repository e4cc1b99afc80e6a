"""What a netlist says must always hold, and what may happen in it.

    def invariant_OCEAN_is_conserved(state):
        "All OCEAN that agents hold is what they began with."
        return held(state) <= state.ss.TOTAL_OCEAN

    def action_sell(state, who: Agent["speculator"], part: Fraction): ...       # for `tsp fuzz`
    FUZZ = {"pub_init_OCEAN": Amount(0, 1e6)}                                    # parameters that it may vary

They stand in netlist.py, or in an invariants.py next to it. `tsp run --check` watches an ordinary run by them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from engine import imports
from engine.Netlist import Netlist, culprit
from engine.overrides import namesOf
from engine.SimEngine import SimEngine
from engine.Variation import Agent, Amount, Choice, Fraction, Variation
from util.errors import InvariantBroken, NetlistError, TokenSpiceError
from web3engine.chain import changesOnChains, openedChain

FILE = "invariants.py"
_INVARIANT, _ACTION, _FUZZ = "invariant_", "action_", "FUZZ"
# When `tsp run --check` looks: after each tick, or before each row; AUTO is the first with a chain, the second without.
AUTO, TICK, LOG = "auto", "tick", "log"

Invariant = Callable[[Any], Any]


class Action(NamedTuple):
    """What may happen between ticks.

    Attributes:
        name: without "action_".
        function: state and arguments → None, or False where it does not apply.
        arguments: name → what it may be.
    """

    name: str
    function: Callable[..., Any]
    arguments: Mapping[str, Variation | Agent]


class Properties:
    """The invariants, actions and FUZZ of a netlist.

    Args:
        netlist: where they are looked for.
    Raises:
        NetlistError: one of them is not what it should be.

    Attributes:
        invariants: name → function, in the order of definition.
        actions: name → Action.
        fuzz: name of a parameter → how it may vary.
    """

    def __init__(self, netlist: Netlist):
        modules = [netlist.module, *_beside(netlist)]
        self.invariants: dict[str, Invariant] = _functions(modules, _INVARIANT)
        actions = {name.removeprefix(_ACTION): function for name, function in _functions(modules, _ACTION).items()}
        self.actions = {name: Action(name, function, _arguments(name, function)) for name, function in actions.items()}
        self.fuzz: dict[str, Variation] = {}
        for module in modules:
            self.fuzz.update(_fuzzed(getattr(module, _FUZZ, {}), netlist))

    def check(self, state: Any, skip: Set[str] = frozenset(), call: int | None = None) -> None:
        """Asks every invariant.

        Args:
            skip: names of those that are not asked.
            call: for the error; see there.
        Raises:
            InvariantBroken: the first one that does not hold, or cannot be asked.
        """
        for name, holds in self.invariants.items():
            if name in skip:
                continue
            try:
                message = _broken(name, holds, state)
            except NetlistError:
                raise
            except Exception as e:
                if f"crash in {name}" in skip:
                    continue
                raise InvariantBroken(f"crash in {name}", culprit(e), int(state.tick), call) from e
            if message is not None:
                raise InvariantBroken(name, message, int(state.tick), call)


def checkedEngine(netlist: Netlist, at: str) -> type[SimEngine]:
    """A SimEngine that asks the netlist's invariants as it goes.

    Args:
        at: AUTO, TICK or LOG. A chain counts if it is open.
    Raises:
        NetlistError: it has none.
    """
    properties = Properties(netlist)
    if not properties.invariants:
        cure = f"def invariant_NAME(state): ... in it, or in an {FILE} next to it"
        raise NetlistError(f"{netlist.name} has nothing to check", "it defines no invariant", cure)

    class AtRows(SimEngine):
        at = LOG

        def _log(self) -> None:
            properties.check(self.state)
            super()._log()

    class AtTicks(SimEngine):
        at = TICK
        # What had happened on the chain, and the tick, when the invariants were asked last.
        _seen = -1, -1

        def goOn(self) -> bool:
            goes_on = super().goOn()
            changes = changesOnChains()
            # Nothing has happened on the chain in most ticks; rows are asked about all the same.
            if changes < 0 or changes != self._seen[0] or not goes_on:
                self._check()
            return goes_on

        def _log(self) -> None:
            if self.state.tick != self._seen[1]:
                self._check()
            super()._log()

        def _check(self) -> None:
            properties.check(self.state)
            self._seen = changesOnChains(), self.state.tick

    is_at_ticks = at == TICK or (at == AUTO and openedChain() is not None)
    return AtTicks if is_at_ticks else AtRows


def _beside(netlist: Netlist) -> list[ModuleType]:
    """The invariants.py next to the netlist, imported; none if there is none."""
    file = None if netlist.path is None else netlist.path.with_name(FILE)
    if file is None or not file.is_file():
        return []
    try:
        return [imports.imported(file)]
    except (TokenSpiceError, KeyboardInterrupt):
        raise
    except BaseException as e:
        raise NetlistError(f"{Path(FILE)} of {netlist.name} cannot be imported", culprit(e)) from e


def _functions(modules: Sequence[Any], prefix: str) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for module in modules:
        for name, value in vars(module).items():
            if name.startswith(prefix) and name != prefix:
                if not callable(value):
                    raise NetlistError(f"{name} is not a function", f"it is {value!r}", f"def {name}(state): ...")
                if found.get(name, value) is not value:
                    raise NetlistError(f"there are two {name}", f"one in the netlist, one in its {FILE}")
                found[name] = value
    return found


def _broken(name: str, holds: Invariant, state: Any) -> str | None:
    """What an invariant says that does not hold; None if it holds."""
    try:
        held = holds(state)
    except AssertionError as e:
        return "; ".join(part for part in (_meaning(holds), str(e)) if part)
    if held is None:
        return None
    # numpy's bool is another class.
    if not isinstance(held, bool) and type(held).__name__ not in ("bool", "bool_"):
        raise NetlistError(f"{name} returned {held!r}", "an invariant returns True, False or nothing")
    return None if held else _meaning(holds)


def _meaning(function: Callable[..., Any]) -> str:
    """The first sentence of its docstring, without the full stop."""
    return (inspect.getdoc(function) or "").partition("\n")[0].rstrip(".")


def _arguments(name: str, function: Callable[..., Any]) -> dict[str, Variation | Agent]:
    """What the arguments of an action may be, by its annotations; the state is the first."""
    try:
        parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    except (NameError, TypeError, SyntaxError) as e:
        raise NetlistError(f"the annotations of action_{name} cannot be read", str(e)) from e
    found: dict[str, Variation | Agent] = {}
    for parameter in parameters[1:]:
        kind = _variation(parameter.annotation)
        if kind is None:
            what = f"nothing says what {parameter.name} of action_{name} may be"
            cure = f'{parameter.name}: Fraction, Amount, Whole(0, 9) or Agent["role"], of engine.Variation'
            raise NetlistError(what, "", cure)
        found[parameter.name] = kind
    return found


def _variation(wanted: Any) -> Variation | Agent | None:
    """What an annotation says: a Variation, its class, Agent, bool, or Annotated with one of them."""
    for one in (wanted, *getattr(wanted, "__metadata__", ())):
        if isinstance(one, (Variation, Agent)):
            return one
        if one is bool:
            return Choice((False, True))
        if one in (Fraction, Amount, Agent):
            made: Variation | Agent = one()
            return made
    return None


def _fuzzed(fuzz: Any, netlist: Netlist) -> dict[str, Variation]:
    if not isinstance(fuzz, Mapping) or not all(isinstance(v, Variation) for v in fuzz.values()):
        raise NetlistError(f"FUZZ of {netlist.name} cannot be used", "", "a dict, name of a parameter: Variation")
    if fuzz:
        known = namesOf(netlist["SimStrategy"]())
        for name in fuzz:
            if name not in known:
                raise NetlistError(f"FUZZ of {netlist.name} names {name}", "SimStrategy has no such parameter")
    return dict(fuzz)
