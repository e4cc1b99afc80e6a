"""`tsp record`: writes the history of a pool on a live chain to a CSV file, which backtest plays."""

from __future__ import annotations

from pathlib import Path

import click

from assets.agents.replay.recording import recordedHistory
from util.config import checkBlock, chosenSettings, loadSettings
from util.errors import ParameterError
from util.paths import checkFree
from web3engine.address import addressText


def record(pair: str, file: str, after: int, until: str, fork_url: str | None) -> None:
    """Writes what happened in a pair to a file, which must not exist yet; see `tsp record`.

    Raises:
        TokenSpiceError: whatever the user can mend. Nothing is written then.
    """
    path = Path(file)
    checkFree(path)
    checkBlock("--until", until)
    if not (loadSettings().fork.url if fork_url is None else fork_url):
        raise ParameterError("there is no node to ask", "FORK_URL is not set", "--fork-url URL")
    settings = chosenSettings("fork", None, fork_url=fork_url)
    history = recordedHistory(addressText(pair), after, until, settings)
    history.write(path)
    click.echo(f"{len(history.events)} events in {path}")
