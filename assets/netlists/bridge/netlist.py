"""bridge: a token on two chains, a bridge between them, and an arbitrageur who uses it. EVM, twice. See about.md."""

import math
from typing import Any

from engine.Measure import final
from engine.Variation import Choice, Worst
from util.base18 import fromBase18
from util.mathutil import addUp
from util.plotutil import COUNT, LINEAR, LINES, MULT1, MULT100, OCEAN, PERCENT, STEPS, YParam, arrayToFloatList

from .KPIs import KPIs
from .SimState import SimState
from .SimStrategy import SimStrategy

__all__ = ["KPIs", "SimState", "SimStrategy"]


def netlist_createLogData(state: SimState) -> tuple[list[str], list[str], list[Any]]:
    """Texts for the console, names of columns, and their values."""
    home, guest = state.prices()
    price, bridge = math.sqrt(home * guest), state.bridge
    outward, back = state.inFlight_base()
    gains = [_gain(pool.reserves(), init, price) for pool, init in zip(state.pools, state.reserves_init)]
    columns = {
        "price_home": home,
        "price_L2": guest,
        "gap": state.gap(),
        "band": state.band,
        "rms_gap": state.kpis.rootMeanSquareGap(),
        "rms_gap_theory": state.rootMeanSquareGap(),
        "outside": state.kpis.fractionOutside(),
        "s_to_band": state.kpis.s_to_band,
        "locked": fromBase18(bridge.lock.locked_base()),
        "minted": fromBase18(bridge.token.totalSupply_base()),
        "to_L2": fromBase18(outward),
        "from_L2": fromBase18(back),
        "n_sent": state.arbitrageur.n_sent,
        "arb_profit": state.arbitrageur.profit(price),
        "relayer_income": (state.relayer.income() - state.income_init) * price,
        "provider_gain": gains[0],
        "provider_L2_gain": gains[1],
        "swappers_gain": addUp((swapper.gain(price) for swapper in state.swappers), 0.0),
    }
    return [f"; price={home:.2f}", f", on L2={guest:.2f}"], list(columns), list(columns.values())


def _gain(now: tuple[float, float], init: tuple[float, float], price: float) -> float:
    """What a pool is worth more than what it began with, in OCEAN."""
    return (now[0] - init[0]) * price + now[1] - init[1]


def netlist_plotInstructions(header: list[str], values: Any) -> tuple[str, list[float], list[YParam]]:
    """Label of the x axis, its values, and what to plot over it.

    Args:
        header: names of the columns of data.csv.
        values: str[n_rows, n_columns], its cells.
    """
    x = arrayToFloatList(values[:, header.index("Day")])
    y_params = [
        YParam(
            ["price_home", "price_L2"], ["on its own chain", "on L2"], "Price of x", LINEAR, MULT1, OCEAN, style=LINES
        ),
        YParam(
            ["gap", "band", "rms_gap", "rms_gap_theory"],
            ["gap", "band in which no trade pays", "root mean square", "the same, in theory"],
            "Gap",
            LINEAR,
            MULT100,
            PERCENT,
            title="Gap between the prices: ln(on L2 / on its own chain)",
            style=LINES,
        ),
        YParam(
            ["locked", "minted"],
            ["locked on its own chain", "minted on L2"],
            "Token x on both sides of the bridge",
            LINEAR,
            MULT1,
            "x",
            style=STEPS,
        ),
        YParam(["to_L2", "from_L2"], ["to L2", "from L2"], "Token x on its way", LINEAR, MULT1, "x", style=LINES),
        YParam(
            ["arb_profit", "relayer_income", "provider_gain", "provider_L2_gain", "swappers_gain"],
            ["arbitrageur", "relayer", "provider", "provider on L2", "other traders"],
            "Gains",
            LINEAR,
            MULT1,
            OCEAN,
            title="Gains above 0, losses below; providers' against holding",
        ),
        YParam(["n_sent"], ["sendings"], "How often the arbitrageur has sent x", LINEAR, MULT1, COUNT),
    ]
    return "Day", x, y_params


# What campaigns may vary, measure and ask for.
netlist_rates = "per second"
netlist_parameters = {
    "DELAY": Choice([60, 600, 3600, 21600]),
    "FEE_PPM": Choice([0, 300, 1000, 3000, 10000]),
    "SWAPS_PER_DAY": Worst(0.0, 1e6),
}
netlist_measures = {
    "rms_gap": final("rms_gap"),
    "gap_in_bands": final("rms_gap") / final("band"),
    "outside": final("outside"),
    "arb_profit": final("arb_profit"),
    "relayer_income": final("relayer_income"),
    "providers_gain": final("provider_gain") + final("provider_L2_gain"),
}
netlist_specs = {"one price": "rms_gap <= 0.01", "the bridge earns": "relayer_income >= 100"}
netlist_corners = {
    "slow": {"DELAY": 21600},
    "expensive": {"FEE_PPM": 10000},
    "relayer fails": {"OUTAGE_FROM_DAY": 1.0, "OUTAGE_DAYS": 1.0},
}
