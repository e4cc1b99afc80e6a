"""`KnowledgeMarketAgent`: a market whose asset owners share what is paid in it."""

from assets.agents.opsci.FixedMarket import FixedMarket


class KnowledgeMarketAgent(FixedMarket):
    """The market of the model with one grant per round. See FixedMarket."""
