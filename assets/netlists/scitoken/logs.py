"""What scitoken logs: a text for the console and the columns of data.csv. about.md explains each."""

from typing import Any

from util.base18 import fromBase18


def netlist_createLogData(state: Any) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    kpis = state.kpis
    supply = kpis.supply(state)
    row = supply | _price(state, supply["supply"]) | kpis.treasury(state) | kpis.inequality(state)
    row |= {
        "researcher_income_real": kpis.income(state),
        "OCEAN_brought": state.demand.OCEAN_brought + state.users.OCEAN_brought,
        "n_reverts": state.n_reverts,
    }
    texts = [
        f"; price={row['price']:.3f} OCEAN",
        f", supply={row['supply']:.0f}",
        f", treasury={row['treasury']:.0f} OCEAN",
    ]
    return texts, list(row), list(row.values())


def _price(state: Any, supply: float) -> dict[str, float]:
    ss, price, reserve = state.ss, state.tokenPrice(), fromBase18(state.token.reserve_base())
    # On the curve as it was opened: what tokens would cost if nothing had been emitted or burned.
    opened = (1.0 - ss.THETA) * ss.HATCH_RAISE
    undiluted = ss.HATCH_PRICE * (1.0 - ss.THETA) / ss.RATIO * (reserve / opened) ** (1.0 - ss.RATIO)
    return {
        "price": price,
        "price_theory": reserve / (ss.RATIO * supply),
        "price_undiluted": undiluted,
        "value": state.demand.value,
        "reserve": reserve,
        "market_cap": price * supply,
    }
