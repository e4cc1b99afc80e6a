"""`SimState` of oceanv3: wires the five agents of the market; pools are added as publishers create them."""

from typing import Any

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.RouterAgent import RouterAgent
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from engine import SimStateBase

from .KPIs import KPIs, totalVolumes
from .SimStrategy import SimStrategy


class SimState(SimStateBase.SimStateBase):
    """The market at one moment.

    Attributes:
        rugged_pools: names of pools whose rug was pulled, or is being pulled.
    """

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        self.rugged_pools: list[str] = []
        self._network_paid = 0.0
        # The order is the one in which agents act.
        self._addPublisher("publisher", "publisher")
        addTraders(self, consume_by_order=self.ss.pays_network)
        self._addPublisher("maliciousPublisher", "mal")
        if self.ss.pays_network:
            self.addAgent(RouterAgent("opc_address", 0.0, 0.0, {}))
        self.kpis = KPIs(self.ss.time_step)

    def _addPublisher(self, name: str, who: str) -> None:
        init_OCEAN = getattr(self.ss, f"{who}_init_OCEAN")
        self.addAgent(PublisherAgent(name, 0.0, init_OCEAN, self.ss.publisherStrategy(who)))

    def takeStep(self) -> None:
        """Lets each agent act, measures, and pays the network its part of what was traded."""
        super().takeStep()
        if self.ss.pays_network:
            due = self.networkRevenue() - self._network_paid
            self.getAgent("opc_address").receiveOCEAN(due)
            self._network_paid += due

    def networkRevenue(self) -> float:
        """OCEAN that the network has earned since the start."""
        volumes = totalVolumes(self)
        revenue: float = self.ss.networkRevenue(volumes.consumed, volumes.swapped)
        return revenue


def addTraders(state: Any, consume_by_order: bool) -> None:
    """Adds a consumer, a staker and a speculator, who trade in pools of any generation of Ocean's contracts."""
    ss = state.ss
    state.addAgent(
        DataconsumerAgent(
            name="consumer",
            USD=0.0,
            OCEAN=ss.consumer_init_OCEAN,
            s_between_buys=ss.consumer_s_between_buys,
            profit_margin_on_consume=ss.consumer_profit_margin_on_consume,
            consume_by_order=consume_by_order,
        )
    )
    state.addAgent(
        StakerspeculatorAgent(
            name="stakerSpeculator",
            USD=0.0,
            OCEAN=ss.staker_init_OCEAN,
            s_between_speculates=ss.staker_s_between_speculates,
            prob_leave=ss.staker_prob_leave,
            perc_stake=ss.staker_perc_stake,
            perc_unstake=ss.staker_perc_unstake,
        )
    )
    state.addAgent(
        SpeculatorAgent(
            name="speculator",
            USD=0.0,
            OCEAN=ss.speculator_init_OCEAN,
            s_between_speculates=ss.speculator_s_between_speculates,
            prob_leave=ss.speculator_prob_leave,
            DT_buy_amt=ss.speculator_DT_buy_amt,
            perc_sell=ss.speculator_perc_sell,
        )
    )
