"""A netlist as bench/tenagents.py, one run of which does harm: that whose `number` is the bad one."""

from typing import Any

from bench import tenagents
from bench.harm import harm
from engine.Parameter import parameter

netlist_createLogData = tenagents.netlist_createLogData
netlist_measures = {"total": "final(total)"}


class SimStrategy(tenagents.SimStrategy):
    """Which run it is, and what the bad one does."""

    number: int = parameter(0, "", "number of the run", lo=0)
    action: str = parameter("none", "", "what the bad one does", choices=("none", "raise", "die", "hang"))


class Vandal(tenagents.Grower):
    """Does harm in the second tick."""

    def takeStep(self, state: Any) -> None:
        """See the class."""
        if state.tick == 1:
            harm(state.ss.action, state.ss.number)


class SimState(tenagents.SimState):
    """The ten, and it."""

    def __init__(self, ss: SimStrategy | None = None) -> None:
        super().__init__(ss or SimStrategy())
        self.addAgent(Vandal("vandal", 0.0))
