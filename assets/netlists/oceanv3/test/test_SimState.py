"""The wiring of oceanv3, and the network's part of what is traded."""

import pytest

from assets.agents.DataconsumerAgent import DataconsumerAgent
from assets.agents.PublisherAgent import PublisherAgent
from assets.agents.RouterAgent import RouterAgent
from assets.agents.SpeculatorAgent import SpeculatorAgent
from assets.agents.StakerspeculatorAgent import StakerspeculatorAgent
from assets.netlists.oceanv3 import netlist
from assets.netlists.oceanv3.KPIs import totalVolumes
from assets.netlists.oceanv3.SimState import SimState
from assets.netlists.oceanv3.SimStrategy import SimStrategy
from assets.netlists.oceanv3.test.runs import fast
from assets.test.runs import logged, ran
from util.base18 import fromBase18
from util.errors import ChainNeeded
from web3engine.deployments import addressOf

CLASSES = {
    "publisher": PublisherAgent,
    "consumer": DataconsumerAgent,
    "stakerSpeculator": StakerspeculatorAgent,
    "speculator": SpeculatorAgent,
    "maliciousPublisher": PublisherAgent,
}


def test_agents(chain):
    """Five, in the order in which they act, with 5000 OCEAN each; no pool is rugged."""
    state = SimState()
    assert {name: type(agent) for name, agent in state.agents.items()} == CLASSES
    assert list(state.agents) == list(CLASSES)
    assert [agent.OCEAN() for agent in state.allAgents()] == [5000.0] * 5
    assert (state.rugged_pools, state.n_reverts) == ([], 0)


def test_it_needs_a_chain():
    """The error says what asked for one."""
    with pytest.raises(ChainNeeded, match="publisher"):
        SimState()


def test_each_agent_gets_its_values(chain):
    """None of the strategy's is there for show."""
    ss = SimStrategy()
    values = {name: value for name, value in vars(ss).items() if name.startswith(("publisher", "mal"))}
    for i, (name, value) in enumerate(values.items()):
        if "weight" not in name and "DT_init" not in name:
            setattr(ss, name, type(value)(i + 1) if "perc" not in name else i / 100)
    ss.OCEAN_to_keep = 0.5
    state = SimState(ss)
    for who, name in (("publisher", "publisher"), ("mal", "maliciousPublisher")):
        agent = state.getAgent(name)
        assert agent.OCEAN() == getattr(ss, f"{who}_init_OCEAN")
        for parameter, value in vars(agent._strategy).items():
            expected = vars(ss).get(f"{who}_{parameter}", vars(ss).get(parameter))
            if expected is not None:
                assert (parameter, value) == (parameter, expected)
    assert state.getAgent("maliciousPublisher")._strategy.is_malicious
    assert not state.getAgent("publisher")._strategy.is_malicious


def test_each_trader_gets_its_values(chain):
    """Likewise."""
    ss = SimStrategy()
    ss.consumer_s_between_buys, ss.consumer_profit_margin_on_consume, ss.pays_network = 5, 0.7, True
    ss.staker_s_between_speculates, ss.staker_prob_leave = 6, 0.1
    ss.staker_perc_stake, ss.staker_perc_unstake = 0.2, 0.3
    ss.speculator_s_between_speculates, ss.speculator_prob_leave = 7, 0.4
    ss.speculator_DT_buy_amt, ss.speculator_perc_sell = 2.5, 0.6
    state = SimState(ss)
    consumer, staker, speculator = (state.getAgent(name) for name in list(CLASSES)[1:4])
    assert (consumer._timer.s_between, consumer._profit_margin_on_consume, consumer._consume_by_order) == (5, 0.7, True)
    assert (staker._timer.s_between, staker._prob_leave, staker._perc_stake, staker._perc_unstake) == (6, 0.1, 0.2, 0.3)
    assert (speculator._timer.s_between, speculator._prob_leave) == (7, 0.4)
    assert (speculator._DT_buy_amt, speculator._perc_sell) == (2.5, 0.6)


# ---- the network


def ranFast(**overrides):
    """The state of a fast market after thirty ticks."""
    return ran(netlist, 30, **fast(SimStrategy, **overrides)).state


def test_by_default_the_network_gets_nothing(chain):
    """As in the reference, where consumers hand their datatokens over."""
    state = ranFast()
    assert "opc_address" not in state.agents
    assert state.networkRevenue() == logged(netlist, state)["network_revenue"] == 0.0
    assert totalVolumes(state).consumed > 0.0
    DT = state.getAgent("pool0").datatoken
    assert DT.balanceOf_base(addressOf("OPFCommunityFeeCollector")) == 0


def test_the_network_gets_its_part_if_it_is_to(chain):
    """0.2 % of what data cost, and 0.1 % of swaps, as OCEAN at opc_address, which is the router of wsloop."""
    state = ranFast(pays_network=True)
    volumes = totalVolumes(state)
    expected = 0.002 * volumes.consumed + 0.001 * volumes.swapped
    opc_address = state.getAgent("opc_address")
    assert isinstance(opc_address, RouterAgent)
    assert opc_address.OCEAN() == pytest.approx(expected, rel=1e-12)
    assert expected > 0.0
    assert logged(netlist, state)["network_revenue"] == pytest.approx(expected, rel=1e-12)
    assert opc_address.monthlyOCEANreceived(state) > 0.0


def test_orders_pay_in_datatokens_on_chain(chain):
    """Of each datatoken that was used, 0.002 are with the community."""
    state = ranFast(pays_network=True)
    collector = addressOf("OPFCommunityFeeCollector")
    pools = state.agents.filterToPool().values()
    fees = [fromBase18(pool.datatoken.balanceOf_base(collector)) for pool in pools]
    used = [round(fee / 0.002) for fee in fees]
    assert sum(used) > 0
    assert fees == pytest.approx([0.002 * n for n in used], rel=1e-12)


def test_the_part_of_swaps_can_be_set(chain):
    """At zero, orders alone pay."""
    state = ranFast(pays_network=True, percent_swap_for_network=0.0)
    assert state.networkRevenue() == pytest.approx(0.002 * totalVolumes(state).consumed, rel=1e-12)
