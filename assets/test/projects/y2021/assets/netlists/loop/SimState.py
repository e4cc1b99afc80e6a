from enforce_typing import enforce_types

from assets.agents import MinterAgents
from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.GrantTakingAgent import GrantTakingAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from assets.agents.OCEANBurnerAgent import OCEANBurnerAgent
from assets.agents.RouterAgent import RouterAgent
from assets.agents.WorkersAgent import WorkersAgent
from engine import AgentBase, SimStateBase
from util import valuation
from util.constants import S_PER_DAY, S_PER_MONTH, S_PER_YEAR

from . import KPIs


@enforce_types
def funcOne():
    return 1.0


class SimState(SimStateBase.SimStateBase):
    """The loop, wired up in a set, with its own workers that have a wallet on the chain."""

    def __init__(self, ss=None):
        super().__init__(ss)
        if self.ss is None:
            from .SimStrategy import SimStrategy

            self.ss = SimStrategy()
        self._marketplace_percent_toll_to_ocean = 0.002
        self._percent_burn = 0.05
        self._total_OCEAN_minted = 0.0
        self._total_OCEAN_burned = 0.0
        self._total_OCEAN_burned_USD = 0.0
        self._speculation_valuation = 150e6
        self._percent_increase_speculation_valuation_per_s = 0.10 / S_PER_YEAR
        for agent in self._wiredUp():
            self.agents[agent.name] = agent
        self.kpis = KPIs.KPIs(self.ss.time_step)

    def _wiredUp(self):
        new_agents: set[AgentBase.AgentBase] = set()
        new_agents.add(
            MarketplacesAgent(
                name="marketplaces1",
                USD=0.0,
                OCEAN=0.0,
                toll_agent_name="opc_address",
                n_marketplaces=float(self.ss.init_n_marketplaces),
                revenue_per_marketplace_per_s=20e3 / S_PER_MONTH,
                time_step=self.ss.time_step,
            )
        )
        shares = {"ocean_dao": self.percentToOceanDao, "opc_burner": self.percentToBurn}
        new_agents.add(RouterAgent(name="opc_address", USD=0.0, OCEAN=0.0, receiving_agents=shares))
        new_agents.add(OCEANBurnerAgent(name="opc_burner", USD=0.0, OCEAN=0.0))
        func = MinterAgents.RampedExpFunc(H=4.0, T0=0.5, T1=1.0, T2=1.4, T3=3.0, M1=0.10, M2=0.25, M3=0.50)
        new_agents.add(
            MinterAgents.OCEANFuncMinterAgent(
                name="ocean_51",
                receiving_agent_name="ocean_dao",
                total_OCEAN_to_mint=self.ss.UNMINTED_OCEAN_SUPPLY,
                s_between_mints=S_PER_DAY,
                func=func,
            )
        )
        for name, USD, OCEAN, receiver, n in (
            ("opf_treasury_for_ocean_dao", 0.0, 100e6, "ocean_dao", 36),
            ("opf_treasury_for_opf_mgmt", 2e6, 100e6, "opf_mgmt", 36),
            ("bdb_treasury", 2e6, 20e6, "bdb_mgmt", 17),
        ):
            new_agents.add(
                GrantGivingAgent(
                    name=name,
                    USD=USD,
                    OCEAN=OCEAN,
                    receiving_agent_name=receiver,
                    s_between_grants=S_PER_MONTH,
                    n_actions=n,
                )
            )
        for name, receiver in (("ocean_dao", "opc_workers"), ("opf_mgmt", "opc_workers"), ("bdb_mgmt", "bdb_workers")):
            new_agents.add(RouterAgent(name=name, USD=0.0, OCEAN=0.0, receiving_agents={receiver: funcOne}))
        new_agents.add(WorkersAgent(name="opc_workers", USD=0.0, OCEAN=0.0))
        new_agents.add(GrantTakingAgent(name="bdb_workers", USD=0.0, OCEAN=0.0))
        return new_agents

    def takeStep(self) -> None:
        super().takeStep()
        self._speculation_valuation *= 1.0 + self._percent_increase_speculation_valuation_per_s * self.ss.time_step

    def marketplacePercentTollToOcean(self) -> float:
        return self._marketplace_percent_toll_to_ocean

    def percentToBurn(self) -> float:
        return self._percent_burn

    def percentToOceanDao(self) -> float:
        return 1.0 - self._percent_burn

    def grantTakersSpentAtTick(self) -> float:
        takers = list(self.agents.filterByClass(GrantTakingAgent).values())
        takers += list(self.agents.filterByClass(_class=WorkersAgent).values())
        return sum(taker.spentAtTick() for taker in takers)

    def OCEANprice(self) -> float:
        return valuation.OCEANprice(self.overallValuation(), self.OCEANsupply())

    def overallValuation(self) -> float:
        annual = 0.0
        if self.kpis is not None:
            revenue = self.kpis._ocean_revenue_per_s__per_tick[-S_PER_YEAR // self.ss.time_step :]
            annual = float(sum(revenue)) * self.ss.time_step
        return valuation.firmValuationPS(annual_revenue=annual, p_s_ratio=30.0) + self._speculation_valuation

    def OCEANsupply(self) -> float:
        return self.ss.INIT_OCEAN_SUPPLY + self.totalOCEANminted() - self.totalOCEANburned()

    def totalOCEANminted(self) -> float:
        return self._total_OCEAN_minted

    def totalOCEANburned(self) -> float:
        return self._total_OCEAN_burned
