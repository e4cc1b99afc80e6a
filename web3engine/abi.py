"""Coding of calls, results and events, prepared once per function.

The most frequent types of one word, and arrays of a fixed size of them, are coded here, in a fraction of a microsecond;
all other types are coded by `abicoder`. Used by `ContractBase`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from util.errors import ChainError, ParameterError
from util.exact import integer
from web3engine import abicoder
from web3engine.address import encodeAddress, toChecksum
from web3engine.crypto import keccak

Entry = dict[str, Any]
Encoder = Callable[[Any], bytes]
Decoder = Callable[[bytes], Any]


_AGREEMENTS = ("transfer", "transferFrom", "approve")


class FunctionAbi:
    """One function of a contract: how to call it and how to read what it returns.

    Args:
        entry: its entry in the contract's ABI.
    """

    def __init__(self, entry: Entry):
        self.name: str = entry.get("name", "constructor")
        self.inputs: list[Entry] = entry.get("inputs", [])
        self._input_types = [_canonical(i) for i in self.inputs]
        self._output_types = [_canonical(o) for o in entry.get("outputs", [])]
        self._coders = [_encoderOf(kind) for kind in self._input_types]
        self._decoders = _staticCoders(self._output_types, _decoderOf)
        # An ERC20 that returns false has done nothing, and says so in no other way.
        self.mustAgree = self.name in _AGREEMENTS and self._output_types == ["bool"]
        # One value of one word is what most functions give.
        self._decodeWord = self._decoders[0] if self._decoders and len(self._decoders) == 1 else None

    @cached_property
    def selector(self) -> bytes:
        """The first four bytes of a call; none for a constructor."""
        if self.name == "constructor":
            return b""
        return keccak(f"{self.name}({','.join(self._input_types)})".encode())[:4]

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
        words = [f"code{i}(arg{i})" for i in range(len(self._coders))]
        arguments = ", ".join(f"arg{i}" for i in range(len(self._coders)))
        # As an expression of its own it takes a third of the time of a loop over coders.
        source = f"lambda {arguments}: {' + '.join(['selector', *words])}"
        written: Callable[..., bytes] = eval(
            source, {"selector": self.selector, **{f"code{i}": code for i, code in enumerate(self._coders)}}
        )
        return written

    def _encodeDynamic(self, *args: Any) -> bytes:
        if len(args) != len(self.inputs):
            raise TypeError
        return self.selector + abicoder.encode(self._input_types, args)

    def unfit(self, args: Sequence[Any], error: Exception) -> ParameterError:
        """Which of `args` cannot be encoded, and why."""
        if len(args) != len(self.inputs):
            names = ", ".join(i["name"] for i in self.inputs)
            return ParameterError(f"{self.name}() takes {len(self.inputs)} arguments ({names}), and got {len(args)}")
        for entry, kind, arg in zip(self.inputs, self._input_types, args):
            encode = _encoderOf(kind) or abicoder.coderOf(kind).encode
            try:
                encode(arg)
            except Exception as e:
                return ParameterError(
                    f"{self.name}() cannot take {entry['name'] or kind} = {arg!r}", f"{kind} wanted: {e}"
                )
        return ParameterError(f"{self.name}() cannot take these arguments", str(error))

    def decode(self, data: bytes) -> Any:
        """What it returned: None, one value, or a tuple.

        Raises:
            ChainError: `data` is not what the function returns, as when no contract is there.
        """
        if self._decodeWord is not None and len(data) == 32:
            return self._decodeWord(data)
        if not self._output_types:
            return None
        if len(data) < 32 * len(self._output_types):
            raise ChainError(f"{self.name}() returned {len(data)} bytes", "there is no such contract at this address")
        if self._decoders is not None:
            values = [decode(data[32 * i : 32 * i + 32]) for i, decode in enumerate(self._decoders)]
        else:
            values = _decodeDynamic(f"{self.name}()", self._output_types, data)
        return values[0] if len(values) == 1 else tuple(values)


class EventAbi:
    """One event of a contract.

    Args:
        entry: its entry in the contract's ABI.
    """

    def __init__(self, entry: Entry):
        self.name: str = entry["name"]
        self._indexed = [(i["name"], _canonical(i)) for i in entry["inputs"] if i["indexed"]]
        self._plain = [(i["name"], _canonical(i)) for i in entry["inputs"] if not i["indexed"]]
        self._signature = f"{self.name}({','.join(_canonical(i) for i in entry['inputs'])})"

    @cached_property
    def topic(self) -> bytes:
        """The topic by which its logs are known, 32 bytes."""
        return keccak(self._signature.encode())

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Name → value. Of an indexed text or array only its hash is in a log, and that is what is given.

        Raises:
            ChainError: `data` is not what the event carries.
        """
        values: dict[str, Any] = {}
        for (name, kind), topic in zip(self._indexed, topics[1:]):
            decoders = _staticCoders([kind], _decoderOf)
            values[name] = decoders[0](topic) if decoders is not None else topic
        kinds = [kind for _, kind in self._plain]
        if kinds:
            decoded = _decodeDynamic(f"the event {self.name}", kinds, data)
            values.update(zip([name for name, _ in self._plain], decoded))
        return values


