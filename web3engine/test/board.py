"""A contract that tells in which block it was called and how often before: for tests of blocks."""

from __future__ import annotations

from typing import Any

from web3engine.chain import currentChain
from web3engine.contract import Contract
from web3engine.test.conformance import asm, deploy

_NUMBERS = [{"type": "uint256", "name": name} for name in ("number", "time", "n")]
ABI: list[dict[str, Any]] = [
    {
        "type": "function",
        "name": "play",
        "inputs": [{"type": "uint256", "name": "x"}],
        "outputs": _NUMBERS,
        "stateMutability": "payable",
    },
    {
        "type": "function",
        "name": "played",
        "inputs": [],
        "outputs": [{"type": "uint256", "name": ""}],
        "stateMutability": "view",
    },
]


def _code() -> bytes:
    """play(x) reverts for 0, hashes x bytes, counts in slot 0, and returns block, time and count.

    played() is the count. ETH without call data is taken.
    """
    take = "STOP"
    count = "0 SLOAD 0 MSTORE 32 0 RETURN"
    play = (
        "4 CALLDATALOAD 0 SHA3 4 CALLDATALOAD SSTORE 0 SLOAD 1 ADD DUP1 0 SSTORE"
        " NUMBER 0 MSTORE TIMESTAMP 32 MSTORE 64 MSTORE 96 0 RETURN"
    )
    refuse = "0 0 REVERT"
    # Places of the four parts, behind a head that chooses one by the length of call data.
    head = "CALLDATASIZE ISZERO {} JUMPI 36 CALLDATASIZE LT {} JUMPI 4 CALLDATALOAD ISZERO {} JUMPI"
    parts = [play, take, count, refuse]
    places: list[int] = []
    place = len(asm(head.format(*3 * ["0x0000"])))
    for i, part in enumerate(parts):
        places.append(place)
        place += len(asm(part)) + (i > 0)
    code = asm(head.format(*[f"0x{place:04x}" for place in places[1:]])) + asm(parts[0])
    return code + b"".join(asm(f"JUMPDEST {part}") for part in parts[1:])


def deployBoard() -> Any:
    """A new one on the chain in use."""
    chain = currentChain("a board")
    board = Contract(ABI, deploy(chain, _code()))
    board._name = "Board"
    return board
