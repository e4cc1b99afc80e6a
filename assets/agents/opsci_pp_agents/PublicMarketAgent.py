"""The reference's module for `PublicKnowledgeMarketAgent`; see `opsci/`."""

from assets.agents.opsci.PublicKnowledgeMarketAgent import PublicKnowledgeMarketAgent

__all__ = ["PublicKnowledgeMarketAgent"]
