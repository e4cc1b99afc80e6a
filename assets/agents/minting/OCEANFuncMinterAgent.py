"""`OCEANFuncMinterAgent`: mints OCEAN along a curve."""

from assets.agents.minting.OCEANLinearMinterAgent import mintFor
from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_YEAR
from util.mathutil import OutOfRange
from util.types import enforce_types


@enforce_types
class OCEANFuncMinterAgent(AgentBaseNoEvm):
    """Mints OCEAN for one agent along a curve, from tick 1 on.

    The minted OCEAN is counted in `state._total_OCEAN_minted`.

    Args:
        name: unique in the simulation.
        receiving_agent_name: the agent that gets the OCEAN.
        total_OCEAN_to_mint: all that it will mint; zero or more.
        s_between_mints: minimum number of seconds between two mints.
        func: years → fraction that has been minted by then, never falling. When its `keepMinting(years)` is false, the
            rest is minted at once.
    Raises:
        OutOfRange: a negative amount to mint.
    """

    def __init__(self, name: str, receiving_agent_name: str, total_OCEAN_to_mint: float, s_between_mints: int, func):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        if not total_OCEAN_to_mint >= 0.0:
            raise OutOfRange(f"{name} cannot mint {total_OCEAN_to_mint} OCEAN", "it must be zero or more")
        self._receiving_agent_name = receiving_agent_name
        self._total_OCEAN_to_mint = total_OCEAN_to_mint
        self._OCEAN_left_to_mint = total_OCEAN_to_mint
        self._s_between_mints = s_between_mints
        self._func = func
        self._tick_previous_mint: int | None = None

    def OCEANminted(self) -> float:
        """OCEAN that it has minted so far."""
        return self._total_OCEAN_to_mint - self._OCEAN_left_to_mint

    def takeStep(self, state) -> None:
        if self._doMint(state):
            amount = self._amount(state)
            if amount > 0.0:
                mintFor(self, state, self._receiving_agent_name, amount)
                self._OCEAN_left_to_mint -= amount
            self._tick_previous_mint = state.tick

    def _doMint(self, state) -> bool:
        if self._OCEAN_left_to_mint == 0.0 or state.tick == 0:
            return False
        if self._tick_previous_mint is None:
            return True
        s_since = (state.tick - self._tick_previous_mint) * state.ss.time_step
        return s_since >= self._s_between_mints

    def _amount(self, state) -> float:
        """OCEAN that has become due since it last minted."""
        t = state.tick * state.ss.time_step / S_PER_YEAR
        if not self._func.keepMinting(t):
            return self._OCEAN_left_to_mint
        t_previous = (self._tick_previous_mint or 0) * state.ss.time_step / S_PER_YEAR
        due = (self._func(t) - self._func(t_previous)) * self._total_OCEAN_to_mint
        return min(due, self._OCEAN_left_to_mint)
