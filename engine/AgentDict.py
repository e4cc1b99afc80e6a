"""`AgentDict`: agents by name, in the order in which they act, with filters by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from util.errors import UnknownAgent


def _changing(name: str) -> Any:
    """dict's method `name`, which also forgets what was remembered of the old contents."""
    method = getattr(dict, name)

    def changing(self: AgentDict, *args: Any, **kwargs: Any) -> Any:
        self._by_role = self._in_order = None
        return method(self, *args, **kwargs)

    changing.__name__ = name
    return changing


class AgentDict(dict[str, Any]):
    """Name → agent. A dict; filters give new AgentDicts keyed by the agents' names, order kept.

    An agent says what it is by the class attribute `role`, which its subclasses inherit, so that this class needs to
    know none of them. Filters by role are asked every tick by every agent: they look up an index, they do not scan.
    """

    _by_role: dict[str, AgentDict] | None = None
    _in_order: list[Any] | None = None

    __setitem__ = _changing("__setitem__")
    __delitem__ = _changing("__delitem__")
    __ior__ = _changing("__ior__")
    clear = _changing("clear")
    pop = _changing("pop")
    popitem = _changing("popitem")
    setdefault = _changing("setdefault")
    update = _changing("update")

    def __missing__(self, name: str) -> Any:
        raise UnknownAgent(name, list(self))

    def inOrder(self) -> list[Any]:
        """All agents, in the order in which they act. Never changed: an agent that is added makes a new list."""
        if self._in_order is None:
            self._in_order = list(self.values())
        return self._in_order

    def filterByClass(self, cls: type | tuple[type, ...]) -> AgentDict:
        """Agents of that class or a subclass of it."""
        return _byName(agent for agent in self.values() if isinstance(agent, cls))

    def filterByRole(self, role: str) -> AgentDict:
        """Agents whose class says `role`."""
        if self._by_role is None:
            self._by_role = self._index()
        return AgentDict(self._by_role.get(role, {}))

    def filterToPool(self) -> AgentDict:
        """Agents that stand for a pool."""
        return self.filterByRole("pool")

    def filterToPublisher(self) -> AgentDict:
        """Agents that publish data sets."""
        return self.filterByRole("publisher")

    def filterToStakerspeculator(self) -> AgentDict:
        """Agents that stake to speculate."""
        return self.filterByRole("stakerspeculator")

    def filterToSpeculator(self) -> AgentDict:
        """Agents that trade to speculate."""
        return self.filterByRole("speculator")

    def filterToDataconsumer(self) -> AgentDict:
        """Agents that buy data to use it."""
        return self.filterByRole("dataconsumer")

    def filterByNonzeroStake(self, agent: Any) -> AgentDict:
        """Pool agents in whose pool `agent` has a stake."""
        return _byName(pool_agent for pool_agent in self.filterToPool().values() if agent.BPT(pool_agent.pool) > 0.0)

    def agentByAddress(self, address: str) -> Any:
        """The first agent whose address is `address`, or None."""
        return next((agent for agent in self.values() if getattr(agent, "address", None) == address), None)

    def _index(self) -> dict[str, AgentDict]:
        index: dict[str, AgentDict] = {}
        for agent in self.values():
            index.setdefault(getattr(agent, "role", ""), AgentDict())[agent.name] = agent
        return index


def _byName(agents: Iterable[Any]) -> AgentDict:
    return AgentDict((agent.name, agent) for agent in agents)
