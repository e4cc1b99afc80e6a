"""Structs and arrays between Python and `abicoder`, which knows tuples and lists only.

Going in, a struct may be a tuple, a dict or a dataclass, and an array one of numpy's. Coming out, a struct is a
`Struct`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from web3engine.abicoder import CodingError

Entry = dict[str, Any]
Convert = Callable[[Any], Any]


class Struct(tuple[Any, ...]):
    """Values that a contract returned together: a tuple whose members have names, too.

    `r.reserve0`, `r[0]` and `reserve0, reserve1, _ = r` all work, and so does `r._asdict()`.
    """

    _fields: tuple[str, ...]
    _title: str

    def __new__(cls, values: Sequence[Any], fields: Sequence[str], title: str = "Struct") -> Struct:
        made = super().__new__(cls, values)
        made._fields, made._title = tuple(fields), title
        return made

    def __getattribute__(self, name: str) -> Any:
        # Every tuple has these two anyway.
        if name in ("count", "index") and name in self._fields:
            return self[self._fields.index(name)]
        return super().__getattribute__(name)

    def __getattr__(self, name: str) -> Any:
        if name in ("_fields", "_title") or name not in self._fields:
            raise AttributeError(f"there is no {name!r} here; there are {', '.join(self.__dict__.get('_fields', ()))}")
        return self[self._fields.index(name)]

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def __repr__(self) -> str:
        return f"{self._title}({', '.join([f'{name}={value!r}' for name, value in zip(self._fields, self)])})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Struct, (tuple(self), self._fields, self._title)


def fieldNames(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The names under which Python reaches these parameters; none if not every one has its own name."""
    fields = tuple([str(entry.get("name") or "").strip("_") for entry in entries])
    return fields if all(fields) and len(set(fields)) == len(fields) else ()


def canonical(entry: Entry) -> str:
    """The type as signatures spell it: a struct is the tuple of its members."""
    kind: str = entry["type"]
    if kind.startswith("tuple"):
        return f"({','.join(map(canonical, entry['components']))}){kind[5:]}"
    return kind


def ordered(entry: Entry) -> Convert | None:
    """Makes tuples and lists of what is given for a parameter; None if it is neither a struct nor an array."""
    kind: str = entry["type"]
    if kind.endswith("]"):
        convert = ordered({**entry, "type": kind.rpartition("[")[0]})
        return lambda values: [convert(v) for v in items(values)] if convert else items(values)
    if kind != "tuple":
        return None
    components: list[Entry] = entry["components"]
    converts = [ordered(component) for component in components]

    def convertStruct(value: Any) -> tuple[Any, ...]:
        members = _members(value, [str(c.get("name", "")) for c in components])
        return tuple([convert(m) if convert else m for convert, m in zip(converts, members, strict=True)])

    return convertStruct


def named(entry: Entry) -> Convert | None:
    """Gives members their names, in what was decoded of a parameter; None if there are none."""
    kind: str = entry["type"]
    if kind.endswith("]"):
        convert = named({**entry, "type": kind.rpartition("[")[0]})
        return (lambda values: [convert(v) for v in values]) if convert else None
    if kind != "tuple":
        return None
    components: list[Entry] = entry["components"]
    fields, title = fieldNames(components), _title(entry)
    converts = [named(component) for component in components]

    def convertStruct(values: Sequence[Any]) -> tuple[Any, ...]:
        members = [convert(v) if convert else v for convert, v in zip(converts, values)]
        return Struct(members, fields, title) if fields else tuple(members)

    return convertStruct


def _title(entry: Entry) -> str:
    """The struct's name in Solidity: of "struct Lib.Order[2]" it is Order."""
    return re.split(r"[ .]", str(entry.get("internalType", "")).partition("[")[0])[-1] or "Struct"


def items(values: Any) -> Sequence[Any]:
    """The items of a list, a tuple, or an array of numpy."""
    if isinstance(values, (list, tuple)):
        return values
    listed = values.tolist() if hasattr(values, "tolist") else None
    if not isinstance(listed, list):
        raise CodingError("a list wanted")
    return listed


def _members(value: Any, names: Sequence[str]) -> Sequence[Any]:
    """The members of a struct in their order, from whatever holds them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        keys = [name if name in value else name.strip("_") for name in names]
        missing = [name for name, key in zip(names, keys) if key not in value]
        if missing:
            raise CodingError(f"it has no {', '.join(missing)}; the struct has {', '.join(names)}")
        odd = [str(key) for key in value if key not in keys]
        if odd:
            raise CodingError(f"the struct has no {', '.join(odd)}; it has {', '.join(names)}")
        return [value[key] for key in keys]
    if not isinstance(value, (list, tuple)):
        raise CodingError("a tuple, a dict or a dataclass wanted")
    if len(value) != len(names):
        raise CodingError(f"{len(names)} members wanted ({', '.join(names)}), and it has {len(value)}")
    return value
