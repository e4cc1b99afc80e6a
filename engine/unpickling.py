"""A simulation's state from the bytes of `engine.pickling`.

A file may have been made by anybody. So only what can be part of a state is read, see `engine.allowed`: objects of
those classes are made empty and filled, without a call of their `__init__`; and only what is on a written list is
called. No module is imported. Python's own unpickler in C has no place where this could be seen to.
"""

from __future__ import annotations

import io
import logging
import pickle
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from types import FunctionType, MethodType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from engine import pickling
from engine.AgentBase import AgentBaseAbstract
from engine.allowed import Allowed, named
from engine.Frozen import Frozen
from engine.nameless import functionAt
from util.errors import TokenSpiceError
from web3engine.abi import ContractAbi, FunctionAbi
from web3engine.chain import Chain
from web3engine.contract import ContractBase
from web3engine.keys import Account, KeylessAccount

# Opcodes of older protocols, of persistent names and of registered extensions, which we write none of.
_UNUSED = (pickle.PERSID, pickle.BINPERSID, pickle.INST, pickle.OBJ, pickle.EXT1, pickle.EXT2, pickle.EXT4)
# What is never filled from a file.
_UNFILLED = (type, ModuleType, FunctionType, MethodType, Chain, logging.Logger)
_Python: Any = getattr(pickle, "_Unpickler")  # noqa: B009 - mypy does not know it


class Refused(TokenSpiceError):
    """Bytes that are not read."""

    def __init__(self, why: str):
        super().__init__("the checkpoint is not read", why)


class Loader(_Python):
    """Reads a pickle.

    Args:
        data: the pickle.
        chains: opens the chain of a name.
        allowed: what may be in it.
        live: address → the list, dict, set or object that is in that place, which is then filled again.
        trusted: whether to read all that Python's pickles can hold.
    """

    dispatch = dict(_Python.dispatch)

    def __init__(
        self,
        data: bytes,
        chains: Callable[[str], Chain],
        allowed: Allowed,
        live: Callable[[tuple[Any, ...]], Any],
        trusted: bool = False,
    ):
        super().__init__(io.BytesIO(data))
        self._chains = chains
        self._allowed = allowed
        self._live = live
        self._trusted = trusted
        self._next: Any = None
        self._undo: list[tuple[Any, Any]] = []
        self._own: Mapping[str, Any] = {f.__name__: getattr(self, f"make{f.__name__}") for f in pickling.BY_NAME}
        self._callable = {id(f): f for f in self._own.values()}

    def loaded(self) -> Any:
        """What it holds.

        Raises:
            Refused: something in it is not allowed, or it is damaged. Objects in their places are as they were.
        """
        try:
            return self.load()
        except BaseException as e:
            self.undo()
            if isinstance(e, Refused) or not isinstance(e, Exception):
                raise
            raise Refused(str(e) if isinstance(e, TokenSpiceError) else f"{type(e).__name__}: {e}") from e

    def undo(self) -> None:
        """Returns to objects in their places what they had before."""
        for live, before in reversed(self._undo):
            _fill(live, before)
        self._undo.clear()

    # ---- what it finds

    def find_class(self, module: str, name: str) -> Any:
        """The class or function of that name, if it may be in a state."""
        if module == pickling.__name__ and name in self._own:
            return self._own[name]
        if self._trusted:
            found = super().find_class(module, name)
            self._callable[id(found)] = found
            return found
        found = named(module, name)
        if found is None or not self._allowed.admits(found):
            raise Refused(f"{module}.{name} is not among what a checkpoint may hold")
        if self._allowed.mayCall(found):
            self._callable[id(found)] = found
        return found

    def _refuse(self) -> None:
        raise Refused("it is not of a form in which a state is saved")

    def _called(self) -> None:
        arguments = self.stack.pop()
        function = self.stack[-1]
        if id(function) not in self._callable or type(arguments) is not tuple:
            raise Refused(f"{getattr(function, '__qualname__', function)!s} is not called for a checkpoint")
        if getattr(function, "__module__", "") == "numpy.random._pickle":
            _checkNumpys(arguments)
        self.stack[-1] = function(*arguments)

    def _new(self) -> None:
        arguments = self.stack.pop()
        kind = self.stack.pop()
        if not isinstance(kind, type) or kind is type or issubclass(kind, type):
            self._refuse()
        self.append(self._placed(kind, lambda: kind.__new__(kind, *arguments)))

    def _newWithNames(self) -> None:
        names = self.stack.pop()
        arguments = self.stack.pop()
        kind = self.stack.pop()
        if not isinstance(kind, type) or kind is type or issubclass(kind, type):
            self._refuse()
        self.append(kind.__new__(kind, *arguments, **names))

    def _filled(self) -> None:
        if isinstance(self.stack[-2], _UNFILLED):
            self._refuse()
        _Python.load_build(self)

    def _extended(self, load: Callable[[Any], None], kinds: tuple[type, ...], n: int = 0) -> None:
        """Has members added to a container of these kinds, and to nothing else."""
        target = self.stack[-n] if n else self.metastack[-1][-1]
        if not isinstance(target, kinds):
            self._refuse()
        load(self)

    # ---- objects in their places

    def _placed(self, kind: type, make: Callable[[], Any]) -> Any:
        """The object that is in the place that was named last, emptied, if it is of that kind; otherwise a new one."""
        live, self._next = self._next, None
        if type(live) is not kind:
            return make()
        before = _content(live)
        if before is None:
            return make()
        self._undo.append((live, before))
        _fill(live, type(before)())
        return live

    # ---- what stands by its name; names are those of the functions in engine.pickling

    def make_chain(self, name: str) -> Any:
        return self._chains(name)

    def make_contracts(self, chain: str) -> Any:
        return self._chains(chain).artifacts

    def make_artifact(self, chain: str, name: str) -> Any:
        return self._chains(chain).artifacts.find(name)

    def make_abi(self, chain: str, name: str) -> Any:
        return self._chains(chain).artifacts.find(name).abi

    def make_ownAbi(self, entries: Any) -> Any:
        return ContractAbi(entries)

    def make_function(self, entry: Any) -> Any:
        return FunctionAbi(entry)

    def make_account(self, chain: str, key: Any, address: str, kind: Any) -> Any:
        if key is None:
            return KeylessAccount(address)
        account = Account(key) if isinstance(key, bytes) else self._chains(chain).accountOf(key)
        if not isinstance(key, int) and account.address != address:
            raise Refused(f"{key if isinstance(key, str) else 'a key'} is not the key of {address} any more")
        if not (isinstance(kind, type) and issubclass(kind, Account)):
            self._refuse()
        made = kind.__new__(kind)
        # Computing the address takes longer than anything else here.
        vars(made).update(vars(account), address=address)
        return made

    def make_module(self, name: str) -> Any:
        found = sys.modules.get(name)
        if found is None:
            raise Refused(f"the module {name} is not imported")
        return found

    def make_generator(self, n: int, method: str | None) -> Any:
        module, name = pickling.GENERATORS[n]
        generator = named(module, name)
        if method is None:
            return generator
        found = getattr(generator, method)
        if method.startswith("_") or getattr(found, "__self__", None) is not generator:
            self._refuse()
        return found

    def make_method(self, owner: Any, name: str) -> Any:
        found = getattr(owner, name)
        if not isinstance(found, MethodType) or found.__self__ is not owner or name.startswith("__"):
            self._refuse()
        return found

    def make_member(self, kind: Any, name: str) -> Any:
        if not (isinstance(kind, type) and issubclass(kind, Enum)):
            self._refuse()
        return kind[name]

    def make_agent(self, kind: Any, serial: int) -> Any:
        if not (isinstance(kind, type) and issubclass(kind, AgentBaseAbstract)):
            self._refuse()
        made = kind.__new__(kind)
        made._serial = serial
        return made

    def make_wrapper(self, kind: Any, chain: Any, address: str) -> Any:
        if not (isinstance(kind, type) and issubclass(kind, ContractBase) and isinstance(chain, Chain)):
            self._refuse()
        made = kind.__new__(kind)
        made._chain, made._address, made.address = chain, address, address
        return made

    def make_fixed(self, place: str, looks: Any) -> Any:
        found = functionAt(place, looks)
        if found is None or not self._allowed.isUsers(place.partition("|")[0]):
            raise Refused(f"there is no function at {place.replace('|', '.')}")
        return found

    def make_noneType(self) -> Any:
        return type(None)

    def make_weak(self, items: Any) -> Any:
        return WeakKeyDictionary(items)

    def make_place(self, address: Any) -> None:
        self._next = None if address is None else self._live(address)

    def make_frozen(self, data: bytes) -> Any:
        return Frozen(Loader(data, self._chains, self._allowed, self._live, self._trusted).loaded())


