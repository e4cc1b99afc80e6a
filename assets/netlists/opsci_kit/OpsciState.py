"""`OpsciState`: a science community at one moment: its agents, and among them who is what."""

from abc import abstractmethod
from typing import Any

from assets.agents.opsci.ResearchProject import ResearchProject
from assets.netlists.opsci_kit.mechanisms import mechanismsOf
from assets.netlists.opsci_kit.OpsciStrategy import OpsciStrategy
from engine.KPIsBase import KPIsBase
from engine.SimStateBase import SimStateBase
from util.errors import NetlistError
from util.mathutil import addUp


class OpsciState(SimStateBase):
    """Base of the SimStates of science communities. A netlist names its classes, and adds what only it has.

    Args:
        ss: the strategy; by default one of `strategy_class`.

    Attributes:
        researchers: name → agent, of all researchers, in the order in which they came.
        public_researchers, private_researchers: the same, of those.
        projects: name → project, of all that were ever funded.
        OCEAN_at_start: what all agents had together.
        mechanisms: further ways to select and reward research, as the strategy asks for.
    """

    strategy_class: type[OpsciStrategy]
    kpis_class: type[KPIsBase] = KPIsBase
    treasury_class: type
    researcher_class: type

    def __init__(self, ss: OpsciStrategy | None = None) -> None:
        ss = ss or self.strategy_class()
        super().__init__(ss)
        self.researchers: dict[str, Any] = {}
        self.public_researchers: dict[str, Any] = {}
        self.private_researchers: dict[str, Any] = {}
        self.projects: dict[str, ResearchProject] = {}
        self.mechanisms = mechanismsOf(ss)
        self.addAgents()
        self.OCEAN_at_start = addUp([agent.OCEAN() for agent in self.agents.values()], 0.0)
        self.kpis = self.kpis_class(ss.time_step)

    @abstractmethod
    def addAgents(self) -> None:
        """Adds all agents, in the order in which they act."""

    def addTreasury(self) -> None:
        """Adds the treasury."""
        ss = self.ss
        self.addAgent(self.treasury_class(name=ss.TREASURY, USD=0.0, OCEAN=ss.TREASURY_INIT_OCEAN))

    def addMechanisms(self) -> None:
        """Adds the agents of all mechanisms, who act after the researchers and before the markets."""
        for mechanism in self.mechanisms:
            mechanism.addAgents(self)

    def addMarket(self, market: Any) -> None:
        """Adds a market, to which mechanisms may listen."""
        self.addAgent(market)
        for mechanism in self.mechanisms:
            mechanism.listen(market)

    def proposalSetup(self) -> dict[str, Any] | None:
        """A copy of PROPOSAL_SETUP for one researcher, or None."""
        setup = self.ss.PROPOSAL_SETUP
        return None if setup is None else dict(setup)

    def addResearcherAgent(self, agent: Any) -> None:
        """Lists an agent, who was added before, among the researchers.

        Raises:
            NetlistError: there is a researcher of that name.
        """
        if agent.name in self.researchers:
            raise NetlistError(f"two researchers are named {agent.name!r}", "", "give each agent its own name")
        self.researchers[agent.name] = agent
        kind = getattr(agent, "research_type", None)
        if kind == "public":
            self.public_researchers[agent.name] = agent
        elif kind == "private":
            self.private_researchers[agent.name] = agent

    def addResearchers(self, agents: list[Any]) -> None:
        """Adds agents who are researchers."""
        for agent in agents:
            self.addAgent(agent)
            self.addResearcherAgent(agent)

    def addCompetitors(self, receiver: str) -> None:
        """Adds NUMBER_OF_RESEARCHERS researchers, who pay to `receiver`."""
        ss = self.ss
        self.addResearchers(
            [
                self.researcher_class(
                    name=researcherName(i),
                    evaluator=ss.TREASURY,
                    USD=0.0,
                    OCEAN=ss.RESEARCHER_INIT_OCEAN,
                    receiving_agents={receiver: 1.0},
                    proposal_setup=self.proposalSetup(),
                )
                for i in range(ss.NUMBER_OF_RESEARCHERS)
            ]
        )


def researcherName(i: int) -> str:
    """Name of the researcher with index `i`, in hexadecimal, as columns have it: researcher9, researchera, …"""
    return f"researcher{i:x}"
