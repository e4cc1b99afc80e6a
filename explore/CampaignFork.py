"""`CampaignFork`: the block of a live chain from which all runs of a campaign start, and one file of what they read.

Of the processes that make runs, one adds to the file; what others read in the meantime is gathered at the end.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from util.config import FORK_JSONL, Settings
from web3engine.chains.fork import closeShared, openFork
from web3engine.chains.forkcache import siblings


class CampaignFork:
    """Finds out which block it is.

    Args:
        settings: which chain, and which block of it, perhaps by a name.
    Raises:
        TokenSpiceError: there is no such block, or nobody to ask.

    Attributes:
        settings: those of the runs: they name the block by its number and its hash.
        block: which one, as plain data.
    """

    def __init__(self, settings: Settings):
        with closing(openFork(settings.fork)) as live:
            self.block: dict[str, Any] = live.block.facts()
            self._cache = live.cache
        self._asked = asked = settings.fork
        fork = replace(asked, block=str(self.block["number"]), hash=self.block["hash"], is_shared=True)
        # Workers may have other working folders.
        cache, own = (file and file.absolute() for file in (asked.cache, asked.own))
        self.settings = replace(settings, fork=replace(fork, cache=cache, own=own))

    def options(self) -> str:
        """Those of `tsp run`, by which it starts from the same block with what the campaign has read."""
        cache = self._asked.cache or self._asked.own
        known = f"--fork-block {self.block['number']}" if cache is None else f"--fork-cache {shlex.quote(str(cache))}"
        return f"--network fork {known}"

    @contextmanager
    def aside(self) -> Iterator[Settings]:
        """Settings of runs that are made before the campaign has a folder. What they read is kept all the same."""
        with TemporaryDirectory() as folder:
            own = Path(folder, FORK_JSONL)
            yield replace(self.settings, fork=replace(self.settings.fork, own=own))
            closeShared()
            for file in (own, *siblings(own)):
                if file.is_file():
                    self._cache.absorb(file)

    def gather(self) -> None:
        """Writes what was read into the campaign's file. To be called while no process is at work, in its folder."""
        closeShared()
        own = self.settings.fork.own
        for file in () if own is None else siblings(own):
            self._cache.absorb(file)
        self._cache.close()
