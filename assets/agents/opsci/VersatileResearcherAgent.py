"""`VersatileResearcherAgent`: a public researcher that lives on grants, or a private one that lives on its capital."""

import random
from typing import Any

from assets.agents.opsci.parameters import checkIsOneOf, parameter
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.RollingResearcher import RollingResearcher
from engine.SimStateBase import rngOf
from util.types import enforce_types

# What asset types a researcher may have, by its own type.
PUBLIC_TYPES = ["data", "algo"]
PRIVATE_TYPES = ["data", "algo", "compute"]


@enforce_types
class VersatileResearcherAgent(RollingResearcher):
    """A public one is a RollingResearcher that pays into the public market.

    A private one buys an input or publishes an asset, in turn, whenever public grants are awarded. After a purchase it
    publishes only once it holds more than after its last publication.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
        receiving_agents: not used; it pays into `public_market` and `private_market`.
        research_type: "public" or "private"; drawn if None.
        asset_type: "data", "algo", or, for a private one, "compute"; drawn if None.
        evaluator: name of the treasury.
        proposal_setup: what it always proposes; by default proposals are drawn.
    Raises:
        ParameterError: an unknown research or asset type.

    Attributes:
        last_OCEAN_spent: {tick, spent, market, asset_buy, publish, ratio} of its last payment in its last step, with
            assets_generated if a private one published; empty if it paid nothing.
        total_OCEAN_spent_this_tick: OCEAN.
        private_bought_last_tick: whether its next move is to publish.
        OCEAN_last_action: OCEAN it held after its last publication.
    """

    def __init__(
        self,
        name: str,
        USD: float,
        OCEAN: float,
        receiving_agents: dict,
        research_type: str | None = None,
        asset_type: str | None = None,
        evaluator: str | None = None,
        proposal_setup: dict | None = None,
    ):
        super().__init__(name, evaluator, USD, OCEAN, receiving_agents, proposal_setup)
        self.research_type = research_type or random.choice(["public", "private"])
        self._is_public = self.research_type == "public"
        types = PUBLIC_TYPES if self._is_public else PRIVATE_TYPES
        self.asset_type = asset_type or random.choice(types)
        checkIsOneOf("research_type", self.research_type, ["public", "private"])
        checkIsOneOf(f"{self.research_type} asset_type", self.asset_type, types)
        self.last_OCEAN_spent: dict = {}
        self.total_OCEAN_spent_this_tick = 0.0
        self.private_bought_last_tick = False
        self.OCEAN_last_action = 0.0

    def takeStep(self, state: Any) -> None:
        if self._is_public:
            self.multTimeTakeStep(state)
            return
        if self.last_OCEAN_spent:
            self._forgetSpent()
        if state.agents[self._evaluator].update > 0:
            self._privateTakeStep(state)
        if self._wallet._USD > 0.0:
            self._USDToDisbursePerTick(state)

    # The step of a public researcher. The very function, so that it costs no other call in each tick.
    multTimeTakeStep = RollingResearcher.takeStep

    def _privateTakeStep(self, state: Any) -> None:
        """Buys or publishes, in turn."""
        if not self.private_bought_last_tick:
            self.private_bought_last_tick = True
            self._privateBuyAssets(state)
        elif self._haveROI():
            self._privatePublishAssets(state)
            self.private_bought_last_tick = False
            self.OCEAN_last_action = self.OCEAN()

    def _haveROI(self) -> bool:
        """Whether it holds more than after its last publication."""
        return self.OCEAN() > self.OCEAN_last_action

    def _privateBuyAssets(self, state: Any) -> None:
        """Buys what its work needs, if it can: algorithms need data or computing, data needs algorithms."""
        if self.OCEAN() <= 0:
            return
        self._drawFrom(state)
        market, asset = self._getMarketAndAssets()
        if self.asset_type == "data":
            asset = "algo"
        price = state.ss.ASSET_COSTS[market][asset]
        if self.asset_type != "compute" and self.OCEAN() > price:
            self._payMarket(state, market, Payment(self, price, asset_buy=asset))

    def _getMarketAndAssets(self) -> tuple[str, str]:
        """A market, and the type of asset to buy there."""
        return self._rng.choice(["private_market", "public_market"]), self._rng.choice(["data", "compute"])

    def _privatePublishAssets(self, state: Any) -> None:
        """Publishes, if it can afford to; everything that it pays stays in the market, except for the fee."""
        cost = state.ss.PRIVATE_PUBLISH_COST[self.asset_type]
        if self.OCEAN() < cost:
            return
        n = rngOf(state).randint(*parameter(state.ss, "ASSETS_RANGE"))
        self.total_assets_in_mrkt += n
        self._payMarket(state, "private_market", Payment(self, cost, 1.0, publish=True, assets_generated=n))

    def _pay(self, state: Any, payment: Payment) -> None:
        self._payMarket(state, "public_market", payment)

    def _payMarket(self, state: Any, market: str, payment: Payment) -> None:
        self._payTo(state.getAgent(market), payment)
        self._remember(state, payment)
        self.last_OCEAN_spent = {
            "tick": state.tick,
            "spent": self.total_OCEAN_spent_this_tick,
            "market": market,
            "asset_buy": payment.asset_buy,
            "publish": payment.publish,
            "ratio": payment.ratio,
        }
        if payment.publish and not self._is_public:
            self.last_OCEAN_spent["assets_generated"] = payment.assets_generated

    def _remember(self, state: Any, payment: Any) -> None:
        self.last_tick_spent = state.tick
        self.ratio_funds_to_publish = payment.ratio
        self.total_OCEAN_spent_this_tick += payment.spent

    def _forgetSpent(self) -> None:
        self.last_OCEAN_spent = {}
        self.total_OCEAN_spent_this_tick = 0.0
