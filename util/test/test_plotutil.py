"""From a run's csv to png files: what plot instructions may say, and what happens where something is wrong."""

import logging
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from matplotlib import image

from util import plotutil
from util.errors import NetlistError, ParameterError, TokenSpiceError
from util.plotutil import (
    BOTH,
    COUNT,
    DIV1B,
    DIV1M,
    DOLLAR,
    INDEX,
    LINEAR,
    LINES,
    LOG,
    MULT1,
    MULT100,
    OCEAN,
    PERCENT,
    STEPS,
    YParam,
    arrayToFloatList,
    csvToPngs,
)

ROOT = Path(__file__).resolve().parents[2]
TIMES = "Tick, Second, Min, Hour, Day, Month, Year"


@pytest.fixture
def csvOf(tmp_path):
    """Writes a csv as the engine does: a row per so many days, with the time columns and those given.

    Args: n_rows, s_per_row, and a function of the day for each further column.
    """

    def write(n_rows=11, s_per_row=86_400, **columns):
        columns = columns or {"OCEAN": lambda day: 100.0 + day, "USD": lambda day: 1e3 * 1.01**day}
        lines = [", ".join([TIMES, *columns])]
        for row in range(n_rows):
            s = row * s_per_row
            times = [row, s, s / 60, s / 3600, s / 86_400, s / 2_592_000, s / 31_536_000]
            lines.append(", ".join(f"{value:g}" for value in times + [of(s / 86_400) for of in columns.values()]))
        path = tmp_path / "data.csv"
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def _plots(header, values):
    """Plot instructions of a small netlist."""
    x = arrayToFloatList(values[:, header.index("Day")])
    return x, [
        YParam(["OCEAN", "USD"], ["OCEAN", "USD"], "Agent's wealth, in all", BOTH, MULT1, COUNT),
        YParam(["OCEAN"], [""], "OCEAN/mo", LINEAR, DIV1M, DOLLAR),
    ]


def _onePlot(*columns, x="Day", **changes):
    """Plot instructions for one plot of `columns`."""

    def instructions(header, values):
        y_param = YParam(list(columns), list(columns), "Plot", LINEAR, MULT1, COUNT)
        for name, value in changes.items():
            setattr(y_param, name, value)
        return x, arrayToFloatList(values[:, header.index(x)]), [y_param]

    return instructions


