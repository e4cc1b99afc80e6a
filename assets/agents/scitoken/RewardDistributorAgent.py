"""`RewardDistributorAgent`: splits the tokens it receives among those who have earned them."""

from collections.abc import Callable
from typing import Any

from assets.agents.rewards.RewardSplit import RewardSplit
from assets.agents.scitoken.TokenHolderAgent import TokenHolderAgent
from util.base18 import fromBase18
from util.types import enforce_types


@enforce_types
class RewardDistributorAgent(TokenHolderAgent):
    """Pays out all the tokens that it holds on each pay day.

    Args:
        name: unique in the simulation.
        split: the rule by which they are split.
        weights: function of the state that returns {name: weight} of those who may be paid.
        pay_every_ticks: ticks from one pay day to the next, and from the start to the first.

    Attributes:
        n_splits: pay days with something to pay so far.
        OCEAN_paid_last: what the latest payout was worth at the price of its day.
    """

    def __init__(self, name: str, split: RewardSplit, weights: Callable, pay_every_ticks: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._split = split
        self._weights = weights
        self._pay_every_ticks = pay_every_ticks
        self.n_splits = 0
        self.OCEAN_paid_last = 0.0

    def takeStep(self, state: Any) -> None:
        if state.tick == 0 or state.tick % self._pay_every_ticks:
            return
        token, pot = state.token, state.token.balanceOf_base(self.address)
        if not pot:
            return
        price = state.tokenPrice()
        for name, part in self._split.split(pot, self._weights(state), state.rng).items():
            if part:
                agent = state.agents[name]
                token.transfer(agent.address, part, self.web3wallet)
                agent.receiveReward(fromBase18(part), price)
        self.n_splits += 1
        self.OCEAN_paid_last = fromBase18(pot) * price
