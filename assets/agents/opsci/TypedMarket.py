"""`TypedMarket`: a knowledge market in which assets have types."""

from assets.agents.opsci.KnowledgeMarketBase import KnowledgeMarketBase

# What researchers provide.
TYPES = ("algo", "data", "compute")


class TypedMarket(KnowledgeMarketBase):
    """A market whose book has an entry per type."""

    types = list(TYPES)

    @property
    def knowledge_assets(self) -> dict[str, float]:
        """Type → number of assets."""
        return {kind: self.book.total(kind) for kind in TYPES}
