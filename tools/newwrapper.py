"""`tsp new wrapper`: a typed Python class for a compiled contract, written from its ABI."""

from __future__ import annotations

import builtins
import keyword
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from util.errors import ParameterError
from web3engine.abi import FunctionAbi
from web3engine.artifactfile import Artifact, title
from web3engine.artifacts import Contracts
from web3engine.contract import ContractBase

Entry = Mapping[str, Any]

_HEAD = '''"""`{name}`, wrapped from its ABI.

Amounts are integers, in the smallest unit of their token. Wherever an address is wanted, an agent, its wallet or
another contract will do, too.
"""

from __future__ import annotations

from typing import Any

from web3engine.contract import ContractBase
from web3engine.receipt import Receipt
from web3engine.web3wallet import Sender, Web3Wallet

Address = Any


class {name}(ContractBase):
    """The contract {name}."""
'''
_WIDTH = 120
# What arguments of methods cannot be called here: names that methods have themselves.
_TAKEN = {"self", "cls", "from_wallet", "value", "found"}


def wrapperFile(contract: str) -> tuple[Path, str]:
    """Path and text of the wrapper of a contract.

    Args:
        contract: a name, "package/Name" or a path, as `Contracts` understands it.
    Raises:
        ChainError: there is none, or several.
        ParameterError: its name cannot be that of a class.
    """
    artifact = Contracts().find(contract)
    name = title(contract)
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ParameterError(f"no class can be named {name!r}", f"{artifact.file} has that name", "another name for it")
    return Path("wrappers") / f"{name.lower()}.py", _module(name, contract, artifact)


def _module(name: str, contract: str, artifact: Artifact) -> str:
    functions = artifact.abi.functions()
    times = Counter(function.name for function in functions)
    parts = [_HEAD.format(name=name)]
    if contract != name:
        parts.append(f'    CONTRACT = "{contract}"\n')
    if artifact.has_code:
        parts.append(_new(artifact.abi.constructor, name))
    # Those that have a name of their own come first: another one's name with its types behind may be the same.
    names: dict[str, str] = {}
    for function in sorted(functions, key=lambda f: (times[f.name] > 1, len(f.signature))):
        made = _methodName(function, times[function.name] > 1)
        while made in names.values():
            made += "_"
        names[function.signature] = made
    parts += [_method(function, names[function.signature], times[function.name] > 1) for function in functions]
    events = [f"{e['name']}({', '.join(_names(e['inputs']))})" for e in artifact.abi_entries if e["type"] == "event"]
    if events and "events" not in times:
        parts.append(_events(events))
    return "\n".join(parts)


def _new(constructor: FunctionAbi, name: str) -> str:
    arguments = _names(constructor.inputs)
    pays = constructor.mutability == "payable"
    signature = [*_typed(constructor.inputs), "from_wallet: Web3Wallet | Sender", *(["value: int = 0"] if pays else [])]
    passed = ["from_wallet", *arguments, *(["value=value"] if pays else [])]
    return (
        "    @classmethod\n"
        + _def("new", ["cls", *signature], name)
        + _doc(f"Creates the contract{', with `value` wei' if pays else ''}, in a transaction of `from_wallet`.")
        + _line("return cls.deploy", passed)
    )


def _method(function: FunctionAbi, name: str, is_overloaded: bool) -> str:
    """One function of the contract, as a method of that name, of two lines."""
    called = function.signature if is_overloaded else function.name
    arguments, typed = _names(function.inputs), _typed(function.inputs)
    if function.is_view:
        kind = _returned(function.outputs)
        passed = [f'"{called}"', *arguments]
        body = _line(f"found: {kind} = self._call", passed) + "        return found\n"
        if not function.outputs:
            kind, body = "None", _line("self._call", passed)
        return _def(name, ["self", *typed], kind) + _doc(_viewDoc(function)) + body
    pays = function.mutability == "payable"
    typed += ["from_wallet: Web3Wallet | Sender", *(["value: int = 0"] if pays else [])]
    passed = [f'"{called}"', "from_wallet", *arguments, *(["value=value"] if pays else [])]
    doc = f"Sends {function.signature}{', with `value` wei' if pays else ''}."
    if function.outputs:
        doc += f" What it returns, {_described(function.outputs)}, is the receipt's `returned`."
    return _def(name, ["self", *typed], "Receipt") + _doc(doc) + _line("return self._send", passed)


