"""In the layout of 2023, without EVM: the numbers are those of simplegrant."""

from typing import List

from enforce_typing import enforce_types

from agents import GrantGivingAgent, SavingAgent
from engine import KPIsBase, SimStateBase
from netlists.grants.SimStrategy import SimStrategy
from util.plotutil import DOLLAR, LINEAR, MULT1, YParam, arrayToFloatList


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        assert ss is None
        super().__init__(ss)
        self.ss = SimStrategy()
        granter = GrantGivingAgent.GrantGivingAgent(
            name="granter1",
            USD=0.0,
            OCEAN=self.ss.granter_init_OCEAN,
            receiving_agent_name="taker1",
            s_between_grants=self.ss.granter_s_between_grants,
            n_actions=self.ss.granter_n_actions,
        )
        taker = SavingAgent.SavingAgent(name="taker1", USD=0.0, OCEAN=0.0)
        for agent in [granter, taker]:
            self.agents[agent.name] = agent
        self.kpis = KPIs(self.ss.time_step)


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    granter = state.getAgent("granter1")
    s = [f"; granter OCEAN={granter.OCEAN()}, USD={granter.USD()}"]
    return s, ["granter_OCEAN", "granter_USD"], [granter.OCEAN(), granter.USD()]


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x_label = "Day"
    x = arrayToFloatList(values[:, header.index(x_label)])
    y_params = [YParam(["granter_OCEAN"], ["OCEAN"], "granter_OCEAN", LINEAR, MULT1, DOLLAR)]
    return (x_label, x, y_params)
