"""`OCEANLinearMinterAgent`: mints OCEAN in equal parts."""

from engine.AgentBase import AgentBaseNoEvm
from util.mathutil import OutOfRange
from util.types import enforce_types


@enforce_types
class OCEANLinearMinterAgent(AgentBaseNoEvm):
    """Mints OCEAN for one agent, in equal parts, the first of them in its first step.

    The minted OCEAN is counted in `state._total_OCEAN_minted`.

    Args:
        name: unique in the simulation.
        receiving_agent_name: the agent that gets the OCEAN.
        total_OCEAN_to_mint: all that it will mint; zero or more.
        s_between_mints: seconds from one mint to the next.
        n_mints: number of parts.
    Raises:
        OutOfRange: a negative amount, or a positive amount in zero parts.
    """

    def __init__(
        self, name: str, receiving_agent_name: str, total_OCEAN_to_mint: float, s_between_mints: int, n_mints: int
    ):
        super().__init__(name, USD=0.0, OCEAN=0.0)
        if not total_OCEAN_to_mint >= 0.0:
            raise OutOfRange(f"{name} cannot mint {total_OCEAN_to_mint} OCEAN", "it must be zero or more")
        if n_mints < 0 or (n_mints == 0 and total_OCEAN_to_mint > 0.0):
            raise OutOfRange(f"{name} cannot mint in {n_mints} parts", "it takes one or more")
        self._receiving_agent_name = receiving_agent_name
        self._s_between_mints = s_between_mints
        self._OCEAN_per_mint = total_OCEAN_to_mint / n_mints if n_mints else 0.0
        self._n_mints_left = n_mints
        self._tick_previous_mint: int | None = None

    def takeStep(self, state) -> None:
        if self._doMint(state):
            mintFor(self, state, self._receiving_agent_name, self._OCEAN_per_mint)
            self._tick_previous_mint = state.tick
            self._n_mints_left -= 1

    def _doMint(self, state) -> bool:
        if self._n_mints_left == 0:
            return False
        if self._tick_previous_mint is None:
            return True
        s_since = (state.tick - self._tick_previous_mint) * state.ss.time_step
        return s_since >= self._s_between_mints


def mintFor(minter: AgentBaseNoEvm, state, receiving_agent_name: str, amount: float) -> None:
    """`minter` mints `amount` of OCEAN and passes it on."""
    receiver = state.getAgent(receiving_agent_name)
    state._total_OCEAN_minted += amount
    minter.receiveOCEAN(amount)
    minter._transferOCEAN(receiver, amount)
