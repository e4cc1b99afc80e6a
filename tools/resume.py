"""`tsp resume`: goes on with a run that was stopped, to the same bytes as though it had not been."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any, NamedTuple

import click

from engine.DataCsv import DataCsv
from engine.Netlist import Netlist
from engine.Record import RowsFile
from engine.Replay import BEFORE, Replay
from engine.RunDir import CHECKPOINT, DATA_FILES, LOCK, RunDir, dataFiles, lockOf, readFacts, settingsOf
from engine.Simulation import Simulation, loadedNetlist
from tools.carryingout import Options, carryOut
from tools.progress import setUpLogging
from util.config import NODES, Settings
from util.constants import SAFETY
from util.errors import TokenSpiceError
from web3engine.gasmeter import GasMeter

CHECKPOINT_WAY, START_WAY = "checkpoint", "start"


class _Begun(NamedTuple):
    """A simulation that is to go on.

    Attributes:
        simulation: itself.
        files: where its rows go.
        way: "checkpoint" or "start".
        why: why not from the checkpoint; "" if nobody wanted that.
    """

    simulation: Simulation
    files: list[Any]
    way: str
    why: str = ""


def resume(
    output_dir: str,
    fork_url: str | None = None,
    way: str | None = None,
    is_dry: bool = False,
    is_trusted: bool = False,
    quiet: bool = False,
    debug: bool = False,
) -> None:
    """Goes on from the checkpoint; or runs again from the seed, compares rows with those that are there, and goes on.

    Args:
        fork_url: of a node of the live chain, if it runs on a fork; by default what tokenspice.ini says.
        way: "checkpoint" or "start"; by default the first, if there is one that can be read.
        is_dry: whether only to say what would be done.
        is_trusted: whether to read from the checkpoint whatever Python's pickles can hold.
    Raises:
        TokenSpiceError: there is nothing to resume; the folder is being written; something is not what it was.
    """
    setUpLogging(quiet, debug)
    folder = Path(output_dir)
    _facts(folder)
    lock = lockOf(folder)
    try:
        # Another process may have ended it meanwhile.
        facts = _facts(folder)
        settings, options = _settings(facts, folder, fork_url), Options.of(facts)
        loaded = loadedNetlist(facts["netlist"]["path"], facts["seed"])
        begun = _begun(folder, loaded, facts, settings, options, way, is_trusted)
        with begun.simulation as simulation:
            _say(simulation, begun)
            if is_dry:
                return
            how = {"from": begun.way, "tick": simulation.tick, **({"why": begun.why} if begun.why else {})}
            files: dict[str, RowsFile] = dict(zip(DATA_FILES, begun.files))

            def begin() -> RunDir:
                _tidy(folder, begun)
                return RunDir.reopened(folder, simulation, how, lock)

            carryOut(simulation, begin, files, options, folder, quiet)
    finally:
        lock.remove()


def _begun(
    folder: Path,
    netlist: Netlist,
    facts: dict[str, Any],
    settings: Settings,
    options: Options,
    way: str | None,
    is_trusted: bool,
) -> _Begun:
    """The simulation from its checkpoint, or else from its start."""
    why = ""
    if way != START_WAY:
        try:
            return _fromCheckpoint(folder, netlist, settings, options, is_trusted)
        except _Changed:
            raise
        except TokenSpiceError as e:
            if way == CHECKPOINT_WAY:
                raise
            why = e.why or str(e)
    _checkNoNode(settings)
    files = [Replay(folder / name, netlist.missing) for name in DATA_FILES]
    meter = GasMeter() if options.gas else None
    simulation = Simulation(
        netlist,
        facts["seed"],
        facts["overrides"],
        record=files[0],
        rp_record=files[1],
        settings=settings,
        check=options.check,
        meter=meter,
    )
    return _Begun(simulation, files, START_WAY, facts.get("no_checkpoint", why) if why else "")


class _Changed(TokenSpiceError):
    """Code or packages are not what they were at the checkpoint."""


def _fromCheckpoint(folder: Path, netlist: Netlist, settings: Settings, options: Options, is_trusted: bool) -> _Begun:
    # Takes longer to import than a short run takes.
    from engine.Checkpoint import Checkpoint

    checkpoint = Checkpoint.read(folder)
    difference = checkpoint.difference()
    if difference:
        cure = f"the earlier version, or tsp resume {folder} --from start"
        raise _Changed(f"{folder} cannot be resumed from its checkpoint", difference, cure)
    engine = checkpoint.head["chains"].get("", {}).get("engine")
    if engine and settings.engine == "auto":
        settings = dataclasses.replace(settings, engine=engine)
    files = dataFiles(folder, netlist.missing)
    simulation = Simulation.resume(
        checkpoint,
        netlist,
        record=files[0],
        rp_record=files[1],
        settings=settings,
        check=options.check,
        is_trusted=is_trusted,
    )
    for file in files:
        _checkRows(file, checkpoint.head["rows"].get(file.file.name))
    return _Begun(simulation, files, CHECKPOINT_WAY)


def _checkRows(file: DataCsv, position: list[Any] | None) -> None:
    """Sees whether a file has the rows of the checkpoint, and notes where it goes on.

    Raises:
        TokenSpiceError: it has not.
    """
    before = file.file.with_name(file.file.name + BEFORE)
    file.goOnAt(position, before if before.exists() else file.file)


def _tidy(folder: Path, begun: _Begun) -> None:
    """Removes what earlier tries have left, and cuts the files to the rows of the checkpoint."""
    for part in folder.glob("*.part"):
        part.unlink()
    if begun.way == START_WAY:
        (folder / CHECKPOINT).unlink(missing_ok=True)
        return
    for file in begun.files:
        before = file.file.with_name(file.file.name + BEFORE)
        if before.exists():
            # With all that was there before the latest try, whose late columns do not count then.
            file.file.with_name(f"{file.file.name}.columns").unlink(missing_ok=True)
            os.replace(before, file.file)
        file.reopen()


def _say(simulation: Simulation, begun: _Begun) -> None:
    where = f"from the checkpoint at tick {simulation.tick}" if begun.way == CHECKPOINT_WAY else "from the start"
    why = f" (no checkpoint: {begun.why})" if begun.why else ""
    click.echo(f"netlist {simulation.netlist.name}, seed {simulation.seed}, {where}{why}")


def _facts(folder: Path) -> dict[str, Any]:
    """What run.json says of a run that can be resumed."""
    facts = readFacts(folder)
    if facts.get("status") == "finished":
        # It may have been killed at its very end.
        for name in (CHECKPOINT, LOCK):
            (folder / name).unlink(missing_ok=True)
        raise TokenSpiceError(f"{folder} is finished", "there is nothing to resume")
    if not facts.get("netlist", {}).get("path"):
        raise TokenSpiceError(f"{folder} cannot be resumed", "its netlist was made in a notebook and has no file")
    for name in ("variant", "blocks"):
        if facts.get(name):
            why = f"it is a run of a campaign that was made again, with {name} = {facts[name]!r}"
            raise TokenSpiceError(f"{folder} cannot be resumed", why, "tsp replay CAMPAIGN RUN, which makes it anew")
    return facts


def _settings(facts: dict[str, Any], folder: Path, fork_url: str | None) -> Settings:
    """The settings of the run, whatever the ini says by now; its keys apart.

    Raises:
        TokenSpiceError: this process checks types where the run did not, or the other way round.
    """
    said, now = facts["settings"], settingsOf(facts, folder, fork_url)
    if said["safety"] != SAFETY:
        what = f"the run was made with SAFETY = {said['safety']}"
        raise TokenSpiceError(what, f"here it is {SAFETY}", f"TOKENSPICE_SAFETY={said['safety']} tsp resume …")
    artifacts = said.get("artifacts_path")
    return dataclasses.replace(
        now,
        artifacts_path=Path(artifacts) if artifacts else None,
        node_urls=said.get("node_urls", now.node_urls),
    )


def _checkNoNode(settings: Settings) -> None:
    """Refuses to replay on a node that runs already: it has a history, which a run from the start has not.

    Raises:
        TokenSpiceError: there is one.
    """
    if settings.network not in NODES:
        return
    from web3engine.chains.attach import attach

    found = attach(settings.network, settings.node_urls[settings.network])
    if found is not None:
        found[0].close()
        what = f"a run on {settings.network.capitalize()} cannot be resumed on a node that runs already"
        raise TokenSpiceError(what, f"one listens at {settings.node_urls[settings.network]}", "stop it before")
