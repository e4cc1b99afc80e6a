"""What lvr logs: a text for the console and the columns of data.csv. about.md explains each."""

import math
from typing import Any

from assets.agents.market.ExternalMarketAgent import POISSON
from assets.agents.theory.arbitrage import (
    Rates,
    breakEvenVolume,
    fixedRates,
    impermanentLoss,
    lvrRate,
    noiseVariance,
    poissonRates,
)

_BASIS_POINTS = 1e4


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    rates = expectedRates(state)
    row = _market(state) | _arbitrage(state, rates) | _noise(state) | _provider(state, rates)
    texts = [
        f"; price={row['price']:.2f}",
        f", pool value={row['pool_value']:.0f}",
        f", arbitrage={row['arb_profit_rel']:.3%} ({row['arb_theory']:.3%} expected)",
    ]
    return texts, list(row), list(row.values())


def expectedRates(state: Any) -> Rates:
    """What theory expects of this netlist's parameters. Noise trades count as more volatility: they should be small."""
    return _rates(state, math.hypot(state.ss.SIGMA_PER_DAY, math.sqrt(_noiseVariance(state))))


def _rates(state: Any, sigma: float) -> Rates:
    ss = state.ss
    rates = poissonRates if ss.BLOCKS == POISSON else fixedRates
    return rates(sigma, state.pool.weight_x, state.pool.fee, ss.block_days)


def _noiseVariance(state: Any) -> float:
    """What noise trades add to the variance of the mispricing in a day, at the pool's mean value so far."""
    ss, kpis = state.ss, state.kpis
    value = state.market.elapsed_days / kpis.days_per_value if kpis.days_per_value else ss.POOL_VALUE
    return noiseVariance(ss.NOISE_VOLUME_PER_DAY, ss.NOISE_SIZE, value, state.pool.weight_x)


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


def _noise(state: Any) -> dict[str, Any]:
    noise, undisturbed = state.noise_traders, _rates(state, state.ss.SIGMA_PER_DAY)
    volume = breakEvenVolume(undisturbed.arbitrage, state.pool.fee)
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
    days, weight_x = state.market.elapsed_days, state.pool.weight_x
    fees_rel = state.pool.fee * state.ss.NOISE_VOLUME_PER_DAY * kpis.days_per_value
    slippage = lvrRate(math.sqrt(_noiseVariance(state)), weight_x)
    return {
        "hodl_value": hold,
        "rebalancing_value": rebalancing,
        "impermanent_loss": pool / hold - 1.0,
        "il_theory": impermanentLoss(state.market.price / kpis.P_init, weight_x),
        "lp_minus_rebalancing": pool - rebalancing,
        "lp_pnl_vs_rebalancing": state.noise_traders.cost_rel - state.arbitrageur.profit_rel,
        "lp_pnl_theory": fees_rel + (slippage - rates.arbitrage) * days,
        "identity_error": pool - (rebalancing - arb_profit + noise_cost),
    }
