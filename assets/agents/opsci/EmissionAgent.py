"""`EmissionAgent`: new OCEAN for researchers, by a schedule."""

from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.rewardby import REWARD_BY
from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.theory.emission import emitted
from util.base18 import fromBase18, toBase18
from util.constants import S_PER_YEAR
from util.types import enforce_types

# Eras of Bitcoin's length, and the inflation that central banks aim at.
_ERA_YEARS = 4.0
_INFLATION = 0.02


@enforce_types
class EmissionAgent(OpsciAgent):
    """At the end of each epoch, mints what the schedule has let out, and splits it among the researchers.

    Args:
        name: unique in the simulation.
        OCEAN_per_epoch: what the first epoch lets out.
        schedule: "halving" or "exponential", with a half-life of 4 years; "linear", which ends after 8 years;
            "inflation", which grows by 2 % a year; "none".
        split: how it is split.
        by: what counts; a name of REWARD_BY.
        epoch_ticks: length of an epoch.

    Attributes:
        OCEAN_minted: all of it so far.
    """

    def __init__(self, name: str, OCEAN_per_epoch: float, schedule: str, split: RewardSplit, by: str, epoch_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._OCEAN_per_epoch = OCEAN_per_epoch
        self._schedule = schedule
        self._split = split
        self._weights = REWARD_BY[by]
        self._epoch_ticks = epoch_ticks
        self._minted_base = 0

    @property
    def OCEAN_minted(self) -> float:
        """OCEAN that it has minted so far."""
        return fromBase18(self._minted_base)

    def takeStep(self, state: Any) -> None:
        if (state.tick + 1) % self._epoch_ticks == 0:
            self._pay(state)

    def _pay(self, state: Any) -> None:
        due_base = toBase18(self._letOut(state, state.tick + 1)) - self._minted_base
        weights = self._weights(state)
        if due_base <= 0 or not weights:
            return
        self._minted_base += due_base
        self.receiveOCEAN(fromBase18(due_base))
        for name, part_base in self._split.split(due_base, weights, state.rng).items():
            self._transferOCEAN_base(state.agents[name], part_base)

    def _letOut(self, state: Any, ticks: int) -> float:
        """OCEAN that the schedule lets out in that many ticks, scaled so that the first epoch has OCEAN_per_epoch."""
        if self._schedule == "none":
            return 0.0
        years_per_tick = state.ss.time_step / S_PER_YEAR
        now, first = (
            emitted(self._schedule, n * years_per_tick, 1.0, _ERA_YEARS, 1.0, _INFLATION)
            for n in (ticks, self._epoch_ticks)
        )
        return self._OCEAN_per_epoch * now / first
