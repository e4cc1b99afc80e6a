"""What theory says about arbitrage between two pools on two chains that a bridge joins.

Pools keep x·y constant, apart from their fee, a fraction of what is paid in. Prices are those of x in y. The
arbitrageur buys x in the cheaper pool, sends it over the bridge, which keeps a fraction of it, and sells it in the
other pool.
The formulas are derived in the netlist's about.md.
"""

from __future__ import annotations

import math


def band(fee: float, bridge_fee: float) -> float:
    """The widest gap, as the absolute value of ln(price there / price here), at which no trade over the bridge pays.

    Args:
        fee: of each of the two pools.
        bridge_fee: fraction of what is sent.
    """
    return -2.0 * math.log1p(-fee) - math.log1p(-bridge_fee)


def bestPurchase(
    here: tuple[float, float], there: tuple[float, float], fee: float, bridge_fee: float
) -> tuple[float, float]:
    """What to pay in y for x in the pool here, to sell it in the pool there, and the profit; 0.0 if none pays.

    Args:
        here, there: what each pool holds of x and y; the second at the time of the sale.
    """
    (x, y), (x_there, y_there) = here, there
    kept = 1.0 - fee
    left = kept * (1.0 - bridge_fee)
    root, root_there = math.sqrt(x * y), math.sqrt(kept * left * x_there * y_there)
    bought = (root_there * x - root * x_there) / (root_there + left * root)
    if bought <= 0.0:
        return 0.0, 0.0
    paid = y * bought / ((x - bought) * kept)
    return paid, y_there * left * bought / (x_there + left * bought) - paid


def rootMeanSquareGap(width: float, jump: float) -> float:
    """That of a gap which trades of exponential sizes move at random, and which arbitrage turns back to ±width at once.

    It is uniform in between, apart from its being exactly at each end for a fraction jump / (2 (width + jump)) of time.

    Args:
        jump: mean size of a trade, as the change of ln(price) that it makes.
    """
    return width * math.sqrt((width / 3.0 + jump) / (width + jump))
