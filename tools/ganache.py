"""`ganache.py`: a Ganache node with funded development accounts, for simulations on `--network ganache`.

It starts what a simulation starts by itself when no node listens, with the same options; run apart, it lives on between
simulations, and other programs can look into it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from urllib.parse import urlsplit

import click

from util.config import loadSettings
from util.errors import TokenSpiceError
from web3engine.chains.node import LOOPBACK, Node


def main(argv: Sequence[str]) -> int:
    """Runs `ganache.py` with the options `argv`; returns its exit code."""
    try:
        _command.main(list(argv), prog_name="ganache.py", standalone_mode=False)
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except TokenSpiceError as e:
        print(f"Error: {e}", file=sys.stderr)
        return e.exit_code
    except click.Abort:
        return 130
    return 0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--run-in-background", is_flag=True, help="Return at once; Ganache stays.")
def _command(run_in_background: bool) -> None:
    """Start Ganache where GANACHE_URL in tokenspice.ini says.

    The development accounts in tokenspice.ini own ETH there. Simulations with --network ganache use it while it runs.
    """
    settings = loadSettings()
    url = urlsplit(settings.node_urls["ganache"])
    host = "::1" if url.hostname == "::1" else LOOPBACK

    def launch(detached: bool) -> Node:
        return Node("ganache", settings.private_keys, host, url.port, detached)

    if run_in_background:
        _leave(launch(detached=True))
    else:
        _watch(lambda: launch(detached=False))


def _leave(node: Node) -> None:
    """Returns when the node answers. It stays."""
    try:
        node.waitUntilReady()
    except BaseException:
        node.stop()
        raise
    print(f"Ganache listens at {node.url} as process {node.pid}. `kill {node.pid}` stops it.")
    node.release()


def _watch(launch: Callable[[], Node]) -> None:
    """Launches a node; returns when Ctrl-C, or `kill`, has stopped it.

    Raises:
        ChainUnavailable: it does not start, or has ended by itself.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    node = None
    try:
        node = launch()
        node.waitUntilReady()
        print(f"Ganache listens at {node.url}. Ctrl-C stops it.", flush=True)
        node.wait()
        raise node.gone()
    except KeyboardInterrupt:
        print()  # the shell's prompt belongs on its own line
    finally:
        if node is not None:
            node.stop()
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
