"""What searches and other verbs share: where and for what they are asked, and runs that must all be there."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from explore.cornerfile import Corner, Corners, chosen, cornersOf
from explore.Manifest import isSameNetlist, netlistFacts, readManifest
from explore.Runs import Runs
from explore.Study import Study
from util.errors import ExperimentError, ParameterError
from util.strutil import nearest


def placesOf(study: Study, at: Sequence[str], corners: Corners) -> list[Corner]:
    """The corners `at` which something is to be done; without any, one without a name, at the nominal values.

    Raises:
        TokenSpiceError: there is no corner of a name, a file of corners cannot be used, or it would not be; or a corner
            fixes what was asked to vary.
    """
    named = cornersOf(study.space, study.netlist.get("netlist_corners") or {}, corners)
    if not at:
        if corners:
            why = f"{study.verb} runs at the corners that --at names, and otherwise at the nominal values"
            cure = f"--at {shlex.quote([*named][-1])}" if named else "a file that has corners"
            raise ParameterError("no corner was asked for", why, cure)
        return [Corner("", {})]
    places = chosen(named, at)
    for place in places:
        for name in [name for name in study.space.asked if name in place.set]:
            what = f"{name} cannot vary at the corner {place.name}"
            raise ParameterError(
                what, f"that fixes it at {place.set[name]}", "other corners with --at, or no --vary of it"
            )
    study.settle("corners", {place.name: place.facts() for place in places})
    return places


def targetsOf(study: Study, only: Sequence[str]) -> list[str]:
    """The specs that something is asked about: all, or `only` these.

    Raises:
        ParameterError: there is none, or none of a name.
    """
    question = study.runner.loaded()[1]
    specs = [*question.specs, *[assertion.name for assertion in question.assertions]]
    if not specs:
        cure = "--spec 'profit >= 0', or netlist_specs"
        raise ParameterError(f"there is nothing that {study.verb} could be about", "the netlist has no specs", cure)
    for name in only:
        if name not in specs:
            near = nearest(name, specs, n=1)
            raise ParameterError(f"there is no spec {name}", f"there are {', '.join(specs)}",
                                 f"--only {near[0]!r}" if near else "")  # fmt: skip
    return list(dict.fromkeys(only or specs))


def checkSource(study: Study, folder: Path) -> None:
    """Refuses runs of another campaign that are not of the study's netlist.

    Raises:
        ParameterError: they are of another one.
        TokenSpiceError: there is no campaign.
    """
    if not isSameNetlist(readManifest(folder)["asked"], netlistFacts(study.netlist)):
        why = "its netlist was a different one, or has changed"
        raise ParameterError(f"{folder} is not of {study.name}", why, "another folder")


def wholePoints(study: Study, runs: Runs) -> Runs:
    """`runs`, all of which have ended; otherwise an error that tells at how many points they have."""
    n_done = int(runs.done.reshape(len(runs.points), runs.reps).all(axis=1).sum())
    return whole(study, runs, f"{n_done:,} of {len(runs.points):,} points have all their runs")


def whole(study: Study, runs: Runs, so_far: str = "") -> Runs:
    """`runs`, all of which have ended.

    Args:
        so_far: what is known already, in words; "" if that is nothing.
    Raises:
        ExperimentError: time was up before.
    """
    if not runs.done.all():
        found = f"; so far, {so_far}" if so_far else ", too few for an answer"
        raise ExperimentError(
            "running",
            f"time was up after {study.campaign.n_runs:,} runs{found}",
            "the same command, which goes on" if study.out is not None else "more --time, or a folder, to go on later",
        )
    return runs
