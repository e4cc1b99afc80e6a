"""Coding of every type, against the library eth_abi: what is written, what is read, and what is refused."""

from __future__ import annotations

import tracemalloc
from typing import Any

import eth_abi
import pytest
from eth_utils import is_address
from hypothesis import given, settings
from hypothesis import strategies as st

from web3engine import abicoder
from web3engine.abicoder import CodingError
from web3engine.address import toChecksum

REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=300)

WORDS: dict[str, st.SearchStrategy[Any]] = {
    "address": st.binary(min_size=20, max_size=20).map(toChecksum),
    "bool": st.booleans(),
    "bytes": st.binary(max_size=70),
    "string": st.text(max_size=40),
    "function": st.binary(min_size=24, max_size=24),
    **{f"uint{n}": st.integers(0, 2**n - 1) for n in (8, 16, 128, 256)},
    **{f"int{n}": st.integers(-(2 ** (n - 1)), 2 ** (n - 1) - 1) for n in (8, 24, 256)},
    **{f"bytes{n}": st.binary(min_size=n, max_size=n) for n in (1, 4, 31, 32)},
}


@st.composite
def typed(draw: Any, depth: int = 3) -> tuple[str, Any]:
    """A type, nested at random, and a strategy of its values."""
    form = draw(st.sampled_from(["word", "word", "array", "list", "struct"])) if depth else "word"
    if form == "word":
        kind = draw(st.sampled_from(sorted(WORDS)))
        return kind, WORDS[kind]
    if form == "struct":
        members = draw(st.lists(typed(depth - 1), min_size=1, max_size=3))
        return f"({','.join(kind for kind, _ in members)})", st.tuples(*[values for _, values in members])
    kind, values = draw(typed(depth - 1))
    if form == "list":
        return f"{kind}[]", st.lists(values, max_size=3)
    n = draw(st.integers(1, 3))
    return f"{kind}[{n}]", st.lists(values, min_size=n, max_size=n)


@st.composite
def arguments(draw: Any) -> tuple[list[str], list[Any]]:
    """Up to four types, and a value of each."""
    chosen = draw(st.lists(typed(), min_size=1, max_size=4))
    return [kind for kind, _ in chosen], [draw(values) for _, values in chosen]


def tidy(value: Any) -> Any:
    """What eth_abi decodes, with lists for arrays and structs alike, and checksum addresses."""
    if isinstance(value, (list, tuple)):
        return [tidy(v) for v in value]
    return toChecksum(bytes.fromhex(value[2:])) if isinstance(value, str) and is_address(value) else value


@given(arguments())
@REPEATABLE
def test_what_is_written_is_what_eth_abi_writes(given):
    """To the byte, and it reads back."""
    kinds, values = given
    encoded = abicoder.encode(kinds, values)
    assert encoded == eth_abi.encode(kinds, values)
    assert abicoder.decode(kinds, encoded) == values


@given(arguments(), st.data())
@REPEATABLE
def test_damaged_data_is_read_as_eth_abi_reads_it(given, data):
    """The same values, or an error in both: nothing is made up."""
    kinds, values = given
    raw = bytearray(abicoder.encode(kinds, values))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.sampled_from([0, 1, 2, 32, 64, 255]))
    raw = raw[: data.draw(st.integers(0, len(raw)))] if data.draw(st.booleans()) else raw
    compare(kinds, bytes(raw))


@given(arguments(), st.lists(st.sampled_from([0, 1, 2, 32, 64, 96, 2**255]), max_size=12))
@REPEATABLE
def test_made_up_data_is_read_as_eth_abi_reads_it(given, words):
    """Words that look like lengths and offsets."""
    compare(given[0], b"".join(word.to_bytes(32, "big") for word in words))


def compare(kinds: list[str], raw: bytes) -> None:
    try:
        expected = [tidy(value) for value in eth_abi.decode(kinds, raw)]
    except Exception:
        with pytest.raises(ValueError):  # noqa: PT011 - a CodingError, or a text that is no UTF-8
            abicoder.decode(kinds, raw)
    else:
        assert [tidy(value) for value in abicoder.decode(kinds, raw)] == expected


REFUSED: list[tuple[str, Any, str]] = [
    ("uint8", 256, "from 0 to 255"),
    ("uint8", -1, "from 0 to 255"),
    ("int8", 128, "from -128 to 127"),
    ("uint256", 1.0, "a whole number is needed"),
    ("uint256", "1", "a whole number is needed"),
    ("uint256", True, "a whole number is needed"),
    ("bool", 1, "expected True or False"),
    ("bytes4", b"abc", "3 bytes given, 4 wanted"),
    ("bytes", "text", "bytes wanted"),
    ("string", b"bytes", "a text wanted"),
    ("address", "0x12", "is not an address"),
    ("uint8[2]", [1], "a list of 2 wanted"),
    ("uint8[]", "12", "a list wanted"),
    ("(uint8,bool)", (1,), "a tuple of 2 wanted"),
]


@pytest.mark.parametrize(("kind", "value", "why"), REFUSED, ids=str)
def test_what_a_type_cannot_hold_is_refused(kind, value, why):
    """With what it can hold."""
    with pytest.raises((ValueError, TypeError), match=why):
        abicoder.encode([kind], [value])


@pytest.mark.parametrize(
    "kind", ["uint7", "uint264", "bytes33", "bytes0", "fixed128x18", "mapping", "", "uint8[", "(uint8"]
)
def test_there_are_no_other_types(kind):
    """What no contract can be asked for is refused at once."""
    with pytest.raises(CodingError, match="there is no type"):
        abicoder.coderOf(kind)


def test_no_data_makes_us_reserve_much_memory():
    """A length is not believed before the data is there."""
    raw = b"".join(word.to_bytes(32, "big") for word in (32, 2**40, 0, 0))
    tracemalloc.start()
    for kind in ("uint8[]", "bytes", "string", "(uint8,string)[]", "uint8[][]"):
        with pytest.raises(CodingError):
            abicoder.decode([kind], raw)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()
