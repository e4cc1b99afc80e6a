"""For tests of forks: a chain with a little history, in an Anvil on this machine, and a wire that listens to it."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from web3engine.chain import Chain
from web3engine.chains import node, openChain
from web3engine.chains.jsonrpc import JsonRpcChain
from web3engine.chains.node import LOOPBACK
from web3engine.test.conformance import asm, deploy
from web3engine.test.nodes import freshSettings, requireNode

TOPIC = bytes(31) + b"\x07"
# What stands in place of an answer: an HTTP status, headers and a body. None passes the request on.
Fault = tuple[int, dict[str, str], bytes] | None


class Live(NamedTuple):
    """A chain that is alive.

    Attributes:
        chain: in its node.
        url: of the node.
        keeper: address of a contract, see `keeper`.
    """

    chain: JsonRpcChain
    url: str
    keeper: str

    def keep(self, slot: int, value: int) -> None:
        """Has the contract keep a value. One block."""
        keep(self.chain, self.keeper, slot, value)


def keeper() -> bytes:
    """Code: called with two words, it keeps the second in the slot that the first names, and emits both; called with
    anything else, it returns its first six slots.
    """
    ask = asm(f"{' '.join(f'{i} SLOAD {32 * i} MSTORE' for i in range(6))} 192 0 RETURN")
    head = asm(f"CALLDATASIZE 64 EQ 0x{len(ask) + 8:04x} JUMPI")
    stores = asm(f"JUMPDEST 32 CALLDATALOAD 0 CALLDATALOAD SSTORE 64 0 0 CALLDATACOPY 0x{TOPIC.hex()} 64 0 LOG1 STOP")
    return head + ask + stores


def keep(chain: Chain, contract: str, slot: int, value: int) -> None:
    """Has a `keeper` keep a value in a slot."""
    chain.transact(chain.god, contract, slot.to_bytes(32, "big") + value.to_bytes(32, "big"))


@contextmanager
def living(hardfork: str = "prague", n_kept: int = 5) -> Iterator[Live]:
    """A chain in a new Anvil that forgets nothing, in which a `keeper` keeps 100 + i in its slots i, 60 s apart."""
    requireNode("anvil")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(node._OPTIONS, "anvil", _withHistory)
        chain = openChain("anvil", settings=freshSettings(), hardfork=hardfork)
    assert isinstance(chain, JsonRpcChain)
    try:
        live = Live(chain, chain._rpc.url, deploy(chain, keeper()))
        for i in range(n_kept):
            chain.advance(60)
            live.keep(i, 100 + i)
        yield live
    finally:
        chain.close()


def _withHistory(*where: Any) -> list[str]:
    return [option for option in node._anvilOptions(*where) if option != "--prune-history"]


class Wire(http.server.ThreadingHTTPServer):
    """Stands in front of a node, and listens.

    Args:
        url: of the node.

    Attributes:
        url: where it listens itself.
        trips: the methods in each request, in order.
        fault: what it answers itself, from the body of a request.
    """

    def __init__(self, url: str):
        super().__init__((LOOPBACK, 0), _Hop)
        self.node = urlsplit(url).netloc
        self.url = f"http://{LOOPBACK}:{self.server_port}"
        self.trips: list[list[str]] = []
        self.fault: Callable[[bytes], Fault] = lambda body: None

    def passedOn(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The answer of the node."""
        connection = http.client.HTTPConnection(self.node, timeout=60)
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        connection.close()
        return 200, {"Content-Type": "application/json"}, answer


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """A wire to the node at that URL."""
    wire = Wire(url)
    thread = threading.Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield wire
    finally:
        wire.shutdown()
        thread.join()
        wire.server_close()


class _Hop(http.server.BaseHTTPRequestHandler):
    server: Wire

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(body)
        self.server.trips.append([one["method"] for one in (asked if isinstance(asked, list) else [asked])])
        status, headers, answer = self.server.fault(body) or self.server.passedOn(body)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass
