"""Bytes of a simulation's state.

`dumped` writes a pickle in which everything around the state stands by its name: chains, compiled contracts, keys,
modules, the stream of randomness. `engine.unpickling` reads it.
"""

from __future__ import annotations

import contextvars
import copyreg
import io
import pickle
import random
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from engine.AgentBase import AgentBaseAbstract
from engine.allowed import Allowed, named
from engine.nameless import placeOf
from engine.setorder import keepsItsOrder
from engine.whereabouts import pathTo
from util.errors import TokenSpiceError
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.artifactfile import Artifact
from web3engine.artifacts import Contracts
from web3engine.chain import Chain
from web3engine.contract import ContractBase
from web3engine.keys import Account, KeylessAccount

PROTOCOL = 4
# Bytes of stack for states in which agents point at each other in long chains, and how deep these may be.
_STACK, _DEEP = 512 << 20, 1_000_000
_CONTAINERS, _SETS = {list, tuple, dict, set, frozenset}, {set, frozenset}
# The hidden generators whose methods the modules `random` and `numpy.random` offer as functions.
GENERATORS = (("random", "_inst"), ("numpy.random.mtrand", "_rand"))


class NotSaved(TokenSpiceError):
    """A state that cannot be saved.

    Args:
        culprit: the object that is to blame.
        why: what it is, such as "a lambda".
    """

    def __init__(self, culprit: Any, why: str):
        super().__init__("the state cannot be saved", why)
        self.culprit = culprit

    def located(self, roots: Mapping[str, Any]) -> NotSaved:
        """The same, with the place of the culprit in what these names stand for."""
        path = "" if self.culprit is None else pathTo(self.culprit, roots)
        self.why = f"{path or 'something in it'} is {self.args[1]}"
        return self


class Place:
    """Stands before a value of which the Loader is to make the object that is in that place already.

    Args:
        address: of a variable, as texts and numbers; `None` ends it.
    """

    def __init__(self, address: tuple[Any, ...] | None):
        self.address = address


def dumped(root: Any, chains: Mapping[str, Chain], allowed: Allowed) -> tuple[bytes, list[str]]:
    """A pickle of `root`, and names of what a Loader would refuse in it.

    Args:
        chains: name → chain, of those that the state may speak to.
    Raises:
        NotSaved: something in it cannot be saved.
    """
    try:
        return _pickled(root, chains, allowed)
    except RecursionError:
        done: tuple[bytes, list[str]] = _inDeepThread(lambda: _pickled(root, chains, allowed))
        return done


def _pickled(root: Any, chains: Mapping[str, Chain], allowed: Allowed) -> tuple[bytes, list[str]]:
    file = io.BytesIO()
    pickler = _Pickler(file, chains, allowed)
    pickler.checkSets(root)
    pickler.dump(root)
    return file.getvalue(), sorted(pickler.foreign)


def _inDeepThread(work: Callable[[], Any]) -> Any:
    """What `work` returns, in a thread whose stack is deep enough for it."""
    done: list[Any] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            done.append(context.run(work))
        except Exception as e:
            done.append(NotSaved(None, "too deeply nested") if isinstance(e, RecursionError) else e)

    limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(_DEEP)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if isinstance(done[0], Exception):
        raise done[0]
    return done[0]


# ---- what stands by its name. A Loader has a method for each; called by anybody else, they mean nothing.


def _chain(name: str) -> None: ...


def _contracts(chain: str) -> None: ...


def _artifact(chain: str, name: str) -> None: ...


def _abi(chain: str, name: str) -> None: ...


def _ownAbi(entries: Any) -> None: ...


def _function(entry: Any) -> None: ...


def _account(chain: str, key: Any, address: str, kind: Any) -> None: ...


def _module(name: str) -> None: ...


def _generator(n: int, method: str | None) -> None: ...


def _method(owner: Any, name: str) -> None: ...


def _member(kind: Any, name: str) -> None: ...


def _agent(kind: Any, serial: int) -> None: ...


def _wrapper(kind: Any, chain: Any, address: str) -> None: ...


def _fixed(place: str, looks: Any) -> None: ...


def _noneType() -> None: ...


def _weak(items: Any) -> None: ...


def _place(address: Any) -> None: ...


BY_NAME = (
    *(_chain, _contracts, _artifact, _abi, _ownAbi, _function, _account, _module, _generator, _method, _member),
    *(_agent, _wrapper, _fixed, _noneType, _weak, _place),
)


