"""On a chain, in the idioms of Brownie: the numbers are those of scheduler."""

from typing import List

import brownie
from enforce_typing import enforce_types

from agents import FundingAgent, HeirAgent
from engine import KPIsBase, SimStateBase, SimStrategyBase
from util.base18 import fromBase18
from util.constants import S_PER_MONTH, S_PER_YEAR
from util.globaltokens import OCEAN_address
from util.plotutil import DOLLAR, LINEAR, MULT1, YParam, arrayToFloatList

chain = brownie.network.chain


@enforce_types
class SimStrategy(SimStrategyBase.SimStrategyBase):
    def __init__(self):
        super().__init__()
        self.setTimeStep(S_PER_MONTH)
        self.setMaxTime(10, "years")
        self.setLogInterval(3 * S_PER_MONTH)
        self.OCEAN_funded: float = 5.0
        self.start_timestamp: int = chain[-1].timestamp + S_PER_YEAR
        self.duration_seconds: int = 5 * S_PER_YEAR


@enforce_types
class SimState(SimStateBase.SimStateBase):
    def __init__(self, ss=None):
        super().__init__(ss or SimStrategy())
        ss = self.ss
        funder = FundingAgent.FundingAgent(
            "funder1", 0.0, ss.OCEAN_funded, "lock1", "heir1", ss.start_timestamp, ss.duration_seconds
        )
        heir = HeirAgent.HeirAgent(name="heir1", USD=0.0, OCEAN=0.0, lock_name="lock1")
        self.agents = {agent.name: agent for agent in [funder, heir]}
        self.kpis = KPIs(ss.time_step)


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    now = chain[-1].timestamp
    vested = released = 0
    if "lock1" in state.agents:
        lock = state.getAgent("lock1").lock
        vested = lock.vestedAmount(OCEAN_address(), now)
        released = lock.released(OCEAN_address())
    heirs = state.getAgent("heir1").OCEAN()
    s = [f"; vested={fromBase18(int(vested))}"]
    dataheader = ["timestamp", "OCEAN_vested", "OCEAN_released", "beneficiary_OCEAN"]
    return s, dataheader, [now, fromBase18(int(vested)), fromBase18(int(released)), heirs]


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x_label = "Year"
    x = arrayToFloatList(values[:, header.index(x_label)])
    columns = ["OCEAN_vested", "OCEAN_released", "beneficiary_OCEAN"]
    return (x_label, x, [YParam(columns, columns, "Vesting", LINEAR, MULT1, DOLLAR)])
