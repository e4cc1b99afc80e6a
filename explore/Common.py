"""`Common`: what all campaigns can be told, whichever verb makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.Variation import Variation
from explore.Campaign import Progress
from util.config import FORK_JSONL, Settings, chosenSettings
from util.errors import ParameterError
from util.exact import integer


def checkCount(name: str, value: Any, least: int = 1) -> None:
    """Refuses what is no whole number from `least` on. None is none at all, and fine.

    Raises:
        ParameterError: it is something else.
    """
    plain = integer(value)
    if value is not None and (plain is None or plain < least):
        raise ParameterError(f"{name} cannot be {value!r}", f"it is a whole number, {least} or more")


@dataclass(frozen=True)
class Common:
    """What all campaigns can be told.

    Attributes:
        netlist: as engine.Netlist takes it.
        out: folder of the campaign, which is made, or taken up; None keeps all in memory.
        set: name → value in SimStrategy, for all runs.
        vary: name → Variation, or its text.
        measures, specs: name → measure or spec, or its text; a bare list of specs is named by its texts.
        goal: what a search is after, such as 'max profit'; or several such texts.
        jobs: processes; None is one per core.
        scheduler: address of a Dask scheduler, local:N or slurm:FILE; None for processes of this machine.
        reps: replications per point; None is 8, or 1 where there is no chance.
        seed: of the campaign.
        seeds: "common" or "independent", or None for what suits the verb.
        seconds: time after which no further run begins.
        timeout: seconds for one run. memory: MB for one run.
        keep: "rows" keeps the rows of every run.
        isolate: whether each run has its own process.
        keep_going: whether to go on when most runs fail.
        more: whether this call may ask for more runs than the folder was begun with.
        network: "embedded" or "fork".
        fork_url: of a node to read a live chain from.
        fork_block: number of the block that runs start from, "latest" or "finalized".
        fork_cache: file with what was read of that chain, and where more goes; by default fork.jsonl in `out`.
        engine: which embedded EVM.
        hardfork: the one whose rules hold on chains.
        pictures: whether PNG files are written into the folder.
        command: the call, as typed.
        progress: who is told.
    """

    netlist: Any
    out: str | Path | None = None
    set: Mapping[str, Any] | Sequence[str] = ()
    vary: Mapping[str, Variation | str] | Sequence[str] = ()
    measures: Mapping[str, Any] | Sequence[str] = ()
    specs: Mapping[str, Any] | Sequence[str] = ()
    goal: str | Sequence[str] = ()
    jobs: int | None = None
    scheduler: str | None = None
    reps: int | None = None
    seed: int = 0
    seeds: str | None = None
    seconds: float | None = None
    timeout: float | None = None
    memory: float | None = None
    keep: str = "measures"
    isolate: bool = False
    keep_going: bool = False
    more: bool = False
    network: str | None = None
    fork_url: str | None = None
    fork_block: str | None = None
    fork_cache: str | Path | None = None
    engine: str | None = None
    hardfork: str | None = None
    pictures: bool = False
    command: str = ""
    progress: Progress | None = None

    def __post_init__(self) -> None:
        for name, value in (("jobs", self.jobs), ("reps", self.reps)):
            checkCount(name, value)
        for name, limit in (("timeout", self.timeout), ("memory", self.memory)):
            if limit is not None and not limit > 0.0:
                raise ParameterError(f"{name} cannot be {limit}", "it is more than 0")

    def settings(self) -> Settings:
        """Those of the chain.

        Raises:
            ParameterError: they do not go together.
        """
        own = None if self.out is None else Path(self.out) / FORK_JSONL
        fork = self.fork_url, self.fork_block, self.fork_cache
        settings = chosenSettings(self.network, self.engine, self.hardfork, *fork, own=own)
        if settings.network not in ("embedded", "fork"):
            why = f"{settings.file} says {settings.network}"
            raise ParameterError("campaigns run on embedded chains", why, "--network embedded, or fork")
        return settings
