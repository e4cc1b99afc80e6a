from typing import List

from enforce_typing import enforce_types

from engine import KPIsBase
from util.base18 import fromBase18
from util.globaltokens import OCEAN_address
from util.plotutil import COUNT, LINEAR, MULT1, YParam, arrayToFloatList

_NAMES = ["publisher", "consumer", "stakerSpeculator", "speculator", "maliciousPublisher"]


@enforce_types
class KPIs(KPIsBase.KPIsBase):
    pass


@enforce_types
def netlist_createLogData(state):
    s, dataheader, datarow = [], [], []
    for name in _NAMES:
        agent = state.getAgent(name)
        OCEAN, in_DTs, in_BPTs = agent.OCEAN(), get_OCEAN_in_DTs(state, agent), get_OCEAN_in_BPTs(state, agent)
        dataheader += [f"{name}_OCEAN", f"{name}_OCEAN_in_DTs", f"{name}_OCEAN_in_BPTs", f"{name}_OCEAN_networth"]
        datarow += [OCEAN, in_DTs, in_BPTs, OCEAN + in_DTs + in_BPTs]
    n_pools, n_rugged = len(state.agents.filterToPool()), len(state.rugged_pools)
    s += [f"; # pools={n_pools}, # rugged={n_rugged}"]
    dataheader += ["n_pools", "n_rugged"]
    datarow += [n_pools, n_rugged]
    return s, dataheader, datarow


@enforce_types
def get_OCEAN_in_DTs(state, agent) -> float:
    total = 0.0
    for pool_agent in state.agents.filterToPool().values():
        DT = pool_agent.datatoken
        total += fromBase18(DT.balanceOf(agent.address)) * _price(pool_agent)
    return total


@enforce_types
def get_OCEAN_in_BPTs(state, agent) -> float:
    total = 0.0
    for pool_agent in state.agents.filterToPool().values():
        pool, DT = pool_agent.pool, pool_agent.datatoken
        OCEAN_in_pool = fromBase18(pool.getBalance(OCEAN_address()))
        DT_in_pool = fromBase18(pool.getBalance(DT.address))
        value = OCEAN_in_pool + DT_in_pool * _price(pool_agent)
        total += agent.BPT(pool) / fromBase18(pool.totalSupply()) * value
    return total


def _price(pool_agent) -> float:
    return fromBase18(pool_agent.pool.getSpotPrice(OCEAN_address(), pool_agent.datatoken.address))


@enforce_types
def netlist_plotInstructions(header: List[str], values):
    x_label = "Day"
    x = arrayToFloatList(values[:, header.index(x_label)])
    worths = [f"{name}_OCEAN_networth" for name in _NAMES]
    y_params = [
        YParam(worths, _NAMES, "Agents OCEAN networth", LINEAR, MULT1, COUNT),
        YParam(["n_pools"], ["# pools"], "n_pools", LINEAR, MULT1, COUNT),
    ]
    return (x_label, x, y_params)
