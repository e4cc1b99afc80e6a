"""`SimEngine`: the loop. At each tick it logs if a row is due, lets the state take a step, and asks whether to stop.

`engine.Simulation` assembles a whole run around it.
"""

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.DataCsv import DataCsv
from engine.Record import Record
from util.constants import S_PER_DAY, S_PER_HOUR, S_PER_MIN, S_PER_MONTH, S_PER_YEAR
from util.errors import NetlistError
from web3engine.chain import chainInUse

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    LogFunc = Callable[[Any], tuple[list[str], list[str], list[Any]]]
    RpLogFunc = Callable[[Any], tuple[list[str], list[Any]]]
else:  # what enforce_types can compare with
    LogFunc = RpLogFunc = Callable


TIME_COLUMNS = ("Tick", "Second", "Min", "Hour", "Day", "Month", "Year")


class Between(Protocol):
    """Something to do between two ticks, when it is due: asking is all that most ticks have time for."""

    due: bool

    def __call__(self) -> None:
        """Does it."""


class SimEngine:
    """Runs a simulation from its present state to its end.

    Args:
        state: the netlist's SimState.
        output_dir: folder for data.csv, made if it is not there; None writes no files.
        netlist_log_func: what to add to each row: state → (texts for the console, column names, values).
        netlist_rp_log_func: what to write to rpdata.csv: state → (column names, values).

    Attributes:
        record, rp_record: where rows go; the CSV files in `output_dir`, unless something else is put here.
    """

    output_csv = "data.csv"
    output_rp_csv = "rpdata.csv"

    def __init__(
        self,
        state: object,
        output_dir: str | Path | None,
        netlist_log_func: LogFunc | None = None,
        netlist_rp_log_func: RpLogFunc | None = None,
    ):
        self.state: Any = state
        self.output_dir = output_dir
        self.netlist_log_func = netlist_log_func
        self.netlist_rp_log_func = netlist_rp_log_func
        self.record: Record | None = self._csvNamed(self.output_csv)
        self.rp_record: Record | None = self._csvNamed(self.output_rp_csv) if netlist_rp_log_func else None
        # Whether doStop() is the one below, whose answer every tick of a run needs: then it is not called for it.
        self._stops_by_tick = False

    def run(self, onTick: Callable[[], None] | None = None, between: Between | None = None) -> None:
        """Runs to the end.

        Args:
            onTick: called after each tick, e.g. by a progress bar.
            between: called, while it is due, between two ticks, when time has passed until the next one.
        """
        log.info("Begin. %s\n", self.state.ss)
        debugging = log.isEnabledFor(logging.DEBUG)
        self._stops_by_tick = getattr(self.doStop, "__func__", None) is _doStop
        while True:
            if debugging:
                log.debug("tick %d begins", self.state.tick)
            self.takeStep()
            if onTick is not None:
                onTick()
            if not self.goOn():
                break
            if between is not None and between.due:
                between()
        log.info("Done")

    def takeStep(self) -> None:
        """Runs one tick. Logging comes first: a row is what the state was before the agents acted."""
        state = self.state
        ss = state.ss
        time_step = ss.time_step
        # The first tick of each log interval, also where time steps do not divide it.
        if state.tick * time_step % ss.log_interval < time_step:
            self._log()
        state.takeStep()

    def goOn(self) -> bool:
        """Lets time pass until the next tick; False where the end is reached."""
        used = chainInUse()
        chains = used.chains if used is not None else None
        if chains:
            for chain in chains.values():
                if chain.refused:
                    self._noteRefusals(chain.refused)
        state = self.state
        if state.tick >= state.ss.max_ticks if self._stops_by_tick else self.doStop():
            return False
        state.tick += 1
        if chains:
            for chain in chains.values():
                chain.advance(state.ss.time_step)
        return True

    def doStop(self) -> bool:
        """Whether the end is reached."""
        state = self.state
        stop: bool = state.tick >= state.ss.max_ticks
        return stop

    def _noteRefusals(self, senders: deque[str]) -> None:
        """Makes events of what contracts refused at this tick, and forgets it."""
        if hasattr(self.state, "event"):
            names = {agent.address: agent.name for agent in self.state.allAgents() if hasattr(agent, "address")}
            for sender in senders:
                self.state.event("refused by a contract", names.get(sender, sender))
        senders.clear()

    def elapsedSeconds(self) -> int:
        """Simulated seconds since the start."""
        return int(self.state.tick * self.state.ss.time_step)

    def createLogData(self) -> tuple[str, list[str], list[Any]]:
        """The line for the console, and the names and values of this tick's row."""
        texts, header, row = self._row()
        return self._line(texts), header, row

    def createResearchLogData(self) -> tuple[list[str], list[Any]]:
        """The names and values of this tick's row in rpdata.csv."""
        assert self.netlist_rp_log_func is not None
        names, values = _unpacked("netlist_rp_createLogData", self.netlist_rp_log_func(self.state), 2)
        return [*TIME_COLUMNS, *names], [*self._times(), *values]

    def _row(self) -> tuple[list[str], list[str], list[Any]]:
        """The netlist's texts for the console, and the names and values of this tick's row."""
        if self.netlist_log_func is None:
            return [], list(TIME_COLUMNS), self._times()
        texts, names, values = _unpacked("netlist_createLogData", self.netlist_log_func(self.state), 3)
        return texts, [*TIME_COLUMNS, *names], [*self._times(), *values]

    def _line(self, texts: list[str]) -> str:
        """The line for the console."""
        s = self.elapsedSeconds()
        try:
            told = "".join(texts)
        except TypeError:
            what = f"netlist_createLogData() gave {texts!r} for the console"
            raise NetlistError(what, "not all of these are texts", "f-strings") from None
        return (
            f"Tick={self.state.tick} ({s / S_PER_HOUR:.1f} h, {s / S_PER_DAY:.1f} d,"
            f" {s / S_PER_MONTH:.1f} mo, {s / S_PER_YEAR:.1f} y)" + told
        )

    def _times(self) -> list[Any]:
        """Values of the time columns."""
        s = self.elapsedSeconds()
        return [self.state.tick, s, s / S_PER_MIN, s / S_PER_HOUR, s / S_PER_DAY, s / S_PER_MONTH, s / S_PER_YEAR]

    def _log(self) -> None:
        """Writes this tick's line to the console, and its rows to where they go."""
        if type(self).createLogData is not SimEngine.createLogData:
            # A subclass's own, as in 2021.
            line, header, row = self.createLogData()
            log.info(line)
        else:
            texts, header, row = self._row()
            if isConsoleOn():
                log.info(self._line(texts))
        self.logToCsv(header, row)
        if self.rp_record is not None:
            self.rp_record.write(*self.createResearchLogData())

    def logToCsv(self, header: list[str], row: list[Any]) -> None:
        """Writes a row to where rows go."""
        if self.record is not None:
            self.record.write(header, row)

    def _csvNamed(self, name: str) -> DataCsv | None:
        if self.output_dir is None:
            return None
        folder = Path(self.output_dir)
        folder.mkdir(exist_ok=True)
        return DataCsv(folder / name)


_doStop = SimEngine.doStop


def isConsoleOn() -> bool:
    """Whether anybody reads the console's lines; otherwise long ones need not be made."""
    return log.isEnabledFor(logging.INFO)


def _unpacked(function: str, result: Any, n: int) -> Any:
    """`result`, if it is a tuple of `n` lists."""
    if isinstance(result, tuple) and len(result) == n:
        for part in result:
            if not isinstance(part, list):
                break
        else:
            return result
    wanted = {2: "(column names, values)", 3: "(texts, column names, values)"}[n]
    raise NetlistError(
        f"{function}() returned {type(result).__name__} of the wrong shape",
        f"{wanted} wanted, all lists",
        "return them as simplegrant does",
    )
