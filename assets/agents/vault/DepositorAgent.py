"""`DepositorAgent`: puts its money into a vault for a while, and takes it out again."""

from typing import Any

from assets.agents.vault.VaultUserAgent import VaultUserAgent
from util.constants import S_PER_DAY
from util.types import enforce_types
from web3engine.globaltokens import OCEANtoken
from web3engine.vault import Vault


@enforce_types
class DepositorAgent(VaultUserAgent):
    """Waits, deposits all it has, waits, withdraws all, and so on. Its times of waiting are exponential.

    Args:
        name, vault, OCEAN: see VaultUserAgent.
        mean_days: mean of the times.
        loss_allowed: the part of a deposit that it puts up with losing to rounding, 0 to 1. It asks the contract before
            it deposits, and waits again if more would be lost; with 1, it does not ask.
    """

    role = "depositor"

    def __init__(self, name: str, vault: Vault, OCEAN: float, mean_days: float, loss_allowed: float):
        super().__init__(name, vault, OCEAN)
        self._s_mean = mean_days * S_PER_DAY
        self._loss_allowed = loss_allowed
        self._s_left: float | None = None

    def takeStep(self, state: Any) -> None:
        """Deposits or withdraws when its time has come."""
        if self._s_left is None:
            self._s_left = self._drawn(state)
        self._s_left -= state.ss.time_step
        if self._s_left > 0.0:
            return
        self._s_left = self._drawn(state)
        if self.shares_base():
            self._redeemAll()
        else:
            self._depositAll()

    def _depositAll(self) -> None:
        assets_base = self.spendable_base(OCEANtoken(), "OCEAN", self.OCEAN())
        if assets_base and not self._losesTooMuch(assets_base):
            self._deposit_base(assets_base)

    def _losesTooMuch(self, assets_base: int) -> bool:
        if self._loss_allowed >= 1.0:
            return False
        worth_base = self._vault.previewRedeem_base(self._vault.previewDeposit_base(assets_base))
        return worth_base < (1.0 - self._loss_allowed) * assets_base

    def _drawn(self, state: Any) -> float:
        """Seconds until it acts."""
        return float(state.rng.expovariate(1.0 / self._s_mean))
