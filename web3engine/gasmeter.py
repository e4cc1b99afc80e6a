"""`GasMeter`: how much gas each function of each contract has used, for `tsp run --gas`. Off by default."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple


class _Used(NamedTuple):
    """What transactions that called one function have used: gas → how often, of those that went well and the others."""

    gas: Counter[int]
    reverted: Counter[int]


class GasMeter:
    """Counts the transactions that wrappers, deployments and wallets send, with the calls inside them."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str], _Used] = {}

    def add(self, contract: str, function: str, gas: int) -> None:
        """Counts a transaction that went well.

        Args:
            function: its signature.
        """
        self._of(contract, function).gas[gas] += 1

    def addReverted(self, contract: str, function: str, gas: int) -> None:
        """Counts a transaction that was reverted."""
        self._of(contract, function).reverted[gas] += 1

    def table(self) -> list[dict[str, Any]]:
        """For each function that was called, as plain data, by contract and name:

        contract, function, calls, least, median and most gas of those that went well (None if none did), reverts.
        Of two medians, the smaller one. Functions that share their name with another one show their signature.
        """
        names = Counter((contract, _name(function)) for contract, function in self._used)
        rows = []
        for (contract, function), used in sorted(self._used.items()):
            gas, n_reverts = sorted(used.gas.elements()), used.reverted.total()
            rows.append(
                {
                    "contract": contract,
                    "function": _name(function) if names[contract, _name(function)] == 1 else function,
                    "calls": len(gas) + n_reverts,
                    "least": gas[0] if gas else None,
                    "median": gas[(len(gas) - 1) // 2] if gas else None,
                    "most": gas[-1] if gas else None,
                    "reverts": n_reverts,
                }
            )
        return rows

    def _of(self, contract: str, function: str) -> _Used:
        return self._used.setdefault((contract, function), _Used(Counter(), Counter()))


def _name(signature: str) -> str:
    return signature.partition("(")[0]