class ContractAbi:
    """The functions and events of a contract, prepared when first asked for.

    Args:
        entries: the contract's ABI as compilers write it.
    """

    def __init__(self, entries: Sequence[Entry]):
        self._entries = entries
        # By name; functions that share one by name and number of arguments.
        self._functions: dict[str | tuple[str, int], FunctionAbi] = {}
        self._events: dict[str, EventAbi] = {}

    def function(self, name: str, n_args: int) -> FunctionAbi:
        """The function `name`; where there are several, the one with `n_args` arguments."""
        found = self._functions.get(name) or self._functions.get((name, n_args))
        return found or self._prepared(name, n_args)

    def event(self, name: str) -> EventAbi:
        """The event `name`."""
        if name not in self._events:
            entries = [e for e in self._entries if e["type"] == "event" and e["name"] == name]
            if not entries:
                raise ParameterError(f"the contract has no event {name}")
            self._events[name] = EventAbi(entries[0])
        return self._events[name]

    def constructor(self) -> FunctionAbi:
        """How the contract is created; without arguments if the ABI does not say."""
        entries = [e for e in self._entries if e["type"] == "constructor"]
        return FunctionAbi(entries[0] if entries else {})

    def errorNamed(self, selector: bytes) -> str | None:
        """The name of the contract's own error (Solidity ≥ 0.8.4) with this selector, or None."""
        for e in self._entries:
            if (
                e["type"] == "error"
                and keccak(f"{e['name']}({','.join(map(_canonical, e['inputs']))})".encode())[:4] == selector
            ):
                return str(e["name"])
        return None

    def _prepared(self, name: str, n_args: int) -> FunctionAbi:
        entries = [e for e in self._entries if e["type"] == "function" and e["name"] == name]
        if not entries:
            raise ParameterError(f"the contract has no function {name}()")
        found = FunctionAbi(next((e for e in entries if len(e["inputs"]) == n_args), entries[0]))
        self._functions[name if len(entries) == 1 else (name, n_args)] = found
        return found


def _canonical(entry: Entry) -> str:
    """The type as signatures spell it: a struct is the tuple of its members."""
    kind: str = entry["type"]
    if kind.startswith("tuple"):
        return f"({','.join(map(_canonical, entry['components']))}){kind[5:]}"
    return kind


def _staticCoders(kinds: Sequence[str], coderOf: Callable[[str], Any]) -> list[Any] | None:
    """A coder for each type, or None if one of them needs `abicoder`."""
    coders = [coderOf(kind) for kind in kinds]
    return None if None in coders else coders


def _encoderOf(kind: str) -> Encoder | None:
    """The encoder of a static type, or None if the type is dynamic."""
    if kind[-1] == "]" and kind[-2].isdigit():
        return _arrayEncoder(*kind[:-1].rsplit("[", 1))
    if kind == "address":
        return encodeAddress
    if kind == "bool":
        return _encodeBool
    if kind == "uint256":
        return _encodeUint256
    if kind == "bytes32":
        return _encodeBytes32
    coder = abicoder.coderOf(kind)
    return None if coder.is_dynamic else coder.encode


def _arrayEncoder(kind: str, size: str) -> Encoder | None:
    """The encoder of an array of `size` elements of type `kind`, or None if those are dynamic."""
    code, n = _encoderOf(kind), int(size)
    if code is None:
        return None

    def encode(values: Sequence[Any]) -> bytes:
        if not isinstance(values, (list, tuple)) or len(values) != n:
            raise TypeError(f"a list of {n} wanted")
        return b"".join(map(code, values))

    return encode


def _encodeUint256(value: int) -> bytes:
    if type(value) is not int:
        plain = integer(value)
        if plain is None:
            raise TypeError("a whole number is needed; int(x) makes one, and toBase18(x) of x whole tokens")
        value = plain
    return value.to_bytes(32, "big")


def _encodeBool(value: bool) -> bytes:
    if value is not True and value is not False:
        raise TypeError("True or False wanted")
    return value.to_bytes(32, "big")


def _encodeBytes32(value: bytes) -> bytes:
    if not isinstance(value, (bytes, bytearray)):
        raise TypeError("bytes wanted")
    if len(value) != 32:
        raise ValueError(f"{len(value)} bytes given")
    return bytes(value)


def _decoderOf(kind: str) -> Decoder | None:
    if kind == "address":
        return lambda word: toChecksum(word[12:])
    if kind == "bool":
        return any
    if kind.startswith("uint") and kind[4:].isdigit():
        return lambda word: int.from_bytes(word, "big")
    if kind.startswith("int") and kind[3:].isdigit():
        return lambda word: int.from_bytes(word, "big", signed=True)
    if kind.startswith("bytes") and kind[5:].isdigit():
        size = int(kind[5:])
        return lambda word: word[:size]
    return None


def _decodeDynamic(who: str, kinds: Sequence[str], data: bytes) -> list[Any]:
    """What `abicoder` reads in `data`. `who` carries it, for the error message."""
    try:
        return abicoder.decode(kinds, data)
    except ValueError as e:
        why = f"the contract is not the one that its ABI describes: {e}"
        raise ChainError(f"{who} gave {len(data)} bytes that cannot be read", why) from e
