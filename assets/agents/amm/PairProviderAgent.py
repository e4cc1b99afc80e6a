"""`PairProviderAgent`: a liquidity provider of a Uniswap V2 pair who may leave it and come back."""

from collections.abc import Callable
from typing import Any

from assets.agents.amm.UniswapV2AmmPool import UniswapV2AmmPool
from engine.AgentBase import AgentBaseEvm
from engine.Timer import Timer


class PairProviderAgent(AgentBaseEvm):
    """Joins the pair with as much as it can of what it holds, or leaves it, as its rule says.

    Args:
        name: unique in the simulation.
        pool: where it provides liquidity.
        rule: state → whether it wants to be in the pool from now on.
        s_between_reviews: time between two looks at the rule.

    Attributes:
        n_moves: how often it has joined or left.
    """

    role = "liquidity_provider"

    def __init__(self, name: str, pool: UniswapV2AmmPool, rule: Callable[[Any], bool], s_between_reviews: int):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        self._pool = pool
        self._rule = rule
        self._review = Timer(s_between_reviews)
        # The first look is at once.
        self._review.advance(s_between_reviews)
        self.n_moves = 0

    def shares_base(self) -> int:
        """Shares of the pair that it holds."""
        return self._pool.pair.balanceOf_base(self.address)

    def held_base(self) -> tuple[int, int]:
        """x and y in its wallet."""
        return self._pool.x.balanceOf_base(self.address), self._pool.y.balanceOf_base(self.address)

    def takeStep(self, state: Any) -> None:
        """Moves if the rule says so."""
        if self._review.due:
            self._review.restart()
            wants = self._rule(state)
            if wants and not self.shares_base():
                self.join()
            elif not wants and self.shares_base():
                self.leave()
        self._review.advance(state.ss.time_step)

    def join(self) -> None:
        """Pays in as much as the pair's ratio allows, if that is worth a share; the rest stays in the wallet."""
        pair, (x_all, y_all), (x_held, y_held) = self._pool.pair, self._pool.reserves_base(), self.held_base()
        x_base = min(x_held, y_held * x_all // y_all)
        y_base = x_base * y_all // x_all
        supply = pair.totalSupply_base()
        if not x_base * supply // x_all or not y_base * supply // y_all:
            return
        for token, amount in zip((self._pool.x, self._pool.y), (x_base, y_base)):
            token.transfer(pair.address, amount, self.web3wallet)
        pair.mint(self.address, self.web3wallet)
        self.n_moves += 1

    def leave(self) -> None:
        """Takes its part of both tokens out."""
        pair = self._pool.pair
        pair.transfer(pair.address, self.shares_base(), self.web3wallet)
        pair.burn(self.address, self.web3wallet)
        self.n_moves += 1
