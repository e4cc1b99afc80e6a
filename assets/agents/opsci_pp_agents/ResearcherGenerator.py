"""The reference's module for `ResearcherGeneratorAgent`; see `opsci/`."""

from assets.agents.opsci.ResearcherGeneratorAgent import ResearcherGeneratorAgent

__all__ = ["ResearcherGeneratorAgent"]
