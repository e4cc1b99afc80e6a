"""Who paid whom: what `Flows` counts, and that counting changes nothing."""

from __future__ import annotations

import pytest

from engine.AgentWallet import AgentWalletNoEvm
from engine.AgentWalletBase18 import AgentWalletBase18
from engine.Flows import OUTSIDE, Flow, Flows, readFlows
from engine.Simulation import Simulation
from web3engine.receipt import Receipt


def _counted(netlist):
    with Simulation(netlist, seed=1) as simulation:
        with simulation.inUse():
            before = {agent.name: agent.OCEAN() for agent in simulation.state.allAgents()}
        with Flows() as flows:
            simulation.run()
        with simulation.inUse():
            after = {agent.name: agent.OCEAN() for agent in simulation.state.allAgents()}
        return flows.table(simulation), before, after, simulation.rows.table()


def _balance(flows, name):
    """What came to one in OCEAN less what left."""
    came = sum(flow.amount for flow in flows if flow.token == "OCEAN" and flow.payee == name)
    return came - sum(flow.amount for flow in flows if flow.token == "OCEAN" and flow.payer == name)


def test_grants_and_what_is_spent_of_them():
    """Four payments of a quarter; the taker spends all that it gets, and payments of nothing are none."""
    flows, *_ = _counted("simplegrant")
    assert flows[0] == Flow("OCEAN", "granter1", "taker1", 1.0, 4)
    assert [(flow.payer, flow.payee, flow.amount, flow.n) for flow in flows[1:]] == [("taker1", OUTSIDE, 1.0, 4)]


@pytest.mark.parametrize("netlist", ["simplepool", "oceanv3"])
def test_on_a_chain_balances_follow_from_flows(netlist):
    """Of each agent: what it had and what flowed is what it has, whatever contracts the OCEAN went through."""
    flows, before, after, _ = _counted(netlist)
    assert len(flows) > 10
    for name, had in before.items():
        assert had + _balance(flows, name) == pytest.approx(after[name], abs=1e-9)


def test_datatokens_and_shares_are_told_apart():
    """By pool; pools' shares have 18 decimals, whatever their contract says."""
    flows, *_ = _counted("simplepool")
    assert Flow("BPool (pool0)", OUTSIDE, "pool0", 100.0, 1) in flows
    assert Flow("DT0 (Datatoken of pool0)", OUTSIDE, "pub1", 1000.0, 1) in flows


def test_counting_changes_nothing_and_ends():
    """Rows are the same, and so are the wallets' verbs afterwards, even if a run fails."""
    verbs = [AgentWalletNoEvm.transferOCEAN, AgentWalletBase18.depositOCEAN, Receipt.__init__]
    *_, rows = _counted("oceanv3")
    with Simulation("oceanv3", seed=1) as simulation:
        simulation.run()
        assert simulation.rows.table() == rows
    with pytest.raises(RuntimeError), Flows():
        raise RuntimeError
    assert [AgentWalletNoEvm.transferOCEAN, AgentWalletBase18.depositOCEAN, Receipt.__init__] == verbs


def test_wallets_without_a_chain_by_every_verb(tmp_path):
    """USD, OCEAN, tokens by name, and base units; what one verb does through others counts once."""
    with Simulation("simplegrant", seed=1) as simulation:
        a, b = AgentWalletNoEvm(USD=5.0, holder="a"), AgentWalletBase18(OCEAN=3.0, holder="b")
        c = AgentWalletBase18(holder="c")
        with Flows() as flows:
            a.transferUSD(b, 2.0)
            a.receive("DAI", 7.0)
            a.transfer("DAI", b, 1.5)
            a.transfer("USD", b, 1.0)
            b.transferOCEAN_base(c, 5 * 10**17)
            b.transferOCEAN(c, 0.25)
            c.withdrawOCEAN(0.5)
        assert flows.table(simulation) == [
            Flow("DAI", OUTSIDE, "a", 7.0, 1),
            Flow("DAI", "a", "b", 1.5, 1),
            Flow("OCEAN", "b", "c", 0.75, 2),
            Flow("OCEAN", "c", OUTSIDE, 0.5, 1),
            Flow("USD", "a", "b", 3.0, 2),
        ]
        flows.write(tmp_path, simulation)
    written = readFlows(tmp_path)
    assert written is not None
    assert written[2] == {"token": "OCEAN", "payer": "b", "payee": "c", "amount": 0.75, "n": 2}
    assert readFlows(tmp_path / "none") is None