def _events(events: Sequence[str]) -> str:
    doc = f"Each event of that name that the contract emitted in the transaction: {', '.join(events)}."
    signature = _def("events", ["self", "receipt: Receipt", "name: str"], "list[dict[str, Any]]")
    return signature + _doc(doc) + "        return self._events(receipt, name)\n"


# ---- names and types


def _methodName(function: FunctionAbi, is_overloaded: bool) -> str:
    """Its name in Solidity; with its types behind, if several share the name; with _ behind, if Python needs it."""
    # Solidity allows a dollar.
    name = function.name.replace("$", "_")
    if is_overloaded:
        types = "".join(c if c.isalnum() else "_" for c in function.signature[len(name) + 1 : -1])
        name = f"{name}_{types}".rstrip("_")
    if keyword.iskeyword(name) or name in dir(ContractBase) or name in ("new", "address"):
        name += "_"
    return f"call{name}" if name.startswith("_") else name


def _names(entries: Sequence[Entry]) -> list[str]:
    """Names of arguments as Python takes them, each once."""
    found: list[str] = []
    for i, entry in enumerate(entries):
        name = str(entry.get("name") or "").strip("_")
        if not name.isidentifier():
            name = f"arg{i}"
        if keyword.iskeyword(name) or name in _TAKEN or hasattr(builtins, name):
            name += "_"
        found.append(f"{name}{i}" if name in found else name)
    return found


def _typed(entries: Sequence[Entry]) -> list[str]:
    return [f"{name}: {_type(entry, is_input=True)}" for name, entry in zip(_names(entries), entries)]


def _returned(entries: Sequence[Entry]) -> str:
    """The type of what a view returns. Several values are a tuple, whose members may have names."""
    return _type(entries[0], is_input=False) if len(entries) == 1 else "Any"


def _type(entry: Entry, is_input: bool) -> str:
    kind: str = entry["type"]
    if kind.endswith("]"):
        inner = _type({**entry, "type": kind.rpartition("[")[0]}, is_input)
        return f"list[{inner}]"
    if kind.startswith(("uint", "int")):
        return "int"
    if kind == "address":
        return "Address" if is_input else "str"
    return {"bool": "bool", "string": "str"}.get(kind, "bytes" if kind.startswith("bytes") else "Any")


def _described(entries: Sequence[Entry]) -> str:
    """What is returned, in words of Solidity: names where it has them, structs with their members."""
    return ", ".join(f"{_shape(entry)} {entry.get('name') or ''}".strip() for entry in entries)


def _shape(entry: Entry) -> str:
    if not entry["type"].startswith("tuple"):
        return str(entry["type"])
    members = ", ".join(f"{_shape(member)} {member.get('name') or ''}".strip() for member in entry["components"])
    return f"({members}){entry['type'][5:]}"


# ---- text


def _viewDoc(function: FunctionAbi) -> str:
    if not function.outputs:
        return f"Calls {function.signature}, which returns nothing."
    return f"{_described(function.outputs)}, from {function.signature}."


def _def(name: str, arguments: Iterable[str], returns: str) -> str:
    """The first line of a method, or, where it is too long for one, several."""
    line = f"    def {name}({', '.join(arguments)}) -> {returns}:\n"
    if len(line) <= _WIDTH:
        return line
    return f"    def {name}(\n" + "".join(f"        {argument},\n" for argument in arguments) + f"    ) -> {returns}:\n"


def _line(called: str, arguments: Sequence[str]) -> str:
    """A call, in one line or several."""
    line = f"        {called}({', '.join(arguments)})\n"
    if len(line) <= _WIDTH:
        return line
    return f"        {called}(\n" + "".join(f"            {argument},\n" for argument in arguments) + "        )\n"


def _doc(text: str) -> str:
    """A docstring, wrapped."""
    if len(text) <= _WIDTH - 14:
        return f'        """{text}"""\n'
    lines = textwrap.wrap(text, _WIDTH - 12, break_on_hyphens=False)
    return '        """' + "\n        ".join(lines) + '\n        """\n'
