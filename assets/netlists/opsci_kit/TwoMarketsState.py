"""`TwoMarketsState`: a community with public and private researchers, and a market for each."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci_pp_agents.PrivateMarketAgent import PrivateKnowledgeMarketAgent
from assets.agents.opsci_pp_agents.PublicMarketAgent import PublicKnowledgeMarketAgent
from assets.netlists.opsci_kit.OpsciState import OpsciState, researcherName


class TwoMarketsState(OpsciState):
    """Treasury, public researchers, private ones, what `addOthers` adds, and the markets, which act in this order."""

    def addAgents(self) -> None:
        ss = self.ss
        self.addTreasury()
        n_public, n_private = ss.NO_PUBLIC_RESEARCHERS, ss.NO_PRIVATE_RESEARCHERS
        public, private = ss.RESEARCHER_INIT_OCEAN, ss.PRIVATE_RESEARCHER_INIT_OCEAN
        self.addResearchers([self._researcher(i, "public", public) for i in range(n_public)])
        self.addResearchers([self._researcher(n_public + i, "private", private) for i in range(n_private)])
        self.addOthers()
        self.addMechanisms()
        for name, market_class in (
            ("private_market", PrivateKnowledgeMarketAgent),
            ("public_market", PublicKnowledgeMarketAgent),
        ):
            self.addMarket(market_class(name, 0.0, 0.0, ss.TRANSACTION_FEES, {ss.TREASURY: 1.0}))

    def addOthers(self) -> None:
        """Adds agents who act after the researchers and before the markets."""

    def _researcher(self, i: int, research_type: str, OCEAN: float) -> Any:
        return self.researcher_class(
            name=researcherName(i),
            USD=0.0,
            OCEAN=OCEAN,
            receiving_agents={"public_market": 1.0},
            research_type=research_type,
            evaluator=self.ss.TREASURY,
            proposal_setup=self.proposalSetup(),
        )