def _pngs(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def plots(monkeypatch):
    """Collects what is handed to the drawing, and draws nothing."""
    from util import plotfigure
    from util.plotlines import timed

    drawn = []
    monkeypatch.setattr(plotfigure, "savePng", lambda plot, path, note: drawn.append(timed(plot)))
    return drawn


# -- YParam and its numbers


def test_YParam_holds_what_it_was_given():
    """In the reference's order of arguments."""
    y_param = YParam(["col1", "col2"], ["label1", "label2"], "Revenue", LINEAR, MULT100, PERCENT)
    assert (y_param.y_header_names, y_param.labels) == (["col1", "col2"], ["label1", "label2"])
    assert (y_param.y_pretty_name, y_param.y_scale) == ("Revenue", LINEAR)
    assert (y_param.mult, y_param.unit) == (MULT100, PERCENT)


def test_constants_have_the_numbers_of_the_reference():
    """Netlists may have written them out."""
    assert (LINEAR, LOG, BOTH) == (0, 1, 2)
    assert (MULT1, MULT100, DIV1M, DIV1B) == (0, 1, 2, 3)
    assert (COUNT, DOLLAR, PERCENT) == (0, 1, 2)


@pytest.mark.parametrize(("scale", "name"), [(LINEAR, "LINEAR"), (LOG, "LOG"), (BOTH, "BOTH")])
def test_y_scale_str_names_the_scale(scale, name):
    """The name becomes part of the file's name."""
    assert YParam([], [], "", scale, MULT1, COUNT).y_scale_str == name


@pytest.mark.parametrize("error", [ValueError, TokenSpiceError])
def test_a_scale_that_does_not_exist_is_refused(error):
    """Once it is used; the constructor takes it."""
    y_param = YParam([], [], "", 99, MULT1, COUNT)
    with pytest.raises(error, match="99"):
        _ = y_param.y_scale_str


@pytest.mark.parametrize(
    ("mult", "y"),
    [
        (MULT1, [0.0, 2.5e6, -1e9]),
        (MULT100, [0.0, 2.5e8, -1e11]),
        (DIV1M, [0.0, 2.5, -1e3]),
        (DIV1B, [0.0, 2.5e-3, -1.0]),
    ],
)
def test_applyMult(mult, y):
    """A list goes in, or an array, and a list comes out."""
    assert plotutil._applyMult([0.0, 2.5e6, -1e9], mult) == y
    from_array = plotutil._applyMult(numpy.array([0.0, 2.5e6, -1e9]), mult)
    assert (from_array, type(from_array)) == (y, list)


def test_applyMult_refuses_what_does_not_exist():
    """With a list of what does."""
    with pytest.raises(ValueError, match="99.*DIV1M"):
        plotutil._applyMult([1.0], 99)


@pytest.mark.parametrize(
    ("mult", "unit", "text"),
    [
        (MULT1, DOLLAR, "$"),
        (DIV1M, DOLLAR, "$M"),
        (DIV1B, DOLLAR, "$B"),
        (MULT1, COUNT, "count"),
        (DIV1M, COUNT, "count, in millions"),
        (DIV1B, COUNT, "count, in billions"),
        (MULT100, PERCENT, "%"),
        (MULT1, OCEAN, "OCEAN"),
        (MULT1, INDEX, "index"),
    ],
)
def test_multUnitStr(mult, unit, text):
    """It stands in parentheses on the y axis."""
    assert plotutil._multUnitStr(mult, unit) == text


@pytest.mark.parametrize(
    ("mult", "unit"), [(MULT100, DOLLAR), (MULT1, PERCENT), (DIV1M, PERCENT), (MULT1, 99), (99, 0)]
)
@pytest.mark.parametrize("error", [ValueError, TokenSpiceError])
def test_mult_and_unit_that_do_not_go_together_are_refused(mult, unit, error):
    """Half a percent is not half a dollar."""
    with pytest.raises(error, match="MULT100 with PERCENT"):
        plotutil._multUnitStr(mult, unit)


def test_expandBOTHinY_makes_two_of_BOTH_and_keeps_the_order():
    """The netlist's own objects stay as they are."""
    given = [
        YParam(["a"], [""], "a", LOG, MULT1, COUNT),
        YParam(["b"], [""], "b", BOTH, MULT1, DOLLAR),
        YParam(["c"], [""], "c", LINEAR, MULT1, COUNT),
    ]
    expanded = plotutil._expandBOTHinY(given)
    assert [(y.y_pretty_name, y.y_scale) for y in expanded] == [("a", LOG), ("b", LINEAR), ("b", LOG), ("c", LINEAR)]
    assert [y.y_scale for y in given] == [LOG, BOTH, LINEAR]
    assert expanded[1].unit == DOLLAR


def test_arrayToFloatList_reads_texts():
    """With spaces, with inf and nan; from a list or an array."""
    assert arrayToFloatList([" 1", "2.5e3", "-inf", 4]) == [1.0, 2500.0, float("-inf"), 4.0]
    assert arrayToFloatList(numpy.array(["0.1", " 3 "])) == [0.1, 3.0]
    assert arrayToFloatList([]) == []


def test_an_empty_cell_is_a_gap():
    """Where nothing was measured, nothing is drawn."""
    first, empty, last = arrayToFloatList(["1", "", "3"])
    assert (first, last) == (1.0, 3.0)
    assert math.isnan(empty)


def test_arrayToFloatList_says_which_item_is_no_number():
    """As a ValueError, which float() would raise."""
    with pytest.raises(ValueError, match="item 1 of a column is 'x'"):
        arrayToFloatList(["1", "x"])


# -- from csv to png


@pytest.mark.parametrize(
    ("n_rows", "s_per_row", "x"),
    [(1, 86_400, "Day"), (11, 86_400, "Day"), (401, 86_400, "Day"), (366, 30 * 86_400, "Year"), (25, 3600, "Hour")],
    ids=["one row", "10 days", "400 days", "30 years", "a day of hours"],
)
def test_runs_of_any_length_become_pngs_that_show_something(csvOf, tmp_path, capsys, n_rows, s_per_row, x):
    """LINEAR, LOG and BOTH, with the reference's file names; each png is told in one line."""

    def instructions(header, values):
        return x, arrayToFloatList(values[:, header.index(x)]), _plots(header, values)[1]

    png_dir = tmp_path / "png"
    csvToPngs(str(csvOf(n_rows, s_per_row)), str(png_dir), instructions)
    names = ["Agents_wealth_in_all_LINEAR.png", "Agents_wealth_in_all_LOG.png", "OCEAN_per_mo_LINEAR.png"]
    assert _pngs(png_dir) == names
    assert capsys.readouterr().out == "".join(f"Created {png_dir / name}\n" for name in names)
    for name in names:
        pixels = image.imread(png_dir / name)
        assert pixels.shape[0] >= 540
        assert pixels.shape[1] == 960
        colours = (pixels[:, :, :3] * 255).round().astype(int) @ [0x10000, 0x100, 1]
        # The line or its markers, in the blue of the first series, and texts in all shades of grey.
        assert (colours == 0x0072B2).sum() > 20
        assert len(numpy.unique(colours)) > 20


def test_same_csv_same_bytes(csvOf, tmp_path):
    """Plots can be compared by their files."""
    path = str(csvOf())
    for name in ("one", "two"):
        csvToPngs(path, str(tmp_path / name), _plots)
    for name in _pngs(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_log_plot_without_a_positive_value_is_made_all_the_same(csvOf, tmp_path):
    """In words; see test_plotfigure."""
    path = csvOf(zero=lambda day: 0.0)
    csvToPngs(str(path), str(tmp_path / "png"), _onePlot("zero", y_scale=BOTH))
    assert _pngs(tmp_path / "png") == ["Plot_LINEAR.png", "Plot_LOG.png"]


def test_instructions_receive_names_and_a_table_of_texts(csvOf, tmp_path):
    """The reference's contract: values[:, i] are texts for arrayToFloatList, header is a list."""
    received = []

    def instructions(header, values):
        received.extend([header, values])
        return _plots(header, values)

    csvToPngs(str(csvOf(n_rows=3)), str(tmp_path / "png"), instructions)
    header, values = received
    assert isinstance(header, list)
    assert header == TIMES.split(", ") + ["OCEAN", "USD"]
    assert values.shape == (3, 9)
    assert all(isinstance(cell, str) for cell in values.flat)
    assert list(values[:, header.index("OCEAN")]) == ["100", "101", "102"]


def test_a_plot_is_drawn_with_names_units_and_multiplied_values(csvOf, tmp_path, plots):
    """Columns meet labels in order; a column without a label goes by its name."""
    instructions = _onePlot("OCEAN", "USD", labels=["tokens"], mult=DIV1M, unit=DOLLAR, y_scale=LOG)
    csvToPngs(str(csvOf(n_rows=2)), str(tmp_path / "png"), instructions)
    (plot,) = plots
    assert (plot.title, plot.x_name, plot.y_name) == ("Plot", "Time (hours)", "$")
    assert plot.lines == [("tokens", [100.0, 101.0]), ("USD", [1000.0, 1010.0])]
    assert (plot.x, plot.is_log) == ([0.0, 24.0], True)


@pytest.mark.parametrize("x", ["Second", "Min", "Hour", "Day", "Month", "Year", None])
def test_ten_days_are_days(csvOf, tmp_path, plots, x):
    """Whichever column of time the netlist plots over, and whether or not it names the axis."""
    instructions = _onePlot("USD", x=x or "Day")
    csvToPngs(str(csvOf()), str(tmp_path / "png"), instructions if x else lambda *table: instructions(*table)[1:])
    (plot,) = plots
    assert plot.x_name == "Time (days)"
    assert plot.x == pytest.approx(list(range(11)), rel=1e-5)


@pytest.mark.parametrize(
    ("n_rows", "s_per_row", "x", "unit", "last"),
    [
        (366, 30 * 86_400, "Month", "years", 30.0),
        (366, 86_400, "Day", "days", 365),
        (25, 3600, "Day", "hours", 24),
        (31, 30 * 86_400, "Month", "months", 30),
        (41, 90 * 86_400, "Day", "years", 3600 / 365),
    ],
)
def test_time_is_in_the_unit_in_which_its_span_reads_best(csvOf, tmp_path, plots, n_rows, s_per_row, x, unit, last):
    """Thirty years are years; a unit that fits stays as the netlist says."""
    csvToPngs(str(csvOf(n_rows, s_per_row)), str(tmp_path / "png"), _onePlot("USD", x=x))
    (plot,) = plots
    assert plot.x_name == f"Time ({unit})"
    assert plot.x[-1] == pytest.approx(last, rel=0.02)


@pytest.mark.parametrize("x", ["Tick", "OCEAN"])
def test_what_is_no_time_stays_as_it_is(csvOf, tmp_path, plots, x):
    """Its column names the axis."""
    csvToPngs(str(csvOf()), str(tmp_path / "png"), _onePlot("USD", x=x))
    assert [plot.x_name for plot in plots] == [x]


@pytest.mark.parametrize(
    ("unit", "mult", "style", "is_step"),
    [
        (COUNT, MULT1, None, True),
        (OCEAN, MULT1, None, True),
        (COUNT, DIV1M, None, True),
        (DOLLAR, MULT1, None, False),
        ("datatokens", MULT1, None, False),
        ("datatokens", MULT1, STEPS, True),
        (OCEAN, MULT1, LINES, False),
    ],
)
def test_balances_and_counts_are_steps(csvOf, tmp_path, plots, unit, mult, style, is_step):
    """Other units are lines, unless the values mostly stand still; and the netlist may say."""
    from util.plotlines import linesOf

    csvToPngs(str(csvOf()), str(tmp_path / "png"), _onePlot("USD", unit=unit, mult=mult, style=style))
    (line,) = linesOf(plots[0])
    assert (line.style == STEPS) == is_step


def test_what_stands_still_and_jumps_is_a_step(csvOf, tmp_path, plots):
    """In dollars as well, of which a netlist of 2021 may keep a balance."""
    from util.plotlines import linesOf

    path = csvOf(USD=lambda day: 5.0 if day < 4 else 7.0)
    csvToPngs(str(path), str(tmp_path / "png"), _onePlot("USD", unit=DOLLAR))
    assert linesOf(plots[0])[0].style == STEPS


def test_a_price_before_there_is_a_pool_is_nothing(csvOf, tmp_path, plots):
    """A gap, and nobody is told that values are missing; elsewhere 0 is 0."""
    path = str(csvOf(price=lambda day: 0.0 if day < 3 else 2.0))
    csvToPngs(path, str(tmp_path / "png"), _onePlot("price", zero_is_none=True))
    csvToPngs(path, str(tmp_path / "png2"), _onePlot("price"))
    (plot, plain) = plots
    assert [math.isnan(y) for y in plot.lines[0][1]] == [True] * 3 + [False] * 8
    assert plot.n_absent == 3
    assert plain.lines[0][1][:4] == [0.0, 0.0, 0.0, 2.0]


def test_a_loss_is_drawn_below_zero(csvOf, tmp_path, plots):
    """Next to a profit, which is above."""
    instructions = _onePlot("OCEAN", "USD", negative=["USD"])
    csvToPngs(str(csvOf(n_rows=2)), str(tmp_path / "png"), instructions)
    assert [y for _, y in plots[0].lines] == [[100.0, 101.0], [-1000.0, -1010.0]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"negative": ["USDT"]}, "cannot draw 'USDT' below zero"),
        ({"negative": "USD"}, "a text where a list of names belongs"),
        ({"style": "STEPS"}, "there is no style 'STEPS'"),
        ({"style": 3}, "there is no style 3"),
    ],
)
def test_what_a_plot_cannot_honour_is_refused(changes, words, csvOf, tmp_path):
    """Rather than drawn in another way."""
    with pytest.raises(TokenSpiceError, match=words):
        csvToPngs(str(csvOf(n_rows=2)), str(tmp_path / "png"), _onePlot("OCEAN", "USD", **changes))
    assert not (tmp_path / "png").exists()


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("publisher_OCEAN", "", "Publisher OCEAN"),
        ("#_proposals", "", "# proposals"),
        ("n_pools", "Pools", "Pools"),
        ("Valuation", "", "Valuation"),
    ],
)
def test_a_title_is_words(name, title, words):
    """A column name is turned into words, unless the netlist has a title."""
    assert YParam([], [], name, LINEAR, MULT1, COUNT, title=title).words == words


