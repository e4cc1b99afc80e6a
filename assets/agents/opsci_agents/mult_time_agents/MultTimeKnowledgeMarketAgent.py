"""`MultTimeKnowledgeMarketAgent`: the market of the model in which projects take time."""

from assets.agents.opsci.SharedMarket import SharedMarket


class MultTimeKnowledgeMarketAgent(SharedMarket):
    """A market whose asset owners share what is paid in it. See SharedMarket."""
