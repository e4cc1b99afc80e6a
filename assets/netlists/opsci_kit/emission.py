"""New OCEAN for researchers, for any science community."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci.EmissionAgent import EmissionAgent
from assets.agents.rewards.RewardSplit import RewardSplit
from assets.netlists.opsci_kit.Mechanism import Mechanism
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class EmissionMechanism(Mechanism):
    """An agent who mints and splits, if there is something to mint."""

    PARAMETERS = OpsciStrategy

    @classmethod
    def isWanted(cls, ss: OpsciStrategy) -> bool:
        return ss.EMISSION_PER_EPOCH > 0

    def addAgents(self, state: Any) -> None:
        ss = state.ss
        terms = (ss.EMISSION_PER_EPOCH, ss.SCHEDULE, RewardSplit(ss.REWARD_SPLIT), ss.REWARD_BY, ss.EPOCH_TICKS)
        self._emission = EmissionAgent("emission", *terms)
        state.addAgent(self._emission)

    def columns(self, state: Any) -> dict[str, Any]:
        return {"OCEAN_minted": self._emission.OCEAN_minted}