def test_plots_of_the_same_name_get_numbers(csvOf, tmp_path):
    """Neither is lost."""

    def instructions(header, values):
        x, y_params = _plots(header, values)
        return x, [y_params[1], y_params[0], y_params[1]]

    csvToPngs(str(csvOf()), str(tmp_path / "png"), instructions)
    assert {"OCEAN_per_mo_LINEAR.png", "OCEAN_per_mo_LINEAR_2.png"} < set(_pngs(tmp_path / "png"))


def test_file_names_need_no_quoting():
    """A shell takes each as it is; letters of any language stay."""
    names = [
        "Monthly # OCEAN Minted & Burned",
        "R&D/Sales Ratio",
        "Total (in USD)",
        "a, b",
        "it's",
        "#_proposals",
        "Größe",
    ]
    y_params = [YParam([], [], name, LOG, MULT1, COUNT) for name in names]
    assert plotutil._pngNames(y_params) == [
        "Monthly_OCEAN_Minted_Burned_LOG.png",
        "R_D_per_Sales_Ratio_LOG.png",
        "Total_in_USD_LOG.png",
        "a_b_LOG.png",
        "its_LOG.png",
        "proposals_LOG.png",
        "Größe_LOG.png",
    ]


def test_no_plot_asked_for_is_told(csvOf, tmp_path, caplog):
    """Some netlists ask for none; the folder is there and empty."""
    with caplog.at_level(logging.WARNING):
        csvToPngs(str(csvOf()), str(tmp_path / "png"), lambda header, values: ("Day", [0.0] * 11, []))
    assert _pngs(tmp_path / "png") == []
    assert "no plot" in caplog.text


