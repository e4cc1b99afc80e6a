"""`SimState` of wsloop: wires the twelve agents of the loop, and says the value of the network and of one OCEAN."""

from typing import Any

from assets.agents.GrantGivingAgent import GrantGivingAgent
from assets.agents.GrantTakingAgent import GrantTakingAgent
from assets.agents.MarketplacesAgent import MarketplacesAgent
from assets.agents.minting.OCEANFuncMinterAgent import OCEANFuncMinterAgent
from assets.agents.minting.RampedExpFunc import RampedExpFunc
from assets.agents.OCEANBurnerAgent import OCEANBurnerAgent
from assets.agents.RouterAgent import RouterAgent
from engine import SimStateBase
from util.constants import S_PER_DAY, S_PER_MONTH
from util.mathutil import addUp
from util.valuation import OCEANprice

from .KPIs import KPIs
from .SimStrategy import SimStrategy


def funcOne() -> float:
    """The share of a router's only receiver: all."""
    return 1.0


def _inStrategy(name: str) -> Any:
    """A value of the strategy that users of the 2021 layout look for, and change, in the state."""
    return property(lambda state: getattr(state.ss, name), lambda state, value: setattr(state.ss, name, value))


class SimState(SimStateBase.SimStateBase):
    """The loop at one moment."""

    _percent_burn = _inStrategy("percent_burn")
    _marketplace_percent_toll_to_ocean = _inStrategy("marketplace_percent_toll_to_ocean")
    _percent_increase_speculation_valuation_per_s = _inStrategy("percent_increase_speculation_valuation_per_s")

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        # Counted by those who mint and burn.
        self._total_OCEAN_minted = 0.0
        self._total_OCEAN_burned = 0.0
        self._total_OCEAN_burned_USD = 0.0
        self._speculation_valuation = self.ss.init_speculation_valuation
        self._addEarners()
        self._addTreasuries()
        self._addSpenders()
        self._grant_takers = list(self.agents.filterByClass(GrantTakingAgent).values())
        self.kpis = KPIs(self.ss.time_step)

    def takeStep(self) -> None:
        """Lets each agent act, measures, and lets speculation grow."""
        super().takeStep()
        growth_per_s = self.ss.percent_increase_speculation_valuation_per_s
        self._speculation_valuation *= 1.0 + growth_per_s * self.ss.time_step

    # ---- what agents and KPIs ask for

    def marketplacePercentTollToOcean(self) -> float:
        """What the network earns per USD that marketplaces sell; a fraction."""
        toll: float = self.ss.networkRevenue(1.0)
        return toll

    def percentToBurn(self) -> float:
        """Share of the network's revenue that goes into burning; a fraction."""
        share: float = self.ss.percentToBurn()
        return share

    def percentToOceanDao(self) -> float:
        """Share of the network's revenue that goes to the DAO; a fraction."""
        share: float = self.ss.percentToOceanDao()
        return share

    def grantTakersSpentAtTick(self) -> float:
        """USD that grant takers spent in this tick."""
        return addUp([agent.spentAtTick() for agent in self._grant_takers])

    def totalOCEANminted(self) -> float:
        """OCEAN minted since the start."""
        return self._total_OCEAN_minted

    def totalOCEANburned(self) -> float:
        """OCEAN burned since the start."""
        return self._total_OCEAN_burned

    def totalOCEANburnedUSD(self) -> float:
        """USD for which they were bought."""
        return self._total_OCEAN_burned_USD

    # ---- what it is worth

    def OCEANprice(self) -> float:
        """USD per OCEAN."""
        return OCEANprice(self.overallValuation(), self.OCEANsupply())

    def OCEANsupply(self) -> float:
        """OCEAN in circulation."""
        supply: float = self.ss.INIT_OCEAN_SUPPLY + self._total_OCEAN_minted - self._total_OCEAN_burned
        return supply

    def overallValuation(self) -> float:
        """What the network is worth, USD: by what it earns and by what people hope, put together by the strategy."""
        valuation: float = self.ss.overallValuation(self.fundamentalsValuation(), self._speculation_valuation)
        return valuation

    def fundamentalsValuation(self) -> float:
        """What it is worth by its revenue of the last year, USD."""
        valuation: float = self.ss.fundamentalsValuation(self.kpis.oceanAnnualRevenueNow())
        return valuation

    def speculationValuation(self) -> float:
        """What people hope it is worth, USD."""
        return self._speculation_valuation

    # ---- wiring; the order is the one in which agents act, so that money flows through the loop within a tick

    def _addEarners(self) -> None:
        self.addAgent(self._marketplaces())
        receivers = {"ocean_dao": self.percentToOceanDao, "opc_burner": self.percentToBurn}
        self.addAgent(RouterAgent("opc_address", 0.0, 0.0, receivers))
        self.addAgent(OCEANBurnerAgent("opc_burner", 0.0, 0.0))

    def _marketplaces(self) -> MarketplacesAgent:
        ss = self.ss
        of_both = {
            "name": "marketplaces1",
            "USD": 0.0,
            "OCEAN": 0.0,
            "toll_agent_name": "opc_address",
            "n_marketplaces": float(ss.init_n_marketplaces),
            "time_step": ss.time_step,
        }
        if ss.data_ecosystem == "agents":
            # Imported here, so that the model needs nothing of a chain.
            from assets.agents.DataecosystemAgent import DataecosystemAgent

            return DataecosystemAgent(**of_both, **ss.ecosystem())
        revenue_per_s = ss.init_revenue_per_marketplace_per_month / S_PER_MONTH
        return MarketplacesAgent(**of_both, revenue_per_marketplace_per_s=revenue_per_s)

    def _addTreasuries(self) -> None:
        ss = self.ss
        self.addAgent(
            OCEANFuncMinterAgent(
                name="ocean_51",
                receiving_agent_name="ocean_dao",
                total_OCEAN_to_mint=ss.UNMINTED_OCEAN_SUPPLY,
                s_between_mints=S_PER_DAY,
                func=RampedExpFunc(H=4.0, T0=0.5, T1=1.0, T2=1.4, T3=3.0, M1=0.10, M2=0.25, M3=0.50),
            )
        )
        for name, USD, OCEAN, receiver, n_months in (
            ("opf_treasury_for_ocean_dao", 0.0, ss.OPF_TREASURY_OCEAN_FOR_OCEAN_DAO, "ocean_dao", 36),
            ("opf_treasury_for_opf_mgmt", ss.OPF_TREASURY_USD, ss.OPF_TREASURY_OCEAN_FOR_OPF_MGMT, "opf_mgmt", 36),
            ("bdb_treasury", ss.BDB_TREASURY_USD, ss.BDB_TREASURY_OCEAN, "bdb_mgmt", 17),
        ):
            self.addAgent(GrantGivingAgent(name, USD, OCEAN, receiver, S_PER_MONTH, n_months))

    def _addSpenders(self) -> None:
        for name, workers in (("ocean_dao", "opc_workers"), ("opf_mgmt", "opc_workers"), ("bdb_mgmt", "bdb_workers")):
            self.addAgent(RouterAgent(name, 0.0, 0.0, {workers: funcOne}))
        for name in ("opc_workers", "bdb_workers"):
            self.addAgent(GrantTakingAgent(name, 0.0, 0.0))
