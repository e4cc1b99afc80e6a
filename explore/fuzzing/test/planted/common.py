"""What the planted netlists share."""

from __future__ import annotations

from typing import Annotated, Any

from engine import SimStateBase, SimStrategyBase
from engine.AgentBase import AgentBaseEvm
from engine.Parameter import parameter
from engine.Variation import Agent, Amount, Fraction
from util.constants import S_PER_DAY
from web3engine.contract import Contract

NAMES = ("ann", "ben", "cat")
Someone = Annotated[Any, Agent["person"]]
Money = Annotated[float, Amount()]
Part = Annotated[float, Fraction()]


class SimStrategy(SimStrategyBase.SimStrategyBase):
    """A year of days."""

    IS_BROKEN: bool = parameter(True, "", "whether the contract has its bug")
    OCEAN_init: float = parameter(1000.0, "OCEAN", "what each person has at the start", lo=0.0)
    time_step = S_PER_DAY
    max_ticks = SimStrategyBase.lasting(1, "years")


class Person(AgentBaseEvm):
    """Does only what a fuzzer makes it do."""

    role = "person"

    def takeStep(self, state: Any) -> None:
        """Nothing."""


class SimState(SimStateBase.SimStateBase):
    """Three persons and a contract, which subclasses deploy."""

    contract: Contract

    def __init__(self, ss: SimStrategy | None = None):
        super().__init__(ss or SimStrategy())
        for name in NAMES:
            self.addAgent(Person(name, 0.0, self.ss.OCEAN_init))

    def persons(self) -> list[Person]:
        """All of them."""
        return [self.agents[name] for name in NAMES]


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Nothing worth a column."""
    return [], [], []


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[Any]]:
    """Nothing."""
    return "Day", [], []
