"""`OneMarketState`: a community whose researchers share one knowledge market, with a staker."""

from __future__ import annotations

from assets.agents.opsci_agents.SimpleStakerspeculatorAgent import SimpleStakerspeculatorAgent
from assets.netlists.opsci_kit.OpsciState import OpsciState


class OneMarketState(OpsciState):
    """Treasury, staker, researchers and market, which act in this order."""

    market_class: type

    def addAgents(self) -> None:
        ss = self.ss
        self.addTreasury()
        self.addAgent(SimpleStakerspeculatorAgent(name="staker", USD=0.0, OCEAN=ss.STAKER_INIT_OCEAN))
        self.addCompetitors("market")
        fees = {"staker": ss.FEES_TO_STAKERS, ss.TREASURY: 1.0 - ss.FEES_TO_STAKERS}
        self.addMechanisms()
        self.addMarket(
            self.market_class(
                name="market",
                USD=0.0,
                OCEAN=ss.MARKET_INIT_OCEAN,
                transaction_fees_percentage=ss.TRANSACTION_FEES,
                fee_receiving_agents=fees,
            )
        )
