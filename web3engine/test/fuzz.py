"""Random programs for the EVM, and random input for its precompiles. Used to compare engines.

Programs are made of pieces that leave the stack as they find it, so that most of them run for a while before something
goes wrong. They do whatever a contract can do, in sizes and at places that are mostly small.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from coincurve import PrivateKey
from eth.vm import opcode_values as op
from py_ecc import bn128

_INVALID = 0xFE
_UNARY = [op.ISZERO, op.NOT]
_BINARY = [op.ADD, op.MUL, op.SUB, op.DIV, op.SDIV, op.MOD, op.SMOD, op.EXP, op.SIGNEXTEND, op.LT, op.GT, op.SLT]
_BINARY += [op.SGT, op.EQ, op.AND, op.OR, op.XOR, op.BYTE, op.SHL, op.SHR, op.SAR]
_TERNARY = [op.ADDMOD, op.MULMOD]
_FACTS = [op.ADDRESS, op.ORIGIN, op.CALLER, op.CALLVALUE, op.CALLDATASIZE, op.CODESIZE, op.GASPRICE, op.COINBASE]
_FACTS += [op.RETURNDATASIZE, op.TIMESTAMP, op.NUMBER, op.DIFFICULTY, op.GASLIMIT, op.CHAINID, op.SELFBALANCE]
_FACTS += [op.BASEFEE, op.PC, op.MSIZE, op.GAS]
# Code that creates: nothing; a contract; one that stores; that destroys itself; that fails in one way or another.
_SEEDS = ["5f5ff3", "60015f5360015ff3", "600160005560015ff3", "60015f55ff", "33ff", "30ff"]
_SEEDS += ["fe", "5f5ffd", "60205ffd", "60ef5f5360015ff3", "5b5f56", "6160015ff3"]


def push(value: int | bytes) -> bytes:
    """Code that pushes a number, or as many bytes as are given."""
    raw = value if isinstance(value, bytes) else value.to_bytes((value.bit_length() + 7) // 8, "big")
    return bytes([op.PUSH0 + len(raw)]) + raw


class Programs:
    """Random programs.

    Args:
        rng: where the chance comes from.
        others: addresses that they call and look at; may grow.
    """

    def __init__(self, rng: random.Random, others: list[bytes]):
        self._rng = rng
        self._others = others

    def program(self, n_pieces: int | None = None) -> bytes:
        """Code."""
        rng = self._rng
        stack = b"".join(self._constant() for _ in range(rng.choice([0, 0, 4, 17])))
        pieces = b"".join(self._piece() for _ in range(n_pieces or rng.randint(1, 14)))
        ends = [bytes([op.RETURN])] * 10 + [bytes([op.REVERT])] * 2
        end = self._area() + rng.choice(ends) if rng.random() < 0.6 else b""
        return stack + pieces + end + (self._address() + bytes([op.SELFDESTRUCT]) if rng.random() < 0.05 else b"")

    def seed(self) -> bytes:
        """A little code that creates a contract, or fails in one of the ways in which it can."""
        return bytes.fromhex(self._rng.choice(_SEEDS))

    def _piece(self, depth: int = 0) -> bytes:
        """Leaves the stack as it was, or nearly."""
        kinds: list[tuple[float, Callable[[], bytes]]] = [
            (20, lambda: (self._value() if self._rng.random() < 0.7 else push(0)) + self._slot() + bytes([op.SSTORE])),
            (14, lambda: self._value() + self._place() + self._one(op.MSTORE, op.MSTORE, op.MSTORE8)),
            (8, self._event),
            (14, lambda: self._area() + self._place() + self._one(*_COPIES)),
            (3, lambda: self._area() + self._place() + self._address() + bytes([op.EXTCODECOPY])),
            (13, lambda: self._call() + bytes([op.POP])),
            (4, lambda: self._creation() + bytes([op.POP])),
            (10 if depth < 2 else 0, lambda: self._condition(depth)),
            (3 if depth < 2 else 0, lambda: self._loop(depth)),
            (2, lambda: self._one(op.STOP, _INVALID, op.POP, op.REVERT, op.RETURN, op.JUMP, op.JUMPI, op.JUMPDEST)),
            (1, lambda: self._address() + bytes([op.SELFDESTRUCT])),
            (4, lambda: self._one(*range(op.DUP1, op.SWAP16 + 1))),
            (1, lambda: self._rng.randbytes(self._rng.randint(1, 3))),
            (0.5, self._flood),
            (3, self._value),
        ]
        return self._anyOf(kinds)

    def _value(self, depth: int = 0) -> bytes:
        """Pushes one word."""
        if depth >= 3 or self._rng.random() < 0.3:
            return self._constant() if self._rng.random() < 0.6 else self._one(*_FACTS)

        def more() -> bytes:
            return self._value(depth + 1)

        kinds: list[tuple[float, Callable[[], bytes]]] = [
            (20, lambda: more() + more() + self._one(*_BINARY)),
            (4, lambda: more() + self._one(*_UNARY)),
            (3, lambda: more() + more() + more() + self._one(*_TERNARY)),
            (8, lambda: self._slot() + bytes([op.SLOAD])),
            (7, lambda: self._place() + self._one(op.MLOAD, op.CALLDATALOAD)),
            (4, lambda: self._address() + self._one(op.BALANCE, op.EXTCODESIZE, op.EXTCODEHASH)),
            (2, lambda: more() + bytes([op.BLOCKHASH])),
            (2, lambda: push(self._rng.randint(0, 5)) + bytes([op.NUMBER, op.SUB, op.BLOCKHASH])),
            (4, lambda: self._area() + bytes([op.SHA3])),
            (14, self._call),
            (4, self._creation),
        ]
        return self._anyOf(kinds)

    def _constant(self) -> bytes:
        rng = self._rng
        sizes = [8, 8, 16, 32, 64, 128, 256]
        return push(
            rng.choice([0, 1, 2, 31, 32, 33, 255, 2**32, 2**64, 2**255, 2**256 - 1, rng.getrandbits(rng.choice(sizes))])
        )

    def _address(self) -> bytes:
        kinds: list[tuple[float, Callable[[], bytes]]] = [
            (55 if self._others else 0, lambda: push(self._rng.choice(self._others))),
            (15, lambda: push(self._rng.randint(0, 10))),
            (15, lambda: self._one(op.ADDRESS, op.CALLER, op.ORIGIN, op.COINBASE)),
            (5, lambda: push(self._rng.randbytes(20))),
            (10, lambda: self._value(2)),
        ]
        return self._anyOf(kinds)

    def _slot(self) -> bytes:
        return push(self._rng.randint(0, 4)) if self._rng.random() < 0.95 else self._value(2)

    def _place(self) -> bytes:
        usual = push(self._rng.choice([0, 0, 0, 1, 31, 32, 64, self._rng.randint(0, 300)]))
        return usual if self._rng.random() < 0.97 else self._value(2)

    def _area(self) -> bytes:
        """Size and place in memory, as opcodes take them."""
        usual = push(self._rng.choice([0, 1, 4, 32, 32, 64, self._rng.randint(0, 200)]))
        return (usual if self._rng.random() < 0.96 else self._value(2)) + self._place()

    def _event(self) -> bytes:
        n_topics = self._rng.randint(0, 4)
        return b"".join(self._value(2) for _ in range(n_topics)) + self._area() + bytes([op.LOG0 + n_topics])

    def _call(self) -> bytes:
        kind = self._one(op.CALL, op.CALL, op.CALLCODE, op.DELEGATECALL, op.STATICCALL)
        wei = push(self._rng.choice([0, 0, 0, 1, 2, 1000])) if self._rng.random() < 0.95 else self._value(2)
        gas = self._anyOf(
            [
                (1, lambda: bytes([op.GAS])),
                (1, lambda: push(self._rng.choice([0, 100, 2300, 5000, 20000, 50000]))),
                (1, lambda: self._value(2)),
            ]
        )
        return (
            self._area()
            + self._area()
            + (wei if kind[0] in (op.CALL, op.CALLCODE) else b"")
            + self._address()
            + gas
            + kind
        )

    def _creation(self) -> bytes:
        rng = self._rng
        code = self.seed() if rng.random() < 0.6 else self.program(rng.randint(1, 4))[:32]
        store = push(code.ljust(32, b"\0")) + push(0) + bytes([op.MSTORE])
        what = (push(len(code)) + push(0) if rng.random() < 0.9 else self._area()) + push(rng.choice([0, 0, 0, 1, 7]))
        return store + rng.choice([what + bytes([op.CREATE]), push(rng.randint(0, 3)) + what + bytes([op.CREATE2])])

    def _condition(self, depth: int) -> bytes:
        """Jumps over a few pieces, if a value is not zero. Counts from where it is, so that it can stand anywhere."""
        body = b"".join(self._piece(depth + 1) for _ in range(self._rng.randint(0, 3)))
        jump = bytes([op.PC]) + push((6 + len(body)).to_bytes(2, "big")) + bytes([op.ADD, op.JUMPI])
        return self._value() + jump + body + bytes([op.JUMPDEST])

    def _loop(self, depth: int) -> bytes:
        """Does a few pieces again, while a value is not zero."""
        body = b"".join(self._piece(depth + 1) for _ in range(self._rng.randint(0, 2))) + self._value()
        jump = bytes([op.PC]) + push((1 + len(body)).to_bytes(2, "big")) + bytes([op.SWAP1, op.SUB, op.JUMPI])
        return bytes([op.JUMPDEST]) + body + jump

    def _flood(self) -> bytes:
        """Pushes words until the stack is full or the gas is gone."""
        jump = bytes([op.PC]) + push(3) + bytes([op.SWAP1, op.SUB, op.JUMP])
        return bytes([op.JUMPDEST, op.CALLER, op.CALLER]) + jump

    def _one(self, *opcodes: int) -> bytes:
        return bytes([self._rng.choice(opcodes)])

    def _anyOf(self, kinds: list[tuple[float, Callable[[], bytes]]]) -> bytes:
        make: Callable[[], bytes] = self._rng.choices([k for _, k in kinds], [weight for weight, _ in kinds])[0]
        return make()


_COPIES = (op.CALLDATACOPY, op.CODECOPY, op.RETURNDATACOPY, op.RETURNDATACOPY)

# ---- precompiles


def _multiple(point: Any, n: int) -> Any:
    return bn128.multiply(point, n)


_FIELD, _ORDER = bn128.field_modulus, bn128.curve_order
_SECP256K1 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_POINTS = [(0, 0), *([n.n for n in _multiple(bn128.G1, k)] for k in (1, 2, _ORDER - 1))]
_TWISTED = [[int(c) for n in _multiple(bn128.G2, k) for c in reversed(n.coeffs)] for k in (1, 2)]


def precompileInput(rng: random.Random, number: int) -> bytes:
    """Input that the precompile at that address makes sense of, or nearly."""
    if number == 1:
        return _signature(rng)
    if number == 5:
        return _power(rng)
    if number in (6, 7):
        scalar = _word(rng.choice([0, 1, 2, _ORDER, _ORDER - 1, _ORDER + 1, 2**256 - 1, rng.getrandbits(256)]))
        whole = _point(rng) + (_point(rng) if number == 6 else scalar)
        return whole if rng.random() < 0.8 else whole[: rng.randint(0, len(whole))]
    if number == 8:
        return b"".join(_point(rng) + _twisted(rng) for _ in range(rng.choice([0, 1, 1])))
    if number == 9:
        rounds, final = rng.choice([0, 1, 12, rng.randint(0, 50), 2**32 - 1]), rng.choice([0, 1, 1, 2, 255])
        return (rounds.to_bytes(4, "big") + rng.randbytes(208) + bytes([final]))[: rng.choice([213, 213, 213, 212])]
    return rng.randbytes(rng.choice([0, 1, 31, 32, 33, rng.randint(0, 300)]))


def _signature(rng: random.Random) -> bytes:
    digest = rng.randbytes(32)
    signed = PrivateKey(b"\1" + rng.randbytes(31)).sign_recoverable(digest, hasher=None)
    v, r, s = 27 + signed[64], int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:64], "big")
    v = rng.choice([v] * 8 + [0, 1, 26, 29, 27 + 256, 2**255 + 27])
    r = rng.choice([r] * 8 + [0, _SECP256K1 - 1, _SECP256K1, 2**256 - 1, rng.getrandbits(256)])
    s = rng.choice([s] * 8 + [0, _SECP256K1 - s, _SECP256K1, 2**256 - 1])
    whole = digest + _word(v) + _word(r) + _word(s) + rng.choice([b"", b"", b"behind"])
    return whole if rng.random() < 0.8 else whole[: rng.randint(0, len(whole))]


def _power(rng: random.Random) -> bytes:
    """Base, exponent and modulus for modexp, of which each may be empty or zero, and a length a lie."""
    sizes = [rng.choice([0, 0, 1, 2, 31, 32, 33, 64, rng.randint(0, 100)]) for _ in range(3)]
    numbers = b"".join(rng.choice([rng.randbytes(size), rng.randbytes(size), bytes(size)]) for size in sizes)
    if rng.random() < 0.1:
        sizes[rng.randrange(3)] = rng.choice([1000, 2**32, 2**64, 2**255, 2**256 - 1])
    whole = b"".join(map(_word, sizes)) + numbers
    return whole if rng.random() < 0.7 else whole[: rng.randint(0, len(whole))]


def _point(rng: random.Random) -> bytes:
    x, y = rng.choice([*_POINTS * 4, (_FIELD, 0), (1, 2 + _FIELD), (rng.getrandbits(256), rng.getrandbits(256))])
    return _word(x) + _word(y)


def _twisted(rng: random.Random) -> bytes:
    numbers = list(rng.choice([*_TWISTED, [0] * 4]))
    numbers[rng.randrange(4)] += rng.choice([0, 0, 0, 1, _FIELD])
    return b"".join(map(_word, numbers))


def _word(value: int) -> bytes:
    return (value % 2**256).to_bytes(32, "big")
