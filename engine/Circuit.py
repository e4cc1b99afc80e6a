"""What a netlist is wired of: its agents and their wallets, the contracts that they hold, and who paid whom while it
ran for some time. `tsp view --circuit` draws it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.AgentWallet import AgentWalletEvm
from engine.Flows import Flows, contractsOf, nameOf
from engine.Simulation import Simulation
from util.htmlpage import page
from web3engine.chain import chainTitle

# With more agents than this, those of a class are one node.
_MAX_AGENTS = 30


def circuitPage(netlist: str, seed: int, overrides: Mapping[str, Any], ticks: int) -> str:
    """The page of a netlist's circuit.

    Args:
        netlist, seed, overrides: see Simulation.
        ticks: after so many, it is drawn; sooner, if the simulation is over.
    Raises:
        TokenSpiceError: the netlist cannot be loaded or run.
    """
    with Simulation(netlist, seed, overrides) as simulation, Flows() as flows:
        while not simulation.is_over and simulation.tick < ticks:
            simulation.step()
        facts = _facts(simulation, flows)
    return page(facts["title"], facts)


def _facts(simulation: Simulation, flows: Flows) -> dict[str, Any]:
    state = simulation.state
    agents = state.allAgents()
    counts = Counter(type(agent).__name__ for agent in agents)
    # Name of an agent → that of its node.
    nodes = {agent.name: agent.name for agent in agents}
    if len(agents) > _MAX_AGENTS:
        for agent in agents:
            kind = type(agent).__name__
            nodes[agent.name] = f"{kind} × {counts[kind]}" if counts[kind] > 1 else agent.name
    with simulation.inUse():
        rows = [[a.name, type(a).__name__, a.role, _whereOf(a), a.USD(), a.OCEAN()] for a in agents]
        held = [(nodes[a.name], nameOf(c, state), type(c).__name__) for a, c in contractsOf(state)]
    contracts = {c: kind for _, c, kind in held if c not in nodes.values()}
    # An agent that is a contract, such as a pool, has its address, but not its wallet there.
    contracts |= {nodes[a.name]: type(a).__name__ for a in agents if hasattr(a, "address") and not _isOnChain(a)}
    paid: dict[tuple[str, str, str], float] = {}
    n: Counter[tuple[str, str, str]] = Counter()
    for flow in flows.table(simulation):
        key = nodes.get(flow.payer, flow.payer), nodes.get(flow.payee, flow.payee), flow.token
        paid[key] = paid.get(key, 0.0) + flow.amount
        n[key] += flow.n
    return {
        "kind": "circuit",
        "title": f"circuit of {simulation.netlist.name}",
        "after": f"After {simulation.tick} ticks, seed {simulation.seed}",
        "agents": rows,
        "nodes": [name for name in dict.fromkeys(nodes.values()) if name not in contracts],
        "contracts": [{"name": name, "class": kind} for name, kind in contracts.items()],
        "holds": [{"agent": agent, "contract": name} for agent, name, _ in dict.fromkeys(held) if agent != name],
        "flows": [
            {"payer": payer, "payee": payee, "token": token, "amount": amount, "n": n[payer, payee, token]}
            for (payer, payee, token), amount in paid.items()
        ],
    }


def _whereOf(agent: Any) -> str:
    """On which chain an agent lives, in words."""
    if not _isOnChain(agent):
        return "without a chain"
    chain = agent._wallet._chain
    return f"on {chainTitle(chain)}" if chain.chains else "on a chain"


def _isOnChain(agent: Any) -> bool:
    """Whether its wallet is on a chain."""
    return isinstance(agent._wallet, AgentWalletEvm)
