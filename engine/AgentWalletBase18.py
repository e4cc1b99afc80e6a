"""`AgentWalletBase18`: a wallet without chain in which no OCEAN is lost to rounding."""

from typing import Any

from engine.AgentWallet import AgentWalletNoEvm
from engine.amounts import checkedAmount, payable_base
from util.base18 import fromBase18, toBase18


class AgentWalletBase18(AgentWalletNoEvm):
    """A wallet that counts OCEAN as a chain does, in integers of base 18. Needs no chain.

    An amount is rounded toward zero to a whole number of units, and between two such wallets the units that leave one
    arrive in the other. It costs a conversion for each transfer.

    Args:
        USD, OCEAN: what it holds at the start.
        holder: whose it is, for error messages.
    """

    def __init__(self, USD: float = 0.0, OCEAN: float = 0.0, holder: str = "a wallet"):
        super().__init__(USD, OCEAN, holder)
        self._base: int = toBase18(OCEAN)

    def OCEAN(self) -> float:
        return fromBase18(self._base)

    def OCEAN_base(self) -> int:
        """OCEAN it holds, in base 18."""
        return self._base

    def depositOCEAN(self, amt: float) -> None:
        self._receive(toBase18(checkedAmount(self.holder, "OCEAN", amt)))

    def transferOCEAN(self, dst_wallet: Any, amt: float) -> None:
        if isinstance(dst_wallet, AgentWalletBase18):
            dst_wallet._receive(self._paid_base(amt))
        else:
            super().transferOCEAN(dst_wallet, amt)

    def _receive(self, amt_base: int) -> None:
        self._base += amt_base
        self._total_OCEAN_in += fromBase18(amt_base)

    def _paid(self, amt: float) -> float:
        return fromBase18(self._paid_base(amt))

    def _paid_base(self, amt: float) -> int:
        amt_base = toBase18(checkedAmount(self.holder, "OCEAN", amt))
        paid_base = payable_base(self.holder, "OCEAN", self._base, amt_base)
        self._base -= paid_base
        return paid_base