class _Pickler(pickle.Pickler):
    """See `dumped`."""

    def __init__(self, file: io.BytesIO, chains: Mapping[str, Chain], allowed: Allowed):
        super().__init__(file, PROTOCOL)
        self.foreign: set[str] = set()
        self._chains = chains
        self._allowed = allowed
        self._handlers: dict[type, Callable[[Any], Any]] = {}
        self._seen: dict[int, Any] = {}
        # What may be called.
        self._makers: set[Any] = set()
        self._generators = {id(found): n for n, (m, a) in enumerate(GENERATORS) if (found := named(m, a)) is not None}
        # id of what stands by its name → how it is written.
        self._named: dict[int, tuple[Any, ...]] = {}
        for label, chain in chains.items():
            self._named[id(chain)] = _chain, (label,)
            self._named[id(chain.artifacts)] = _contracts, (label,)
            for name, artifact in chain.artifacts.found().items():
                self._named[id(artifact)] = _artifact, (label, name)
                if "abi" in vars(artifact):
                    self._named[id(artifact.abi)] = _abi, (label, name)

    def reducer_override(self, obj: Any) -> Any:
        """How an object is written that is not of one of Python's basic types; asked for each."""
        kind = type(obj)
        handler = self._handlers.get(kind)
        if handler is None:
            handler = self._handlers[kind] = self._handlerOf(kind)
        return handler(obj)

    def _handlerOf(self, kind: type) -> Callable[[Any], Any]:
        for base, handler in (
            (type, self._class),
            (FunctionType, self._plainFunction),
            (BuiltinFunctionType, self._builtin),
            (MethodType, self._bound),
            (ModuleType, lambda module: (_module, (module.__name__,))),
            (Chain, self._byName),
            (Artifact, self._byName),
            (Contracts, self._byName),
            (ContractAbi, self._contractAbi),
            (FunctionAbi, lambda function: (_function, (function.entry,))),
            (Account, self._key),
            (Enum, lambda member: (_member, (type(member), member.name))),
            (Place, lambda place: (_place, (place.address,))),
            (AgentBaseAbstract, self._anAgent),
            (ContractBase, self._contract),
            (WeakKeyDictionary, lambda weak: (_weak, (list(weak.items()),))),
            (random.Random, self._random),
            (BaseException, self._error),
        ):
            if issubclass(kind, base):
                return handler
        return self._other

    # ---- kinds

    def _byName(self, obj: Any) -> Any:
        if id(obj) not in self._named:
            raise NotSaved(obj, f"a {type(obj).__name__} that is not of this simulation")
        return self._named[id(obj)]

    def _contractAbi(self, abi: ContractAbi) -> Any:
        return self._named.get(id(abi)) or (_ownAbi, (abi.entries,))

    def _key(self, account: Account) -> Any:
        if isinstance(account, KeylessAccount):
            return _account, ("", None, account.address, type(account))
        where = ""
        key: bytes | str | int = account.key_bytes
        for label, chain in self._chains.items():
            name = chain.keyName(account.key_bytes)
            if name is not None:
                where, key = label, name
                break
        # What a subclass has besides.
        rest = {name: value for name, value in vars(account).items() if name not in _OF_ACCOUNTS}
        return _account, (where, key, account.address, type(account)), rest or None

    def _class(self, cls: type) -> Any:
        if cls is type(None):
            return _noneType, ()
        if named(cls.__module__, cls.__qualname__) is not cls:
            raise NotSaved(cls, f"the class {cls.__name__}, which is defined inside a function")
        self._note(cls)
        return NotImplemented

    def _plainFunction(self, function: FunctionType) -> Any:
        if named(function.__module__, function.__qualname__) is not function:
            place = placeOf(function)
            if place is not None:
                return _fixed, place
            is_lambda = function.__name__ == "<lambda>"
            raise NotSaved(function, "a lambda" if is_lambda else "a function that is defined inside another")
        if function not in BY_NAME:
            self._note(function)
        return NotImplemented

    def _bound(self, method: MethodType) -> Any:
        owner, name = method.__self__, method.__func__.__name__
        if id(owner) in self._generators:
            return _generator, (self._generators[id(owner)], name)
        if getattr(owner, name, None) != method:
            raise NotSaved(method, "a method that its object does not have")
        return _method, (owner, name)

    def _builtin(self, function: Any) -> Any:
        owner = function.__self__
        if id(owner) in self._generators:
            return _generator, (self._generators[id(owner)], function.__name__)
        if owner is not None and not isinstance(owner, ModuleType):
            raise NotSaved(function, f"a method of a {type(owner).__name__}")
        self._note(function)
        return NotImplemented

    def _random(self, generator: random.Random) -> Any:
        if id(generator) in self._generators:
            return _generator, (self._generators[id(generator)], None)
        return self._other(generator)

    def _error(self, error: BaseException) -> Any:
        if isinstance(error, TokenSpiceError):
            return self._other(error)
        return copyreg.__newobj__, (type(error), *error.args), error.__dict__ or None  # type: ignore[attr-defined]

    def _anAgent(self, agent: AgentBaseAbstract) -> Any:
        reduced = self._other(agent)
        if agent._serial is None or reduced[:2] != (_NEW[0], (type(agent),)):
            return reduced
        # Its hash, which a set in it asks for before all of it is there.
        return _agent, (type(agent), agent._serial), *reduced[2:]

    def _contract(self, wrapper: ContractBase) -> Any:
        kept = {name: value for name, value in vars(wrapper).items() if name not in _OF_WRAPPERS}
        self.checkSets(kept)
        return _wrapper, (type(wrapper), wrapper._chain, wrapper.address), kept

    def _other(self, obj: Any) -> Any:
        kind = type(obj)
        if id(obj) in self._generators:
            return _generator, (self._generators[id(obj)], None)
        try:
            written = copyreg.dispatch_table.get(kind)
            reduced: Any = obj.__reduce_ex__(PROTOCOL) if written is None else written(obj)
        except (TokenSpiceError, RecursionError):
            raise
        except Exception as e:
            article = "an" if kind.__name__[:1].lower() in "aeiou" else "a"
            raise NotSaved(obj, f"{article} {kind.__name__}, which cannot be saved") from e
        if isinstance(reduced, str):
            return NotImplemented
        maker, arguments = reduced[:2]
        if maker is not _NEWOBJ and maker not in self._makers:
            if maker in _NEW or maker in BY_NAME or self._allowed.mayCall(maker):
                self._makers.add(maker)
            else:
                self.foreign.add(_title(maker))
        if not _CONTAINERS.isdisjoint(map(type, arguments)):
            self.checkSets(arguments)
        state = reduced[2] if len(reduced) > 2 else None
        # Of an object with slots, two dicts.
        for part in state if type(state) is tuple else (state,):
            if type(part) is not dict or not _CONTAINERS.isdisjoint(map(type, part.values())):
                self.checkSets(part)
        if isinstance(obj, _HOLDERS):
            self.checkSets(list(obj.items()) if isinstance(obj, dict) else list(obj))
        return reduced

    def _note(self, found: Any) -> None:
        if found not in _NEW and not self._allowed.admits(found):
            self.foreign.add(_title(found))

    def checkSets(self, container: Any) -> None:
        """Refuses sets in it whose order would be another one afterwards. Those of objects in it come later.

        Raises:
            NotSaved: there is one.
        """
        stack, seen = [container], self._seen
        while stack:
            found = stack.pop()
            kind = type(found)
            if kind in _SETS and not keepsItsOrder(found):
                raise NotSaved(found, "a set whose order cannot be kept")
            members: Iterable[Any] = found
            if kind is dict:
                # Keys that are containers are rare, values are not.
                members = found.values() if _CONTAINERS.isdisjoint(map(type, found)) else [*found, *found.values()]
            elif kind not in _CONTAINERS:
                continue
            if _CONTAINERS.isdisjoint(map(type, members)):
                continue
            for member in members:
                kind = type(member)
                if kind in _CONTAINERS and (member or kind in _SETS) and id(member) not in seen:
                    seen[id(member)] = member
                    stack.append(member)


_OF_ACCOUNTS = ("_key", "address", "address_bytes")
# What wrappers get by their address, or make anew.
_OF_WRAPPERS = ("_chain", "_address", "address", "contract")
_HOLDERS = (list, dict, set, frozenset, deque)
_NEWOBJ: Any = copyreg.__newobj__  # type: ignore[attr-defined]
# Functions that make an empty object, which Python's pickles have an opcode for.
_NEW = (copyreg.__newobj__, copyreg.__newobj_ex__)  # type: ignore[attr-defined]


def _title(found: Any) -> str:
    return f"{getattr(found, '__module__', '?')}.{getattr(found, '__qualname__', repr(found))}"
