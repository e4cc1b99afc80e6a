"""`ExpFunc`: a supply curve: what is left to mint halves every H years."""

from util.constants import BITCOIN_NUM_HALF_LIVES
from util.mathutil import OutOfRange
from util.strutil import StrMixin
from util.types import enforce_types


@enforce_types
class ExpFunc(StrMixin):
    """Fraction of the supply that has been minted by a time: F(t) = 1 - 0.5^(t/H).

    Args:
        H: half-life, years; above zero.
    Source: Bitcoin's supply, as a smooth curve.
    """

    def __init__(self, H: float):
        if not H > 0.0:
            raise OutOfRange(f"a half-life cannot be {H} years", "it must be above zero", "H=4.0, Bitcoin's half-life")
        self._H = H

    def __call__(self, t: float) -> float:
        """Fraction minted by `t`, years since the start."""
        return halved(t, self._H)

    def keepMinting(self, t: float) -> bool:
        """Whether it is still worth minting at `t`, years: up to 34 half-lives, as with Bitcoin."""
        return t / self._H <= BITCOIN_NUM_HALF_LIVES


def halved(t: float, H: float) -> float:
    """1 - 0.5^(t/H): the fraction that has decayed after `t` years with half-life `H`."""
    fraction: float = 1.0 - 0.5 ** (t / H)
    return fraction
