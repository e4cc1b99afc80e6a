"""The bare workload as data, for engines in another environment: what built a stage, and what to time on it.

`bench.bindings` records it on revm and hands it as JSON to `bench.rivals`, which knows no TokenSPICE.
"""

from __future__ import annotations

from typing import Any

import tokenspice_evm
from eth_abi import decode

from bench.engines import AMT_BASE, RECEIVER, swapData, tokenData
from bench.stage import Stage
from web3engine.address import toBytes, toChecksum
from web3engine.artifacts import artifact
from web3engine.chains.revm import Revm

# One message, as raw call data and in the terms of the contract: text throughout, hex without 0x.
Message = dict[str, str]


def recorded() -> dict[str, Any]:
    """The messages that build a stage ("build"), those to time ("timed"), and those that ask how it ended ("asked")."""
    engine = _Recorder()
    stage = Stage("revm", engine)
    named = {address: name for name, address in stage.chain.addresses.items()}
    tokens = {stage.OCEAN.address: "DataTokenTemplate", stage.DT.address: "DataTokenTemplate"}
    kinds = {**named, **tokens, stage.pool.address: "BPool"}

    def message(to: str, data: bytes) -> Message:
        return _message(kinds, stage.robot.address, to, data)

    OCEAN, DT, pool = stage.OCEAN.address, stage.DT.address, stage.pool.address
    holders = (RECEIVER, stage.robot.address, pool)
    return {
        "build": [_message(kinds, *sent) for sent in engine.sent],
        "timed": {
            "transfer": message(OCEAN, tokenData("transfer", RECEIVER, AMT_BASE)),
            "there": message(pool, swapData(stage, sell=True)),
            "back": message(pool, swapData(stage, sell=False)),
            "balanceOf": message(OCEAN, tokenData("balanceOf", stage.robot.address)),
        },
        "asked": [message(token, tokenData("balanceOf", holder)) for token in (OCEAN, DT) for holder in holders],
        "abis": {kind: artifact(kind).abi_entries for kind in set(kinds.values()) - {"OCEAN"}},
    }


class _Recorder(Revm):
    """revm, writing down the messages that are sent to it. Plain ETH, which pays for gas only, is left out."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bytes, str]] = []

    def transact(self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int) -> tokenspice_evm.Outcome:
        return self._noted(super().transact(sender, to, data, value, gas), sender, to, data)

    def transactNext(
        self, sender: bytes, to: bytes | None, data: bytes, value: int, gas: int
    ) -> tokenspice_evm.Outcome:
        return self._noted(super().transactNext(sender, to, data, value, gas), sender, to, data)

    def _noted(
        self, outcome: tokenspice_evm.Outcome, sender: bytes, to: bytes | None, data: bytes
    ) -> tokenspice_evm.Outcome:
        if data:
            created = "" if outcome.created is None else outcome.created.hex()
            self.sent.append((toChecksum(sender), "" if to is None else toChecksum(to), data, created))
        return outcome


def _message(kinds: dict[str, str], sender: str, to: str, data: bytes, created: str = "") -> Message:
    raw = {"sender": _hex(sender), "to": _hex(to), "data": data.hex(), "created": created}
    if not to:
        return raw
    entry = _entry(kinds[to], data[:4])
    args = decode([i["type"] for i in entry["inputs"]], data[4:])
    text = ", ".join(f'"{arg}"' if isinstance(arg, str) and not arg.startswith("0x") else str(arg) for arg in args)
    return {**raw, "contract": kinds[to], "function": entry["name"], "args": f"({text})"}


def _entry(contract: str, selector: bytes) -> dict[str, Any]:
    """The function of that selector in the contract's ABI."""
    compiled = artifact(contract)
    for entry in compiled.abi_entries:
        if entry["type"] == "function":
            function = compiled.abi.function(entry["name"], len(entry["inputs"]))
            if function.selector == selector:
                return entry
    raise AssertionError(f"{contract} was called with a selector that it does not have")


def _hex(address: str) -> str:
    return toBytes(address).hex() if address else ""
