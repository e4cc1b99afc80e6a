"""`BondingCurve`: a token that anybody can buy from, and sell to, a reserve, at a price that grows with the supply.

Source: Zargham, Shorish, Paruch, "From Curved Bonding to Configuration Spaces" (2020): power-invariant bonding curves;
Bancor's formulas are the same. Hatch and tributes: the augmented bonding curve of the Commons Stack.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class BondingCurve:
    """A curve in floats: supply**(1/ratio) / reserve stays what it is, however often one buys and sells.

    Attributes:
        reserve, supply: above 0.
        ratio: of the reserve to what all tokens would cost at the present price; 0 to 1.
        tribute_in, tribute_out: fractions for the treasury, of what is paid in and of what is paid out.
    """

    reserve: float
    supply: float
    ratio: float
    tribute_in: float = 0.0
    tribute_out: float = 0.0

    @property
    def price(self) -> float:
        """What a token costs, in units of the reserve."""
        return self.reserve / (self.ratio * self.supply)

    @property
    def invariant(self) -> float:
        """What neither buying nor selling changes."""
        value: float = self.supply ** (1 / self.ratio) / self.reserve
        return value

    def buy(self, paid: float) -> tuple[float, float]:
        """Pays `paid` in. Returns (tokens, tribute)."""
        tribute = self.tribute_in * paid
        net = paid - tribute
        tokens = self.supply * ((1 + net / self.reserve) ** self.ratio - 1)
        self.reserve += net
        self.supply += tokens
        return tokens, tribute

    def sell(self, sold: float) -> tuple[float, float]:
        """Hands in `sold` tokens, less than there are. Returns (what comes out, tribute)."""
        gross = self.reserve * (1 - (1 - sold / self.supply) ** (1 / self.ratio))
        tribute = self.tribute_out * gross
        self.reserve -= gross
        self.supply -= sold
        return gross - tribute, tribute

    def supplyAt(self, reserve: float) -> float:
        """What the supply would be with that reserve, on this curve."""
        return self.supply * (reserve / self.reserve) ** self.ratio


def hatched(raised: float, price: float, to_treasury: float, ratio: float) -> BondingCurve:
    """A curve that opens after a hatch, at (1 - to_treasury) / ratio times the hatch's price.

    Args:
        raised: what hatchers paid.
        price: what each token cost them.
        to_treasury: fraction of it for the treasury; the rest is the reserve.
    """
    return BondingCurve((1 - to_treasury) * raised, raised / price, ratio)
