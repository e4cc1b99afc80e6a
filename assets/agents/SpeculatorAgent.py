"""The reference's module for agents that speculate; see `market/` and, for those of V4, `oceanv4/`."""

from assets.agents.market.SpeculatorAgent import SpeculatorAgent
from assets.agents.market.SpeculatorAgentBase import SpeculatorAgentBase
from assets.agents.market.StakerspeculatorAgent import StakerspeculatorAgent
from assets.agents.oceanv4.traders import SpeculatorAgentV4, StakerspeculatorAgentV4

__all__ = [
    "SpeculatorAgent",
    "SpeculatorAgentBase",
    "SpeculatorAgentV4",
    "StakerspeculatorAgent",
    "StakerspeculatorAgentV4",
]
