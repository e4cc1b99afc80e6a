"""Coding of calls, results, events and errors, prepared once for each.

Values are coded by `abiwords` where it can, which is fast, and by `abicoder` where it cannot; structs get their names
from `structs`. Used by `ContractBase`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from util.errors import ChainError, ParameterError
from util.strutil import nearest
from web3engine import abicoder
from web3engine.abiwords import Encoder, decoderOf, encoderOf, expressionOf
from web3engine.address import toWord
from web3engine.crypto import keccak
from web3engine.structs import Entry, Struct, canonical, fieldNames, named, ordered

_AGREEMENTS = ("transfer", "transferFrom", "approve")


class FunctionAbi:
    """One function of a contract: how to call it and how to read what it returns.

    Args:
        entry: its entry in the contract's ABI.
    """

    def __init__(self, entry: Entry):
        self.entry = entry
        self.name: str = entry.get("name", "constructor")
        self.inputs: list[Entry] = entry.get("inputs", [])
        self.outputs: list[Entry] = entry.get("outputs", [])
        # Old compilers say whether it is constant and payable.
        self.mutability: str = entry.get("stateMutability") or _oldMutability(entry)
        self._input_types = [canonical(i) for i in self.inputs]
        self._output_types = [canonical(o) for o in self.outputs]
        self._coders = [_encoder(i) for i in self.inputs]
        decoders = [decoderOf(kind) for kind in self._output_types]
        # None if one of them is not of one word.
        self._decoders = None if None in decoders else [decode for decode in decoders if decode]
        # An ERC20 that returns false has done nothing, and says so in no other way.
        self.mustAgree = self.name in _AGREEMENTS and self._output_types == ["bool"]
        # One value of one word is what most functions give.
        self._decodeWord = decoders[0] if len(decoders) == 1 else None

    @property
    def signature(self) -> str:
        """As it is hashed: transfer(address,uint256)."""
        return f"{self.name}({','.join(self._input_types)})"

    @property
    def is_view(self) -> bool:
        """Whether it promises to change nothing."""
        return self.mutability in ("view", "pure")

    @cached_property
    def selector(self) -> bytes:
        """The first four bytes of a call; none for a constructor."""
        return b"" if self.name == "constructor" else keccak(self.signature.encode())[:4]

    def encode(self, args: Sequence[Any]) -> bytes:
        """Selector and arguments.

        Raises:
            ParameterError: wrong number of arguments, or one that its type cannot hold.
        """
        try:
            return self.pack(*args)
        except Exception as e:
            raise self.unfit(args, e) from e

    @cached_property
    def pack(self) -> Callable[..., bytes]:
        """`encode` for those who count nanoseconds: takes the arguments one by one; what it raises goes to `unfit`.

        For static types it is a function that is written for them; otherwise it leads to `abicoder`.
        """
        if None in self._coders:
            return self._encodeDynamic
        words = [expressionOf(kind, f"arg{i}", f"code{i}") for i, kind in enumerate(self._input_types)]
        arguments = ", ".join(f"arg{i}" for i in range(len(self._coders)))
        # Written out as one expression it takes a third of the time of a loop over coders.
        source = f"lambda {arguments}: {' + '.join(['selector', *words])}"
        coders = {f"code{i}": code for i, code in enumerate(self._coders)}
        written: Callable[..., bytes] = eval(source, {"selector": self.selector, "toWord": toWord, **coders})
        return written

    @cached_property
    def _orders(self) -> list[Callable[[Any], Any] | None]:
        return [ordered(entry) for entry in self.inputs]

    def _encodeDynamic(self, *args: Any) -> bytes:
        if len(args) != len(self.inputs):
            raise TypeError
        values = [order(arg) if order else arg for order, arg in zip(self._orders, args)]
        return self.selector + abicoder.encode(self._input_types, values)

    def unfit(self, args: Sequence[Any], error: Exception) -> ParameterError:
        """Which of `args` cannot be encoded, and why."""
        if len(args) != len(self.inputs):
            names = ", ".join(i["name"] for i in self.inputs)
            return ParameterError(f"{self.name}() takes {len(self.inputs)} arguments ({names}), and got {len(args)}")
        for entry, kind, order, arg in zip(self.inputs, self._input_types, self._orders, args):
            try:
                abicoder.coderOf(kind).encode(order(arg) if order else arg)
            except Exception as e:
                what = f"{self.name}() cannot take {entry['name'] or kind} = {arg!r}"
                return ParameterError(what, f"{kind} wanted: {e}", _cure(kind, arg))
        return ParameterError(f"{self.name}() cannot take these arguments", str(error))

    def decode(self, data: bytes) -> Any:
        """What it returned: None, one value, or a tuple, whose members have names if the contract gives them some.

        Raises:
            ChainError: `data` is not what the function returns, as when no contract is there.
        """
        try:
            if self._decodeWord is not None and len(data) == 32:
                return self._decodeWord(data)
            values = self._decodeAll(data)
        except ValueError as e:
            raise _unreadable(f"{self.name}()", data, e) from e
        if len(values) < 2:
            return values[0] if values else None
        return Struct(values, self._fields, self.name) if self._fields else tuple(values)

    def _decodeAll(self, data: bytes) -> list[Any]:
        if len(data) < 32 * len(self._output_types):
            raise ChainError(f"{self.name}() returned {len(data)} bytes", "there is no such contract at this address")
        if self._decoders is not None:
            return [decode(data[32 * i : 32 * i + 32]) for i, decode in enumerate(self._decoders)]
        values = abicoder.decode(self._output_types, data)
        return [name(value) if name else value for name, value in zip(self._names, values)]

    @cached_property
    def _names(self) -> list[Callable[[Any], Any] | None]:
        return [named(entry) for entry in self.outputs]

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return fieldNames(self.outputs)


class EventAbi:
    """One event of a contract.

    Args:
        entry: its entry in the contract's ABI.
    """

    def __init__(self, entry: Entry):
        self.name: str = entry["name"]
        self.is_anonymous = bool(entry.get("anonymous"))
        self.inputs: list[Entry] = [
            # What has no name is called by its place.
            {**parameter, "name": parameter.get("name") or f"arg{i}"}
            for i, parameter in enumerate(entry.get("inputs", []))
        ]
        self._indexed = [(i, canonical(i)) for i in self.inputs if i["indexed"]]
        self._plain = [(i, canonical(i)) for i in self.inputs if not i["indexed"]]

    @property
    def signature(self) -> str:
        """As it is hashed: Transfer(address,address,uint256)."""
        return f"{self.name}({','.join(map(canonical, self.inputs))})"

    @cached_property
    def topic(self) -> bytes:
        """The topic by which its logs are known, 32 bytes; an anonymous event has none in its logs."""
        return keccak(self.signature.encode())

    def fits(self, topics: Sequence[bytes]) -> bool:
        """Whether a log of those topics may be of this event; an anonymous one can only be told by their number."""
        if self.is_anonymous:
            return len(topics) == len(self._indexed)
        return len(topics) == 1 + len(self._indexed) and topics[0] == self.topic

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Name → value. Of an indexed text or array only its hash is in a log, and that is what is given.

        Raises:
            ChainError: `data` is not what the event carries.
        """
        values: dict[str, Any] = {}
        for (entry, kind), topic in zip(self._indexed, topics if self.is_anonymous else topics[1:]):
            decode = decoderOf(kind)
            values[entry["name"]] = decode(topic) if decode is not None else topic
        if self._plain:
            decoded = self._decodePlain(data)
            for (entry, _), value in zip(self._plain, decoded):
                name = named(entry)
                values[entry["name"]] = name(value) if name else value
        return {entry["name"]: values[entry["name"]] for entry in self.inputs}

    def _decodePlain(self, data: bytes) -> list[Any]:
        try:
            return abicoder.decode([kind for _, kind in self._plain], data)
        except ValueError as e:
            raise _unreadable(f"the event {self.name}", data, e) from e


