from typing import List, Set

from enforce_typing import enforce_types

from agents.DataconsumerAgent import DataconsumerAgent
from agents.SpeculatorAgent import SpeculatorAgent, StakerspeculatorAgent
from agents.PublisherAgent import PublisherAgent, PublisherStrategy
from engine import AgentBase, SimStateBase

from .KPIs import KPIs
from .SimStrategy import SimStrategy


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        assert ss is None
        super().__init__(ss=None)
        self.ss = SimStrategy()
        ss = self.ss
        sizes = {
            "DT_init": ss.publisher_DT_init,
            "DT_stake": ss.publisher_DT_stake,
            "pool_weight_DT": ss.publisher_pool_weight_DT,
            "pool_weight_OCEAN": ss.publisher_pool_weight_OCEAN,
        }
        pub_ss = PublisherStrategy(
            **sizes,
            s_between_create=ss.publisher_s_between_create,
            s_between_unstake=ss.publisher_s_between_unstake,
            s_between_sellDT=ss.publisher_s_between_sellDT,
            is_malicious=False,
        )
        mal_ss = PublisherStrategy(
            **sizes,
            s_between_create=ss.mal_s_between_create,
            s_between_unstake=ss.mal_s_between_unstake,
            s_between_sellDT=ss.mal_s_between_sellDT,
            is_malicious=True,
            s_wait_to_rug=ss.mal_s_wait_to_rug,
            s_rug_time=ss.mal_s_rug_time,
        )
        new_agents: Set[AgentBase.AgentBaseAbstract] = set()
        new_agents.add(PublisherAgent(name="publisher", USD=0.0, OCEAN=ss.publisher_init_OCEAN, pub_ss=pub_ss))
        new_agents.add(
            DataconsumerAgent(
                name="consumer",
                USD=0.0,
                OCEAN=ss.consumer_init_OCEAN,
                s_between_buys=ss.consumer_s_between_buys,
                profit_margin_on_consume=ss.consumer_profit_margin_on_consume,
            )
        )
        new_agents.add(
            StakerspeculatorAgent(
                name="stakerSpeculator",
                USD=0.0,
                OCEAN=ss.staker_init_OCEAN,
                s_between_speculates=ss.staker_s_between_speculates,
            )
        )
        new_agents.add(
            SpeculatorAgent(
                name="speculator",
                USD=0.0,
                OCEAN=ss.speculator_init_OCEAN,
                s_between_speculates=ss.speculator_s_between_speculates,
            )
        )
        new_agents.add(PublisherAgent(name="maliciousPublisher", USD=0.0, OCEAN=ss.mal_init_OCEAN, pub_ss=mal_ss))
        for agent in new_agents:
            self.agents[agent.name] = agent
        self.kpis = KPIs(ss.time_step)
        self.rugged_pools: List[str] = []
