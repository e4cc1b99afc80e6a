"""What backtest logs: a text for the console and the columns of data.csv. about.md explains each."""

import math
from typing import Any

from assets.agents.theory.arbitrage import impermanentLoss

_BASIS_POINTS = 1e4


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    row = _market(state) | _replay(state) | _provider(state) | _arbitrage(state)
    texts = [
        f"; price={row['price']:.2f}",
        f", {row['n_left']} events to come",
        f", provider={row['lp_value']:.0f} (holding {row['hold_value']:.0f})",
    ]
    return texts, list(row), list(row.values())


def _units(state: Any) -> tuple[int, int]:
    """Smallest units in a whole x and in a whole y."""
    decimals, i_y = state.replay.history.decimals, state.ss.i_numeraire
    return 10 ** decimals[1 - i_y], 10 ** decimals[i_y]


def _market(state: Any) -> dict[str, Any]:
    x_unit, y_unit = _units(state)
    x, y = state.pool.reserves_base()
    return {
        "price": float(state.kpis.price * x_unit / y_unit),
        "pool_price": y / x * x_unit / y_unit,
        "pool_value": state.kpis.poolValue() / y_unit,
    }


def _replay(state: Any) -> dict[str, Any]:
    replay, i_y = state.replay, state.ss.i_numeraire
    recorded, (x, y) = replay.latest.reserves, state.pool.reserves_base()
    return {
        "n_played": replay.n_played,
        "n_scaled": replay.n_scaled,
        "n_skipped": replay.n_skipped,
        "n_left": replay.n_left,
        "off_record_bp": _BASIS_POINTS * math.log(y / x * recorded[1 - i_y] / recorded[i_y]),
        "is_recorded": int((x, y) == (recorded[1 - i_y], recorded[i_y])),
    }


def _provider(state: Any) -> dict[str, Any]:
    kpis, y_unit = state.kpis, _units(state)[1]
    value, hold, rebalancing = kpis.lpValue(), kpis.holdValue(), kpis.rebalancingValue()
    fees, lvr = kpis.fees, kpis.lvr
    return {
        "lp_part": kpis.lp_part,
        "lp_value": value / y_unit,
        "hold_value": hold / y_unit,
        "rebalancing_value": rebalancing / y_unit,
        "fees": fees / y_unit,
        "lvr": lvr / y_unit,
        "lp_minus_hold": (value - hold) / y_unit,
        "lp_minus_rebalancing": (value - rebalancing) / y_unit,
        "il_theory": impermanentLoss(float(kpis.price / kpis.P_init), 0.5),
        "identity_error": (value - (rebalancing + fees - lvr)) / y_unit,
        "n_moves": state.lp.n_moves if state.lp is not None else 0,
    }


def _arbitrage(state: Any) -> dict[str, Any]:
    # Traders count in units of 1e18, whatever the tokens' decimals are.
    factor = 1e18 / _units(state)[1]
    arbitrageur = state.arbitrageur
    return {
        "arb_volume": arbitrageur.volume * factor if arbitrageur is not None else 0.0,
        "arb_profit": arbitrageur.profit * factor if arbitrageur is not None else 0.0,
        "n_reverts": state.n_reverts,
    }
