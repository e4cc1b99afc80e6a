"""Small communities for tests: strategies and states with only what a test names, and agents as users write them.

The stub agents do not announce payments. They pay, and note it in the attributes that the reference uses.
"""

from __future__ import annotations

import random
from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from engine.AgentBase import AgentBase, AgentBaseNoEvm
from engine.SimStateBase import SimStateBase
from engine.SimStrategyBase import SimStrategyBase

# What a user may derive a stub from: OCEAN as floats, in base 18, or on a chain.
BASES = [AgentBaseNoEvm, OpsciAgent, AgentBase]


def strategy(**values: Any) -> Any:
    """A strategy with these values and no others."""
    ss = SimStrategyBase()
    vars(ss).update(values)
    return ss


class State(SimStateBase):
    """A community of these agents, which act in this order. It only keeps projects if `with_projects`."""

    # A test may replace this with Draws.
    rng: Any = random

    def __init__(self, ss: Any, agents: list[Any], with_projects: bool = False) -> None:
        super().__init__(ss)
        self.researchers: dict[str, Any] = {}
        self.public_researchers: dict[str, Any] = {}
        self.private_researchers: dict[str, Any] = {}
        if with_projects:
            self.projects: dict[str, Any] = {}
        for agent in agents:
            self.addAgent(agent)
            if hasattr(agent, "proposal"):
                self.addResearcherAgent(agent)

    def addResearcherAgent(self, agent: Any) -> None:
        """Adds an agent to the researchers."""
        self.researchers[agent.name] = agent
        kind = getattr(agent, "research_type", "public")
        (self.public_researchers if kind == "public" else self.private_researchers)[agent.name] = agent

    def runTicks(self, n: int = 1) -> None:
        """Runs `n` ticks, in which all agents act."""
        for _ in range(n):
            self.takeStep()
            self.tick += 1

    def held(self, *names: str) -> tuple[float, ...]:
        """OCEAN of each of these agents, rounded to 1e-9."""
        return tuple(round(self.agents[name].OCEAN(), 9) for name in names)


def stub(Base: type, Kind: type, *args: Any, **kwargs: Any) -> Any:
    """An agent of that kind whose wallet is that of `Base`."""
    return type(Kind.__name__, (Kind, Base), {})(*args, **kwargs)


class Purse:
    """Holds OCEAN and does nothing."""

    # An attribute of the agent that `stub` makes of this class.
    OCEAN: Any
    _transferOCEAN: Any

    def takeStep(self, state: Any) -> None:
        """Does nothing."""


class Treasury(Purse):
    """Awards what its attributes say; a test sets them."""

    update = 0
    impact = 0.0

    def __init__(self, name: str, OCEAN: float = 0.0, **attributes: Any) -> None:
        super().__init__(name, 0.0, OCEAN)  # type: ignore[call-arg]
        self.proposal_evaluation: dict[Any, Any] = {}
        self.proposal_evaluation_update: dict[int, Any] = {}
        vars(self).update(attributes)


class Applicant(Purse):
    """Proposes what it is given, and never acts."""

    research_finished = False
    proposal_accepted = False
    research_type = "public"
    asset_type = "algo"
    ratio_funds_to_publish = 0.0
    last_tick_spent = 0
    last_OCEAN_spent: Any = 0.0

    def __init__(self, name: str, OCEAN: float = 0.0, **proposal: Any) -> None:
        super().__init__(name, 0.0, OCEAN)  # type: ignore[call-arg]
        self.proposal = {"grant_requested": 1, "assets_generated": 1, "no_researchers": 10, "knowledge_access": 1}
        self.proposal.update(proposal)


class Spender(Applicant):
    """Pays on even ticks while it can, and notes payments like the reference's private and public researchers.

    Args:
        spends: {"spent", "market", "asset_buy", "publish", "ratio"} and, if it publishes, "assets_generated".
    """

    def __init__(self, name: str, OCEAN: float, research_type: str, **spends: Any) -> None:
        super().__init__(name, OCEAN)
        self.research_type = research_type
        self._spends = spends

    def takeStep(self, state: Any) -> None:
        self.last_OCEAN_spent = {}
        if state.tick % 2 == 0 and self.OCEAN() >= self._spends["spent"]:
            market = state.getAgent(self._spends["market"])
            self._transferOCEAN(market, self._spends["spent"])
            self.last_OCEAN_spent = {"tick": state.tick, **self._spends}


class Payer(Purse):
    """Pays `amounts[tick]` to an agent, if there is such an amount, and notes nothing."""

    def __init__(self, name: str, OCEAN: float, to: str, amounts: dict[int, float]) -> None:
        super().__init__(name, 0.0, OCEAN)  # type: ignore[call-arg]
        self._to = to
        self._amounts = amounts

    def takeStep(self, state: Any) -> None:
        self._transferOCEAN(state.getAgent(self._to), self._amounts.get(state.tick, 0.0))


class Draws:
    """A source of randomness that returns what a test wants, and remembers its calls.

    Args:
        values: returned in this order; afterwards values come from Python's generator with seed 0.
    """

    def __init__(self, *values: Any) -> None:
        self._values = list(values)
        self._rng = random.Random(0)
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        def draw(*args: Any) -> Any:
            self.asked.append((name, *args))
            return self._values.pop(0) if self._values else getattr(self._rng, name)(*args)

        return draw
