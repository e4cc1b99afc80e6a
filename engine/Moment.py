"""`Moment`: a simulation at one moment, kept in memory, to which it can come back any number of times."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.Simulation import Simulation


class Moment:
    """The present moment of a simulation: its agents and its chains, but not its randomness.

    What the state shares with something outside of it, such as a module's variable, is not brought back.

    Args:
        simulation: it may run on.
    Raises:
        TypeError: something that the state holds cannot be copied.
    """

    def __init__(self, simulation: Simulation):
        self._simulation = simulation
        # What a copy shares with the original.
        self._shared: dict[int, Any] = {id(random): random}
        # Of each chain, by its name.
        self._snapshots: dict[str, int] = {}
        for name, chain in simulation.chains.items():
            # Coming back empties what is remembered of views: a copy must not hold what nobody would take from it.
            chain.revert(chain.snapshot())
            self._snapshots[name] = chain.snapshot()
            for one in (chain, chain.artifacts, *chain.abis.values(), *chain.abis):
                self._shared[id(one)] = one
        self._n_serials = simulation.n_serials
        self._state = self._copied(simulation.state)

    def restore(self) -> None:
        """Brings the simulation back to it.

        Raises:
            TypeError: the simulation has opened a chain since.
        """
        for name, chain in self._simulation.chains.items():
            if name not in self._snapshots:
                raise TypeError("a chain was opened later")
            chain.revert(self._snapshots[name])
            self._snapshots[name] = chain.snapshot()
        self._simulation.become(self._copied(self._state), self._n_serials)

    def _copied(self, state: Any) -> Any:
        return deepcopy(state, dict(self._shared))
