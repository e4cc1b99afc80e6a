"""`tsp plot` and `tsp rplot`: draw a run's csv as the netlist says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.Netlist import Netlist, culprit
from util.errors import NetlistError, TokenSpiceError
from util.paths import checkFree


def plot(netlist: str, input_csv_dirs: Sequence[str], output_png_dir: str, research: bool = False) -> None:
    """Draws data.csv, or rpdata.csv for `research`, into png files; those of several folders over each other.

    Raises:
        TokenSpiceError: whatever the user can mend; nothing is left behind.
    """
    name, function = (
        ("rpdata.csv", "netlist_rp_plotInstructions") if research else ("data.csv", "netlist_plotInstructions")
    )
    files = [_dataOf(Path(folder), name, netlist, research) for folder in input_csv_dirs]
    pngs = Path(output_png_dir)
    checkFree(pngs)
    loaded = Netlist(netlist)
    instructions = loaded[function]
    from util.plotutil import csvsToPngs

    try:
        csvsToPngs([str(file) for file in files], str(pngs), instructions)
    except TokenSpiceError:
        raise
    except Exception as e:
        what = f"{function}() of {loaded.name} failed"
        verb = "rplot" if research else "plot"
        raise NetlistError(what, culprit(e), f"tsp {verb} --debug, which shows the whole traceback") from e


def _dataOf(folder: Path, name: str, netlist: str, research: bool) -> Path:
    """The file of that name in the folder of a run, if it is there."""
    if not folder.is_dir():
        raise TokenSpiceError(f"there is no folder {folder}", "", f"tsp run {netlist} {folder}")
    if not (folder / name).is_file():
        raise _noData(folder / name, netlist, research)
    return folder / name


def _noData(data: Path, netlist: str, research: bool) -> TokenSpiceError:
    if research:
        why = "only a netlist that defines netlist_rp_createLogData() has one written"
        return TokenSpiceError(f"there is no {data}", why, f"tsp plot {netlist} {data.parent} outdir_png")
    return TokenSpiceError(
        f"there is no {data}", f"{data.parent} holds no data of a run", f"tsp run {netlist} outdir_csv"
    )
