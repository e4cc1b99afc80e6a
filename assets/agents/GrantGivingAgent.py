"""`GrantGivingAgent`: gives its money away in equal grants."""

from engine.AgentBase import AgentBaseNoEvm
from util.errors import ParameterError
from util.types import enforce_types


@enforce_types
class GrantGivingAgent(AgentBaseNoEvm):
    """Gives USD and OCEAN to one agent, in equal grants, until nothing is left. The first grant is in its first step.

    Args:
        name: unique in the simulation.
        USD, OCEAN: all that it will give.
        receiving_agent_name: the agent that gets the grants.
        s_between_grants: seconds from one grant to the next.
        n_actions: number of grants.
    """

    def __init__(
        self, name: str, USD: float, OCEAN: float, receiving_agent_name: str, s_between_grants: int, n_actions: int
    ):
        super().__init__(name, USD, OCEAN)
        if n_actions < 1:
            raise ParameterError(f"{name} cannot give its money in {n_actions} grants", "it takes one or more")
        self._receiving_agent_name = receiving_agent_name
        self._s_between_grants = s_between_grants
        self._USD_per_grant = USD / n_actions
        self._OCEAN_per_grant = OCEAN / n_actions
        self._tick_last_disburse: int | None = None

    def takeStep(self, state) -> None:
        if self._doDisburse(state):
            self._disburseFunds(state)
            self._tick_last_disburse = state.tick

    def _doDisburse(self, state) -> bool:
        if self._tick_last_disburse is None:
            return True
        s_since = (state.tick - self._tick_last_disburse) * state.ss.time_step
        return s_since >= self._s_between_grants

    def _disburseFunds(self, state) -> None:
        receiver = state.getAgent(self._receiving_agent_name)
        self._transferUSD(receiver, min(self.USD(), self._USD_per_grant))
        self._transferOCEAN(receiver, min(self.OCEAN(), self._OCEAN_per_grant))
