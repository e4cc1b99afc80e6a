"""The source of a fork: what it asks of a node, what it writes down, and what it never does."""

from __future__ import annotations

import json
import logging
import socket
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from util.config import ForkSettings
from util.errors import ChainError, ChainUnavailable, ParameterError, TokenSpiceError
from web3engine.address import toBytes
from web3engine.chains import remote as remotes
from web3engine.chains.fork import LiveBlock, openFork
from web3engine.chains.forkcache import ForkCache
from web3engine.chains.remote import ALLOWED, Remote
from web3engine.test.livenode import TOPIC, Live, Wire, living, wired
from web3engine.test.nodes import openStarted

pytestmark = pytest.mark.node
KEY = "s3cr3t-k3y-of-a-provider"
GOD = bytes(19) + b"\x99"


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


@pytest.fixture(scope="module")
def lived() -> Iterator[Live]:
    """A chain of eleven blocks."""
    with living() as live:
        yield live


@pytest.fixture
def live(lived: Live) -> Iterator[Live]:
    """The same, as it was."""
    before = lived.chain.snapshot()
    yield lived
    lived.chain.revert(before)


@pytest.fixture
def wire(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A wire to it. Nobody waits long before trying again."""
    monkeypatch.setattr(remotes, "_PAUSES", (0.001,) * 6)
    with wired(live.url) as wire:
        yield wire


def opened(url: str | None, file: Path | None = None, **more: Any) -> LiveBlock:
    return openFork(ForkSettings(url, more.pop("block", ""), file, **more))


def refused(body: bytes, code: int, message: str) -> Any:
    """What a node answers that refuses all that it is asked."""
    asked = json.loads(body)
    error = {"code": code, "message": message}
    found = [{"jsonrpc": "2.0", "id": one["id"], "error": error} for one in (asked if body[:1] == b"[" else [asked])]
    return 200, {}, json.dumps(found if body[:1] == b"[" else found[0]).encode()


def answers(fork: LiveBlock, keeper: str) -> list[Any]:
    """All that a fork can be asked about the contract."""
    where = toBytes(keeper)
    slots = [fork.slot(where, word(i)) for i in range(7)]
    accounts = [fork.account(where), fork.account(bytes(19) + b"\xee")]
    hashes = [fork.blockHash(n) for n in (0, 3, fork.block.number, fork.block.number + 1)]
    return [*slots, *accounts, *hashes, fork.logs(keeper, 0, fork.block.number), fork.block, fork.hardfork]


def test_block_is_asked_once_and_read_for_ever(live, tmp_path, monkeypatch):
    """Slots, accounts, hashes of blocks and events are those of the block; later without any connection."""
    file = tmp_path / "fork.jsonl"
    fork = opened(live.url, file, block="latest")
    live.keep(0, 999)
    found = answers(fork, live.keeper)
    assert found[:7] == [word(100 + i) for i in range(5)] + [word(0)] * 2
    assert found[8] == (0, word(0), b"")
    assert found[12] is None
    assert [(past.topics, past.data[-1], past.block) for past in found[13]] == [
        ((TOPIC,), 100 + i, 3 + 2 * i) for i in range(5)
    ]
    assert [past.time - found[13][0].time for past in found[13]] == [0, 60, 120, 180, 240]
    assert fork.hardfork == "prague"
    fork.close()

    monkeypatch.setattr(socket, "socket", None)
    again = opened(None, file)
    assert answers(again, live.keeper) == found
    assert again.n_trips == 0
    again.close()
    stats = ForkCache(file).stats()
    assert (stats["number"], stats["slots"], stats["accounts"], stats["events"]) == (11, 7, 2, 5)


@pytest.mark.parametrize("hardfork", ["shanghai", "cancun"])
def test_hardfork_is_what_the_header_shows(hardfork):
    """A header without blobs is Shanghai's, one without requests is Cancun's."""
    with living(hardfork, 0) as live:
        fork = opened(live.url, block="latest")
        assert fork.hardfork == hardfork
        fork.close()


def test_message_is_prepared_in_two_trips(live, wire):
    """What a message will ask for is asked for together; a message for which all is there asks nothing."""
    fork = opened(wire.url, block="latest")
    wire.trips.clear()
    where = toBytes(live.keeper)
    fork.prepare(GOD, where, b"", 0)
    for _ in range(2):
        assert [fork.account(GOD)[0], fork.account(where)[0]] == [0, 1]
        assert [fork.slot(where, word(i)) for i in range(6)] == [*(word(100 + i) for i in range(5)), word(0)]
    assert len(wire.trips) == 2
    fork.close()


def test_node_without_access_lists_is_asked_piece_by_piece(live, wire):
    """It is asked for one once, and never again."""

    def fault(body: bytes) -> Any:
        asked = json.loads(body)
        calls = asked if isinstance(asked, list) else [asked]
        if not any(call["method"] == "eth_createAccessList" for call in calls):
            return None
        error = {"code": -32601, "message": "the method eth_createAccessList does not exist/is not available"}
        found = []
        for call in calls:
            is_list = call["method"] == "eth_createAccessList"
            result = {"error": error} if is_list else {"result": "0x0" if "Code" not in call["method"] else "0x"}
            found.append({"jsonrpc": "2.0", "id": call["id"], **result})
        return 200, {}, json.dumps(found).encode()

    wire.fault = fault
    fork = opened(wire.url, block="latest")
    where = toBytes(live.keeper)
    for sender in (GOD, bytes(20)):
        fork.prepare(sender, where, b"", 0)
        fork.account(sender)
        assert fork.slot(where, word(2)) == word(102)
    assert sum(trip.count("eth_createAccessList") for trip in wire.trips) == 1
    fork.close()


def test_node_that_knows_blocks_by_number_only(live, wire):
    """It is asked by number, and each time whether the block still has its hash."""

    def fault(body: bytes) -> Any:
        if b"blockHash" not in body:
            return None
        return refused(body, -32602, "invalid argument 1: json: cannot unmarshal object into Go value")

    wire.fault = fault
    fork = opened(wire.url, block="latest")
    assert fork.slot(toBytes(live.keeper), word(1)) == word(101)
    assert fork.slot(toBytes(live.keeper), word(2)) == word(102)
    assert wire.trips[-1] == ["eth_getStorageAt", "eth_getBlockByNumber"]
    fork.close()


@pytest.mark.parametrize(
    "message",
    [
        "missing trie node 1f2e (path ) state 0x1f is not available",
        "historical state 5e3c is not available",
        "required historical state unavailable (reexec=128)",
        "old data not available due to pruning",
        "header not found",
        "distance to target block exceeds maximum proof window",
    ],
)
def test_words_of_nodes_that_have_forgotten_the_state(live, wire, message):
    """Of Geth, Erigon, Reth and others."""
    fork = opened(wire.url, block="latest")
    wire.fault = lambda body: refused(body, -32000, message)
    with pytest.raises(ChainError, match="keeps no state of block 11.* Try: an archive node, or a newer block"):
        fork.account(GOD)
    fork.close()


def test_busy_node_is_asked_again(live, wire):
    """After HTTP 429 and 503, and after an answer that says so."""
    busy = {"jsonrpc": "2.0", "id": 0, "error": {"code": 429, "message": "compute units per second exceeded"}}
    faults: list[Any] = [(429, {"Retry-After": "0"}, b""), (503, {}, b"<html>"), (200, {}, json.dumps(busy).encode())]
    wire.fault = lambda body: faults.pop(0) if faults else None
    fork = opened(wire.url, block="latest")
    assert fork.slot(toBytes(live.keeper), word(1)) == word(101)
    assert not faults
    fork.close()


def test_node_that_takes_small_batches(live, wire):
    """It gets small ones, down to single questions."""
    wire.fault = lambda body: (413, {}, b"too large") if len(json.loads(body)) > 2 and body[:1] == b"[" else None
    fork = opened(wire.url, block="latest")
    assert answers(fork, live.keeper)[0] == word(100)
    fork.close()


@pytest.mark.parametrize("junk", [{}, [{}], [5], 5, "zz", None])
def test_answers_that_nobody_can_read(live, wire, junk):
    """Whichever answer it is, before the fork is open and afterwards."""
    replaced: set[str] = set()

    def fault(body: bytes) -> Any:
        asked = json.loads(body)
        if not replaced.intersection(one["method"] for one in (asked if body[:1] == b"[" else [asked])):
            return None
        status, headers, answer = wire.passedOn(body)
        found = json.loads(answer)
        for one, reply in zip(asked, found) if body[:1] == b"[" else [(asked, found)]:
            reply["result"] = junk if one["method"] in replaced else reply["result"]
        return status, headers, json.dumps(found).encode()

    wire.fault = fault
    for method in ("eth_chainId", "eth_getBlockByNumber"):
        replaced.add(method)
        with pytest.raises(ChainError, match=r"nobody can read|has no block"):
            opened(wire.url, block="latest")
        replaced.clear()
    fork = opened(wire.url, block="latest")
    where = toBytes(live.keeper)
    for method, ask in (
        ("eth_getBalance", partial(fork.account, where)),
        ("eth_getStorageAt", partial(fork.slot, where, word(0))),
        ("eth_getLogs", partial(fork.logs, live.keeper, 0, 11)),
        ("eth_getBlockByNumber", partial(fork.blockHash, 3)),
    ):
        replaced.add(method)
        with pytest.raises(ChainError, match=r"nobody can read|is not what it was"):
            ask()
        replaced.clear()
        ask()
    fork.close()


def test_history_in_pieces(live, wire):
    """A node that looks into few blocks at a time is asked several times; parts can be read again without it."""

    def fault(body: bytes) -> Any:
        call = next((c for c in json.loads(body) if c["method"] == "eth_getLogs"), None)
        if call is None:
            return None
        query = call["params"][0]
        if int(query["toBlock"], 16) - int(query["fromBlock"], 16) < 2:
            return None
        return refused(body, -32005, "query returned more than 10000 results")

    wire.fault = fault
    fork = opened(wire.url, block="latest")
    past = fork.logs(live.keeper, 0, 11)
    assert [one.data[-1] for one in past] == [100, 101, 102, 103, 104]
    n = fork.n_trips
    assert fork.logs(live.keeper, 4, 9) == past[1:4]
    assert fork.n_trips == n
    assert fork.logs(live.keeper, 0, 11, ["0x" + bytes(32).hex()]) == []
    with pytest.raises(ParameterError, match="ends with block 11"):
        fork.logs(live.keeper, 0, 12)
    fork.close()


def test_reorganised_chain_is_refused(live, tmp_path):
    """The same number with another hash is not the same block: neither at the next opening nor in between."""
    file = tmp_path / "fork.jsonl"
    before = live.chain.snapshot()
    live.keep(1, 1)
    fork = opened(live.url, file, block="latest")
    fork.account(GOD)
    live.chain.revert(before)
    live.keep(1, 2)
    with pytest.raises(ChainError, match="block 12 is not what it was: the chain was reorganised"):
        fork.slot(toBytes(live.keeper), word(1))
    with pytest.raises(ChainError, match="block 12 is not what it was: the chain was reorganised"):
        fork.blockHash(2)
    fork.close()
    with pytest.raises(ChainError, match=r"Try: --fork-block finalized, or another cache"):
        opened(live.url, file)
    assert opened(None, file).account(GOD) == (0, word(0), b"")


def test_what_was_never_recorded_is_an_error_offline(live, tmp_path):
    """It says what is missing, and what to do."""
    file = tmp_path / "fork.jsonl"
    fork = opened(live.url, file, block="latest")
    fork.account(GOD)
    fork.close()
    offline = opened(None, file)
    with pytest.raises(ChainError, match=rf"asks for a storage slot of {live.keeper}, which was never .* --fork-url"):
        offline.slot(toBytes(live.keeper), word(0))
    with pytest.raises(ChainError, match="asks for events of"):
        offline.logs(live.keeper, 0, 1)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"url": None}, "FORK_URL is not set, nor FORK_CACHE"),
        ({"url": None, "file": Path("nothing.jsonl")}, "there is no file nothing.jsonl"),
        ({"block": "77"}, "has no block 77|refuses"),
        ({}, "too young: none but the first is final. Try: --fork-block latest"),
        ({"file": Path("no/such/folder.jsonl"), "block": "latest"}, "there is no such folder"),
        ({"block": "latest", "hash": "0x" + "11" * 32}, "reorganised"),
    ],
)
def test_what_cannot_be_opened(live, asked, why):
    with pytest.raises(TokenSpiceError, match=why):
        opened(**{"url": live.url, **asked})


def test_state_that_was_pruned(tmp_path):
    """A node without an archive says so in its own words, and we in ours."""
    chain, node = openStarted("anvil")
    fork = opened(node.url, block="0")
    chain.advance(60)
    with pytest.raises(ChainError, match="keeps no state of block 0: .* Try: an archive node, or a newer block"):
        fork.account(GOD)
    fork.close()
    chain.close()


# ---- safety


def test_only_questions_can_be_sent(live):
    """Whatever could change a chain is refused before anything is sent."""
    remote = Remote(live.url)
    for method in ("eth_sendRawTransaction", "eth_sendTransaction", "anvil_setBalance", "evm_mine", "eth_call"):
        with pytest.raises(ChainError, match=f"{method} is not sent to a live chain"):
            remote.ask([("eth_chainId", ()), (method, ())])
    assert remote.n_trips == 0
    assert not [method for method in ALLOWED if "send" in method.lower()]
    remote.close()


@pytest.mark.parametrize(
    "fault",
    [
        (302, {"Location": "http://example.invalid/"}, b""),
        (307, {"Location": f"http://example.invalid/{KEY}"}, b""),
        (401, {}, b"no"),
        (500, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, json.dumps({"id": 0, "error": {"code": 1, "message": f"no project {KEY}"}}).encode()),
        "closed",
    ],
)
def test_key_in_the_url_is_shown_nowhere(live, tmp_path, wire, fault, caplog):
    """Neither in errors with their whole history nor in logs, files and texts; redirects are not followed."""
    caplog.set_level(logging.DEBUG)
    url = f"http://user:{KEY}@{wire.url.removeprefix('http://')}/v2/{KEY}?apikey={KEY}"
    file = tmp_path / "fork.jsonl"
    settings = ForkSettings(url, "latest", file)
    fork = openFork(settings)
    fork.account(GOD)
    texts = [repr(settings), repr(fork), repr(fork._remote)]
    if fault == "closed":
        wire.server_close()
    wire.fault = lambda body: fault
    n_before = len(wire.trips)
    try:
        fork.slot(toBytes(live.keeper), word(0))
    except ChainError as e:
        texts += ["".join(traceback.format_exception(e)), str(e), repr(e.__context__), repr(e.__cause__)]
    else:
        pytest.fail("it answered")
    assert isinstance(fault, str) or fault[0] != 307 or len(wire.trips) == n_before + 1
    fork.close()
    texts += [file.read_text(), caplog.text, json.dumps(fork.block.facts()), json.dumps(fork.cache.stats())]
    assert not [text for text in texts if KEY in text or "apikey" in text]


def test_node_that_is_gone(live, wire, tmp_path):
    """What was read before stays in the file; the next one goes on there."""
    file = tmp_path / "fork.jsonl"
    fork = opened(wire.url, file, block="latest")
    fork.slot(toBytes(live.keeper), word(0))
    wire.fault = lambda body: (502, {}, b"")
    with pytest.raises(ChainUnavailable, match=r"at 127.0.0.1 does not answer: it is busy \(HTTP 502\)"):
        fork.slot(toBytes(live.keeper), word(1))
    fork.close()
    again = opened(live.url, file)
    assert again.slot(toBytes(live.keeper), word(0)) == word(100)
    n = again.n_trips
    assert again.slot(toBytes(live.keeper), word(1)) == word(101)
    assert again.n_trips == n + 1
    again.close()


# ---- the cache


def test_half_a_line_is_dropped(live, tmp_path):
    """A process that was killed while it wrote has lost that answer only."""
    file = tmp_path / "fork.jsonl"
    fork = opened(live.url, file, block="latest")
    for i in range(3):
        fork.slot(toBytes(live.keeper), word(i))
    fork.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    again = opened(live.url, file)
    assert again.slot(toBytes(live.keeper), word(2)) == word(102)
    again.close()
    assert file.read_bytes() == whole


def test_one_process_writes_and_others_keep_their_own(live, tmp_path):
    """Both find everything again."""
    file, out = tmp_path / "shared.jsonl", tmp_path / "OUT"
    first = opened(live.url, file, block="latest")
    first.slot(toBytes(live.keeper), word(0))
    second, third = (opened(live.url, file, own=out / "fork.jsonl") for _ in range(2))
    second.slot(toBytes(live.keeper), word(1))
    third.slot(toBytes(live.keeper), word(2))
    assert not out.exists()
    out.mkdir()
    second.cache.save()
    third.cache.save()
    assert ForkCache(file).stats()["slots"] == 1
    assert len(list(out.iterdir())) == 2
    for fork in (first, second, third):
        fork.close()
    last = opened(None, file, own=out / "fork.jsonl")
    assert [last.slot(toBytes(live.keeper), word(i)) for i in range(3)] == [word(100 + i) for i in range(3)]
    for other in out.glob("fork-*.jsonl"):
        last.cache.absorb(other)
    last.close()
    assert ForkCache(file).stats()["slots"] == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a,b\n1,2\n", "is no cache of a fork"),
        ('{"form": 2}\n', "a newer TokenSPICE wrote it"),
        ("HEAD" + '{"account": "0x12", "slot": "0x00", "value": "0x00"}\n', "line 2 is none of a cache of a fork"),
        ("HEAD" + '{"block": 3}\n', "line 2"),
    ],
)
def test_damaged_cache_is_refused(tmp_path, content, why):
    head = json.dumps({"form": 1, "chain_id": 1, "number": 5, "hash": "0x" + "00" * 32, "block": {}}) + "\n"
    file = tmp_path / "fork.jsonl"
    file.write_text(content.replace("HEAD", head))
    with pytest.raises(ChainError, match=why):
        ForkCache(file)


def test_cache_that_says_too_little_of_its_block_is_refused(tmp_path):
    file = tmp_path / "fork.jsonl"
    head = {"form": 1, "chain_id": 1, "number": 5, "hash": "0x" + "00" * 32, "block": {}}
    file.write_text(json.dumps(head) + "\n")
    with pytest.raises(ChainError, match="what is known of the fork's block cannot be read"):
        opened(None, file)
