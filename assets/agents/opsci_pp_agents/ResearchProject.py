"""The reference's module for `ResearchProject`; see `opsci/`."""

from assets.agents.opsci.ResearchProject import ResearchProject

__all__ = ["ResearchProject"]
