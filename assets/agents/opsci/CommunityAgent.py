"""`CommunityAgent`: a member of the public that pays to take part in projects it is curious about."""

from assets.agents.opsci.KnowledgeMarketBase import KnowledgeMarketBase
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter, rules
from assets.agents.opsci.Payment import Payment
from engine.SimStateBase import rngOf
from util.types import enforce_types

# It takes part when its curiosity is above this.
_CURIOUS = 0.5


@enforce_types
class CommunityAgent(OpsciAgent):
    """Whenever grants are awarded, it looks at the impact of the funded projects, and may pay to take part in one.

    Attributes:
        curiosity: 0 to 1; impact of funded projects / 10, plus or minus up to a half.
        knowledge_access: how often it took part.
    """

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, USD, OCEAN)
        self.curiosity: float = 1
        self.knowledge_access = 0

    def takeStep(self, state) -> None:
        treasury = state.agents[parameter(state.ss, "TREASURY")]
        if treasury.update:
            self.curiosity = self._getCuriosity(state, treasury)
            if self.curiosity > _CURIOUS:
                self._takePart(state)

    def _getCuriosity(self, state, treasury) -> float:
        curiosity = treasury.impact / 10 + rngOf(state).uniform(-0.5, 0.5)
        if rules(state.ss).binary_curiosity:
            return 1 if curiosity >= 1 else 0
        return min(max(curiosity, 0.0), 1.0)

    def _takePart(self, state) -> None:
        """Pays the public market to take part in a random project, which gains engagement and impact."""
        price = parameter(state.ss, "PRICE_OF_ASSETS")
        if self.OCEAN() < price or not state.projects:
            return
        market = state.getAgent("public_market")
        self._transferOCEAN(market, price)
        if isinstance(market, KnowledgeMarketBase):
            market.announce(Payment(self, price))
        self.knowledge_access += 1
        project = state.projects[rngOf(state).choice(list(state.projects))]
        project.engagement += 1
        project.impact += 1
