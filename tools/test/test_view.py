"""`tsp view` of runs: in a real browser, and what it refuses."""

from __future__ import annotations

import json
import re

import pytest

import tokenspice as ts
from tools.test.browser import waitFor
from tools.test.helpers import assertOneSentence, assertUsage, table, tsp

SEED = 7


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """A run of simplepool, in a folder, and its page."""
    out = tmp_path_factory.mktemp("view") / "pool"
    tsp("run", "simplepool", out, "--seed", SEED, "--set", "DT_stake=25", "--quiet")
    assert tsp("view", out).code == 0
    return out


def _cells(page, n):
    """The values below chart number `n`."""
    return page.locator("#plots article").nth(n).locator("td.value").all_inner_texts()


def test_nothing_is_asked_of_a_network(pool, window):
    """The page is all that is loaded, it complains of nothing, and its policy forbids the rest."""
    page = window.open(pool / "view.html")
    page.wait_for_selector("#plots [data-drawn]")
    assert window.requests == [(pool / "view.html").as_uri()]
    assert window.complaints == []
    refused = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', error => 'refused')")
    assert refused == "refused"
    assert any("Content Security Policy" in text for text in window.complaints)


def test_values_at_the_cursor_are_those_of_the_file(pool, window):
    """At each row, to the last digit, while the keyboard moves the cursor."""
    page = window.open(pool / "view.html")
    lines = (pool / "data.csv").read_text().splitlines()
    header, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
    at = [header.index("publisher_OCEAN"), header.index("n_pools")]
    chart = page.locator("#plots .plot").first
    page.wait_for_selector("#plots [data-drawn] >> nth=1")
    chart.focus()
    page.keyboard.press("End")
    for row in reversed(rows):
        told = f", days {row[header.index('Day')]}: OCEAN {row[at[0]]}"
        waitFor(page, "told => document.querySelector('#spoken').textContent.endsWith(told)", told)
        assert _cells(page, 0) + _cells(page, 1) == [row[at[0]], row[at[1]]]
        page.keyboard.press("ArrowLeft")


def test_charts_zoom_together_and_tell_differences_to_a_mark(pool, window):
    """Of each line, at the same time."""
    page = window.open(pool / "view.html")
    page.wait_for_selector("#plots [data-drawn] >> nth=1")
    page.locator("#plots .plot").first.focus()
    for key, told in (("Home", ", days 0:"), ("Enter", "Δ from 0"), ("End", ", days 20:")):
        page.keyboard.press(key)
        waitFor(page, "told => document.querySelector('main').textContent.includes(told)", told)
    rows = table(pool / "data.csv")
    differences = page.locator("#plots article").nth(1).locator("td.value + td").all_inner_texts()
    assert differences == [f"{rows[-1]['n_pools'] - rows[0]['n_pools']:.0f}"]
    pixels = "[...document.querySelectorAll('#plots canvas')].map(canvas => canvas.toDataURL())"
    before = page.evaluate(pixels)
    page.keyboard.press("+")
    waitFor(page, f"before => {pixels}.every((canvas, i) => canvas !== before[i])", before)


def test_events_parameters_and_the_command_are_there(pool, window):
    """New pools with their ticks, what was set, and a command that makes the same data."""
    page = window.open(pool / "view.html")
    events = (pool / "events.csv").read_text().splitlines()
    assert events[0] == "Tick,What,Who,N"
    assert [line.split(",")[1] for line in events[1:]] == ["new pool", "new pool"]
    assert page.locator("#events tbody tr").count() == len(events) - 1
    assert "DT_stake *" in page.locator("#parameters tr.changed").inner_text()
    assert "how many of them go into the pool" in page.locator("#parameters tr.changed").inner_text()
    command = page.locator("#command").inner_text().replace("OUT", str(pool.parent / "again"))
    assert tsp(*command.split()[1:], "--quiet").code == 0
    assert (pool.parent / "again" / "data.csv").read_bytes() == (pool / "data.csv").read_bytes()


