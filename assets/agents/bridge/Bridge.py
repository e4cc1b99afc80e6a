"""`Bridge`: both ends of a bridge, and what is on its way between them."""

from __future__ import annotations

from dataclasses import dataclass

from util.mathutil import addUp
from web3engine.bridgeend import BridgeEnd
from web3engine.bridgelock import BridgeLock
from web3engine.bridgetoken import BridgeToken
from web3engine.btoken import BToken

# What the chains are called: the main one, where x lives, and the one where it is a guest.
HOME, GUEST = "", "L2"
PPM = 1_000_000


@dataclass(frozen=True)
class Bridge:
    """A bridge of the token x.

    Attributes:
        x: the token, on the main chain.
        lock: its end there.
        token: its end on the other chain, and the token that stands for x there.
    """

    x: BToken
    lock: BridgeLock
    token: BridgeToken

    def lanes(self) -> tuple[tuple[BridgeEnd, BridgeEnd], tuple[BridgeEnd, BridgeEnd]]:
        """From where to where: outward, and back."""
        return (self.lock, self.token), (self.token, self.lock)

    def inFlight_base(self, source: BridgeEnd, target: BridgeEnd) -> int:
        """What was sent at the source and is not yet delivered at the target."""
        waiting = range(target.delivered(), source.sent())
        return addUp(source.message(number).amount for number in waiting)


def sentFor(net_base: int, fee_ppm: int) -> int:
    """What to send so that `net_base` arrives, or a unit more."""
    return -(-net_base * PPM // (PPM - fee_ppm))
