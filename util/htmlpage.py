"""`page`: one HTML file that shows data in a browser. It asks no network for anything: it contains scripts, styles and
data, and its Content-Security-Policy forbids the rest. `engine.RunView` and `explore.CampaignView` say what is
in it.

Data is gzip in base64, a block per column, which the page unpacks when it needs it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent / "page"
_STYLES = ("vendor/uPlot.min.css", "page.css")
_SCRIPTS = (
    "vendor/uPlot.iife.min.js",
    *(
        f"{name}.js"
        for name in (
            "base",
            "table",
            "clock",
            "chart",
            "flows",
            "run",
            "figures",
            "fan",
            "reports",
            "campaign",
            "circuit",
            "live",
            "main",
        )
    ),
)
# It begins so, by which a file that may be replaced is told from others.
MARK = '<!doctype html><html lang="en"><meta name="generator" content="TokenSPICE">'


def page(title: str, facts: Mapping[str, Any], columns: Iterable[str] = (), is_live: bool = False) -> str:
    """The HTML of a page.

    Args:
        title: of the window.
        facts: what it is about, as JSON can hold it: its `kind` is that of a page in main.js. A column is named by its
            number.
        columns: cells of each column, one line per row, packed.
        is_live: whether it may ask its own server for more.
    """
    style, script = _parts()
    policy = [
        "default-src 'none'",
        f"script-src '{_hash(script)}'",
        f"style-src '{_hash(style)}'",
        *(["connect-src 'self'"] if is_live else []),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    blocks = [_block(f"column-{i}", text) for i, text in enumerate(columns)]
    licence = (_FOLDER / "vendor" / "uPlot.LICENSE").read_text(encoding="utf-8").strip()
    return "\n".join(
        [
            MARK,
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html.escape(title)}</title>",
            f"<!-- Contains uPlot.\n{licence}\n-->",
            f"<style>{style}</style>",
            '<body><div id="page">Unpacking …<noscript> This page needs JavaScript.</noscript></div>',
            _block("facts", packed(json.dumps(facts, allow_nan=False, separators=(",", ":")))),
            *blocks,
            f"<script>{script}</script></body></html>\n",
        ]
    )


def packed(text: str) -> str:
    """`text` as a page holds it: gzip, in base64."""
    # mtime=0: the same data makes the same page.
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


def _block(name: str, data: str) -> str:
    return f'<script type="text/plain" id="{name}">{data}</script>'


@lru_cache(maxsize=1)
def _parts() -> tuple[str, str]:
    """The style and the script of every page."""
    style, script = ["\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names) for names in _PARTS]
    return style, f'"use strict";(() => {{\n{script}\n}})();'


_PARTS = (_STYLES, _SCRIPTS)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
