"""Fills an Anvil that listens on this machine, which then stands for a live chain.

venv/bin/python -m assets.netlists.livefork.fill
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

import click

from util.commandline import exitCode
from util.config import loadSettings
from util.errors import ChainUnavailable
from web3engine.chain import useChain
from web3engine.chains import openChain
from web3engine.chains.node import answers

from .market import build


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def fill() -> None:
    """Build the market on the Anvil at ANVIL_URL, and tell what is where."""
    url = loadSettings().node_urls["anvil"]
    where = urlsplit(url)
    if not answers(where.hostname or "", where.port or 80):
        raise ChainUnavailable(f"no Anvil listens at {url}", "", f"node_modules/.bin/anvil --port {where.port}")
    with useChain(openChain("anvil")):
        market = build()
        click.echo(f"pool     {market.pool.address}\naccount  {market.owner.address}")


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 failed, 2 wrongly called, 130 interrupted."""
    return exitCode(lambda: fill.main(argv, prog_name="fill", standalone_mode=False))


if __name__ == "__main__":
    sys.exit(main())
