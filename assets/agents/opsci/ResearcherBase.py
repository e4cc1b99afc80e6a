"""`ResearcherBase`: what all researchers share: proposals, counters, and payments for publications and assets."""

import random
from typing import Any, ClassVar

from assets.agents.opsci.KnowledgeMarketBase import KnowledgeMarketBase
from assets.agents.opsci.members import derived
from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import parameter
from assets.agents.opsci.Payment import Payment
from assets.agents.opsci.ProposalModel import ProposalModel, Trait, impactOf
from assets.agents.opsci.ResearchProject import ResearchProject
from engine.SimStateBase import rngOf


class ResearcherBase(OpsciAgent):
    """Proposes projects, publishes those that are funded, and otherwise buys assets of others.

    Args:
        name: unique in the simulation.
        evaluator: name of the treasury.
        USD, OCEAN: what it holds at the start.
        receiving_agents: name → share of what it pays for publications and assets; shares add up to 1.
        proposal_setup: what it always proposes; by default proposals are drawn.
    Raises:
        ParameterError: an incomplete `proposal_setup`.

    Attributes:
        proposal: what it is proposing or working on; empty if it has none.
        proposal_accepted: whether that is funded.
        ticks_since_proposal: steps since it got its grant, or began to wait for one.
        knowledge_access: index of what it knows, at least 1; the higher, the better its proposals rank.
        no_proposals_submitted, no_proposals_funded, total_assets_in_mrkt: counts.
        total_research_funds_received: OCEAN of its grants.
        ratio_funds_to_publish: part of its last payment that stays in the market, after the fee; 0 if it could not pay.
        last_tick_spent: tick in which it last published, or tried to buy an asset.
        integrations, novelties: the traits of its proposals.
    """

    MODEL: ClassVar[ProposalModel] = ProposalModel()
    _rng: Any = random

    def __init__(
        self,
        name: str,
        evaluator: str | None,
        USD: float,
        OCEAN: float,
        receiving_agents: dict[str, float],
        proposal_setup: dict | None = None,
    ):
        super().__init__(name, USD, OCEAN)
        self._evaluator = evaluator
        self._receiving_agents = receiving_agents
        self.proposal_setup = proposal_setup
        if proposal_setup is not None:
            self.MODEL.check(proposal_setup)
        self.proposal: dict[str, Any] = {}
        self.new_proposal = False
        self.proposal_accepted = False
        self.ticks_since_proposal = 0
        self.knowledge_access = 1.0
        self.no_proposals_submitted = 0
        self.no_proposals_funded = 0
        self.total_research_funds_received = 0.0
        self.total_assets_in_mrkt = 0
        self.ratio_funds_to_publish = 0.0
        self.last_tick_spent = 0
        self.integrations = Trait()
        self.novelties = Trait()

    @derived
    def my_OCEAN(self) -> float:
        """OCEAN it holds."""
        return self.OCEAN()

    def spentAtTick(self) -> float:
        """OCEAN it holds, as that was called in 2022."""
        return self.OCEAN()

    def createProposal(self, state: Any) -> dict[str, Any]:
        """A new proposal."""
        self.new_proposal = True
        self._drawFrom(state)
        if self.proposal_setup is not None:
            return self.MODEL.fixed(self.proposal_setup, self)
        return self.MODEL.draw(self, state)

    def _drawFrom(self, state: Any) -> None:
        """Makes the state's stream of randomness the one that methods without a state draw from."""
        rng = rngOf(state)
        if rng is not self._rng:
            self._rng = rng

    def _getIntegration(self) -> float:
        """Integration of a new proposal, 0 to 1."""
        return self.integrations.draw(self._rng)

    def _getNovelty(self) -> float:
        """Novelty of a new proposal, 0 to 1."""
        return self.novelties.draw(self._rng)

    def _getImpact(self) -> float:
        """Impact of a new proposal, 0 to 10, given the two values above."""
        return impactOf(self.integrations.last or 0.0, self.novelties.last or 0.0)

    def _treasury(self, state: Any) -> Any:
        return state.getAgent(self._evaluator)

    def _USDToDisbursePerTick(self, state: Any) -> None:
        """Passes on the USD it holds. No shipped netlist has USD in science communities."""
        USD = self.USD()
        for name, share in self._receiving_agents.items():
            self._transferUSD(state.getAgent(name), share * USD)

    # ---- when it is funded

    def _accept(self, state: Any) -> None:
        """Notes that its proposal got a grant."""
        self.proposal_accepted = True
        self._createResearchProject(state)
        self.no_proposals_funded += 1
        self.total_assets_in_mrkt += self.proposal["assets_generated"]
        self.total_research_funds_received += self.proposal["grant_requested"]
        if self.OCEAN() >= self.proposal["grant_requested"]:
            self._BuyAndPublishAssets(state)

    def _createResearchProject(self, state: Any) -> None:
        """Adds the funded project to the state's `projects`, if it has such a dict."""
        projects = getattr(state, "projects", None)
        if projects is None:
            return
        name = f"{self.name}_{self.no_proposals_funded}"
        qualities = [float(self.proposal.get(field, 0.0)) for field in ("impact", "integration", "novelty")]
        projects[name] = ResearchProject(name, self.name, float(self.proposal["grant_requested"]), *qualities)

    def _BuyAndPublishAssets(self, state: Any) -> None:
        """Pays the grant, except for its salary, to publish the results."""
        amount = self.proposal["grant_requested"] - self.proposal.get("salary", 0)
        ratio = parameter(state.ss, "RATIO_FUNDS_TO_PUBLISH")
        assets = self.proposal["assets_generated"]
        self.knowledge_access += 1
        self._pay(state, Payment(self, amount, ratio, publish=True, assets_generated=assets))

    # ---- when it is not

    def _BuyAssets(self, state: Any) -> None:
        """Buys an asset of others, if it can afford one."""
        # Also if it cannot: this is how markets written for the reference tell losers from winners.
        self.last_tick_spent = state.tick
        self.ratio_funds_to_publish = 0.0
        price = parameter(state.ss, "PRICE_OF_ASSETS")
        if not self.proposal or self.OCEAN() < price:
            return
        self.knowledge_access += 1
        self._pay(state, Payment(self, price))

    def _pay(self, state: Any, payment: Payment) -> None:
        """Splits a payment among its receivers, and tells markets what it is for."""
        for name, share in self._receiving_agents.items():
            self._payTo(state.getAgent(name), payment._replace(spent=share * payment.spent))
        self._remember(state, payment)

    def _payTo(self, receiver: Any, payment: Payment) -> None:
        self._transferOCEAN(receiver, payment.spent)
        if isinstance(receiver, KnowledgeMarketBase):
            receiver.announce(payment)

    def _remember(self, state: Any, payment: Payment) -> None:
        self.last_tick_spent = state.tick
        self.ratio_funds_to_publish = payment.ratio
