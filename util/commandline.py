"""What commands have in common: how they end."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import click

from util.errors import TokenSpiceError


def exitCode(command: Callable[[], Any], debug: bool = False, path_cure: str = "another path") -> int:
    """Runs a click command, says in a sentence what went wrong, and returns its exit code.

    Args:
        command: runs it, with click's `standalone_mode=False`.
        debug: whether to show tracebacks, too.
        path_cure: what to try when the system refuses a path.
    Returns:
        0 done, 1 failed, 2 wrongly called, 130 interrupted.
    """
    try:
        command()
        return 0
    except TokenSpiceError as e:
        if debug:
            traceback.print_exception(e)
        click.echo(f"Error: {e}", err=True)
        return e.exit_code
    except BrokenPipeError:
        # The reader of our output has seen enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as e:
        # A path that the system refuses: too long, not ours to read, on a full disk.
        if debug:
            traceback.print_exception(e)
        where = f"{e.filename}: " if e.filename else ""
        click.echo(f"Error: {where}{e.strerror or e}. Try: {path_cure}.", err=True)
        return 1
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 130
    except SystemExit as e:
        if e.code is None or isinstance(e.code, int):
            return e.code or 0
        click.echo(f"Error: {e.code}", err=True)
        return 1
    except BaseException as e:
        if debug or isinstance(e, Exception):
            raise
        click.echo(f"Error: {type(e).__name__}: {e}. Try: --debug, which shows where.", err=True)
        return 1


def leave(code: int) -> NoReturn:
    """Ends the process, even if a netlist has left threads behind that go on."""
    threads = [t.name for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
    if not threads:
        sys.exit(code)
    click.echo(f"Warning: threads that a netlist has started were still running: {', '.join(threads)}.", err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    # Leaving the usual way would wait for them.
    os._exit(code)