def test_who_paid_whom_is_counted_when_asked(pool, window, tmp_path):
    """The data is the same; the page shows a Sankey of each token, and a table."""
    out = tmp_path / "flows"
    assert tsp("run", "simplepool", out, "--seed", SEED, "--set", "DT_stake=25", "--quiet", "--flows").code == 0
    assert (out / "data.csv").read_bytes() == (pool / "data.csv").read_bytes()
    assert not (pool / "flows.json").exists()
    tsp("view", out)
    page = window.open(out / "view.html")
    flows = [flow for flow in json.loads((out / "flows.json").read_text()) if flow["token"] == "OCEAN"]
    assert page.locator("#flows path title").count() == len(flows) > 1
    page.get_by_label("token").select_option("BPool (pool0)")
    assert "outside → pool0: 100 BPool (pool0), 1 payments" in page.locator("#flows path title").all_text_contents()
    assert window.open(pool / "view.html").locator("#flows").count() == 0


def test_any_column_is_drawn_by_search(pool, window):
    """Enter draws the first match; × takes it away."""
    page = window.open(pool / "view.html")
    page.locator("#search").fill("n_po")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chosen [data-drawn]")
    assert page.locator("#chosen h3").all_inner_texts() == ["n_pools"]
    page.get_by_label("close n_pools").click()
    assert page.locator("#chosen h3").count() == 0


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1920, 1080)])
def test_it_fits_telephones_and_projectors(width, height, pool, window):
    """Nothing has to be scrolled sideways, and letters are large enough to read."""
    window.page.set_viewport_size({"width": width, "height": height})
    page = window.open(pool / "view.html")
    page.wait_for_selector("#plots [data-drawn]")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size >= (15 if width < 1000 else 19)


