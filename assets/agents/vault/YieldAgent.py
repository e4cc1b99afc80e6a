"""`YieldAgent`: pays a yield to a vault."""

from typing import Any

from engine.AgentBase import AgentBaseEvm
from util.base18 import fromBase18
from util.constants import S_PER_YEAR
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


@enforce_types
class YieldAgent(AgentBaseEvm):
    """Stands for whatever the vault invests in. It sends OCEAN to the vault, which raises the value of all shares.

    Args:
        name: unique in the simulation.
        OCEAN: all that it can ever pay.
        per_year: yield on what the vault holds, fraction per year, simple within a tick.
    """

    def __init__(self, name: str, OCEAN: float, per_year: float):
        super().__init__(name=name, USD=0.0, OCEAN=OCEAN)
        self._per_year = per_year
        self.vault: Vault | None = None
        self.paid = 0.0

    def takeStep(self, state: Any) -> None:
        """Pays for one tick, while it has money and the vault has shareholders."""
        if self.vault is None or not self.vault.totalSupply_base():
            return
        due = fromBase18(self.vault.totalAssets_base()) * self._per_year * state.ss.time_step / S_PER_YEAR
        amount_base = self.spendable_base(OCEANtoken(), "OCEAN", min(due, self.OCEAN()))
        if amount_base:
            OCEANtoken().transfer(self.vault.address, amount_base, self.web3wallet)
            self.paid += fromBase18(amount_base)
