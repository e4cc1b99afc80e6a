from typing import List

from enforce_typing import enforce_types

from engine import KPIsBase
from util.plotutil import COUNT, LINEAR, MULT1, YParam, arrayToFloatList
from util.strutil import prettyBigNum


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    s, dataheader, datarow = [], [], []
    for r in state.researchers.keys():
        researcher = state.getAgent(r)
        s += [f"; {r} proposals={researcher.no_proposals_submitted}"]
        dataheader += [f"{r}_knowledge_access"]
        datarow += [researcher.knowledge_access]
        dataheader += [f"{r}_no_proposals_funded"]
        datarow += [researcher.no_proposals_funded]
        dataheader += [f"{r}_total_funding"]
        datarow += [researcher.total_research_funds_received]
    for name in ("university", "sellers"):
        OCEAN = state.getAgent(name).OCEAN()
        s += [f"; {name} OCEAN={prettyBigNum(OCEAN, False)}"]
        dataheader += [f"{name}_OCEAN"]
        datarow += [OCEAN]
    return s, dataheader, datarow


@enforce_types
def netlist_rp_createLogData(state):
    return [], []


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x = arrayToFloatList(values[:, header.index("Month")])
    y_params = [
        YParam(["university_OCEAN"], ["university"], "University OCEAN", LINEAR, MULT1, COUNT),
        YParam(
            ["researcher0_knowledge_access", "researcher1_knowledge_access"],
            ["researcher0", "researcher1"],
            "Knowledge access index",
            LINEAR,
            MULT1,
            COUNT,
        ),
    ]
    return (x, y_params)


@enforce_types
def netlist_rp_plotInstructions(header: List[str], values):
    return (arrayToFloatList(values[:, header.index("Month")]), [])