def test_all_that_can_be_clicked_can_be_reached_with_the_keyboard(pool, window):
    """By Tab alone: every button, field, list and chart."""
    page = window.open(pool / "view.html")
    wanted = page.evaluate("document.querySelectorAll('button, input, select, a, [tabindex]').length")
    reached = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a, [tabindex]')]
        .filter(one => { one.focus(); return document.activeElement === one && one.tabIndex >= 0; }).length"""
    )
    assert reached == wanted > 20


def test_runs_are_drawn_over_each_other(pool, window, tmp_path):
    """Lines are named after their folders, and differ in dashes as well as in colour."""
    tsp("run", "simplepool", tmp_path / "other", "--seed", SEED + 1, "--quiet")
    assert tsp("view", pool, tmp_path / "other", "-o", tmp_path / "both.html").code == 0
    page = window.open(tmp_path / "both.html")
    page.wait_for_selector("#plots [data-drawn]")
    first = page.locator("#plots article").first
    assert first.locator("tr td:first-child").all_inner_texts()[:2] == [
        "pool: OCEAN",
        "other: OCEAN",
    ]
    looks = first.locator("svg.swatch line").evaluate_all(
        "lines => lines.map(line => [line.getAttribute('stroke'), line.getAttribute('stroke-dasharray')])"
    )
    assert looks[0][0] != looks[1][0]
    assert looks[0][1] != looks[1][1]


def test_a_run_whose_netlist_is_gone_is_shown_without_its_plots(pool, tmp_path, window):
    """And says so; its columns are there."""
    out = tmp_path / "moved"
    out.mkdir()
    facts = json.loads((pool / "run.json").read_text())
    facts["netlist"]["path"] = str(tmp_path / "gone.py")
    (out / "run.json").write_text(json.dumps(facts))
    (out / "data.csv").write_bytes((pool / "data.csv").read_bytes())
    assert tsp("view", out).code == 0
    page = window.open(out / "view.html")
    assert "is not where it was" in page.locator("#plots").inner_text()
    assert "n_pools" in page.locator("#columns .chips").inner_text()


def test_a_failed_run_says_how_it_ended(pool, tmp_path, window):
    """With its error, also next to one that went well."""
    out = tmp_path / "failed"
    out.mkdir()
    facts = json.loads((pool / "run.json").read_text())
    (out / "run.json").write_text(json.dumps({**facts, "status": "error", "error": "the pool is <b>dry</b>"}))
    (out / "data.csv").write_bytes((pool / "data.csv").read_bytes())
    tsp("view", out)
    ended = window.open(out / "view.html").locator("p.warn").inner_text()
    assert f"failed after tick {facts['ticks']}" in ended
    assert "the pool is <b>dry</b>" in ended
    tsp("view", pool, out, "-o", tmp_path / "both.html")
    ended = window.open(tmp_path / "both.html").locator("p.warn").inner_text()
    assert f"✗ {pool.name}: finished after tick" in ended
    assert "; failed: failed after tick" in ended


def test_a_notebook_shows_the_page(window, tmp_path):
    """Of a run in memory, folded up below its last rows."""
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{ts.simulate('simplegrant', seed=1)._repr_html_()}")
    window.page.goto(file.as_uri())
    window.page.locator("summary").click()
    frame = window.page.frame_locator("iframe")
    frame.locator("#plots [data-drawn]").first.wait_for()
    assert "granter_OCEAN" in frame.locator("#columns .chips").inner_text()


def test_the_same_run_makes_the_same_page(pool):
    """Byte by byte, over the page that is there."""
    before = (pool / "view.html").read_bytes()
    assert tsp("view", pool).code == 0
    assert (pool / "view.html").read_bytes() == before


def test_what_is_no_page_is_not_overwritten(pool, tmp_path):
    """Nor is anything shown that is not there."""
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    assertOneSentence(tsp("view", pool, "-o", tmp_path / "mine.html"), "mine.html", "exists already")
    assert (tmp_path / "mine.html").read_text() == "<p>mine</p>"
    assertOneSentence(tsp("view", tmp_path / "none"), "there is nothing to show", "none")
    assertOneSentence(tsp("view", tmp_path), "there is nothing to show")
    assertOneSentence(tsp("view", pool, "-o", tmp_path / "no" / "view.html"), "cannot be written")


def test_the_licence_of_what_it_contains_is_in_it(pool):
    """As its terms ask."""
    text = (pool / "view.html").read_text()
    assert re.search(r"Copyright \(c\) \d+ Leon Sorokin", text)


def test_a_circuit_has_agents_contracts_and_payments(tmp_path, window):
    """Of simplepool: the publisher on one side, its pools and datatokens on the other; flows are those of `--flows`."""
    file = tmp_path / "circuit.html"
    assert tsp("view", "--circuit", "simplepool", "-o", file, "--seed", SEED).code == 0
    page = window.open(file)
    names = set(page.locator("#circuit svg text").all_text_contents())
    assert names == {"pub1", "pool0", "pool1", "Datatoken of pool0", "Datatoken of pool1", "outside"} | {
        name for name in names if name.startswith("0x")
    }
    tsp("run", "simplepool", tmp_path / "run", "--seed", SEED, "--quiet", "--flows")
    flows = json.loads((tmp_path / "run" / "flows.json").read_text())
    assert page.locator("#circuit path.flow").count() == len(flows)
    page.locator("#circuit").get_by_label("token").select_option("OCEAN")
    assert page.locator("#circuit path.flow").count() == len([flow for flow in flows if flow["token"] == "OCEAN"])
    assert page.locator("#agents tbody tr").count() == 3
    assert window.complaints == []


def test_many_agents_of_a_class_are_one_node(tmp_path, window):
    """So that a circuit can be read."""
    file = tmp_path / "circuit.html"
    options = ("--set", "NUMBER_OF_RESEARCHERS=40", "--ticks", 5)
    assert tsp("view", "--circuit", "opsci_mult_profit_sharing", "-o", file, *options).code == 0
    names = window.open(file).locator("#circuit svg text").all_text_contents()
    assert any(name.endswith("× 40") for name in names)


@pytest.mark.parametrize("arguments", [[], ["out", "--circuit", "simplepool"], ["a", "b", "--live"]])
def test_one_thing_is_shown_at_a_time(arguments):
    """Folders, or one that is being written, or a netlist."""
    assertUsage(tsp("view", *arguments), "--circuit")


def test_plots_mean_what_the_netlist_says(tmp_path, window):
    """A price of 0 before there is a pool is not drawn, but what the file has stands below; losses are below zero."""
    tsp("run", "oceanv3", tmp_path / "run", "--seed", 1, "--quiet")
    tsp("view", tmp_path / "run")
    page = window.open(tmp_path / "run" / "view.html")
    price = page.locator("article", has=page.get_by_text("Price of a datatoken"))
    price.scroll_into_view_if_needed()
    price.locator("[data-drawn]").wait_for()
    price.locator(".plot").focus()
    page.keyboard.press("Home")
    waitFor(page, "() => document.querySelector('#spoken').textContent.includes('first pool 0')")
    assert price.locator("td.value").first.inner_text() == "0"
    gains = page.locator("article", has=page.get_by_text("Gains above 0"))
    gains.scroll_into_view_if_needed()
    gains.locator("td:has-text('(drawn below 0)')").wait_for()
    assert page.locator("#events tr:has-text('rug pulled')").locator("td").all_inner_texts()[2:] == [
        "rug pulled",
        "pool1",
        "1",
    ]
    assert window.complaints == []
