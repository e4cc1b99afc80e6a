"""What campaigns may vary in opsci_peer_review, what they measure, and what a community would ask of the result."""

from assets.agents.peerreview.ReviewBoard import REWARD_RULES
from engine.Measure import final, mean
from engine.Variation import Choice, Design, Worst

netlist_parameters = {
    "REWARD_RULE": Choice(REWARD_RULES),
    "REVIEWS_PER_PROPOSAL": Choice([1, 3, 5, 7, 9]),
    "REWARD": Design(1.0, 1000.0, log=True),
    "REVIEW_BUDGET": Design(0.0, 0.5),
    "ACCURACY": Worst(0.5, 1.0),
    "EFFORT_COST": Worst(0.0, 1.0),
    "INITIAL_CAREFUL": Worst(0.0, 1.0),
    "INVERTERS": Worst(0.0, 0.3),
    "RANDOMS": Worst(0.0, 0.3),
    "COLLUDERS": Worst(0.0, 0.3),
}
netlist_measures = {
    "careful": final("share_careful"),
    "accuracy": mean("decision_accuracy"),
    "gain": final("mean_quality_funded") - final("mean_quality_submitted"),
    "regret": final("regret"),
    "paid": final("rewards_paid"),
    "treasury": final("dao_treasury_OCEAN"),
}
netlist_specs = {"careful": "careful >= 0.5", "better": "gain >= 0"}
netlist_corners = {"lazy start": {"INITIAL_CAREFUL": 0.1}, "colluders": {"COLLUDERS": 0.3}}
