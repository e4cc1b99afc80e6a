"""Plots: turns the csv of a run into png files, as the netlist's plot instructions ask.

Netlists import `YParam`, `arrayToFloatList` and the constants from here in every run, so numpy and matplotlib are
loaded only once a plot is made. `tools` calls `csvsToPngs`; `util.plotcsv` reads and `util.plotfigure` draws for it.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from util.errors import NetlistError, ParameterError, TokenSpiceError
from util.plotcsv import Header, NotANumber, arrayToFloatList, csvToHeaderValues
from util.plotunits import (
    COUNT,
    DIV1B,
    DIV1M,
    DOLLAR,
    INDEX,
    LINES,
    MULT1,
    MULT100,
    MULTIPLIERS,
    OCEAN,
    PERCENT,
    POINTS,
    STEPS,
    TIMES,
    multUnitStr,
    unitName,
)
from util.strutil import fileName

if TYPE_CHECKING:
    from numpy import str_
    from numpy.typing import NDArray

    from util.plotlines import Note, Plot

# fmt: off
__all__ = [
    "LINEAR", "LOG", "BOTH",
    "MULT1", "MULT100", "DIV1M", "DIV1B",
    "COUNT", "DOLLAR", "PERCENT", "OCEAN", "INDEX",
    "LINES", "STEPS", "POINTS",
    "YParam", "arrayToFloatList", "csvToPngs", "csvsToPngs",
]
# fmt: on

log = logging.getLogger(__name__)

LINEAR, LOG, BOTH = 0, 1, 2

# A process takes as long to start as a few plots take to draw.
_PLOTS_PER_WORKER = 4

_SCALE_NAMES = {LINEAR: "LINEAR", LOG: "LOG", BOTH: "BOTH"}


@dataclass
class YParam:
    """One plot of a netlist: which columns, under which names, on which scale, and what the columns are.

    Attributes:
        y_header_names: columns of the csv, one line each.
        labels: their names in the legend, in the same order; "" for a line without a name.
        y_pretty_name: name of the plot, and start of its file name.
        y_scale: LINEAR, LOG, or BOTH for one png of each.
        mult: MULT100 for fractions in percent, otherwise MULT1. DIV1M and DIV1B, of earlier versions, are like MULT1:
            the ticks show M or B where values are large.
        unit: COUNT, DOLLAR, PERCENT, OCEAN, INDEX for a number on its own scale, or a text, such as "days".
        title: what stands above the plot; by default `y_pretty_name`, in words.
        style: STEPS for what stays as it is until something changes it, such as balances, counts and totals; LINES for
            what moves between rows; POINTS for columns of one value each, which are a point where it first stands. By
            default, whatever is in COUNT or OCEAN is drawn as STEPS, and so is what mostly stands still.
        zero_is_none: whether 0 means that there is no value, as for a price before there is a pool; nothing is drawn.
        negative: those of the columns that are drawn below zero, such as losses next to profits.
    """

    y_header_names: list[str]
    labels: list[str]
    y_pretty_name: str
    y_scale: int
    mult: int
    unit: int | str
    title: str = ""
    style: int | None = None
    zero_is_none: bool = False
    negative: Sequence[str] = ()

    @property
    def words(self) -> str:
        """The title: words, even where the plot has the name of a column."""
        words = self.y_pretty_name.replace("_", " ").strip()
        return self.title or words[:1].upper() + words[1:]

    @property
    def drawn(self) -> int | None:
        """Its style: STEPS, LINES or POINTS; None if the numbers tell. ParameterError if there is no such style."""
        if self.style not in (None, LINES, STEPS, POINTS):
            what = f"there is no style {self.style!r}"
            raise ParameterError(what, "", "use LINES, STEPS or POINTS of util.plotutil")
        if self.style is None and self.unit in (COUNT, OCEAN):
            return STEPS
        return self.style

    @property
    def y_scale_str(self) -> str:
        """The scale's name: LINEAR, LOG or BOTH. ParameterError if there is no such scale."""
        if self.y_scale not in _SCALE_NAMES:
            raise ParameterError(f"there is no scale {self.y_scale!r}", "", "use LINEAR, LOG or BOTH of util.plotutil")
        return _SCALE_NAMES[self.y_scale]


def csvToPngs(
    input_csv_filename: str, output_png_dir: str, netlist_plot_instrs_func: Callable[..., Any], note: Note | None = None
) -> None:
    """Draws the plots that a netlist asks for, from the csv of one of its runs.

    Args:
        input_csv_filename: the csv; its first line names the columns.
        output_png_dir: folder to make; must not exist. It appears complete or not at all.
        netlist_plot_instrs_func: called with (header, values), values: text[n_rows, n_columns]; gives (x, y_params)
            or (x_label, x, y_params), with x: list of n_rows floats and y_params: list of YParam.
        note: what stands in the corner of each picture.
    Raises:
        TokenSpiceError: the csv cannot be used, or the folder exists or cannot be made.
        NetlistError: the instructions ask for a missing column or return something else.
        ParameterError: a scale, or a pair of mult and unit, that does not exist.
    """
    csvsToPngs([input_csv_filename], output_png_dir, netlist_plot_instrs_func, note)


