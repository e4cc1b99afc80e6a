"""`ResearchProject`: a funded project, and what people make of it."""

from assets.agents.opsci.ResearchProject import ResearchProject

__all__ = ["ResearchProject"]
