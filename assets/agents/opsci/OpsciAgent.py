"""`OpsciAgent`: base of all agents of science communities."""

from engine.AgentBase import AgentBaseAbstract
from engine.AgentWalletBase18 import AgentWalletBase18
from util.types import enforce_types


@enforce_types
class OpsciAgent(AgentBaseAbstract):
    """An agent without EVM whose OCEAN is counted to the last unit.

    Args:
        name: unique in the simulation.
        USD, OCEAN: what it holds at the start.
    """

    _wallet: AgentWalletBase18

    def __init__(self, name: str, USD: float, OCEAN: float):
        super().__init__(name, AgentWalletBase18(USD=USD, OCEAN=OCEAN, holder=name))

    def OCEAN_base(self) -> int:
        """OCEAN it holds, in base 18."""
        return self._wallet.OCEAN_base()

    def _transferOCEAN_base(self, receiving_agent, amount_base: int) -> None:
        """Pays an exact number of base-18 units of OCEAN to another agent of a science community."""
        self._wallet.transferOCEAN_base(receiving_agent._wallet, amount_base)

    def takeStep(self, state) -> None:
        """Does nothing, unless a subclass overrides it."""
