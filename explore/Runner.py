"""`Runner`: carries out one run of a netlist in this process, and measures it. It is the Work of campaigns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.Measure import Measure
from engine.Netlist import Netlist
from engine.Record import Record
from engine.Simulation import Simulation
from engine.Spec import Assertion, Spec
from engine.Stream import Stream
from explore.Failure import Failure, failureOf
from explore.Job import Job, Outcome
from explore.Question import Question
from util.config import Settings
from util.errors import NetlistError, TokenSpiceError


class Runner:
    """Runs a netlist.

    Args:
        source: of the netlist, as engine.Netlist takes it: a path, if it is to be sent to other processes.
        fixed: name → value in its SimStrategy, in every run.
        measures, specs: what is asked besides what the netlist asks.
        settings: of the chain.
    """

    def __init__(
        self,
        source: Any,
        fixed: Mapping[str, Any],
        measures: Mapping[str, Measure],
        specs: Mapping[str, Spec],
        settings: Settings,
    ):
        self.source = source
        self.fixed = dict(fixed)
        self.measures = dict(measures)
        self.specs = dict(specs)
        self.settings = settings
        self._loaded: tuple[Netlist, Question] | None = None

    def __getstate__(self) -> dict[str, Any]:
        # Each process loads the netlist by itself, once.
        return {**self.__dict__, "_loaded": None}

    def loaded(self) -> tuple[Netlist, Question]:
        """The netlist, and what is asked of its runs."""
        if self._loaded is None:
            # What a netlist draws when it is imported is the same in every process.
            with Stream(0):
                netlist = self.source if isinstance(self.source, Netlist) else Netlist(self.source)
            self._loaded = netlist, Question(netlist, self.measures, self.specs)
        return self._loaded

    def run(self, job: Job) -> Outcome | Failure:
        """What the run comes to."""
        netlist, question = self.loaded()
        measuring = question.measuring()
        watched = Watched(measuring, question.assertions)
        failure = self.into(job, watched)
        if failure is not None:
            return failure
        try:
            measures = _known(measuring.measured())
            margins = {**_known(measuring.margins(measures)), **watched.margins()}
        except Exception as e:
            return failureOf(e, "measuring")
        return Outcome(measures, margins, _earliest(measuring.violation(), watched.violation))

    def into(self, job: Job, record: Record, look: Callable[[Simulation], None] | None = None) -> Failure | None:
        """Runs it, with its rows into `record`, and lets `look` see it at its end; None if nothing failed."""
        simulation = None
        try:
            overrides = {**self.fixed, **job.set}
            simulation = Simulation(self.loaded()[0], job.seed, overrides, record=record, settings=self.settings)
            if isinstance(record, Watched):
                record.watch(simulation.state)
                simulation.run(record.onTick)
            else:
                simulation.run()
            if look is not None:
                look(simulation)
        except (Exception, SystemExit) as e:
            # A netlist that calls sys.exit() ends its run, not the campaign.
            return _failure(e, simulation)
        finally:
            if simulation is not None:
                simulation.close()
        return None


class Watched:
    """A Record that also asks assertions of the state, at rows and after ticks.

    Attributes:
        violation: (assertion, tick) of the first one that did not hold.
        onTick: to be called after each tick; None if there is nothing to ask then.
    """

    def __init__(self, record: Record, assertions: Sequence[Assertion]):
        self._record = record
        self._names = [a.name for a in assertions]
        self._at_rows = [a for a in assertions if a.every == "row"]
        self._at_ticks = [a for a in assertions if a.every == "tick"]
        self._state: Any = None
        self._violated: set[str] = set()
        self.violation: tuple[str, int] | None = None
        self.onTick: Callable[[], None] | None = self._askAfterTick if self._at_ticks else None

    def watch(self, state: Any) -> None:
        """Whose state it is about."""
        self._state = state

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """See Record."""
        self._record.write(header, row)
        if self._at_rows:
            self._ask(self._at_rows)

    def margins(self) -> dict[str, float]:
        """Name → 1.0 for an assertion that always held, else -1.0."""
        return {name: -1.0 if name in self._violated else 1.0 for name in self._names}

    def _askAfterTick(self) -> None:
        self._ask(self._at_ticks)

    def _ask(self, assertions: Sequence[Assertion]) -> None:
        for one in assertions:
            if one.name not in self._violated and not one.function(self._state):
                self._violated.add(one.name)
                self.violation = self.violation or (one.name, int(self._state.tick))


def _failure(error: BaseException, simulation: Simulation | None) -> Failure:
    stage, tick = ("building", None) if simulation is None else ("running", simulation.tick)
    if isinstance(error, TokenSpiceError):
        if error.__cause__ is not None and isinstance(error, NetlistError):
            # What the netlist raised says more than that it raised something.
            return failureOf(error.__cause__, stage, tick)
        # The tick is told by itself.
        error.when = ""
    return failureOf(error, stage, tick)


def _known(values: Mapping[str, float]) -> dict[str, float]:
    """Infinite values are as unusable as none."""
    return {name: value if math.isfinite(value) else math.nan for name, value in values.items()}


def _earliest(*violations: tuple[str, int] | None) -> tuple[str, int] | None:
    return min((v for v in violations if v is not None), key=lambda v: v[1], default=None)
