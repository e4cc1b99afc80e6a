"""`--live`: a server on this machine that shows a run or a campaign while it goes on.

It is a separate process, which reads what is written into the folder: what it does changes no number of the run. It
listens on 127.0.0.1 alone, at a free port, and answers only who knows the token in its address.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import click

from engine.Event import EVENTS_CSV, readEvents
from engine.Run import load, viewOf
from engine.RunDir import RUN_JSON
from engine.RunView import pageOf
from engine.SimEngine import SimEngine
from explore.CampaignView import CampaignView, flatRun
from explore.Manifest import CAMPAIGN_JSON
from explore.Store import RUNS
from util.errors import TokenSpiceError

# After the end, so many seconds remain for a browser to fetch the last state; and for the server to leave.
_GRACE_S, _LEAVE_S = 3.0, 10.0
_RUNNING = "running"


class _Shown(Protocol):
    """What a server shows."""

    def page(self) -> str:
        """The HTML, as of now."""

    def more(self, n: int, n_columns: int) -> dict[str, Any]:
        """What came after the first `n` rows; `status` says whether it goes on."""

    def isOver(self) -> bool:
        """Whether nothing more comes."""


@contextmanager
def live(folder: Path) -> Iterator[None]:
    """Within it, the folder, which may not be there yet, is shown at an address that is printed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    server = context.Process(target=_serve, args=(folder.absolute(), theirs), daemon=True)
    server.start()
    theirs.close()
    try:
        click.echo(f"live at {ours.recv()}", err=True)
        yield
    finally:
        server.join(_LEAVE_S)
        if server.is_alive():
            server.terminate()
            server.join()


def serve(folder: Path) -> None:
    """Shows a folder until what is written into it is complete."""
    with _server(folder) as (address, shown, answered):
        click.echo(f"live at {address}", err=True)
        _wait(shown, answered, os.getppid())


def _serve(folder: Path, pipe: Any) -> None:
    """The process of the server."""
    parent = os.getppid()
    with _server(folder) as (address, shown, answered):
        pipe.send(address)
        pipe.close()
        try:
            _wait(shown, answered, parent)
        except KeyboardInterrupt:
            # Of a terminal, Ctrl-C goes to everybody; the run says what it left.
            return


def _wait(shown: _Shown, answered: threading.Event, parent: int) -> None:
    """Until it is over and a browser knows, or nobody asks; or whoever began it has died."""
    ended: float | None = None
    while os.getppid() == parent:
        if ended is None and shown.isOver():
            answered.clear()
            ended = time.monotonic()
        if ended is not None and (answered.is_set() or time.monotonic() - ended > _GRACE_S):
            return
        time.sleep(0.1)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, _Shown, threading.Event]]:
    """A server that runs: its address, what it shows, and what is set once a browser has fetched a complete page."""
    shown, answered = _LiveFolder(folder), threading.Event()
    token = secrets.token_urlsafe(16)

    class Handler(_Handler):
        pass

    Handler.shown, Handler.token, Handler.answered = shown, token, answered
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{token}/", shown, answered
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    """Answers /TOKEN/ with the page, and /TOKEN/more with what came since."""

    shown: _Shown
    token: str
    answered: threading.Event

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        """Answers a request."""
        url = urlsplit(self.path)
        if url.path == "/favicon.ico":
            self._send(204, "image/x-icon", b"")
            return
        # Another page in the same browser could ask by a name that leads here; it does not know the token either.
        is_here = self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        before, _, what = url.path.rpartition("/")
        if not is_here or not secrets.compare_digest(before.encode(), f"/{self.token}".encode()) or what not in _KINDS:
            self._send(404, "text/plain", b"There is nothing here.")
            return
        was_over = self.shown.isOver()
        if what == "more":
            query = parse_qs(url.query)
            found = self.shown.more(int(query.get("n", ["0"])[0]), int(query.get("columns", ["0"])[0]))
            self._send(200, "application/json", json.dumps(found).encode())
            return
        self._send(200, "text/html; charset=utf-8", self.shown.page().encode())
        if was_over:
            self.answered.set()

    def _send(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing: stderr is the run's."""


_KINDS = ("", "more")


class _LiveFolder:
    """A folder of a run or a campaign, as it is at each moment."""

    def __init__(self, folder: Path):
        self._folder = folder

    def page(self) -> str:
        """See _Shown."""
        is_over = self.isOver()
        live = None if is_over else {"n": self._count()}
        if (self._folder / CAMPAIGN_JSON).exists():
            return CampaignView(self._folder, live).page()
        if not (self._folder / RUN_JSON).exists():
            return _WAITING
        run = load(self._folder)
        if not (self._folder / SimEngine.output_csv).exists() or not self._count():
            return _WAITING
        return pageOf([viewOf(run)], live)

    def more(self, n: int, n_columns: int) -> dict[str, Any]:
        """See _Shown."""
        status = "over" if self.isOver() else _RUNNING
        if (self._folder / CAMPAIGN_JSON).exists():
            limits = CampaignView(self._folder).limits
            rows = [flatRun(json.loads(line), limits, {}) for line in self._runs()[n:]]
            return {"status": status, "rows": [[[*key, value] for key, value in row.items()] for row in rows]}
        try:
            view = viewOf(load(self._folder))
        except TokenSpiceError:
            # A row is being written: it will be there next time.
            return {"status": status, "rows": []}
        begin = n if n_columns == len(view.header) else 0
        view.events = readEvents(self._folder / EVENTS_CSV)
        return {"status": status, "from": begin, "header": list(view.header), "rows": view.values[begin:].tolist()}

    def isOver(self) -> bool:
        """See _Shown."""
        for name in (RUN_JSON, CAMPAIGN_JSON):
            try:
                facts = json.loads((self._folder / name).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            return bool(facts.get("calls", [facts])[-1].get("status") != _RUNNING)
        return False

    def _count(self) -> int:
        """How many runs, or rows, there are."""
        if (self._folder / CAMPAIGN_JSON).exists():
            return len(self._runs())
        try:
            return len(load(self._folder).texts()[1])
        except TokenSpiceError:
            return 0

    def _runs(self) -> list[bytes]:
        """The complete lines of runs.jsonl."""
        file = self._folder / RUNS
        return (
            [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
            if file.exists()
            else []
        )


# Before there is anything to show. It has no script, so it asks again by itself.
_WAITING = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1">'
    "<title>TokenSPICE</title><p>Waiting for the first rows …</p>"
)
