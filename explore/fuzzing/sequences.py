"""The runs of a fuzzing: what a process does with each, and where they begin."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.Simulation import loadedNetlist
from explore.fuzzing.cases import TICK, Step
from explore.fuzzing.draw import Drawer, drawnOverrides, reproducible
from explore.fuzzing.play import Feature, Played, Player
from util.config import Settings
from util.errors import ParameterError

# How many features an action may have.
_MOST_FEATURES = 200
# A run tries this number of beginnings in turn, each with 2 ** one of these steps more.
_N_PREFIXES, _BEYOND = 8, (2, 8)


@dataclass(frozen=True)
class Job:
    """A run to be made: its number, beginnings that are tried in turn, if any, and what is broken already."""

    run: int
    prefixes: tuple[tuple[Step, ...], ...]
    skip: frozenset[str]


class Sequences:
    """The work of one process: plays sequences."""

    def __init__(self, source: Any, settings: Settings, options: Mapping[str, Any]):
        self._source, self._settings, self._options = source, settings, options
        self._player: Player | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_player": None}

    @property
    def player(self) -> Player:
        """Plays them; made when it is first asked for."""
        if self._player is None:
            o = self._options
            netlist = loadedNetlist(self._source, 0)
            self._player = Player(netlist, self._settings, o["check"], o["fail_on_revert"], o["copies"])
        return self._player

    def run(self, job: Job) -> Outcome:
        """Plays one."""
        player, o = self.player, self._options
        rng = reproducible(o["seed"], job.run)
        overrides = {**o["overrides"], **drawnOverrides(player.properties, player.netlist["SimStrategy"], rng)}
        if not player.properties.actions:
            # As `tsp run` makes it, each with another seed.
            seed, steps = rng.randrange(2**32), iter([Step(TICK, {"n": o["depth"]}, None)])
            return Outcome(seed, overrides, self._played(seed, overrides, lambda state: next(steps, None), job))
        return Outcome(o["seed"], overrides, self._sequences(o["seed"], overrides, rng, job))

    def _sequences(self, seed: int, overrides: Mapping[str, Any], rng: random.Random, job: Job) -> list[Played]:
        """One long sequence; or, from steps that got somewhere, shorter ones that together are as long."""
        depth: int = self._options["depth"]
        found: list[Played] = []
        left = depth
        for prefix in itertools.cycle(job.prefixes or ((),)):
            beyond = 2 ** rng.randrange(*_BEYOND) if prefix else depth
            drawer = Drawer(self.player.properties, rng, prefix)
            steps = iter(range(min(left, len(prefix) + beyond)))

            def draw(state: Any, drawer: Drawer = drawer, steps: Iterator[int] = steps) -> Step | None:
                return None if next(steps, None) is None else drawer.next(state)

            played = self._played(seed, overrides, draw, job)
            found += played
            left -= max(1, len(played[0].steps)) if played else left
            if left <= 0 or not job.prefixes or played[0].broken is not None:
                return found
        return found

    def _played(self, seed: int, overrides: Mapping[str, Any], source: Any, job: Job) -> list[Played]:
        """None, if the netlist refuses the parameters."""
        try:
            return [self.player.play(seed, overrides, source, job.skip, probes=job.run == 0)]
        except ParameterError:
            if overrides == self._options["overrides"]:
                raise
            return []


@dataclass(frozen=True)
class Outcome:
    """What became of a run: sequences of one seed and with the same overrides, none if it could not begin."""

    seed: int
    overrides: dict[str, Any]
    played: list[Played]


class Corpus:
    """The shortest way to each thing that steps were seen to do."""

    def __init__(self, seed: int):
        self._seed = seed
        self._ways: dict[Feature, tuple[Step, ...]] = {}
        self._n_chosen: dict[Feature, int] = {}
        self._n_of: dict[str, int] = {}

    def add(self, played: Played) -> None:
        """Keeps what got somewhere new, or somewhere sooner."""
        for feature, n in played.features.items():
            known = self._ways.get(feature)
            if known is None:
                if self._n_of.get(feature[0], 0) >= _MOST_FEATURES:
                    continue
                self._n_of[feature[0]] = self._n_of.get(feature[0], 0) + 1
                self._n_chosen[feature] = 0
            if known is None or n < len(known):
                self._ways[feature] = tuple(played.steps[:n])

    def prefixes(self, run: int) -> tuple[tuple[Step, ...], ...]:
        """What a run begins with: every other time nothing, otherwise what was least often begun with."""
        rng = reproducible(self._seed, run, "prefixes")
        if not self._ways or rng.random() < 0.5:
            return ()
        return tuple(self._chosen(rng) for _ in range(_N_PREFIXES))

    def _chosen(self, rng: random.Random) -> tuple[Step, ...]:
        least = min(self._n_chosen.values())
        feature = rng.choice([f for f, n in self._n_chosen.items() if n == least])
        self._n_chosen[feature] += 1
        return self._ways[feature]
