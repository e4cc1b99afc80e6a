"""What stands on a plot: names, units, ticks, legend, and words where there is nothing to draw."""

import math
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from util.plotfigure import Plot, savePng
from util.plotlines import Note
from util.plotunits import POINTS, STEPS

DAYS = [float(day) for day in range(11)]


@pytest.fixture
def draw(monkeypatch, tmp_path):
    """Draws a plot and returns its matplotlib figure. Any warning is an error."""
    figures = []
    drawn = FigureCanvasAgg.draw

    def drawAndKeep(canvas):
        figures.append(canvas.figure)
        drawn(canvas)

    monkeypatch.setattr(FigureCanvasAgg, "draw", drawAndKeep)

    def draw(*lines, x=DAYS, is_log=False, counts=False, title="Price", y_name="$", note=None, **more):
        named = [line if isinstance(line, tuple) else ("", line) for line in lines]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            savePng(Plot(title, "Time (days)", y_name, x, named, is_log, counts, **more), tmp_path / "plot.png", note)
        return figures.pop()

    return draw


def _ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def _legend(figure):
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def _words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_title_has_the_name_and_the_axis_the_unit(draw):
    """The title has the name, and says so if the scale is logarithmic; the axis has the unit alone."""
    axes = draw(DAYS).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left")) == ("Time (days)", "$", "Price")
    assert draw(DAYS, is_log=True).axes[0].get_title(loc="left") == "Price, log scale"


def test_figure_has_the_size_of_half_a_page(draw):
    """8 by 4.5 inch."""
    assert draw(DAYS).get_size_inches() == pytest.approx([8.0, 4.5])


def test_dollars_in_names_are_dollars(draw):
    """Two of them would be a formula to matplotlib, and a wrong one an error."""
    figure = draw(("a $_ b $^", DAYS), ("c", [2.0] * 11), title="$x_$ and $^", y_name="$x_$ ($)")
    assert figure.axes[0].get_title(loc="left") == "$x_$ and $^"
    assert _legend(figure) == ["a $_ b $^", "c"]


@pytest.mark.parametrize(
    ("n_days", "ticks"),
    [
        (10, ["0", "2", "4", "6", "8", "10"]),
        (400, ["0", "50", "100", "150", "200", "250", "300", "350", "400"]),
        (10_950, ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]),
    ],
)
def test_time_axis_of_any_run_has_round_ticks(draw, n_days, ticks):
    """Ten days, 400 days, thirty years."""
    figure = draw([1.0, 2.0, 3.0], x=[0.0, n_days / 2, float(n_days)])
    assert _ticks(figure.axes[0].xaxis) == ticks


