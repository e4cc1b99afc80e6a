"""`ResearcherGeneratorAgent`: brings private researchers, and their capital, into the community."""

from typing import Any

from assets.agents.opsci.OpsciAgent import OpsciAgent
from assets.agents.opsci.parameters import checkIsOneOf
from assets.agents.opsci.VersatileResearcherAgent import VersatileResearcherAgent
from util.errors import ParameterError
from util.types import enforce_types

CONDITIONS = ("treasury", "market", "time")
TYPES = ("linear", "exp", "dec", "geometric")

# With the condition "market": the number of new assets in the public market that triggers a call.
_ASSETS_PER_CALL = 30


@enforce_types
class ResearcherGeneratorAgent(OpsciAgent):
    """Adds agents `new_researcher_0`, `new_researcher_1`, … when its condition holds.

    Args:
        name: unique in the simulation.
        evaluator: name of the treasury.
        USD, OCEAN: what it holds at the start.
        generator_cond_type: "treasury", when grants are awarded; "market", when the public market has 30 more assets;
            "time", every `time_interval` ticks, including the first.
        generator_type: how many it adds: "linear", one; "exp", 1, 2, 3, …; "dec", `start_gen`, then one fewer each
            time; "geometric", `start_gen`, growing by `growth_rate` each time, rounded.
        time_interval: ticks.
        start_gen: see above.
        growth_rate: a fraction; see above.
        OCEAN_per_researcher: what each brings along from outside.
    Raises:
        ParameterError: an unknown condition or type, or a time interval below 1.

    Attributes:
        evaluator, generator_cond_type, generator_type, time_interval: as given.
        start_gen: as given; for "dec", how many will come next.
        last_generated: for "exp", how many came last.
        market_update: with the condition "market", assets in the public market when agents last came.
        agents_generated: number of agents it has added.
        OCEAN_injected: what they brought along.
    """

    def __init__(
        self,
        name: str,
        evaluator: str,
        USD: float,
        OCEAN: float,
        generator_cond_type: str,
        generator_type: str,
        time_interval: int,
        start_gen: int,
        growth_rate: float = 0.5,
        OCEAN_per_researcher: float = 200000.0,
    ):
        super().__init__(name, USD, OCEAN)
        checkIsOneOf("generator_cond_type", generator_cond_type, CONDITIONS)
        checkIsOneOf("generator_type", generator_type, TYPES)
        if time_interval < 1:
            raise ParameterError(f"time_interval cannot be {time_interval}", "it must be one tick or more")
        self.evaluator = evaluator
        self.generator_cond_type = generator_cond_type
        self.generator_type = generator_type
        self.time_interval = time_interval
        self.start_gen = start_gen
        self.last_generated = 0
        self.market_update: float = 0
        self.agents_generated = 0
        self._growth_rate = growth_rate
        self._OCEAN_per_researcher = OCEAN_per_researcher
        self._calls = 0

    @property
    def OCEAN_injected(self) -> float:
        """OCEAN that new researchers brought along from outside."""
        return self.agents_generated * self._OCEAN_per_researcher

    def takeStep(self, state: Any) -> None:
        if self._isDue(state):
            n = self._howMany()
            self._calls += 1
            for _ in range(n):
                self._generate(state)

    def _isDue(self, state: Any) -> bool:
        if self.generator_cond_type == "time":
            return state.tick % self.time_interval == 0
        if self.generator_cond_type == "treasury":
            return state.agents[self.evaluator].update > 0
        assets = state.agents["public_market"].total_knowledge_assets
        if assets - self.market_update < _ASSETS_PER_CALL:
            return False
        self.market_update = assets
        return True

    def _howMany(self) -> int:
        if self.generator_type == "linear":
            return 1
        if self.generator_type == "exp":
            self.last_generated += 1
            return self.last_generated
        if self.generator_type == "geometric":
            return round(self.start_gen * (1 + self._growth_rate) ** self._calls)
        if self.start_gen <= 1:
            return 0
        self.start_gen -= 1
        return self.start_gen + 1

    def _generate(self, state: Any) -> None:
        researcher = VersatileResearcherAgent(
            name=f"new_researcher_{self.agents_generated}",
            USD=0.0,
            OCEAN=self._OCEAN_per_researcher,
            receiving_agents={"public_market": 1.0},
            research_type="private",
            evaluator=self.evaluator,
        )
        state.addAgent(researcher)
        state.addResearcherAgent(researcher)
        self.agents_generated += 1