def _content(live: Any) -> Any:
    """A copy of what is in an object; None if it has none that could be put back."""
    if type(live) in (list, dict, set):
        return live.copy()
    return dict(vars(live)) if hasattr(live, "__dict__") and not isinstance(live, (tuple, dict, list)) else None


def _fill(live: Any, content: Any) -> None:
    """Gives an object the content of another one."""
    target = live if type(live) in (list, dict, set) else vars(live)
    target.clear()
    (target.extend if isinstance(target, list) else target.update)(content)


def _checkNumpys(arguments: tuple[Any, ...]) -> None:
    """Refuses what numpy would call that is not numpy's."""
    import numpy.random

    kinds = numpy.random.BitGenerator
    fine = (isinstance(a, (str, kinds)) or (isinstance(a, type) and issubclass(a, kinds)) for a in arguments)
    if not all(fine):
        raise Refused("it is not of a form in which numpy's generators are saved")


def _emptyList(loader: Loader) -> None:
    loader.append(loader._placed(list, list))


def _emptyDict(loader: Loader) -> None:
    loader.append(loader._placed(dict, dict))


def _emptySet(loader: Loader) -> None:
    loader.append(loader._placed(set, set))


def _limited(name: str, kinds: tuple[type, ...], n: int) -> Callable[[Loader], None]:
    return lambda loader: loader._extended(getattr(_Python, name), kinds, n)


def _deques() -> tuple[type, ...]:
    from collections import deque

    return list, deque


Loader.dispatch.update(
    {
        **{opcode[0]: Loader._refuse for opcode in _UNUSED},
        pickle.REDUCE[0]: Loader._called,
        pickle.NEWOBJ[0]: Loader._new,
        pickle.NEWOBJ_EX[0]: Loader._newWithNames,
        pickle.BUILD[0]: Loader._filled,
        pickle.EMPTY_LIST[0]: _emptyList,
        pickle.EMPTY_DICT[0]: _emptyDict,
        pickle.EMPTY_SET[0]: _emptySet,
        pickle.APPEND[0]: _limited("load_append", _deques(), 2),
        pickle.APPENDS[0]: _limited("load_appends", _deques(), 0),
        pickle.SETITEM[0]: _limited("load_setitem", (dict,), 3),
        pickle.SETITEMS[0]: _limited("load_setitems", (dict,), 0),
        pickle.ADDITEMS[0]: _limited("load_additems", (set,), 0),
    }
)
