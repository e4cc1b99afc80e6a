"""`TokenTreasuryAgent`: lives on tributes of a bonding curve, and gives grants."""

from typing import Any

from assets.agents.opsci.ScoreRule import ScoreRule
from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.types import enforce_types


@enforce_types
class TokenTreasuryAgent(TokenHolderAgent):
    """On each grant day it pays the best proposal that it can pay, if it holds more than its boundary.

    Args:
        name: unique in the simulation.
        boundary: OCEAN.
        grant_every_ticks: ticks from one grant day to the next; the first one is in tick 0.

    Attributes:
        OCEAN_granted: sum of its grants.
        n_grants: how many there were.
    """

    RULE = ScoreRule()

    def __init__(self, name: str, boundary: float, grant_every_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._boundary = boundary
        self._grant_every_ticks = grant_every_ticks
        self.OCEAN_granted = 0.0
        self.n_grants = 0

    def takeStep(self, state: Any) -> None:
        if state.tick % self._grant_every_ticks or self.OCEAN() <= self._boundary:
            return
        # In another order of agents, it acts before anybody has proposed anything.
        applicants = {name: researcher for name, researcher in state.researchers.items() if researcher.proposal}
        for name in self.RULE.ranked(applicants, state.ss):
            amount = float(state.researchers[name].proposal["grant_requested"])
            if amount <= self.OCEAN():
                self._transferOCEAN(state.researchers[name], amount)
                state.researchers[name].receiveGrant(amount)
                self.OCEAN_granted += amount
                self.n_grants += 1
                return
