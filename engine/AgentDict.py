"""`AgentDict`: agents by name, in the order in which they act, with filters by what they are."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

from util.errors import UnknownAgent
from web3engine.btoken import Basket

log = logging.getLogger(__name__)

# Roles of agents that were written when agents were found by their class, by names along their class's MRO.
_BY_CLASS = {
    "PoolAgent": "pool",
    "PublisherAgent": "publisher",
    "StakerspeculatorAgent": "stakerspeculator",
    "SpeculatorAgent": "speculator",
    "DataconsumerAgent": "dataconsumer",
}
_BY_CLASS |= {f"{name}V4": role for name, role in _BY_CLASS.items()}
# Roles by what an agent offers, all of it.
_BY_OFFER = {
    ("pool", "datatoken_address"): "pool",
    ("_createPoolAgent",): "publisher",
    ("_buyAndConsumeDT",): "dataconsumer",
}
# Words in names of classes that seem to have a role, the more special ones first.
_WORDS = {
    "pool": "pool",
    "publish": "publisher",
    "stake": "stakerspeculator",
    "speculat": "speculator",
    "consum": "dataconsumer",
}


def _changing(name: str) -> Any:
    """dict's method `name`, which also forgets what was remembered of the old contents."""
    method = getattr(dict, name)

    def changing(self: AgentDict, *args: Any, **kwargs: Any) -> Any:
        self._forget()
        return method(self, *args, **kwargs)

    changing.__name__ = name
    return changing


class AgentDict(dict[str, Any]):
    """Name → agent. A dict; filters give new AgentDicts keyed by the agents' names, order kept.

    An agent says what it is by the class attribute `role`, which its subclasses inherit, so that this class needs to
    know none of them; see `roleOf` for agents that do not say it. Filters by role are asked every tick by every agent:
    they look up an index, they do not scan.
    """

    # As dict has none that Python can tell, and decorators such as enforce_types ask for it.
    __signature__ = inspect.signature(lambda *args, **kwargs: None)
    _by_role: dict[str, AgentDict] | None = None
    _in_order: list[Any] | None = None
    _acting: list[Any] | None = None
    _remembered: dict[Hashable, Any] = {}
    _arrange: Callable[[list[Any]], list[Any]] | None = None
    # What `acting` returned, as long as it would return the same; otherwise there is no such attribute. Every tick asks
    # for it, so it has no value in the class: Python finds what only an object has in a third of the time.
    acting_now: list[Any]

    __delitem__ = _changing("__delitem__")
    __ior__ = _changing("__ior__")
    clear = _changing("clear")
    pop = _changing("pop")
    popitem = _changing("popitem")
    setdefault = _changing("setdefault")
    update = _changing("update")

    def __setitem__(self, name: str, agent: Any) -> None:
        # As the others above, but for every agent of a netlist, and at first nothing is remembered.
        if self.__dict__:
            self._forget()
        dict.__setitem__(self, name, agent)

    def _forget(self) -> None:
        """Forgets what was remembered of the old contents."""
        self._by_role = self._in_order = self._acting = None
        self._remembered = {}
        self.__dict__.pop("acting_now", None)

    def __missing__(self, name: str) -> Any:
        raise UnknownAgent(name, list(self))

    def inOrder(self) -> list[Any]:
        """All agents, in the order in which they act. Never changed: an agent that is added makes a new list."""
        if self._in_order is None:
            self._in_order = list(self.values())
        return self._in_order

    @property
    def arrange(self) -> Callable[[list[Any]], list[Any]] | None:
        """Puts agents into another order at each step, to see what depends on it; see explore/perturbations.py."""
        return self._arrange

    @arrange.setter
    def arrange(self, arrange: Callable[[list[Any]], list[Any]] | None) -> None:
        self.__dict__.pop("acting_now", None)
        self._arrange = arrange

    def arranged(self) -> list[Any]:
        """All agents, in the order in which they have their turns now."""
        return self.inOrder() if self._arrange is None else self._arrange(self.inOrder())

    def acting(self) -> list[Any]:
        """Agents that do something in their `takeStep`, in order. Whether one does is found out when agents are added.

        The others need not be called: one whose `takeStep` is empty costs no time, however many there are.
        """
        acting = self._acting
        if acting is None:
            acting = self._acting = [agent for agent in self.inOrder() if not _isIdle(agent)]
        if self._arrange is not None:
            return self._arrange(acting)
        self.acting_now = acting
        return acting

    def remembered(self, what: Hashable, compute: Callable[[AgentDict], Any]) -> Any:
        """`compute(self)`, which is computed anew only when agents have been added or removed; `what` names it."""
        if what not in self._remembered:
            self._remembered = {**self._remembered, what: compute(self)}
        return self._remembered[what]

    def filterByClass(self, _class: type | tuple[type, ...]) -> AgentDict:
        """Agents of that class or a subclass of it."""
        return _byName(agent for agent in self.values() if isinstance(agent, _class))

    def filterByRole(self, role: str) -> AgentDict:
        """Agents whose role it is; see `roleOf`."""
        return AgentDict(self._ofRole(role))

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
        pools = self._ofRole("pool")
        return _byNonzeroStake(pools, agent) if pools else pools

    def filterToPoolV4(self) -> AgentDict:
        """Agents that stand for a pool of Ocean V4; `filterToPool` has them too."""
        return _byName(agent for agent in self.filterToPool().values() if "PoolAgentV4" in _classNames(type(agent)))

    def filterByNonzeroStakeV4(self, agent: Any) -> AgentDict:
        """Pool agents of Ocean V4 in whose pool `agent` has a stake."""
        return _byNonzeroStake(self.filterToPoolV4(), agent)

    def agentByAddress(self, address: str) -> Any:
        """The first agent whose address is `address`, or None."""
        return next((agent for agent in self.values() if getattr(agent, "address", None) == address), None)

    def _ofRole(self, role: str) -> AgentDict:
        """As `filterByRole`, but to be left as it is: it is part of the index."""
        if self._by_role is None:
            self._by_role = self._index()
        return self._by_role.get(role) or AgentDict()

    def _index(self) -> dict[str, AgentDict]:
        index: dict[str, AgentDict] = {}
        for agent in self.values():
            index.setdefault(roleOf(agent), AgentDict())[agent.name] = agent
        return index


