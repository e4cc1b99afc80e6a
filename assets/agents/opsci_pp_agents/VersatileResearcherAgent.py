"""The reference's module for `VersatileResearcherAgent`; see `opsci/`."""

from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent

__all__ = ["VersatileResearcherAgent"]
