"""What campaigns may vary in opsci_sourcecred, what they measure, and what a community would ask of the result."""

from engine.Measure import final, largest
from engine.Variation import Choice, Design, Worst

netlist_parameters = {
    "GRAIN_PER_EPOCH": Design(0.0, 20_000.0),
    "BETA": Design(0.05, 0.7),
    "RECENT_DISCOUNT": Design(0.0, 1.0),
    "LOOKBACK": Design(1, 12),
    "CONTRIBUTIONS": Choice(["market", "synthetic"]),
    "SPAM_RESEARCHERS": Worst(0, 5),
    "SPAM_PER_EPOCH": Worst(0, 50),
    "SYBIL_SPLIT": Worst(1, 10),
}
netlist_measures = {
    "treasury": final("dao_treasury_OCEAN"),
    "grain": final("total_grain"),
    "inequality": final("gini_grain"),
    "late": final("balanced_debt"),
    "top": final("top_share"),
    "spam": largest("spam_share"),
}
netlist_specs = {"fair": "late <= 0.1", "clean": "spam <= 0.05"}
netlist_corners = {"spam": {"SPAM_RESEARCHERS": 1}, "sybils": {"SPAM_RESEARCHERS": 1, "SYBIL_SPLIT": 10}}
