"""Emission: how many tokens a schedule has let out by a time, and where burning meets it.

Times are in the unit of `era`, usually years.
"""

from __future__ import annotations

from assets.agents.minting.ExpFunc import halved

HALVING, EXPONENTIAL, LINEAR, INFLATION, NONE = "halving", "exponential", "linear", "inflation", "none"
SCHEDULES = (HALVING, EXPONENTIAL, LINEAR, INFLATION, NONE)


def emitted(schedule: str, t: float, cap: float, era: float, supply: float = 0.0, inflation: float = 0.0) -> float:
    """Tokens let out by the time `t`, zero or more.

    With "halving", half of `cap` is let out evenly in the first era, a quarter in the second, and so on; "exponential"
    is the smooth curve with the half-life `era`, which meets it at the end of each era; "linear" keeps the pace of the
    first era until `cap` is out. "inflation" lets `supply` grow by `inflation` in each unit of time; "none" lets out
    nothing.

    Source: Bitcoin's supply, 1 - 2**-k of the cap after k eras.
    """
    if schedule == HALVING:
        k = int(t // era)
        done: float = 1 - 0.5**k
        return cap * (done + 0.5 ** (k + 1) * (t / era - k))
    if schedule == EXPONENTIAL:
        return cap * halved(t, era)
    if schedule == LINEAR:
        return cap * min(t / (2 * era), 1.0)
    if schedule == INFLATION:
        grown: float = supply * ((1 + inflation) ** t - 1)
        return grown
    return 0.0


def steppedHalving(reward: int, blocks_per_era: int) -> int:
    """All that is ever let out where a reward per block, in smallest units, is halved and rounded down in each era.

    Source: Bitcoin, 50 * 10**8 satoshis and 210,000 blocks.
    """
    total = 0
    while reward > 0:
        total += reward * blocks_per_era
        reward //= 2
    return total


def burnAndMint(
    t: float, supply: float, reserve: float, ratio: float, minted: float, fees: float, burnt: float
) -> float:
    """Supply after `t` ticks where fees are paid in tokens that holders have, and a part of these is burnt.

    S(t+1) = S(t) + minted - burnt fees ratio S(t) / reserve, because a token costs reserve / (ratio S). So it tends to
    S* = minted reserve / (ratio burnt fees), at the price burnt fees / minted.

    Args:
        supply, reserve: at the start; the reserve stays what it is.
        ratio: reserve ratio of the bonding curve.
        minted: tokens per tick.
        fees: per tick, in the unit of the reserve.
        burnt: fraction of the fees.
    """
    pull = burnt * fees * ratio / reserve
    if pull == 0:
        return supply + minted * t
    rest = minted / pull
    return rest + (supply - rest) * (1 - pull) ** t


def feesOnCurve(
    t: float, supply: float, reserve: float, ratio: float, minted: float, fees: float, burnt: float
) -> float:
    """Supply after `t` ticks where users buy tokens for their fees and burn a part, and nobody else trades.

    Unlike in `burnAndMint`, fees enter the reserve: R' = fees and S' = minted + (1 - burnt) fees ratio S / R, of which
    the solution is S = k R + (S(0) - k R(0)) (R / R(0))**g, with g = (1 - burnt) ratio and k = minted / (fees (1 - g)).
    So the price R / (ratio S) tends to fees (1 - g) / (ratio minted). Arguments as in `burnAndMint`.
    """
    if fees == 0:
        return supply + minted * t
    g = (1 - burnt) * ratio
    k = minted / (fees * (1 - g))
    grown = reserve + fees * t
    found: float = k * grown + (supply - k * reserve) * (grown / reserve) ** g
    return found
