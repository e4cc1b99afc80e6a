"""Coding of calls, results and events, against the library eth_abi as the oracle."""

from __future__ import annotations

from typing import Any

import eth_abi
import pytest
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from util.errors import ChainError, ParameterError
from web3engine.abi import ContractAbi, EventAbi, FunctionAbi
from web3engine.address import toChecksum

REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=60)

ADDRESSES = st.binary(min_size=20, max_size=20).map(toChecksum)

# Type → values of it, as wrappers pass and get them.
STATIC: dict[str, st.SearchStrategy[Any]] = {
    "address": ADDRESSES,
    "bool": st.booleans(),
    "uint256": st.integers(0, 2**256 - 1),
    "uint8": st.integers(0, 255),
    "int256": st.integers(-(2**255), 2**255 - 1),
    "int24": st.integers(-(2**23), 2**23 - 1),
    "bytes32": st.binary(min_size=32, max_size=32),
    "bytes4": st.binary(min_size=4, max_size=4),
}
DYNAMIC: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=50),
    "bytes": st.binary(max_size=70),
    "uint256[]": st.lists(STATIC["uint256"], max_size=4),
    "address[]": st.lists(ADDRESSES, max_size=4),
    "address[][2]": st.lists(st.lists(ADDRESSES, max_size=2), min_size=2, max_size=2),
    "bytes32[2]": st.lists(STATIC["bytes32"], min_size=2, max_size=2),
    "address[3]": st.lists(ADDRESSES, min_size=3, max_size=3),
    "uint256[2][2]": st.lists(st.lists(STATIC["uint256"], min_size=2, max_size=2), min_size=2, max_size=2),
    "(address,uint256)": st.tuples(ADDRESSES, STATIC["uint256"]),
    "(string,(address,bool)[])[]": st.lists(
        st.tuples(st.text(max_size=5), st.lists(st.tuples(ADDRESSES, st.booleans()), max_size=2)), max_size=2
    ),
}
ALL = {**STATIC, **DYNAMIC}


def _entry(kind: str, name: str) -> dict[str, Any]:
    """The type as a compiler writes it: a struct has components."""
    if not kind.startswith("("):
        return {"name": name, "type": kind}
    end = kind.rindex(")")
    members, depth = [""], 0
    for c in kind[1:end]:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            members.append("")
        else:
            members[-1] += c
    components = [_entry(member, f"m{i}") for i, member in enumerate(members)]
    return {"name": name, "type": "tuple" + kind[end + 1 :], "components": components}


def _function(inputs: list[str], outputs: list[str] | None = None) -> FunctionAbi:
    """A function whose arguments are called a0, a1, …"""
    return FunctionAbi(
        {
            "type": "function",
            "name": "trade",
            "inputs": [_entry(kind, f"a{i}") for i, kind in enumerate(inputs)],
            "outputs": [_entry(kind, "") for kind in outputs or []],
        }
    )


@st.composite
def _typed(draw, kinds):
    """Up to five types, and a value of each."""
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=5))
    return chosen, [draw(kinds[kind]) for kind in chosen]


# ---- calls and results


@pytest.mark.parametrize("kinds", [STATIC, ALL], ids=["static", "dynamic"])
@settings(REPEATABLE)
@given(data=st.data())
def test_calls_are_coded_as_eth_abi_does(kinds, data):
    """Selector and arguments are to the byte what eth_abi makes of them, for any mixture of types."""
    types, values = data.draw(_typed(kinds))
    selector = keccak(text=f"trade({','.join(types)})")[:4]
    assert _function(types).encode(values) == selector + eth_abi.encode(types, values)


@pytest.mark.parametrize("kinds", [STATIC, ALL], ids=["static", "dynamic"])
@settings(REPEATABLE)
@given(data=st.data())
def test_results_are_decoded_to_what_was_returned(kinds, data):
    """What eth_abi encodes is decoded to the same values: checksum addresses, lists for arrays, tuples for structs."""
    types, values = data.draw(_typed(kinds))
    decoded = _function([], types).decode(eth_abi.encode(types, values))
    assert decoded == (values[0] if len(values) == 1 else tuple(values))


def test_a_known_call():
    """transfer(address,uint256) begins with a9059cbb, as on every chain."""
    entry = {"name": "transfer", "inputs": [_entry("address", "to"), _entry("uint256", "amount")]}
    data = FunctionAbi(entry).encode(["0x" + 40 * "1", 258])
    assert data.hex() == "a9059cbb" + 24 * "0" + 40 * "1" + 61 * "0" + "102"


