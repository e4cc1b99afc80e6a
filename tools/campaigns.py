"""What the verbs of campaigns have in common: they show how it goes, print what came out, and end with an exit code."""

from __future__ import annotations

import json
import logging
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from explore.Failure import Failure
from explore.Job import Outcome
from explore.Report import Report, plain
from explore.statistics import wilson
from explore.words import yielded


def launch(
    verb: Callable[..., Report], quiet: bool, as_json: bool, debug: bool, is_live: bool = False, **options: Any
) -> None:
    """Calls a verb of `explore` with the options of the command line, prints its report, and ends the command.

    Raises:
        TokenSpiceError: whatever the user can mend.
        SystemExit: 3, if a spec does not hold.
    """
    # What agents log in thousands of runs helps nobody; warnings do.
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.DEBUG if debug else logging.WARNING)
    with _shown(options["out"], is_live), Bar(quiet) as bar:
        report = verb(**options, progress=bar, command=_command())
    if as_json:
        click.echo(json.dumps(plain({"title": report.title, "holds": report.holds, **report.facts}), indent=2))
    else:
        click.echo(report.text())
    click.echo(f"\nreport in {options['out']}{f'. Next: {report.hint}' if report.hint else ''}", err=True)
    if report.exit_code:
        sys.exit(report.exit_code)


@contextmanager
def _shown(out: str, is_live: bool) -> Iterator[None]:
    """Within it, the campaign is shown, if asked for; at the end the page is a file in its folder."""
    if not is_live:
        yield
        return
    from tools.live import live
    from tools.view import view

    with live(Path(out)):
        yield
    view([out], None, False)


def _command() -> str:
    """The command, as it was typed, without the URL of a fork: it often holds a key, and the folder is shown around."""
    typed: list[str] = click.get_current_context().find_root().obj
    shown = [
        word
        for before, word in zip(["", *typed], typed)
        if before != _URL and word != _URL and not word.startswith(f"{_URL}=")
    ]
    return shlex.join(["tsp", *shown])


_URL = "--fork-url"


class Bar:
    """Shows on stderr how a campaign goes: a bar where that is a terminal, and what is worth a line anywhere.

    Args:
        quiet: whether to show nothing.
    """

    def __init__(self, quiet: bool):
        self._quiet = quiet
        self._bar: Any = None
        self._n_failed = self._n_good = self._n_rated = 0

    def __enter__(self) -> Bar:
        if sys.stderr.isatty() and not self._quiet:
            from tqdm import tqdm

            self._bar = tqdm(total=0, unit="run", unit_scale=True, dynamic_ncols=True)
        return self

    def __exit__(self, *error: Any) -> None:
        if self._bar is not None:
            self._bar.close()

    def expect(self, n: int) -> None:
        """See Progress."""
        if self._bar is not None:
            self._bar.total += n
            self._bar.refresh()

    def ran(self, outcome: Outcome | Failure, is_new: bool) -> None:
        """See Progress."""
        if self._bar is None:
            return
        if isinstance(outcome, Failure):
            self._n_failed += 1
        self._n_rated += 1
        self._n_good += isinstance(outcome, Outcome) and all(margin >= 0.0 for margin in outcome.margins.values())
        has_specs = isinstance(outcome, Outcome) and bool(outcome.margins)
        if is_new and has_specs:
            share = yielded(self._n_good / self._n_rated, wilson(self._n_good, self._n_rated))
            self._bar.set_postfix_str(f"specs hold in {share}, {self._n_failed} failed", refresh=False)
        elif is_new and self._n_failed:
            self._bar.set_postfix_str(f"{self._n_failed} failed", refresh=False)
        self._bar.update()

    def say(self, text: str) -> None:
        """See Progress."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            click.echo(text, err=True)