def test_importing_it_loads_neither_numpy_nor_matplotlib_and_plotting_no_pyplot(csvOf, tmp_path):
    """Each run imports it; a plot needs no screen and leaves nothing open."""
    program = f"""
import sys
from util.plotutil import *
print([name for name in ("numpy", "matplotlib") if name in sys.modules])
p = lambda h, v: ("Day", arrayToFloatList(v[:, h.index("Day")]), [YParam(["OCEAN"], [""], "a", LINEAR, MULT1, COUNT)])
csvToPngs({str(csvOf())!r}, {str(tmp_path / "png")!r}, p)
print("matplotlib.pyplot" in sys.modules)
"""
    env = {name: value for name, value in os.environ.items() if name != "DISPLAY"} | {"MPLBACKEND": "TkAgg"}
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert out.stdout.splitlines() == ["[]", f"Created {tmp_path / 'png' / 'a_LINEAR.png'}", "False"]


# -- what can be wrong


def _refused(error, csv_path, png_dir, instructions=_plots):
    """The error that csvToPngs raises; nothing is left behind, and the message has a cure."""
    before = sorted(png_dir.parent.iterdir())
    with pytest.raises(error) as e:
        csvToPngs(str(csv_path), str(png_dir), instructions)
    assert sorted(png_dir.parent.iterdir()) == before
    assert isinstance(e.value, TokenSpiceError)
    assert e.value.cure
    return str(e.value)


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch], ids=["folder", "file"])
def test_an_existing_output_is_refused(csvOf, tmp_path, make):
    """Nobody's results are overwritten."""
    make(tmp_path / "png")
    assert "png exists already" in _refused(TokenSpiceError, csvOf(), tmp_path / "png")