def test_arrays_of_a_fixed_size_are_coded_without_eth_abi():
    """What a V4 pool's swap takes, addresses and amounts, is coded as single arguments are, lists and tuples alike."""
    swap = _function(["address[3]", "uint256[4]"])
    addresses, amounts = ["0x" + 40 * d for d in "123"], [1, 2, 3, 2**256 - 1]
    expected = eth_abi.encode(["address[3]", "uint256[4]"], [addresses, amounts])
    assert swap.pack(addresses, tuple(amounts))[4:] == expected
    assert swap.pack.__name__ == "<lambda>"


@pytest.mark.parametrize("amounts", [[1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, -1], [1, 2, 3, True], "1234", 4])
def test_an_array_of_the_wrong_size_or_kind_is_refused(amounts):
    """An array of four holds four numbers; the error names the argument, whatever stands beside it."""
    with pytest.raises(ParameterError, match="cannot take a0"):
        _function(["uint256[4]"]).encode([amounts])
    with pytest.raises(ParameterError, match="cannot take a0"):
        _function(["uint256[4]", "string"]).encode([amounts, "text"])


def test_a_constructor_has_no_selector():
    """A constructor's arguments stand alone, behind the code; without an entry there are none."""
    abi = ContractAbi([{"type": "constructor", "inputs": [_entry("uint256", "cap")]}])
    assert abi.constructor().encode([7]) == (7).to_bytes(32, "big")
    assert ContractAbi([]).constructor().encode([]) == b""


def test_no_result_is_None():
    """A function without results gives None, one of one the value, one of more a tuple."""
    assert _function([], []).decode(b"") is None
    assert _function([], ["bool"]).decode((1).to_bytes(32, "big")) is True
    assert _function([], ["bool", "uint8"]).decode(bytes(64)) == (False, 0)


# ---- what does not fit


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("uint256", -1),
        ("uint256", 2**256),
        ("uint256", 1.0),
        ("uint256", "1"),
        ("uint256", True),
        ("uint256", None),
        ("uint8", 256),
        ("int256", 2**255),
        ("bool", 1),
        ("bool", "True"),
        ("address", "0x12"),
        ("address", 20 * b"\1"),
        ("address", ["0x" + 40 * "1"]),
        ("bytes32", 31 * b"\1"),
        ("bytes32", 33 * b"\1"),
        ("bytes32", 32 * "1"),
        ("bytes32", 32 * [1]),
        ("bytes", "text"),
        ("string", b"bytes"),
        ("uint256[]", [1, -1]),
        ("uint256[]", 5),
        ("address[]", ["bob"]),
        ("(address,uint256)", ("0x" + 40 * "1",)),
        ("(address,uint256)", ("0x" + 40 * "1", -1)),
    ],
)
@pytest.mark.parametrize("others", [["uint256"], ["string"]], ids=["among static", "among dynamic"])
def test_what_does_not_fit_is_refused_by_name(kind, value, others):
    """Out of range or of the wrong type: the error names function, argument, value and the type that is wanted."""
    fitting = {"uint256": 1, "string": "x"}
    function = _function([*others, kind, *others])
    with pytest.raises(ParameterError) as e:
        function.encode([*map(fitting.get, others), value, *map(fitting.get, others)])
    assert e.value.what == f"trade() cannot take a1 = {value!r}"
    assert e.value.why.startswith(f"{kind} wanted: ")


@pytest.mark.parametrize("args", [[], [1], [1, 2, 3]])
def test_wrong_count_is_refused(args):
    """The error names the arguments there are, and counts those that were given."""
    with pytest.raises(ParameterError) as e:
        _function(["uint256", "uint256"]).encode(args)
    assert e.value.what == f"trade() takes 2 arguments (a0, a1), and got {len(args)}"


@pytest.mark.parametrize("kinds", [["uint256"], ["bool", "address"], ["string"], ["uint256[]", "uint8"]])
def test_no_data_is_no_result(kinds):
    """An address without a contract returns nothing; that is an error, not a zero."""
    with pytest.raises(ChainError) as e:
        _function([], kinds).decode(b"")
    assert e.value.what == "trade() returned 0 bytes"
    assert e.value.why == "there is no such contract at this address"


@settings(REPEATABLE)
@given(data=st.data())
def test_results_that_are_cut_short_are_refused(data):
    """Return data that lacks its last bytes is refused, whatever the types."""
    types, values = data.draw(_typed(ALL))
    # Arrays without items have no bytes to lack beyond their length, and text may end in padding.
    encoded = eth_abi.encode([*types, "uint256[]"], [*values, [1, 2]])
    short = encoded[: -data.draw(st.integers(1, min(32, len(encoded))))]
    with pytest.raises(ChainError, match="trade\\(\\) (returned|gave) [0-9]+ bytes"):
        _function([], [*types, "uint256[]"]).decode(short)


