"""`Waiting`: says that a request to a node takes long, while it does. Used by `NodeRpc`."""

from __future__ import annotations

import logging
import threading
import time

log = logging.getLogger(__name__)

# Seconds.
SAY_AFTER = 5.0
_LOOK_EVERY = 0.5


class Waiting:
    """Logs a warning for each request that takes more than SAY_AFTER seconds: `with waiting: request()`.

    A thread looks now and then, so a request that is fast costs two assignments.

    Args:
        who: what is waited for.
    """

    def __init__(self, who: str):
        self._who = who
        self._since: float | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True, name="waiting for a node")
            self._thread.start()
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._since = None

    def close(self) -> None:
        """Ends the thread."""
        self._closed.set()

    def _watch(self) -> None:
        told = None
        while not self._closed.wait(_LOOK_EVERY):
            since = self._since
            if since not in (None, told) and time.monotonic() - since > SAY_AFTER:
                log.warning("waiting for %s, which has not answered for %.0f s", self._who, SAY_AFTER)
                told = since