def test_an_output_in_a_missing_folder_is_refused(csvOf, tmp_path):
    """It names both."""
    path = csvOf()
    with pytest.raises(TokenSpiceError, match=r"nowhere/png cannot be made.*nowhere exists"):
        csvToPngs(str(path), str(tmp_path / "nowhere" / "png"), _plots)
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_csv_is_refused(tmp_path):
    """It names the file."""
    assert "no.csv cannot be read" in _refused(TokenSpiceError, tmp_path / "no.csv", tmp_path / "png")
    assert "cannot be read" in _refused(TokenSpiceError, tmp_path, tmp_path / "png")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "data.csv is empty"),
        (b"\n\n", "data.csv is empty"),
        (b"Day, OCEAN\n", "column names but no row"),
        (b"Day, OCEAN\n\n \n", "column names but no row"),
        (b"\xff\xfe\x00", "not a csv"),
        (b"Day, OCEAN, USD\n0, 1, 2\n1, 2", "line 3 has 2 cells where the header has 3: the run was stopped"),
        (b"Day, OCEAN, USD\n0, 1, 2\n1, 2", "Try: delete line 3"),
        (b"Day, OCEAN, USD\n0, 1, 2\n1, 2, 3, 4\n", "line 3 has 4 cells where the header has 3"),
        (b"Day, OCEAN, USD\n0, 1\n1, 2, 3\n", "line 2 has 2 cells where the header has 3: every row"),
        (b"Day, OCEAN, USD\n0, 1, 2\n\n1, 2, 3\n", "line 3 has 0 cells"),
        (b"Day, OCEAN, USD\n0, 1, 2\n1, 2, None\n", "line 3, column 'USD' holds 'None'"),
        (b"Day, OCEAN, USD\n0, -, 2\n", "line 2, column 'OCEAN' holds '-'"),
        (b"Day, OCEAN, USD\n0, 1, 2\n1, 1, 2\ntwo, 1, 2\n", "line 4, column 'Day' holds 'two'"),
    ],
)
def test_a_csv_that_cannot_be_plotted_is_refused_with_the_place(tmp_path, content, words):
    """Line and column, counted as an editor does."""
    (tmp_path / "data.csv").write_bytes(content)
    assert words in _refused(TokenSpiceError, tmp_path / "data.csv", tmp_path / "png")


