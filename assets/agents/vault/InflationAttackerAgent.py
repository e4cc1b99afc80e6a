"""`InflationAttackerAgent`: makes shares so expensive that others' deposits are rounded down to none."""

from typing import Any

from assets.agents.vault.VaultUserAgent import VaultUserAgent
from util.constants import S_PER_DAY
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


@enforce_types
class InflationAttackerAgent(VaultUserAgent):
    """Deposits a few units in an empty vault, sends it OCEAN, and waits for others to deposit.

    Args:
        name, vault, OCEAN: see VaultUserAgent.
        units: what it deposits, in OCEAN's smallest unit.
        donation: OCEAN that it then sends to the vault; with 0 it never attacks.
        patience_days: it withdraws after this many days.
    """

    role = "attacker"

    def __init__(self, name: str, vault: Vault, OCEAN: float, units: int, donation: float, patience_days: float):
        super().__init__(name, vault, OCEAN)
        self._units = units
        self._donation = donation
        self._s_left = patience_days * S_PER_DAY
        self._has_attacked = False

    def takeStep(self, state: Any) -> None:
        """Attacks in its first step; withdraws when its patience ends."""
        if self._donation <= 0.0:
            return
        if not self._has_attacked:
            self._has_attacked = True
            self._attack()
            return
        self._s_left -= state.ss.time_step
        if self._s_left <= 0.0 and self.shares_base():
            self._redeemAll()

    def _attack(self) -> None:
        self._deposit_base(self._units)
        donation_base = self.spendable_base(OCEANtoken(), "OCEAN", self._donation)
        OCEANtoken().transfer(self._vault.address, donation_base, self.web3wallet)
