"""What must always hold in backtest."""

from typing import Any

from assets.agents.market.soundness import invariant_nobody_owes as invariant_nobody_owes


def invariant_the_pool_holds_what_it_owes(state: Any) -> bool:
    """The pair has the tokens of which its books speak."""
    pool = state.pool
    reserves = zip((pool.x, pool.y), pool.readReserves_base())
    return all(reserve <= token.balanceOf_base(pool.pair.address) for token, reserve in reserves)


def invariant_history_repeats_itself(state: Any) -> bool:
    """Without a provider, the pair is as it was, to the smallest unit, and every event was played in full."""
    replay, x_y = state.replay, state.pool.readReserves_base()
    if state.lp is not None:
        return True
    recorded = replay.latest.reserves
    i_y = state.ss.i_numeraire
    return x_y == (recorded[1 - i_y], recorded[i_y]) and not replay.n_scaled and not replay.n_skipped
