"""`RouterAgent`: passes on everything it receives, split among other agents."""

from collections.abc import Callable

from engine.AgentBase import AgentBaseNoEvm
from util.constants import S_PER_MONTH
from util.errors import ParameterError
from util.mathutil import addUp
from util.types import enforce_types

# Fractions that add up to more than this are an error rather than float noise.
_MOST = 1 + 1e-9


@enforce_types
class RouterAgent(AgentBaseNoEvm):
    """Passes on its USD and OCEAN at every step, and remembers what came in during the last month.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start; it counts as received before its first step.
        receiving_agents: name of a receiver → function without arguments that returns its share, a fraction. It is
            called at every step, so shares may change over time. What they leave stays here until the next step.
    """

    def __init__(self, name: str, USD: float, OCEAN: float, receiving_agents: dict[str, Callable[[], float]]):
        super().__init__(name, USD, OCEAN)
        self._receiving_agents = receiving_agents
        # What came in before each of the most recent steps; the first of them was taken at tick `_first_tick`.
        self._USD_per_tick: list[float] = []
        self._OCEAN_per_tick: list[float] = []
        self._first_tick: int | None = None
        # What earlier steps have left: it was counted when it came in.
        self._USD_left = 0.0
        self._OCEAN_left = 0.0

    def takeStep(self, state) -> None:
        """Passes on what it has.

        Raises:
            ParameterError: the shares add up to more than 1.
        """
        self._remember(state)
        if self.USD() > 0.0:
            self._disburseUSD(state)
        if self.OCEAN() > 0.0:
            self._disburseOCEAN(state)
        self._USD_left, self._OCEAN_left = self.USD(), self.OCEAN()

    def _disburseUSD(self, state) -> None:
        USD = self.USD()
        for receiver, share in self._shares():
            # At most what is left: the float noise of a large share may exceed a small one.
            self._transferUSD(state.getAgent(receiver), min(share * USD, self.USD()))

    def _disburseOCEAN(self, state) -> None:
        OCEAN = self.OCEAN()
        for receiver, share in self._shares():
            self._transferOCEAN(state.getAgent(receiver), min(share * OCEAN, self.OCEAN()))

    def monthlyUSDreceived(self, state) -> float:
        """USD that came in during the month up to now."""
        return self._sumOfLastMonth(self._USD_per_tick, state)

    def monthlyOCEANreceived(self, state) -> float:
        """OCEAN that came in during the month up to now."""
        return self._sumOfLastMonth(self._OCEAN_per_tick, state)

    def _shares(self) -> list[tuple[str, float]]:
        shares = [(receiver, fraction()) for receiver, fraction in self._receiving_agents.items()]
        total = addUp([share for _, share in shares])
        if not total <= _MOST:
            raise ParameterError(
                f"{self.name} cannot pass on {total} of what it receives",
                ", ".join(f"{receiver}: {share}" for receiver, share in shares),
                "fractions that add up to 1",
            )
        return shares

    def _remember(self, state) -> None:
        if self._first_tick is None:
            self._first_tick = state.tick
        self._USD_per_tick.append(self.USD() - self._USD_left)
        self._OCEAN_per_tick.append(self.OCEAN() - self._OCEAN_left)
        # Twice as many as needed are kept, so that forgetting half of them costs almost nothing per tick.
        n_month = S_PER_MONTH // state.ss.time_step + 2
        if len(self._USD_per_tick) > 2 * n_month:
            del self._USD_per_tick[:n_month]
            del self._OCEAN_per_tick[:n_month]
            self._first_tick += n_month

    def _sumOfLastMonth(self, per_tick: list[float], state) -> float:
        first = self._first_tick or 0
        begin = max(0, self._tickOneMonthAgo(state) - first)
        return float(addUp(per_tick[begin : max(0, state.tick + 1 - first)]))

    def _tickOneMonthAgo(self, state) -> int:
        """The tick of a month ago; 0 if the simulation is younger than that."""
        return max(0, state.tick * state.ss.time_step - S_PER_MONTH) // state.ss.time_step
