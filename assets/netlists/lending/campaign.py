"""What campaigns may vary in lending, what they measure, and what a designer of the market would ask of the result."""

from engine.Measure import final
from engine.Variation import Choice, Design, Scale, Worst

netlist_parameters = {
    "LTV": Design(0.5, 0.8, step=0.005),
    "LIQ_THRESHOLD": Design(0.805, 0.95, step=0.005),
    "LIQ_BONUS": Design(1.005, 1.05, step=0.005),
    "BORROWER_POLICY": Choice(["passive", "topup", "deleverage"]),
    "ORACLE_HEARTBEAT": Design(0, 86400, step=3600),
    "ORACLE_DEVIATION": Design(0.0, 0.05),
    "SIGMA_PER_DAY": Worst(0.005, 0.5, log=True),
    "JUMP_PER_DAY": Worst(0.0, 1.0),
    "JUMP_SIZE": Worst(-0.9, 0.0),
    "N_BORROWERS": Scale(),
}
netlist_measures = {
    "bad_debt_share": final("bad_debt") / final("supplied"),
    "share_liquidated": final("share_liquidated"),
    "liquidator_profit": final("liquidator_profit"),
    "shortfall_share": final("shortfall") / final("supplied"),
}
netlist_specs = {"solvent": "bad_debt_share <= 0", "covered": "shortfall_share <= 0"}
netlist_corners = {
    "crash": {"JUMP_PER_DAY": 0.1, "JUMP_SIZE": -0.3},
    "crash, slow oracle": {"JUMP_PER_DAY": 0.1, "JUMP_SIZE": -0.3, "ORACLE_HEARTBEAT": 86400, "ORACLE_DEVIATION": 0.05},
    "no liquidators": {"LIQUIDATORS": 0},
}
