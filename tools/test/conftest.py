"""Fixtures that need a browser; see browser.py."""

from tools.test.browser import chromium, window

__all__ = ["chromium", "window"]
