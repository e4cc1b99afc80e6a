"""`LiquidityProviderAgent`: owns the shares of a pool and lets it work."""

from typing import Any

from engine.AgentBase import AgentBaseEvm
from util.types import enforce_types


@enforce_types
class LiquidityProviderAgent(AgentBaseEvm):
    """A passive provider. It put in what the pool began with, and neither adds nor withdraws anything."""

    role = "liquidity_provider"

    def takeStep(self, state: Any) -> None:
        """Nothing."""
