"""`python -m bench.rivals ASKED ANSWER`: the same messages through every binding to an EVM that can be imported.

Runs in the environment that `bench.bindings` makes. Each binding is given what it takes, made beforehand: raw call
data, but names and arguments in the case of simular. Whatever one of them codes by itself is part of its time.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from bench.measure import Case, Table, expect, interleave

OURS, PYREVM, VERBS, SIMULAR = "tokenspice_evm", "pyrevm", "verbs", "simular"
TRANSFER, SWAP, BALANCE = "ERC20 transfer", "Balancer swap", "balanceOf, executed"

# The same number for all, so that all must end in the same state.
_TIMES = {TRANSFER: 10_000, SWAP: 1000, BALANCE: 20_000}
_GAS, _GAS_CREATE = 5_000_000, 12_000_000
_WEI = 10**27

Message = dict[str, str]
Op = Callable[[], Any]


class Binding(Protocol):
    """A binding with its own state.

    Args of the constructor: the module; senders, hex, who get ETH; contract → ABI.
    """

    def __init__(self, module: Any, senders: list[str], abis: dict[str, Any]): ...

    def create(self, m: Message) -> str:
        """Creates a contract, and returns its address, hex."""

    def send(self, m: Message) -> Op:
        """What executes the message and keeps what it does; raises if it fails."""

    def read(self, m: Message) -> Op:
        """What executes the message and keeps nothing."""

    def number(self, answer: Any) -> int:
        """The number in what `read` returned."""


class Ours:
    """tokenspice_evm. It alone remembers views, so here it executes each of them, as the others do."""

    def __init__(self, module: Any, senders: list[str], abis: dict[str, Any]):
        self._evm = module.Evm()
        self._evm.memo_on = False

    def create(self, m: Message) -> str:
        made = self._evm.transact(bytes.fromhex(m["sender"]), None, bytes.fromhex(m["data"]), 0, _GAS_CREATE)
        return str(made.created.hex())

    def send(self, m: Message) -> Op:
        return partial(self._evm.transact, *_raw(m), 0, _GAS)

    def read(self, m: Message) -> Op:
        return partial(self._evm.call, *_raw(m), _GAS)

    def number(self, answer: Any) -> int:
        return int.from_bytes(answer, "big")


class Pyrevm:
    """pyrevm: addresses as text."""

    def __init__(self, module: Any, senders: list[str], abis: dict[str, Any]):
        self._evm = module.EVM()
        for sender in senders:
            self._evm.set_balance("0x" + sender, _WEI)

    def create(self, m: Message) -> str:
        return str(self._evm.deploy("0x" + m["sender"], bytes.fromhex(m["data"])))[2:]

    def send(self, m: Message) -> Op:
        return partial(self._evm.message_call, *self._texts(m))

    def read(self, m: Message) -> Op:
        return partial(self._evm.message_call, *self._texts(m), is_static=True)

    def _texts(self, m: Message) -> tuple[str, str, bytes]:
        return "0x" + m["sender"], "0x" + m["to"], bytes.fromhex(m["data"])

    def number(self, answer: Any) -> int:
        return int.from_bytes(answer, "big")


class Verbs:
    """verbs: bytes; an answer is (output, logs, gas)."""

    def __init__(self, module: Any, senders: list[str], abis: dict[str, Any]):
        self._env = module.envs.EmptyEnvRandom(1)
        for sender in senders:
            self._env.create_account(bytes.fromhex(sender), _WEI)

    def create(self, m: Message) -> str:
        made = self._env.deploy_contract(bytes.fromhex(m["sender"]), "contract", bytes.fromhex(m["data"]))
        return bytes(made).hex()

    def send(self, m: Message) -> Op:
        return partial(self._env.execute, *_raw(m), 0)

    def read(self, m: Message) -> Op:
        return partial(self._env.call, *_raw(m), 0)

    def number(self, answer: Any) -> int:
        return int.from_bytes(bytes(answer[0]), "big")


class Simular:
    """simular: names, and arguments as text, which is made beforehand; it codes them, and what comes back, itself."""

    def __init__(self, module: Any, senders: list[str], abis: dict[str, Any]):
        self._evm, self._PyAbi = module.PyEvm(), module.PyAbi
        self._abis = {name: module.PyAbi.from_abi_bytecode(json.dumps(abi), None) for name, abi in abis.items()}
        for sender in senders:
            self._evm.create_account("0x" + sender, _WEI)

    def create(self, m: Message) -> str:
        # Without a constructor in the ABI, the code may bring the arguments along.
        raw = self._PyAbi.from_abi_bytecode("[]", bytes.fromhex(m["data"]))
        return str(self._evm.deploy("()", "0x" + m["sender"], 0, raw))[2:].lower()

    def send(self, m: Message) -> Op:
        sender, to, abi = "0x" + m["sender"], "0x" + m["to"], self._abis[m["contract"]]
        return partial(self._evm.transact, m["function"], m["args"], sender, to, 0, abi)

    def read(self, m: Message) -> Op:
        return partial(self._evm.call, m["function"], m["args"], "0x" + m["to"], self._abis[m["contract"]])

    def number(self, answer: Any) -> int:
        return int(answer)


_BINDINGS: dict[str, type[Binding]] = {OURS: Ours, PYREVM: Pyrevm, VERBS: Verbs, SIMULAR: Simular}


def compare(workload: dict[str, Any], rounds: int, scale: float) -> Table:
    """What → module → seconds per operation, each round.

    Args:
        scale: of the number of operations in a sample.
    Raises:
        BenchError: the bindings did not end in the same state.
    """
    bindings = {name: _built(name, workload) for name in _BINDINGS if importlib.util.find_spec(name) is not None}
    cases = [case for name, binding in bindings.items() for case in _cases(name, binding, workload["timed"], scale)]
    # All that do the same, one after the other.
    table = interleave(sorted(cases, key=lambda case: list(_TIMES).index(case.what)), rounds)
    for name, binding in bindings.items():
        held = [binding.number(binding.read(m)()) for m in workload["asked"]]
        wanted = [bindings[OURS].number(bindings[OURS].read(m)()) for m in workload["asked"]]
        expect(f"balances that {name} ends with", held, wanted)
    return table


def _built(name: str, workload: dict[str, Any]) -> Binding:
    senders = sorted({m["sender"] for m in workload["build"]})
    binding = _BINDINGS[name](importlib.import_module(name), senders, workload["abis"])
    for m in workload["build"]:
        if m["to"]:
            binding.send(m)()
        else:
            expect(f"where {name} creates a contract", binding.create(m), m["created"])
    return binding


def _cases(name: str, binding: Binding, timed: dict[str, Message], scale: float) -> list[Case]:
    there, back = binding.send(timed["there"]), binding.send(timed["back"])
    ops: dict[str, Op] = {
        TRANSFER: binding.send(timed["transfer"]),
        SWAP: lambda: (there(), back()),
        BALANCE: binding.read(timed["balanceOf"]),
    }
    return [
        Case(what, name, op, per_op=2 if what == SWAP else 1, times=max(1, round(scale * _TIMES[what])))
        for what, op in ops.items()
    ]


def _raw(m: Message) -> tuple[bytes, bytes, bytes]:
    return bytes.fromhex(m["sender"]), bytes.fromhex(m["to"]), bytes.fromhex(m["data"])


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(sys.argv[2]).write_text(
        json.dumps(compare(asked["workload"], asked["rounds"], asked["scale"])), encoding="utf-8"
    )
