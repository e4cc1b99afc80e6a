"""`Runner`: carries out one run of a netlist in this process, and measures it. It is the Work of campaigns."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.DataCsv import DataCsv
from engine.Measure import Measure
from engine.Netlist import Netlist
from engine.Record import Record
from engine.SimEngine import SimEngine
from engine.Simulation import Simulation, loadedNetlist
from engine.Spec import Assertion, Spec
from engine.Stream import StreamsOnly
from explore.blocks import reseeding
from explore.Bundle import Bundle
from explore.Failure import Failure, failureOf
from explore.Job import Job, Outcome
from explore.perturbations import VARIANTS
from explore.Question import Question
from util.config import Settings
from util.errors import NetlistError, TokenSpiceError

ROWS = "rows"
Begin = Callable[[Simulation], None]


class Runner:
    """Runs a netlist.

    Args:
        source: of the netlist, as engine.Netlist takes it: a path, if it is to be sent to other processes.
        fixed: name → value in its SimStrategy, in every run.
        measures, specs: what is asked besides what the netlist asks.
        settings: of the chain.
        keep: ROWS to return the rows of every run as well.

    Attributes:
        shows_tracebacks: whether what a run raises is shown on stderr as well, as --debug asks.
    """

    def __init__(
        self,
        source: Any,
        fixed: Mapping[str, Any],
        measures: Mapping[str, Measure],
        specs: Mapping[str, Spec],
        settings: Settings,
        keep: str = "measures",
    ):
        self.source = source
        self.fixed = dict(fixed)
        self.measures = dict(measures)
        self.specs = dict(specs)
        self.settings = settings
        self.keep = keep
        self.shows_tracebacks = False
        # Of a netlist that workers may not have; see DaskWorkers.
        self.bundle: Bundle | None = None
        self._loaded: tuple[Netlist, Question] | None = None

    def __getstate__(self) -> dict[str, Any]:
        # Each process loads the netlist by itself, once.
        return {**self.__dict__, "_loaded": None}

    def loaded(self) -> tuple[Netlist, Question]:
        """The netlist, and what is asked of its runs."""
        if self._loaded is None:
            # What a netlist draws when it is imported is the same in every process.
            netlist = loadedNetlist(self._found(), 0)
            self._loaded = netlist, Question(netlist, self.measures, self.specs)
        return self._loaded

    def _found(self) -> Any:
        """The netlist's file here: the same one, or a copy of it where that is not there or another one."""
        bundle = self.bundle
        if bundle is None or _contentOf(self.source) == bundle.files[bundle.netlist]:
            return self.source
        return str(bundle.unpacked(self))

    def session(self) -> StreamsOnly:
        """A context for many runs: what others have drawn so far is put aside once, not for each.

        The netlist is loaded before it, so that a run's time is its own. If it cannot be loaded, each run says why.
        """
        with suppress(Exception, SystemExit):
            self.loaded()
        return StreamsOnly()

    def run(self, job: Job) -> Outcome | Failure:
        """What the run comes to."""
        if self.keep == ROWS:
            with TemporaryDirectory() as folder:
                return self.measured(job, DataCsv(Path(folder, SimEngine.output_csv), self.loaded()[0].missing))
        return self.measured(job)

    def measured(
        self,
        job: Job,
        csv: DataCsv | None = None,
        begin: Begin | None = None,
        rp_record: Record | None = None,
        onTick: Begin | None = None,
    ) -> Outcome | Failure:
        """What the run comes to.

        Args:
            csv: a file that also gets its rows.
            begin, onTick: called with the simulation before its first tick, and after each.
            rp_record: where the rows about research projects go.
        """
        netlist, question = self.loaded()
        measuring = question.measuring(netlist.missing)
        watched = Watched([measuring] if csv is None else [measuring, csv], question.assertions)

        def watch(simulation: Simulation) -> None:
            watched.watch(simulation, onTick)
            if begin is not None:
                begin(simulation)

        failure = self.into(job, watched, watch, watched.onTick if watched.asksTicks or onTick else None, rp_record)
        watched.leave()
        if failure is not None:
            return failure
        try:
            measures = _known(measuring.measured())
            margins = {**_known(measuring.margins(measures)), **watched.margins()}
        except Exception as e:
            self._show(e)
            return failureOf(e, "measuring")
        rows = None
        if csv is not None:
            csv.close()
            rows = csv.file.read_bytes() if self.keep == ROWS else None
        return Outcome(measures, margins, _earliest(measuring.violation(), watched.violation), rows)

    def into(
        self,
        job: Job,
        record: Record,
        begin: Begin | None = None,
        onTick: Callable[[], None] | None = None,
        rp_record: Record | None = None,
        is_watched: bool = False,
    ) -> Failure | None:
        """Runs it, with its rows into `record`; None if nothing failed.

        Args:
            begin: called with the simulation before its first tick.
            onTick: called after each tick.
            rp_record: where the rows about research projects go.
            is_watched: whether the simulation is to know which overrides were read.
        """
        simulation = None
        try:
            overrides = {**self.fixed, **job.set}
            variant = VARIANTS[job.variant]
            settings = variant.settings(self.settings)
            chain = variant.chain(job.seed, settings)
            simulation = Simulation(
                self.loaded()[0], job.seed, overrides, chain, record, rp_record, settings, is_watched=is_watched
            )
            variant.begin(simulation)
            if begin is not None:
                begin(simulation)
            simulation.run(reseeding(simulation, job.blocks, onTick))
        except (Exception, SystemExit) as e:
            # A netlist that calls sys.exit() ends its run, not the campaign.
            self._show(e)
            return _failure(e, simulation)
        finally:
            if simulation is not None:
                simulation.close()
        return None

    def _show(self, error: BaseException) -> None:
        if self.shows_tracebacks:
            traceback.print_exception(error)


