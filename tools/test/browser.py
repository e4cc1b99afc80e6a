"""Fixtures for tests that look at pages in a real browser: Chromium, of the system, led by playwright."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_WAIT_S = 60.0
_MISSING = "Chromium is not installed. Try: apt-get install chromium, or another package of your system"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser: one for all tests of a process."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    with launched() as browser:
        yield browser


@contextmanager
def launched() -> Iterator[Any]:
    """The browser of the system, started."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Its sandbox refuses to run as root, as in a container. The pages are our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Window:
    """A page that is open.

    Attributes:
        page: playwright's.
        requests: addresses of all that was asked for, the page included.
        complaints: errors of scripts, and what the browser wrote to its console.
    """

    def __init__(self, page: Any):
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str | Path) -> Any:
        """Shows a file or an address, and returns playwright's page once it is built."""
        self.page.goto(address.absolute().as_uri() if isinstance(address, Path) else address)
        self.page.wait_for_selector("body[data-ready]")
        return self.page


def waitFor(page: Any, function: str, argument: Any = None) -> None:
    """Until a function of JavaScript is true. (The pages' policy keeps playwright's own from asking twice.)"""
    deadline = time.monotonic() + _WAIT_S
    while not _asked(page, function, argument):
        assert time.monotonic() < deadline, f"never true: {function}"
        page.wait_for_timeout(20)


def _asked(page: Any, function: str, argument: Any) -> Any:
    from playwright.sync_api import Error

    try:
        return page.evaluate(function, argument)
    except Error as e:
        # It loads itself anew.
        if "context was destroyed" not in str(e):
            raise
        return None


@pytest.fixture
def window(chromium: Any) -> Iterator[Window]:
    """A window of 1200 × 900 pixels."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    yield Window(context.new_page())
    context.close()