def csvsToPngs(
    input_csv_filenames: Sequence[str],
    output_png_dir: str,
    netlist_plot_instrs_func: Callable[..., Any],
    note: Note | None = None,
) -> None:
    """Draws the same plots of several runs over each other; lines are named after the folders of the runs.

    Args, Raises:
        As csvToPngs.
    """
    if os.path.lexists(output_png_dir):
        raise TokenSpiceError(f"{output_png_dir} exists already", "", "name a folder that does not exist yet")
    runs: list[dict[str, Plot]] = []
    for file in input_csv_filenames:
        header, values = csvToHeaderValues(file)
        x_label, x, y_params = instructionsFor(header, values, netlist_plot_instrs_func)
        plots = plotsOf(header, values, x_label, x, y_params)
        runs.append(dict(zip(_pngNames(_expandBOTHinY(y_params)), plots, strict=True)))
    if len(runs) == 1:
        _plotsToPngs(runs[0], output_png_dir, note)
    else:
        from util.plotlines import overlaid

        names = folderNames(input_csv_filenames)
        files = dict.fromkeys(file for plots in runs for file in plots)
        over = {file: overlaid({n: plots[file] for n, plots in zip(names, runs) if file in plots}) for file in files}
        _plotsToPngs(over, output_png_dir, note)


def folderNames(csv_filenames: Sequence[str]) -> list[str]:
    """What to call each run: its folder, with as many of the folders above as tell it from the others."""
    paths = [Path(file).absolute().parent for file in csv_filenames]
    for n_parts in range(1, max(len(path.parts) for path in paths)):
        names = ["/".join(path.parts[-n_parts:]) for path in paths]
        if len(set(names)) == len(set(paths)):
            return names
    return [str(path) for path in paths]


def instructionsFor(
    header: Header, values: NDArray[str_], netlist_plot_instrs_func: Callable[..., Any]
) -> tuple[str, list[float], list[YParam]]:
    """What a netlist's plot instructions say of that data, as (x_label, x, y_params).

    Raises:
        NetlistError, TokenSpiceError: as csvToPngs.
    """
    try:
        return _checkedInstructions(netlist_plot_instrs_func(header, values), header, values)
    except NotANumber as e:
        # The instructions converted a column that we cannot know; its row and its text tell which.
        cells = list(values[e.row]) if e.row < len(values) else []
        if e.cell not in cells:
            raise
        raise header.notANumber(e, header[cells.index(e.cell)]) from None


def _checkedInstructions(returned: Any, header: Header, values: NDArray[str_]) -> tuple[str, list[float], list[YParam]]:
    """What a netlist's plot instructions returned, as (x_label, x, y_params)."""
    if not isinstance(returned, (tuple, list)) or len(returned) not in (2, 3):
        raise _wrongShape(f"returned {_kind(returned)}")
    x_array, y_params = returned[-2:]
    if isinstance(x_array, str) or not isinstance(x_array, Iterable):
        raise _wrongShape(f"gave {_kind(x_array)} as x")
    x = arrayToFloatList(x_array)
    if len(x) != len(values):
        raise _wrongShape(f"gave {len(x)} values of x for {len(values)} rows")
    x_label = returned[0] if len(returned) == 3 else _timeColumn(header, values, x)
    if not isinstance(x_label, str):
        raise _wrongShape(f"gave {_kind(x_label)} as x_label")
    if not isinstance(y_params, (tuple, list)) or not all(isinstance(y_param, YParam) for y_param in y_params):
        raise _wrongShape(f"gave {_kind(y_params)} as y_params")
    for y_param in y_params:
        if any(isinstance(names, str) for names in (y_param.y_header_names, y_param.labels, y_param.negative)):
            raise _wrongShape(f"gave plot {y_param.y_pretty_name!r} a text where a list of names belongs")
        for name in y_param.negative:
            if name not in y_param.y_header_names:
                what = f"the plot {y_param.y_pretty_name!r} cannot draw {name!r} below zero"
                raise NetlistError(what, "it is none of its columns", "a name among y_header_names in `negative`")
    return x_label, x, list(y_params)


def _wrongShape(what: str) -> NetlistError:
    return NetlistError(
        f"netlist_plotInstructions {what}",
        "it must return (x, y_params) or (x_label, x, y_params), with one float of x per row and a list of YParam",
        "compare it with that of assets/netlists/simplegrant",
    )


def _kind(thing: object) -> str:
    """What `thing` is, in few words."""
    if isinstance(thing, (tuple, list)):
        return f"a {type(thing).__name__} of {len(thing)} ({', '.join(type(item).__name__ for item in thing[:4])})"
    return f"a {type(thing).__name__}"


def _timeColumn(header: Header, values: NDArray[str_], x: list[float]) -> str:
    """The time column that `x` was read from; "Day" where none fits, as the reference has it."""
    for name in TIMES:
        # A column with a damaged cell is not what x was read from.
        with suppress(NotANumber):
            if name in header and arrayToFloatList(values[:, header.index(name)]) == x:
                return name
    return "Day"