class ErrorAbi:
    """One custom error of a contract (Solidity ≥ 0.8.4).

    Args:
        entry: its entry in the contract's ABI.
    """

    def __init__(self, entry: Entry):
        self.name: str = entry["name"]
        inputs = entry.get("inputs", [])
        self._coded = FunctionAbi({"name": self.name, "inputs": inputs, "outputs": inputs})
        self._names = [i.get("name") or f"arg{n}" for n, i in enumerate(inputs)]

    @property
    def selector(self) -> bytes:
        """The first four bytes of its revert data."""
        return self._coded.selector

    def decode(self, data: bytes) -> dict[str, Any]:
        """Name → value of its arguments, in revert data behind the selector.

        Raises:
            ChainError: `data` is not what the error carries.
        """
        if not self._names:
            return {}
        values = self._coded.decode(data)
        return dict(zip(self._names, values if len(self._names) > 1 else [values]))


class ContractAbi:
    """The functions, events and errors of a contract, prepared when first asked for.

    Args:
        entries: the contract's ABI as compilers write it; also an attribute.

    Attributes:
        prepared: the functions so far, by name or signature; those that share a name by (name, number of inputs).
    """

    def __init__(self, entries: Sequence[Entry]):
        self.entries = entries
        self.prepared: dict[str | tuple[str, int], FunctionAbi] = {}
        self._events: dict[str, list[EventAbi]] = {}
        # Names and signatures that were found to be functions.
        self._known: set[str] = set()

    def function(self, name: str, n_args: int) -> FunctionAbi:
        """The function `name`, or of that signature, such as "quote(uint256)".

        Raises:
            ParameterError: there is none, or several of that name take as many arguments.
        """
        found = self.prepared.get(name) or self.prepared.get((name, n_args))
        return found or self._prepared(name, n_args)

    def checkFunction(self, name: str) -> None:
        """Sees whether there is a function of that name or signature.

        Raises:
            ParameterError: there is none.
        """
        if name not in self._known:
            self._ofName(name)
            self._known.add(name)

    def takes(self, name: str, n_args: int) -> bool:
        """Whether a function of that name or signature has so many inputs."""
        return any(len(function.inputs) == n_args for function in self._ofName(name))

    def functions(self) -> list[FunctionAbi]:
        """All of them, in the order of the ABI, except those of a library that only contracts can call."""
        return [FunctionAbi(e) for e in self.entries if e["type"] == "function" and not _foreignTypes(e)]

    def event(self, name: str) -> EventAbi:
        """The event `name`, or of that signature.

        Raises:
            ParameterError: there is none, or there are several.
        """
        found = self.events(name)
        if len(found) > 1:
            raise _ambiguous("events", name, [event.signature for event in found])
        return found[0]

    def events(self, name: str) -> list[EventAbi]:
        """Every event `name`, or the one of that signature.

        Raises:
            ParameterError: there is none.
        """
        if name not in self._events:
            entries = [e for e in self.entries if e["type"] == "event" and e["name"] == name.partition("(")[0]]
            found = [event for event in map(EventAbi, entries) if name in (event.name, event.signature)]
            if not found:
                raise ParameterError(f"the contract has no event {name}")
            self._events[name] = found
        return self._events[name]

    def emitted(self, topics: Sequence[bytes]) -> EventAbi | None:
        """The event that has these topics, if it is one of this contract's. Anonymous ones cannot be told for sure."""
        return next((event for event in self._namedEvents if event.fits(topics)), None)

    @cached_property
    def _namedEvents(self) -> list[EventAbi]:
        return [EventAbi(e) for e in self.entries if e["type"] == "event" and not e.get("anonymous")]

    @cached_property
    def constructor(self) -> FunctionAbi:
        """How the contract is created; without arguments if the ABI does not say."""
        entries = [e for e in self.entries if e["type"] == "constructor"]
        return FunctionAbi({**entries[0], "name": "constructor"} if entries else {})

    @cached_property
    def errors(self) -> dict[bytes, ErrorAbi]:
        """Selector → custom error."""
        found = [ErrorAbi(e) for e in self.entries if e["type"] == "error"]
        return {error.selector: error for error in found}

    def _ofName(self, name: str) -> list[FunctionAbi]:
        """Every function of that name, or the one of that signature."""
        entries = [e for e in self.entries if e["type"] == "function" and e["name"] == name.partition("(")[0]]
        if foreign := [kind for entry in entries for kind in _foreignTypes(entry)]:
            why = f"it is a library's, and {', '.join(foreign)} is a type that only contracts pass on"
            raise ParameterError(f"{name.partition('(')[0]}() cannot be called from outside", why)
        every = [FunctionAbi(e) for e in entries]
        found = [f for f in every if f.signature == name.replace(" ", "")] if "(" in name else every
        if not found:
            names = sorted({e["name"] for e in self.entries if e["type"] == "function"})
            why = f"it has {', '.join(f.signature for f in every)}" if every else ""
            near = nearest(name.partition("(")[0], names, n=1) if not every else []
            what = f"the contract has no function {name if '(' in name else name + '()'}"
            raise ParameterError(what, why, f"{near[0]}()" if near else "")
        return found

    def _prepared(self, name: str, n_args: int) -> FunctionAbi:
        functions = self._ofName(name)
        fitting = [f for f in functions if len(f.inputs) == n_args]
        if len(fitting) > 1:
            raise _ambiguous("functions", name, [f.signature for f in fitting])
        if not fitting and len(functions) > 1:
            raise ParameterError(
                f"no function {name}() takes {n_args} arguments", ", ".join([f.signature for f in functions])
            )
        found = (fitting or functions)[0]
        self.prepared[name if len(functions) == 1 else (name, n_args)] = found
        return found


