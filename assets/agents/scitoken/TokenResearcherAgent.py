"""`TokenResearcherAgent`: does research, and lives on rewards in tokens and on grants."""

from typing import Any

from assets.agents.opsci.ProposalModel import ProposalModel
from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.constants import S_PER_DAY
from util.types import enforce_types


@enforce_types
class TokenResearcherAgent(TokenHolderAgent):
    """Produces impact at a steady pace, and has costs. When it is paid, it pays its costs and sells a part of the rest.

    Costs are paid in OCEAN, out of the economy: from what it holds, then by selling tokens. What it cannot pay, it goes
    without.

    Args:
        name: unique in the simulation.
        skill: impact that it produces in a day; above 0.
        cost_per_day: OCEAN.
        sell_share: fraction of a reward that it sells after its costs are covered.
        grant_every_ticks: how often it draws a new proposal for a grant.

    Attributes:
        impact: what it has produced so far.
        tokens_received: sum of its rewards.
        OCEAN_worth: the same, each at the price of its day.
        OCEAN_granted: sum of its grants.
        knowledge_access: 1 and the number of its grants; counts for its proposals.
        proposal: what it proposes; drawn as in all science communities.
    """

    MODEL = ProposalModel()

    def __init__(self, name: str, skill: float, cost_per_day: float, sell_share: float, grant_every_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._skill = skill
        self._cost_per_day = cost_per_day
        self._sell_share = sell_share
        self._grant_every_ticks = grant_every_ticks
        self._owed = 0.0
        self._reward = 0.0
        self.impact = 0.0
        self.tokens_received = 0.0
        self.OCEAN_worth = 0.0
        self.OCEAN_granted = 0.0
        self.knowledge_access = 1.0
        self.proposal: dict = {}

    def receiveReward(self, tokens: float, price: float) -> None:
        """Learns that tokens have come, and what one costs."""
        self._reward += tokens
        self.tokens_received += tokens
        self.OCEAN_worth += tokens * price

    def receiveGrant(self, OCEAN: float) -> None:
        """Learns that a grant has come."""
        self.OCEAN_granted += OCEAN
        self.knowledge_access += 1.0

    def takeStep(self, state: Any) -> None:
        days = state.ss.time_step / S_PER_DAY
        self.impact += self._skill * days
        self._owed += self._cost_per_day * days
        if state.tick % self._grant_every_ticks == 0:
            self.proposal = self.MODEL.draw(self, state)
        if self._reward > 0.0:
            self._spend(state)

    def _spend(self, state: Any) -> None:
        held, price = self.tokens(state), state.sellersPrice()
        missing = max(self._owed - self.OCEAN(), 0.0)
        # Selling lowers the price, so this brings a little less; it goes without that little.
        needed = held if missing > price * held else missing / price if missing else 0.0
        rest = self._sell_share * max(self._reward - needed, 0.0)
        self.sellTokens(state, min(needed + rest, held))
        self._transferOCEAN(None, min(self._owed, self.OCEAN()))
        self._owed = self._reward = 0.0