@pytest.mark.parametrize(
    ("y", "ticks"),
    [
        ([0.0, 1.0], ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([0.0, 5000.0], ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
        ([0.0, 500_000.0], ["0", "100,000", "200,000", "300,000", "400,000", "500,000"]),
        ([0.0, 2.5e6], ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"]),
        ([0.0, 5e9], ["0", "1B", "2B", "3B", "4B", "5B"]),
        ([0.0, 5e12], ["0", "1T", "2T", "3T", "4T", "5T"]),
        ([0.0, 5e-7], ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷", "4×10⁻⁷", "5×10⁻⁷"]),
        ([0.0, 5e18], ["0", "10¹⁸", "2×10¹⁸", "3×10¹⁸", "4×10¹⁸", "5×10¹⁸"]),
        ([-2e6, 2e6], ["\N{MINUS SIGN}2M", "\N{MINUS SIGN}1M", "0", "1M", "2M"]),
        ([0.2171, 0.2176], ["0.2171", "0.2172", "0.2173", "0.2174", "0.2175", "0.2176"]),
        ([5_025_000.0, 5_026_000.0], [f"5,025,{i}00" for i in range(0, 10, 2)] + ["5,026,000"]),
    ],
)
def test_numbers_on_a_linear_axis_are_readable(draw, y, ticks):
    """All with one unit and the same decimals; powers of ten only where digits would be many."""
    assert _ticks(draw(y, x=[0.0, 1.0]).axes[0].yaxis) == ticks


@pytest.mark.parametrize(
    ("y", "ticks"),
    [
        ([1e-5, 1.0, 1e7], ["10⁻⁴", "0.01", "1", "100", "10,000", "1M"]),
        ([1e-2, 1.0, 1e3], ["0.01", "0.1", "1", "10", "100", "1,000"]),
        ([1.0, 20.0, 100.0], ["1", "2", "5", "10", "20", "50", "100"]),
        ([0.2171, 0.2173, 0.2176], ["0.2171", "0.2172", "0.2173", "0.2174", "0.2175", "0.2176"]),
        ([3.0, 3.0, 3.0], ["1", "2", "5"]),
    ],
)
def test_numbers_on_a_log_axis_are_readable(draw, y, ticks):
    """However many decades there are, or none: some ticks always have a number."""
    axes = draw(y, x=[0.0, 1.0, 2.0], is_log=True).axes[0]
    assert axes.get_yscale() == "log"
    assert _ticks(axes.yaxis) == ticks


def test_things_that_are_counted_get_whole_ticks(draw):
    """There is no half pool; an average number of pools may be a half."""
    pools = [0.0, 0.0, 1.0, 1.0, 2.0]
    assert _ticks(draw(pools, x=DAYS[:5], counts=True).axes[0].yaxis) == ["0", "1", "2"]
    assert "0.5" in _ticks(draw([*pools[:4], 1.9], x=DAYS[:5], counts=True).axes[0].yaxis)


@pytest.mark.parametrize(
    ("low", "high", "has_zero"),
    [(0.0, 1.0, True), (10.0, 100.0, True), (95.0, 100.0, False), (-100.0, -10.0, True), (-100.0, -95.0, False)],
)
def test_linear_axis_starts_at_zero_unless_that_flattens_the_line(draw, low, high, has_zero):
    """Lengths compare honestly where they can."""
    bottom, top = draw([low, high], x=[0.0, 1.0]).axes[0].get_ylim()
    assert bottom <= low < high <= top
    assert (bottom <= 0 <= top) == has_zero


def test_round_off_is_not_blown_up(draw):
    """A constant in six significant digits is a flat line on an axis that starts at zero."""
    bottom, top = draw([690.9e6 + day for day in DAYS]).axes[0].get_ylim()
    assert bottom <= 0
    assert top == pytest.approx(1.3 * 690.9e6, rel=0.01)


def test_all_zero_is_a_line_at_zero_of_an_axis_up_to_one(draw):
    """Not the ±0.05 that matplotlib would choose."""
    bottom, top = draw([0.0] * 11).axes[0].get_ylim()
    assert -0.1 < bottom < 0
    assert top == 1.0


def test_one_line_needs_no_legend(draw):
    """Title and axis name it."""
    assert _legend(draw(("OCEAN", DAYS))) == []


def test_legend_names_each_line_in_its_own_colour_and_dashes(draw):
    """A line without a label stays out; no two lines look alike."""
    figure = draw(*[(name, [i + day for day in DAYS]) for i, name in enumerate(["a", "", "b", "c"])])
    assert _legend(figure) == ["a", "b", "c"]
    lines = figure.axes[0].lines
    assert len({line.get_color() for line in lines}) == len({str(line._dash_pattern) for line in lines}) == 4
    assert [h.get_color() for h in figure.legends[0].get_lines()] == [lines[i].get_color() for i in (0, 2, 3)]


def test_legend_fits_the_figure_and_leaves_the_data_alone(draw):
    """Long names take more rows, and the figure grows for them."""
    figure = draw(*[(f"a rather long name of line number {i}, it goes on", DAYS) for i in range(12)])
    box = figure.legends[0].get_window_extent()
    assert figure.bbox.contains(box.x0, box.y0)
    assert figure.bbox.contains(box.x1, box.y1)
    assert box.y1 < figure.axes[0].get_window_extent().y0
    assert figure.get_size_inches()[1] > 4.5


def test_a_hundred_lines_get_a_gradient_and_a_sample_in_the_legend(draw):
    """From the first to the last."""
    figure = draw(*[(f"researcher{i}", [i * day for day in DAYS]) for i in range(100)])
    names = _legend(figure)
    assert (names[0], names[-1], len(names)) == ("researcher0", "researcher99", 8)
    assert "100 lines" in figure.legends[0].get_title().get_text()
    assert len({tuple(line.get_color()) for line in figure.axes[0].lines}) == 100


def test_one_row_is_a_point_with_one_tick(draw):
    """A line needs two rows; a marker does not."""
    axes = draw([5.0], x=[0.0]).axes[0]
    assert axes.lines[0].get_marker() == "o"
    assert _ticks(axes.xaxis) == ["0"]


def test_a_value_between_two_gaps_is_marked(draw):
    """In a long run only such values are: a line has no need of it."""
    y = [math.inf] * 20 + [5.0] + [math.nan] * 20 + [1.0] * 20
    axes = draw(y, x=[float(day) for day in range(61)]).axes[0]
    assert axes.lines[0].get_marker() in ("", "None")
    assert (list(axes.lines[1].get_xdata()), list(axes.lines[1].get_ydata())) == ([20.0], [5.0])
    assert len(axes.lines) == 2


def test_a_long_line_is_thinned_to_what_pixels_show(draw):
    """Of 100,000 points, those that pixels cannot tell apart go; one that sticks out, and each side of a gap, stay."""
    y = [float(row % 10) for row in range(100_000)]
    y[31_234], y[77_777] = 50.0, -50.0
    y[50_000:60_000] = [math.nan] * 10_000
    axes = draw(y, x=[float(row) for row in range(100_000)]).axes[0]
    drawn = [(round(x), value) for x, value in zip(*axes.lines[0].get_data(), strict=True)]
    assert len(drawn) < 10_000
    assert {(0, 0.0), (31_234, 50.0), (77_777, -50.0), (49_999, 9.0), (60_000, 0.0), (99_999, 9.0)} <= set(drawn)
    gap = [row for row, value in drawn if math.isnan(value)]
    assert (min(gap), max(gap)) == (50_000, 59_999)


@pytest.mark.parametrize(
    ("is_log", "words"),
    [
        (False, "Not drawn: 3 of 6 values (not finite)"),
        (True, "Not drawn: 5 of 6 values (zero, negative or not finite)"),
    ],
)
def test_what_is_left_out_is_told(draw, is_log, words):
    """The finite values are drawn, on a log scale those above zero."""
    y = [math.inf, -math.inf, math.nan, 0.0, -1.0, 2.0]
    figure = draw(y, x=DAYS[:6], is_log=is_log)
    assert _words(figure) == [words]
    drawn = [value for value in figure.axes[0].lines[0].get_ydata() if math.isfinite(value)]
    assert drawn == ([2.0] if is_log else [0.0, -1.0, 2.0])


def test_nothing_is_told_where_all_is_drawn(draw):
    """Zero has its place on a linear scale."""
    assert _words(draw([0.0] + DAYS[1:])) == []


def test_legend_says_which_line_has_nothing_to_draw(draw):
    """The others are drawn all the same."""
    figure = draw(("minted", [0.0] * 11), ("supply", [5.0] * 11), is_log=True)
    assert _legend(figure) == ["minted (nothing to draw)", "supply"]


@pytest.mark.parametrize(
    ("lines", "is_log", "words"),
    [
        ([[0.0] * 11], True, "No finite value is above zero, so a logarithmic scale has none to show."),
        (
            [[-1.0] * 11, [math.inf] * 11],
            True,
            "No finite value is above zero, so a logarithmic scale has none to show.",
        ),
        ([[math.nan] * 11], False, "No value is finite, so there is none to show."),
        ([], False, "This plot has no column."),
    ],
)
def test_a_plot_of_nothing_says_so(draw, lines, is_log, words):
    """In words, with the names of the axes, and without numbers that mean nothing."""
    figure = draw(*lines, is_log=is_log)
    assert _words(figure) == [words]
    assert _ticks(figure.axes[0].xaxis) == _ticks(figure.axes[0].yaxis) == []
    assert figure.axes[0].get_ylabel() == "$"


def test_long_names_are_broken_into_lines(draw):
    """They stay inside the figure."""
    name = "Total fees collected through the private and through the public market"
    figure = draw(DAYS, title=name * 2, y_name=f"{name} ($)")
    for text in (figure.axes[0].yaxis.label, figure.axes[0]._left_title):
        box = text.get_window_extent()
        assert "\n" in text.get_text()
        assert figure.bbox.contains(box.x0, box.y0)
        assert figure.bbox.contains(box.x1, box.y1)


def test_balances_are_steps(draw):
    """n_pools passes no half pool: the value stays until the row in which it is another."""
    steps, slope = draw([0.0, 0.0, 1.0], [1.0, 2.0, 4.0], x=DAYS[:3], styles=[STEPS, 0]).axes[0].lines
    assert (steps.get_drawstyle(), slope.get_drawstyle()) == ("steps-post", "default")


def test_lines_that_coincide_are_told(draw):
    """One line, with the names of all; a line that departs from it for a moment is drawn separately."""
    other = [*DAYS[:-1], 50.0]
    figure = draw(("total", DAYS), ("minted", list(DAYS)), ("burned", other))
    assert _legend(figure) == ["total = minted", "burned"]
    assert len(figure.axes[0].lines) == 2
    assert _legend(draw(*[(f"r{i}", DAYS) for i in range(30)])) == ["r0 … r29 (30 lines that coincide)"]
    assert _words(figure) == []


def test_only_the_first_line_has_no_gaps_and_none_is_thinner(draw):
    """So whatever lies below another line shows through it, and nobody is played down."""
    lines = draw(*[(str(i), [i + day for day in DAYS]) for i in range(9)]).axes[0].lines
    assert [line.is_dashed() for line in lines] == [False] + [True] * 8
    assert len({line.get_linewidth() for line in lines}) == 1


def test_what_is_flat_next_to_the_rest_has_an_axis_of_its_own(draw):
    """690 million next to 3 million tokens share an axis, next to 3 they do not; zero is nobody's size."""
    supply = [690e6 + day for day in DAYS]
    figure = draw(("supply", supply), ("minted", [0.0] * 11), ("burned", [0.3 * day for day in DAYS]))
    large, small = figure.axes
    assert [len(axes.lines) for axes in (large, small)] == [1, 2]
    assert large.get_ylim()[1] > 690e6
    assert small.get_ylim()[1] < 4
    assert (large.get_xlim(), large.get_position().x0) == (small.get_xlim(), small.get_position().x0)
    assert large.get_position().y0 > small.get_position().y1
    assert _legend(figure) == ["supply", "minted", "burned"]
    assert len(draw(("supply", supply), ("minted", [3e7] * 11)).axes) == 1
    assert len(draw(("supply", supply), ("burned", [3.0] * 11), is_log=True).axes) == 1


def test_millions_of_percent_are_multiples(draw):
    """And what is 41 % next to them stays so, on its own axis."""
    ratio, rate = draw([1.2e8] * 11, [41.0] * 11, y_name="%").axes
    assert (ratio.get_ylabel(), rate.get_ylabel()) == ("times", "%")
    assert list(ratio.lines[0].get_ydata()) == pytest.approx([1.2e6] * 11)


def test_columns_of_one_value_each_are_points(draw):
    """72 lines that leave 0 become 72 points: where the value first stands, and what it is."""
    lines = [(f"project{i}", [0.0] * (i % 11) + [float(i)] * (11 - i % 11)) for i in range(1, 73)]
    figure = draw(*lines, styles=[POINTS] * 72)
    (points,) = figure.axes[0].lines
    assert points.get_linestyle() == "None"
    assert sorted(zip(*points.get_data(), strict=True))[:2] == [(0.0, 11.0), (0.0, 22.0)]
    assert len(points.get_xdata()) == 72
    assert _legend(figure) == _words(figure) == []


def test_the_corner_says_what_the_data_is_of(draw):
    """Small, below everything; that the run failed stands above everything, and is not small."""
    figure = draw(DAYS, note=Note("simplegrant, seed 7, x=2", "The run failed after 12 ticks: no money"))
    texts = {text.get_text(): text for text in figure.texts}
    corner, alarm = texts["simplegrant, seed 7, x=2"], texts["The run failed after 12 ticks: no money"]
    assert corner.get_fontsize() < 8 < alarm.get_fontsize()
    axes = figure.axes[0]
    assert corner.get_window_extent().y1 < axes.xaxis.label.get_window_extent().y0
    assert alarm.get_window_extent().y0 > axes._left_title.get_window_extent().y1
    for box in (corner.get_window_extent(), alarm.get_window_extent()):
        assert figure.bbox.contains(box.x0, box.y0)
        assert figure.bbox.contains(box.x1, box.y1)


EXTREMES = st.sampled_from([0.0, -0.0, 1.0, 3.0, 1e308, -1e308, 5e-324, 1e99, 1e-99, -1e99])
NEARLY_EQUAL = st.floats(1.0, 1.0001).map(lambda factor: factor * 690.9e6)
COLUMN = st.one_of(
    [st.lists(cell, min_size=4, max_size=4) for cell in (st.floats(), EXTREMES, NEARLY_EQUAL, st.integers().map(float))]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    x=COLUMN, lines=st.lists(st.tuples(st.text("ab$_^\\{}% ", max_size=6), COLUMN), max_size=3), is_log=st.booleans()
)
def test_whatever_the_numbers_matplotlib_neither_warns_nor_fails(draw, x, lines, is_log):
    """And each tick that there is has a number."""
    axes = draw(*lines, x=x, is_log=is_log).axes[0]
    assert all(_ticks(axes.xaxis) + _ticks(axes.yaxis))
