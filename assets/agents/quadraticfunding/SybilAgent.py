"""`SybilAgent`: gives to its own project under many names, so that the pool matches it like many donors' gifts."""

from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from util.base18 import fromBase18, toBase18
from util.types import enforce_types


@enforce_types
class SybilAgent(OpsciAgent):
    """Invests the same amount in each round, as long as it has it.

    Args:
        name: unique in the simulation; its project has the same.
        budget: OCEAN per round.
        n_identities: among how many names it is split.
        cost_per_identity: OCEAN that each name costs it once, paid out of the economy in its first step.

    Attributes:
        OCEAN_spent: what it gave, and what names cost.
    """

    def __init__(self, name: str, budget: float, n_identities: int, cost_per_identity: float):
        super().__init__(name, USD=0.0, OCEAN=budget + n_identities * cost_per_identity)
        self._part = budget / n_identities
        self._identities = [f"{name}#{i}" for i in range(n_identities)]
        self._cost = n_identities * cost_per_identity
        self._start = self.OCEAN()
        self._has_entered = False
        self.OCEAN_spent = 0.0

    @property
    def OCEAN_gained(self) -> float:
        """What it has more than at its start."""
        return self.OCEAN() - self._start

    def takeStep(self, state: Any) -> None:
        round_ = state.agents["qf_round"]
        if not self._has_entered:
            self._has_entered = True
            round_.enter(self)
            self._transferOCEAN(None, self._cost)
            self.OCEAN_spent += self._cost
        in_round = state.tick % round_.round_ticks
        if in_round == 1:
            round_.expect(self)
            for identity in self._identities:
                round_.promise(identity, self.name, self._part)
        if in_round == round_.round_ticks - 1:
            round_.collect(state, self)

    def keepPromises(self, state: Any, round_: Any) -> None:
        """Gives what it promised."""
        part_base = min(toBase18(self._part), self.OCEAN_base() // len(self._identities))
        for identity in self._identities if part_base else ():
            round_.give(self, identity, self.name, part_base)
            self.OCEAN_spent += fromBase18(part_base)


class CollusionRing(SybilAgent):
    """People who each give the same to one project, which is theirs. They are real, so no identity check stops them.

    Args:
        name: unique in the simulation.
        n: how many they are.
        OCEAN_each: what each gives per round.
    """

    def __init__(self, name: str, n: int, OCEAN_each: float):
        super().__init__(name, n * OCEAN_each, n, 0.0)
