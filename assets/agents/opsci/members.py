"""Whom the entries of a community's `researchers` stand for, and attributes that subclasses may set themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def membersOf(state: Any, listing: str) -> dict[str, Any]:
    """Name → agent of those whom the state lists under that name, such as "researchers", in the order of the list.

    Netlists of 2022 keep a second object of each name in these dicts, which never acts. So names count, and the agent
    of that name in `state.agents` is meant, if there is one.
    """
    find = state.agents.get
    listed: dict[str, Any] = getattr(state, listing)
    for name, member in listed.items():
        if find(name) is not member:
            return {name: find(name, member) for name, member in listed.items()}
    # Most netlists list the agents themselves; then their own dict will do.
    return listed


def memberOf(state: Any, listing: str, name: str) -> Any:
    """The one of that name among `membersOf`.

    Raises:
        KeyError: the state does not list it.
    """
    return state.agents.get(name, getattr(state, listing)[name])


class derived:
    """An attribute that is computed, until an agent sets it itself; as agents of 2022 set what they also compute."""

    def __init__(self, compute: Callable[[Any], Any]):
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, agent: Any, kind: type | None = None) -> Any:
        return self if agent is None else self._compute(agent)