def _ambiguous(what: str, name: str, signatures: Sequence[str]) -> ParameterError:
    return ParameterError(
        f"there are {len(signatures)} {what} {name}", ", ".join(signatures), f'"{signatures[0]}" as the name'
    )


def _oldMutability(entry: Entry) -> str:
    if entry.get("constant"):
        return "view"
    return "payable" if entry.get("payable") else "nonpayable"


def _foreignTypes(entry: Entry) -> list[str]:
    """Types that have no form in call data: those of contracts and references to storage, in functions of libraries."""
    found = []
    for part in [*entry.get("inputs", []), *entry.get("outputs", [])]:
        try:
            abicoder.coderOf(canonical(part))
        except abicoder.CodingError:
            found.append(str(part.get("type")))
    return found


def _cure(kind: str, value: Any) -> str:
    """What to do about a value that its type cannot hold, where there is something."""
    if "int" in kind and isinstance(value, float):
        return "toBase18(x) for x whole tokens, or int(x)"
    return ""


def _encoder(entry: Entry) -> Encoder | None:
    """How a parameter of a static type is coded; None for a dynamic one."""
    encode, order = encoderOf(canonical(entry)), ordered(entry)
    if encode is None or order is None or not entry["type"].startswith("tuple"):
        return encode
    return lambda value: encode(order(value))


def _unreadable(who: str, data: bytes, error: ValueError) -> ChainError:
    """The error that what `who` gave cannot be what its ABI says."""
    why = f"the contract is not the one that its ABI describes: {error}"
    return ChainError(f"{who} gave {len(data)} bytes that cannot be read", why)
