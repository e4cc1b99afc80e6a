"""`tsp view`: one HTML file that shows runs, a campaign or the circuit of a netlist in a browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from engine.overrides import fromAssignments
from engine.Run import load, viewOf
from engine.RunDir import RUN_JSON
from engine.RunView import pageOf
from explore.CampaignView import CampaignView
from explore.Manifest import CAMPAIGN_JSON
from util.errors import TokenSpiceError
from util.htmlpage import MARK

VIEW_HTML = "view.html"


def view(outs: Sequence[str], output: str | None, open_it: bool) -> None:
    """Writes the page of these folders, by default as view.html into the first, and shows it if asked to.

    Raises:
        TokenSpiceError: a folder holds nothing to show, or the file cannot be written.
    """
    folders = [Path(out) for out in outs]
    _write(Path(output) if output is not None else folders[0] / VIEW_HTML, lambda: _pageOf(folders), open_it)


def viewCircuit(
    netlist: str, output: str | None, open_it: bool, ticks: int, seed: int, overrides: Sequence[str]
) -> None:
    """Writes the page of how a netlist is wired, by default as circuit.html into the working folder.

    Raises:
        TokenSpiceError: the netlist cannot be run, or the file cannot be written.
    """
    from engine.Circuit import circuitPage

    changes = fromAssignments(overrides)
    _write(Path(output or "circuit.html"), lambda: circuitPage(netlist, seed, changes, ticks), open_it)


def showLive(out: str) -> None:
    """Shows a folder in the browser until what is written into it is complete.

    Raises:
        TokenSpiceError: there is no such folder.
    """
    from tools.live import serve

    if not Path(out).is_dir():
        raise TokenSpiceError(f"there is nothing to show in {out}", "there is no such folder", "tsp run … --live")
    serve(Path(out))


def _write(file: Path, made: Callable[[], str], open_it: bool) -> None:
    """Writes a page, and shows it if asked to."""
    _checkReplaceable(file)
    text = made()
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as e:
        raise TokenSpiceError(f"{file} cannot be written", e.strerror or str(e), "-o FILE, in a folder of yours") from e
    click.echo(f"page in {file}")
    if open_it:
        webbrowser.open(file.absolute().as_uri())


def _checkReplaceable(file: Path) -> None:
    """Refuses a file that is there and is not a page of ours.

    Raises:
        TokenSpiceError: it is something else.
    """
    if file.is_dir():
        raise TokenSpiceError(f"{file} is a folder", "", f"-o {file / VIEW_HTML}")
    if file.exists():
        with open(file, "rb") as f:
            if f.read(len(MARK)) != MARK.encode():
                raise TokenSpiceError(f"{file} exists already", "it is not a page of tsp view", "another name")


def _pageOf(folders: Sequence[Path]) -> str:
    if len(folders) == 1 and (folders[0] / CAMPAIGN_JSON).is_file():
        return CampaignView(folders[0]).page()
    for folder in folders:
        if (folder / CAMPAIGN_JSON).is_file():
            raise TokenSpiceError(f"{folder} cannot be shown with others", "it is a campaign", f"tsp view {folder}")
        if not (folder / RUN_JSON).is_file():
            what = f"there is nothing to show in {folder}"
            if folder.is_file():
                raise TokenSpiceError(what, "it is a file", f"its folder, {folder.parent}")
            why = f"it has no {RUN_JSON}" if folder.is_dir() else "there is no such folder"
            raise TokenSpiceError(what, why, "the folder of a run or of a campaign")
    names = [folder.name for folder in folders]
    shown = names if len(set(names)) == len(names) else [str(folder) for folder in folders]
    return pageOf([viewOf(load(folder), name) for folder, name in zip(folders, shown)])
