"""What lvr logs: a text for the console and the columns of data.csv. about.md explains each."""

from typing import Any

from assets.agents.market.ExternalMarketAgent import POISSON
from assets.agents.theory.arbitrage import (
    Rates,
    breakEvenVolume,
    fixedRates,
    impermanentLoss,
    lvrRate,
    poissonRates,
)

_BASIS_POINTS = 1e4


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    rates = expectedRates(state)
    row = _market(state) | _arbitrage(state, rates) | _noise(state, rates) | _provider(state, rates)
    texts = [
        f"; price={row['price']:.2f}",
        f", pool value={row['pool_value']:.0f}",
        f", arbitrage={row['arb_profit_rel']:.3%} ({row['arb_theory']:.3%} expected)",
    ]
    return texts, list(row), list(row.values())


def expectedRates(state: Any) -> Rates:
    """What theory expects of this netlist's parameters."""
    ss = state.ss
    rates = poissonRates if ss.BLOCKS == POISSON else fixedRates
    return rates(ss.SIGMA_PER_DAY, state.pool.weight_x, state.pool.fee, ss.block_days)


def _market(state: Any) -> dict[str, Any]:
    x, y = state.pool.reserves()
    price, weight_x = state.market.price, state.pool.weight_x
    return {
        "price": price,
        "spot_price": y * weight_x / (x * (1.0 - weight_x)),
        "mispricing_bp": _BASIS_POINTS * state.pool.mispricing(price),
        "pool_value": state.kpis.poolValue(),
        "pool_value_rebalanced": state.pool.rebalancedValue(price),
        "n_blocks": state.market.n_blocks,
        "elapsed_days": state.market.elapsed_days,
    }


def _arbitrage(state: Any, rates: Rates) -> dict[str, Any]:
    arbitrageur, days = state.arbitrageur, state.market.elapsed_days
    return {
        "n_arb_trades": arbitrageur.n_trades,
        "p_trade": arbitrageur.n_trades / state.market.n_blocks if state.market.n_blocks else 0.0,
        "p_trade_theory": rates.p_trade,
        "arb_profit": arbitrageur.profit,
        "arb_profit_rel": arbitrageur.profit_rel,
        "lvr_theory": lvrRate(state.ss.SIGMA_PER_DAY, state.pool.weight_x) * days,
        "arb_theory": rates.arbitrage * days,
        "fees": arbitrageur.fees,
        "fees_rel": arbitrageur.fees_rel,
        "fees_theory": rates.fees * days,
        "arb_gross": -(arbitrageur.profit + arbitrageur.fees),
        "gas_spent": arbitrageur.gas_spent,
        "n_reverts": state.n_reverts,
    }


def _noise(state: Any, rates: Rates) -> dict[str, Any]:
    noise, volume = state.noise_traders, breakEvenVolume(rates.arbitrage, state.pool.fee)
    return {
        "noise_volume": noise.volume,
        "noise_fees": noise.fees,
        "noise_cost": noise.cost,
        "breakeven_volume_theory": volume * state.pool.rebalancedValue(state.market.price),
    }


def _provider(state: Any, rates: Rates) -> dict[str, Any]:
    kpis = state.kpis
    pool, hold, rebalancing = kpis.poolValue(), kpis.holdValue(), kpis.rebalancingValue()
    noise_cost, arb_profit = state.noise_traders.cost, state.arbitrageur.profit
    noise_fees_rel = state.pool.fee * state.ss.NOISE_VOLUME_PER_DAY * kpis.days_per_value
    return {
        "hodl_value": hold,
        "rebalancing_value": rebalancing,
        "impermanent_loss": pool / hold - 1.0,
        "il_theory": impermanentLoss(state.market.price / kpis.P_init, state.pool.weight_x),
        "lp_minus_rebalancing": pool - rebalancing,
        "lp_pnl_vs_rebalancing": state.noise_traders.cost_rel - state.arbitrageur.profit_rel,
        "lp_pnl_theory": noise_fees_rel - rates.arbitrage * state.market.elapsed_days,
        "identity_error": pool - (rebalancing - arb_profit + noise_cost),
    }