def plotsOf(
    header: Header, values: NDArray[str_], x_label: str, x: list[float], y_params: Sequence[YParam]
) -> list[Plot]:
    """What is to be drawn for each of `y_params` over `x`; two plots for scale BOTH."""
    from util.plotlines import Plot

    plots = []
    for y_param in _expandBOTHinY(y_params):
        lines = _lines(header, values, y_param)
        n_absent = _blank(lines) if y_param.zero_is_none else 0
        plots.append(
            Plot(
                title=y_param.words,
                x_name=x_label,
                y_name=unitName(y_param.mult, y_param.unit),
                x=x,
                lines=lines,
                is_log=y_param.y_scale == LOG,
                counts=(y_param.mult, y_param.unit) == (MULT1, COUNT),
                styles=[y_param.drawn] * len(lines),
                time=x_label if x_label in TIMES else "",
                n_absent=n_absent,
            )
        )
    return plots


def _blank(lines: Sequence[tuple[str, list[float]]]) -> int:
    """Makes each 0 in `lines` a gap; returns how many there were."""
    n = 0
    for _, y in lines:
        n += y.count(0.0)
        y[:] = [value or math.nan for value in y]
    return n


def _plotsToPngs(plots: Mapping[str, Plot], output_png_dir: str, note: Note | None) -> None:
    """Draws plots into png files of these names in folder `output_png_dir`, which it makes."""
    from tempfile import TemporaryDirectory

    if not plots:
        log.warning("the plot instructions ask for no plot: %s stays empty", output_png_dir)
    files = list(plots)
    out = Path(output_png_dir)
    try:
        # Whatever goes wrong, the half-made folder vanishes with the temporary one around it.
        with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as temporary:
            made = Path(temporary, "png")
            made.mkdir()
            _save(list(plots.values()), [made / file for file in files], note)
            made.rename(out)
    except OSError as e:
        why = e.strerror or str(e)
        raise TokenSpiceError(f"{out} cannot be made", why, f"check that {out.parent} exists and can be written") from e
    for file in files:
        print(f"Created {os.path.join(output_png_dir, file)}")


def _save(plots: Sequence[Plot], files: Sequence[Path], note: Note | None) -> None:
    """Draws each of the plots into its file: many of them on all processors, in processes that inherit matplotlib."""
    from util.plotfigure import savePng
    from util.plotlines import Note

    note = note or Note()
    n_workers = min(os.cpu_count() or 1, len(plots) // _PLOTS_PER_WORKER)
    if n_workers < 2 or not hasattr(os, "fork") or threading.active_count() > 1:  # which a fork would freeze
        for plot, file in zip(plots, files, strict=True):
            savePng(plot, file, note)
        return
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(n_workers) as pool:
        pool.starmap(savePng, [(plot, file, note) for plot, file in zip(plots, files, strict=True)])


def _expandBOTHinY(y_params: Iterable[YParam]) -> list[YParam]:
    """Copies of `y_params` in the same order, each with scale BOTH as two, LINEAR and LOG."""
    expanded = []
    for y_param in y_params:
        for scale in (LINEAR, LOG) if y_param.y_scale == BOTH else (y_param.y_scale,):
            expanded.append(copy(y_param))
            expanded[-1].y_scale = scale
    return expanded


def _pngNames(y_params: Iterable[YParam]) -> list[str]:
    """A file name per plot that needs no quotes: <name>_<SCALE>.png, with a number where a name was used before."""
    names: list[str] = []
    for y_param in y_params:
        stem = fileName(f"{y_param.y_pretty_name.replace('/', '_per_')}_{y_param.y_scale_str}")
        name, number = f"{stem}.png", 1
        while name in names:
            number += 1
            name = f"{stem}_{number}.png"
        names.append(name)
    return names


def _lines(header: Header, values: NDArray[str_], y_param: YParam) -> list[tuple[str, list[float]]]:
    """(label, values in the plot's unit) per column of `y_param`. A column beyond the labels goes by its own name."""
    _applyMult([], y_param.mult)
    mult = MULT100 if y_param.mult == MULT100 else MULT1
    lines = []
    for i, name in enumerate(y_param.y_header_names):
        label = y_param.labels[i] if i < len(y_param.labels) else name
        try:
            y = arrayToFloatList(values[:, header.index(name)])
        except NotANumber as e:
            raise header.notANumber(e, name) from None
        y = _applyMult(y, mult)
        lines.append((label, [-value for value in y] if name in y_param.negative else y))
    return lines


def _applyMult(y: Iterable[float], mult: int) -> list[float]:
    """`y` times what `mult` stands for."""
    if mult not in MULTIPLIERS:
        raise ParameterError(f"there is no mult {mult!r}", "", "use MULT1, MULT100, DIV1M or DIV1B of util.plotutil")
    return list(y) if mult == MULT1 else list(map(MULTIPLIERS[mult], y))


# Tests of the reference's time call it by this name.
_multUnitStr = multUnitStr
