"""`Growers`: the model of bench/tenagents.py in Mesa, whose processes ask for classes of a module."""

import random
from typing import Any

import mesa

from bench.harm import harm


class Grower(mesa.Agent):
    """Holds a number that grows."""

    def __init__(self, model: Any):
        super().__init__(model)
        self.holds = 0.0

    def step(self) -> None:
        """Adds a random number."""
        self.holds += random.random()


class Growers(mesa.Model):
    """Ten of them."""

    def __init__(self, number: int = 0, action: str = "", seed: Any = None):
        super().__init__(seed=seed)
        self._number, self._action = number, action
        for _ in range(10):
            Grower(self)
        total = lambda model: sum([agent.holds for agent in model.agents])  # noqa: E731
        self.datacollector = mesa.DataCollector(model_reporters={"total": total})

    def step(self) -> None:
        """All grow, then the total is kept."""
        if self.steps == 1:
            harm(self._action, self._number)
        self.agents.do("step")
        self.datacollector.collect(self)
