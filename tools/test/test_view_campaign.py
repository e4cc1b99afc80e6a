"""`tsp view` of campaigns, in a real browser."""

from __future__ import annotations

import csv
import json

import pytest

from explore.test.helpers import COIN
from tools.test.helpers import assertOneSentence, tsp

N = 40


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """Monte Carlo of a netlist that counts coins, some runs of which fail a spec, and its page."""
    out = tmp_path_factory.mktemp("view") / "a campaign"
    tsp(
        "mc",
        COIN,
        out,
        "--set",
        "noise=1",
        "--spec",
        "total >= 0",
        "--runs",
        N,
        "--keep",
        "rows",
        "--no-pictures",
        "-j",
        1,
    )
    assert tsp("view", out).code == 0
    return out


@pytest.fixture
def page(campaign, window):
    """The page, open and drawn."""
    page = window.open(campaign / "view.html")
    page.wait_for_selector("#series [data-drawn]")
    return page


def _runs(campaign):
    rows = [json.loads(line) for line in (campaign / "runs.jsonl").read_text().splitlines()]
    return sorted(rows, key=lambda row: row["i"])


def test_it_loads_nothing_and_complains_of_nothing(page, campaign, window):
    """One file, as of a run."""
    assert window.requests == [(campaign / "view.html").as_uri()]
    assert window.complaints == []


def test_failing_runs_are_red_and_the_table_sorts_and_filters(page, campaign):
    """As many as runs.jsonl has with a margin below 0."""
    failing = [row["i"] for row in _runs(campaign) if min(row["margin"].values()) < 0]
    assert 0 < len(failing) < N
    assert page.locator("#runs tr.bad").count() == len(failing)
    page.locator("#runs").get_by_label("only failing").check()
    assert page.locator("#runs tbody tr").count() == len(failing)
    for _ in range(2):
        page.locator("#runs th button").first.click()
    first = page.locator("#runs tbody td").first.inner_text()
    assert first == str(max(failing))


def test_a_click_on_a_run_shows_its_series_and_how_to_make_it_again(page, campaign):
    """In the fan, the value at the last row is that of its CSV; the command is quoted as a shell needs it."""
    row = page.locator("#runs tbody tr").nth(3)
    row.focus()
    page.keyboard.press("Enter")
    name = page.get_by_label("series", exact=True).input_value()
    with open(campaign / "rows" / "3.csv", newline="") as f:
        wanted = list(csv.DictReader(f))[-1][name]
    shown = page.locator(".fan-readout .value").inner_text()
    assert float(shown) == float(wanted)
    assert page.locator("#replay").inner_text() == f"tsp replay '{campaign}' 3"
    assert page.locator("#runs tr.chosen td").first.inner_text() == "3"
    assert page.locator("#scatter path.chosen, #distribution path.chosen").count() == 2


def test_bands_are_those_of_the_report(page, campaign):
    """The median and its neighbours at the last moment, as in bands.csv."""
    name = page.get_by_label("series", exact=True).input_value()
    with open(campaign / "bands.csv", newline="") as f:
        last = [row for row in csv.DictReader(f) if row["series"] == name][-1]
    text = page.locator(".fan-readout").inner_text()
    shown = [
        float(word) for word in text.replace(",", " ").replace(";", " ").replace(":", " ").split() if _isNumber(word)
    ]
    for quantile in ("q5", "q25", "q50", "q75", "q95"):
        assert min(abs(float(last[quantile]) - value) for value in shown) <= 1e-5 * max(1, abs(float(last[quantile])))


def _isNumber(word):
    try:
        float(word)
    except ValueError:
        return False
    return True


def test_the_yield_stands_at_the_distribution(page, campaign):
    """With the limit as a line."""
    page.get_by_label("of", exact=True).select_option("total")
    good = sum(min(row["margin"].values()) >= 0 for row in _runs(campaign))
    assert page.locator("#distribution path[stroke-dasharray]").count() == 1
    assert f"{good} of {N} runs, a yield of {100 * good / N:.1f} %" in page.locator("#distribution").inner_text()


def test_a_click_in_a_figure_picks_a_run(page):
    """In the fan, and in the scatter."""
    page.locator("#series .u-over").click(position={"x": 200, "y": 150})
    assert page.locator("#replay").count() == 1
    page.get_by_label("x", exact=True).select_option(index=0)
    assert page.locator("#scatter svg").count() == 1


def test_it_fits_a_telephone(campaign, window):
    """Figures are scrolled in their place; the page is not."""
    window.page.set_viewport_size({"width": 360, "height": 740})
    page = window.open(campaign / "view.html")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360


def test_corners_are_a_table_and_a_sweep_has_bars(tmp_path, window):
    """From report.json."""
    tsp("corners", "simplepool", tmp_path / "corners", "--reps", 1, "--no-pictures", "-j", 1)
    tsp("sweep", "simplegrant", tmp_path / "sweep", "--values", 2, "--no-pictures", "-j", 1)
    for out in ("corners", "sweep"):
        assert tsp("view", tmp_path / out).code == 0
    page = window.open(tmp_path / "corners" / "view.html")
    assert "FAIL, margin -133.035" in page.locator("#report").inner_text()
    page = window.open(tmp_path / "sweep" / "view.html")
    assert page.locator("#report svg rect").count() == 3
    assert window.complaints == []


def test_a_campaign_is_not_drawn_over_others(campaign, tmp_path):
    """It has its own page."""
    assertOneSentence(tsp("view", campaign, campaign), "cannot be shown with others")


_INDEX = {
    "at": "nominal",
    "measure": "m",
    "S1": 0.5,
    "S1_low": 0.4,
    "S1_high": 0.6,
    "ST": 0.7,
    "ST_low": 0.6,
    "ST_high": 0.8,
}
_LEVEL = {"threshold": 2.0, "share": 0.1, "accepted": None, "runs": 100}
_RARE = {"spec": "total >= 0", "at": "nominal", "p": 1e-4, "low": 8e-5, "high": 1.2e-4}
_FRONT = [{"set": {"a": i}, "goals": {"max m": float(i), "min n": float(i * i)}} for i in range(4)]


@pytest.mark.parametrize(
    ("report", "words", "shapes"),
    [
        (
            {"indices": [{**_INDEX, "parameter": "a"}, {**_INDEX, "parameter": "b", "ST": 0.1}]},
            "Sensitivity",
            ("rect", 2),
        ),
        (
            {"found": [{**_RARE, "levels": [[_LEVEL, {**_LEVEL, "threshold": 0.0}]], "failing": []}]},
            "0.0001",
            ("path", 3),
        ),
        ({"front": _FRONT, "hypervolume": [0.2, 0.8]}, "hypervolume", ("path", 6)),
    ],
)
def test_what_searches_find_is_drawn(report, words, shapes, campaign, tmp_path, window):
    """Indices with intervals, the levels of a rare event, and a front with its history, as report.json holds them."""
    for name in ("campaign.json", "runs.jsonl"):
        (tmp_path / name).write_bytes((campaign / name).read_bytes())
    (tmp_path / "report.json").write_text(json.dumps({"title": "found", "holds": None, **report}))
    assert tsp("view", tmp_path).code == 0
    page = window.open(tmp_path / "view.html")
    assert words in page.locator("#report").inner_text()
    assert page.locator(f"#report svg.figure {shapes[0]}").count() >= shapes[1]
    assert window.complaints == []
