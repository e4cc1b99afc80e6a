"""`AgentWalletBase18`: a wallet without chain in which no OCEAN is lost to rounding."""

import math
from typing import Any

from engine.AgentWallet import AgentWalletNoEvm
from engine.amounts import checkedAmount, payable_base
from util.base18 import Tokens, fromBase18, knownTokens, toBase18, tokens
from util.errors import BadAmount, InsufficientFunds

_INFINITE = math.inf
_ONE = 10**18
# A float from here on has no more than 18 decimals, since 17 digits tell any from all others. So its base units are the
# very same amount, and need not be divided to find out.
_WHOLLY = 0.01


class AgentWalletBase18(AgentWalletNoEvm):
    """A wallet that counts OCEAN as a chain does, in integers of base 18. Needs no chain.

    An amount is rounded toward zero to a whole number of units, and between two such wallets the units that leave one
    arrive in the other. It costs a conversion for each transfer.

    Args:
        USD, OCEAN: what it holds at the start.
        holder: whose it is, for error messages.
    """

    __slots__ = ("_base", "_said")

    def __init__(self, USD: float = 0.0, OCEAN: float = 0.0, holder: str = "a wallet"):
        super().__init__(USD, OCEAN, holder)
        self._base: int = toBase18(OCEAN)
        # What it said when it was last asked, which holds as long as `_base` is the same, or is so again.
        self._said: Tokens = tokens(self._base)

    def OCEAN(self) -> float:
        said = self._said
        if said.base != self._base:
            said = self._said = knownTokens(self._base)
        return said

    def OCEAN_base(self) -> int:
        """OCEAN it holds, in base 18."""
        return self._base

    def leftAfter(self, have: float, amt: float) -> float:
        """What a wallet that holds `have` OCEAN is left with once it has paid `amt`, to the unit."""
        have_base = toBase18(have)
        return tokens(have_base - payable_base(self.holder, "OCEAN", have_base, toBase18(amt)))

    def depositOCEAN(self, amt: float) -> None:
        self._receive(toBase18(checkedAmount(self.holder, "OCEAN", amt)))

    def transferOCEAN(self, dst_wallet: Any, amt: float) -> None:
        if type(amt) is float and type(dst_wallet) is type(self) is AgentWalletBase18 and 0.0 <= amt < _INFINITE:
            amt_base = toBase18(amt)
            left = self._base - amt_base
            # Half of what there is, or all to the last unit: not what payable_base takes for all with float noise.
            if left >= amt_base or left == 0:
                self._base = left
                dst_wallet._base += amt_base
                dst_wallet._total_OCEAN_in += amt if amt >= _WHOLLY else amt_base / _ONE
                return
        if isinstance(dst_wallet, AgentWalletBase18):
            dst_wallet._receive(self._paid_base(amt))
        else:
            self._send(dst_wallet, amt)

    def transferOCEAN_base(self, dst_wallet: Any, amt_base: int) -> None:
        """Moves exactly `amt_base` units, where parts of an amount must add up; floats have noise, this has none.

        Raises:
            BadAmount: `amt_base` is negative.
            InsufficientFunds: it holds less.
        """
        if amt_base < 0:
            raise BadAmount(self.holder, "OCEAN", fromBase18(amt_base))
        if amt_base > self._base:
            raise InsufficientFunds(self.holder, "OCEAN", self.OCEAN(), fromBase18(amt_base))
        self._base -= amt_base
        dst_wallet._receive(amt_base)

    def _receive(self, amt_base: int) -> None:
        self._base += amt_base
        self._total_OCEAN_in += amt_base / _ONE

    def _paid(self, amt: float) -> float:
        return fromBase18(self._paid_base(amt))

    def _paid_base(self, amt: float) -> int:
        amt_base = toBase18(checkedAmount(self.holder, "OCEAN", amt))
        paid_base = payable_base(self.holder, "OCEAN", self._base, amt_base)
        self._base -= paid_base
        return paid_base
