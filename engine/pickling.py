"""Bytes of a simulation's state.

`dumped` writes a pickle in which everything around the state stands by its name: chains, compiled contracts, keys,
modules, the stream of randomness. `engine.unpickling` reads it.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import random
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from engine.AgentBase import AgentBaseAbstract
from engine.allowed import Allowed, named
from engine.Frozen import Frozen
from engine.nameless import placeOf
from engine.reduced import ATTRIBUTES, MEMBERS, madeOf
from engine.setorder import disordered
from engine.whereabouts import pathTo
from util.deepthread import inDeepThread
from util.errors import TokenSpiceError
from util.garbage import nothingCollected
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.artifactfile import Artifact
from web3engine.artifacts import Contracts
from web3engine.chain import Chain
from web3engine.contract import ContractBase
from web3engine.keys import Account, KeylessAccount

PROTOCOL = 4
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
    with nothingCollected():
        try:
            return _pickled(root, chains, allowed)
        except RecursionError:
            pass  # as a chain of agents that point at each other may need it
        try:
            return inDeepThread(lambda: _pickled(root, chains, allowed))
        except RecursionError as e:
            raise NotSaved(None, "too deeply nested") from e


def _pickled(root: Any, chains: Mapping[str, Chain], allowed: Allowed) -> tuple[bytes, list[str]]:
    file = io.BytesIO()
    pickler = _Pickler(file, chains, allowed)
    pickler.dump(root)
    pickler.checkSets(root)
    return file.getvalue(), sorted(pickler.foreign)


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


def _frozen(data: bytes) -> None: ...


BY_NAME = (
    *(_chain, _contracts, _artifact, _abi, _ownAbi, _function, _account, _module, _generator, _method, _member),
    *(_agent, _wrapper, _fixed, _noneType, _weak, _place, _frozen),
)


class _Pickler(pickle.Pickler):
    """See `dumped`."""

    def __init__(self, file: io.BytesIO, chains: Mapping[str, Chain], allowed: Allowed):
        super().__init__(file, PROTOCOL)
        self.foreign: set[str] = set()
        self._chains = chains
        self._allowed = allowed
        self._handlers: dict[type, Callable[[Any], Any]] = {}
        # Arguments and attributes, which may be or hold sets.
        self._written: list[Any] = []
        # What says the same as Python does of the objects of a class, and takes less time; None if nothing does.
        self._quick: dict[type, Callable[[Any], Any] | None] = {}
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
            (Frozen, self._frozenOnce),
            (AgentBaseAbstract, self._anAgent),
            (ContractBase, self._contract),
            (WeakKeyDictionary, self._weakly),
            (random.Random, self._random),
            (BaseException, self._error),
        ):
            if issubclass(kind, base):
                return handler
        if kind is Fraction:
            return lambda number: (Fraction, (number.numerator, number.denominator))
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
        secret = account.key_bytes
        key: bytes | str | int = secret
        for label, chain in self._chains.items():
            name = chain.keyName(secret)
            if name is not None:
                where, key = label, name
                break
        reduced = _account, (where, key, account.address, type(account))
        known = vars(account)
        if known.keys() <= _OF_ACCOUNTS:
            return reduced
        # What a subclass adds.
        rest = {name: value for name, value in known.items() if name not in _OF_ACCOUNTS}
        self._written.append(rest)
        return *reduced, rest

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
        self._written += error.args, error.__dict__
        return _NEWOBJ, (type(error), *error.args), error.__dict__ or None

    def _anAgent(self, agent: AgentBaseAbstract) -> Any:
        reduced = (self._quick.get(type(agent)) or self._other)(agent)
        if agent._serial is None or reduced[:2] != (_NEW[0], (type(agent),)):
            return reduced
        # Its hash, which a set in it asks for before all of it is there.
        return _agent, (type(agent), agent._serial), *reduced[2:]

    def _weakly(self, weak: WeakKeyDictionary[Any, Any]) -> Any:
        items = list(weak.items())
        self._written.append(items)
        return _weak, (items,)

    def _frozenOnce(self, frozen: Frozen[Any]) -> Any:
        if frozen.written is None:
            frozen.written = _pickled(frozen.value, {}, self._allowed)
        data, foreign = frozen.written
        self.foreign.update(foreign)
        return _frozen, (data,)

    def _contract(self, wrapper: ContractBase) -> Any:
        kept = {name: value for name, value in vars(wrapper).items() if name not in _OF_WRAPPERS}
        self._written.append(kept)
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
        maker = reduced[0]
        if maker is not _NEWOBJ and maker not in self._makers:
            if maker in _NEW or maker in BY_NAME or self._allowed.mayCall(maker):
                self._makers.add(maker)
            else:
                self.foreign.add(_title(maker))
        self._written.append(reduced)
        if isinstance(obj, _HOLDERS):
            self._written.append(list(obj.items()) if isinstance(obj, dict) else list(obj))
        if kind not in self._quick:
            quick = {ATTRIBUTES: self._byAttributes, MEMBERS: self._byMembers}.get(madeOf(obj, reduced))
            self._quick[kind] = quick
            if quick is not None and self._handlers[kind] == self._other:
                self._handlers[kind] = quick
        return reduced

    # ---- what Python says of most objects, in less time

    def _byAttributes(self, obj: Any) -> Any:
        state = obj.__dict__
        self._written.append(state)
        return _NEWOBJ, (type(obj),), state or None

    def _byMembers(self, obj: Any) -> Any:
        self._written.append(obj)
        return _NEWOBJ, (type(obj), *obj)

    def _note(self, found: Any) -> None:
        if found not in _NEW and not self._allowed.admits(found):
            self.foreign.add(_title(found))

    def checkSets(self, root: Any) -> None:
        """Refuses sets that were written if their order would be another one afterwards.

        Args:
            root: what was written.
        Raises:
            NotSaved: there is one.
        """
        found = disordered([(root,), *self._written])
        if found is not None:
            raise NotSaved(found, "a set whose order cannot be kept")


_OF_ACCOUNTS = {"_key", "address", "address_bytes"}
# What wrappers find out from their address, or make again.
_OF_WRAPPERS = ("_chain", "_address", "address", "contract")
_HOLDERS = (list, dict, set, frozenset, deque)
_NEWOBJ: Any = copyreg.__newobj__  # type: ignore[attr-defined]
# Functions that make an empty object, which Python's pickles have an opcode for.
_NEW = (copyreg.__newobj__, copyreg.__newobj_ex__)  # type: ignore[attr-defined]


def _title(found: Any) -> str:
    return f"{getattr(found, '__module__', '?')}.{getattr(found, '__qualname__', repr(found))}"
