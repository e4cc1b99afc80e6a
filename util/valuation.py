"""What a firm and its token are worth: the valuation rules that KPIs of netlists use. All money is in USD."""

from __future__ import annotations

from util.mathutil import OutOfRange
from util.oldkeywords import oldKeywords


def firmValuationPS(annual_revenue: float, p_s_ratio: float) -> float:
    """Worth of a firm, in USD, by its price-to-sales ratio; `annual_revenue` is in USD per year.

    Source: the price-to-sales ratio of listed firms, solved for the price.
    """
    return annual_revenue * p_s_ratio


@oldKeywords(annual_revenue="annual_earnings")
def firmValuationPE(annual_earnings: float, p_e_ratio: float) -> float:
    """Worth of a firm, in USD, by its price-to-earnings ratio; `annual_earnings` is in USD per year.

    Source: the price-to-earnings ratio of listed firms, solved for the price.
    """
    return annual_earnings * p_e_ratio


def OCEANprice(firm_valuation: float, OCEAN_supply: float) -> float:
    """Price of one OCEAN, in USD, if all OCEAN together are worth as much as the firm.

    Args:
        firm_valuation: USD.
        OCEAN_supply: OCEAN in circulation, in whole tokens; above zero.
    Raises:
        OutOfRange: `OCEAN_supply` is zero or less.
    Source: market capitalisation is price times supply, solved for the price.
    """
    if not OCEAN_supply > 0:
        raise OutOfRange(
            f"a supply of {OCEAN_supply} OCEAN has no price",
            "the supply must be above zero",
            "check the initial supply and what is burned",
        )
    return firm_valuation / OCEAN_supply
