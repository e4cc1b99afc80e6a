"""Coding of calls, results and events, against the library eth_abi as the oracle."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import eth_abi
import numpy
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
    """An array of four holds four numbers; the error names the argument, whatever stands next to it."""
    with pytest.raises(ParameterError, match="cannot take a0"):
        _function(["uint256[4]"]).encode([amounts])
    with pytest.raises(ParameterError, match="cannot take a0"):
        _function(["uint256[4]", "string"]).encode([amounts, "text"])


def test_a_constructor_has_no_selector():
    """A constructor's arguments stand alone, behind the code; without an entry there are none."""
    abi = ContractAbi([{"type": "constructor", "inputs": [_entry("uint256", "cap")]}])
    assert abi.constructor.encode([7]) == (7).to_bytes(32, "big")
    assert ContractAbi([]).constructor.encode([]) == b""


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
    with pytest.raises(ParameterError, match=r"no function buy\(\) takes 3 arguments"):
        abi.function("buy", 3)


def test_what_a_contract_does_not_have_is_refused():
    """Unknown functions and events are named."""
    abi = ContractAbi([])
    with pytest.raises(ParameterError, match=r"the contract has no function sell\(\)"):
        abi.function("sell", 0)
    with pytest.raises(ParameterError, match="the contract has no event Sold"):
        abi.event("Sold")


def test_custom_errors_are_known_by_selector():
    """The contract's own errors, with structs spelt out and arguments by name, and no others."""
    entry = {
        "type": "error",
        "name": "TooGreedy",
        "inputs": [_entry("(address,uint256)", "order"), _entry("uint8", "")],
    }
    known = ContractAbi([entry]).errors
    (selector,) = known
    assert selector == keccak(text="TooGreedy((address,uint256),uint8)")[:4]
    data = eth_abi.encode(["(address,uint256)", "uint8"], [("0x" + 40 * "1", 5), 7])
    assert known[selector].decode(data) == {"order": ("0x" + 40 * "1", 5), "arg1": 7}
    with pytest.raises(ChainError):
        known[selector].decode(data[:-1])


# ---- names that several share


def _overloaded():
    kinds = (["uint256"], ["int256"], ["uint256", "address"])
    return ContractAbi(
        [{"type": "function", "name": "buy", "inputs": [_entry(k, f"a{i}") for i, k in enumerate(ks)]} for ks in kinds]
        + [
            {"type": "event", "name": "Paid", "inputs": [{**_entry(k, k), "indexed": False} for k in ks]}
            for ks in kinds
        ]
    )


def test_a_signature_names_one_of_several_functions():
    """The name alone does where only one of them takes that many arguments."""
    abi = _overloaded()
    assert abi.function("buy(int256)", 1).encode([-5])[4:] == b"\xff" * 31 + b"\xfb"
    assert abi.function("buy(uint256)", 1).encode([5])[:4] == keccak(text="buy(uint256)")[:4]
    assert abi.function("buy", 2).signature == "buy(uint256,address)"
    assert abi.function("buy(uint256, address)", 2) is abi.function("buy(uint256, address)", 2)


@pytest.mark.parametrize(
    ("name", "n_args", "words"),
    [
        ("buy", 1, r'there are 2 functions buy: buy\(uint256\), buy\(int256\). Try: "buy\(uint256\)" as the name'),
        ("buy", 3, r"no function buy\(\) takes 3 arguments: buy\(uint256\), buy\(int256\), buy\(uint256,address\)"),
        ("buy(bool)", 1, r"the contract has no function buy\(bool\): it has buy\(uint256\), "),
        ("bye", 1, r"the contract has no function bye\(\). Try: buy\(\)"),
    ],
)
def test_a_name_that_may_mean_several_is_refused(name, n_args, words):
    """The error lists what there is."""
    with pytest.raises(ParameterError, match=words):
        _overloaded().function(name, n_args)


def test_events_of_one_name_are_told_apart():
    """All of a name, or one by its signature; one alone cannot be meant by the name that several share."""
    abi = _overloaded()
    assert [e.signature for e in abi.events("Paid")] == ["Paid(uint256)", "Paid(int256)", "Paid(uint256,address)"]
    assert abi.event("Paid(int256)").signature == "Paid(int256)"
    with pytest.raises(ParameterError, match="there are 3 events Paid"):
        abi.event("Paid")
    with pytest.raises(ParameterError, match=r"no event Paid\(bool\)"):
        abi.events("Paid(bool)")


def test_an_anonymous_event_is_told_by_its_topics():
    """Its logs carry no hash of its signature: any log with as many topics may be one, and no other."""
    entry = {
        "name": "Note",
        "anonymous": True,
        "inputs": [{**_entry("uint256", ""), "indexed": i} for i in (True, False)],
    }
    event, word = EventAbi(entry), (7).to_bytes(32, "big")
    assert (event.fits([word]), event.fits([]), event.fits([word, word])) == (True, False, False)
    assert event.decode([word], (8).to_bytes(32, "big")) == {"arg0": 7, "arg1": 8}


# ---- structs

ORDER = {
    "name": "order",
    "type": "tuple",
    "internalType": "struct Market.Order",
    "components": [
        {"name": "_who", "type": "address"},
        {"name": "sizes", "type": "uint256[]"},
        {"name": "limit", "type": "tuple", "components": [{"name": "price", "type": "uint256"}]},
    ],
}
WHO = "0x" + 40 * "1"


@dataclass
class _Order:
    who: str
    sizes: Any
    limit: Any


