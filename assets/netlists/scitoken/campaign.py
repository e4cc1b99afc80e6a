"""What campaigns may vary in scitoken, what they measure, and what a community would ask of the result."""

from assets.agents.rewards.RewardSplit import KINDS
from assets.agents.theory.emission import SCHEDULES
from engine.Measure import drawdown, final, mean
from engine.Variation import Choice, Design, Worst

netlist_parameters = {
    "RATIO": Design(0.1, 0.9),
    "THETA": Design(0.0, 0.9),
    "TRIBUTE_IN": Design(0.0, 0.5),
    "TRIBUTE_OUT": Design(0.0, 0.5),
    "SCHEDULE": Choice(SCHEDULES),
    "CAP": Design(1e4, 1e8, log=True),
    "BURN_SHARE": Design(0.0, 1.0),
    "REWARD_SPLIT": Choice(KINDS),
    "SELL_SHARE": Worst(0.0, 1.0),
    "FEES_PER_DAY": Worst(0.0, 5000.0),
    "VALUE_SIGMA": Worst(0.0, 0.2),
}
netlist_measures = {
    "price": final("price"),
    "price_fall": drawdown("price"),
    "treasury": final("treasury"),
    "runway_days": final("runway_days"),
    "income": mean("researcher_income_real"),
    "inequality": final("gini_rewards"),
    "dilution": final("price") / final("price_undiluted"),
}
netlist_specs = {"solvent": "runway_days >= 365", "livable": "income >= 20", "exact": "always supply_error <= 0"}
netlist_corners = {"no fees": {"FEES_PER_DAY": 0.0}, "dump": {"SELL_SHARE": 1.0}, "no buyers": {"BUYERS_PER_DAY": 0.0}}
