"""What campaigns may vary in opsci_quadratic_funding, what they measure, and what a community would ask of it."""

from assets.agents.theory.quadraticfunding import MECHANISMS
from engine.Measure import final, mean
from engine.Variation import Choice, Design, Scale, Worst

netlist_parameters = {
    "MECHANISM": Choice(MECHANISMS),
    "MATCHING_POOL": Design(0.0, 100_000.0),
    "PAIRWISE_M": Design(0.1, 1000.0, log=True),
    "PROJECT_CAP": Design(0.0, 1.0),
    "KYC_COST": Design(0.0, 100.0),
    "N_DONORS": Scale(),
    "N_SYBILS": Worst(0, 5),
    "SYBIL_IDENTITIES": Worst(1, 1000, log=True),
    "SYBIL_BUDGET": Worst(1.0, 10_000.0, log=True),
    "COLLUDERS": Worst(0, 50),
}
netlist_measures = {
    "welfare": mean("welfare_ratio"),
    "treasury": final("dao_treasury_OCEAN"),
    "inequality": mean("gini_funding"),
    "sybil_gain": final("sybil_gain"),
    "coefficient": mean("matching_coefficient"),
}
netlist_specs = {"useful": "welfare >= 0.5", "robust": "sybil_gain <= 0"}
netlist_corners = {"sybil": {"N_SYBILS": 1}, "ring": {"COLLUDERS": 10}}