@pytest.mark.parametrize(
    "order",
    [
        (WHO, [1, 2], (3,)),
        {"_who": WHO, "sizes": [1, 2], "limit": {"price": 3}},
        {"limit": [3], "sizes": (1, 2), "who": WHO},
        _Order(WHO, numpy.array([1, 2]), {"price": numpy.int64(3)}),
    ],
)
def test_a_struct_may_be_given_in_any_form(order):
    """A tuple in order, or a dict or a dataclass by names; arrays of numpy are arrays."""
    function = FunctionAbi({"name": "place", "inputs": [ORDER], "outputs": []})
    expected = eth_abi.encode(["(address,uint256[],(uint256))"], [(WHO, [1, 2], (3,))])
    assert function.encode([order])[4:] == expected
    several = FunctionAbi({"name": "place", "inputs": [{**ORDER, "type": "tuple[]"}], "outputs": []})
    expected = eth_abi.encode(["(address,uint256[],(uint256))[]"], [[(WHO, [1, 2], (3,))]])
    assert several.encode([[order]])[4:] == expected


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"who": WHO, "sizes": []}, "it has no limit; the struct has _who, sizes, limit"),
        ({"who": WHO, "sizes": [], "limit": (3,), "colour": 1}, "the struct has no colour"),
        ((WHO, []), "3 members wanted .* and it has 2"),
        (5, "a tuple, a dict or a dataclass wanted"),
        ("abc", "a tuple, a dict or a dataclass wanted"),
        ({"who": WHO, "sizes": 5, "limit": (3,)}, "a list wanted"),
    ],
)
def test_a_struct_that_lacks_something_is_refused(order, words):
    """The error names the member."""
    function = FunctionAbi({"name": "place", "inputs": [ORDER], "outputs": []})
    with pytest.raises(ParameterError, match=words):
        function.encode([order])


def test_a_struct_of_words_may_be_given_in_any_form():
    """Those are coded in another, faster way."""
    entry = {"name": "p", "type": "tuple", "components": [_entry("uint256", "x"), _entry("bool", "y")]}
    function = FunctionAbi({"name": "f", "inputs": [entry, _entry("uint8", "z")]})
    expected = eth_abi.encode(["(uint256,bool)", "uint8"], [(1, True), 2])
    for pair in ((1, True), {"x": 1, "y": True}, {"y": True, "x": numpy.uint8(1)}):
        assert function.encode([pair, 2])[4:] == expected


def test_structs_come_back_with_names():
    """As tuples, whose members can be reached by name, whatever they are nested in; also from another process."""
    function = FunctionAbi({"name": "orders", "inputs": [], "outputs": [{**ORDER, "type": "tuple[]", "name": ""}]})
    (order,) = function.decode(eth_abi.encode(["(address,uint256[],(uint256))[]"], [[(WHO, [1, 2], (3,))]]))
    for got in (order, pickle.loads(pickle.dumps(order)), copy.deepcopy(order)):
        assert got == (WHO, [1, 2], (3,))
        assert (got.who, got.sizes, got.limit.price) == (WHO, [1, 2], 3)
        assert got._asdict() == {"who": WHO, "sizes": [1, 2], "limit": (3,)}
        assert repr(got) == f"Order(who={WHO!r}, sizes=[1, 2], limit=Struct(price=3))"
        assert {"who", "sizes", "limit"} <= set(dir(got))
    with pytest.raises(AttributeError, match="there is no 'price' here; there are who, sizes, limit"):
        _ = order.price


def test_values_that_are_returned_together_have_names():
    """If the contract gives every one of them its own name; else they are a plain tuple."""
    data = bytes(31) + b"\1" + bytes(31) + b"\2"
    assert _function([], ["uint256", "uint256"]).decode(data) == (1, 2)
    outputs = [_entry("uint256", "reserve0"), _entry("uint256", "reserve1")]
    got = FunctionAbi({"name": "getReserves", "inputs": [], "outputs": outputs}).decode(data)
    assert (got, got.reserve0, got.reserve1) == ((1, 2), 1, 2)
    twice = FunctionAbi({"name": "f", "inputs": [], "outputs": [outputs[0], outputs[0]]}).decode(data)
    assert type(twice) is tuple


@pytest.mark.parametrize(
    ("kind", "number"), [("bool", 2), ("uint8", 256), ("address", 2**160), ("int8", 128), ("bytes4", 1)]
)
def test_a_word_that_its_type_cannot_hold_is_refused(kind, number):
    """A contract that returns it is not the one that its ABI describes."""
    with pytest.raises(ChainError, match="cannot be read"):
        _function([], [kind]).decode(number.to_bytes(32, "big"))


LIBRARY = [
    {"type": "function", "name": "f", "inputs": [{"name": "m", "type": "IManager"}], "outputs": []},
    {"type": "function", "name": "g", "inputs": [{"name": "s", "type": "Lib.State storage"}], "outputs": []},
    {"type": "function", "name": "h", "inputs": [{"name": "x", "type": "uint256"}], "outputs": []},
]


def test_functions_of_libraries_that_only_contracts_can_call():
    """Are left out of what is offered, and refused by name; the others work."""
    abi = ContractAbi(LIBRARY)
    assert [function.name for function in abi.functions()] == ["h"]
    assert abi.function("h", 1).encode([5])[4:] == (5).to_bytes(32, "big")
    for name, kind in (("f", "IManager"), ("g", "Lib.State storage")):
        with pytest.raises(ParameterError, match=f"{name}.. cannot be called from outside: .*{kind}"):
            abi.function(name, 1)