class Watched:
    """A Record that passes rows on, and asks assertions of the state at rows and after ticks.

    Args:
        records: to which rows are passed on.
        assertions: what is asked.

    Attributes:
        violation: (assertion, tick) of the first one that did not hold.
        asksTicks: whether something is asked after ticks.
    """

    def __init__(self, records: Sequence[Record], assertions: Sequence[Assertion]):
        self.violation: tuple[str, int] | None = None
        self._records = records
        self._names = [a.name for a in assertions]
        self._at_rows = [a for a in assertions if a.every == "row"]
        self._at_ticks = [a for a in assertions if a.every == "tick"]
        self._violated: set[str] = set()
        self._simulation: Simulation | None = None
        self._also: Begin | None = None
        self.asksTicks = bool(self._at_ticks)

    def watch(self, simulation: Simulation, onTick: Begin | None = None) -> None:
        """The state that is asked; and what else is called after each tick."""
        self._simulation, self._also = simulation, onTick

    def leave(self) -> None:
        """Forgets the state: the two know each other, and would both stay until circles are collected."""
        self._simulation = self._also = None

    def write(self, header: Sequence[str], row: Sequence[Any]) -> None:
        """See Record."""
        for record in self._records:
            record.write(header, row)
        if self._at_rows:
            self._ask(self._at_rows)

    def margins(self) -> dict[str, float]:
        """Name → 1.0 for an assertion that always held, else -1.0."""
        return {name: -1.0 if name in self._violated else 1.0 for name in self._names}

    def onTick(self) -> None:
        """To be called after each tick."""
        self._ask(self._at_ticks)
        if self._also is not None and self._simulation is not None:
            self._also(self._simulation)

    def _ask(self, assertions: Sequence[Assertion]) -> None:
        assert self._simulation is not None
        state = self._simulation.state
        for one in assertions:
            if one.name not in self._violated and not one.function(state):
                self._violated.add(one.name)
                self.violation = self.violation or (one.name, int(state.tick))


def _contentOf(source: str) -> bytes | None:
    try:
        return Path(source).read_bytes()
    except OSError:
        return None


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