@pytest.mark.parametrize(
    "data",
    [
        # A text that would begin beyond the end.
        64 * b"\xff",
        # A text of bytes that are no UTF-8, as old tokens have for a symbol.
        eth_abi.encode(["bytes"], [b"\xff\xfe"]),
    ],
)
def test_results_of_another_contract_are_refused(data):
    """Data that cannot be what the function returns is a ChainError, and says so."""
    with pytest.raises(ChainError, match="bytes that cannot be read"):
        _function([], ["string"]).decode(data)


# ---- events


def _event(name: str, *inputs: tuple[str, str, bool]) -> EventAbi:
    return EventAbi(
        {"type": "event", "name": name, "inputs": [{**_entry(kind, n), "indexed": i} for kind, n, i in inputs]}
    )


@settings(REPEATABLE)
@given(data=st.data())
def test_events_are_decoded_from_topics_and_data(data):
    """Indexed values come from topics, the others from data; each under its name."""
    indexed = data.draw(st.lists(st.sampled_from(sorted(STATIC)), max_size=3))
    types, values = data.draw(_typed(ALL))
    topics = [data.draw(STATIC[kind]) for kind in indexed]
    event = _event(
        "Traded",
        *[(kind, f"i{n}", True) for n, kind in enumerate(indexed)],
        *[(kind, f"p{n}", False) for n, kind in enumerate(types)],
    )
    assert event.topic == keccak(text=f"Traded({','.join([*indexed, *types])})")
    encoded = [event.topic, *[eth_abi.encode([kind], [value]) for kind, value in zip(indexed, topics)]]
    wanted = {f"i{n}": value for n, value in enumerate(topics)} | {f"p{n}": value for n, value in enumerate(values)}
    assert event.decode(encoded, eth_abi.encode(types, values)) == wanted


def test_indexed_text_is_its_hash():
    """Of an indexed text or array a log holds only the hash, and that is what is given."""
    event = _event("Named", ("string", "name", True), ("uint256[]", "sizes", True), ("string", "symbol", False))
    topics = [event.topic, keccak(text="My token"), keccak(bytes(64))]
    assert event.decode(topics, eth_abi.encode(["string"], ["MINE"])) == {
        "name": keccak(text="My token"),
        "sizes": keccak(bytes(64)),
        "symbol": "MINE",
    }


def test_event_without_plain_values():
    """An event may be all topics."""
    event = _event("Activated", ("address", "token", True))
    assert event.decode([event.topic, bytes(12) + 20 * b"\x11"], b"") == {"token": "0x" + 40 * "1"}


def test_event_cut_short_is_refused():
    """A log that lacks data is an error."""
    with pytest.raises(ChainError, match="the event Paid gave 31 bytes that cannot be read"):
        _event("Paid", ("uint256", "amount", False)).decode([], bytes(31))


# ---- contracts


def test_functions_of_one_name_differ_by_their_arguments():
    """Of several functions of a name the one with that many arguments is called; where none fits, the error counts."""
    entries = [
        {"type": "function", "name": "buy", "inputs": [_entry(kind, f"a{i}") for i, kind in enumerate(kinds)]}
        for kinds in (["uint256"], ["uint256", "address"])
    ]
    abi = ContractAbi(entries)
    assert abi.function("buy", 1).selector == keccak(text="buy(uint256)")[:4]
    assert abi.function("buy", 2).selector == keccak(text="buy(uint256,address)")[:4]
    assert abi.function("buy", 2) is abi.function("buy", 2)
    with pytest.raises(ParameterError, match=r"buy\(\) takes 1 arguments \(a0\), and got 3"):
        abi.function("buy", 3).encode([1, 2, 3])


def test_what_a_contract_does_not_have_is_refused():
    """Unknown functions and events are named."""
    abi = ContractAbi([])
    with pytest.raises(ParameterError, match=r"the contract has no function sell\(\)"):
        abi.function("sell", 0)
    with pytest.raises(ParameterError, match="the contract has no event Sold"):
        abi.event("Sold")


def test_custom_errors_are_known_by_selector():
    """errorNamed() finds the contract's own errors, with structs spelt out, and no others."""
    entry = {"type": "error", "name": "TooGreedy", "inputs": [_entry("(address,uint256)", "order")]}
    abi = ContractAbi([entry])
    assert abi.errorNamed(keccak(text="TooGreedy((address,uint256))")[:4]) == "TooGreedy"
    assert abi.errorNamed(keccak(text="TooGreedy(uint256)")[:4]) is None
    assert abi.errorNamed(b"") is None
