"""`ValueKPIs`: where the OCEAN of a science community are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assets.agents.opsci.members import membersOf
from assets.agents.opsci.OpsciAgent import OpsciAgent
from engine import KPIsBase
from util.base18 import fromBase18, toBase18
from util.mathutil import addUp

_MARKETS = ("market", "private_market", "public_market")


class ValueKPIs(KPIsBase.KPIsBase):
    """Asks the agents when it is asked: nothing is kept from tick to tick."""

    def values(self, state: Any) -> dict[str, float]:
        """Column → value, as of now. `others` are agents who are neither treasury, researchers nor markets.

        Relative values are shares of what treasury, researchers and markets hold together; 0 if they hold nothing.
        """
        treasury = state.getAgent(state.ss.TREASURY).OCEAN()
        researchers = _held(membersOf(state, "researchers").values())
        markets = _held(state.agents[name] for name in _MARKETS if name in state.agents)
        everything = _held(state.agents.values())
        shared = treasury + researchers + markets
        values = {"total_value_in_treasury": treasury, "total_value_in_researchers": researchers}
        if state.public_researchers:
            values["total_value_in_public_researchers"] = _held(membersOf(state, "public_researchers").values())
            values["total_value_in_private_researchers"] = _held(membersOf(state, "private_researchers").values())
        values["total_value_in_markets"] = markets
        values["total_value_of_system"] = everything
        values["relative_value_in_markets"] = _share(markets, shared)
        values["relative_value_in_researchers"] = _share(researchers, shared)
        values["relative_value_in_treasury"] = _share(treasury, shared)
        return values

    def others(self, state: Any) -> float:
        """OCEAN of all who are neither treasury, researchers nor markets."""
        known = {state.ss.TREASURY, *_MARKETS, *state.researchers}
        return _held(agent for name, agent in state.agents.items() if name not in known)


def _held(agents: Iterable[Any]) -> float:
    # In base 18, so that the total does not depend on who holds how much.
    return fromBase18(addUp([_base(agent) for agent in agents]))


def _base(agent: Any) -> int:
    return agent.OCEAN_base() if isinstance(agent, OpsciAgent) else toBase18(agent.OCEAN())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
