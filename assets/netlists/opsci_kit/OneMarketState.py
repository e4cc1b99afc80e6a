"""`OneMarketState`: a community whose researchers share one knowledge market, with a staker."""

from __future__ import annotations

from typing import Any

from assets.agents.opsci_agents.SimpleStakerspeculatorAgent import SimpleStakerspeculatorAgent
from assets.netlists.opsci_kit.OpsciState import OpsciState


class OneMarketState(OpsciState):
    """Treasury, staker, researchers and market, which act in this order.

    Args:
        ss: the strategy.
        classes: those of the treasury, of researchers, and of the market.
    """

    def __init__(self, ss: Any, classes: tuple[type, type, type]) -> None:
        super().__init__(ss)
        Treasury, Researcher, Market = classes
        self.addAgent(Treasury(name=ss.TREASURY, USD=0.0, OCEAN=ss.TREASURY_INIT_OCEAN))
        self.addAgent(SimpleStakerspeculatorAgent(name="staker", USD=0.0, OCEAN=ss.STAKER_INIT_OCEAN))
        self.addCompetitors(Researcher, "market")
        fees = {"staker": ss.FEES_TO_STAKERS, ss.TREASURY: 1.0 - ss.FEES_TO_STAKERS}
        self.addAgent(
            Market(
                name="market",
                USD=0.0,
                OCEAN=ss.MARKET_INIT_OCEAN,
                transaction_fees_percentage=ss.TRANSACTION_FEES,
                fee_receiving_agents=fees,
            )
        )
