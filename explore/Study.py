"""`Study`: a campaign from its opening to its report. Each verb opens one, asks its runs of it, and closes it.

with Study("mc", Common("wsloop", "w1"), Uniform, {"runs": 1000}) as study:
    runs = study.campaign.runs(points)
    return study.finish(report)
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.Measure import Reduced
from engine.overrides import fromAssignments
from engine.Simulation import loadedNetlist
from engine.Spec import Spec
from engine.Variation import Variation
from explore import expressions, pictures
from explore.Bundle import bundleOf
from explore.Campaign import Campaign, Progress, Silent
from explore.Common import Common as Common
from explore.goals import goalsOf, measured
from explore.Job import Job
from explore.LocalWorkers import RENEW_AFTER, LocalWorkers
from explore.Manifest import NETLIST, Manifest, netlistFacts, readManifest
from explore.preflight import Findings, preflight
from explore.Report import Report
from explore.Runner import ROWS, Runner
from explore.Seeds import Seeds
from explore.series import bandsCsv, seriesOf
from explore.Space import Space
from explore.Store import ROWS as STORED_ROWS
from explore.Store import Store, hasRuns
from explore.Workers import InProcess, Workers
from util.config import Settings
from util.errors import ParameterError
from util.paths import checkFree
from util.plain import plain

if TYPE_CHECKING:
    from explore.CampaignFork import CampaignFork

# Replications where there is chance and nobody says how many.
_REPS = 8
# Files of rows in one folder.
_MAX_KEPT = 10_000
# In this number of points, every parameter that varies has occurred.
_MAX_LOOKED_AT = 200


class Study:
    """A campaign that is open. `with` closes it, however it ends.

    Args:
        verb: of the command.
        common: what all campaigns can be told.
        kind: what a plain range means to the verb.
        asked: options of the verb on which its results depend, as plain data.
        seeds: "common" or "independent": what suits the verb.
        reps: replications that suit the verb, with chance and without.
        max_goals: how many goals the verb can be after at most; None means no limit.
        is_search: whether the verb asks for runs because of what others came to; see Campaign.

    Attributes:
        netlist, space, runner: what is run.
        campaign: makes the runs.
        goals: what is searched for.
        reps: replications of each point.
        has_chance: whether seeds matter.
    """

    def __init__(
        self,
        verb: str,
        common: Common,
        kind: type[Variation],
        asked: Mapping[str, Any],
        seeds: str = "common",
        reps: tuple[int, int] = (_REPS, 1),
        max_goals: int | None = 0,
        is_search: bool = False,
    ):
        self.verb = verb
        self.common = common
        self.progress: Progress = common.progress or Silent()
        self.netlist = loadedNetlist(common.netlist, 0)
        self.space = Space(self.netlist, _assigned(common.set), _variations(common.vary), kind)
        measures, specs = namedMeasures(common.measures), _specs(common.specs)
        self.goals = goalsOf(common.goal)
        if max_goals is not None and len(self.goals) > max_goals:
            at_most = "none" if max_goals == 0 else f"{max_goals}"
            raise ParameterError(f"{verb} cannot be after {self.goals[-1]}", f"it takes {at_most} of --goal")
        measures = measured(self.goals, measures, list(self.netlist.get("netlist_measures") or {}))
        self._is_search = is_search
        source = self.netlist if self.netlist.path is None else str(self.netlist.path)
        if common.keep not in ("measures", ROWS):
            raise ParameterError(f"a campaign cannot keep {common.keep!r}", "", "measures or rows")
        settings = common.settings()
        self._fork = _forkOf(settings) if settings.network == "fork" else None
        if self._fork is not None:
            settings = self._fork.settings
            self.progress.say("fork of chain {chain_id} at block {number}".format(**self._fork.block))
        self.runner = Runner(source, self.space.fixed, measures, specs, settings, common.keep)
        seeds = common.seeds or seeds
        if seeds not in ("common", "independent"):
            raise ParameterError(f"seeds cannot be {seeds!r}", "", "common or independent")
        of_netlist = netlistFacts(self.netlist)
        self._identity = {
            NETLIST: of_netlist[NETLIST],
            "set": plain(self.space.fixed),
            **self._texts(),
        }
        replications = {"seed": common.seed, "seeds": seeds, "keep": common.keep}
        goals = {"goal": [str(goal) for goal in self.goals]} if self.goals else {}
        hardfork = {"hardfork": settings.hardfork} if settings.hardfork else {}
        fork = {} if self._fork is None else {"fork": self._fork.block}
        self._asked = {
            "verb": verb,
            **self._identity,
            **of_netlist,
            "parameters": {name: str(v) for name, v in self.space.variations.items()},
            "options": {**asked, **goals, **hardfork, **fork, **replications},
        }
        self._open(Seeds(common.seed, seeds == "common"), reps)

    def _open(self, seeds: Seeds, reps: tuple[int, int]) -> None:
        common = self.common
        self.out = None if common.out is None else Path(common.out)
        self._manifest: Manifest | None = None
        self._store: Store | None = None
        self._workers: Workers | None = None
        try:
            if self.out is None:
                self._useFindings(self._look(), reps)
            else:
                self._makeFolder(self.out, reps)
            self._workers = self._hired()
        except BaseException as e:
            self.__exit__(type(e), e, None)
            raise
        self.campaign = Campaign(
            self._workers,
            seeds,
            hashlib.sha256(json.dumps(self._identity).encode()).hexdigest(),
            self._store,
            self.commandOf,
            common.seconds,
            common.keep_going,
            self.progress,
            _MAX_KEPT if common.keep == ROWS else None,
            self._is_search,
        )

    def _makeFolder(self, out: Path, reps: tuple[int, int]) -> None:
        """Opens the folder. A new one is made last, so that a question that cannot be asked leaves nothing behind."""
        if self.netlist.path is None:
            raise ParameterError("a campaign cannot be stored", "its netlist is in no file", "leave out the folder")
        if os.path.lexists(out):
            found = Findings(**readManifest(out)["found"])
            self._store = Store(out)
            self._useFindings(found, reps)
            self._manifest = Manifest(out, self._asked, self._call(), self.common.more)
            self._gatherFork()
            return
        checkFree(out)
        found = self._look()
        self._useFindings(found, reps)
        self._manifest = Manifest(out, self._asked, self._call(), found=found._asdict())
        self._store = Store(out)
        self._gatherFork()

    def _gatherFork(self) -> None:
        if self._fork is not None:
            self._fork.gather()

    def _call(self) -> dict[str, Any]:
        """What campaign.json says of this call; the results do not depend on it."""
        common = self.common
        limits: dict[str, Any] = {"timeout": common.timeout, "memory": common.memory}
        if common.fork_cache is not None:
            limits["fork_cache"] = str(Path(common.fork_cache).absolute())
        return {"command": common.command, "netlist": str(self.netlist.path), "jobs": common.jobs, **limits}

    def _look(self) -> Findings:
        common, settings = self.common, self.runner.settings
        with nullcontext(settings) if self._fork is None else self._fork.aside() as self.runner.settings:
            found = preflight(self.runner, self.space, timeout=common.timeout, memory_MB=common.memory)
        self.runner.settings = settings
        return found

    def _useFindings(self, found: Findings, reps: tuple[int, int]) -> None:
        if found.failure:
            self.progress.say(f"the nominal run fails: {found.failure}")
        if found.doubt:
            self.progress.say(found.doubt)
        if found.leak:
            self.progress.say(
                f"runs of one seed differ, first in {found.leak}: the netlist keeps something from run to run,"
                " so each run gets its own process"
            )
        self._isolate = self.common.isolate or bool(found.leak)
        self.has_chance = found.has_chance
        with_chance, without = reps
        self.reps = self.common.reps or (with_chance if self.has_chance else without)
        # What was not said counts as its default, so that --more can add to it.
        self._asked["options"]["reps"] = self.reps
        if not self.has_chance and self.reps == 1 < with_chance and self.common.reps is None:
            self.progress.say("another seed gives the same rows, so each point is run once")

    def __enter__(self) -> Study:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if self._workers is not None:
            self._workers.close()
        if self._store is not None:
            self._store.close()
            self._gatherFork()
        if self._manifest is not None:
            self._closeFolder(self._manifest, error)

    def _closeFolder(self, manifest: Manifest, error: BaseException | None) -> None:
        if error is None:
            manifest.close("finished", runs=self.campaign.n_runs, failed=self.campaign.n_failed)
        elif isinstance(error, Exception) and manifest.is_new and not hasRuns(manifest.folder):
            # A question that turned out to be none leaves nothing behind.
            shutil.rmtree(manifest.folder)
        else:
            manifest.close("error" if isinstance(error, Exception) else "interrupted", error=str(error))
            if isinstance(error, KeyboardInterrupt):
                self.progress.say(f"{manifest.folder} keeps the runs so far; the same command goes on")

    def finish(self, report: Report) -> Report:
        """Writes the report into the folder, if there is one."""
        if self.out is not None:
            report.hint = report.hint or self._next(report)
            if self.common.keep == ROWS:
                self._addSeries(report, self.out / STORED_ROWS)
            report.write(self.out, self.common.pictures)
        return report

    def _next(self, report: Report) -> str:
        """The command that makes the first run again that failed or violates a spec; or the one that lists all runs."""
        runs, folder = report.results, shlex.quote(str(self.out))
        bad = ~runs.ok
        for spec in runs.specs:
            # nan is no margin.
            bad |= ~(runs.margin(spec) >= 0.0)
        first = np.flatnonzero(bad & runs.done)
        return f"tsp replay {folder} {runs.number(int(first[0]))}" if len(first) else f"tsp runs {folder}"

    def _addSeries(self, report: Report, rows: Path) -> None:
        """Bands of the logged series over all runs, as pictures and in bands.csv."""
        series, others = seriesOf(rows, self.runner.loaded()[1])
        varied = dict.fromkeys(name for point in islice(report.results.points, _MAX_LOOKED_AT) for name in point)
        caption = self.caption(f"varied: {', '.join(varied)}" if varied else "")
        for one in series:
            report.pictures[pictures.fileName(f"series_{one.name}")] = pictures.bands(one, caption)
        report.files["bands"] = bandsCsv(series)
        if others:
            report.notes.append(f"bands.csv and pictures have {len(series)} logged series; not {', '.join(others)}")

    @property
    def n_stored(self) -> int:
        """The number after the largest one of a run in the folder."""
        return self._store.next_number if self._store is not None else 0

    def settled(self, name: str, value: Any) -> Any:
        """What was decided under this name when the campaign began; `value`, if that is now."""
        return value if self._manifest is None else self._manifest.settled(name, value)

    def settle(self, name: str, value: Any) -> None:
        """Keeps something else that results depend on, such as what a file held; another value is refused later."""
        if self._manifest is not None:
            self._manifest.settle(name, plain(value))

    def spec(self, name: str) -> Spec | None:
        """The spec of that name; None if it is an assertion."""
        return self.runner.loaded()[1].specs.get(name)

    def limitsOf(self) -> dict[str, list[tuple[str, float]]]:
        """Measure → (spec, bound) of the specs that limit it alone."""
        question = self.runner.loaded()[1]
        found: dict[str, list[tuple[str, float]]] = {}
        for name, spec in question.specs.items():
            for measure, what in (question.measures or {}).items():
                if not spec.always and what == spec.measure:
                    found.setdefault(measure, []).append((name, spec.bound))
            if question.measures is None and isinstance(spec.measure, Reduced) and spec.measure.how == "final":
                found.setdefault(spec.measure.column, []).append((name, spec.bound))
        return found

    def caption(self, where: str = "") -> str:
        """What stands small in every picture: netlist, campaign seed, what is fixed."""
        sets = ", ".join(f"{name}={value}" for name, value in self.space.fixed.items())
        return "; ".join([self.name, f"seed {self.common.seed}", *filter(None, [sets, where])])

    def planned(self, n_runs: int, what: str) -> str:
        """The title: what is done, in one line."""
        n_specs = len(self.runner.loaded()[1].specs)
        parts = [what, *([f"{n_specs} spec{'s' * (n_specs != 1)}"] if n_specs else [])]
        return f"{self.verb}: {n_runs:,} run{'s' * (n_runs != 1)} of {self.name}, {', '.join(parts)}"

    @property
    def name(self) -> str:
        """What to call the netlist in a report: its folder, or its file, wherever it lies."""
        path = self.netlist.path
        if path is None:
            return self.netlist.name
        return path.parent.name if path.name == "netlist.py" else path.stem

    def commandOf(self, job: Job) -> str:
        """The command that makes a run alone."""
        if self.out is not None:
            return f"tsp replay {shlex.quote(str(self.out))} {job.i}"
        return self.runCommand(job.set, job.seed)

    def runCommand(self, point: Mapping[str, Any], seed: int | None = None) -> str:
        """The command that runs the netlist once at a point, on the same chain."""
        values = {**self.space.fixed, **point}
        options = [] if seed is None else [f"--seed {seed}"]
        options += [f"--set {shlex.quote(f'{name}={value}')}" for name, value in values.items()]
        if self.runner.settings.hardfork:
            options.append(f"--hardfork {self.runner.settings.hardfork}")
        if self._fork is not None:
            options.append(self._fork.options())
        return " ".join([f"tsp run {shlex.quote(self.netlist.name)} OUT", *options])

    def _texts(self) -> dict[str, Any]:
        return dict(self.runner.loaded()[1].texts())

    def _hired(self) -> Workers:
        common = self.common
        renew_after = 1 if self._isolate else RENEW_AFTER
        if common.scheduler is not None:
            return self._cluster(common.scheduler, renew_after)
        if self.runner.source is self.netlist:
            if common.timeout or common.memory or self._isolate:
                why = "it is in no file; timeout, memory, isolate and what is kept from run to run need one"
                raise ParameterError("the netlist's runs cannot have processes of their own", why, "a file for it")
            return InProcess(self.runner)
        n = common.jobs or os.cpu_count() or 1
        if n == 1 and not (common.timeout or common.memory or self._isolate):
            return InProcess(self.runner)
        return LocalWorkers(self.runner, n, common.timeout, common.memory, renew_after)

    def _cluster(self, address: str, renew_after: int) -> Workers:
        from explore.DaskWorkers import DaskWorkers

        if self.netlist.path is None:
            raise ParameterError("the netlist cannot go to a cluster", "it is not in a file", "leave out the scheduler")
        self.runner.bundle = bundleOf(self.netlist)
        return DaskWorkers(self.runner, address, self.common.timeout, self.common.memory, renew_after)


def _forkOf(settings: Settings) -> CampaignFork:
    # Imported by those who ask for it, so that other campaigns do not pay for it.
    from explore.CampaignFork import CampaignFork

    return CampaignFork(settings)


def _assigned(said: Mapping[str, Any] | Sequence[str]) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else fromAssignments(said)


def _variations(said: Mapping[str, Variation | str] | Sequence[str]) -> dict[str, Variation]:
    pairs = said.items() if isinstance(said, Mapping) else expressions.allNamed(said, "--vary").items()
    return {name: expressions.variation(v) if isinstance(v, str) else v for name, v in pairs}


def namedMeasures(said: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    """Name → measure, of what --measure or a notebook says."""
    pairs = said.items() if isinstance(said, Mapping) else expressions.allNamed(said, "--measure").items()
    return {name: expressions.measure(m) if isinstance(m, str) else m for name, m in pairs}


def _specs(said: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    if isinstance(said, Mapping):
        return {name: expressions.spec(s) if isinstance(s, str) else s for name, s in said.items()}
    parsed = [expressions.spec(text) for text in said]
    return {str(spec): spec for spec in parsed}