def test_texts_in_columns_that_nobody_plots_do_no_harm(tmp_path):
    """A netlist may log a name or a None."""
    (tmp_path / "data.csv").write_text("Hour, Day, state, OCEAN\nNone, 0, open, 1\n24, 1, shut, 2\n")
    csvToPngs(str(tmp_path / "data.csv"), str(tmp_path / "png"), lambda h, v: _onePlot("OCEAN")(h, v)[1:])
    assert _pngs(tmp_path / "png") == ["Plot_LINEAR.png"]


def test_a_column_whose_name_holds_a_comma_can_be_plotted(tmp_path):
    """The engine quotes it, behind a space."""
    (tmp_path / "data.csv").write_text('Day, "OCEAN, burned"\n0, 1\n1, 2\n')
    csvToPngs(str(tmp_path / "data.csv"), str(tmp_path / "png"), _onePlot("OCEAN, burned"))
    assert len(_pngs(tmp_path / "png")) == 1


def test_a_csv_without_a_last_newline_or_with_empty_lines_at_its_end_is_fine(tmp_path):
    """Editors differ there."""
    for i, end in enumerate(["", "\n\n", "\r\n \r\n"]):
        path = tmp_path / f"{i}.csv"
        path.write_bytes(b"Day,OCEAN\r\n0,1\r\n1,2" + end.encode())
        csvToPngs(str(path), str(tmp_path / f"png{i}"), _onePlot("OCEAN"))
        assert _pngs(tmp_path / f"png{i}") == ["Plot_LINEAR.png"]


