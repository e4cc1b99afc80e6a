"""The reference's module for `PrivateKnowledgeMarketAgent`; see `opsci/`."""

from assets.agents.opsci.PrivateKnowledgeMarketAgent import PrivateKnowledgeMarketAgent

__all__ = ["PrivateKnowledgeMarketAgent"]
