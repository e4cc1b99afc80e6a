"""`tsp plot` and `tsp rplot`: draw a run's csv as the netlist says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.Netlist import Netlist, culprit, shippedNames
from engine.RunDir import RUN_JSON
from engine.runwords import alarm, caption, factsOf
from util.errors import NetlistError, TokenSpiceError
from util.paths import checkFree, shown

if TYPE_CHECKING:
    from util.plotlines import Note


def plot(arguments: Sequence[str], research: bool = False) -> None:
    """Draws data.csv, or rpdata.csv for `research`, into png files; those of several folders over each other.

    Args:
        arguments: NETLIST OUT... PNG_DIR; or OUT... PNG_DIR, for runs that know their netlist; or one OUT.
    Raises:
        TokenSpiceError: whatever the user can mend; nothing is left behind.
        UsageError: an argument is missing.
    """
    name, function = (
        ("rpdata.csv", "netlist_rp_plotInstructions") if research else ("data.csv", "netlist_plotInstructions")
    )
    netlist, folders, pngs = _understood(arguments, "_rpng" if research else "_png")
    facts = {folder: factsOf(folder) for folder in folders}
    for folder, words in ((folder, alarm(facts[folder])) for folder in folders):
        if words:
            click.echo(f"Warning: {folder}: {words}", err=True)
    netlist = netlist or _netlistOf(folders[0], facts[folders[0]])
    files = [_dataOf(folder, name, netlist, research) for folder in folders]
    checkFree(pngs)
    loaded = Netlist(netlist)
    instructions = loaded[function]
    from util.plotutil import csvsToPngs, folderNames

    try:
        note = _note(dict(zip(folderNames([str(file) for file in files]), facts.values())), loaded.name)
        csvsToPngs([str(file) for file in files], str(pngs), instructions, note)
    except TokenSpiceError:
        raise
    except Exception as e:
        what = f"{function}() of {loaded.name} failed"
        verb = "rplot" if research else "plot"
        raise NetlistError(what, culprit(e), f"tsp {verb} --debug, which shows the whole traceback") from e


def _understood(arguments: Sequence[str], ending: str) -> tuple[str, list[Path], Path]:
    """Netlist, folders of runs, and the folder for pictures. The netlist is "" where run.json is to tell it."""
    if not arguments:
        raise _missing("NETLIST")
    if not _isRun(arguments[0], is_alone=len(arguments) == 1):
        if len(arguments) < 3:
            raise _missing("INPUT_CSV_DIR" if len(arguments) == 1 else "OUTPUT_PNG_DIR")
        netlist, *folders, pngs = arguments
        return netlist, [Path(folder) for folder in folders], Path(pngs)
    if len(arguments) == 1:
        folder = Path(arguments[0])
        full = folder.absolute()
        return "", [folder], Path(shown(full.parent / f"{full.name}{ending}"))
    *folders, pngs = arguments
    return "", [Path(folder) for folder in folders], Path(pngs)


def _isRun(argument: str, is_alone: bool) -> bool:
    """Whether that is the folder of a run and not a netlist."""
    folder = Path(argument)
    if not (folder / RUN_JSON).is_file() or (folder / "netlist.py").is_file():
        return False
    return is_alone or argument not in shippedNames()


def _missing(name: str) -> click.UsageError:
    return click.MissingParameter(param_hint=f"'{name}'", param_type="argument")


def _netlistOf(folder: Path, facts: Mapping[str, Any]) -> str:
    """The netlist of a run, as a user would type it."""
    path = facts.get("netlist", {}).get("path")
    if path and Path(path).is_file():
        return shown(Path(path))
    why = f"{path} is not there any more" if path else "it was made in a notebook and has no file"
    raise TokenSpiceError(f"the netlist of {folder} is unknown", why, f"tsp plot NETLIST {folder} outdir_png")


def _note(facts: Mapping[str, Mapping[str, Any]], netlist: str) -> Note:
    """What stands on each picture. `facts` is by the names of the runs' folders."""
    from util.plotlines import Note

    if len(facts) == 1:
        (only,) = facts.values()
        return Note(caption(only) or netlist, alarm(only))
    captions = "; ".join(f"{name}: {caption(its) or netlist}" for name, its in facts.items())
    alarms = " ".join(f"{name}: {alarm(its)}" for name, its in facts.items() if alarm(its))
    return Note(captions, alarms)


def _dataOf(folder: Path, name: str, netlist: str, research: bool) -> Path:
    """The file of that name in the folder of a run, if it is there."""
    if folder.is_file():
        raise TokenSpiceError(f"{folder} is a file", "", f"its folder, {folder.parent}")
    if not folder.is_dir():
        raise TokenSpiceError(f"there is no folder {folder}", "", f"tsp run {netlist} {folder}")
    if not (folder / name).is_file():
        raise _noData(folder / name, netlist, research)
    return folder / name


def _noData(data: Path, netlist: str, research: bool) -> TokenSpiceError:
    # Needed for this message only.
    from explore.Manifest import CAMPAIGN_JSON

    if (data.parent / CAMPAIGN_JSON).is_file():
        why = f"{data.parent} holds a campaign, whose pictures are in it"
        return TokenSpiceError(f"there is no {data}", why, f"tsp view {data.parent}; or tsp replay {data.parent} 0")
    if research:
        why = "only a netlist that defines netlist_rp_createLogData() has one written"
        return TokenSpiceError(f"there is no {data}", why, f"tsp plot {netlist} {data.parent} outdir_png")
    return TokenSpiceError(
        f"there is no {data}", f"{data.parent} holds no data of a run", f"tsp run {netlist} outdir_csv"
    )