def test_a_missing_column_is_told_with_near_misses_and_with_all_there_are(csvOf, tmp_path):
    """Whether the instructions look it up or a YParam names it."""
    path = csvOf(granter_OCEAN=lambda day: day)
    for instructions in (_onePlot("granter_0CEAN"), _onePlot("granter_OCEAN", x="granter_0CEAN")):
        words = _refused(NetlistError, path, tmp_path / "png", instructions)
        assert "no column 'granter_0CEAN'" in words
        assert "near misses: granter_OCEAN;" in words
        assert "its columns are Tick, Second, Min, Hour, Day, Month, Year, granter_OCEAN." in words
    assert "near misses" not in _refused(NetlistError, path, tmp_path / "png", _onePlot("xyz"))


def test_instructions_may_look_whether_a_column_is_there(csvOf, tmp_path):
    """With `in`, or by catching the ValueError of any list."""

    def instructions(header, values):
        assert "nowhere" not in header
        with pytest.raises(ValueError, match="nowhere"):
            header.index("nowhere")
        return _plots(header, values)

    csvToPngs(str(csvOf()), str(tmp_path / "png"), instructions)
    assert len(_pngs(tmp_path / "png")) == 3


X = [float(day) for day in range(11)]


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (None, "returned a NoneType"),
        ((X,), "returned a tuple of 1 (list)"),
        (("Day", X, [], 4), "returned a tuple of 4 (str, list, list, int)"),
        ((X, None), "gave a NoneType as y_params"),
        ((X, [YParam([], [], "", 0, 0, 0), "x"]), "gave a list of 2 (YParam, str) as y_params"),
        ((3.0, []), "gave a float as x"),
        (("Day", []), "gave a str as x"),
        (([1.0, 2.0], []), "gave 2 values of x for 11 rows"),
        ((5, X, []), "gave a int as x_label"),
        ((X, [YParam("OCEAN", [""], "Wealth", 0, 0, 0)]), "gave plot 'Wealth' a text"),  # type: ignore[arg-type]
    ],
)
def test_instructions_that_return_something_else_are_refused(csvOf, tmp_path, returned, words):
    """The message says what came and what is wanted."""
    message = _refused(NetlistError, csvOf(), tmp_path / "png", lambda header, values: returned)
    assert words in message
    assert "(x, y_params) or (x_label, x, y_params)" in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"y_scale": 99}, "no scale 99"),
        ({"mult": 99}, "mult 99"),
        ({"unit": PERCENT}, "mult 0 does not go with unit 2"),
    ],
)
def test_a_bad_scale_mult_or_unit_leaves_nothing_behind(csvOf, tmp_path, changes, words):
    """Even though the plot before it was in order."""

    def instructions(header, values):
        label, x, bad = _onePlot("USD", **changes)(header, values)
        return label, x, _plots(header, values)[1] + bad

    assert words in _refused(ParameterError, csvOf(), tmp_path / "png", instructions)


def test_an_error_of_the_netlists_own_rises_as_it_is(csvOf, tmp_path):
    """tools/ tells where in the netlist it came from."""

    def instructions(header, values):
        raise KeyError("mine")

    path = csvOf()
    with pytest.raises(KeyError, match="mine"):
        csvToPngs(str(path), str(tmp_path / "png"), instructions)
    assert _pngs(tmp_path) == ["data.csv"]


def test_a_missing_column_can_travel_between_processes():
    """Tools that run many simulations pass errors on."""
    from util.plotcsv import Header

    with pytest.raises(NetlistError) as e:
        Header(["Day"], "data.csv").index("Dya")
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)
