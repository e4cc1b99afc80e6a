from typing import List

from enforce_typing import enforce_types

from assets.netlists.opsci_profit_sharing.KPIs import netlist_rp_createLogData, netlist_rp_plotInstructions
from engine import KPIsBase
from util.plotutil import COUNT, LINEAR, LOG, MULT1, YParam, arrayToFloatList


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    s, dataheader, datarow = [], [], []
    for r in state.researchers.keys():
        researcher = state.getAgent(r)
        dataheader += [f"{r}_knowledge_access", f"{r}_no_proposals_funded", f"{r}_total_funding", f"{r}_OCEAN"]
        datarow += [researcher.knowledge_access, researcher.no_proposals_funded]
        datarow += [researcher.total_research_funds_received, researcher.my_OCEAN]
    for name in ("dao_treasury", "staker", "market"):
        s += [f"; {name} OCEAN={state.getAgent(name).OCEAN()}"]
        dataheader += [f"{name}_OCEAN"]
        datarow += [state.getAgent(name).OCEAN()]
    market = state.getAgent("market")
    dataheader += ["market_fees_OCEAN", "market_assets"]
    datarow += [market.total_fees, market.total_knowledge_assets]
    return s, dataheader, datarow


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x = arrayToFloatList(values[:, header.index("Month")])
    OCEAN = [name for name in header if name.startswith("researcher") and name.endswith("_OCEAN")]
    y_params = [
        YParam(OCEAN, OCEAN, "Researcher OCEAN", LINEAR, MULT1, COUNT),
        YParam(["staker_OCEAN", "market_OCEAN"], ["staker", "market"], "Staker and market", LOG, MULT1, COUNT),
    ]
    return (x, y_params)
