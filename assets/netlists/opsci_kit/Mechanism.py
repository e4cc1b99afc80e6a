"""`Mechanism`: a way to select or to reward research that any science community can have, on top of what it has."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy


class Mechanism:
    """Adds agents who act after the researchers and before the markets, and columns.

    A community has it if its own strategy is about it, if SCORE_FIELDS names the field that it writes into proposals,
    or if new OCEAN is split by what it measures. In the last two cases its parameters have their defaults.
    """

    # Its parameters, as a part of a strategy.
    PARAMETERS: ClassVar[type[OpsciStrategy]]
    # The field of proposals that it writes, and the name of its weights in REWARD_BY.
    FIELD: ClassVar[str] = ""
    WEIGHTS: ClassVar[str] = ""

    def __init__(self, ss: OpsciStrategy):
        self.parameters: Any = ss if isinstance(ss, self.PARAMETERS) else self.PARAMETERS()

    @classmethod
    def isWanted(cls, ss: OpsciStrategy) -> bool:
        """Whether a community with that strategy has it."""
        rewards = ss.EMISSION_PER_EPOCH > 0 and ss.REWARD_BY == cls.WEIGHTS
        return rewards or cls.FIELD in ss.SCORE_FIELDS or cls.isOwn(ss)

    @classmethod
    def isOwn(cls, ss: OpsciStrategy) -> bool:
        """Whether the strategy is about it."""
        return isinstance(ss, cls.PARAMETERS)

    @abstractmethod
    def addAgents(self, state: Any) -> None:
        """Adds its agents, in the order in which they act."""

    def listen(self, market: Any) -> None:
        """Is called with each market that is added."""

    @abstractmethod
    def columns(self, state: Any) -> dict[str, Any]:
        """Column → value, as of now."""
