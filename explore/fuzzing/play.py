"""Playing a sequence from the start of a simulation, and asking the invariants as it goes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from engine.invariants import Properties
from engine.Moment import Moment
from engine.Netlist import Netlist, culprit
from engine.Simulation import Simulation
from engine.Variation import Agent
from explore.fuzzing.cases import TICK, Case, Step
from util.config import Settings
from util.errors import InsufficientFunds, InvariantBroken, NetlistError, ParameterError, TokenSpiceError, TxReverted
from util.mathutil import addUp
from web3engine.chain import changesOnChains

# What decides the next step: the state → a step, or None at the end.
Source = Callable[[Any], Step | None]
# What a step did, coarsely: its name, its outcome, how many transactions it made and about how much gas they used.
Feature = tuple[str, str, int, int]

# Gas within this difference counts as the same: data of a call costs more or less, an access to storage costs more.
_GAS = 2500
_MOST_TX, _MOST_GAS = 3, 60
# Of the first sequence, this number of checks is watched closely.
_N_PROBED = 64
_REFUSED = (TxReverted, InsufficientFunds)
# With what the outcome of a refused step begins.
_NO = "refused: "
# Simulations whose starts are kept.
_N_KEPT = 2


@dataclass
class Played:
    """What became of a sequence.

    Attributes:
        steps: those that were taken; the last one may have broken something.
        broken: what, if anything.
        tried, refused: action → how often.
        features: what its steps did → how many steps it took until then.
    """

    steps: list[Step] = field(default_factory=list)
    broken: InvariantBroken | None = None
    tried: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    features: dict[Feature, int] = field(default_factory=dict)


class Player:
    """Plays sequences of one netlist.

    Args:
        netlist: which.
        settings: of its chain.
        check: "call" or "tick", after which the invariants are asked.
        fail_on_revert: whether an action that is refused counts as a breach.
        copies: whether a simulation may begin as a copy of one that was built, rather than being built anew.

    Attributes:
        onStep: told of each step, and of what came of it.
        agents: name → agent at the end of the sequence that was played last.
    """

    def __init__(
        self,
        netlist: Netlist,
        settings: Settings | None = None,
        check: str = "call",
        fail_on_revert: bool = False,
        copies: bool = True,
    ):
        self.netlist = netlist
        self.properties = Properties(netlist)
        self.check, self.fail_on_revert = check, fail_on_revert
        self.copies = copies
        self.onStep: Callable[[Step, str], None] | None = None
        self.agents: Mapping[str, Any] = {}
        self._settings = settings
        # Simulations at their start, by seed and overrides; the latest comes last.
        self._kept: dict[Any, tuple[Simulation, Moment]] = {}

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self._keepOnly(0)

    def play(
        self,
        seed: int,
        overrides: Mapping[str, Any],
        source: Source,
        skip: Set[str] = frozenset(),
        probes: bool = False,
        only: str = "",
    ) -> Played:
        """Plays what `source` says, until something breaks.

        Args:
            skip: what is broken already: it is not asked.
            probes: whether to see that invariants change nothing.
            only: the one breach that counts; "" if all do.
        Raises:
            ParameterError: the netlist refuses the overrides.
            NetlistError: an invariant is not what it should be.
        """
        played = Played()
        try:
            simulation, is_kept = self._begun(seed, overrides)
        except ParameterError:
            raise
        except TokenSpiceError as e:
            broken = _crash("building", e, 0, 0)
            played.broken = None if broken.name in skip or only not in ("", broken.name) else broken
            return played
        try:
            with simulation.inUse():
                _Play(self, simulation, played, skip, only, _N_PROBED if probes else 0).run(source)
        finally:
            self.agents = simulation.state.agents
            if not is_kept:
                simulation.close()
        return played

    def again(self, case: Case) -> Played:
        """Plays a case. Only what it broke is asked for, if it says what: something else may break sooner."""
        steps = iter(case.steps)
        names = self.properties.invariants.keys()
        skip = names - {case.broken, case.broken.removeprefix("crash in ")} if case.broken else frozenset()
        return self.play(case.seed, case.overrides, lambda state: next(steps, None), skip, only=case.broken)

    def caseOf(self, seed: int, overrides: Mapping[str, Any], played: Played) -> Case:
        """What was played, as data."""
        broken = played.broken
        said = (broken.name, broken.message) if broken is not None else ("", "")
        sha256 = str(self.netlist.facts().get("sha256", ""))
        return Case(self.netlist.name, sha256, seed, dict(overrides), tuple(played.steps), self.check, *said)

    def _begun(self, seed: int, overrides: Mapping[str, Any]) -> tuple[Simulation, bool]:
        """A simulation at its start, and whether it is kept for others that begin so."""
        key = seed, tuple(overrides.items())
        if self.copies and key in self._kept:
            simulation, moment = self._kept[key] = self._kept.pop(key)
            with simulation.inUse():
                moment.restore()
            return simulation, True
        simulation = Simulation(
            self.netlist, seed, overrides, record=_NOWHERE, rp_record=_NOWHERE, settings=self._settings
        )
        if self.copies:
            with simulation.inUse():
                self._kept[key] = simulation, Moment(simulation)
            self._keepOnly(_N_KEPT)
        return simulation, self.copies

    def _keepOnly(self, n: int) -> None:
        while len(self._kept) > n:
            self._kept.pop(next(iter(self._kept)))[0].close()


class _Nowhere:
    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """Nobody reads the rows."""


_NOWHERE = _Nowhere()


class _Play:
    """One sequence, while it is played."""

    def __init__(
        self, player: Player, simulation: Simulation, played: Played, skip: Set[str], only: str, n_probes: int
    ):
        self._player, self._simulation, self._played = player, simulation, played
        self._skip, self._only = skip, only
        self._properties = player.properties
        self._n_probes = n_probes
        self._is_over = False
        # The last step that was not refused.
        self._last = ""

    def run(self, source: Source) -> None:
        """Takes step after step."""
        played = self._played
        try:
            self._ask()
            while not self._is_over:
                step = source(self._simulation.state)
                if step is None:
                    break
                played.steps.append(step)
                self._take(step)
        except InvariantBroken as e:
            played.broken = e

    def _take(self, step: Step) -> None:
        played, before = self._played, self._done()
        played.tried[step.do] = played.tried.get(step.do, 0) + 1
        if step.s is not None:
            self._simulation.reseed(step.s)
        said = self._ticked(step) if step.do == TICK else self._acted(step)
        is_refused = said.startswith(_NO)
        if is_refused:
            played.refused[step.do] = played.refused.get(step.do, 0) + 1
        self._note(step, said, before)
        if self._player.onStep is not None:
            self._player.onStep(step, said)
        is_same = is_refused and self._simulation.chain is not None and self._done()[2] == before[2]
        if self._player.check == "call" and step.do != TICK and not is_same and not self._is_over:
            self._ask()

    def _note(self, step: Step, said: str, before: tuple[int, int, int]) -> None:
        """Keeps what the step did, alone and after the last step that did something."""
        features, at = self._played.features, len(self._played.steps)
        n, gas, _ = (now - then for now, then in zip(self._done(), before))
        gas = gas // n if step.do == TICK and n else gas
        did = said, min(n, _MOST_TX), min(gas // _GAS, _MOST_GAS)
        features.setdefault((step.do, *did), at)
        features.setdefault((f"{self._last} {step.do}", *did), at)
        if not said.startswith(_NO):
            self._last = step.do

    def _done(self) -> tuple[int, int, int]:
        """Transactions so far, their gas, and all changes, on all chains."""
        chains = self._simulation.chains.values()
        n, gas = addUp(chain.n_transactions for chain in chains), addUp(chain.gas_used for chain in chains)
        return n, gas, addUp(chain.version for chain in chains)

    def _ticked(self, step: Step) -> str:
        """Lets ticks pass, and asks after each."""
        simulation = self._simulation
        for _ in range(step.args["n"]):
            if simulation.is_over:
                return f"{_NO}the end is reached"
            try:
                simulation.step()
            except Exception as e:
                self._break(_crash(TICK, e, simulation.tick, len(self._played.steps)))
                break
            self._ask()
        return ""

    def _acted(self, step: Step) -> str:
        """Takes an action."""
        action, state = self._properties.actions.get(step.do), self._simulation.state
        if action is None:
            return f"{_NO}there is no such action"
        args = dict(step.args)
        for name, kind in action.arguments.items():
            if isinstance(kind, Agent):
                if args.get(name) not in state.agents:
                    return f"{_NO}there is no such agent"
                args[name] = state.agents[args[name]]
        try:
            result = action.function(state, **args)
        except _REFUSED as e:
            if self._player.fail_on_revert:
                self._break(_crash(step.do, e, self._simulation.tick, len(self._played.steps)))
            return _NO + (f"{e.contract}.{e.function}: {e.reason}" if isinstance(e, TxReverted) else type(e).__name__)
        except (Exception, SystemExit) as e:
            self._break(_crash(step.do, e, self._simulation.tick, len(self._played.steps)))
            return ""
        if result is False:
            return f"{_NO}it does not apply"
        return result if isinstance(result, str) else ""

    def _break(self, broken: InvariantBroken) -> None:
        """Ends the sequence: after a crash, nobody knows what holds."""
        self._is_over = True
        if broken.name not in self._skip and self._only in ("", broken.name):
            raise broken

    def _ask(self) -> None:
        properties, state, n = self._properties, self._simulation.state, len(self._played.steps)
        if self._n_probes:
            self._n_probes -= 1
            self._probe(n)
            return
        before = changesOnChains()
        properties.check(state, self._skip, n)
        if changesOnChains() != before:
            raise _meddles("an invariant")

    def _probe(self, n: int) -> None:
        """Asks one invariant after the other, and sees that it changes nothing."""
        names = set(self._properties.invariants)
        for name in self._properties.invariants:
            before = self._fingerprint()
            self._properties.check(self._simulation.state, self._skip | (names - {name}), n)
            if self._fingerprint() != before:
                raise _meddles(name)

    def _fingerprint(self) -> Any:
        agents = self._simulation.state.agents
        money = [(name, agent.USD(), agent.OCEAN()) for name, agent in agents.items() if hasattr(agent, "OCEAN")]
        return changesOnChains(), random.getstate(), money


def _meddles(name: str) -> NetlistError:
    why = "money moved, the chain changed or numbers were drawn while it was asked"
    return NetlistError(f"{name} changes what it looks at", why, "only read in it")


def _crash(where: str, e: BaseException, tick: int, call: int) -> InvariantBroken:
    """Something was raised that is not a refusal."""
    cause = e.__cause__ if isinstance(e, NetlistError) and e.__cause__ is not None else e
    why = str(e) if isinstance(e, TokenSpiceError) else culprit(e)
    broken = InvariantBroken(f"crash in {where}: {type(cause).__name__}", why, tick, call)
    broken.__cause__ = e
    return broken
