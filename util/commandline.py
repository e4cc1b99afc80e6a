"""What commands have in common: folders that they make, and the exit codes with which they end."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from util.errors import TokenSpiceError


def checkFree(folder: Path) -> None:
    """Refuses a folder that exists or cannot be made.

    Raises:
        TokenSpiceError: it exists, its parent does not, or may not be written to.
    """
    parent = folder.absolute().parent
    if os.path.lexists(folder):
        raise TokenSpiceError(f"{folder} exists already", "", "another name, or remove it first")
    if not os.path.isdir(parent):
        nearest = next(above for above in (parent, *parent.parents) if os.path.lexists(above))
        if not nearest.is_dir():
            raise TokenSpiceError(f"{folder} cannot be made", f"{nearest} is no folder", "another name")
        raise TokenSpiceError(f"{folder} cannot be made", f"there is no folder {parent}", f"mkdir -p {parent}")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise TokenSpiceError(f"{folder} cannot be made", f"{parent} is not yours to write to", "a folder of yours")


def exitCode(command: Callable[[], Any], debug: bool = False, path_cure: str = "another path") -> int:
    """Runs a click command, says in a sentence what went wrong, and gives its exit code.

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