def roleOf(agent: Any) -> str:
    """What an agent is: "pool", "publisher", …; "" if it is none of what filters look for.

    By its `role`; or by the name of its class, or of one that it derives from; or by what it offers. Where its name
    lets one expect a role and nothing else does, a warning says so, once for each class.
    """
    said = getattr(agent, "role", "")
    return said or _roleOfClass(agent)


# Agents of a class that says no role → what they are.
_guessed: WeakKeyDictionary[type, str] = WeakKeyDictionary()


def _roleOfClass(agent: Any) -> str:
    kind = type(agent)
    if kind not in _guessed:
        names = _classNames(kind)
        offered = {*dir(kind), *getattr(agent, "__dict__", ())}
        by_name = (_BY_CLASS[name] for name in names if name in _BY_CLASS)
        by_offer = (role for offer, role in _BY_OFFER.items() if offered.issuperset(offer))
        _guessed[kind] = next(by_name, None) or next(by_offer, "")
        if not _guessed[kind]:
            _warnIfItSeemsToHaveARole(names)
    return _guessed[kind]


def _warnIfItSeemsToHaveARole(names: list[str]) -> None:
    for word, role in _WORDS.items():
        if re.search(word, names[0], re.IGNORECASE):
            log.warning(
                "%s is not found by filterTo%s(): it has no role. If it is a %s, put `role = %r` in the class.",
                names[0],
                role.capitalize(),
                role,
                role,
            )
            return


def _classNames(kind: type) -> list[str]:
    return [ancestor.__name__ for ancestor in kind.__mro__]


def _byNonzeroStake(pools: AgentDict, agent: Any) -> AgentDict:
    """Those agents of `pools` in whose pool `agent` has a stake."""
    if hasattr(agent, "balances"):
        stakes = agent.balances(pools.remembered("shares", _shares))
    else:
        stakes = [agent.BPT(pool_agent.pool) for pool_agent in pools.values()]
    return _byName([pool_agent for pool_agent, stake in zip(pools.values(), stakes) if stake > 0.0])


def _shares(pools: AgentDict) -> Basket:
    return Basket([pool_agent.pool for pool_agent in pools.values()])


def _byName(agents: Iterable[Any]) -> AgentDict:
    return AgentDict({agent.name: agent for agent in agents})


def _isIdle(agent: Any) -> bool:
    """Whether the agent's `takeStep` is a method without a statement."""
    code = getattr(getattr(getattr(agent, "takeStep", None), "__func__", None), "__code__", None)
    # A statement nearly always names something, and copies of bytecode are dear.
    if code is None or code.co_names:
        return False
    return code.co_code in _IDLE and code.co_argcount == 2 and not code.co_flags & _SPECIAL


def _idle(self: Any, state: Any) -> None:
    pass


def _idleByItsWord(self: Any, state: Any) -> None:
    """Does nothing."""


# What empty methods are compiled to.
_IDLE = {f.__code__.co_code for f in (_idle, _idleByItsWord)}
# Flags of functions that take other arguments, or only make a generator or a coroutine.
_SPECIAL = 0x04 | 0x08 | 0x20 | 0x80 | 0x100 | 0x200
