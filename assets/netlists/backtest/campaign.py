"""What campaigns may vary in backtest, what they measure, and what a provider would ask of the result."""

from engine.Measure import final
from engine.Variation import Choice, Design

from .rules import RULES

netlist_parameters = {
    "LP_RULE": Choice(list(RULES)),
    "LP_PART": Design(0.001, 0.5, log=True),
    "S_BETWEEN_REVIEWS": Choice([3600, 6 * 3600, 24 * 3600]),
}
netlist_measures = {
    "gain_over_holding": final("lp_minus_hold") / final("hold_value"),
    "gain_over_rebalancing": final("lp_minus_rebalancing") / final("hold_value"),
    "fees_over_lvr": final("fees") / final("lvr"),
    "events_cut": final("n_scaled") + final("n_skipped"),
}
netlist_specs = {"pays": "gain_over_rebalancing >= 0"}
netlist_corners = {
    "large provider": {"LP_PART": 0.5},
    "in and out": {"LP_RULE": "review"},
}
